"""Which articles are alike, and how much: pairs that are within reach of each other in time.

Two articles are within reach where their days lie at most two weeks apart, or may: of one that is
undated nobody knows. An article that is known to the day, or to a week, is *dated*; others are
*loose*, and there are many more that a loose one may be beside. So dated pairs are found by any
stem they share, loose ones by two of the heaviest of each.

A stem that very many articles have at one time finds no pairs, though it counts in those that
others find (by a quarter of the likeness that is asked): else ten thousand articles of one pattern
would be fifty million pairs. Which stems are so crowded is kept with the vectors as the rarity is,
so that what is found of articles that come later does not depend on when they come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from search.codec.pages import let_go_of
from search.stories.portions import blocks
from search.stories.postings import found, products
from search.stories.stretches import begins, offsets, spread
from search.stories.texts import I4, I8, U4, Bool, Rows
from search.stories.vectors import ONE, Vectors

REACH = 14
"""Days between two articles that may be of one story."""

WEEK = 7
"""Days among which an article's own day must be for it to be dated."""

LEAST = ONE * ONE // 10
"""The least likeness of dated articles that is an edge; that of equal ones is about ONE * ONE."""

LOOSE_LEAST = ONE * ONE * 14 // 100
"""The least likeness where one is loose: there are many such pairs, and few are of one story."""

TOP = 16
"""How many of its heaviest stems a loose article is found by."""

FINDING = LEAST // 4
"""What stems that are not crowded have to add to the likeness of dated articles."""

CROWD = 512
"""As many articles that have a stem within reach of one day make the stem crowded."""

LOOSE_CROWD = 1024
"""As many articles that have a stem among their heaviest make it crowded for loose pairs."""

KEPT = 128
"""Edges that are kept of an article, besides those that others keep."""

_BLOCK = 1 << 13
"""Rows that are compared at a time with all those within their reach."""

_LOOSE_BLOCK = 1 << 17
"""Rows that loose ones are compared with at a time."""

_ROOM = 1 << 22
"""Edges more than are kept that are gathered before those are chosen anew."""

ALWAYS = 1 << 40
"""A day after all days."""


class Edges(NamedTuple):
    """Pairs of rows, `one` less than `other`, in rising order, and how alike each is: the product
    of the vectors.
    """

    one: I4
    other: I4
    likeness: I4


class Crowded(NamedTuple):
    """Stems that find no pairs: of dated articles, and of loose ones; each in rising order."""

    dated: U4
    loose: U4


NONE = Edges(np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.int32))
NOBODY = Crowded(np.zeros(0, np.uint32), np.zeros(0, np.uint32))


class Days(NamedTuple):
    """The first and last possible day of each row, wide open where unknown; which are dated."""

    first: I8
    last: I8
    is_dated: Bool


def days(rows: Rows) -> Days:
    """Return when each row may be from."""
    first = np.where(rows.first > 0, rows.first.astype(np.int64), -ALWAYS)
    last = np.where(rows.last > 0, rows.last.astype(np.int64), ALWAYS)
    return Days(first, last, (rows.first > 0) & (last - first < WEEK))


def crowded(vectors: Vectors, rows: Rows, among: Bool | None = None) -> Crowded:
    """Return the stems that too many articles have, of those of `among`, to find pairs by."""
    when = days(rows)
    chosen = np.ones(len(rows.rank), np.bool_) if among is None else among
    by_day = np.argsort(when.first, kind="stable")
    dated = by_day[(chosen & when.is_dated)[by_day]]
    # Any two articles of which this many have a stem may be within reach: so many rows further on
    # are no more than two weeks later.
    day = when.first[dated]
    busy = np.searchsorted(day, day + REACH, "right") - np.arange(len(day)) >= CROWD
    found = [np.zeros(0, np.uint32)]
    for low in range(0, len(dated), _BLOCK) if busy.any() else ():
        high = int(np.searchsorted(day, day[min(low + _BLOCK, len(dated)) - 1] + REACH, "right"))
        at, places = spread(vectors.at, dated[low:high])
        terms, since = vectors.terms[places], np.repeat(day[low:high] - day[low], np.diff(at))
        held = np.isin(terms, _many(terms, CROWD))
        key = np.sort((terms[held].astype(np.int64) << 24) | since[held])
        within = np.searchsorted(key, key + REACH, "right") - np.arange(len(key))
        found.append(np.unique(key[within >= CROWD] >> 24).astype(np.uint32))
        let_go_of(vectors.terms)
    tops = _tops(vectors)
    heaviest = tops.terms[np.repeat(chosen, np.diff(tops.at))]
    return Crowded(np.unique(np.concatenate(found)), _many(heaviest, LOOSE_CROWD))


