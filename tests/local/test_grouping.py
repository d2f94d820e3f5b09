"""Copies and stories as an index keeps them: found with every change, the same by every way."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from search import record
from search.analysis import fold, words
from search.article import Article, Person
from search.codec.container import Container
from search.engine import Facts, SearchRequest
from search.local import LocalEngine, grouping, runs
from search.local.runs import Epoch
from search.local.texts import Place, texts, texts_of
from search.query import parse
from search.record import Kept
from search.stories.edges import Crowded
from search.stories.rarity import shipped
from search.stories.wishes import parse as parsed
from search.story import Shelf, ShelfOrder
from tests import paper

FERRY = (
    ("f1", "Ferry crews strike in Osk", "Osk Herald", "2021-05-03",
     ("Ferry crews of the Osk line walked out over pay. The harbour union called the strike after "
     "talks with the shipping company broke down on Sunday.")),
    ("f2", "Strike halts Osk ferries", "Evening Star", "2021-05-04",
     ("No ferry left Osk harbour as crews struck for higher pay; the shipping company called the "
     "union's strike reckless.")),
    ("f3", "Union: Osk ferry strike goes on", "Osk Herald", "2021-05-05",
     ("The harbour union said crews would strike until the shipping company offers more pay. "
     "Ferries stay in Osk harbour.")),
)  # fmt: skip
HARVEST = (
    ("h1", "Barley harvest fails in Halin", "Halin Post", "2021-05-04",
     ("Drought ruined the barley harvest around Halin; farmers ask the province for aid. Silos "
     "stand empty along the whole valley, and the mill in Halin has sent its workers home.")),
    ("h2", "Halin farmers ask for aid as barley fails", "Evening Star", "2021-05-06",
     ("After the drought the province promised aid to farmers whose barley harvest failed around "
     "Halin, where silos are empty and the mill is shut.")),
)  # fmt: skip
LONE = ("opera", "Opera house reopens", "Evening Star", "2021-05-04",
        "The opera opened again with a new ceiling, painted by hand over nine years.")  # fmt: skip
COPY = (
    "A storm took the roof off the old market hall of Osk last night and blew slates as far as "
    "the river. Nobody was hurt, said the fire brigade, which had closed the square in time. The "
    "council will meet this evening to say when traders can come back to their stalls."
)


def made(told: tuple[str, str, str, str, str]) -> Article:
    ref, title, outlet, date, body = told
    return paper.article(ref, title, body, outlet=outlet, date=date)


def articles() -> list[Article]:
    storm = [
        paper.article("storm", "Storm takes roof", COPY, outlet="Osk Herald", date="2021-05-07"),
        paper.article(
            "reprint", "Roof gone", f"{COPY} More soon.", outlet="Evening Star", date="2021-05-08"
        ),
        paper.article("reprint-2", "Market hall hit", COPY, outlet="Halin Post"),
    ]
    return [*map(made, (*FERRY, *HARVEST, LONE)), *storm]


def built(directory, found) -> LocalEngine:
    engine = LocalEngine(directory)
    engine.rebuild(found, Facts)
    return engine


def refs(engine: LocalEngine, text: str, **more: object) -> list[str]:
    request = SearchRequest(parse(text).tree, timeout_s=30, **more)  # type: ignore[arg-type]
    return [hit.id for hit in engine.search(request).hits]


def stories(engine: LocalEngine) -> dict[str, tuple[str, ...]]:
    """Return the ids of the articles of each story."""
    request = SearchRequest(parse("").tree, timeout_s=30)
    _, shelved = engine.stories(request, Shelf(limit=100))
    found = {}
    for story in shelved.entries:
        told = engine.story(story.id)
        assert told is not None
        found[story.id] = tuple(member.id for member in told.members)
    return found


@pytest.fixture
def engine(tmp_path):
    with closing(built(tmp_path / "index", articles())) as found:
        yield found


@pytest.mark.parametrize("order", get_args(ShelfOrder))
def test_a_page_of_stories_is_the_same_beside_the_hits_and_however_it_is_cut(engine, order):
    asked = SearchRequest(parse("").tree, timeout_s=30)
    whole = engine.stories(asked, Shelf(order, limit=100))[1]
    assert len(whole.entries) == whole.total > 1
    for offset, limit in ((0, 1), (1, 1), (0, 2), (1, 5)):
        shelf = Shelf(order, offset=offset, limit=limit)
        entries = whole.entries[offset : offset + limit]
        assert engine.stories(asked, shelf)[1] == replace(whole, entries=entries)
        assert engine.search(replace(asked, shelf=shelf)).shelved == replace(
            whole, entries=entries
        )
    assert engine.search(asked).shelved is None
    assert engine.search(SearchRequest(parse("opera").tree, shelf=Shelf())).shelved is None


def test_a_list_of_stories_names_people_where_it_is_to(tmp_path):
    ada = Person("ada-lind", "Ada Lind", ("Lind",), 1, ((0, 4),))
    both = [replace(made(one), people=(ada,)) for one in HARVEST]
    with closing(built(tmp_path, [*both, made(LONE)])) as engine:
        asked = SearchRequest(parse("").tree, timeout_s=30)
        named, bare = (
            engine.stories(asked, Shelf(people=people))[1].entries for people in (True, False)
        )
        assert [(one.value, one.articles) for one in named[0].people] == [("ada-lind", 2)]
        assert bare == (replace(named[0], people=()),)


def test_a_story_without_a_headline_is_called_by_how_it_begins(tmp_path):
    untitled = [replace(made(one), title=None) for one in HARVEST]
    with closing(built(tmp_path, untitled)) as engine:
        asked = SearchRequest(parse("").tree, timeout_s=30)
        (story,) = engine.stories(asked, Shelf())[1].entries
        opening = story.label.removesuffix("…")
        assert len(opening) > 40
        assert any(article.body.startswith(opening) for article in untitled)


def test_reports_of_one_event_are_a_story_and_a_story_is_searched_by_its_id(engine):
    found = stories(engine)
    assert set(found.values()) == {
        ("f1", "f2", "f3"),
        ("h1", "h2"),
        ("storm", "reprint", "reprint-2"),
    }
    ferry = next(one for one, its in found.items() if "f1" in its)
    assert set(refs(engine, f"story:{ferry}")) == {"f1", "f2", "f3"}
    assert refs(engine, f"harbour story:{ferry.upper()} -union") == []
    assert refs(engine, "story:szzzzzzzz") == []
    told = engine.story(ferry)
    assert told is not None
    assert told.story.outlets == 2
    assert told.story.label in {title for _, title, *_ in FERRY}
    assert (str(told.story.first_day), str(told.story.last_day)) == ("2021-05-03", "2021-05-05")


def test_an_article_says_which_story_it_is_of_and_what_copies_it(engine):
    assert engine.story_of("opera") is None
    ferry = engine.story_of("f2")
    assert ferry is not None
    assert ferry == replace(engine.story_of("f1") or ferry)
    assert [(one.id, one.relation) for one in engine.copies("storm")] == [
        ("reprint-2", "copy"),
        ("reprint", "copy"),
    ]
    assert [one.id for one in engine.copies("reprint")] == ["storm"]
    assert engine.copies("storm")[0].jaccard == 1
    assert 0.8 < engine.copies("reprint")[0].jaccard < 1
    assert set(refs(engine, "has:duplicate")) == {"reprint", "reprint-2"}


def test_copies_are_folded_in_lists_and_counted_all_the_same(engine):
    request = SearchRequest(parse("market hall").tree, timeout_s=30, fold=True, facets=("outlet",))
    page = engine.search(request)
    assert [hit.id for hit in page.hits] == ["storm"]
    assert (page.total, page.folded) == (3, 2)
    assert sum(one.count for one in page.facets["outlet"]) == 3
    assert {one.id for one in page.hits[0].copies} == {"reprint", "reprint-2"}
    # What the others are copies of does not match: the earliest of them stands for all.
    assert refs(engine, 'market -outlet:"Osk Herald"', fold=True) == ["reprint"]
    assert refs(engine, 'market outlet:"Halin Post"', fold=True) == ["reprint-2"]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "added"])
def test_pages_of_a_folded_list_follow_one_another(tmp_path, sort):
    many = [
        paper.article(f"a{n}-{copy}", f"Report {n}", f"{COPY} Of number {n * 7919}. " * 3,
                      date=f"2021-0{n % 9 + 1}-03", outlet=f"Outlet {copy}")
        for n in range(9) for copy in range(1 + n % 3)
    ]  # fmt: skip
    texts_apart = [
        replace(one, body=f"{paper_prose(int(one.id[1]))} storm {one.body[-20:]}") for one in many
    ]
    with closing(built(tmp_path / "index", texts_apart)) as engine:
        whole = refs(engine, "storm", fold=True, sort=sort, limit=50)
        pages = [
            ref
            for start in range(0, 12, 2)
            for ref in refs(engine, "storm", fold=True, sort=sort, offset=start, limit=2)
        ]
        assert pages == whole
        assert len({ref[:2] for ref in whole}) == len(whole) == 9


def paper_prose(seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(
        f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{n}" for n in range(60)
    )


def test_the_order_of_articles_and_how_they_came_change_nothing(tmp_path):
    found = articles()
    random.Random(3).shuffle(found)
    with (
        closing(built(tmp_path / "one", articles())) as one,
        closing(built(tmp_path / "other", found[:4])) as other,
    ):
        other.add(found[4:], Facts)
        assert stories(one) == stories(other)


@pytest.mark.parametrize("removed", [["f1"], ["h1"], ["storm"]])
def test_an_id_goes_on_naming_the_story_when_its_first_article_goes(engine, removed):
    before = engine.story_of(removed[0])
    assert before is not None
    rest = {member.id for member in engine.story(before.id).members} - set(removed)
    engine.remove(removed)
    engine.group()
    told = engine.story(before.id)
    if len(rest) == 1:
        assert told is None  # what is left of it is alone
        return
    assert {member.id for member in told.members} == rest
    assert told.asked == before.id != told.story.id
    engine.add([paper.article("late", "Nothing of the kind", "Some chess was played.")], Facts)
    assert engine.story(before.id).story.id == told.story.id
    assert set(refs(engine, f"story:{before.id}")) == rest


@pytest.fixture
def large(monkeypatch):
    """Every archive counts as a large one, to which what comes is added in runs."""
    monkeypatch.setattr(grouping, "SMALL", 0)
    monkeypatch.setattr(grouping, "ANEW", 0)


def test_a_large_archive_is_grouped_after_its_articles_are_there(tmp_path, large):
    found = articles()
    with closing(built(tmp_path / "index", found[:6])) as engine:
        engine.group()
        before = stories(engine)
        engine.add(found[6:7], Facts)
        assert stories(engine) == before
        assert refs(engine, "slates") == ["storm"]
        engine.add(found[7:8], Facts)
        engine.group()
        assert set(stories(engine).values()) > {("storm", "reprint")}
        commit = engine.snapshot().commit
        engine.group()
        assert engine.snapshot().commit == commit
        engine.verify()


def test_a_large_archive_that_is_rebuilt_has_its_stories_meanwhile(tmp_path, large):
    found = articles()
    with closing(built(tmp_path / "index", found[:6])) as engine:
        assert stories(engine) == {}
        engine.group()
        before = stories(engine)
        assert before
        kept = [Kept(record.head(front).id, front) for front in engine.fronts()]
        engine.rebuild([*kept, *found[6:]], Facts)
        assert set(refs(engine, "slates")) == {"storm", "reprint", "reprint-2"}
        assert stories(engine) == before
        assert not engine.grouping().is_current
        engine.verify()
        engine.group()
        assert set(stories(engine).values()) > {("storm", "reprint", "reprint-2")}
        assert engine.grouping().is_current
        engine.verify()


def test_stories_stay_where_a_rebuild_finds_every_article_as_it_was(tmp_path, large, monkeypatch):
    found = articles()
    with closing(built(tmp_path / "index", found)) as engine:
        engine.group()
        before = stories(engine)
        kept = [Kept(record.head(front).id, front) for front in engine.fronts()]
        with monkeypatch.context() as none:
            none.setattr(grouping, "regrouped", None)
            engine.rebuild(kept, Facts)
            engine.group()
        assert stories(engine) == before
        assert engine.grouping().is_current
        engine.verify()
        others: list[Iterable[Kept | Article]] = [kept[1:], [*kept[2:], found[0]]]
        for other in others:
            engine.rebuild(other, Facts)
            assert not engine.grouping().is_current
            engine.group()
        monkeypatch.setattr(grouping, "VERSION", grouping.VERSION + 1)
        assert not engine.grouping().is_current


def test_what_is_added_in_runs_is_as_if_it_had_come_at_once(tmp_path, large, monkeypatch):
    monkeypatch.setattr(grouping, "MOST_RUNS", 3)
    many = [
        replace(one, id=f"{one.id}-{n}", title=f"{one.title}, part {n}")
        for n in range(4)
        for one in articles()
    ]
    first, rest = many[:20], many[20:]
    with closing(built(tmp_path / "one", first)) as engine:
        engine.group()
        for start in range(0, len(rest), 2):
            engine.add(rest[start : start + 2], Facts)
            if start == 8:
                engine.remove(["f1-0", "storm-1"])
            engine.group()
        runs = sorted((tmp_path / "one" / "gen-1").glob("run-*.bin"))
        assert len(runs) > 1
        edges = [len(Container(run)["edge_one"]) for run in runs]
        assert min(edges) < max(edges) / 4  # what was known is not found again
        in_runs = stories(engine)
        monkeypatch.setattr(grouping, "_earlier", lambda *_: None)
        engine.add([paper.article("late", "Nothing of the kind", "Some chess was played.")], Facts)
        engine.group()
        # What is rare is counted anew now, which is what an epoch is; of so few, little changes.
        assert set(stories(engine).values()) == set(in_runs.values())


@pytest.mark.usefixtures("each_mode")
def test_words_are_laid_out_as_they_stand_in_the_articles(tmp_path):
    with closing(paper.engine(tmp_path / "index")) as engine:
        opened = engine._open()
        for part in opened.reader.segments:
            numbers = np.flatnonzero(part.live)
            found = texts(part.file, numbers)
            for row, number in enumerate(numbers.tolist()):
                its = found.folds[found.words[found.at[row] : found.at[row + 1]]].tolist()
                stood = {place: its[place] for place in range(len(its)) if its[place]}
                at_place: dict[int, set[int]] = {}
                for word in words(
                    part.article(number).body
                ):  # a compound and its pieces share one
                    digest = zlib.crc32(fold(word.form).encode())
                    at_place.setdefault(word.position, set()).add(digest)
                assert stood.keys() == at_place.keys()
                assert all(stood[place] in its for place, its in at_place.items())
            again = texts_of(
                [Place(part.file, np.arange(len(numbers)), numbers)],
                np.arange(2, 5, dtype=np.int32),
            )
            for row in range(3):
                told = found.folds[found.words[found.at[row + 2] : found.at[row + 3]]]
                assert again.folds[again.words[again.at[row] : again.at[row + 1]]].tolist() == (
                    told.tolist()
                )


def test_the_owner_joins_parts_pins_and_names_stories(tmp_path):
    wished: list[str] = []
    with closing(
        LocalEngine(tmp_path / "index", wishes=lambda: parsed("\n".join(wished).encode()))
    ) as engine:
        engine.rebuild(articles(), Facts)
        assert engine.grouping().is_current
        of_each = [engine.story_of(ref) for ref in ("f1", "h1")]
        ferry, harvest = (story.id for story in of_each if story)
        wished += [
            f"split {ferry}: f3 opera",
            f"pin reprint {harvest}",
            f"name {harvest}: The dry year",
            "alone nobody",
        ]
        assert not engine.grouping().is_current
        engine.group()
        assert set(stories(engine).values()) == {
            ("f1", "f2"),
            ("opera", "f3"),
            ("h1", "h2", "reprint"),
            ("storm", "reprint-2"),
        }
        told = engine.story(harvest)
        assert told is not None
        assert (told.story.label, told.story.is_named) == ("The dry year", True)
        rulings = engine.grouping().rulings
        assert [(one.line, one.is_wrong) for one in rulings] == [
            (1, False),
            (2, False),
            (3, False),
            (4, True),
        ]
        engine.rebuild(articles(), Facts)
        assert stories(engine)[harvest] == ("h1", "h2", "reprint")
        wished.clear()
        engine.group()
        assert ("f1", "f2", "f3") in stories(engine).values()


def test_rarity_comes_back_from_its_run_and_says_when_that_is_cut(tmp_path):
    held, path = shipped(), tmp_path / "run-1.bin"
    none = np.zeros(0, np.uint32)
    runs.write(path, runs.NOTHING, Epoch(held, Crowded(none, none), none.astype(np.uint64)))
    back = runs.rarity(path)
    assert np.array_equal(back.stems, held.stems)
    assert np.array_equal(back.counts, held.counts)
    assert back.articles == held.articles
    assert back.idf_of("ferri") == held.idf_of("ferri") > 0
    data = path.read_bytes()
    for cut in (b"", data[: len(data) // 2]):
        path.write_bytes(cut)
        with pytest.raises(ValueError, match=r"run-1\.bin"):
            runs.rarity(path)
