"""What several articles state alike: sentences that say the same, one an article."""

from __future__ import annotations

import numpy as np

from search.compare.overlaps import F4, Overlaps
from search.compare.reading import Statement, Text
from search.comparison import Passage, Span

ALIKE = 0.7
"""Sentences as alike as this state the same: 22 of 24 pairs that were looked at."""

ALIKE_IN_ALL = 0.6
"""How alike the sentences of a passage are, every two of them taken together."""


def passages(texts: list[Text], overlaps: Overlaps, likeness: F4) -> tuple[Passage, ...]:
    """Return what articles state alike, most alike first.

    Of several outlets, unless there is only one. The sentences of a passage are those of articles
    in order, one each.
    """
    owners, outlets = overlaps.owners, overlaps.outlets
    groups: dict[int, list[int]] = {}
    of: dict[int, int] = {}
    owner = owners.tolist()
    left, right = np.nonzero(np.triu((likeness >= ALIKE) & (owners[:, None] < owners[None, :])))
    alike = likeness[left, right]
    order = np.lexsort((right, left, -alike))
    for one, other in zip(left[order].tolist(), right[order].tolist(), strict=True):
        if of.get(one, -1) == of.get(other, -2):
            continue
        first, second = (groups.get(of.get(row, -1), [row]) for row in (one, other))
        if {owner[row] for row in first} & {owner[row] for row in second}:
            continue
        if likeness[np.ix_(first, second)].mean() < ALIKE_IN_ALL:
            continue
        joined = sorted(first + second)
        for row in joined:
            groups.pop(of.get(row, -1), None)
            of[row] = joined[0]
        groups[joined[0]] = joined
    found = []
    for rows in groups.values():
        if overlaps.has_others and len({*outlets[rows].tolist()}) < 2:
            continue
        statements = [overlaps.statements[row] for row in rows]
        square = likeness[np.ix_(rows, rows)]
        mean = square[np.triu_indices(len(rows), 1)].mean()
        found.append(
            Passage(
                tuple(one.place for one in statements),
                round(min(1.0, float(mean)), 4),
                tuple(_shared(texts, statements, one) for one in statements),
            )
        )
    found.sort(key=lambda one: (-one.likeness, -len(one.sentences), one.sentences[0].start))
    return tuple(found)


def _shared(texts: list[Text], statements: list[Statement], one: Statement) -> tuple[Span, ...]:
    """Return the words of a sentence that another of these has; common ones beside others."""
    others: set[str] = set()
    for other in statements:
        if other is not one:
            others.update(texts[other.place.article].stems[other.low : other.high])
    text = texts[one.place.article]
    found: list[Span] = []
    run: list[int] = []
    for place in range(one.low, one.high + 1):
        if place < one.high and text.stems[place] in others:
            run.append(place)
            continue
        while run and not text.is_telling[run[-1]]:
            run.pop()
        while run and not text.is_telling[run[0]]:
            run.pop(0)
        found += text.spans(run)
        run = []
    return tuple(found)
