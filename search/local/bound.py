"""A query bound to a snapshot: what the kernels of ranking are handed, and handing it to them.

Most queries are words whose postings are read as they lie. Then all that is needed is where they
lie and how rare they are, both of the dictionary, and it is kept for the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias, cast

import numpy as np

from search.codec.conjunction import best_of_all
from search.codec.ranking import Bool, best_of_any
from search.codec.words import I8, U1
from search.local.answer import Answer, Best, in_order
from search.local.leaf import RUN, Leaf, together
from search.local.searched import NO_MARKS, Searched

BestOf: TypeAlias = Callable[..., tuple[int, int, int]]

MOST_IN_ORDER = 100
"""Best articles up to which it costs less to keep those in order than all, and to choose."""


class Part(NamedTuple):
    """What a query asks of a segment: what `best_of_all` or `best_of_any` takes first.

    `is_own`: of the segment's own postings alone. `is_empty`: no article has what is asked for.
    """

    segment: Searched
    given: tuple[Any, ...]
    is_own: bool
    is_empty: bool = False


class Bound(NamedTuple):
    """What a query asks of each segment, the order of its best, and whether all words are asked
    for or any.
    """

    parts: tuple[Part, ...]
    order: int
    is_all: bool


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
    made, runs = together(leaves)
    sizes = [len(bounds) // RUN for bounds in runs]
    by_run = np.repeat(np.array(weights, np.float64), sizes)
    flat_from = sum(sizes[: len(sizes) - flat])
    given = (*_given(segment), *made, _flat(runs), by_run, flat_from, mask, every, order)
    return Part(segment, given, not len(made.docs))


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
    return Part(segment, given, not len(made.docs), not min(sizes))


def empty(segment: Searched) -> Part:
    """Return the part of a segment that nothing is asked of."""
    return Part(segment, (), True, True)


def _given(segment: Searched) -> tuple[Any, ...]:
    return (*segment.held, segment.shares)


def _flat(runs: Sequence[Sequence[int]]) -> I8:
    return np.array([bound for bounds in runs for bound in bounds], np.int64)


def ask(bound: Bound, most: int, skip: int, *, marked: bool) -> Answer:
    """Return the best `most` articles but for the first `skip` of them; `marked`: and which
    articles match.
    """
    best_of: BestOf = cast("BestOf", best_of_all.run if bound.is_all else best_of_any.run)
    total = undated = 0
    best: list[Best] = []
    matched: list[Bool] = []
    for segment, given, _, is_empty in bound.parts:
        marks = np.zeros(segment.size, np.bool_) if marked else NO_MARKS
        matched.append(marks)
        if is_empty:
            best.append(([], []))
            continue
        kept = min(skip + most, segment.size)
        room = kept if kept <= MOST_IN_ORDER else segment.size + 1
        out = np.empty(2 * room, np.int64)
        many, free, size = best_of(*given, marks, kept, out)
        total += int(many)
        undated += int(free)  # uncompiled, a kernel returns a number of numpy
        best.append((out[room : room + size].tolist(), out[:size].view(np.float64).tolist()))
    if len(best) == 1:
        numbers, scores = best[0]
        if skip:
            numbers, scores = numbers[skip:], scores[skip:]
        return Answer(total, undated, numbers, scores, matched)
    segments = [part.segment for part in bound.parts]
    numbers, scores = in_order(segments, best, bound.order, skip + most)
    return Answer(total, undated, numbers[skip:], scores[skip:], matched)
