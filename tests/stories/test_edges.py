"""Which articles are found to be alike: the same as by comparing each with each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.codec import jit
from search.stories import edges as rooms
from search.stories import postings
from search.stories.edges import (
    FINDING,
    LEAST,
    LOOSE_LEAST,
    NOBODY,
    REACH,
    TOP,
    Crowded,
    Edges,
    crowded,
    edges,
    joined,
)
from search.stories.stretches import offsets
from search.stories.texts import Bool, Rows
from search.stories.vectors import ONE, Vectors

DAY = 730_000


def vectors_of(rows: list[dict[int, float]]) -> Vectors:
    """Return vectors of these stems, each row made as long as vectors are."""
    terms, weights = [], []
    for row in rows:
        length = sum(value * value for value in row.values()) ** 0.5
        for term, value in sorted(row.items(), key=lambda item: (-item[1], item[0])):
            terms.append(term)
            weights.append(round(value * ONE / length))
    at = offsets(np.array([len(row) for row in rows], np.int64))
    return Vectors(at, np.array(terms, np.uint32), np.array(weights, np.uint16))


def rows_of(spans: list[tuple[int, int]]) -> Rows:
    many = len(spans)
    first, last = (np.array(column, np.int32) for column in zip(*spans, strict=True))
    rank = np.random.default_rng(5).permutation(many).astype(np.uint64)
    return Rows(np.zeros(many, np.int32), first, last, rank)


def told(vectors: Vectors, row: int) -> dict[int, int]:
    part = slice(int(vectors.at[row]), int(vectors.at[row + 1]))
    terms, weights = vectors.terms[part].tolist(), vectors.weights[part].tolist()
    return dict(zip(terms, weights, strict=True))


def one_by_one(vectors: Vectors, rows: Rows, crowds: Crowded) -> dict[tuple[int, int], int]:
    """Return the edges by what the module says they are, from all pairs."""
    held = [told(vectors, row) for row in range(len(rows.rank))]
    spans = zip(rows.first.tolist(), rows.last.tolist(), strict=True)
    days = [(first or -(10**9), last or 10**9) for first, last in spans]
    dated = [last - first < 7 for first, last in days]
    found = {}
    for b in range(len(held)):
        for a in range(b):
            gap = max(days[a][0] - days[b][1], days[b][0] - days[a][1])
            product = sum(weight * held[b].get(term, 0) for term, weight in held[a].items())
            shared = set(held[a]) & set(held[b])
            if dated[a] and dated[b]:
                free = shared - set(crowds.dated.tolist())
                is_found = sum(held[a][term] * held[b][term] for term in free) >= FINDING
            else:
                tops = [set(list(held[row])[:TOP]) for row in (a, b)]
                shared = tops[0] & tops[1]
                is_found = len(shared) > 1 and bool(shared - set(crowds.loose.tolist()))
            least = LEAST if dated[a] and dated[b] else LOOSE_LEAST
            if gap <= REACH and product >= least and is_found:
                found[a, b] = product
    return found


def as_dict(edges: Edges) -> dict[tuple[int, int], int]:
    pairs = zip(edges.one.tolist(), edges.other.tolist(), strict=True)
    return dict(zip(pairs, edges.likeness.tolist(), strict=True))


SPANS = st.one_of(
    st.integers(0, 60).map(lambda day: (DAY + day, DAY + day)),
    st.integers(0, 60).map(lambda day: (DAY + day, DAY + day + 6)),
    st.integers(0, 1).map(lambda month: (DAY + 30 * month, DAY + 30 * month + 29)),
    st.just((0, 0)),
)
WORDS = st.dictionaries(
    st.one_of(st.integers(1, 12), st.integers(2**32 - 40, 2**32 - 1)),
    st.integers(1, 9),
    min_size=0,
    max_size=24,
)
ARCHIVES = st.lists(st.tuples(WORDS, SPANS), min_size=1, max_size=24)
CROWDS = st.builds(
    lambda dated, loose: Crowded(*(np.array(sorted(c), np.uint32) for c in (dated, loose))),
    st.sets(st.integers(1, 12)),
    st.sets(st.integers(1, 12)),
)


def archive_of(articles: list[tuple[dict[int, int], tuple[int, int]]]) -> tuple[Vectors, Rows]:
    return vectors_of([dict(words) for words, _ in articles]), rows_of([s for _, s in articles])


@settings(deadline=None)
@given(ARCHIVES, CROWDS)
def test_the_edges_are_those_found_by_comparing_each_with_each(articles, crowds):
    vectors, rows = archive_of(articles)
    found = edges(vectors, rows, crowds)
    assert as_dict(found) == one_by_one(vectors, rows, crowds)
    assert (found.one < found.other).all()
    order = found.one.astype(np.int64) << 32 | found.other
    assert (np.diff(order) > 0).all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "_LOOSE_BLOCK", 2)
        assert_same(edges(vectors, rows, crowds), found)


@settings(deadline=None)
@given(ARCHIVES, CROWDS, st.data())
def test_the_edges_of_old_articles_and_of_new_ones_are_the_edges_of_all(articles, crowds, data):
    vectors, rows = archive_of(articles)
    many = len(articles)
    new = np.array(data.draw(st.lists(st.booleans(), min_size=many, max_size=many)))
    old = edges(vectors, rows, crowds, among=~new)
    more = edges(vectors, rows, crowds, new=new)
    assert_same(joined([old, more], rows), edges(vectors, rows, crowds))


@settings(deadline=None)
@given(ARCHIVES, st.data())
def test_articles_with_very_many_edges_keep_the_same_whenever_they_came(articles, data):
    vectors, rows = archive_of(articles)
    many = len(articles)
    new = np.array(data.draw(st.lists(st.booleans(), min_size=many, max_size=many)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "KEPT", 2)
        whole = edges(vectors, rows)
        old = edges(vectors, rows, among=~new)
        more = edges(vectors, rows, new=new)
        assert_same(joined([old, more], rows), whole)
        patch.setattr(rooms, "_ROOM", 0)
        assert_same(edges(vectors, rows), whole)
    assert set(as_dict(whole)) <= set(as_dict(edges(vectors, rows)))
    assert len(whole.one) <= 2 * many


def assert_same(one: Edges, other: Edges) -> None:
    assert as_dict(one) == as_dict(other)
    assert all(np.array_equal(*columns) for columns in zip(one, other, strict=True))


@settings(max_examples=30, deadline=None)
@given(ARCHIVES, CROWDS)
def test_compiled_kernels_find_the_same(articles, crowds):
    vectors, rows = archive_of(articles)
    found = edges(vectors, rows, crowds)
    jit.native()
    try:
        assert_same(found, edges(vectors, rows, crowds))
    finally:
        jit.plain()


def test_kernels_find_the_same_uncompiled_however_little_room_they_have(monkeypatch):
    draw = np.random.default_rng(3)
    words = [
        {int(t): float(draw.integers(1, 9)) for t in draw.integers(1, 40, 20)} for _ in range(30)
    ]
    vectors = vectors_of(words)
    held = np.arange(30)
    crowds = np.array([3, 5, 8], np.uint32)
    bounds = (np.maximum(held - 9, 0), held)

    def found() -> list[tuple[int, int, int]]:
        asked = postings.found(vectors, held, held, crowds, bounds, (FINDING, LEAST))
        return sorted(t for part in asked for t in zip(*(c.tolist() for c in part), strict=True))

    arrays = found()
    monkeypatch.setattr(postings, "_SUMMED", 50)
    assert found() == arrays
    monkeypatch.setattr(postings, "_plain", postings._compiled)
    assert found() == arrays
    monkeypatch.setattr(postings, "_PAIRS", 1)
    assert found() == arrays
    assert len(arrays) > 50


def test_ten_thousand_articles_of_one_pattern_are_not_compared_each_with_each():
    """Each has thirty words of the pattern, and the name of one of 2,000 towns."""
    pattern = dict.fromkeys(range(1, 31), 3.0)
    towns = [1000 + row % 2000 for row in range(10_000)]
    vectors = vectors_of([pattern | {town: 5.0} for town in towns])
    rows = rows_of([(DAY, DAY)] * len(towns))
    crowds = crowded(vectors, rows)
    assert crowds.dated.tolist() == list(range(1, 31))
    found = edges(vectors, rows, crowds)
    assert len(found.one) == 2000 * 10  # those of one town, five of each
    assert (np.array(towns)[found.one] == np.array(towns)[found.other]).all()


def test_a_word_is_crowded_where_many_have_it_at_one_time_and_not_over_the_years(monkeypatch):
    monkeypatch.setattr(rooms, "CROWD", 5)
    vectors = vectors_of([{1: 1.0, 2: 1.0}] * 6)
    at_once = rows_of([(DAY + row, DAY + row) for row in range(6)])
    over_years = rows_of([(DAY + 365 * row, DAY + 365 * row) for row in range(6)])
    assert crowded(vectors, at_once).dated.tolist() == [1, 2]
    assert crowded(vectors, over_years).dated.tolist() == []
    assert crowded(vectors, at_once, np.arange(6) > 2).dated.tolist() == []


def test_articles_two_weeks_apart_are_within_reach_and_no_further():
    words = {1: 1.0, 2: 1.0}
    vectors = vectors_of([words] * 3)
    rows = rows_of([(DAY, DAY), (DAY + 14, DAY + 14), (DAY + 15, DAY + 15)])
    assert list(as_dict(edges(vectors, rows))) == [(0, 1), (1, 2)]


def test_of_an_article_whose_month_is_known_those_of_other_times_are_out_of_reach():
    words = {1: 1.0, 2: 1.0}
    vectors = vectors_of([words] * 4)
    june = (DAY, DAY + 29)
    rows = rows_of([june, (DAY + 29 + 14, DAY + 29 + 14), (DAY - 15, DAY - 15), (0, 0)])
    assert list(as_dict(edges(vectors, rows))) == [(0, 1), (0, 3), (1, 3), (2, 3)]


def test_an_archive_of_nothing_has_no_edges():
    nothing: Bool = np.zeros(0, np.bool_)
    none = np.zeros(0, np.int32)
    rows = Rows(none, none, none, np.zeros(0, np.uint64))
    vectors = vectors_of([])
    assert not len(edges(vectors, rows, crowded(vectors, rows), among=nothing, new=nothing).one)
    one = rows_of([(DAY, DAY)])
    assert not len(edges(vectors_of([{}]), one, NOBODY).one)
