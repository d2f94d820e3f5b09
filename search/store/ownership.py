"""Who may have written an index: only ourselves, or root.

What an engine keeps on disk is trusted further than other input, so an index that somebody else
could have written is refused. Root reads whatever it is pointed at: containers run as root over
directories of their host's users.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from search.errors import IndexFault


def is_trusted(info: os.stat_result) -> bool:
    """Return whether nobody but ourselves, or root, may have written what this tells of."""
    user = os.geteuid()
    is_ours = not user or info.st_uid in (0, user)
    return is_ours and not info.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def check(directory: Path, path: Path, info: os.stat_result) -> None:
    """Raise IndexFault when others may write `path`, a part of the index in `directory`."""
    if info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise IndexFault(
            f"Other users may write {path}, so it is not trusted. If they have not, run: "
            f"chmod -R go-w {directory}",
            code="index.not-private",
            path=path,
        )
    user = os.geteuid()
    if user and info.st_uid not in {0, user}:
        raise IndexFault(
            f"{path} belongs to another user ({info.st_uid}), so it is not trusted. Build an "
            "index of your own: index rebuild",
            code="index.not-ours",
            path=path,
        )


def close_to_others(directory: Path) -> None:
    """Take away others' right to write a directory that was there before the index."""
    mode = stat.S_IMODE(directory.stat().st_mode)
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        directory.chmod(mode & ~(stat.S_IWGRP | stat.S_IWOTH))
