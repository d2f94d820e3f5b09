"""When an article came into the archive is kept, whatever becomes of it there."""

import datetime as dt
import hashlib
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article import Article
from search.codec import container
from search.codec.container import Container
from search.codec.runs import Runs
from search.engine import Facts, SearchRequest, Snapshot
from search.errors import SnapshotUnknown
from search.local import LocalEngine
from search.local.arrivals import MOST_GENERATIONS, Arrivals
from search.query.tree import Added, And, DateRange, Everything, Node, Not, Term
from search.record import Kept, dumps, head
from search.store.sealed import seal, unseal
from tests.oracle import Oracle
from tests.paper import PAPER, article
from tests.strategies import trees

UTC = dt.timezone.utc


def piece(name: str, text: str = "harbour news") -> Article:
    return article(name, f"Story of {name}", text)


def came(engine: LocalEngine, since: object) -> set[str]:
    """Return the ids of what came since."""
    request = SearchRequest(Added(since), limit=100, timeout_s=30)  # type: ignore[arg-type]
    page = engine.search(request)
    assert page.total == len(page.hits)
    return {hit.id for hit in page.hits}


def mark(snapshot: Snapshot) -> tuple[int, int]:
    return snapshot.generation, snapshot.commit


def told(engine: LocalEngine, name: str) -> dt.datetime:
    found = engine.article(name)
    assert found is not None
    assert found.added is not None
    return found.added


def kept(engine: LocalEngine, name: str) -> Kept:
    packed = engine.record(name)
    assert packed is not None
    return Kept(name, packed[: head(packed).size])


NAMES = st.sets(st.sampled_from("abcdef"), max_size=4)
STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "remove", "rebuild", "reread"]), NAMES),
    min_size=1,
    max_size=7,
)


@given(STEPS)
@settings(max_examples=12, deadline=None)
def test_what_came_since_a_snapshot_is_what_was_not_there_then_or_had_gone_meanwhile(steps):
    """Whatever is added, updated, removed, kept or read again in between."""
    folder = Path(tempfile.mkdtemp())
    engine = LocalEngine(folder / "index")
    first = mark(engine.rebuild([piece("a"), piece("b")], Facts).snapshot)
    with_commit = {"a": first, "b": first}  # the model: what each article came with
    marks = [first]
    for number, (what, names) in enumerate(steps):
        chosen = sorted(names)
        if what == "remove":
            change = engine.remove(chosen)
            gone = names
        elif what == "add":
            change = engine.add([piece(one, f"text {number}") for one in chosen], Facts)
            gone = set()
        else:
            news = [
                piece(one, f"text {number}")
                if what == "reread" or one not in with_commit
                else kept(engine, one)
                for one in chosen
            ]
            change = engine.rebuild(news, Facts)
            gone = with_commit.keys() - names
        marks.append(mark(change.snapshot))
        with_commit = {one: at for one, at in with_commit.items() if one not in gone}
        if what != "remove":
            with_commit = {**dict.fromkeys(chosen, marks[-1]), **with_commit}
        for since in marks:
            expected = {one for one, at in with_commit.items() if at[1] > since[1]}
            assert came(engine, since) == expected
        order = engine.search(SearchRequest(Everything(), "added", limit=9)).hits
        latest = sorted(with_commit, key=lambda one: (-with_commit[one][1], one))
        assert [hit.id for hit in order] == latest
    engine.close()
    shutil.rmtree(folder)


@pytest.fixture
def engine(tmp_path):
    made = LocalEngine(tmp_path / "index")
    yield made
    made.close()


def test_an_article_says_when_it_came(engine):
    before = dt.datetime.now(UTC).replace(microsecond=0)
    first = engine.rebuild([piece("a")], Facts).snapshot
    found = engine.article("a")
    assert before <= found.added <= first.built_at
    assert found.added.microsecond == 0
    assert found.added.utcoffset() == dt.timedelta(0)
    assert engine.search(SearchRequest(Term("harbour"))).hits[0].article.added == found.added
    assert found == piece("a")  # which was never in an archive
    engine.add([piece("a", "another text")], Facts)
    assert told(engine, "a") == found.added
    assert came(engine, found.added) == {"a"}
    assert came(engine, found.added + dt.timedelta(seconds=1)) == set()


