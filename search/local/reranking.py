"""The second pass of the order by relevance: a closer look at the first articles of the first.

It adds and never takes away, so that what comes after those is in order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.codec.best import F8
from search.codec.words import I8
from search.local.answer import Answer
from search.local.closer import CloserLook
from search.local.searched import Searched

DEPTH = 50
"""Articles that are looked at."""


def reranked(
    found: Answer, look: CloserLook, segments: Sequence[Searched], most: int, skip: int
) -> Answer:
    """Return the best `most` articles but for the first `skip` of them, given all before these,
    and the first DEPTH.
    """
    wanted = skip + most
    numbers = np.array(found.numbers[:DEPTH], np.int64)
    better = looked_at(look, segments, numbers, np.array(found.scores[:DEPTH]), wanted)
    order = np.argsort(-better, kind="stable")[skip:wanted]
    later = slice(max(DEPTH, skip), wanted)
    return found._replace(
        numbers=[*numbers[order].tolist(), *found.numbers[later]],
        scores=[*better[order].tolist(), *found.scores[later]],
    )


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
