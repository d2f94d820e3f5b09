"""The arithmetic of places: where words stand in which articles, as arrays.

A place is one 64-bit integer, `article << 32 | position`, so that neighbours in a text are
neighbours as numbers and two articles never touch. Spans are two arrays of places of equal
length, first and last, sorted by both, without repetition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.local.budget import Budget
from search.local.seating import seated

I64: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]

MAX_PAIRS = 300_000
"""More pairs of neighbours than any readable query makes: past it the join is cut, and said so."""

_NONE: I64 = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Spans:
    """Stretches of words in one field of many articles."""

    first: I64
    last: I64

    def __len__(self) -> int:
        return len(self.first)

    def articles(self) -> I64:
        """Return the article of each span."""
        return self.first >> 32

    def counts(self, size: int) -> I64:
        """Return the number of spans in each of `size` articles."""
        return np.bincount(self.articles(), minlength=size).astype(np.int64)

    def within(self, mask: Mask) -> Spans:
        """Return the spans of the articles that the mask keeps."""
        kept = mask[self.articles()]
        return Spans(self.first[kept], self.last[kept])


NOWHERE = Spans(_NONE, _NONE)


def spans(first: I64, last: I64) -> Spans:
    """Return these stretches as Spans: sorted, each once."""
    if len(first) < 2:
        return Spans(first, last)
    if first is last:  # single words, which most are
        places = first if np.all(first[1:] >= first[:-1]) else np.sort(first)
        fresh = np.append(True, places[1:] != places[:-1])
        places = places[fresh]
        return Spans(places, places)
    order = np.lexsort((last, first))
    first, last = first[order], last[order]
    fresh = np.ones(len(first), dtype=np.bool_)
    fresh[1:] = (first[1:] != first[:-1]) | (last[1:] != last[:-1])
    return Spans(first[fresh], last[fresh])


def union(parts: Sequence[Spans]) -> Spans:
    """Return the spans of all parts, each once."""
    parts = list({(id(part.first), id(part.last)): part for part in parts if len(part)}.values())
    if len(parts) < 2:
        return parts[0] if parts else NOWHERE
    if all(part.first is part.last for part in parts):
        places = np.concatenate([part.first for part in parts])
        return spans(places, places)
    return spans(np.concatenate([p.first for p in parts]), np.concatenate([p.last for p in parts]))


def adjacent(parts: Sequence[Spans], budget: Budget) -> Spans:
    """Return where the parts stand side by side in this order.

    No part has two spans with one beginning.
    """
    if not parts or any(not len(part) for part in parts):
        return NOWHERE
    found = parts[0]
    for part in parts[1:]:
        if budget.over():
            return NOWHERE
        follower = np.searchsorted(part.first, found.last + 1)
        follower[follower == len(part)] = 0
        kept = part.first[follower] == found.last + 1
        found = Spans(found.first[kept], part.last[follower[kept]])
        if not len(found):
            return NOWHERE
    return found


def longest(parts: Sequence[Spans]) -> Spans:
    """Return the spans of all parts, of those with one beginning the longest."""
    found = union(parts)
    if len(found) < 2 or found.first is found.last:
        return found
    kept = np.append(found.first[1:] != found.first[:-1], True)
    return Spans(found.first[kept], found.last[kept])


def smallest(found: Spans) -> Spans:
    """Return the spans that hold no other one."""
    if len(found) < 2 or found.first is found.last:
        return found
    shortest = np.insert(found.first[1:] != found.first[:-1], 0, True)
    first, last = found.first[shortest], found.last[shortest]
    nearest = np.minimum.accumulate(last[::-1])[::-1]  # the nearest end from here on
    kept = np.append(last[:-1] < nearest[1:], True)
    return Spans(first[kept], last[kept])


def joined(left: Spans, right: Spans, distance: int, budget: Budget, *, ordered: bool) -> Spans:
    """Return the stretches that hold a span of each, at most `distance` positions apart.

    The distance is from the end of the one to the start of the other; they never overlap.
    """
    found = _pairs(left, right, *_followers(left, right, distance), budget)
    if ordered:
        return found
    return union([found, _pairs(right, left, *_followers(right, left, distance), budget)])


def nearest(left: Spans, right: Spans, distance: int, *, ordered: bool) -> Spans:
    """Return those of the stretches of `joined` that hold no other one."""
    found = [_shortest(left, right, *_followers(left, right, distance))]
    if not ordered:
        found.append(_shortest(right, left, *_followers(right, left, distance)))
    return smallest(union(found))


def _followers(left: Spans, right: Spans, distance: int) -> tuple[I64, I64]:
    """Return for each left span which right ones, low to high, begin soon after it."""
    low = np.searchsorted(right.first, left.last + 1, side="left")
    return low, np.searchsorted(right.first, left.last + distance, side="right")


def together(left: Spans, right: Spans, starts: I64, budget: Budget, *, ordered: bool) -> Spans:
    """Return the stretches that hold a span of each, both wholly between two of `starts`.

    `starts` are the places where sentences (or paragraphs) begin, sorted.
    """
    left, right = _unbroken(left, starts), _unbroken(right, starts)
    found = _pairs(left, right, *_in_one(left, right, starts), budget)
    if ordered:
        return found
    return union([found, _pairs(right, left, *_in_one(right, left, starts), budget)])


def nearest_together(left: Spans, right: Spans, starts: I64, *, ordered: bool) -> Spans:
    """Return those of the stretches of `together` that hold no other one."""
    left, right = _unbroken(left, starts), _unbroken(right, starts)
    found = [_shortest(left, right, *_in_one(left, right, starts))]
    if not ordered:
        found.append(_shortest(right, left, *_in_one(right, left, starts)))
    return smallest(union(found))


def _in_one(left: Spans, right: Spans, starts: I64) -> tuple[I64, I64]:
    """Return for each left span which right ones, low to high, follow in the same sentence."""
    sentence = np.searchsorted(starts, left.last, side="right")
    ends = np.append(starts, np.iinfo(np.int64).max)[sentence]
    ends = np.minimum(ends, ((left.last >> 32) + 1) << 32)
    low = np.searchsorted(right.first, left.last + 1, side="left")
    return low, np.searchsorted(right.first, ends, side="left")


def _unbroken(part: Spans, starts: I64) -> Spans:
    """Return the spans that lie wholly in one sentence."""
    same = np.searchsorted(starts, part.first, side="right") == np.searchsorted(
        starts, part.last, side="right"
    )
    return Spans(part.first[same], part.last[same])


def _pairs(left: Spans, right: Spans, low: I64, high: I64, budget: Budget) -> Spans:
    """Return the stretch of each left span with each of its right spans low..high."""
    if budget.over():
        return NOWHERE
    counts = np.maximum(high - low, 0)
    if counts.sum() > MAX_PAIRS:
        budget.cut()
        keep = int(np.searchsorted(np.cumsum(counts), MAX_PAIRS))
        left, low, counts = Spans(left.first[:keep], left.last[:keep]), low[:keep], counts[:keep]
    total = int(counts.sum())
    if not total:
        return NOWHERE
    begins = np.repeat(np.cumsum(counts) - counts, counts)
    partner = np.repeat(low, counts) + (np.arange(total) - begins)
    return spans(np.repeat(left.first, counts), right.last[partner])


def _shortest(left: Spans, right: Spans, low: I64, high: I64) -> Spans:
    """Return the shortest stretch of each left span with one of its right spans low..high."""
    followed = high > low
    if not followed.any():
        return NOWHERE
    low, high = low[followed], high[followed]
    if right.first is right.last:
        return spans(left.first[followed], right.last[low])
    # The least end of any run of spans, from those of runs of 1, 2, 4, ... (a sparse table).
    level = np.frexp((high - low).astype(np.float64))[1] - 1
    ends, least = np.empty(len(low), dtype=np.int64), right.last
    for power in range(int(level.max()) + 1):
        if power:
            least = np.minimum(least[: -(1 << (power - 1))], least[1 << (power - 1) :])
        here = level == power
        ends[here] = np.minimum(least[low[here]], least[high[here] - (1 << power)])
    return spans(left.first[followed], ends)


def inside(part: Spans, quotes: Spans) -> Spans:
    """Return the spans that lie wholly inside one of the quotations."""
    if not len(part) or not len(quotes):
        return NOWHERE
    # The furthest end among the quotations begun so far: one may stand inside another.
    reach = np.maximum.accumulate(quotes.last)
    holder = np.searchsorted(quotes.first, part.first, side="right") - 1
    kept = (holder >= 0) & (reach[holder] >= part.last)
    return Spans(part.first[kept], part.last[kept])


def windows(parts: Sequence[Spans], slop: int, budget: Budget) -> Spans:
    """Return the smallest stretches that hold one span of each part, none overlapping another.

    A stretch holds when at most `slop` of its words are in none of the spans.
    """
    if any(not len(part) for part in parts):
        return NOWHERE
    wanted: dict[int, list[Spans]] = {}
    for part in parts:
        wanted.setdefault(id(part.first), []).append(part)
    groups = [(group[0], len(group)) for group in wanted.values()]
    if _are_apart([part for part, _ in groups]):
        return _plain_windows(groups, slop + len(parts) - 1, budget)
    shared = set(parts[0].articles().tolist())
    for part in parts[1:]:
        shared &= set(part.articles().tolist())
    found: list[tuple[int, int]] = []
    for article in budget.in_time(sorted(shared)):
        found.extend(seated([_of_article(part, article) for part in parts], slop, budget))
    first, last = (
        (np.array(ends, dtype=np.int64) for ends in zip(*found, strict=True))
        if found
        else (_NONE, _NONE)
    )
    return smallest(spans(first, last))


def _are_apart(parts: Sequence[Spans]) -> bool:
    """Return whether the parts are single words, and none stands where another does."""
    if any(part.first is not part.last for part in parts):
        return False
    return len(parts) == 1 or len(union(parts)) == sum(map(len, parts))


def _plain_windows(groups: Sequence[tuple[Spans, int]], width: int, budget: Budget) -> Spans:
    """Return the smallest stretches of at most `width` + 1 positions with each part so often."""
    first = np.sort(np.concatenate([part.first for part, _ in groups]))
    last = first.copy()
    for part, count in groups:
        if budget.over():
            return NOWHERE
        number = np.searchsorted(part.first, first) + count - 1
        held = number < len(part)
        first, last, number = first[held], last[held], number[held]
        last = np.maximum(last, part.first[number])
        near = last - first <= width
        first, last = first[near], last[near]
    return smallest(spans(first, last))


def _of_article(part: Spans, article: int) -> list[tuple[int, int]]:
    low, high = np.searchsorted(part.first, [article << 32, (article + 1) << 32])
    return list(zip(part.first[low:high].tolist(), part.last[low:high].tolist(), strict=True))
