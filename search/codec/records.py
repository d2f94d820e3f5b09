"""Records: the bytes of whole articles, in pieces, compressed together in blocks.

An article's record is kept in as many pieces as there are STREAMS, so that a piece can be read
without the others. A stream of a segment is

    blob         the blocks, each a frame of zstd
    block_at     where each block begins in `blob`, and where the last ends
    block_doc    the first article of each block, and the number of articles
    dictionary   what zstd made of the first pieces, for all blocks; empty where they are few

A block is, before compression, how many bytes each of its pieces has, in 4 bytes with the least
significant first, and then the pieces. It ends with the piece that brings it to the stream's
bytes a block, so a long piece is a block of its own. Of two articles with the pieces `ab`, `cde`:

    02 00 00 00 03 00 00 00 61 62 63 64 65
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import zstandard

from search.codec.container import Array
from search.codec.spill import Kept, Spill
from search.codec.strings import U1, U4
from search.codec.words import I8, U8

LEVEL = 3
STREAMS = {"fronts": 2 << 10, "bodies": 4 << 10}
"""The pieces of a record, in order, and how long their blocks are before compression."""

ALONE = 4
"""How many times as long they are without a dictionary."""

DICTIONARY_BYTES = 64 << 10
SAMPLE_BYTES = {"fronts": 1 << 20, "bodies": 4 << 20}
"""How much is looked at for a dictionary. Less than that is compressed without one."""

_SAMPLE = 8 << 10  # bytes of a sample, so that a long article counts no more than many short ones
_TOGETHER = 256  # blocks copied at a time: what is copied is mapped, and stays in memory meanwhile
_WAITING_BYTES = 1 << 20

_idle: list[zstandard.ZstdCompressor] = []  # without a dictionary; not to be shared meanwhile


class _Block(NamedTuple):
    """A block in memory: the pieces of articles low to high, and where each begins and ends."""

    low: int
    high: int
    data: bytes
    at: Sequence[int]

    def piece(self, doc: int) -> bytes:
        """Return the piece of an article."""
        place = doc - self.low
        return self.data[self.at[place] : self.at[place + 1]]


class Pieces:
    """One stream of a segment, read in place. Safe to share between threads."""

    def __init__(self, blob: U1, block_at: U8, block_doc: U4, dictionary: U1) -> None:
        self.blob = blob
        self.block_at = block_at
        self.block_doc = block_doc
        self.dictionary = dictionary
        # A page reads dozens of blocks, and an item of an array costs thrice that of its memory.
        self._bytes, self._at, self._docs = blob.data, block_at.data, block_doc.data
        self._last = _Block(0, 0, b"", ())
        self._idle: list[zstandard.ZstdDecompressor] = []
        self._expected = (
            zstandard.ZstdCompressionDict(dictionary.tobytes()) if len(dictionary) else None
        )

    @classmethod
    def read(cls, arrays: Mapping[str, Array], stream: str) -> Pieces:
        """Return a stream of a segment."""
        return cls(*(arrays[f"{stream}.{name}"] for name in _ARRAYS))

    def __len__(self) -> int:
        return int(self.block_doc[-1])

    def __getitem__(self, doc: int) -> bytes:
        """Return the piece of an article."""
        block = self._last
        if not block.low <= doc < block.high:
            block = self._last = self._block(bisect_right(self._docs, doc) - 1)
        return block.piece(doc)

    def blocks(self) -> int:
        """Return how many blocks there are."""
        return len(self.block_doc) - 1

    def block(self, number: int) -> list[bytes]:
        """Return the pieces of a block."""
        block = self._block(number)
        return [block.piece(doc) for doc in range(block.low, block.high)]

    def packed(self, low: int, high: int) -> U1:
        """Return blocks low to high as they are."""
        return self.blob[int(self.block_at[low]) : int(self.block_at[high])]

    def _block(self, number: int) -> _Block:
        try:
            decompressor = self._idle.pop()  # they are not to be shared between threads
        except IndexError:
            decompressor = zstandard.ZstdDecompressor(dict_data=self._expected)
        data = decompressor.decompress(self._bytes[self._at[number] : self._at[number + 1]])
        self._idle.append(decompressor)
        low, high = self._docs[number], self._docs[number + 1]
        sizes = struct.unpack_from(f"<{high - low}I", data)
        return _Block(low, high, data, tuple(accumulate(sizes, initial=4 * len(sizes))))


@dataclass(frozen=True, slots=True)
class Records:
    """The records of a segment. Safe to share between threads."""

    fronts: Pieces
    bodies: Pieces

    @classmethod
    def read(cls, arrays: Mapping[str, Array]) -> Records:
        """Return the records of a segment."""
        return cls(*(Pieces.read(arrays, stream) for stream in STREAMS))

    @property
    def streams(self) -> tuple[Pieces, ...]:
        """The streams in order."""
        return self.fronts, self.bodies

    def __getitem__(self, doc: int) -> tuple[bytes, ...]:
        """Return the pieces of an article's record."""
        return tuple(pieces[doc] for pieces in self.streams)


