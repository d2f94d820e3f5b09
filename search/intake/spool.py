"""The articles of a reading, set down on disk until all have been read."""

from __future__ import annotations

import struct
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from search import record
from search.article import Article

_FRAME = struct.Struct("<cII")
_ARTICLE, _UNCHANGED, _HOLDING = b"A", b"U", b"H"


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An article that the index holds as it is to stay, but for the head of its record.

    `holds`: as long as nothing changes that was known when it was met.
    """

    id: str
    head: bytes
    holds: bool


class Spool:
    """A queue of articles in a nameless file."""

    def __init__(self, directory: Path) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115 - see __exit__

    def put(self, entry: Article | Unchanged) -> None:
        """Set an entry down."""
        if isinstance(entry, Unchanged):
            kind = _HOLDING if entry.holds else _UNCHANGED
            name, data = entry.id.encode("utf-8", "surrogatepass"), entry.head
        else:
            kind, name, data = _ARTICLE, b"", zlib.compress(record.dumps(entry), 1)
        self._file.write(_FRAME.pack(kind, len(name), len(data)) + name + data)

    def entries(self) -> Iterator[Article | Unchanged]:
        """Yield what was set down, from the first on."""
        self._file.seek(0)
        while frame := self._file.read(_FRAME.size):
            kind, named, size = _FRAME.unpack(frame)
            name, data = self._file.read(named), self._file.read(size)
            if kind == _ARTICLE:
                yield record.loads(zlib.decompress(data))
            else:
                yield Unchanged(name.decode("utf-8", "surrogatepass"), data, kind == _HOLDING)

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()
