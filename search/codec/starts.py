"""Rising numbers of each article, such as where its sentences begin, in a byte or two apiece.

    at       where the bytes of each article begin, and where those of the last end
    bytes    differences, the first from 0: seven bits a byte, least significant first, 128 more
             on every byte but a number's last

An article whose sentences begin at the words 0, 20 and 300 has the bytes 00 14 98 02. A number
smaller than the one before is a difference modulo 2^32.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.container import Array
from search.codec.jit import kernel
from search.codec.strings import U1, U4
from search.codec.words import I8

I4: TypeAlias = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Starts:
    """One field's numbers of each article."""

    at: U4
    data: U1

    @classmethod
    def of(cls, values: I4, sizes: I8) -> Starts:
        """Return numbers, `sizes` of them for each article, as bytes."""
        differences = values.astype(np.uint32)
        before = np.concatenate([differences[:0], [0], differences[:-1]]).astype(np.uint32)
        first = np.concatenate([[0], np.cumsum(sizes)])
        begins = first[:-1][sizes > 0]
        before[begins] = 0
        differences -= before[: len(differences)]
        lengths = np.ones(len(values), np.int64)
        for bits in (7, 14, 21, 28):
            lengths += differences >= (1 << bits)
        ends = np.concatenate([[0], np.cumsum(lengths)])
        data = np.zeros(int(ends[-1]), np.uint8)
        for number in range(int(lengths.max(initial=0))):
            has = lengths > number
            byte = (differences[has] >> np.uint32(7 * number)) & np.uint32(127)
            byte |= np.where(lengths[has] > number + 1, 128, 0).astype(np.uint32)
            data[ends[:-1][has] + number] = byte
        return cls(ends[first].astype(np.uint32), data)

    @classmethod
    def read(cls, arrays: Mapping[str, Array], field: str) -> Starts:
        """Return the numbers of a field of a segment."""
        return cls(arrays[f"{field}.at"], arrays[f"{field}.bytes"])

    def arrays(self, field: str) -> Iterator[tuple[str, Array]]:
        """Yield the arrays that `read` wants, by name."""
        yield f"{field}.at", self.at
        yield f"{field}.bytes", self.data

    def __getitem__(self, doc: int) -> I4:
        """Return the numbers of an article."""
        low, high = int(self.at[doc]), int(self.at[doc + 1])
        found = np.empty(high - low, np.int32)
        return found[: decode(self.data, low, high, found)]

    def of_all(self, docs: I8) -> I8:
        """Return the numbers of several articles, each as `article << 32 | number`."""
        bytes_ = self.at[docs + 1].astype(np.int64) - self.at[docs]
        found = np.empty(int(bytes_.sum()), np.int64)
        return found[: decode_all(self.at, self.data, docs, found)]


def merge_starts(parts: Sequence[tuple[Starts, I8]]) -> Starts:
    """Return the numbers of several segments as one.

    With each come the new numbers of its articles, -1 for those that go.
    """
    all_data, all_sizes = [], []
    for starts, numbers in parts:
        at = starts.at.astype(np.int64)
        sizes = at[1:] - at[:-1]
        alive = numbers >= 0
        whole = bool(alive.all())
        all_data.append(starts.data if whole else starts.data[np.repeat(alive, sizes)])
        all_sizes.append(sizes if whole else sizes[alive])
    ends = np.concatenate([[0], np.cumsum(np.concatenate(all_sizes))])
    return Starts(ends.astype(np.uint32), np.concatenate(all_data))


@kernel
def decode(data: U1, low: int, high: int, found: I4) -> int:
    """Write the numbers whose bytes are low to high; return how many there are."""
    count = 0
    value = 0
    difference = 0
    shift = 0
    for at in range(low, high):
        byte = int(data[at])
        difference |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            value = (value + difference) & 0xFFFFFFFF
            found[count] = value
            count += 1
            difference = 0
            shift = 0
    return count


@kernel
def decode_all(starts: U4, data: U1, docs: I8, found: I8) -> int:
    """Write the numbers of some articles as `article << 32 | number`; return how many."""
    count = 0
    for doc in docs:
        article = int(doc) << 32
        value = 0
        difference = 0
        shift = 0
        for at in range(int(starts[doc]), int(starts[doc + 1])):
            byte = int(data[at])
            difference |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                value = (value + difference) & 0xFFFFFFFF
                found[count] = article | value
                count += 1
                difference = 0
                shift = 0
    return count
