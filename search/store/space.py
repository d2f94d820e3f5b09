"""Room on the disk that holds an index."""

from __future__ import annotations

import os
from pathlib import Path

from search.store.faults import no_space


def free_bytes(directory: Path) -> int:
    """Return how many more bytes this user may write on the disk that holds `directory`."""
    disk = os.statvfs(directory)
    return disk.f_bavail * disk.f_frsize


def require(directory: Path, size_bytes: int) -> None:
    """Raise NotEnoughSpace when fewer than `size_bytes` are free."""
    free = free_bytes(directory)
    if free < size_bytes:
        raise no_space(
            directory, f"{_megabytes(size_bytes)} are needed, {_megabytes(free)} are free"
        )


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"
