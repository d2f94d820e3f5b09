"""What the operating system refused, said so that the owner of the index can act on it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from search.errors import IndexDamaged, IndexFault, NotEnoughSpace

REPAIR = "Run: index rebuild"

# These mean that the file is not as it was left; others (too many open files, no permission) say
# nothing about the file.
_DAMAGE = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.EIO}
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


def is_damage(error: OSError) -> bool:
    """Return whether reading failed because of the file itself."""
    return error.errno in _DAMAGE


def damaged(directory: Path, path: Path, what: str) -> IndexDamaged:
    """Return the error that says what is wrong with a file, and how to repair it."""
    name = os.path.relpath(path, directory)
    return IndexDamaged(
        f"{name} in the index {directory} {what}. {REPAIR}", code="index.damaged", path=path
    )


def no_space(directory: Path, detail: str) -> NotEnoughSpace:
    """Return the error for a disk that is full, or too full for what was asked."""
    return NotEnoughSpace(
        f"The disk that holds {directory} has no room: {detail}. Free some space and run the "
        "command again; the index is as it was before.",
        code="index.no-space",
        path=directory,
    )


@contextmanager
def told_reading(directory: Path, *, whole: bool = True) -> Iterator[None]:
    """Turn an OSError into an IndexFault that says the index could not be read.

    Unless the `whole` block is about the index, errors about files elsewhere pass unchanged.
    """
    try:
        yield
    except OSError as error:
        if not whole and not _concerns(error, directory):
            raise
        raise IndexFault(
            f"The index {directory} cannot be read: {_reason(error)}.",
            code="index.unreadable",
            path=_path(error, directory),
        ) from error


@contextmanager
def told_writing(directory: Path, *, whole: bool = False) -> Iterator[None]:
    """Turn an OSError into an IndexFault that says the index could not be written.

    Unless the `whole` block is about the index, errors about files elsewhere pass unchanged.
    """
    try:
        yield
    except OSError as error:
        if not whole and not _concerns(error, directory):
            raise
        raise _refusal(error, directory) from error


def _refusal(error: OSError, directory: Path) -> IndexFault:
    if error.errno in _FULL:
        return no_space(directory, _reason(error))
    if error.errno in _REFUSED:
        return IndexFault(
            f"The index {directory} cannot be written: {_reason(error)}. Check who owns the "
            "directory and that its disk is not read-only; the index is as it was before.",
            code="index.not-writable",
            path=_path(error, directory),
        )
    return IndexFault(
        f"Writing the index {directory} failed: {_reason(error)}. The index is as it was before; "
        "run the command again, and if this happens again, check the disk.",
        code="index.write-failed",
        path=_path(error, directory),
    )


def _concerns(error: OSError, directory: Path) -> bool:
    # write(2) and fsync(2) take a descriptor, so their errors name no file.
    if error.filename is None:
        return error.errno in _FULL or error.errno in {errno.EIO, errno.EROFS}
    return _path(error, directory).is_relative_to(directory)


def _path(error: OSError, directory: Path) -> Path:
    name = error.filename
    return Path(os.fsdecode(name)) if isinstance(name, str | bytes) else directory


def _reason(error: OSError) -> str:
    reason = error.strerror or str(error)
    return reason if error.filename is None else f"{reason}: {_path(error, Path())}"
