"""What articles mean, beside the segments: a vector for each article that has one, by its key.

A vector of length 1 is kept as 8-bit numbers and one scale, so that `scale * values` is as long.
The mark is a digest of the text that it was made from: an article that is written anew, under
another key, with the same text keeps its vector.

    "DLV1"       4 bytes
    rows, width  32-bit each: how many vectors, of how many numbers
    model        16 bytes: whose vectors these are
    marks        64-bit, one a row
    keys         32-bit, one a row, rising
    scales       32-bit floats, one a row
    values       8-bit, `width` a row

All least significant byte first.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.store import Draft, View

F32 = npt.NDArray[np.float32]
I64 = npt.NDArray[np.int64]

NAME = "vectors"
"""What the manifest's data calls the file."""

MAGIC = b"DLV1"
HEAD = struct.Struct("<4sII16s")
ROW_BYTES = 8 + 4 + 4
MOST = 127
"""The largest of 8-bit numbers, either way."""


class Row(NamedTuple):
    """A vector as it is kept."""

    mark: int
    scale: float
    values: bytes


class Vectors:
    """The vectors of a commit. Safe to share between threads."""

    def __init__(self, data: bytes | mmap.mmap) -> None:
        """Take the bytes of a file; ValueError where they are none."""
        if len(data) < HEAD.size:
            raise ValueError("the file of vectors is cut short")
        magic, rows, width, model = HEAD.unpack_from(data)
        if magic != MAGIC or len(data) != HEAD.size + rows * (ROW_BYTES + width):
            raise ValueError("the file of vectors is none")
        at = HEAD.size
        self.model = model.hex()
        self.width = int(width)
        self.marks = np.frombuffer(data, "<u8", rows, at)
        self.keys = np.frombuffer(data, "<u4", rows, at + 8 * rows)
        self.scales = np.frombuffer(data, "<f4", rows, at + 12 * rows)
        self._values = np.frombuffer(data, "i1", rows * width, at + 16 * rows)

    def __len__(self) -> int:
        return len(self.keys)

    def alike(self, keys: I64, vector: F32) -> F32:
        """Return the cosine of each article's vector and another; NaN for those without one."""
        rows = np.searchsorted(self.keys, keys)
        has = rows < len(self.keys)
        has[has] = self.keys[rows[has]] == keys[has]
        found = np.full(len(keys), np.nan, np.float32)
        values = self._values.reshape(len(self.keys), self.width)[rows[has]]
        found[has] = self.scales[rows[has]] * (values.astype(np.float32) @ vector)
        return found

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield each key and its vector."""
        values = self._values.reshape(len(self.keys), self.width)
        for at, key in enumerate(self.keys.tolist()):
            yield key, Row(int(self.marks[at]), float(self.scales[at]), values[at].tobytes())


def read(view: View) -> Vectors | None:
    """Return the vectors of a commit, None where it has none; IndexDamaged where they are not as
    they were written.
    """
    name = view.manifest.data.get(NAME)
    if not name:
        return None
    view.check(name)
    with (view.directory / name).open("rb") as file:
        return Vectors(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def written(draft: Draft, data: bytes) -> Mapping[str, str]:
    """Write a file of vectors into a draft; return what changes in the data of its manifest."""
    path = draft.path / f"{NAME}-{draft.point.commit}.bin"
    path.write_bytes(data)
    return {NAME: path.name}


def mark(text: str) -> int:
    """Return the mark of a text."""
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little")


def row(text_mark: int, vector: F32) -> Row:
    """Return a vector as it is kept."""
    most = float(np.abs(vector).max(initial=0.0))
    values = np.rint(vector * (MOST / most if most else 0.0)).astype(np.int8)
    length = float(np.linalg.norm(values.astype(np.float32)))
    return Row(text_mark, 1.0 / length if length else 0.0, values.tobytes())


def to_bytes(model: str, rows: Sequence[tuple[int, Row]]) -> bytes:
    """Return the file of vectors by key, all of one width."""
    rows = sorted(rows)
    width = len(rows[0][1].values) if rows else 0
    return b"".join(
        (
            HEAD.pack(MAGIC, len(rows), width, bytes.fromhex(model)),
            np.array([one.mark for _, one in rows], "<u8").tobytes(),
            np.array([key for key, _ in rows], "<u4").tobytes(),
            np.array([one.scale for _, one in rows], "<f4").tobytes(),
            *(one.values for _, one in rows),
        )
    )
