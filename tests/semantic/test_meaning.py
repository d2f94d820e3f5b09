"""Searches whose first articles stand in an order that meaning makes, too.

The model knows that a walkout is a strike, and little else: tests/semantic/halinmodel.py.
"""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from search.archive import Archive
from search.article import Article, Source
from search.engine import Facts
from search.errors import IndexDamaged, IndexFault, UsageError
from search.local import LocalEngine
from search.meaning import Meanings
from search.query import parse
from search.semantic import passage, worded
from tests.semantic import halinmodel


def article(ref: str, title: str, body: str, lang: str | None = "en") -> Article:
    return Article(ref, Source("/paper", f"{ref}.txt", 0, 1, ref * 8), title, body, lang=lang)


TALKS = (
    article("goal", "Talks talks talks", "Talks and talks of the football match. A goal."),
    article("gale", "Talks over a storm", "The flood, the gale, the storm: talks in the hall."),
    article("quay", "Walkout", "A walkout, a stoppage, a picket. Talks."),
    article("russe", "Переговоры", "Переговоры talks", lang="ru"),
)
QUERY = "(talks OR strike)"


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
    return halinmodel.folder(tmp_path_factory.mktemp("model"))


@pytest.fixture
def archive(tmp_path, model):
    build(tmp_path / "index", TALKS)
    with closing(Archive.open(tmp_path / "index", model=model)) as opened:
        yield opened


def build(directory: Path, articles) -> None:
    with closing(LocalEngine(directory)) as engine:
        engine.rebuild(articles, Facts)


def ids(answer) -> list[str]:
    return [hit.id for hit in answer.hits]


def codes(answer) -> list[str]:
    return [one.code for one in answer.page.notices]


def test_an_article_of_other_words_and_the_same_meaning_comes_first(archive):
    archive.embed()
    plain, meant = archive.search(QUERY), archive.search(QUERY, semantic=True)
    assert ids(plain)[0] == "goal"
    assert ids(meant)[0] == "quay"
    assert not plain.page.by_meaning
    assert meant.page.by_meaning
    assert meant.total == plain.total == 4
    assert sorted(ids(meant)) == sorted(ids(plain))
    assert codes(meant) == []


def test_the_parts_add_up_and_say_how_alike(archive):
    archive.embed()
    for hit in archive.search(QUERY, semantic=True, explain=True).hits:
        parts = hit.explanation.parts
        assert sum(part.score for part in parts) == pytest.approx(hit.score, rel=1e-6)
        (alike,) = [part for part in parts if part.kind == "meaning"]
        if hit.id == "quay":
            assert alike.likeness > 0.9
        elif hit.id == "russe":  # the model knows no Russian: it is not judged
            assert alike.likeness is None
            assert alike.score > 0
        else:
            assert alike.likeness < 0.2


def test_words_alone_are_explained_as_before(archive):
    archive.embed()
    kinds = {
        part.kind
        for hit in archive.search(QUERY, explain=True).hits
        for part in hit.explanation.parts
    }
    assert kinds == {"term"}


def test_scores_fall_from_one_article_to_the_next(tmp_path, model):
    many = [
        article(f"a{n:03}", "Talks" if n % 3 else "Walkout talks", "talks " * (n % 7) + "the hall")
        for n in range(130)
    ]
    build(tmp_path / "index", many)
    with closing(Archive.open(tmp_path / "index", model=model)) as archive:
        archive.embed()
        plain = archive.search(QUERY, per_page=130)
        whole = archive.search(QUERY, per_page=130, semantic=True)
        pages = [archive.search(QUERY, page=n, per_page=20, semantic=True) for n in range(1, 8)]
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)
    assert ids(whole) != ids(plain)
    assert sorted(ids(whole)[:50]) == sorted(ids(plain)[:50])
    assert ids(whole)[50:] == ids(plain)[50:]
    assert [ref for page in pages for ref in ids(page)] == ids(whole)
    assert [hit.rank for page in pages for hit in page.hits] == list(range(1, 131))
    assert all(page.page.by_meaning and page.total == 130 for page in pages)


def test_an_export_has_the_order_of_the_pages(archive):
    archive.embed()
    answer, articles = archive.every(QUERY, semantic=True)
    assert [one.id for one in articles] == ids(archive.search(QUERY, semantic=True))
    assert answer.page.by_meaning


@pytest.mark.parametrize("sort", ["newest", "oldest", "added"])
def test_other_orders_are_left_alone(archive, sort):
    archive.embed()
    meant = archive.search(QUERY, semantic=True, sort=sort)
    assert ids(meant) == ids(archive.search(QUERY, sort=sort))
    assert not meant.page.by_meaning


@pytest.mark.parametrize("query", ["", "*", "lang:en", "date:2020", "nosuchword", "-talks"])
def test_where_nothing_is_ranked_meaning_changes_nothing(archive, query):
    archive.embed()
    meant = archive.search(query, semantic=True)
    assert ids(meant) == ids(archive.search(query))
    assert codes(meant) == codes(archive.search(query))


def test_without_vectors_a_search_is_as_ever_and_says_so(archive):
    meant = archive.search(QUERY, semantic=True)
    assert ids(meant) == ids(archive.search(QUERY))
    assert codes(meant) == ["semantic-no-vectors"]


