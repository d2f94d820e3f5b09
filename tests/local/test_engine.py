"""What the engine promises, on the paper of one invented town."""

import datetime as dt
import os
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search import record
from search.article import Person
from search.engine import Facts, SearchRequest
from search.errors import IndexAbsent, IndexBusy, IndexDamaged, IndexFault
from search.local import LocalEngine
from search.query import parse
from search.record import Kept
from tests import paper

NOW = dt.datetime(2021, 12, 1, 12, tzinfo=dt.timezone.utc)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    made = paper.engine(tmp_path_factory.mktemp("paper") / "index")
    yield made
    made.close()


def page(engine, text, **more):
    return engine.search(SearchRequest(parse(text, now=NOW).tree, timeout_s=30, **more))


def refs(engine, text, **more):
    return [hit.id for hit in page(engine, text, **more).hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # words, by the stem of the article's language, accents and case aside
        ("sanction", {"strike-2020"}),
        ("strikes", {"strike-1926", "strike-2020"}),
        ("pena", {"mayor", "mayor-again"}),
        ("haus", {"hafen"}),
        ("санкция", {"gavan"}),
        ("state of", {"budget"}),
        ("notice OR closed", {"notice"}),
        # just as written
        ("=strikes", {"strike-2020"}),
        ("case:US", {"regatta", "strike-2020"}),
        ("case:us", {"regatta"}),
        ("us", {"regatta", "strike-2020"}),
        ("covid-19", {"strike-2020"}),
        ("covid19", {"strike-2020"}),
        ('"covid 19"', {"strike-2020"}),
        # phrases hold their common words
        ('"harbour strike"', {"strike-1926"}),
        ('"strike harbour"', set()),
        ('"secretary of state"', {"budget"}),
        ('"port trade"', {"strike-2020"}),
        # both, either, not
        ("harbour strike", {"strike-1926", "strike-2020"}),
        ("regatta OR fog", {"regatta", "fog"}),
        ("harbour -strike -budget", {"regatta", "mayor", "fog"}),
        ("(regatta OR fog) bay", {"regatta"}),
        # patterns and near misses
        ("sanct*", {"strike-2020"}),
        ("h?rbour dawn", {"strike-1926"}),
        ("regata~", {"regatta"}),
        # close together
        ("harbour NEAR/2 strike", {"strike-1926"}),
        ("strike PRE/2 harbour", set()),
        ('"began strike"~0', {"strike-1926"}),
        ("dockers w/s ships", {"strike-1926"}),
        ("strike w/s ships", set()),
        ("strike w/p ships", {"strike-1926"}),
        ("strike w/p knew", set()),
        ("atleast9 budget", {"budget"}),
        # fields
        ("title:harbour", {"regatta"}),
        ("body:regatta", set()),
        ('outlet:"evening star" lavrov', {"mayor-again", "lavrova"}),
        ("outlet:even*", {"regatta", "mayor-again", "lavrova", "fog"}),
        ("agency:reuters", {"strike-2020"}),
        ("author:o'neil", {"regatta"}),
        ("people:lavrov", {"mayor-again", "lavrova"}),
        ('people:"sergey lavrov"', {"mayor-again", "lavrova"}),
        ("people:=sergey", {"mayor-again"}),
        ("people:lavrova", {"lavrova"}),
        ("people:peña", {"mayor", "mayor-again"}),
        ("said:peña", {"mayor"}),
        ("quote:harbour", {"mayor"}),
        ("quote:ferry", set()),
        ("has:quote", {"mayor"}),
        ("has:agency", {"strike-2020"}),
        ("-has:outlet ferry -has:people", {"ferry"}),
        ("has:lang lang:de", {"hafen"}),
        ("lang:de", {"hafen"}),
        ("id:fog", {"fog"}),
        ("file:fog.txt", {"fog"}),
        # dates: a month or year that may be it is a match; no date is neither in nor out
        ("date:1926-05-20", {"strike-1926"}),
        ("date:2021", {"ferry", "budget"}),
        ("date:2021-11", {"ferry", "budget"}),
        ("ferry NOT date:2021-11", {"mayor", "mayor-again", "ferry"}),
        ("fog date:2000..2030", set()),
        ("fog NOT date:2000..2030", set()),
        ("since:2021-11-29", {"ferry", "budget"}),
        ("newer:7d", {"ferry", "budget"}),
    ],
)
def test_a_query_finds_just_these(engine, query, expected):
    assert set(refs(engine, query)) == expected


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("said:lavrov", "no-quotes"),
        ("quote:ferry", "no-quotes"),
        ("ferry -has:quote", "no-quotes"),
        ("story:s1", "no-story"),
    ],
)
def test_what_the_index_holds_nothing_of_is_said(tmp_path, query, code):
    bare = LocalEngine(tmp_path / "index")
    ferry = paper.article("ferry", "Ferry late", "The ferry was late.")
    bare.rebuild([ferry], lambda: Facts())
    assert [notice.code for notice in page(bare, query).notices] == [code]
    assert not page(bare, "ferry outlet:x").notices