class RecordsWriter:
    """Writes records into a spill."""

    def __init__(self, spill: Spill, dictionaries: Sequence[bytes | None] = (None, None)) -> None:
        """Begin. `dictionaries` of each stream: empty for none, None to make one if it pays."""
        self._streams = [
            PiecesWriter(spill, stream, dictionary)
            for stream, dictionary in zip(STREAMS, dictionaries, strict=True)
        ]

    @classmethod
    def like(cls, spill: Spill, records: Sequence[Records]) -> RecordsWriter:
        """Return the writer of a merge, by which the most of these are taken as they are."""
        streams = zip(*(one.streams for one in records), strict=True)
        return cls(spill, [_prevailing(*one) for one in zip(STREAMS, streams, strict=True)])

    def add(self, record: Sequence[bytes]) -> None:
        """Put the pieces of the next article's record."""
        for stream, piece in zip(self._streams, record, strict=True):
            stream.add(piece)

    def merge(self, records: Records, numbers: I8, release: Callable[[], None]) -> None:
        """Put the records of a segment, but for those of articles whose new number is -1.

        `release` is called whenever what was read need not stay in memory.
        """
        for stream, pieces in zip(self._streams, records.streams, strict=True):
            stream.merge(pieces, numbers, release)

    def finish(self) -> dict[str, Kept]:
        """Return the arrays that `Records.read` wants, by name."""
        found: dict[str, Kept] = {}
        for stream in self._streams:
            found |= stream.finish()
        return found


