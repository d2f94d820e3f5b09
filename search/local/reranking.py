"""The second pass of the order by relevance: a closer look at the first articles of the first.

It adds and never takes away, so that what comes after those is in order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from search.codec.best import F8
from search.codec.words import I8
from search.local.answer import Added, Answer, Best
from search.local.closer import CloserLook
from search.local.feedback import COVERED, KEPT, Asking, also_counted
from search.local.searched import Searched

DEPTH = 30
"""Articles that are looked at, the first. Looking at more gives the same order, to any measure."""

ROUNDING = 1e-12
"""Share of a score by which another is surely more."""

WIDTH = 20
"""Articles that are looked at besides, the first by their titles, where many words were typed."""


def reranked(
    found: Answer,
    others: Best,
    look: CloserLook,
    segments: Sequence[Searched],
    asking: Callable[[], Asking] | None,
    most: int,
    skip: int,
    holders: Collection[int] = (),
) -> Answer:
    """Return the best `most` articles but for the first `skip` of them, given all before these,
    and the first DEPTH; `others` are looked at too, and `asking` tells what the first share.
    `holders` are those of all these that hold what was typed word by word.
    """
    first = [*found.numbers[:DEPTH], *others.numbers]
    numbers = np.array(first, np.int64)
    scores = np.array([*found.scores[:DEPTH], *others.scores])
    wanted = skip + most if asking is None and not holders else len(first)
    better = looked_at(look, segments, numbers, scores, wanted).tolist()
    also = _lifted(first, better, holders, look)
    order = best_first(better)
    if others.numbers:  # some may belong further down, where nobody is looked at
        order = [at for at in order if better[at] >= found.scores[DEPTH]]
    if asking is not None and len(order) > KEPT:
        numbers, scores = numbers[order], np.array([better[at] for at in order])
        scores, also = _with_feedback(asking(), look, segments, numbers, scores)
        first, better = numbers.tolist(), scores.tolist()
        order = best_first(better)
    chosen = order[skip : skip + most]
    page, its_scores = [first[at] for at in chosen], [better[at] for at in chosen]
    left = skip + most - len(order)
    if left > 0:
        before = {first[at] for at in order} if others.numbers else set()
        later = [
            (number, score)
            for number, score in zip(found.numbers[DEPTH:], found.scores[DEPTH:], strict=True)
            if number not in before
        ][max(skip - len(order), 0) : left]
        page += [number for number, _ in later]
        its_scores += [score for _, score in later]
    total, undated, matched = found.total, found.undated, found.matched
    return Answer(total, undated, page, its_scores, matched, len(order), also)


def best_first(scores: Sequence[float]) -> list[int]:
    """Return where the scores are, the highest first, equal ones as they come."""
    return sorted(range(len(scores)), key=scores.__getitem__, reverse=True)


def _with_feedback(
    asking: Asking, look: CloserLook, segments: Sequence[Searched], numbers: I8, scores: F8
) -> tuple[F8, dict[int, list[Added]]]:
    """Return what articles, which come best first, score with what the first share, and of each
    what that adds.
    """
    if look.share_of(segments, int(numbers[0])) >= COVERED:
        return scores, {}
    also = also_counted(asking, look.archive, segments, numbers, scores)
    better = scores + sum((one.scores for one in also), np.zeros(len(numbers)))
    better[:KEPT] = scores[:KEPT]
    lift = _lift(float(scores[KEPT - 1]), float(better[KEPT:].max()))
    better[:KEPT] += lift
    first = numbers[:KEPT].tolist()
    its = {number: [Added("first", "the first three", lift)] if lift else [] for number in first}
    for at, number in enumerate(numbers[KEPT:].tolist(), KEPT):
        its[number] = [
            Added("shared", one.text, float(one.scores[at])) for one in also if one.scores[at] > 0
        ]
    return better, its


def _lifted(
    numbers: Sequence[int], scores: list[float], holders: Collection[int], look: CloserLook
) -> dict[int, list[Added]]:
    """Raise the scores of those that hold what was typed word by word above all others; return
    what that adds to them.
    """
    held = [score for number, score in zip(numbers, scores, strict=True) if number in holders]
    if not held or look.line is None or len(held) == len(scores):
        return {}
    others = [
        score for number, score in zip(numbers, scores, strict=True) if number not in holders
    ]
    lift = _lift(min(held), max(others))
    if not lift:
        return {}
    for at, number in enumerate(numbers):
        if number in holders:
            scores[at] += lift
    return {number: [Added("line", str(look.line.whole), lift)] for number in holders}


def _lift(lowest: float, highest: float) -> float:
    """Return what lifts one score above another, 0 if it is there."""
    return highest * (1 + ROUNDING) - lowest if highest >= lowest else 0.0


def looked_at(
    look: CloserLook, segments: Sequence[Searched], numbers: I8, scores: F8, wanted: int
) -> F8:
    """Return the scores of articles, by their numbers in the snapshot, after a closer look."""
    if len(segments) == 1:
        return look.at(segments[0], 0, numbers - segments[0].base, scores, wanted).scores
    better: F8 = scores.copy()
    for place, segment in enumerate(segments):
        here = np.flatnonzero((numbers >= segment.base) & (numbers < segment.base + segment.size))
        if len(here):
            docs = numbers[here] - segment.base
            better[here] = look.at(segment, place, docs, scores[here], wanted).scores
    return better
