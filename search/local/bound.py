"""A query bound to a snapshot: what the kernels of ranking are handed, and handing it to them.

Most queries are words whose postings are read as they lie. Then all that is needed is where they
lie and how rare they are, both of the dictionary, and it is kept for the next time. So is how the
postings of a lone leaf are made that do not lie anywhere: how rare it is turns out on the way.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np

from search.codec.conjunction import best_of_all
from search.codec.ranking import RELEVANCE, Bool, best_of_any, best_of_these
from search.codec.words import I8, U1
from search.local import scoring
from search.local.answer import Answer, Best, in_order
from search.local.closer import CloserLook
from search.local.feedback import Asking
from search.local.leaf import RUN, Leaf, together
from search.local.recipes import Recipe
from search.local.reranking import DEPTH, WIDTH, reranked
from search.local.searched import NO_MARKS, Searched

BestOf: TypeAlias = Callable[..., tuple[int, int, int]]
BestOfThese: TypeAlias = Callable[..., int]

_MASK = -3
"""Where the mask stands in what `part_of_any` gives; `best_of_these` takes what is before it."""

MOST_IN_ORDER = 40
"""Best articles up to which it costs less to keep those in order than to choose now and then."""

MOST_TOLD = 1_000
"""Best articles up to which each segment is told what those before it have."""

MOST_MADE = 100
"""Postings made for a query that are kept with it."""

NO_BEST = Best([], [])

SLACK = 2
"""The part of what is wanted that there is room for besides, before it is chosen among it all."""


class Known:
    """The best scores of the segments that were asked, of which so many are wanted: articles of
    others that score less than all of these need not be kept.
    """

    def __init__(self, wanted: int) -> None:
        self._wanted = wanted
        self._best: list[float] = []

    def with_those(self, scores: Sequence[float]) -> float:
        """Add those of a segment, best first; return the least that is among the best of all."""
        self._best = sorted((*self._best, *scores), reverse=True)[: self._wanted]
        return self._best[-1] if len(self._best) == self._wanted else -math.inf


class Part(NamedTuple):
    """What a query asks of a segment: what `best_of_all` or `best_of_any` takes first.

    `is_own`: of the segment's own postings, all but a few. `is_empty`: no article has what is
    asked for.
    """

    segment: Searched
    given: tuple[Any, ...]
    is_own: bool
    is_empty: bool = False


class Bound(NamedTuple):
    """What a query asks of each segment, the order of its best, whether all words are asked for
    or any, and what a closer look at the first articles is for. `titles` asks the same of titles:
    where many words are asked for, who has them in the title is looked at as well.
    """

    parts: tuple[Part, ...]
    order: int
    is_all: bool
    look: CloserLook | None = None
    titles: Bound | None = None

    def ask(
        self, most: int, skip: int, *, marked: bool, asking: Callable[[], Asking] | None = None
    ) -> Answer:
        """Return the best `most` articles but for the first `skip` of them; `marked`: and which
        articles match. `asking` tells of words that the first articles share.
        """
        is_looked_at = skip < DEPTH or self.titles or (self.look and self.look.line)
        if self.look is None or not most or not is_looked_at:
            return self._first(most, skip, marked=marked)
        found = self._first(max(DEPTH + 1, skip + most), 0, marked=marked)
        if not (self.titles and self.look.is_long):
            asking = None
        others = NO_BEST
        if self.titles and len(found.numbers) > DEPTH:
            first = set(found.numbers[:DEPTH])
            numbers = self.titles._first(WIDTH, 0, marked=False).numbers
            others = self.scores_of([number for number in numbers if number not in first])
        segments = [part.segment for part in self.parts]
        holders: Sequence[int] = ()
        if self.is_all and self.look.line and found.total > 1:
            whole = self._held_by(self.look.line.holders(segments))
            first, holders = {*found.numbers[:DEPTH]}, whole.numbers
            kept = [pair for pair in zip(*whole, strict=True) if pair[0] not in first]
            others = Best([number for number, _ in kept], [score for _, score in kept])
        return reranked(found, others, self.look, segments, asking, most, skip, holders)

    def _held_by(self, holders: Sequence[I8]) -> Best:
        """Return those of these articles of each segment that hold all of what is asked for, and
        what they score before they are looked at.
        """
        best_of: BestOf = cast("BestOf", best_of_all.run)
        best: list[Best] = []
        segments = [part.segment for part in self.parts]
        many = sum(map(len, holders))
        kept, room, out = _room(segments, many)
        for part, docs in zip(self.parts, holders, strict=False):
            if part.is_empty or not len(docs):
                best.append(NO_BEST)
                continue
            *given, asked = part.given
            mask = np.zeros(part.segment.size, np.uint8)
            mask[docs] = asked[docs] if len(asked) else 1
            _, _, size = best_of(*given, mask, NO_MARKS, kept, -math.inf, out)
            best.append(_best(out, room, size))
        return _of_all(segments, best, self.order, many) if many else NO_BEST

    def scores_of(self, numbers: Sequence[int]) -> Best:
        """Return those of these articles that hold any of what is asked for, by their numbers in
        the snapshot, and what they score before they are looked at; best first.
        """
        best = [_best_of(part, numbers) for part in self.parts]
        return _of_all([part.segment for part in self.parts], best, self.order, len(numbers))

    def _first(self, most: int, skip: int, *, marked: bool) -> Answer:
        """Return what one pass over the postings finds."""
        best_of: BestOf = cast("BestOf", best_of_all.run if self.is_all else best_of_any.run)
        total = undated = 0
        best: list[Best] = []
        matched: list[Bool] = []
        is_told = self.order == RELEVANCE and len(self.parts) > 1
        known = Known(skip + most) if is_told and 0 < skip + most <= MOST_TOLD else None
        segments = [part.segment for part in self.parts]
        kept, room, out = _room(segments, skip + most)
        least = -math.inf
        for segment, given, _, is_empty in self.parts:
            marks = np.zeros(segment.size, np.bool_) if marked else NO_MARKS
            matched.append(marks)
            if is_empty:
                best.append(NO_BEST)
                continue
            many, free, size = best_of(*given, marks, kept, least, out)
            total += int(many)
            undated += int(free)  # uncompiled, a kernel returns a number of numpy
            best.append(_best(out, room, size) if size else NO_BEST)
            if known and size:
                least = known.with_those(best[-1].scores)
        return _answer(segments, best, self.order, most, skip, (total, undated, matched))


def _best_of(part: Part, numbers: Sequence[int]) -> Best:
    """Return those of some articles of the snapshot that are in a segment, and what they score."""
    base, size = part.segment.base, part.segment.size
    here = [number - base for number in numbers if base <= number < base + size]
    if part.is_empty or not here:
        return NO_BEST
    out = np.empty(2 * len(here), np.int64)
    of_these: BestOfThese = cast("BestOfThese", best_of_these.run)
    held = of_these(*part.given[:_MASK], np.array(here, np.int64), out)
    return _best(out, len(here), held)


class LonePart(NamedTuple):
    """What is asked of a segment of which one leaf is wanted: how its postings are made, and the
    mask of what else is asked.
    """

    segment: Searched
    recipe: Recipe
    mask: U1


class Lone(NamedTuple):
    """One leaf whose postings are made for each search; `boost` is a factor of its weight, and
    `times` how often a word stands in all articles, 0 of anything else.
    """

    parts: tuple[LonePart, ...]
    boost: float
    times: int
    archive: scoring.Archive

    def ask(
        self, most: int, skip: int, *, marked: bool, asking: Callable[[], Asking] | None = None
    ) -> Answer:
        """Return what `Bound.ask` does."""
        total = undated = held = 0
        best: list[Best] = []
        matched: list[Bool] = []
        segments = [part.segment for part in self.parts]
        kept, room, out = _room(segments, skip + most)
        for segment, recipe, mask in self.parts:
            marks = np.zeros(segment.size, np.bool_) if marked else NO_MARKS
            matched.append(marks)
            many, free, size, holders = recipe.best(mask, marks, kept, out)
            held += int(holders)
            total += int(many)
            undated += int(free)
            best.append(_best(out, room, size))
        burst = scoring.burst(self.times, held)
        weight = self.boost * (burst * scoring.weight(held, self.archive))
        best = [Best(numbers, [weight * score for score in scores]) for numbers, scores in best]
        return _answer(segments, best, RELEVANCE, most, skip, (total, undated, matched))


def part_of_any(
    segment: Searched,
    leaves: Sequence[Leaf],
    weights: Sequence[float],
    mask: U1,
    *,
    every: bool,
    flat: int,
    order: int,
) -> Part:
    """Return the part of a segment of which any leaf is asked for; the last `flat` of them add
    their weight whole. `every` article of the mask, whether it holds a leaf or not.
    """
    heavy = sorted(range(len(leaves) - flat), key=weights.__getitem__, reverse=True)
    heavy += range(len(leaves) - flat, len(leaves))
    leaves, weights = [leaves[at] for at in heavy], [weights[at] for at in heavy]
    made, runs = together(leaves)
    sizes = [len(bounds) // RUN for bounds in runs]
    by_run = np.repeat(np.array(weights, np.float64), sizes)
    flat_from = sum(sizes[: len(sizes) - flat])
    given = (*_given(segment), *made, _flat(runs), by_run, flat_from, mask, every, order)
    return Part(segment, given, len(made.docs) <= MOST_MADE, not sizes and not every)


def part_of_all(
    segment: Searched, leaves: Sequence[Leaf], weights: Sequence[float], mask: U1
) -> Part:
    """Return the part of a segment of which all leaves are asked for."""
    made, runs = together(leaves)
    sizes = [leaf.held for leaf in leaves]
    words = sorted(range(len(sizes)), key=sizes.__getitem__)
    words.append(0)
    for bounds in runs:
        words.append(words[-1] + len(bounds) // RUN)
    by_word = np.array(weights, np.float64)
    given = (*_given(segment), *made, _flat(runs), np.array(words, np.int64), by_word, mask)
    return Part(segment, given, len(made.docs) <= MOST_MADE, not min(sizes))


def empty(segment: Searched) -> Part:
    """Return the part of a segment that nothing is asked of."""
    return Part(segment, (), True, True)


def _given(segment: Searched) -> tuple[Any, ...]:
    return (*segment.held, segment.shares)


def _flat(runs: Sequence[Sequence[int]]) -> I8:
    return np.array([bound for bounds in runs for bound in bounds], np.int64)


def _room(segments: Sequence[Searched], most: int) -> tuple[int, int, I8]:
    """Return how many of the best of a segment are to be kept, room for how many, and where."""
    size = max([segment.size for segment in segments], default=0)
    kept = min(most, size)
    room = kept if kept <= MOST_IN_ORDER else min(kept + kept // SLACK, size) + 1
    return kept, room, np.empty(2 * room, np.int64)


def _best(out: I8, room: int, size: int) -> Best:
    """Return what a kernel left in `out`."""
    return Best(out[room : room + size].tolist(), out[:size].view(np.float64).tolist())


def _of_all(segments: Sequence[Searched], best: Sequence[Best], order: int, most: int) -> Best:
    """Return the best `most` of all segments."""
    return best[0] if len(best) == 1 else in_order(segments, best, order, most)


def _answer(
    segments: Sequence[Searched],
    best: Sequence[Best],
    order: int,
    most: int,
    skip: int,
    found: tuple[int, int, Sequence[Bool]],
) -> Answer:
    """Return the best of all segments; `found`: how many match, how many are undated, and which
    match.
    """
    total, undated, matched = found
    numbers, scores = _of_all(segments, best, order, skip + most)
    if skip:
        numbers, scores = numbers[skip:], scores[skip:]
    return Answer(total, undated, numbers, scores, matched)
