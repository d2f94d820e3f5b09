"""The same ids in two segments, and twice in one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.codec.names import Names

FEW = 20
"""Ids are looked up one by one when the other segment has this many times as many."""


def superseded(ids: Names) -> Iterator[int]:
    """Yield the articles of a segment that a later one of the same segment and id replaces."""
    last = np.zeros(len(ids.docs), dtype=np.bool_)
    last[ids.first[1:].astype(np.int64) - 1] = True
    yield from ids.docs[~last].tolist()


def shared(one: Names, other: Names) -> Iterator[tuple[int, int]]:
    """Yield (article, other article) of each id that both have; each the last that has it."""
    if len(one.terms) * FEW < len(other.terms):
        for row, term in enumerate(one.terms):
            found = other.terms.find(term)
            if found >= 0:
                yield _last(one, row), _last(other, found)
        return
    rows = {term: row for row, term in enumerate(one.terms)}
    for found, term in enumerate(other.terms):
        if term in rows:
            yield _last(one, rows[term]), _last(other, found)


def _last(ids: Names, row: int) -> int:
    return int(ids.docs[int(ids.first[row + 1]) - 1])
