"""A query bound to a snapshot: what the kernels of ranking are handed, and handing it to them.

Most queries are words whose postings are read as they lie. Then all that is needed is where they
lie and how rare they are, both of the dictionary, and it is kept for the next time. So is how the
postings of a lone leaf are made that do not lie anywhere: how rare it is turns out on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from search.codec.asked import ROW, put_mask, write_row, written
from search.codec.best import F8, I4
from search.codec.jit import Kernel
from search.codec.lone import ROW as ONE_ROW
from search.codec.lone import best_of_one
from search.codec.lone import write_row as write_lone
from search.codec.ranking import JOINING, RELEVANCE, Bool, best_of, scores_of
from search.codec.tallies import mask_of_days
from search.codec.words import I8, U1
from search.local import scoring
from search.local.answer import Answer, Best, Found, in_order
from search.local.closer import CloserLook
from search.local.feedback import Asking
from search.local.leaf import RUN, Leaf, Made, together
from search.local.recipes import Recipe
from search.local.reranking import DEPTH, WIDTH, reranked
from search.local.searched import NO_MARKS, NO_MASK, Searched

MOST_IN_ORDER = 40
"""Best articles up to which it costs less to keep those in order than to choose now and then."""

MOST_MADE = 100
"""Postings made for a query that are kept with it."""

NUMBER = np.dtype(np.int64)
"""As an object of numpy's, which makes an array of these in half the time."""

NO_NUMBERS: I8 = np.empty(0, np.int64)
_MASK = 8
"""Where the mask stands in what is given of a part."""

NO_MASKS: Sequence[Bool] = ()
NO_OTHERS = (NO_NUMBERS, np.empty(0))

SLACK = 2
"""The part of what is wanted that there is room for besides, before it is chosen among it all."""


class Part(NamedTuple):
    """What a query asks of a segment; `given` is what is written down (search/codec/asked.py).

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

    `rows` are what the kernel reads of the `asked` parts, those that are not empty; `days` are
    periods that articles must be of as well, instead of masks; `written` is all of it. `most` is
    how many articles the largest of these segments has, and `articles` how many the snapshot has.
    """

    parts: tuple[Part, ...]
    order: int
    is_all: bool
    look: CloserLook | None
    titles: Bound | None
    asked: tuple[Part, ...]
    rows: I8
    days: I8
    written: I8
    most: int
    articles: int

    def ask(
        self, most: int, skip: int, *, marked: bool, asking: Callable[[], Asking] | None = None
    ) -> Answer:
        """Return the best `most` articles but for the first `skip` of them; `marked`: and which
        articles match. `asking` tells of words that the first articles share.
        """
        look, wanted = self.look, skip + most
        if look is None or not most or (skip >= DEPTH and not (self.titles or look.line)):
            total, undated, size, docs, its, matched = self._best(wanted, marked)
            page = slice(skip, size)
            return Answer(total, undated, docs[page].tolist(), its[page].tolist(), matched)
        found = self._found(max(DEPTH + 1, wanted), marked)
        others = NO_OTHERS
        if self.titles and len(found.numbers) > DEPTH:
            titled = self.titles._found(WIDTH, False).numbers
            others = self.scores_of(titled, but=found.numbers[:DEPTH])
        segments = [part.segment for part in self.parts]
        holders: Sequence[int] = ()
        if self.is_all and look.line and found.total > 1:
            whole, scores = self._held_by(look.line.holders(segments))
            holders, is_new = whole.tolist(), ~np.isin(whole, found.numbers[:DEPTH])
            others = whole[is_new], scores[is_new]
        asking = asking if self.titles and look.is_long else None
        return reranked(found, others, look, segments, asking, most, skip, holders)

    def _held_by(self, holders: Sequence[I8]) -> tuple[I8, F8]:
        """Return those of these articles of each segment that hold all of what is asked for, and
        what they score before they are looked at.
        """
        many = sum(map(len, holders))
        if not many:
            return NO_OTHERS
        rows, masks = self.rows.copy(), []
        by_base = {part.segment.base: docs for part, docs in zip(self.parts, holders, strict=True)}
        for number, part in enumerate(self.asked):
            masks.append(_mask_of(part, by_base[part.segment.base], self.days))
            put_mask.run(masks[-1], rows[ROW * number : ROW * (number + 1)])
        asked = written(rows, NO_NUMBERS, self.order, is_all=self.is_all)
        found = self._replace(rows=rows, written=asked)._found(many, False)
        return found.numbers, found.scores

    def scores_of(self, numbers: I8, but: I8 = NO_NUMBERS) -> tuple[I8, F8]:
        """Return those of these articles, `but` for some, that hold any of what is asked for, by
        their numbers in the snapshot, and what they score before they are looked at.
        """
        held, scores = numbers.copy(), np.zeros(len(numbers))
        size = scores_of.run(self.rows, but, held, scores)
        return held[:size], scores[:size]

    def _found(self, wanted: int, marked: bool) -> Found:
        """Return the first `wanted` articles of one pass over the postings."""
        total, undated, size, numbers, scores, matched = self._best(wanted, marked)
        return Found(total, undated, numbers[:size], scores[:size], matched)

    def _best(self, wanted: int, marked: bool) -> tuple[int, int, int, I8, F8, Sequence[Bool]]:
        """Return how many articles match and are undated, how many of the first `wanted` there
        are, these and their scores, with room behind them, and which match.
        """
        wanted = min(wanted, self.articles)
        kept, room, scores, docs = _room(self.most, wanted, len(self.asked))
        marks = np.zeros(self.articles, np.bool_) if marked else NO_MARKS
        total, undated, size, is_tied = best_of.run(
            self.written, marks, wanted, kept, scores, docs
        )
        if is_tied:
            asked = [part.segment for part in self.asked]
            best = _in_order(asked, self.order, wanted, room, scores, docs)
            docs, scores = np.array(best.numbers, np.int64), np.array(best.scores)
            size = len(docs)
        matched = _masks([part.segment for part in self.parts], marks) if marked else NO_MASKS
        return int(total), int(undated), size, docs, scores, matched  # uncompiled, of numpy


