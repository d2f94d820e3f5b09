"""The articles of a search in the order in which they came into the archive, the last first.

Those of one commit go by day, newest first, and then by id, as in every order. Kernels keep the
best by score or by day; here the matches are taken from them as masks, and what the chosen ones
score is asked for in a second pass over these alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.codec.ranking import Bool
from search.codec.words import I8
from search.local.answer import Answer
from search.local.bound import Bound, Part
from search.local.searched import Searched

_MASK = -3
"""Where the mask stands in what `part_of_any` gives."""


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
    page = [(place, number) for _, _, place, number in chosen[skip : skip + most]]
    scores = _scores(bound, page)
    return Answer(
        found.total,
        found.undated,
        [bound.parts[place].segment.base + number for place, number in page],
        [scores[one] for one in page],
        found.matched,
    )


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


def _scores(bound: Bound, page: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """Return what each article, by the place of its segment and its number there, scores."""
    parts = list(bound.parts)
    wanted: dict[int, list[int]] = {}
    for place, number in page:
        wanted.setdefault(place, []).append(number)
    parts = [_of_these(part, wanted.get(place, [])) for place, part in enumerate(bound.parts)]
    found = bound._replace(parts=tuple(parts)).ask(len(page), 0, marked=False)
    scores = dict(zip(found.numbers, found.scores, strict=True))
    return {
        (place, number): scores.get(bound.parts[place].segment.base + number, 0.0)
        for place, number in page
    }


def _of_these(part: Part, numbers: Sequence[int]) -> Part:
    """Return what is asked of a segment, of these of its articles alone."""
    if part.is_empty or not numbers:
        return part._replace(is_empty=True)
    mask = np.zeros(part.segment.size, np.uint8)
    mask[numbers] = 1
    return part._replace(given=(*part.given[:_MASK], mask, *part.given[_MASK + 1 :]))
