"""Named arrays in one file, read in place.

    magic    8 bytes   "DLSEG" and the format's number in three digits
    length   4 bytes   of the header, and then
    crc32    4 bytes   of the header, least significant byte first
    header   JSON      {"meta": {...}, "arrays": {name: [type, count, offset, crc32]}}, padded
                       with blanks so that the arrays begin at a multiple of 64
    arrays             each at a multiple of 64 bytes from the first, zeros between them

Types are numpy's: u1 u2 u4 u8 i4 i8, least significant byte first. Offsets count from the first
array. With one array, `docs`, of the articles 3 and 7:

    44 4c 53 45 47 30 30 35   70 00 00 00 cf d2 bf 54   {"meta": {}, "arrays": {"docs": ["u2", 2,
    0, 2091968053]}}                                    03 00 07 00

An array is checked against its checksum when it is first asked for, so that bytes that have
changed on disk are an error and never an answer.
"""

from __future__ import annotations

import json
import mmap
import struct
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.bundle import Bundle, bundled
from search.codec.pages import let_go

FORMAT = 5
MAGIC = b"DLSEG%03d" % FORMAT
ALIGNMENT = 64
TYPES = ("u1", "u2", "u4", "u8", "i4", "i8")
_LITTLE_ENDIAN = {kind: np.dtype(f"<{kind}") for kind in TYPES}
_LETTERS = dict(zip(TYPES, "BHIQiq", strict=True))
_BYTES = {kind: int(kind[1]) for kind in TYPES}
_ZEROS = [bytes(size) for size in range(ALIGNMENT)]
_HEAD = struct.Struct("<II")
_PIECE_BYTES = 1 << 24
_SMALL_BYTES = 1 << 16
_LITTLE_BYTES = 1 << 20

Array = npt.NDArray[Any]


