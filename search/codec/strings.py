"""Many byte strings as two arrays: all of them end to end, and where each begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.jit import is_native, kernel

U1: TypeAlias = npt.NDArray[np.uint8]
U4: TypeAlias = npt.NDArray[np.uint32]


class Strings:
    """A list of byte strings. `find`, `lower` and `prefixed` are for lists that are sorted.

    `blob` has shape (bytes,), `at` has shape (strings + 1,).
    """

    __slots__ = ("at", "blob")

    def __init__(self, blob: U1, at: U4) -> None:
        self.blob = blob
        self.at = at

    @classmethod
    def of(cls, strings: Iterable[bytes]) -> Strings:
        """Return these strings in the order in which they come."""
        kept = list(strings)
        at = np.fromiter(accumulate(map(len, kept), initial=0), np.uint32, len(kept) + 1)
        return cls(np.frombuffer(bytearray(b"".join(kept)), np.uint8), at)

    def __len__(self) -> int:
        return len(self.at) - 1

    def __getitem__(self, row: int) -> bytes:
        return self.blob[int(self.at[row]) : int(self.at[row + 1])].tobytes()

    def __iter__(self) -> Iterator[bytes]:
        return self.between(0, len(self))

    def between(self, low: int, high: int) -> Iterator[bytes]:
        """Yield the strings of rows low to high."""
        at = self.at[low : high + 1].tolist()
        data = self.blob[at[0] : at[-1]].tobytes() if at else b""
        for start, end in pairwise(at):
            yield data[start - at[0] : end - at[0]]

    def find(self, key: bytes) -> int:
        """Return the row of a string, -1 when it is not there."""
        row = self.lower(key)
        return row if row < len(self) and self[row] == key else -1

    def lower(self, key: bytes) -> int:
        """Return the first row that is not before `key`."""
        if not is_native():
            return bisect_left(self, key)
        return lower(self.blob, self.at, np.frombuffer(bytearray(key), np.uint8), 0, len(self))

    def prefixed(self, prefix: bytes) -> range:
        """Return the rows that begin with `prefix`, which is no run of 0xFF."""
        return range(self.lower(prefix), self.lower(_after(prefix)) if prefix else len(self))


def _after(prefix: bytes) -> bytes:
    """Return the least string that is after every one that begins so."""
    return prefix[:-1] + bytes([prefix[-1] + 1])


@kernel
def lower(blob: U1, at: U4, key: U1, low: int, high: int) -> int:
    """Return the first row from low to high that is not before `key`."""
    size = len(key)
    while low < high:
        middle = (low + high) >> 1
        start = int(at[middle])
        length = int(at[middle + 1]) - start
        shared = 0
        while shared < length and shared < size and blob[start + shared] == key[shared]:
            shared += 1
        if shared == size or (shared < length and blob[start + shared] > key[shared]):
            high = middle
        else:
            low = middle + 1
    return low