def _many(terms: U4, least: int) -> U4:
    """Return the stems that stand there so often."""
    terms = np.sort(terms)
    at = begins(terms)
    return terms[at[np.diff(np.append(at, len(terms))) >= least]]


def _tops(vectors: Vectors) -> Vectors:
    """Return the heaviest stems of each row, all of weight 1."""
    sizes = np.minimum(np.diff(vectors.at), TOP)
    at = offsets(sizes)
    terms = np.empty(int(at[-1]), np.uint32)
    for first, last in blocks(vectors.at):
        its = slice(int(at[first]), int(at[last]))
        before = np.repeat(vectors.at[first:last] - at[first:last], sizes[first:last])
        terms[its] = vectors.terms[np.arange(its.start, its.stop) + before]
        let_go_of(vectors.terms)
    return Vectors(at, terms, np.broadcast_to(np.uint16(1), len(terms)))


def edges(
    vectors: Vectors,
    rows: Rows,
    crowds: Crowded = NOBODY,
    *,
    among: Bool | None = None,
    new: Bool | None = None,
) -> Edges:
    """Return the edges of the rows of `among`, or all; where `new` is given, those alone that have
    a row of it. The edges of all rows are those of the old ones and of the new ones, `joined`.

    `vectors` need hold nothing of rows outside `among`.
    """
    when = days(rows)
    chosen = np.ones(len(rows.rank), np.bool_) if among is None else among
    added = chosen if new is None else chosen & new
    parts, held, room = [], 0, _ROOM
    for part in _found(vectors, when, crowds, chosen & ~added, added):
        parts.append(part)
        held += len(part.one)
        if held > room:
            parts = [joined(parts, rows)]
            held = len(parts[0].one)
            room = _ROOM + held + held // 2
    return joined(parts, rows)


def joined(parts: Sequence[Edges], rows: Rows) -> Edges:
    """Return the edges of all parts, which have none in common: of an article with very many,
    those that are the most alike, and those that others keep.
    """
    one, other, likeness = (np.concatenate(column) for column in zip(NONE, *parts, strict=True))
    degree = np.bincount(one, minlength=len(rows.rank)) + np.bincount(
        other, minlength=len(rows.rank)
    )
    many = degree > KEPT
    if many.any():
        # Each edge as either of its two articles sees it, where that one has to choose.
        seen = np.concatenate([np.flatnonzero(many[one]), len(one) + np.flatnonzero(many[other])])
        edge = seen % len(one)
        near = np.where(seen < len(one), one[edge], other[edge])
        far = np.where(seen < len(one), other[edge], one[edge])
        order = np.lexsort((rows.rank[far], -likeness[edge], near))
        near, edge = near[order], edge[order]
        at = begins(near)
        place = np.arange(len(near)) - np.repeat(at, np.diff(np.append(at, len(near))))
        kept = ~many[one] | ~many[other]
        kept[edge[place < KEPT]] = True
        one, other, likeness = one[kept], other[kept], likeness[kept]
    order = np.argsort(one.astype(np.int64) << 32 | other, kind="stable")
    return Edges(one[order], other[order], likeness[order])