def bound(
    parts: Sequence[Part],
    order: int,
    *,
    is_all: bool = False,
    look: CloserLook | None = None,
    titles: Bound | None = None,
    days: I8 = NO_NUMBERS,
) -> Bound:
    """Return what these parts ask of their segments, and of the days of articles."""
    asked = tuple(part for part in parts if not part.is_empty)
    rows = _rows(write_row, ROW, [part.given for part in asked])
    most = max([part.segment.size for part in asked], default=0)
    last = parts[-1].segment if parts else None
    articles = last.base + last.size if last else 0
    numbers = written(rows, days, order, is_all=is_all)
    return Bound(
        tuple(parts), order, is_all, look, titles, asked, rows, days, numbers, most, articles
    )


class LonePart(NamedTuple):
    """What is asked of a segment of which one leaf is wanted: how its postings are made, and the
    mask of what else is asked. `given` is what is written down (search/codec/lone.py).
    """

    segment: Searched
    recipe: Recipe
    given: tuple[Any, ...]


class Lone(NamedTuple):
    """One leaf whose postings are made for each search; `boost` is a factor of its weight, and
    `times` how often a word stands in all articles, 0 of anything else. `written` is what the
    kernel reads of the parts, and `largest` the segment with most articles.
    """

    parts: tuple[LonePart, ...]
    boost: float
    times: int
    archive: scoring.Archive
    written: I8
    largest: Searched
    articles: int

    def ask(
        self, most: int, skip: int, *, marked: bool, asking: Callable[[], Asking] | None = None
    ) -> Answer:
        """Return what `Bound.ask` does."""
        wanted = min(skip + most, self.articles)
        kept, room, scores, docs = _room(self.largest.size, wanted, len(self.parts))
        marks = np.zeros(self.articles, np.bool_) if marked else NO_MARKS
        scratch = self.largest.scratch()
        total, undated, size, is_tied, held = best_of_one.run(
            self.written, marks, wanted, kept, *scratch, scores, docs
        )
        self.largest.keep(scratch)
        segments = [part.segment for part in self.parts] if is_tied or marked else []
        if is_tied:
            numbers, its = _in_order(segments, RELEVANCE, wanted, room, scores, docs)
            numbers, its = numbers[skip:], its[skip:]
        else:
            numbers, its = docs[skip:size].tolist(), scores[skip:size].tolist()
        burst = scoring.burst(self.times, held)
        weight = self.boost * (burst * scoring.weight(held, self.archive))
        matched = _masks(segments, marks) if marked else NO_MASKS
        return Answer(int(total), int(undated), numbers, [weight * one for one in its], matched)


def lone_part(segment: Searched, recipe: Recipe, mask: U1) -> LonePart:
    """Return the part of a segment that is asked for one leaf."""
    title, body, postings, told_by = recipe.asked()
    last_day, live = _living(segment)
    articles = segment.shares, segment.day, segment.id_rows, live, mask, segment.base
    return LonePart(
        segment, recipe, (*segment.both, title, body, *postings, *articles, told_by, last_day)
    )