class PiecesWriter:
    """Writes one stream into a spill; see RecordsWriter."""

    def __init__(
        self,
        spill: Spill,
        stream: str,
        dictionary: bytes | None = None,
        *,
        block_bytes: int | None = None,
        sample_bytes: int | None = None,
    ) -> None:
        self._spill = spill
        self._stream = stream
        self._block_bytes = block_bytes or STREAMS[stream]
        self._sample_bytes = sample_bytes or SAMPLE_BYTES[stream]
        self._dictionary: bytes | None = None
        self._compressor: zstandard.ZstdCompressor | None = None
        if dictionary is not None:
            self._begin(dictionary)
        self._held: list[bytes] = []  # the block that is being filled, or what is sampled
        self._held_bytes = 0
        self._packed: list[bytes] = []
        self._packed_bytes = 0
        self._size = 0
        self._at = array("Q", [0])
        self._doc = array("I", [0])

    def add(self, piece: bytes) -> None:
        """Put the piece of the next article."""
        self._held.append(piece)
        self._held_bytes += len(piece)
        if self._compressor is None:
            if self._held_bytes >= self._sample_bytes:
                self._decide(_trained(self._held))
        elif self._held_bytes >= self._block_bytes:
            self._end_block(self._compressor)

    def merge(self, pieces: Pieces, numbers: I8, release: Callable[[], None]) -> None:
        """Put the pieces of a segment, but for those of articles whose new number is -1.

        Blocks that stay whole, and are not far too short, stay as they are where they were made
        with the same dictionary.
        """
        alive = numbers >= 0
        stays = np.zeros(pieces.blocks(), np.bool_)
        if pieces.dictionary.tobytes() == self._dictionary:
            doc = pieces.block_doc.astype(np.int64)
            lost = np.concatenate([[0], np.cumsum(~alive)])
            is_long = np.diff(pieces.block_at.astype(np.int64)) * 8 >= self._block_bytes
            stays = is_long & (lost[doc[1:]] == lost[doc[:-1]])
        low = 0
        while low < len(stays):
            high = low + 1
            if stays[low]:
                while high < len(stays) and stays[high] and high - low < _TOGETHER:
                    high += 1
                self._copy(pieces, low, high)
                release()
            else:
                self._regroup(pieces, low, alive)
            low = high

    def finish(self) -> dict[str, Kept]:
        """Return the arrays that `Pieces.read` wants, by name."""
        if self._compressor is None:
            self._decide(b"")
        self._end()
        self._write_out()
        if not self._dictionary and self._compressor is not None:
            _idle.append(self._compressor)
        arrays = (
            self._spill.take(f"{self._stream}.blob"),
            np.array(self._at, np.uint64),
            np.array(self._doc, np.uint32),
            np.frombuffer(self._dictionary or b"", np.uint8),
        )
        return {
            f"{self._stream}.{name}": array for name, array in zip(_ARRAYS, arrays, strict=True)
        }

    def _begin(self, dictionary: bytes) -> None:
        expected = None
        if dictionary:
            expected = zstandard.ZstdCompressionDict(dictionary)
            expected.precompute_compress(level=LEVEL)
        else:
            self._block_bytes *= ALONE
        self._dictionary = dictionary
        self._compressor = _idle_compressor() if expected is None else _compressor(expected)

    def _decide(self, dictionary: bytes) -> None:
        """Compress with this dictionary, from the first piece on."""
        held, self._held, self._held_bytes = self._held, [], 0
        self._begin(dictionary)
        for piece in held:
            self.add(piece)

    def _end(self) -> None:
        if self._compressor is not None and self._held:
            self._end_block(self._compressor)

    def _end_block(self, compressor: zstandard.ZstdCompressor) -> None:
        held, self._held, self._held_bytes = self._held, [], 0
        sizes = struct.pack(f"<{len(held)}I", *map(len, held))
        packed = compressor.compress(b"".join([sizes, *held]))
        self._packed.append(packed)
        self._packed_bytes += len(packed)
        if self._packed_bytes >= _WAITING_BYTES:
            self._write_out()
        self._size += len(held)
        self._at.append(self._at[-1] + len(packed))
        self._doc.append(self._size)

    def _write_out(self) -> None:
        packed, self._packed, self._packed_bytes = b"".join(self._packed), [], 0
        self._spill.append(f"{self._stream}.blob", np.frombuffer(packed, np.uint8))

    def _copy(self, pieces: Pieces, low: int, high: int) -> None:
        self._end()
        self._write_out()
        self._spill.append(f"{self._stream}.blob", pieces.packed(low, high))
        start = self._at[-1] - int(pieces.block_at[low])
        first = self._size - int(pieces.block_doc[low])
        self._at.extend(at + start for at in pieces.block_at[low + 1 : high + 1].tolist())
        self._doc.extend(doc + first for doc in pieces.block_doc[low + 1 : high + 1].tolist())
        self._size = self._doc[-1]

    def _regroup(self, pieces: Pieces, block: int, alive: Array) -> None:
        low, high = int(pieces.block_doc[block]), int(pieces.block_doc[block + 1])
        kept = alive[low:high].tolist()
        if any(kept):
            for piece, stays in zip(pieces.block(block), kept, strict=True):
                if stays:
                    self.add(piece)


_ARRAYS = ("blob", "block_at", "block_doc", "dictionary")


def _prevailing(stream: str, pieces: Sequence[Pieces]) -> bytes | None:
    """Return the dictionary of the most blocks; None where there is none, but enough for one."""
    having = [one for one in pieces if len(one.dictionary)]
    if having:
        return max(having, key=Pieces.blocks).dictionary.tobytes()
    total = sum(one.blocks() for one in pieces) * STREAMS[stream] * ALONE
    return None if total >= SAMPLE_BYTES[stream] else b""


def _trained(pieces: Iterable[bytes]) -> bytes:
    """Return the dictionary that zstd makes of pieces; nothing where they have too little."""
    samples: list[bytes | bytearray | memoryview] = [
        piece[start:end]
        for piece in pieces
        for start, end in pairwise([*range(0, len(piece), _SAMPLE), len(piece)])
    ]
    try:
        # The fast way to train, and all of the samples: what it is tried on is what comes next.
        made = zstandard.train_dictionary(
            DICTIONARY_BYTES, samples, k=1024, d=8, f=18, accel=5, split_point=1.0
        )
    except zstandard.ZstdError:  # there are too few, or all are the same
        return b""
    return made.as_bytes()


def _compressor(dictionary: zstandard.ZstdCompressionDict | None) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(
        LEVEL, dict_data=dictionary, write_content_size=True, write_dict_id=False
    )


def _idle_compressor() -> zstandard.ZstdCompressor:
    """Return one without a dictionary, which need not be made anew for every addition."""
    try:
        return _idle.pop()
    except IndexError:
        return _compressor(None)
