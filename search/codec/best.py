"""The best of many articles: by score, then the newest, then by the rank of the id.

`scores` and `docs` hold the articles that may be among the best `most`. They have room for `most`,
which are kept in order, best first; or for more than that, where so many are wanted that it costs
less to choose among those that are held whenever there is no more room.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.jit import kernel
from search.codec.words import I8, U4

F8: TypeAlias = npt.NDArray[np.float64]
I4: TypeAlias = npt.NDArray[np.int32]


FEW = 128
"""Articles up to which putting each where it belongs costs less than making a heap."""


@kernel
def is_worse(score: float, doc: int, other_score: float, other: int, day: I4, id_row: U4) -> bool:
    """Return whether an article comes after another one."""
    if score != other_score:
        return score < other_score
    if day[doc] != day[other]:
        return bool(day[doc] < day[other])
    return bool(id_row[doc] > id_row[other])


@kernel
def sift(scores: F8, docs: I8, size: int, day: I4, id_row: U4) -> None:
    """Move the top of a heap down to where it belongs."""
    score, doc = float(scores[0]), int(docs[0])
    at = 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        found, other = float(scores[below]), int(docs[below])
        if below + 1 < size:
            beside, next_to = float(scores[below + 1]), int(docs[below + 1])
            # Scores are compared here: a call with arrays costs more than all the rest.
            if beside < found or (
                beside == found and is_worse(beside, next_to, found, other, day, id_row)
            ):
                below += 1
                found, other = beside, next_to
        if found > score or (
            found == score and not is_worse(found, other, score, doc, day, id_row)
        ):
            break
        scores[at] = found
        docs[at] = other
        at = below
    scores[at] = score
    docs[at] = doc


@kernel
def raise_up(scores: F8, docs: I8, size: int, score: float, doc: int, day: I4, id_row: U4) -> None:
    """Put an article into a heap of `size`, the worst at its top, that has room for it."""
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if not is_worse(score, doc, float(scores[above]), int(docs[above]), day, id_row):
            break
        scores[at] = scores[above]
        docs[at] = docs[above]
        at = above
    scores[at] = score
    docs[at] = doc


@kernel
def select(scores: F8, docs: I8, size: int, most: int, day: I4, id_row: U4) -> None:
    """Put the best `most` of more articles first, the worst of these last."""
    low, high = 0, size - 1
    while low < high:
        score, doc = float(scores[(low + high) >> 1]), int(docs[(low + high) >> 1])
        left, right = low, high
        while left <= right:
            while float(scores[left]) > score or (
                float(scores[left]) == score
                and is_worse(score, doc, float(scores[left]), int(docs[left]), day, id_row)
            ):
                left += 1
            while float(scores[right]) < score or (
                float(scores[right]) == score
                and is_worse(float(scores[right]), int(docs[right]), score, doc, day, id_row)
            ):
                right -= 1
            if left <= right:
                kept, number = float(scores[left]), int(docs[left])
                scores[left] = scores[right]
                docs[left] = docs[right]
                scores[right] = kept
                docs[right] = number
                left += 1
                right -= 1
        if most - 1 <= right:
            high = right
        elif most - 1 >= left:
            low = left
        else:
            break


@kernel
def push(
    scores: F8, docs: I8, size: int, most: int, score: float, doc: int, day: I4, id_row: U4
) -> int:
    """Offer an article; return how many are held. Where these are no more than before, nothing
    that is worth less than the last of them need be offered.
    """
    if len(scores) > most:
        scores[size] = score
        docs[size] = doc
        if size + 1 < len(scores):
            return size + 1
        select(scores, docs, size + 1, most, day, id_row)
        return most
    at = size
    if size == len(scores):
        at -= 1
        if at < 0 or float(scores[at]) > score:
            return size
        if float(scores[at]) == score and not is_worse(
            score, int(docs[at]), score, doc, day, id_row
        ):
            return size
    while at > 0:
        above = float(scores[at - 1])
        # Scores are compared here: a call with arrays costs more than all the rest.
        if above > score:
            break
        if above == score and not is_worse(score, int(docs[at - 1]), score, doc, day, id_row):
            break
        scores[at] = above
        docs[at] = docs[at - 1]
        at -= 1
    scores[at] = score
    docs[at] = doc
    return min(size + 1, len(scores))


@kernel
def in_order(scores: F8, docs: I8, size: int, most: int, day: I4, id_row: U4) -> int:
    """Put the best `most` in order, best first; return how many there are."""
    if len(scores) <= most:
        return size
    if size > most:
        select(scores, docs, size, most, day, id_row)
        size = most
    if size <= FEW:
        for number in range(1, size):
            score, doc = float(scores[number]), int(docs[number])
            at = number
            while at > 0 and (
                float(scores[at - 1]) < score
                or (
                    float(scores[at - 1]) == score
                    and is_worse(score, int(docs[at - 1]), score, doc, day, id_row)
                )
            ):
                scores[at] = scores[at - 1]
                docs[at] = docs[at - 1]
                at -= 1
            scores[at] = score
            docs[at] = doc
        return size
    for number in range(size):  # make a heap of them: each is moved up from the end
        score, doc = float(scores[number]), int(docs[number])
        raise_up(scores, docs, number, score, doc, day, id_row)
    for last in range(size - 1, 0, -1):
        score, doc = float(scores[0]), int(docs[0])
        scores[0] = scores[last]
        docs[0] = docs[last]
        sift(scores, docs, last, day, id_row)
        scores[last] = score
        docs[last] = doc
    return size


@kernel
def join(
    scores: F8,
    docs: I8,
    most: int,
    size: int,
    others: F8,
    other_docs: I8,
    count: int,
    base: int,
    day: I4,
) -> tuple[int, bool]:
    """Put the best of one more segment, whose first article has the number `base`, among the best
    `most` of those before; both come in order. Return how many there are, and whether any two of
    them have the same score and day: only their ids tell these apart.

    The first quarter of `scores` and `docs`, each with room for `most`, holds the best, and the
    third quarter of `docs` their days; the others are for keeping these meanwhile.
    """
    days, spare = 2 * most, 3 * most
    for number in range(size):
        scores[most + number] = scores[number]
        docs[most + number] = docs[number]
        docs[spare + number] = docs[days + number]
    here = there = found = 0
    is_tied = False
    while found < most and (here < size or there < count):
        is_here = there == count
        if here < size and there < count:
            score, other = float(scores[most + here]), float(others[there])
            its_day, other_day = int(docs[spare + here]), int(day[other_docs[there]]) + 0
            is_here = score > other or (score == other and its_day >= other_day)
            is_tied = is_tied or (score == other and its_day == other_day)
        if is_here:
            scores[found] = scores[most + here]
            docs[found] = docs[most + here]
            docs[days + found] = docs[spare + here]
            here += 1
        else:
            doc = int(other_docs[there])
            scores[found] = others[there]
            docs[found] = base + doc
            docs[days + found] = day[doc]
            there += 1
        found += 1
    return found, is_tied
