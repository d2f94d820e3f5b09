"""The articles of a search in the order in which they came into the archive, the last first.

Those of one commit go by day, newest first, and then by id, as in every order. Kernels keep the
best by score or by day; here the matches are taken from them as masks, and what the chosen ones
score is asked for in a second pass over these alone.
"""

from __future__ import annotations

import numpy as np

from search.codec.ranking import Bool
from search.codec.words import I8
from search.local.answer import Answer
from search.local.bound import Bound
from search.local.searched import Searched


def latest(bound: Bound, most: int, skip: int) -> Answer:
    """Return the latest `most` of the articles that match but for the first `skip` of them."""
    found = bound.ask(0, 0, marked=True)
    chosen: list[tuple[int, bytes, int, int]] = []
    for place, (part, matched) in enumerate(zip(bound.parts, found.matched, strict=True)):
        segment = part.segment
        keys, numbers = _latest(segment, matched, skip + most)
        ids = segment.view.file.names["id"].terms
        rows = segment.id_rows[numbers]
        chosen += [
            (-key, ids[row], place, number)
            for key, row, number in zip(
                keys.tolist(), rows.tolist(), numbers.tolist(), strict=True
            )
        ]
    chosen.sort()
    page = [
        bound.parts[place].segment.base + number
        for _, _, place, number in chosen[skip : skip + most]
    ]
    numbers, its = bound.scores_of(np.array(page, np.int64))
    scores = dict(zip(numbers.tolist(), its.tolist(), strict=True))
    page_scores = [scores.get(number, 0.0) for number in page]
    return Answer(found.total, found.undated, page, page_scores, found.matched)


def _latest(segment: Searched, matched: Bool, most: int) -> tuple[I8, I8]:
    """Return what the latest of a segment are sorted by, and their numbers, the latest first."""
    numbers = np.flatnonzero(matched)
    commits = segment.view.file.commits.values[numbers].astype(np.int64)
    keys = (commits << 32) | segment.day[numbers]
    if len(keys) > most:
        least = np.partition(keys, len(keys) - most)[len(keys) - most] if most else keys.max() + 1
        numbers, keys = numbers[keys >= least], keys[keys >= least]
    order = np.lexsort((segment.id_rows[numbers], -keys))[:most]
    return keys[order], numbers[order]
