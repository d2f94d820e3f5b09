"""Groups by average linkage: the same as by merging the best two groups over and over."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.stories.linkage import Graph, linked

MISSING = -7


@st.composite
def graphs(draw: st.DrawFn, *, distinct: bool) -> tuple[int, dict[tuple[int, int], int]]:
    many = draw(st.integers(1, 9))
    pairs = list(combinations(range(many), 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    if distinct:  # so that no two means are equal: then there is but one answer
        values = draw(
            st.lists(st.integers(-(10**6), 10**6), min_size=len(chosen), max_size=len(chosen))
        )
        return many, {p: v * 97 + n for n, (p, v) in enumerate(zip(chosen, values, strict=True))}
    return many, {pair: draw(st.integers(-9, 9)) for pair in chosen}


def groups(
    many: int, worth: dict[tuple[int, int], int], heights: tuple[int, ...]
) -> list[set[frozenset[int]]]:
    pairs = np.array(list(worth), np.int32).reshape(-1, 2)
    values = np.array(list(worth.values()), np.int32)
    graph = Graph(pairs[:, 0], pairs[:, 1], values, MISSING)
    return [
        sets(label) for label in linked(many, graph, np.arange(many, dtype=np.uint64), heights)
    ]


def sets(label) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(label == one).tolist()) for one in label}


def one_by_one(many: int, worth: dict[tuple[int, int], int], height: int) -> set[frozenset[int]]:
    """Return the groups by merging the best two while their mean is above the height."""
    held = [frozenset([node]) for node in range(many)]
    while len(held) > 1:
        means = {}
        for a, b in combinations(held, 2):
            each = [worth.get((min(x, y), max(x, y)), MISSING) for x in a for y in b]
            means[a, b] = sum(each) / len(each)
        (a, b), mean = max(means.items(), key=lambda item: item[1])
        if mean <= height:
            break
        held = [one for one in held if one not in (a, b)] + [a | b]
    return set(held)


@settings(deadline=None)
@given(graphs(distinct=True))
def test_the_groups_are_those_of_merging_the_best_two_over_and_over(graph):
    many, worth = graph
    coarse, fine = groups(many, worth, (0, 3000))
    assert coarse == one_by_one(many, worth, 0)
    assert fine == one_by_one(many, worth, 3000)


@settings(deadline=None)
@given(graphs(distinct=False), st.data())
def test_the_order_of_nodes_changes_nothing_even_where_there_are_ties(graph, data):
    many, worth = graph
    pairs = np.array(list(worth), np.int32).reshape(-1, 2)
    values = np.array(list(worth.values()), np.int32)
    ranks = np.array(data.draw(st.permutations(range(many))), np.uint64)
    to = np.array(data.draw(st.permutations(range(many))), np.int32)
    plain = linked(many, Graph(pairs[:, 0], pairs[:, 1], values, MISSING), ranks, (0, 4))
    moved_ranks = np.empty_like(ranks)
    moved_ranks[to] = ranks
    turned = Graph(to[pairs[::-1, 1]], to[pairs[::-1, 0]], values[::-1], MISSING)
    moved = linked(many, turned, moved_ranks, (0, 4))
    for one, other in zip(plain, moved, strict=True):
        assert sets(other) == {frozenset(to[list(group)].tolist()) for group in sets(one)}


@settings(deadline=None)
@given(graphs(distinct=False))
def test_a_finer_division_divides_the_groups_of_a_coarser_one(graph):
    many, worth = graph
    coarse, fine = groups(many, worth, (0, 4))
    assert all(any(part <= whole for whole in coarse) for part in fine)


def test_a_chain_of_neighbours_that_are_not_alike_is_no_group():
    """Each of ten is like the next one, and like no other."""
    chain = {(node, node + 1): 10 for node in range(9)}
    assert max(len(group) for group in groups(10, chain, (0,))[0]) <= 3


def test_half_a_million_pairs_of_one_worth_are_settled_at_once():
    many = 1000
    one, other = (rows.astype(np.int32) for rows in np.triu_indices(many, 1))
    graph = Graph(one, other, np.full(len(one), 5, np.int32), MISSING)
    (label,) = linked(many, graph, np.arange(many, dtype=np.uint64), (0,))
    assert len(set(label.tolist())) == 1