def test_without_a_model_a_search_is_as_ever_and_says_so(tmp_path, monkeypatch):
    build(tmp_path / "index", TALKS)
    monkeypatch.setattr("search.semantic.package.PACKAGE", "a-package-that-nobody-has")
    for folder, code in ((False, "semantic-unset"), (tmp_path, "semantic-model")):
        if folder:
            pytest.importorskip("onnxruntime", reason="the extra `semantic` is not installed")
        with closing(Archive.open(tmp_path / "index", model=folder)) as archive:
            meant = archive.search(QUERY, semantic=True)
            assert ids(meant) == ids(archive.search(QUERY))
            assert codes(meant) == [code]
            with pytest.raises(UsageError):
                archive.embed()


def test_vectors_of_another_model_are_not_used_and_made_anew(archive, tmp_path):
    archive.embed()
    other = halinmodel.folder(tmp_path / "other", turned=1)
    with closing(Archive.open(archive.directory, model=other)) as changed:
        assert codes(changed.search(QUERY, semantic=True)) == ["semantic-other-model"]
        assert changed.embed().made == 3
        assert ids(changed.search(QUERY, semantic=True))[0] == "quay"


def test_where_no_article_is_english_words_make_the_order(tmp_path, model):
    build(tmp_path / "index", (TALKS[3], article("b", "Talks", "Gespräche, talks.", lang="de")))
    with closing(Archive.open(tmp_path / "index", model=model)) as archive:
        assert archive.embed()[1:] == (0, 0, 2)
        assert codes(archive.search("talks", semantic=True)) == ["semantic-no-vectors"]


def test_only_what_is_new_is_made(archive, tmp_path, model):
    first = archive.embed()
    assert (first.made, first.kept, first.left) == (3, 0, 1)
    again = archive.embed()
    assert (again.made, again.kept, again.left) == (0, 3, 1)
    assert again.snapshot == first.snapshot, "nothing was written"
    with closing(LocalEngine(archive.directory)) as engine:
        changed = article("gale", "Football", "A goal, talks.")
        engine.add([changed, replace(TALKS[0], author="Eva Lind")], Facts, lambda: ["quay"])
        after = engine.embed(Meanings(model), lambda done, total: None)
        assert (after.made, after.kept, after.left) == (1, 1, 1)
        engine.verify()
    assert set(ids(archive.search(QUERY, semantic=True))) == {"goal", "gale", "russe"}


def test_a_rebuild_keeps_the_vectors_of_what_has_not_changed(archive, model):
    archive.embed()
    with closing(LocalEngine(archive.directory)) as engine:
        engine.rebuild([*TALKS[:2], article("quay", "Walkout", "Picket talks.")], Facts)
        assert "semantic-no-vectors" not in codes(archive.search(QUERY, semantic=True))
        after = engine.embed(Meanings(model), lambda done, total: None)
        assert (after.made, after.kept, after.left) == (1, 2, 0)
        engine.verify()


def test_vectors_stay_with_their_articles_through_additions_and_merges(archive):
    archive.embed()
    with closing(LocalEngine(archive.directory)) as engine:
        for n in range(12):
            engine.add([article(f"new{n}", "Other", "Something else.")], Facts)
        engine.remove(["goal"])
    assert ids(archive.search(QUERY, semantic=True))[0] == "quay"
    archive.verify()


def test_what_is_written_while_vectors_are_made_loses_nothing(tmp_path, model):
    build(tmp_path / "index", TALKS)
    with (
        closing(LocalEngine(tmp_path / "index")) as engine,
        closing(LocalEngine(tmp_path / "index")) as other,
    ):

        def told(done: int, total: int) -> None:
            if done == total:
                other.add([article("new", "Walkout talks", "A strike.")], Facts, lambda: ["goal"])

        made = engine.embed(Meanings(model), told)
        assert made.made == 3
        assert engine.snapshot().articles == 4
        assert engine.embed(Meanings(model), lambda done, total: None).made == 1
        engine.verify()


def test_damaged_vectors_are_noticed_and_made_anew(archive, model):
    archive.embed()
    (file,) = archive.directory.glob("gen-1/vectors-*.bin")
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.chmod(0o600)
    file.write_bytes(data)
    with closing(LocalEngine(archive.directory)) as engine, pytest.raises(IndexDamaged):
        engine.verify()
    with closing(Archive.open(archive.directory, model=model)) as again:
        assert again.search(QUERY).total == 4
        assert codes(again.search(QUERY, semantic=True)) == ["semantic-damaged"]
        assert again.embed().made == 3
        assert ids(again.search(QUERY, semantic=True))[0] == "quay"
        again.verify()


def test_an_index_that_is_rebuilt_meanwhile_gets_no_wrong_vectors(tmp_path, model):
    build(tmp_path / "index", TALKS)
    with (
        closing(LocalEngine(tmp_path / "index")) as engine,
        closing(LocalEngine(tmp_path / "index")) as other,
    ):

        def told(done: int, total: int) -> None:
            if done == total:
                other.rebuild(TALKS[::-1], Facts)

        with pytest.raises(IndexFault, match="rebuilt"):
            engine.embed(Meanings(model), told)
        assert engine.embed(Meanings(model), lambda done, total: None).made == 3


def test_the_words_of_a_query_stand_for_it():
    said = (
        '(harbour "state of play" -storm^2 title:strike outlet:tass) OR par*^3 talks~ NEAR/3 hall'
    )
    assert worded(parse(said).tree) == "harbour state of play strike talks hall"
    assert worded(parse("outlet:TASS date:2017").tree) == ""


def test_headline_and_opening_stand_for_an_article():
    long = article("x", "Head", "word " * 500)
    assert passage(long) == "Head\n" + " ".join(["word"] * 180)
    assert passage(replace(long, title=None, body="")) is None
    assert passage(replace(long, lang=None, body="")) == "Head"
    assert passage(replace(long, lang="ru")) is None