def test_everything_is_newest_first_with_the_undated_last(engine):
    assert refs(engine, "*", sort="newest") == [
        "budget",
        "ferry",
        "lavrova",
        "gavan",
        "hafen",
        "strike-2020",
        "regatta",
        "mayor-again",
        "mayor",
        "notice",
        "strike-1926",
        "fog",
    ]
    assert refs(engine, "*", sort="oldest")[-1] == "fog"


def test_the_headline_weighs_more(engine):
    assert refs(engine, "harbour")[0] == "regatta"


def test_the_exact_word_ranks_above_a_near_miss(tmp_path):
    near = paper.article("near", "harbor harbor harbor", "harbor")
    exact = paper.article("exact", None, "the harbour and " + "many other words " * 50)
    made = paper.engine(tmp_path / "index", (near, exact))
    assert refs(made, "harbour~") == ["exact", "near"]


def test_a_word_of_titles_is_found_where_bodies_have_other_forms_of_it_alone(tmp_path):
    cold = paper.article("cold", "Sanctions", "Several firms were sanctioned.")
    other = paper.article("other", None, "The ferry runs.")
    made = paper.engine(tmp_path / "index", (cold, other))
    assert refs(made, "=sanctions sanctioned") == ["cold"]
    assert refs(made, "=sanctions OR ferry") == ["cold", "other"]
    # As rare as any word that one article of two has: its weight is that of its title.
    scores = [page(made, f"title:{word}").hits[0].score for word in ("=sanctions", "sanctions")]
    assert scores[0] == scores[1] == page(made, "=sanctions").hits[0].score


def test_pages_cut_one_order_and_end_where_it_ends(engine):
    whole = refs(engine, "harbour", limit=100)
    cut = [refs(engine, "harbour", offset=at, limit=2) for at in range(0, 8, 2)]
    assert [ref for part in cut for ref in part] == whole
    assert cut[-1] == []
    beyond = page(engine, "harbour", offset=1000)
    assert (beyond.total, beyond.hits) == (len(whole), ())


def test_undated_articles_left_out_are_counted(engine):
    assert page(engine, "harbour date:1900..2100").undated == 1
    assert page(engine, "regatta date:1900..2100").undated == 0
    assert page(engine, "harbour").undated == 0


def test_facets_count_the_whole_result(engine):
    found = page(
        engine, "*", limit=1, facets=("outlet", "people", "lang", "date:year", "date:month")
    )
    outlets = {facet.value: facet.count for facet in found.facets["outlet"]}
    assert outlets == {"Evening Star": 4, "Harbour Gazette": 4, "Hafenbote": 1, None: 3}
    assert [(f.label, f.count) for f in found.facets["people"][:2]] == [
        ("Ana Peña", 2),
        ("Sergei Lavrov", 2),
    ]
    years = [(f.value, f.count) for f in found.facets["date:year"]]
    assert years == [("1926", 1), ("2018", 1), ("2019", 3), ("2020", 4), ("2021", 2), (None, 1)]
    months = {f.value: f.count for f in found.facets["date:month"]}
    assert months["2021-11"] == 1
    assert months[None] == 2  # no date, and a year alone


def test_a_facet_leads_to_as_many_as_it_counts(engine):
    for facet in page(engine, "harbour", facets=("people", "outlet")).facets["people"]:
        if facet.value:
            assert page(engine, f"harbour people:{facet.value}").total == facet.count


def test_somebody_is_counted_under_the_name_that_most_articles_have(tmp_path):
    names = ("ANA PEÑA", "Ana Peña", "Ana Peña")
    found = [
        paper.article(f"a{n}", None, name, people=(Person("ana-pena", name, (name,), 1),))
        for n, name in enumerate(names)
    ]
    with closing(LocalEngine(tmp_path / "index")) as engine:
        engine.rebuild(found[:2], Facts)
        engine.add(found[2:], Facts)
        (ana,) = page(engine, "*", facets=("people",)).facets["people"]
    assert (ana.value, ana.label, ana.count) == ("ana-pena", "Ana Peña", 3)


