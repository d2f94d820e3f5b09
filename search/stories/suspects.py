"""Which articles may be copies of one text, or hold another, by the samples of their shingles.

Rows are taken in the order of their articles, first day first and undated ones last, so that the
order of input tells nothing. No family of texts, however large or alike, takes more than a bounded
number of steps for each of its articles: those with the same shingles are one, a row is compared
with the first LISTED that have a sample of its own, and makes MOST pairs at most.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.codec.jit import kernel
from search.codec.pages import let_go_of
from search.stories.furniture import ALL
from search.stories.portions import blocks, ranges
from search.stories.shingles import Samples, among, bounds
from search.stories.stretches import begins, chosen, offsets, spread
from search.stories.texts import I4, I8, U1, U2, U4, U8, Bool, Rows

LEAST = 20
"""Shingles that a text has at least where it is compared with another; shorter ones are copies
where they have the same, under the same headline.
"""
LISTED = 16
"""Rows that are looked at for each sample: the first that have it."""
MOST, EARLIEST = 8, 4
"""Pairs of a row with rows before it: the first few of these, and the most alike."""
ROWS = 1 << 8
"""Rows that are walked at a time, which bounds what is read of their samples at a time."""

HEAD = np.uint64(48)
"""The highest 16 bits of a sample, its *head*, do where samples are only counted: a quarter of the
memory, and off by one where a sample lies as near to a bound as one in a hundred do.
"""


class Suspects(NamedTuple):
    """Pairs of rows that may be near-duplicates, `a` before `b` in the order of articles; and
    `twin`: for each row the first that has the same shingles, which may be itself. Pairs are of
    such first rows alone.
    """

    a: I4
    b: I4
    twin: I4


def suspects(samples: Samples, rows: Rows, furniture: U8) -> Suspects:
    """Return which rows may be near-duplicates, furniture aside."""
    order = ordered(rows)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    at, heads = _bare(samples, furniture)
    twin = _twins(samples, place, (np.diff(at) > 0) | (samples.totals >= ALL))
    own = np.diff(at) * samples.totals.astype(np.int64)  # but for furniture, times the samples
    is_long = (own > 0) & (own >= LEAST * np.diff(samples.at))
    walked = order[(is_long & (twin == np.arange(len(twin))))[order]]
    pairs = walked[_walk(samples, furniture, at, heads, walked)].astype(np.int32)
    return Suspects(pairs[:, 0].copy(), pairs[:, 1].copy(), twin)


def _bare(samples: Samples, furniture: U8) -> tuple[I8, U2]:
    """Return the heads of the samples of each row that are no furniture, ascending, and where
    those of each row begin.
    """
    heads = np.empty(len(samples.hashes), np.uint16)
    sizes = np.diff(samples.at)
    size = 0
    for first, last in blocks(samples.at):
        at = samples.at[first : last + 1]
        found = samples.hashes[at[0] : at[-1]]
        if len(furniture):
            at, found = chosen(at - at[0], found, ~among(found, furniture))
            sizes[first:last] = np.diff(at)
        heads[size : size + len(found)] = found >> HEAD
        size += len(found)
        let_go_of(samples.hashes)
    return offsets(sizes), heads[:size]


def ordered(rows: Rows) -> I8:
    """Return the rows by first day and rank, undated ones last."""
    day = np.where(rows.first > 0, rows.first, np.iinfo(np.int32).max)
    return np.lexsort((rows.rank, day))


def _twins(samples: Samples, place: I8, has_own: Bool) -> I4:
    """Return for each row the first one with the same shingles, itself where it is that.

    Of short texts also the headline has to be the same. `has_own` are those that may have one.
    """
    rows = len(place)
    digests = samples.digests.copy()
    is_short = samples.totals < LEAST
    digests[is_short] += samples.headings[is_short] * np.uint64(0x9E3779B97F4A7C15)
    twin = np.arange(rows, dtype=np.int32)
    some = np.flatnonzero(has_own)
    if not len(some):
        return twin
    some = some[np.lexsort((place[some], samples.totals[some], digests[some]))]
    begins = np.ones(len(some), bool)
    begins[1:] = digests[some[1:]] != digests[some[:-1]]
    begins[1:] |= samples.totals[some[1:]] != samples.totals[some[:-1]]
    starts = np.flatnonzero(begins)
    twin[some] = some[np.repeat(starts, np.diff(np.append(starts, len(some))))]
    return twin


def _shared(samples: Samples, furniture: U8, walked: I8) -> tuple[U8, U1]:
    """Return the samples that two rows or more have of those that are walked, ascending, furniture
    aside; and how many rows have each, LISTED where more do.
    """
    is_walked = np.zeros(len(samples.totals), bool)
    is_walked[walked] = True
    found, counts = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint8)]
    for hashes, _ in ranges(samples.at, samples.hashes, is_walked):
        ordered = np.sort(hashes)
        at = begins(ordered)
        many = np.diff(np.append(at, len(ordered)))
        held = (many > 1) & ~among(ordered[at], furniture)
        found.append(ordered[at][held])
        counts.append(np.minimum(many[held], LISTED).astype(np.uint8))
    return np.concatenate(found), np.concatenate(counts)


def _walk(samples: Samples, furniture: U8, at: I8, heads: U2, walked: I8) -> I4:
    """Return pairs of rows that share enough, by their places in `walked`, the earlier first."""
    rows = len(walked)
    shared, listed = _shared(samples, furniture, walked)
    limits = _heads_below(bounds(samples)[walked])
    starts = np.zeros(len(shared) + 1, np.uint32)
    np.cumsum(listed, out=starts[1:], dtype=np.uint32)
    lists, filled = np.zeros(starts[-1], np.int32), np.zeros_like(listed)
    counts, touched, is_firm = (np.zeros(rows, np.int32) for _ in range(3))
    heads_from, heads_to = at[walked], at[walked + 1]
    enough, sure = _tables(2 * int(np.diff(at).max(initial=0)))
    found: list[npt.NDArray[np.int32]] = []
    for first in range(0, rows, ROWS):
        id_at, ids = _numbered(samples, walked[first : first + ROWS], shared)
        out = np.empty(2 * MOST * (len(id_at) - 1), np.int32)
        size = walk(
            first,
            id_at,
            ids,
            heads_from,
            heads_to,
            heads,
            limits,
            starts,
            lists,
            filled,
            counts,
            touched,
            is_firm,
            enough,
            sure,
            out,
        )
        found.append(out[:size].copy())
    return np.concatenate([np.zeros(0, np.int32), *found]).reshape(-1, 2)


def _numbered(samples: Samples, rows: I8, shared: U8) -> tuple[I8, I4]:
    """Return the samples of rows that are shared, as numbers of these."""
    at, places = spread(samples.at, rows)
    hashes = samples.hashes[places]
    let_go_of(samples.hashes)
    if not len(shared):
        return np.zeros_like(at), np.zeros(0, np.int32)
    order = np.argsort(hashes)  # neighbours are looked up where the one before was
    number = np.empty(len(hashes), np.int32)
    number[order] = np.minimum(shared.searchsorted(hashes[order]), len(shared) - 1)
    return chosen(at, number, shared[number] == hashes)


def _heads_below(limits: U8) -> I8:
    """Return below which head all samples are that are below a number."""
    heads: I8 = ((limits - np.uint64(1)) >> HEAD).astype(np.int64) + 1
    return heads


def _tables(most: int) -> tuple[I4, I4]:
    """Return how many samples two rows share if they may be near-duplicates, by how many the
    shorter one has; and if they are copies beyond doubt, by how many either has.

    What is shared of n samples strays by sqrt(.8 * .2 * n): three times that is next to never.
    """
    sizes = np.arange(most + 1)
    spread = np.sqrt(0.16 * sizes)
    enough = np.maximum(np.floor(0.8 * sizes - 3 * spread), 1).astype(np.int32)
    return enough, np.ceil(0.8 * sizes + 2 * spread).astype(np.int32)


@kernel
def walk(
    first: int,
    id_at: I8,
    ids: I4,
    heads_from: I8,
    heads_to: I8,
    heads: U2,
    limits: I8,
    starts: U4,
    lists: I4,
    filled: U1,
    counts: I4,
    touched: I4,
    is_firm: I4,
    enough: I4,
    sure: I4,
    out: I4,
) -> int:
    """Write pairs of an earlier row and one of these that share enough; return how many numbers.

    These are the rows from `first` on that `ids` are given of.
    Rows go into the list of each of their samples. A firm row is one that no earlier row is like:
    it stands for its copies, few of which have to be in the lists then.
    """
    size = 0
    for row in range(first, first + len(id_at) - 1):
        id_begin, id_end = int(id_at[row - first]), int(id_at[row - first + 1])
        many = count(id_begin, id_end, ids, starts, lists, filled, counts, touched)
        kept = 0
        is_stood_for = False
        for place in range(many):
            other = int(touched[place]) + 0
            common = int(counts[other]) + 0
            mine = below(heads, int(heads_from[row]), int(heads_to[row]), int(limits[other]))
            theirs = below(heads, int(heads_from[other]), int(heads_to[other]), int(limits[row]))
            counts[other] = 0
            if common >= int(enough[min(mine, theirs)]):
                touched[kept] = other
                kept += 1
                counts[other] = common * 1024 // max(min(mine, theirs), 1)
                if int(is_firm[other]) == 1 and common >= int(sure[mine + theirs - common]):
                    is_stood_for = True
        if kept == 0:
            is_firm[row] = 1
        for pick in range(min(kept, MOST)):
            is_early = pick < EARLIEST or kept <= MOST
            out[size] = pop(touched, kept - pick, counts, is_early)
            out[size + 1] = row
            size += 2
        for place in range(max(kept - MOST, 0)):
            counts[int(touched[place])] = 0
        for place in range(id_begin, id_end):
            id_ = int(ids[place]) + 0
            room = int(starts[id_ + 1]) - int(starts[id_])
            if is_stood_for:
                room = min(room, EARLIEST)
            if int(filled[id_]) < room:
                lists[int(starts[id_]) + int(filled[id_])] = row
                filled[id_] += 1
    return size


@kernel
def count(
    first: int, last: int, ids: I4, starts: U4, lists: I4, filled: U1, counts: I4, touched: I4
) -> int:
    """Count how many of these samples each listed row has; return how many rows have any."""
    many = 0
    for place in range(first, last):
        start = int(starts[ids[place]])
        for entry in range(start, start + int(filled[ids[place]])):
            other = int(lists[entry]) + 0
            if int(counts[other]) == 0:
                touched[many] = other
                many += 1
            counts[other] += 1
    return many


@kernel
def pop(rows: I4, many: int, scores: I4, is_early: bool) -> int:
    """Take the first of some rows out of them, or the first of the best, and its score to 0."""
    best = 0
    for place in range(1, many):
        row, other = int(rows[place]), int(rows[best])
        is_first = row < other
        if not is_early and int(scores[row]) != int(scores[other]):
            is_first = int(scores[row]) > int(scores[other])
        if is_first:
            best = place
    found = int(rows[best]) + 0
    rows[best] = rows[many - 1]
    scores[found] = 0
    return found


@kernel
def below(heads: U2, start: int, end: int, bound: int) -> int:
    """Return how many of a stretch in ascending order are below a number."""
    if start == end or int(heads[end - 1]) < bound:
        return end - start
    low, high = start, end
    while low < high:
        middle = (low + high) >> 1
        if int(heads[middle]) < bound:
            low = middle + 1
        else:
            high = middle
    return low - start
