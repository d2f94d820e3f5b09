"""The marks of dated articles in a file, and who shares a mark with whom.

Ids sort at random by hash, so keeping the lowest hashes keeps a fair sample of an archive of any
size, whatever the order of reading.
"""

from __future__ import annotations

import os
import struct
import tempfile
import weakref
from collections.abc import Iterator, Sequence
from typing import IO

import numpy as np
import numpy.typing as npt

LIMIT = 200_000  # articles
MARKS = 48  # of one article
FORGOTTEN = 0  # the day of an article that is no longer known

_ROW = np.dtype([("key", "<u8"), ("day", "<i4"), ("count", "<u4"), ("marks", "<u4", (MARKS,))])
_HEAD = struct.Struct("<QiI")
_AT_ONCE = 2_048  # rows in memory
_SORTED_AT_ONCE = 1 << 20  # marks in memory, with whose they are
_BLOCK = 256  # marks between two that are in memory

Keys = npt.NDArray[np.uint64]
Days = npt.NDArray[np.int32]
Rows = npt.NDArray[np.uint32]
Places = npt.NDArray[np.intp]


class MarkLog:
    """What was noted of articles, one row each; the last that was noted of one holds."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._written = 0
        self._noted: list[tuple[int, int, Sequence[int]]] = []

    def append(self, key: int, day: int, marks: Sequence[int]) -> None:
        """Note the day and marks of an article, or that it is FORGOTTEN."""
        self._noted.append((key, day, marks))
        if len(self._noted) >= _AT_ONCE:
            self._write()
            if self._written > LIMIT + LIMIT // 10:
                self._drop()

    def entries(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield hash, day and marks as bytes of the articles that are known, in order of hash."""
        file = self._write()
        for place in self.kept().tolist():
            data = os.pread(file.fileno(), _ROW.itemsize, place * _ROW.itemsize)
            key, day, count = _HEAD.unpack_from(data)
            yield key, day, data[_HEAD.size : _HEAD.size + 4 * count]

    def kept(self) -> Rows:
        """Return the numbers of the rows that hold, in order of the articles' hashes."""
        keys = np.empty(self._written + len(self._noted), dtype=np.uint64)
        days = np.empty(len(keys), dtype=np.int32)
        for place, rows in self.rows():
            keys[place : place + len(rows)] = rows["key"]
            days[place : place + len(rows)] = rows["day"]
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        last = np.ones(len(order), dtype=np.bool_)
        last[:-1] = ordered[1:] != ordered[:-1]
        order = order[last]
        held: Rows = order[days[order] != FORGOTTEN][:LIMIT].astype(np.uint32)
        return held

    def rows(self) -> Iterator[tuple[int, npt.NDArray[np.void]]]:
        """Yield stretches of rows with the number of their first."""
        file = self._write()
        file.seek(0)
        for place in range(0, self._written, _AT_ONCE):
            yield place, np.frombuffer(file.read(_AT_ONCE * _ROW.itemsize), dtype=_ROW)
        file.seek(0, os.SEEK_END)

    def _write(self) -> IO[bytes]:
        if self._file is None:
            self._file = _nameless(self)
        rows = np.zeros(len(self._noted), dtype=_ROW)
        for row, (key, day, marks) in zip(rows, self._noted, strict=True):
            row["key"], row["day"], row["count"] = key, day, len(marks)
            row["marks"][: len(marks)] = marks
        self._file.write(rows.tobytes())
        self._file.flush()
        self._written += len(self._noted)
        self._noted = []
        return self._file

    def _drop(self) -> None:
        """Let go of the rows that no longer hold."""
        holds = np.zeros(self._written, dtype=np.bool_)
        holds[self.kept()] = True
        shorter = _nameless(self)
        for place, rows in self.rows():
            shorter.write(rows[holds[place : place + len(rows)]].tobytes())
        assert self._file is not None
        self._file.close()
        self._file, self._written = shorter, int(holds.sum())


