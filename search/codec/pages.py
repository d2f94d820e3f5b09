"""The pages of files that are mapped into memory."""

from __future__ import annotations

import mmap


def let_go(mapped: mmap.mmap) -> None:
    """Let the pages of a file go from memory; they are read again when they are wanted."""
    if hasattr(mmap, "MADV_DONTNEED"):
        mapped.madvise(mmap.MADV_DONTNEED)


def let_go_of(*arrays: object) -> None:
    """Let what was read of mapped arrays go from memory; of others nothing."""
    for array in arrays:
        mapped = getattr(array, "_mmap", None)
        if mapped is not None:
            let_go(mapped)
