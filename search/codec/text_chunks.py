"""The chunks of text met so far: their bytes, by which they are found, and what they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.codec.interned import Interned


class Chunks:
    """Chunks by number, for the kernels `scan`, `learn` and `emit`.

    `table` has those met, the first `known` of them are analysed. What a chunk holds is its
    `meaning`: `form << 4 | flags` if it is one word from end to end, else `-1 - flags`. Then its
    words are rows word_first:word_after of the columns that begin with `word`, and the positions
    at which sentences begin inside it rows inner_first:inner_after of `inner`.
    """

    def __init__(self) -> None:
        self.table = Interned()
        self.table.for_kernels()
        self.known = 0
        self.meaning = Column(np.int32)
        self.word_first = Column(np.int32)
        self.word_after = Column(np.int32)
        self.inner_first = Column(np.int32)
        self.inner_after = Column(np.int32)
        self.word_form = Column(np.int32)
        self.word_position = Column(np.int32)
        self.word_start = Column(np.int32)
        self.word_end = Column(np.int32)
        self.words: NDArray[np.int64] = np.zeros(1, np.int64)
        self.inner = Column(np.int32)
        self.inners = 0

    def reserve(self, words: int) -> None:
        """Make room for what the new chunks hold, which is no more than so many words."""
        count = len(self.table)
        for column in (self.meaning, self.word_first, self.word_after):
            column.reserve(count)
        self.inner_first.reserve(count)
        self.inner_after.reserve(count)
        for column in (self.word_form, self.word_position, self.word_start, self.word_end):
            column.reserve(int(self.words[0]) + words)


class Column:
    """An array that grows: `rows` has room for so many as were reserved, zeros at first."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self.rows: NDArray[Any] = np.zeros(1 << 12, dtype)

    def reserve(self, size: int) -> None:
        """Make room for so many rows."""
        if size > self.rows.size:
            rows = np.zeros(max(2 * self.rows.size, size), self.rows.dtype)
            rows[: self.rows.size] = self.rows
            self.rows = rows
