"""What a search finds: articles in order, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import NamedTuple

from search.codec.best import F8
from search.codec.ranking import OLDEST, RELEVANCE, Bool
from search.local.searched import Searched


class Best(NamedTuple):
    """An article found: its segment, its number there, and its score."""

    segment: int
    number: int
    score: float


class Answer(NamedTuple):
    """How many articles match and the best of them in order; `undated` are left out for want of
    a date alone. `matched` has a mask a segment, if it was asked for.
    """

    total: int
    undated: int
    best: tuple[Best, ...]
    matched: tuple[Bool, ...]


def in_order(
    segments: Sequence[Searched], best: Sequence[tuple[int, F8, list[int]]], order: int
) -> list[Best]:
    """Return the best of all segments from the best of each, which are in order."""
    found: list[Best] = []
    holding = 0
    for segment, scores, docs in best:
        if docs:
            holding += 1
            found += map(Best, repeat(segment), docs, scores.tolist())
    if holding > 1:  # those of one segment are in order
        found.sort(key=lambda hit: _rank(segments, hit, order))
    return found


def _rank(segments: Sequence[Searched], hit: Best, order: int) -> tuple[float, int, bytes]:
    """Return what a hit is sorted by."""
    segment = segments[hit.segment]
    day = int(segment.day[hit.number])
    article = segment.view.file.names["id"].terms[int(segment.id_rows[hit.number])]
    if order == OLDEST:
        return 0.0, day if day > 0 else 1 << 30, article
    return -hit.score if order == RELEVANCE else 0.0, -day, article
