"""The chunks of text met so far: their bytes, by which they are found, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.codec.text_scan import rehash


class Chunks:
    """A table of chunks by number, for the kernels `scan` and `emit`.

    `used[0]` chunks have been met, the first `known` of them are analysed.
    """

    def __init__(self) -> None:
        self.slots: NDArray[np.uint64] = np.zeros(2 << 14, np.uint64)
        self.arena: NDArray[np.uint8] = np.empty(1 << 17, np.uint8)
        self.at: NDArray[np.int64] = np.zeros((1 << 14) + 1, np.int64)
        self.used: NDArray[np.int64] = np.zeros(1, np.int64)
        self.known = 0
        self.single = Column(np.int32)
        self.flags = Column(np.uint8)
        self.word_first = Column(np.int32, [0])
        self.word_form = Column(np.int32)
        self.word_position = Column(np.int32)
        self.word_start = Column(np.int32)
        self.word_end = Column(np.int32)
        self.inner_first = Column(np.int32, [0])
        self.inner = Column(np.int32)

    def flush(self) -> None:
        """Let the kernels see what was appended to the columns."""
        for column in vars(self).values():
            if isinstance(column, Column):
                column.flush()

    def grow(self, size: int) -> None:
        """Make room for more chunks, among them one of `size` bytes."""
        slots = np.zeros(2 * self.slots.size, np.uint64)
        rehash(self.slots, slots)
        self.slots = slots
        self.at = np.concatenate([self.at, np.zeros(self.at.size, np.int64)])
        arena = np.empty(2 * self.arena.size + size, np.uint8)
        arena[: self.arena.size] = self.arena
        self.arena = arena

    def new(self) -> Iterator[str]:
        """Yield the chunks that are not analysed yet; when the last is taken, all are known."""
        bounds = self.at[self.known : int(self.used[0]) + 1].tolist()
        written = self.arena[bounds[0] : bounds[-1]].tobytes()
        origin = bounds[0]
        for start, end in pairwise(bounds):
            yield written[start - origin : end - origin].decode()
        self.known = int(self.used[0])


class Column:
    """An array that grows at its end: rows[:size], and values that are yet to be put there."""

    def __init__(self, dtype: type[np.generic], start: Sequence[int] = ()) -> None:
        self.rows: NDArray[Any] = np.zeros(1 << 12, dtype)
        self.size = 0
        self._waiting = list(start)
        self.flush()

    def __len__(self) -> int:
        """Return how many values there are, those that wait among them."""
        return self.size + len(self._waiting)

    def append(self, values: Iterable[int]) -> None:
        """Put values at the end, once `flush` is called."""
        self._waiting.extend(values)

    def flush(self) -> None:
        """Put the values that wait where kernels see them."""
        size = len(self)
        if size > self.rows.size:
            rows = np.zeros(max(2 * self.rows.size, size), self.rows.dtype)
            rows[: self.size] = self.rows[: self.size]
            self.rows = rows
        self.rows[self.size : size] = self._waiting
        self.size = size
        self._waiting = []
