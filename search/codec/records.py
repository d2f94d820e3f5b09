"""Records: the bytes of whole articles, compressed together in blocks.

    blob         the blocks, each a frame of zstd
    block_at     where each block begins in `blob`, and where the last ends
    block_doc    the first article of each block, and the number of articles
    record_size  bytes of each article's record before compression

A block ends with the record that brings it to BLOCK_BYTES, so a long record is a block of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import zstandard

from search.codec.container import Array
from search.codec.spill import Kept, Spill
from search.codec.strings import U1, U4
from search.codec.words import I8, U8

BLOCK_BYTES = 48 << 10
LEVEL = 3


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a segment, read in place. Safe to share between threads."""

    blob: U1
    block_at: U8
    block_doc: U4
    record_size: U4

    @classmethod
    def read(cls, arrays: Mapping[str, Array]) -> Records:
        """Return the records of a segment."""
        return cls(
            arrays["records.blob"],
            arrays["records.block_at"],
            arrays["records.block_doc"],
            arrays["records.record_size"],
        )

    def __getitem__(self, doc: int) -> bytes:
        """Return the record of an article."""
        return self.of([doc])[doc]

    def of(self, docs: Iterable[int]) -> dict[int, bytes]:
        """Return the records of articles, by number; each block is read once."""
        found: dict[int, bytes] = {}
        block, low, high = -1, 0, 0
        decompressor = zstandard.ZstdDecompressor()
        for doc in sorted(set(docs)):
            if block < 0 or doc >= high:
                block = int(np.searchsorted(self.block_doc, doc, "right")) - 1
                low, high = int(self.block_doc[block]), int(self.block_doc[block + 1])
                raw = decompressor.decompress(self.packed(block, block + 1).data)
                ends = np.cumsum(self.record_size[low:high].astype(np.int64)).tolist()
            start = ends[doc - low - 1] if doc > low else 0
            found[doc] = raw[start : ends[doc - low]]
        return found

    def blocks(self) -> int:
        """Return how many blocks there are."""
        return len(self.block_doc) - 1

    def block(self, number: int) -> bytes:
        """Return what a block holds, decompressed."""
        packed = self.packed(number, number + 1)
        return zstandard.ZstdDecompressor().decompress(packed.data)

    def packed(self, low: int, high: int) -> U1:
        """Return blocks low to high as they are."""
        return self.blob[int(self.block_at[low]) : int(self.block_at[high])]


class RecordsWriter:
    """Writes records into a spill."""

    def __init__(
        self, spill: Spill, *, block_bytes: int = BLOCK_BYTES, level: int = LEVEL
    ) -> None:
        self._spill = spill
        self._block_bytes = block_bytes
        self._compressor = zstandard.ZstdCompressor(level, write_content_size=True)
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._at = array("Q", [0])
        self._doc = array("I", [0])
        self._sizes = array("I")

    def add(self, record: bytes) -> None:
        """Put the record of the next article."""
        self._held.append(record)
        self._held_bytes += len(record)
        self._sizes.append(len(record))
        if self._held_bytes >= self._block_bytes:
            self._end_block()

    def merge(self, records: Records, numbers: I8, release: Callable[[], None]) -> None:
        """Put the records of a segment, but for those of articles whose new number is -1.

        Blocks that stay whole, and are not far too short, stay as they are. `release` is called
        whenever what was read need not stay in memory.
        """
        alive = numbers >= 0
        doc = records.block_doc.astype(np.int64)
        raw = np.concatenate([[0], np.cumsum(records.record_size, dtype=np.int64)])
        lost = np.concatenate([[0], np.cumsum(~alive)])
        full = (raw[doc[1:]] - raw[doc[:-1]]) * 2 >= self._block_bytes
        stays = (full & (lost[doc[1:]] == lost[doc[:-1]])).tolist()
        low = 0
        while low < len(stays):
            if stays[low]:
                high = low
                while high < len(stays) and stays[high] and high - low < _TOGETHER:
                    high += 1
                self._copy(records, low, high)
                release()
                low = high
                continue
            self._regroup(records, low, alive)
            low += 1

    def finish(self) -> dict[str, Kept]:
        """Return the arrays that `Records.read` wants, by name."""
        self._end_block()
        self._spill.append("records.blob", np.zeros(0, np.uint8))
        return {
            "records.blob": self._spill.take("records.blob"),
            "records.block_at": np.array(self._at, np.uint64),
            "records.block_doc": np.array(self._doc, np.uint32),
            "records.record_size": np.array(self._sizes, np.uint32),
        }

    def _end_block(self) -> None:
        if self._held:
            packed = self._compressor.compress(b"".join(self._held))
            self._append(np.frombuffer(packed, np.uint8))
            self._at.append(self._at[-1] + len(packed))
            self._doc.append(len(self._sizes))
            self._held, self._held_bytes = [], 0

    def _copy(self, records: Records, low: int, high: int) -> None:
        self._end_block()
        first = len(self._sizes) - int(records.block_doc[low])
        start = self._at[-1] - int(records.block_at[low])
        self._append(records.packed(low, high))
        self._at.extend(int(at) + start for at in records.block_at[low + 1 : high + 1])
        self._doc.extend(int(doc) + first for doc in records.block_doc[low + 1 : high + 1])
        self._sizes.extend(
            records.record_size[
                int(records.block_doc[low]) : int(records.block_doc[high])
            ].tolist()
        )

    def _regroup(self, records: Records, block: int, alive: Array) -> None:
        low, high = int(records.block_doc[block]), int(records.block_doc[block + 1])
        if not alive[low:high].any():
            return
        raw = records.block(block)
        for doc, record in enumerate(_cut(raw, records.record_size[low:high].tolist()), low):
            if alive[doc]:
                self.add(record)

    def _append(self, packed: U1) -> None:
        self._spill.append("records.blob", packed)


_TOGETHER = 256  # blocks copied at a time: what is copied is mapped, and stays in memory meanwhile


def _cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    at = np.concatenate([[0], np.cumsum(sizes)]).tolist()
    for start, end in pairwise(at):
        yield data[start:end]
