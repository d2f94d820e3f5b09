"""What a search finds: articles in order, and how many there are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from heapq import nlargest
from types import MappingProxyType
from typing import NamedTuple

from search.codec.best import F8
from search.codec.ranking import OLDEST, RELEVANCE, Bool
from search.codec.words import I8
from search.local.searched import Searched


class Added(NamedTuple):
    """What is added to the score of an article besides: of what kind (search/explanation.py), for
    what text, and how much.
    """

    kind: str
    text: str
    score: float


NOTHING: Mapping[int, Sequence[Added]] = MappingProxyType({})


class Best(NamedTuple):
    """The best articles in order, by their numbers, and their scores."""

    numbers: list[int]
    scores: list[float]


class Found(NamedTuple):
    """What one pass over the postings finds: what `Answer` begins with, the best as arrays."""

    total: int
    undated: int
    numbers: I8
    scores: F8
    matched: Sequence[Bool]


class Answer(NamedTuple):
    """How many articles match and the best of them in order; `undated` are left out for want of
    a date alone. `matched` has a mask a segment, if it was asked for. So many of all that match,
    the first, were `looked_at` more closely; `also` tells what is added to some of these besides.
    """

    total: int
    undated: int
    numbers: Sequence[int]
    scores: Sequence[float]
    matched: Sequence[Bool]
    looked_at: int = 0
    also: Mapping[int, Sequence[Added]] = NOTHING


def in_order(segments: Sequence[Searched], best: Sequence[Best], order: int, most: int) -> Best:
    """Return the best `most` of all segments from those of each: their numbers in the snapshot."""
    least = -math.inf
    if order == RELEVANCE and most:  # what equal scores are ranked by takes longer to look up
        least = min(nlargest(most, (score for _, scores in best for score in scores)), default=0.0)
    found = [
        (-score, place, number)
        for place, (numbers, scores) in enumerate(best)
        for number, score in zip(numbers, scores, strict=True)
        if score >= least
    ]
    if order == RELEVANCE and len({score for score, _, _ in found}) == len(found):
        found.sort()
    else:
        found.sort(key=lambda one: _rank(segments[one[1]], one[2], -one[0], order))
    del found[most:]
    return Best(
        [segments[place].base + number for _, place, number in found],
        [-score for score, _, _ in found],
    )


def _rank(segment: Searched, number: int, score: float, order: int) -> tuple[float, int, bytes]:
    """Return what a hit is sorted by."""
    day = int(segment.day[number])
    article = segment.view.file.names["id"].terms[int(segment.id_rows[number])]
    if order == OLDEST:
        return 0.0, day if day > 0 else 1 << 30, article
    return -score if order == RELEVANCE else 0.0, -day, article