def test_what_is_added_is_found_and_what_is_added_again_is_updated(tmp_path):
    made = paper.engine(tmp_path / "index")
    lighthouse = paper.article("lighthouse", "Lighthouse lit", "The lamp burns.")
    change = made.add([lighthouse], lambda: Facts())
    assert (change.added, change.updated, change.snapshot.articles) == (1, 0, 13)
    change = made.add([paper.article("lighthouse", "Lighthouse dark", "Gone.")], lambda: Facts())
    assert (change.added, change.updated, change.snapshot.articles) == (0, 1, 13)
    assert refs(made, "lighthouse lamp") == []
    assert refs(made, "lighthouse dark") == ["lighthouse"]
    made.verify()


def test_of_one_id_twice_the_later_stays(tmp_path):
    made = paper.engine(
        tmp_path / "index",
        (paper.article("a", None, "first"), paper.article("a", None, "second")),
    )
    assert refs(made, "first") == []
    assert refs(made, "second") == ["a"]
    assert made.status().snapshot.articles == 1


def test_an_article_comes_back_as_it_was_put(engine):
    for article in paper.PAPER:
        assert engine.article(article.id) == article
        assert engine.record(article.id) == record.dumps(article)
        assert engine.front(article.id) == record.parts(record.dumps(article))[0]
    found = {hit.id: hit.article for hit in page(engine, "", limit=100).hits}
    assert found == {article.id: article for article in paper.PAPER}
    assert engine.front("no-such-article") is None


def test_a_record_at_hand_is_as_good_as_its_article(tmp_path):
    made = LocalEngine(tmp_path / "index")
    made.rebuild([record.dumps(article) for article in paper.PAPER], Facts)
    assert {article.id: made.article(article.id) for article in paper.PAPER} == {
        article.id: article for article in paper.PAPER
    }


def test_an_article_is_kept_by_its_head_and_may_get_another(tmp_path):
    made = paper.engine(tmp_path / "index")
    heads = {one.id: record.head_bytes(one.id, one.extractor, one.source) for one in paper.PAPER}
    first = paper.PAPER[0]
    moved = replace(first, source=replace(first.source, record=7))
    heads[first.id] = record.head_bytes(first.id, first.extractor, moved.source)
    change = made.rebuild((Kept(one, head) for one, head in heads.items()), Facts)
    assert (change.added, change.updated, change.removed) == (0, 0, 0)
    assert [made.article(one.id) for one in paper.PAPER] == [moved, *paper.PAPER[1:]]
    with pytest.raises(IndexFault, match="Try again"):
        made.rebuild([Kept("no-such-article", b"{")], Facts)
    assert made.status().snapshot.articles == len(paper.PAPER)


def test_what_is_removed_is_gone_from_hits_totals_and_facets(tmp_path):
    made = paper.engine(tmp_path / "index")
    change = made.remove(["regatta", "no-such-article"])
    assert change.removed == 1
    found = page(made, "harbour", facets=("outlet",))
    assert "regatta" not in [hit.id for hit in found.hits]
    assert {f.value: f.count for f in found.facets["outlet"]} == {
        "Harbour Gazette": 4,
        "Evening Star": 1,
    }
    assert made.article("regatta") is None


def test_an_engine_that_stays_open_answers_as_one_opened_anew(tmp_path):
    kept = paper.engine(tmp_path / "index")
    queries = ("harbour strike", "the OR lavrov", "regatta OR hafen", "nobody", "mayor AND fog")

    def told(engine):
        pages = [page(engine, query, facets=("outlet", "lang")) for query in queries]
        return [
            (one.total, [(hit.id, hit.score) for hit in one.hits], one.facets) for one in pages
        ]

    changes = (
        lambda: kept.add([paper.article("lamp", "Lamp lit", "The harbour lamp.")], Facts),
        lambda: kept.add([paper.article("hut", "Die Hütte", "Am Hafen.", lang="de")], Facts),
        lambda: kept.add([paper.article("fog", "Fog", "The mayor saw fog.")], Facts),
        lambda: kept.remove(["regatta", "lamp"]),
        lambda: kept.add([paper.article("lamp", "Lamp out", "No strike, no lamp.")], Facts),
    )
    for change in changes:
        change()
        with closing(LocalEngine(tmp_path / "index")) as anew:
            assert told(kept) == told(anew)


def test_a_rebuild_by_another_process_is_seen_at_the_next_search(tmp_path):
    reader = paper.engine(tmp_path / "index")
    assert refs(reader, "fog") == ["fog"]
    writer = LocalEngine(tmp_path / "index")
    writer.rebuild([paper.article("only", "Only", "Only this.")], lambda: Facts())
    assert refs(reader, "fog") == []
    assert refs(reader, "only") == ["only"]
    assert reader.snapshot().generation == 2


