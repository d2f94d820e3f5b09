"""Exact average linkage of a sparse graph: groups of articles, by how alike all of them are.

Two groups merge where each is the other's best and the mean over all their pairs is above 0. What
pairs count is whole numbers, and ties fall by digests of the two, so the order of articles never
matters. All pairs of groups that are each other's best merge at once, in rounds: merging others
never brings two of them closer, so where no two means are equal that gives what one merge at a
time would. Where many are, as among equal articles, digests see to it that many merge in a round.

Source: reciprocal agglomerative clustering, as in Sumengen et al. 2021, "Scaling Hierarchical
Agglomerative Clustering to Billion-sized Datasets".
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.stories.stretches import begins
from search.stories.texts import F8, I4, I8, U8, Bool


class Graph(NamedTuple):
    """Pairs of nodes, `one` not `other`, no pair twice, and how much each counts; every other pair
    counts `missing`, which is less than 0.
    """

    one: I4
    other: I4
    worth: I4
    missing: int


def linked(nodes: int, graph: Graph, ranks: U8, heights: tuple[int, ...]) -> list[I8]:
    """Return the groups of so many nodes for each height: for each node one node of its group, the
    same for all of a group.

    A group is of nodes that merged at a mean of more than the height; heights are 0 or more.
    `ranks` settle ties: no two are equal.
    """
    labels = [np.arange(nodes) for _ in heights]
    size, rank = np.ones(nodes, np.int64), ranks.copy()
    pairs = _pairs(nodes, graph)
    while True:
        many = size[pairs.one] * size[pairs.other]
        mean = (pairs.worth + (many - pairs.held) * graph.missing) / many
        kept, gone, height = _best(nodes, pairs, mean, rank)
        if not len(kept):
            return labels
        for label, least in zip(labels, heights, strict=True):
            # What stands for a group stands for it in every finer division that has all of it.
            step = np.arange(nodes)
            step[gone[height > least]] = kept[height > least]
            label[:] = step[label]
        size[kept] += size[gone]
        rank[kept] = np.minimum(rank[kept], rank[gone])
        pairs = _merged(nodes, _alive(nodes, pairs, mean), kept, gone)


def _pairs(nodes: int, graph: Graph) -> _Pairs:
    """Return the pairs of nodes that may merge."""
    may, above = np.zeros(nodes, np.bool_), graph.worth > 0
    may[graph.one[above]] = may[graph.other[above]] = True
    may = may[graph.one] & may[graph.other]
    one, other, worth = (column[may] for column in graph[:3])
    low, high = np.minimum(one, other), np.maximum(one, other)
    return _Pairs(low, high, worth.astype(np.int64), np.ones_like(low))


class _Pairs(NamedTuple):
    """Pairs of groups: `one` less than `other`, what the pairs of their nodes that are known count
    together, and how many these are.
    """

    one: I4
    other: I4
    worth: I8
    held: I4

    def among(self, mask: Bool) -> _Pairs:
        """Return some of them."""
        return _Pairs(self.one[mask], self.other[mask], self.worth[mask], self.held[mask])

    def joined(self, more: _Pairs) -> _Pairs:
        """Return these and others."""
        return _Pairs(
            np.concatenate([self.one, more.one]),
            np.concatenate([self.other, more.other]),
            np.concatenate([self.worth, more.worth]),
            np.concatenate([self.held, more.held]),
        )


def _best(nodes: int, pairs: _Pairs, mean: F8, rank: U8) -> tuple[I8, I8, F8]:
    """Return the groups that are each other's best, two that merge each, and their mean."""
    above = mean > 0
    near = np.concatenate([pairs.one[above], pairs.other[above]])
    far = np.concatenate([pairs.other[above], pairs.one[above]])
    height = np.concatenate([mean[above], mean[above]])
    highest = np.zeros(nodes)
    np.maximum.at(highest, near, height)
    tied = height == highest[near]
    near, far = near[tied], far[tied]
    draw = _draws(rank[near], rank[far])
    first = np.full(nodes, np.iinfo(np.uint64).max)
    np.minimum.at(first, near, draw)
    chosen = draw == first[near]
    best = np.full(nodes, -1)
    best[near[chosen]] = far[chosen]
    one = np.flatnonzero(best >= 0)
    one = one[(best[best[one]] == one) & (one < best[one])]
    return one, best[one], highest[one]


def _draws(one: U8, other: U8) -> U8:
    """Return a digest of each pair of ranks, whichever comes first."""
    return _mixed(np.minimum(one, other) + _mixed(np.maximum(one, other)))


def _mixed(numbers: U8) -> U8:
    """Return digests of numbers, each its own. Source: SplitMix, Steele and others 2014."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        numbers = (numbers ^ (numbers >> np.uint64(shift))) * np.uint64(factor)
    mixed: U8 = numbers ^ (numbers >> np.uint64(31))
    return mixed


def _alive(nodes: int, pairs: _Pairs, mean: F8) -> _Pairs:
    """Return the pairs of groups that may merge yet: the mean of a pair is never above the higher
    of those it was made of.
    """
    above = mean > 0
    may = np.zeros(nodes, np.bool_)
    may[pairs.one[above]] = may[pairs.other[above]] = True
    return pairs.among(may[pairs.one] & may[pairs.other])


def _merged(nodes: int, pairs: _Pairs, kept: I8, gone: I8) -> _Pairs:
    """Return the pairs of the groups there are once each of `gone` is one with that of `kept`."""
    to = np.arange(nodes)
    to[gone] = kept
    changes = np.zeros(nodes, np.bool_)
    changes[kept] = changes[gone] = True
    touched = changes[pairs.one] | changes[pairs.other]
    one, other = to[pairs.one[touched]], to[pairs.other[touched]]
    key = np.minimum(one, other) * nodes + np.maximum(one, other)
    order = np.argsort(key, kind="stable")
    order = order[(one != other)[order]]
    key = key[order]
    at = begins(key)
    if not len(at):
        return pairs.among(~touched)
    new = _Pairs(
        (key[at] // nodes).astype(np.int32),
        (key[at] % nodes).astype(np.int32),
        np.add.reduceat(pairs.worth[touched][order], at),
        np.add.reduceat(pairs.held[touched][order], at),
    )
    return pairs.among(~touched).joined(new)
