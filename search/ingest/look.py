"""A look at the files under some paths, without reading any: which there are, and as of when."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from search.ingest.limits import Limits
from search.ingest.walk import Unentered, visited


class Stamp(NamedTuple):
    """What tells whether a file may have changed: its bytes, and when it was last written to."""

    size: int
    mtime_ns: int


class Look:
    """One look; iterate it once, for the path of every file with its stamp, as `find` finds them.

    `closed` holds, afterwards, the paths that could not be looked into: of what may lie below them
    nothing is known. A path that was given and is not there is one of them.
    """

    def __init__(self, paths: Iterable[str], limits: Limits | None = None) -> None:
        self.closed: list[str] = []
        self._paths = tuple(paths)
        self._limits = limits or Limits()

    def __iter__(self) -> Iterator[tuple[str, Stamp]]:
        """Yield the path of every file, with its stamp."""
        seen: set[tuple[int, int]] = set()
        for top in self._paths:
            for path, met in visited(top, seen, self._limits):
                if not isinstance(met, Unentered):
                    yield path, Stamp(met.st_size, met.st_mtime_ns)
                elif met.code != "file.unreadable" or path == top or os.path.lexists(path):
                    self.closed.append(path)


def stamp(path: str | Path) -> Stamp | None:
    """Return the stamp of a file, None where it cannot be told."""
    try:
        status = os.stat(path)  # noqa: PTH116 - the names may be no UTF-8
    except (OSError, ValueError):
        return None
    return Stamp(status.st_size, status.st_mtime_ns)