def test_while_one_writes_another_is_told_who(tmp_path):
    made = paper.engine(tmp_path / "index")
    other = LocalEngine(tmp_path / "index")
    told = []

    def articles():
        with pytest.raises(IndexBusy) as busy:
            other.remove(["fog"])
        told.append(busy.value.pid)
        yield paper.article("new", None, "New.")

    made.add(articles(), lambda: Facts())
    assert told == [os.getpid()]


def test_what_reading_raises_leaves_the_index_as_it_was(tmp_path):
    made = paper.engine(tmp_path / "index")

    def articles():
        yield paper.article("new", None, "New.")
        raise OSError("the disk of the source went away")

    with pytest.raises(Exception, match="went away"):
        made.rebuild(articles(), lambda: Facts())
    assert made.snapshot().generation == 1
    assert len(refs(made, "*")) == 12
    made.remove(["fog"])  # the lock is free


def test_without_an_index_that_is_said(tmp_path):
    with pytest.raises(IndexAbsent):
        LocalEngine(tmp_path / "nothing").search(SearchRequest(parse("a").tree))


def test_an_empty_archive_answers(tmp_path):
    made = paper.engine(tmp_path / "index", ())
    found = page(
        made,
        "harbour OR people:x OR date:2020 OR sanct*",
        facets=("outlet", "people", "date:year"),
    )
    assert found.total == 0
    assert made.status().fields["outlet"] == (0, 0)


def segment_of(directory):
    return next((directory / "gen-1").glob("*.dateline"))


def test_a_flipped_bit_is_found_and_named(tmp_path):
    paper.engine(tmp_path / "index").close()
    segment = segment_of(tmp_path / "index")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 4
    segment.write_bytes(data)

    with pytest.raises(IndexDamaged, match=f"{segment.name}.*index rebuild"):
        LocalEngine(tmp_path / "index").verify()


def test_damage_is_named_before_any_wrong_hit(tmp_path):
    sound = paper.engine(tmp_path / "index")
    everything = " OR ".join(word for word in paper.MAYOR_BODY.split() if word.isalpha())
    right = refs(sound, everything)
    sound.close()
    whole = segment_of(tmp_path / "index").read_bytes()
    told = []
    for at in range(0, len(whole), len(whole) // 60):
        # Each time another copy: what is open stays mapped, and was checked when it was sound.
        shutil.copytree(tmp_path / "index", tmp_path / f"broken-{at}")
        segment = segment_of(tmp_path / f"broken-{at}")
        segment.write_bytes(whole[:at] + bytes([whole[at] ^ 16]) + whole[at + 1 :])
        broken = LocalEngine(tmp_path / f"broken-{at}")
        try:
            assert refs(broken, everything) == right
        except IndexDamaged as damage:
            told.append(str(damage))
        broken.close()
    assert told
    assert all(segment.name in said and "index rebuild" in said for said in told)


def test_a_pickle_that_would_run_code_is_refused(tmp_path):
    made = paper.engine(tmp_path / "index")
    made.close()
    marker = tmp_path / "ran"
    toc = next((tmp_path / "index" / "gen-1").glob("*.toc"))
    data = toc.read_bytes()
    booby = b"cos\nsystem\n(S'touch " + str(marker).encode() + b"'\ntR."
    segments = data.rindex(b"\x80")
    toc.write_bytes((data[:segments] + booby).ljust(len(data), b"."))
    with pytest.raises(Exception):  # noqa: B017  whichever check is first
        page(LocalEngine(tmp_path / "index"), "harbour")
    assert not marker.exists()


def test_threads_share_one_engine(engine):
    expected = {
        text: refs(engine, text) for text in ("harbour", "strike", "sanct*", "people:lavrov")
    }
    wrong: list[str] = []

    def ask():
        for _ in range(20):
            wrong.extend(text for text in expected if refs(engine, text) != expected[text])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_stock_whoosh_opens_the_same_index(tmp_path):
    made = paper.engine(tmp_path / "index")
    directory = made._store.current().directory
    program = (
        "import sys; from whoosh.index import open_dir; from whoosh.qparser import QueryParser\n"
        "ix = open_dir(sys.argv[1]); names = set(ix.schema.names())\n"
        "assert {'outlet', 'date', 'people', 'body'} <= names\n"
        "asked = QueryParser('body', ix.schema).parse('harbour strikes')\n"
        "with ix.searcher() as s: print(len(s.search(asked)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(directory)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=True,
    )
    assert found.stdout.strip() == "2"
