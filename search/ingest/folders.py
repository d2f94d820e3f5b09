"""The files under the paths that were given, in an order that does not change."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from search.article import Skipped
from search.errors import UsageError
from search.ingest.limits import Limits
from search.ingest.walk import Unentered, visited


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: `root` is an absolute folder, `path` is relative to it, with `/`.

    `key` is what the ids of its articles are made from where they state neither an id nor a URL:
    empty for the path itself, else the path after the name or number of its root, because an
    earlier root holds the same path. `mtime_ns` is when it was last written to, as it was met.
    """

    root: str
    path: str
    size: int
    key: str = ""
    mtime_ns: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, and what could not be entered."""

    files: tuple[SourceFile, ...]
    skipped: tuple[Skipped, ...]


def printable(path: str) -> str:
    """Return a path for people and JSON: what is no UTF-8 or not printable is escaped."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def find(
    paths: Iterable[str | os.PathLike[str]],
    limits: Limits | None = None,
    earlier: Iterable[str | os.PathLike[str]] = (),
) -> Found:
    """Return every file under `paths`, folders walked by name, and what could not be entered.

    A path that is a file has its parent folder as root. Links are followed; a file reached twice
    (paths that overlap, links) is there once. Names of `passed_over` are left out silently, unless
    given as a path themselves. Raises UsageError for a path that does not exist.

    `earlier` are paths that were read before and are not to be read now: files get the root and
    key that `find((*earlier, *paths))` would give them.
    """
    limits = limits or Limits()
    files: list[SourceFile] = []
    skipped: list[Skipped] = []
    seen: set[tuple[int, int]] = set()
    before = [_absolute(path) for path in earlier]
    roots = _Roots(before)
    for number, given in enumerate(paths, len(before)):
        top = _absolute(given)
        try:
            top.stat()
        except PermissionError as error:
            reason = f"It cannot be read: {error.strerror or type(error).__name__}."
            skipped.append(Skipped(printable(str(given)), None, None, reason, "file.unreadable"))
            continue
        except (OSError, ValueError):
            raise UsageError(
                f"There is no file or folder {printable(str(given))}. Check the path.",
                code="path.absent",
            ) from None
        number, root = next(
            ((place, path) for place, path in enumerate(before) if _holds(path, top)),
            (number, top if top.is_dir() else top.parent),
        )
        for entry in _walk(top, root, seen, limits):
            if isinstance(entry, Skipped):
                skipped.append(entry)
            else:
                files.append(roots.distinct(entry, number))
    return Found(tuple(files), tuple(skipped))


def _absolute(path: str | os.PathLike[str]) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links


def _holds(folder: Path, path: Path) -> bool:
    return path.is_relative_to(folder) and folder.is_dir()


class _Roots:
    """Tells apart files that have the same path under different roots."""

    def __init__(self, earlier: list[Path]) -> None:
        self._earlier = earlier
        self._taken: dict[str, str] = {}  # what ids are made from, and for which root

    def distinct(self, file: SourceFile, number: int) -> SourceFile:
        """Return the file with a key of its own where an earlier root holds the same path."""
        name = Path(file.root).name or "root"
        second = f"{name}/{file.path}"
        holders = self._holders(file.path, file.root, number)
        if self._free(file.path, file.root) and not holders:
            return file
        if (
            self._free(second, file.root)
            and all(Path(root).name != name for root in holders[1:])
            and not self._holders(second, file.root, number)
        ):
            return replace(file, key=second)
        return replace(file, key=f"{number}/{second}")

    def _free(self, key: str, root: str) -> bool:
        return self._taken.setdefault(key, root) == root

    def _holders(self, path: str, root: str, number: int) -> list[str]:
        """Return the other roots among the earlier ones that hold a file at this path."""
        found = []
        for earlier in self._earlier[:number]:
            top = earlier if earlier.is_dir() else earlier.parent
            file = top / path
            if str(top) != root and (earlier == file or _holds(earlier, file)) and file.is_file():
                found.append(str(top))
        return found


def _walk(
    top: Path, root: Path, seen: set[tuple[int, int]], limits: Limits
) -> Iterator[SourceFile | Skipped]:
    """Yield the files of one path; `seen` holds device and inode of all that was met before."""
    for path, met in visited(str(top), seen, limits):
        relative = os.path.relpath(path, root).replace(os.sep, "/")
        if isinstance(met, Unentered):
            yield Skipped(printable(relative), None, None, met.reason, met.code)
        else:
            yield SourceFile(str(root), relative, met.st_size, mtime_ns=met.st_mtime_ns)