def lone(
    parts: Sequence[LonePart], boost: float, times: int, archive: scoring.Archive, days: I8
) -> Lone:
    """Return what is asked of segments, at least one, of which one leaf is wanted."""
    rows = _rows(write_lone, ONE_ROW, [part.given for part in parts])
    largest = max((part.segment for part in parts), key=lambda segment: segment.size)
    last = parts[-1].segment
    numbers = written(rows, days)
    return Lone(tuple(parts), boost, times, archive, numbers, largest, last.base + last.size)


def part_of_any(
    segment: Searched,
    leaves: Sequence[Leaf],
    weights: Sequence[float],
    mask: U1,
    *,
    every: bool,
    flat: int,
) -> Part:
    """Return the part of a segment of which any leaf is asked for; the last `flat` of them add
    their weight whole. `every` article of the mask, whether it holds a leaf or not.
    """
    if not every and not any(leaf.runs for leaf in leaves):
        return empty(segment)
    heavy = sorted(range(len(leaves) - flat), key=weights.__getitem__, reverse=True)
    heavy += range(len(leaves) - flat, len(leaves))
    leaves, weights = [leaves[at] for at in heavy], [weights[at] for at in heavy]
    made, runs = together(leaves)
    sizes = [len(bounds) // RUN for bounds in runs]
    by_run = np.repeat(np.array(weights, np.float64), sizes)
    flat_from = sum(sizes[: len(sizes) - flat])
    words = np.array([0, *accumulate(size for size in sizes if size)], np.int64)
    given = (
        *_given(segment, made, _flat(runs), by_run, words, mask),
        flat_from,
        every,
        *_living(segment),
    )
    return Part(segment, given, len(made.docs) <= MOST_MADE)


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
    its_words = np.array(words, np.int64)
    given = (
        *_given(segment, made, _flat(runs), by_word, its_words, mask),
        0,
        False,
        *_living(segment),
    )
    return Part(segment, given, len(made.docs) <= MOST_MADE, not min(sizes))


def empty(segment: Searched) -> Part:
    """Return the part of a segment that nothing is asked of."""
    return Part(segment, (), True, True)


def _given(
    segment: Searched, made: Made, runs: I8, weights: F8, words: I8, mask: U1
) -> tuple[Any, ...]:
    return (*segment.held, segment.shares, *made, runs, weights, words, mask, segment.base)


def _mask_of(part: Part, docs: I8, days: I8) -> U1:
    """Return the mask of a part for some articles alone, which live."""
    segment, asked = part.segment, part.given[_MASK]
    mask = np.zeros(segment.size, np.uint8)
    mask[docs] = asked[docs] if len(asked) else 1
    if len(days):
        dated = np.empty(len(docs), np.uint8)
        of_docs = segment.day[docs], segment.last_day[docs]
        mask_of_days.run(*of_docs, NO_MASK, days, dated)
        mask[docs] = dated
    return mask


def _living(segment: Searched) -> tuple[I4, Bool]:
    """Return the last day that each article may be of, and which live where not all do."""
    return segment.last_day, segment.live if segment.has_dead else NO_MARKS


def _flat(runs: Sequence[Sequence[int]]) -> I8:
    return np.array([bound for bounds in runs for bound in bounds], np.int64)


def _rows(writing: Kernel[..., None], length: int, given: Sequence[tuple[Any, ...]]) -> I8:
    """Return what is written down of segments, one after the other."""
    rows = np.empty(length * len(given), np.int64)
    for number, its in enumerate(given):
        writing.run(*its, rows[length * number : length * (number + 1)])
    return rows


def _room(most: int, wanted: int, several: int) -> tuple[int, int, F8, I8]:
    """Return how many of the best are to be kept of each of several segments, of which the largest
    has so many articles; the room for these; and where kernels put scores and articles.
    """
    kept = min(wanted, most)
    room = kept if kept <= MOST_IN_ORDER else min(kept + kept // SLACK, most) + 1
    if several < 2:
        return kept, room, np.empty(room), np.empty(room, NUMBER)
    size = JOINING * wanted + several * room
    return kept, room, np.empty(size), np.empty(size + several, NUMBER)


def _in_order(
    segments: Sequence[Searched], order: int, wanted: int, room: int, scores: F8, docs: I8
) -> Best:
    """Return the best `wanted` of those that a kernel left of each segment."""
    best = []
    for number, count in enumerate(docs[len(scores) :].tolist()):
        at = JOINING * wanted + number * room
        best.append(Best(docs[at : at + count].tolist(), scores[at : at + count].tolist()))
    return in_order(segments, best, order, wanted)


def _masks(segments: Sequence[Searched], marks: Bool) -> list[Bool]:
    """Return the part of each segment of what is of all articles."""
    return [marks[one.base : one.base + one.size] for one in segments]