class Likeness:
    """Which articles of a log hold a mark: (mark, article) pairs in order, in a file.

    Articles are numbered in order of hash; `keys` and `days` are theirs.
    """

    def __init__(self, log: MarkLog) -> None:
        kept = log.kept()
        self.keys: Keys = np.zeros(len(kept), dtype=np.uint64)
        self.days: Days = np.zeros(len(kept), dtype=np.int32)
        numbers = np.full(int(kept.max()) + 1 if len(kept) else 0, -1, dtype=np.int64)
        numbers[kept] = np.arange(len(kept))
        self._file = _nameless(self)
        self._first: list[Rows] = []
        self._size = 0
        total = 0
        for place, rows in log.rows():
            own = _numbers(numbers, place, len(rows))
            self.keys[own[own >= 0]] = rows["key"][own >= 0]
            self.days[own[own >= 0]] = rows["day"][own >= 0]
            total += int(rows["count"][own >= 0].sum())
        parts = 1 + total // _SORTED_AT_ONCE
        for part in range(parts):
            low, high = (part << 32) // parts, ((part + 1) << 32) // parts
            self._append(_pairs(log, numbers, low, high))
        self._file.flush()
        self._starts = np.concatenate(self._first) if self._first else np.empty(0, np.uint32)

    def holders(self, mark: int) -> tuple[int, int]:
        """Return between which two places the pairs of a mark stand."""
        return self._place(mark), self._place(mark + 1)

    def owners(self, start: int, end: int) -> Places:
        """Return the articles between two places, in order."""
        found: Places = (self._pairs(start, end) & np.uint64(0xFFFFFFFF)).astype(np.intp)
        return found

    def _place(self, mark: int) -> int:
        """Return where the first pair of a mark that is not less than this one stands."""
        if mark > 0xFFFFFFFF:
            return self._size
        block = max(0, int(np.searchsorted(self._starts, mark, "left")) - 1) * _BLOCK
        pairs = self._pairs(block, block + _BLOCK)
        return block + int(np.searchsorted(pairs, np.uint64(mark << 32), "left"))

    def _pairs(self, start: int, end: int) -> Keys:
        end = min(end, self._size)
        return np.frombuffer(
            os.pread(self._file.fileno(), 8 * (end - start), 8 * start), dtype=np.uint64
        )

    def _append(self, pairs: Keys) -> None:
        """Write pairs that come after those before, and note every 256th of all."""
        pairs.sort()
        first = -self._size % _BLOCK
        self._first.append((pairs[first::_BLOCK] >> np.uint64(32)).astype(np.uint32))
        self._size += len(pairs)
        self._file.write(pairs.tobytes())


def _nameless(owner: object) -> IO[bytes]:
    """Return a file that goes with its owner."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with its owner
    weakref.finalize(owner, file.close)
    return file


def _numbers(numbers: npt.NDArray[np.int64], place: int, count: int) -> npt.NDArray[np.int64]:
    """Return the articles' numbers of some rows, -1 where a row does not hold."""
    own = np.full(count, -1, dtype=np.int64)
    known = numbers[place : place + count]
    own[: len(known)] = known
    return own


def _pairs(log: MarkLog, numbers: npt.NDArray[np.int64], low: int, high: int) -> Keys:
    """Return (mark << 32 | article) for every mark from `low` up to `high`, in no order."""
    parts: list[Keys] = [np.empty(0, dtype=np.uint64)]
    places = np.arange(MARKS)
    for place, rows in log.rows():
        own = _numbers(numbers, place, len(rows))
        marks = rows["marks"].astype(np.uint64)
        chosen = (places < rows["count"][:, None]) & (own >= 0)[:, None]
        chosen &= (marks >= np.uint64(low)) & (marks < np.uint64(high))
        owners = np.broadcast_to(own[:, None], marks.shape)[chosen]
        parts.append(marks[chosen] << np.uint64(32) | owners.astype(np.uint64))
    return np.concatenate(parts)
