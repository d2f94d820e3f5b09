"""Articles in stories, and the articles of a story by event.

Dated articles are grouped first, by how alike they are on average: the further apart their days,
the more alike they have to be. Undated ones are grouped among themselves, and such a group may
then join one story of dated ones, so that it never makes one of two; where another story of
another time would do nearly as well it stays by itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.stories.edges import REACH, Days, Edges, days, gaps
from search.stories.linkage import Graph, linked
from search.stories.stretches import begins
from search.stories.texts import I4, I8, Rows
from search.stories.vectors import ONE

_WHOLE = ONE * ONE
"""What two equal articles are alike."""

DATED = round(0.18 * _WHOLE)
"""How alike articles of one day have to be, on average, to be a story."""

APART = 0.03
"""How much more for each doubling of one more than the days between two."""

LOOSE = round(0.20 * _WHOLE)
"""How alike articles have to be where the days between them are not known."""

OUTLET = round(0.05 * _WHOLE)
"""How much more where both are of one outlet, which writes of several things in the same words."""

LOOSE_OUTLET = round(0.08 * _WHOLE)
"""The same where both are undated: an outlet comes back to a topic for years."""

MISSING = round(0.05 * _WHOLE)
"""How alike two articles without an edge are taken to be."""

EVENT = round(0.08 * _WHOLE)
"""How much more alike articles of one event are."""

RIVAL_DAYS = 30
"""A story so many days from another is of another time."""

RIVAL = (4, 5)
"""What part of the best likeness another story must reach to be its rival."""


class Partition(NamedTuple):
    """For each row the row of the article that founded its story, and its event: the earliest by
    first day and rank, undated ones last. Both are -1 for an article that has no story; an article
    of a story that is alone in its event has its own row there.
    """

    story: I4
    event: I4


def units(rows: Rows, fold: I4) -> I4:
    """Return for each row the row that stands for it in a grouping: copies of a text from the same
    days are grouped as one article, the first of them by rank.

    `fold` is the row that an article is a copy of, -1 where it is none.
    """
    many = len(fold)
    text = np.where(fold >= 0, fold, np.arange(many))
    order = np.lexsort((rows.rank, rows.last, rows.first, text))
    keys = np.stack([text, rows.first, rows.last])[:, order]
    starts = np.ones(many, np.bool_)
    starts[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    found = np.empty(many, np.int32)
    found[order] = order[starts][np.cumsum(starts) - 1]
    return found


def grouped(edges: Edges, rows: Rows, fold: I4 | None = None) -> Partition:
    """Return the stories of all rows.

    Edges of rows that others stand for, by `units`, are left out of account, as are those of rows
    that are out of each other's reach by what is known of their days now.
    """
    many = len(rows.rank)
    stands = np.arange(many, dtype=np.int32) if fold is None else units(rows, fold)
    unit = stands == np.arange(many)
    used = unit[edges.one] & unit[edges.other]
    used &= gaps(days(rows), edges.one, edges.other) <= REACH
    story, event = _linked(Edges(*(column[used] for column in edges)), rows)
    founder = np.lexsort((rows.rank, np.where(rows.first > 0, rows.first, 1 << 30)))
    story, event = _founded(story[stands], founder), _founded(event[stands], founder)
    alone = np.bincount(story, minlength=many)[story] == 1
    return Partition(
        np.where(alone, -1, story).astype(np.int32), np.where(alone, -1, event).astype(np.int32)
    )


def _founded(label: I8, founder: I8) -> I8:
    """Return for each row the first of `founder` that has its label."""
    first = np.full(len(label), -1)
    first[label[founder][::-1]] = founder[::-1]
    return first[label]


def _linked(edges: Edges, rows: Rows) -> tuple[I8, I8]:
    """Return labels of stories and of events, the same for all rows of one."""
    when, many = days(rows), len(rows.rank)
    ranks = np.empty(many, np.int64)
    ranks[np.argsort(rows.rank)] = np.arange(many)
    dated = when.is_dated
    either, both = dated[edges.one], dated[edges.other]
    either, both = either | both, either & both
    labels = []
    for chosen, bar in ((both, DATED), (~either, LOOSE)):
        a, b, worth = (column[chosen] for column in edges)
        worth -= np.int32(bar)
        is_same = (rows.outlet[a] == rows.outlet[b]) & (rows.outlet[a] >= 0)
        worth -= is_same * np.int32(OUTLET if bar == DATED else LOOSE_OUTLET)
        if bar == DATED:
            worth -= _apart()[gaps(when, a, b)]
        labels.append(linked(many, Graph(a, b, worth, MISSING - bar), rows.rank, (0, EVENT)))
    story, event = (np.where(dated, *pair) for pair in zip(*labels, strict=True))
    a, b, alike = (column[either & ~both] for column in edges)
    loose, held = np.where(dated[a], b, a), np.where(dated[a], a, b)
    joins = _joining(story, when, ranks, loose, held, alike)
    whole = joins[story]
    # An event of undated articles is that of the dated ones it is as much like as those are.
    within = whole[loose] == whole[held]
    to = _best(event, ranks, loose[within], held[within], alike[within], LOOSE + EVENT)
    return whole, to[event]


def _apart() -> I4:
    """Return how much more alike articles have to be, by the days between them."""
    return np.rint(np.log2(1 + np.arange(REACH + 1)) * APART * _WHOLE).astype(np.int32)


class _Means(NamedTuple):
    """Groups of loose rows and groups of dated ones, and how alike each two are on average; those
    of a loose group together, the best first, ties by rank.
    """

    loose: I8
    held: I8
    mean: I8


def _means(label: I8, ranks: I8, loose: I4, held: I4, likeness: I4) -> _Means:
    size = np.bincount(label, minlength=len(label))
    key = label[loose] * len(label) + label[held]
    order = np.argsort(key, kind="stable")
    key = key[order]
    at = begins(key)
    if not len(at):
        return _Means(key, key, key)
    sums = np.add.reduceat(likeness[order], at, dtype=np.int64)
    known = np.diff(np.append(at, len(key)))
    one, other = key[at] // len(label), key[at] % len(label)
    pairs = size[one] * size[other]
    mean = (sums + (pairs - known) * MISSING) // pairs
    first = np.full(len(label), len(label))
    np.minimum.at(first, label, ranks)
    order = np.lexsort((first[other], -mean, one))
    return _Means(one[order], other[order], mean[order])


def _joining(story: I8, when: Days, ranks: I8, loose: I4, held: I4, likeness: I4) -> I8:
    """Return for each label the story it is of: of loose groups the dated one they join."""
    means = _means(story, ranks, loose, held, likeness)
    to = np.arange(len(story))
    if not len(means.loose):
        return to
    at = begins(means.loose)
    best = np.repeat(at, np.diff(np.append(at, len(means.loose))))
    middle = _middles(story, when)
    share, whole = RIVAL
    rival = np.abs(middle[means.held] - middle[means.held[best]]) > RIVAL_DAYS
    rival &= means.mean * whole > means.mean[best] * share
    rivalled = np.bincount(means.loose[rival], minlength=len(story)) > 0
    joins = at[(means.mean[at] > LOOSE) & ~rivalled[means.loose[at]]]
    to[means.loose[joins]] = means.held[joins]
    return to


def _best(label: I8, ranks: I8, loose: I4, held: I4, likeness: I4, least: int) -> I8:
    """Return for each label the one it is of: of loose groups the dated one they are most like."""
    means = _means(label, ranks, loose, held, likeness)
    to = np.arange(len(label))
    at = begins(means.loose)
    at = at[means.mean[at] > least]
    to[means.loose[at]] = means.held[at]
    return to


def _middles(story: I8, when: Days) -> I8:
    """Return the mean first day of the dated rows of each label, 0 where there are none."""
    dated = when.is_dated
    many = np.bincount(story[dated], minlength=len(story))
    sums = np.zeros(len(story), np.int64)
    np.add.at(sums, story[dated], when.first[dated])
    return sums // np.maximum(many, 1)
