"""The table of contents of a commit: Whoosh's own, naming our segments.

    sizes      3 varints      of Whoosh's numbers
    -12345     4 bytes        most significant first, as all numbers here
    version    4 bytes        -111, and Whoosh's release in 3 varints
    schema     varint, bytes  how many, and a pickle: `archive_schema`, by its name
    commit     4 bytes
    0          4 bytes
    segments   a pickle       a list of `DatelineSegment`, each with its three arguments

Whoosh writes what stands before the commit. We read it ourselves, through an allow-list, as a
search would start in twice the time if it had to load Whoosh.
"""

from __future__ import annotations

import io
import os
import pickle
import re
import struct
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from search.local import pickles

INDEX_NAME = "MAIN"
SUFFIX = ".dateline"
NAME_BYTES = 10
"""Bytes of chance in a segment's name."""

_NAME = re.compile("[0-9a-z]+")
_NUMBERS_READ = -12345
_VERSION = -111
_COMMIT = struct.Struct(">ii")


class SegmentFile(NamedTuple):
    """A segment in a commit: its file, the articles in it, and which of them are removed."""

    name: str
    path: Path
    size: int
    deleted: frozenset[int]

    @property
    def live(self) -> int:
        """How many articles are not removed."""
        return self.size - len(self.deleted)


class Contents(NamedTuple):
    """What a table of contents tells of a segment; `checked` makes one of what is on disk."""

    name: str
    size: int
    deleted: frozenset[int]


def checked(name: str, size: int, deleted: Iterable[int] = ()) -> Contents:
    """Return what a segment is said to be; ValueError for what no segment of ours is."""
    gone = frozenset(deleted)
    fits = all(isinstance(number, int) and 0 <= number < size for number in gone)
    if not _NAME.fullmatch(name) or size < 0 or not fits:
        raise ValueError(f"{name} is no segment of {size} articles")
    return Contents(name, size, gone)


def file_name(commit: int) -> str:
    """Return the name of the table of contents of a commit."""
    return f"_{INDEX_NAME}_{commit}.toc"


def fresh(directory: Path, size: int) -> SegmentFile:
    """Return a segment to be written, with a name that none has had before."""
    return _placed(directory, Contents(os.urandom(NAME_BYTES).hex(), size, frozenset()))


def segments(
    directory: Path, commit: int, known: Mapping[str, SegmentFile] | None = None
) -> list[SegmentFile]:
    """Return the segments of a commit in order; `known` are some in the directory, by name.

    Raises FileNotFoundError, and ValueError where the table of contents is damaged or not ours.
    """
    name = file_name(commit)
    data = (directory / name).read_bytes()
    try:
        found = _read(io.BytesIO(data), commit)
    except Exception as error:  # all of pickle's, of no common kind
        raise ValueError(f"{name} cannot be read: {error}") from error
    if not isinstance(found, list) or not all(isinstance(one, Contents) for one in found):
        raise ValueError(f"{name} names segments of another kind")
    known = known or {}
    return [_same(known.get(one.name), one) or _placed(directory, one) for one in found]


def commit(directory: Path, commit: int, segments: Iterable[SegmentFile]) -> str:
    """Write the table of contents of a commit; return its file's name."""
    from search.local.codec import DatelineSegment

    kept = [DatelineSegment(s.name, s.size, s.deleted) for s in segments]
    name = file_name(commit)
    with open(directory / name, "wb", buffering=0) as file:  # noqa: PTH123 - at every addition
        file.write(_head() + _COMMIT.pack(commit, 0) + pickle.dumps(kept, -1))
    return name


@cache
def _head() -> bytes:
    """Return what Whoosh writes before the commit, which is the same of all."""
    from whoosh.filedb.filestore import RamStorage
    from whoosh.index import TOC

    from search.local.fields import WrittenSchema

    files = RamStorage()
    TOC(WrittenSchema(), [], 0).write(files, INDEX_NAME)
    data: bytes = files.files[file_name(0)]
    return data[: -_COMMIT.size - len(pickle.dumps([], -1))]


def _read(file: io.BytesIO, commit: int) -> object:
    for _ in range(3):
        _varint(file)
    if (_int(file), _int(file)) != (_NUMBERS_READ, _VERSION):
        raise ValueError("it is in a format of another version")
    for _ in range(3):
        _varint(file)
    file.seek(_varint(file), io.SEEK_CUR)
    if _int(file) != commit:
        raise ValueError("it is of another commit")
    _int(file)
    return pickles.load(file, {("search.local.codec", "DatelineSegment"): checked})


def _int(file: io.BytesIO) -> int:
    data = file.read(4)
    if len(data) < 4:
        raise EOFError("it is too short")
    return int.from_bytes(data, "big", signed=True)


def _varint(file: io.BytesIO) -> int:
    """Return a number of seven bits a byte, least significant first, 128 more but on the last."""
    value = shift = 0
    while True:
        byte = file.read(1)
        if not byte:
            raise EOFError("it is too short")
        value |= (byte[0] & 127) << shift
        if byte[0] < 128:
            return value
        shift += 7


def _same(known: SegmentFile | None, one: Contents) -> SegmentFile | None:
    """Return a segment that is known, as it is now."""
    if known is None or (known.size, known.deleted) == one[1:]:
        return known
    return known._replace(size=one.size, deleted=one.deleted)


def _placed(directory: Path, one: Contents) -> SegmentFile:
    path = directory / f"{INDEX_NAME}_{one.name}{SUFFIX}"
    return SegmentFile(one.name, path, one.size, one.deleted)
