"""The second pass of the order by relevance: a closer look at the first articles of the first.

It adds and never takes away, so that what comes after those is in order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from search.codec.best import F8
from search.codec.words import I8
from search.local.answer import Added, Answer, Found
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
    found: Found,
    others: tuple[I8, F8],
    look: CloserLook,
    segments: Sequence[Searched],
    asking: Callable[[], Asking] | None,
    most: int,
    skip: int,
    holders: Collection[int] = (),
) -> Answer:
    """Return the best `most` articles but for the first `skip` of them, given all before these,
    and the first DEPTH; `others` and their scores are looked at too, and `asking` tells what the
    first share. `holders` are those of all these that hold what was typed word by word.
    """
    total, undated, numbers, scores, matched = found
    first, better = numbers[:DEPTH], scores[:DEPTH]
    least = float(scores[DEPTH]) if len(others[0]) else 0.0
    if len(others[0]):
        first, better = np.concatenate((first, others[0])), np.concatenate((better, others[1]))
    wanted = skip + most
    look.put_in_order(first, better, len(first) if asking or holders else wanted)
    also = _lifted(first, better, holders, look) if holders else {}
    if also:
        first, better = _in_order(first, better)
    if len(others[0]):  # some may belong further down, where nobody is looked at
        held = int(np.count_nonzero(better >= least))
        first, better = first[:held], better[:held]
    if asking is not None and len(first) > KEPT:
        better, also = _with_feedback(asking(), look, segments, first, better)
        first, better = _in_order(first, better)
    page, its_scores = first[skip:wanted].tolist(), better[skip:wanted].tolist()
    left = wanted - len(first)
    if left > 0:
        before = {*first.tolist()} if len(others[0]) else set()
        later = [
            (number, score)
            for number, score in zip(
                numbers[DEPTH:].tolist(), scores[DEPTH:].tolist(), strict=True
            )
            if number not in before
        ][max(skip - len(first), 0) : left]
        page += [number for number, _ in later]
        its_scores += [score for _, score in later]
    return Answer(total, undated, page, its_scores, matched, len(first), also)


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
    numbers: I8, scores: F8, holders: Collection[int], look: CloserLook
) -> dict[int, list[Added]]:
    """Raise the scores of those that hold what was typed word by word above all others; return
    what that adds to them.
    """
    is_held = np.isin(numbers, np.array([*holders], np.int64))
    if look.line is None or not is_held.any() or is_held.all():
        return {}
    lift = _lift(float(scores[is_held].min()), float(scores[~is_held].max()))
    if not lift:
        return {}
    scores[is_held] += lift
    return {number: [Added("line", str(look.line.words), lift)] for number in holders}


def _lift(lowest: float, highest: float) -> float:
    """Return what lifts one score above another, 0 if it is there."""
    return highest * (1 + ROUNDING) - lowest if highest >= lowest else 0.0


def _in_order(numbers: I8, scores: F8) -> tuple[I8, F8]:
    """Return articles and scores, the best first, equal ones as they come."""
    order = np.argsort(-scores, kind="stable")
    return numbers[order], scores[order]
