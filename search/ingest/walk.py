"""What lies under a path: each file once, by name, with what the file system says of it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from search.ingest.limits import Limits

LEFTOVERS = frozenset({"__macosx", "thumbs.db", "desktop.ini", "ehthumbs.db"})


@dataclass(frozen=True, slots=True)
class Unentered:
    """Why what lies at a path, and whatever may be below it, could not be looked at."""

    reason: str
    code: str


def passed_over(name: str) -> bool:
    """Return whether a file or folder of this name is never an article.

    Hidden names (`.git`, `._a.txt`), the leftovers of editors (`a.txt~`, `#a.txt#`, `~$a.csv`,
    `a.swp`) and of systems (`__MACOSX`, `Thumbs.db`, `desktop.ini`).
    """
    return (
        name.startswith((".", "~$"))
        or name.endswith(("~", ".swp", ".swo"))
        or (len(name) > 2 and name.startswith("#") and name.endswith("#"))
        or name.lower() in LEFTOVERS
    )


def visited(
    top: str, seen: set[tuple[int, int]], limits: Limits
) -> Iterator[tuple[str, os.stat_result | Unentered]]:
    """Yield the path of every file below `top`, or of `top` itself, with its status.

    Folders are walked by name and links followed; `seen` holds device and inode of all that was
    met before, and what was is left out. Names of `passed_over` are, too, but for `top` itself.
    """
    pending: list[tuple[str, int, os.DirEntry[str] | None]] = [(top, 0, None)]
    while pending:
        path, depth, entry = pending.pop()
        try:
            status = os.stat(path) if entry is None else entry.stat()  # noqa: PTH116 - no UTF-8?
        except OSError as error:
            yield path, _unreadable(error)
            continue
        identity = (status.st_dev, status.st_ino)
        if identity in seen and status.st_ino:
            continue
        seen.add(identity)
        if stat.S_ISREG(status.st_mode):
            yield path, status
        elif not stat.S_ISDIR(status.st_mode):
            yield path, Unentered("It is no regular file.", "file.special")
        elif depth >= limits.folder_depth:
            reason = f"Folders lie more than {limits.folder_depth} deep here."
            yield path, Unentered(reason, "folder.depth")
        else:
            try:
                with os.scandir(path) as found:
                    entries = [one for one in found if not passed_over(one.name)]
            except OSError as error:
                yield path, _unreadable(error)
                continue
            entries.sort(key=_name, reverse=True)
            pending += [(one.path, depth + 1, one) for one in entries]


_name = attrgetter("name")


def _unreadable(error: OSError) -> Unentered:
    reason = f"It cannot be read: {error.strerror or type(error).__name__}."
    return Unentered(reason, "file.unreadable")
