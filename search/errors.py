"""Every error this package raises on purpose.

SearchError
├── BadInput           an article or a file cannot be read; the rest goes on
├── UsageError         a path, option or setting is wrong; nothing was done
├── IndexFault         the index cannot be used as asked
│   ├── IndexAbsent    there is none yet
│   ├── IndexBusy      another writer holds it
│   ├── IndexDamaged   a file does not match what was written
│   └── NotEnoughSpace the disk has no room for a new generation
├── SnapshotUnknown    the index cannot tell what has come since the snapshot that was named
└── RebuildRefused     a rebuild would drop more than half of the articles

Each carries a stable `code` for programs and a message for people that says what happened and
what to do. Only the doors catch everything.
"""

from __future__ import annotations

from pathlib import Path


class SearchError(Exception):
    """Root of the tree: `code` is stable, `str(error)` says what happened and what to do."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class BadInput(SearchError):
    """An article or file cannot be read: it is skipped, counted and reported.

    `path` as shown to people; `line` counts from 1 and is None where lines mean nothing.
    """

    def __init__(self, message: str, *, code: str, path: str, line: int | None = None) -> None:
        super().__init__(message, code=code)
        self.path = path
        self.line = line


class UsageError(SearchError):
    """What was asked for is wrong in itself: a path that is not there, a bad option."""


class IndexFault(SearchError):
    """The index at `path` cannot be used as asked."""

    def __init__(self, message: str, *, code: str, path: Path) -> None:
        super().__init__(message, code=code)
        self.path = path


class IndexAbsent(IndexFault):
    """There is no index at `path` yet."""


class IndexBusy(IndexFault):
    """Another process, `pid`, is writing this index."""

    def __init__(self, message: str, *, code: str, path: Path, pid: int | None) -> None:
        super().__init__(message, code=code, path=path)
        self.pid = pid


class IndexDamaged(IndexFault):
    """A file of the index is missing or not what was written: `path` names it."""


class NotEnoughSpace(IndexFault):
    """The disk that holds `path` has no room for what was asked."""


class SnapshotUnknown(SearchError):
    """A snapshot was named that the index does not know, or no longer: what came since is not
    known.
    """


class RebuildRefused(SearchError):
    """A rebuild would drop more than half of the articles and nobody said yes."""

    def __init__(self, message: str, *, before: int, after: int) -> None:
        super().__init__(message, code="rebuild.drops-half")
        self.before = before
        self.after = after