def _found(
    vectors: Vectors, when: Days, crowds: Crowded, old: Bool, added: Bool
) -> Iterator[Edges]:
    """Yield the edges that touch what was added."""
    by_day = np.argsort(when.first, kind="stable")
    new, kept = by_day[(added & when.is_dated)[by_day]], by_day[(old & when.is_dated)[by_day]]
    yield from _dated(vectors, when, crowds.dated, new, new)
    yield from _dated(vectors, when, crowds.dated, kept, new)
    if when.is_dated[added | old].all():
        return
    tops = _tops(vectors)
    new, kept = np.flatnonzero(added), np.flatnonzero(old)
    loose = new[~when.is_dated[new]]
    yield from _loose(vectors, tops, when, crowds.loose, loose, new)
    if not len(loose):
        kept = kept[~when.is_dated[kept]]
    yield from _loose(vectors, tops, when, crowds.loose, kept, new)


def _dated(vectors: Vectors, when: Days, crowds: U4, asking: I8, held: I8) -> Iterator[Edges]:
    """Yield the edges between dated rows, which are in order of day: of each that asks with those
    held, or where these are the same rows, with those before it.
    """
    span = REACH + WEEK - 1
    low = np.searchsorted(when.first[held], when.first[asking] - span)
    if asking is held:
        high = np.arange(len(held))
    else:
        high = np.searchsorted(when.first[held], when.first[asking] + span, "right")
    near = low < high
    asking, low, high = asking[near], low[near], high[near]
    # Blocks of rows, so that memory is bounded, and larger where very many are within reach.
    step = max(_BLOCK, int((high - low).max(initial=0)))
    for begin in range(0, len(asking), step):
        block = slice(begin, begin + step)
        first, last = int(low[begin]), int(high[block][-1])
        bounds = (low[block] - first, high[block] - first)
        part = found(vectors, asking[block], held[first:last], crowds, bounds, (FINDING, LEAST))
        for ask, answer, product in part:
            one, other = asking[begin + ask], held[first + answer]
            near = gaps(when, one, other) <= REACH
            yield _edges(one[near], other[near], product[near], LEAST)
        let_go_of(vectors.terms, vectors.weights)


def _loose(
    vectors: Vectors, tops: Vectors, when: Days, crowds: U4, asking: I8, held: I8
) -> Iterator[Edges]:
    """Yield the edges of which one side at least is loose, between rows asking and rows held. A
    row on both sides is loose where it asks.
    """
    if not len(asking) or not len(held):
        return
    is_asking = np.zeros(len(when.first), bool)
    is_asking[asking] = True
    for first in range(0, len(held), _LOOSE_BLOCK):
        some = held[first : first + _LOOSE_BLOCK]
        bounds = (np.zeros(len(asking), np.int64), np.full(len(asking), len(some)))
        for ask, answer, _ in found(tops, asking, some, crowds, bounds, (1, 2)):
            one, other = asking[ask], some[answer]
            near = gaps(when, one, other) <= REACH
            near &= ~(when.is_dated[one] & when.is_dated[other])
            near &= ~is_asking[other] | (other < one)
            one, other = one[near], other[near]
            yield _edges(one, other, products(vectors, one, other), LOOSE_LEAST)
            let_go_of(vectors.terms, vectors.weights)


def gaps(when: Days, one: I4 | I8, other: I4 | I8) -> I8:
    """Return how many days lie at least between two articles, pair by pair."""
    apart: I8 = np.maximum(when.first[one] - when.last[other], when.first[other] - when.last[one])
    return np.maximum(apart, 0)


def _edges(one: I8, other: I8, product: I8, least: int) -> Edges:
    """Return pairs as edges, those that are so much alike."""
    alike = product >= least
    one, other, product = one[alike], other[alike], product[alike]
    return Edges(
        np.minimum(one, other).astype(np.int32),
        np.maximum(one, other).astype(np.int32),
        product.astype(np.int32),
    )
