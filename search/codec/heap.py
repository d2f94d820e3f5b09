"""Memory that was freed, and is the process's still."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def give_back() -> None:
    """Let the system have what was freed, where its allocator keeps that between what is in use:
    after work on large arrays that can be as much again as what is left of them.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    """Return glibc's own way; other allocators have none, or need none."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return None
