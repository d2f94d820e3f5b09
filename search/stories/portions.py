"""The samples of many texts, some at a time: by rows, or by what they are.

Samples may lie in a file that is mapped: what was read of it is let go again.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.codec.pages import let_go_of
from search.stories.texts import I4, I8, U8, Bool

PORTION = 1 << 21
"""Samples that are gone through at a time, by which memory is bounded."""

SHIFT = 48
"""Samples are counted by their highest 16 bits to tell how many are in a range."""


def blocks(at: I8, most: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield rows, from and to, that have no more than so much together, or than a portion; or one
    row that has more.
    """
    most = PORTION if most is None else most
    first, rows = 0, len(at) - 1
    while first < rows:
        last = int(np.searchsorted(at, at[first] + most, side="right")) - 1
        last = min(max(last, first + 1), rows)
        yield first, last
        first = last


def ranges(at: I8, hashes: U8, wanted: Bool) -> Iterator[tuple[U8, I4]]:
    """Yield the samples of the rows that are wanted and the row of each, in order of rows: of one
    range of numbers after the other, so that equal samples come together.
    """
    counts = np.zeros(1 << 16, np.int64)
    for _, found, _ in _read(at, hashes, wanted):
        counts += np.bincount((found >> np.uint64(SHIFT)).astype(np.int64), minlength=len(counts))
    ends = np.append(0, np.cumsum(counts))
    first = 0
    while ends[first] < ends[-1]:
        last = int(np.searchsorted(ends, ends[first] + PORTION, side="right")) - 1
        last = max(last, first + 1)
        low, high = np.uint64(first << SHIFT), np.uint64((last << SHIFT) - 1)
        size = int(ends[last] - ends[first])
        its, rows = np.empty(size, np.uint64), np.empty(size, np.int32)
        size = 0
        for row, found, sizes in _read(at, hashes, wanted):
            held = np.flatnonzero((found >= low) & (found <= high))
            many = slice(size, size + len(held))
            its[many] = found[held]
            rows[many] = row + np.searchsorted(np.cumsum(sizes), held, side="right")
            size += len(held)
        yield its, rows
        first = last


def _read(at: I8, hashes: U8, wanted: Bool) -> Iterator[tuple[int, U8, I8]]:
    """Yield the first of some rows, their samples, and how many each has: of a row that is not
    wanted none.
    """
    for first, last in blocks(at):
        found, sizes = hashes[at[first] : at[last]], np.diff(at[first : last + 1])
        some = wanted[first:last]
        if not some.all():
            found, sizes = found[np.repeat(some, sizes)], np.where(some, sizes, 0)
        yield first, found, sizes
        let_go_of(hashes)