def test_what_came_since_can_be_part_of_any_query(engine):
    first = mark(engine.rebuild([piece("a"), piece("b")], Facts).snapshot)
    engine.add([piece("c"), piece("d", "ferry news")], Facts)
    engine.remove(["b"])

    def found(*nodes: Node) -> set[str]:
        tree = And(nodes) if len(nodes) > 1 else nodes[0]
        return {hit.id for hit in engine.search(SearchRequest(tree, timeout_s=30)).hits}

    new = Added(first)
    assert found(Term("harbour"), new) == {"c"}
    assert found(Term("news"), new) == {"c", "d"}
    assert found(Term("news"), Not(new)) == {"a"}
    assert found(Not(Term("harbour")), new) == {"d"}
    assert engine.counts([new, And((Term("ferry"), new))], 30) == [2, 1]
    dated = engine.search(SearchRequest(And((DateRange(dt.date(1999, 1, 1), None), new))))
    assert (dated.total, dated.undated) == (0, 2)  # what did not come since is no loss to dates


def test_the_latest_first_pages_and_scores_as_other_orders_do(engine):
    engine.rebuild([piece("a"), piece("b", "harbour harbour")], Facts)
    engine.add([piece("c"), piece("d", "ferry")], Facts)
    engine.add([piece("b", "harbour harbour mended"), piece("e")], Facts)
    latest = engine.search(SearchRequest(Term("harbour"), "added"))
    assert [hit.id for hit in latest.hits] == ["e", "c", "a", "b"]
    assert latest.total == 4
    scores = {hit.id: hit.score for hit in engine.search(SearchRequest(Term("harbour"))).hits}
    assert {hit.id: hit.score for hit in latest.hits} == scores
    pages = [
        [hit.id for hit in engine.search(SearchRequest(Term("harbour"), "added", at, 2)).hits]
        for at in (0, 1, 3, 4)
    ]
    assert pages == [["e", "c"], ["c", "a"], ["b"], []]
    page, every = engine.every(SearchRequest(Term("harbour"), "added"))
    assert ([one.id for one in every], page.total) == (["e", "c", "a", "b"], 4)


@pytest.mark.parametrize("unknown", [(1, 9), (2, 1), (7, 1), (0, 0), (1, 0)])
def test_a_snapshot_that_is_not_known_is_no_answer(engine, unknown):
    engine.rebuild([piece("a")], Facts)
    engine.rebuild([piece("a")], Facts)
    with pytest.raises(SnapshotUnknown, match=r"state that answers now is 2\.2") as caught:
        came(engine, unknown)
    assert caught.value.code == "snapshot.unknown"


def test_generations_that_are_remembered_are_bounded():
    known = Arrivals.of_commit(None, 1, 1, [1])
    for number in range(2, MOST_GENERATIONS + 3):
        known = Arrivals.of_commit(known, number, number, [number])
    assert len(known.generations) == MOST_GENERATIONS
    node = Added((2, 2))
    with pytest.raises(SnapshotUnknown):
        known.since(node, Runs.of(np.array([2, 3])))
    assert known.since(Added((3, 3)), Runs.of(np.array([2, 3, 4]))).tolist() == [False] * 2 + [
        True
    ]


NOON = dt.datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = dt.timedelta(hours=1)


def retold(index: Path, moments: dict[int, dt.datetime]) -> LocalEngine:
    """Return an index whose commits are said to have been at these moments."""
    for path in index.glob("gen-*/manifest-*.json"):
        value: Any = unseal(path.read_bytes())
        known = Arrivals.of_data(9, value["data"]["arrivals"])
        seconds = {commit: int(moments[commit].timestamp()) for commit in known.moments}
        value["data"]["arrivals"] = replace(known, moments=seconds).to_data()
        path.write_bytes(seal(value))
    return LocalEngine(index)


@given(trees, st.integers(-1, 3))
@settings(max_examples=40, deadline=None)
def test_moments_are_compared_as_a_reader_would(hours_apart, tree, hours):
    """An hour lies between three commits; any query may be narrowed by when its articles came."""
    engine, oracle = hours_apart
    new = Added(NOON + hours * HOUR)
    narrowings: tuple[Node, ...] = (new, Not(new), And((tree, new)), And((Not(tree), new)))
    for one in narrowings:
        page = engine.search(SearchRequest(one, limit=100, timeout_s=30))
        assert {hit.id for hit in page.hits} == oracle.ids(one)