def write(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write arrays to a file; what is safe on disk afterwards is the caller's affair."""
    plan: dict[str, list[Any]] = {}
    small: dict[str, bytes] = {}
    offset = 0
    for name, array in arrays.items():
        kind = array.dtype.str[1:]
        if kind not in _LITTLE_ENDIAN or array.ndim != 1:
            raise TypeError(f"{name} is {array.dtype} of {array.ndim} dimensions")
        size = array.nbytes
        if size <= _SMALL_BYTES:
            _, small[name] = stored(array)
            checksum = zlib.crc32(small[name])
        else:
            checksum = _checksum(_pieces(array))
        plan[name] = [kind, len(array), offset, checksum]
        offset += -(-size // ALIGNMENT) * ALIGNMENT
    with path.open("wb", buffering=_SMALL_BYTES) as file:
        file.write(_header(meta, plan))
        for name in plan:
            if name in small:
                file.write(small[name].ljust(-(-len(small[name]) // ALIGNMENT) * ALIGNMENT, b"\0"))
            else:
                array = arrays[name]
                file.writelines(_pieces(array))
                file.write(bytes(-array.nbytes % ALIGNMENT))


Packed: TypeAlias = tuple[str, bytes]
"""An array as it stands in a file: its type, and its bytes."""


def stored(array: Array) -> Packed:
    """Return an array as it stands in a file."""
    kind = array.dtype.str[1:]
    return kind, array.astype(_LITTLE_ENDIAN[kind], copy=False).tobytes()


def packed(kind: str, numbers: Sequence[int]) -> Packed:
    """Return numbers as an array of this type."""
    return kind, struct.pack(f"<{len(numbers)}{_LETTERS[kind]}", *numbers)


def write_packed(path: Path, meta: Mapping[str, Any], arrays: Mapping[str, Packed]) -> None:
    """Write a file of arrays that are short, as `write` does, in one go."""
    rows: list[str] = []
    whole: list[bytes] = []
    offset = 0
    for name, (kind, data) in arrays.items():
        size = len(data)
        rows.append(f'"{name}": ["{kind}", {size // _BYTES[kind]}, {offset}, {zlib.crc32(data)}]')
        whole.append(data)
        padding = -size % ALIGNMENT
        if padding:
            whole.append(_ZEROS[padding])
        offset += size + padding
    # As json writes it, in half the time: names are plain letters.
    header = f'{{"meta": {json.dumps(dict(meta))}, "arrays": {{{", ".join(rows)}}}}}'
    with path.open("wb", buffering=0) as file:
        file.write(b"".join([_headed(header.encode()), *whole]))


def _header(meta: Mapping[str, Any], plan: Mapping[str, list[Any]]) -> bytes:
    """Return what stands before the arrays."""
    return _headed(json.dumps({"meta": dict(meta), "arrays": plan}).encode())


def _headed(header: bytes) -> bytes:
    header += b" " * (-(len(MAGIC) + _HEAD.size + len(header)) % ALIGNMENT)
    return MAGIC + _HEAD.pack(len(header), zlib.crc32(header)) + header


class Container:
    """A file of arrays, mapped into memory. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            # A private copy, so that arrays are of the type that kernels are compiled for: numpy
            # counts what cannot be written as another one. Nothing ever writes to it.
            if not path.stat().st_size:
                raise ValueError(f"{path.name} is empty")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        if self._data[: len(MAGIC)] != MAGIC:
            raise ValueError(f"{path.name} is no segment of format {FORMAT}")
        begin = len(MAGIC) + _HEAD.size
        length, checksum = _HEAD.unpack(self._data[len(MAGIC) : begin].ljust(_HEAD.size, b"\0"))
        self._start = begin + length
        header = self._data[begin : self._start]
        if zlib.crc32(header) != checksum or not header:
            raise ValueError(f"the header of {path.name} is damaged")
        plan = json.loads(header)
        self.meta: Mapping[str, Any] = plan["meta"]
        self._plan: Mapping[str, list[Any]] = plan["arrays"]
        self._checked: dict[str, Array] = {}
        self._bundles: dict[tuple[str, ...], Bundle] = {}
        self._bytes = np.frombuffer(self._data, np.uint8)

    def __contains__(self, name: str) -> bool:
        """Return whether there is an array of this name."""
        return name in self._plan

    def __getitem__(self, name: str) -> Array:
        """Return an array. Raises ValueError when its bytes are not what was written."""
        array = self._checked.get(name)
        if array is None:
            array = self._checked[name] = self._read(name)
        return array

    def _read(self, name: str) -> Array:
        kind, count, offset, checksum = self._plan[name]
        dtype = _LITTLE_ENDIAN[kind]
        start = self._start + offset
        size = count * dtype.itemsize
        if start + size > len(self._data):
            raise ValueError(f"{self.path.name} is too short: {name} is not whole")
        if size <= _PIECE_BYTES:
            found = zlib.crc32(memoryview(self._data)[start : start + size])
        else:
            raw = np.frombuffer(self._data, np.uint8, size, start)
            found = _checksum(_pieces(raw, self._data))
        if found != checksum:
            raise ValueError(f"{name} in {self.path.name} is damaged")
        array = np.frombuffer(self._data, dtype, count, start)
        return array if sys.byteorder == "little" else array.astype(kind)

    def bundle(self, names: Iterable[str]) -> Bundle:
        """Return arrays as kernels take many of them. Raises ValueError as `[]` does."""
        names = tuple(names)
        if names not in self._bundles:
            self._bundles[names] = self._bundled(names)
        return self._bundles[names]

    def _bundled(self, names: Sequence[str]) -> Bundle:
        arrays = [self[name] for name in names]
        if sys.byteorder != "little":
            return bundled(arrays)  # they had to be turned round, and are views no more
        starts = [self._start + self._plan[name][2] for name in names]
        ends = [start + array.nbytes for start, array in zip(starts, arrays, strict=True)]
        at = [place for both in zip(starts, ends, strict=True) for place in both]
        return Bundle(self._bytes, np.array(at, np.int64))

    def check(self) -> None:
        """Check every array, and keep none in memory. Raises ValueError as `[]` does."""
        for name in self._plan:
            self[name]
            self.release()

    def release(self) -> None:
        """Let what was read of the file go from memory, unless it is little."""
        if len(self._data) > _LITTLE_BYTES:
            let_go(self._data)

    def sizes(self) -> dict[str, int]:
        """Return the bytes that each array takes."""
        return {name: np.dtype(kind).itemsize * n for name, (kind, n, _, _) in self._plan.items()}


def _pieces(array: Array, mapped: mmap.mmap | None = None) -> Iterator[memoryview]:
    """Yield the bytes of an array, least significant first, some at a time.

    Of an array in a file, `mapped` or numpy's own, no more than that stays in memory.
    """
    mapped = mapped or getattr(array, "_mmap", None)
    step = _PIECE_BYTES // array.itemsize
    for start in range(0, len(array), step):
        piece = np.ascontiguousarray(array[start : start + step], f"<{array.dtype.str[1:]}")
        yield piece.view(np.uint8).data
        if mapped is not None and array.nbytes > _PIECE_BYTES:
            let_go(mapped)


def _checksum(pieces: Iterable[memoryview]) -> int:
    checksum = 0
    for piece in pieces:
        checksum = zlib.crc32(piece, checksum)
    return checksum
