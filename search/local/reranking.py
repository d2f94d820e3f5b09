"""The second pass of the order by relevance: a closer look at the first articles of the first.

It adds and never takes away, so that what comes after those is in order. Articles that could not
come to stand on the page that is asked for are not looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.codec.words import I8
from search.local.answer import Answer
from search.local.closeness import Closeness
from search.local.searched import Searched

DEPTH = 100
"""Articles that are looked at."""


def reranked(
    found: Answer, closeness: Closeness, segments: Sequence[Searched], most: int, skip: int
) -> Answer:
    """Return the best `most` articles but for the first `skip` of them, given all before these,
    and the first DEPTH.
    """
    wanted = skip + most
    numbers, scores = np.array(found.numbers[:DEPTH], np.int64), np.array(found.scores[:DEPTH])
    better: list[tuple[float, int]] = []
    for place, segment in enumerate(segments):
        here: I8 | slice = slice(None)
        if len(segments) > 1:
            here = np.flatnonzero((numbers - segment.base).view(np.uint64) < segment.size)
        docs, added = numbers[here] - segment.base, scores[here].copy()
        size = closeness.add(segment, place, docs, added, wanted)
        places = range(size) if isinstance(here, slice) else here[:size].tolist()
        better += zip((-added[:size]).tolist(), places, strict=True)
    better.sort()
    first = better[skip:wanted]
    later = slice(max(DEPTH, skip), wanted)
    return found._replace(
        numbers=[*(found.numbers[at] for _, at in first), *found.numbers[later]],
        scores=[*(-score for score, _ in first), *found.scores[later]],
    )