@pytest.fixture(scope="module")
def hours_apart(tmp_path_factory):
    index = tmp_path_factory.mktemp("hours") / "index"
    engine = LocalEngine(index)
    engine.rebuild(PAPER[:5], Facts)
    engine.add(PAPER[5:9], Facts)
    engine.add(PAPER[9:], Facts)
    engine.close()
    engine = retold(index, {number: NOON + (number - 1) * HOUR for number in (1, 2, 3)})
    articles = [hit.article for hit in engine.search(SearchRequest(Everything(), limit=99)).hits]
    yield engine, Oracle(articles)
    engine.close()


# Indexes from before this was kept


def forget_arrivals(index: Path) -> None:
    """Make an index one of before it was kept when articles came."""
    for path in index.glob("gen-*/*.dateline"):
        held = Container(path)
        names = [name for name in held.sizes() if not name.startswith("commit.")]
        container.write(path, held.meta, {name: held[name].copy() for name in names})
    for path in index.glob("gen-*/manifest-*.json"):
        value: Any = unseal(path.read_bytes())
        del value["data"]["arrivals"]
        for file in value["files"]:
            data = (path.parent / file["name"]).read_bytes()
            file |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        path.write_bytes(seal(value))


def test_an_index_from_before_counts_as_there_since_it_was_built(tmp_path):
    engine = LocalEngine(tmp_path / "index")
    engine.rebuild([piece("a"), piece("b")], Facts)
    engine.add([piece("c")], Facts)
    engine.close()
    forget_arrivals(tmp_path / "index")
    engine = LocalEngine(tmp_path / "index")
    built = engine.snapshot().built_at.replace(microsecond=0)
    engine.verify()
    assert {hit.article.added for hit in engine.search(SearchRequest(Everything())).hits} == {
        built
    }
    assert came(engine, built) == {"a", "b", "c"}
    assert came(engine, (1, 2)) == set()
    with pytest.raises(SnapshotUnknown):  # what came with commit 2 is not known any more
        came(engine, (1, 1))
    engine.add([piece("d"), piece("b", "mended")], Facts)
    assert came(engine, (1, 2)) == {"d"}
    engine.rebuild([kept(engine, "a"), kept(engine, "d"), piece("b"), piece("e")], Facts)
    assert came(engine, (1, 2)) == {"d", "e"}
    assert came(engine, (2, 4)) == set()
    assert told(engine, "a") == told(engine, "b") == built
    with pytest.raises(SnapshotUnknown):
        came(engine, (1, 1))
    engine.close()


# How it is laid down


@given(st.lists(st.integers(0, 3), max_size=50))
def test_runs_hold_every_number(values):
    runs = Runs.of(np.array(values, np.uint32))
    again = Runs.read(runs.arrays("commit"), "commit", len(values))
    assert again.values.tolist() == values
    assert [again[place] for place in range(len(values))] == values
    assert Runs.read({}, "commit", len(values)).values.tolist() == [0] * len(values)


@given(
    st.lists(
        st.tuples(st.integers(1, 2**32 - 1), st.integers(0, 2**33)), unique_by=lambda one: one[0]
    )
)
def test_moments_of_commits_come_back_from_a_manifest(moments):
    known = Arrivals(9, (1, 5), ((1, 1),), dict(sorted(moments)))
    data = json.loads(json.dumps(known.to_data()))
    again = Arrivals.of_data(9, data)
    assert again == known
    for commit, moment in moments:
        assert again.added(commit) == dt.datetime.fromtimestamp(moment, UTC)


def test_articles_that_came_together_cost_next_to_nothing(tmp_path):
    engine = LocalEngine(tmp_path / "index")
    engine.rebuild([piece(f"n{number}") for number in range(300)], Facts)
    engine.close()
    (path,) = (tmp_path / "index").glob("gen-*/*.dateline")
    sizes = Container(path).sizes()
    assert sizes["commit.first"] + sizes["commit.value"] == 6


def test_packed_records_are_known_by_their_id(engine):
    engine.rebuild([piece("a")], Facts)
    engine.rebuild([dumps(piece("a")), dumps(piece("b"))], Facts)
    assert came(engine, (1, 1)) == {"b"}
