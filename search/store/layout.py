"""Names in an index directory.

    .dateline/
      CURRENT               which snapshot is live, and which are kept beside it
      CURRENT.new           the next CURRENT while it is being written
      lock                  held by the one writer; never deleted
      gen-3/                a generation: the files of one rebuild and of the commits after it
        manifest-12.json    what commit 12 consists of: name, size and SHA-256 of every file
        manifest-13.json.new  the same for a commit that is not published yet
        ...                 the engine's own files; once published they never change
      gen-2/                the generation before, kept in case gen-3 is damaged

Generations and commits count from 1. Commits count on across generations.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

CURRENT = "CURRENT"
CURRENT_NEW = "CURRENT.new"
LOCK = "lock"
NEW = ".new"

_GENERATION = re.compile(r"gen-([1-9][0-9]*)\Z")
_PLAIN = re.compile(r"(?!\.{1,2}\Z)[^/\\\0\n]+\Z")
_MANIFEST = re.compile(r"manifest-([1-9][0-9]*)\.json\Z")


def generation_name(generation: int) -> str:
    """Return the name of a generation's directory."""
    return f"gen-{generation}"


def manifest_name(commit: int) -> str:
    """Return the name of a commit's manifest inside its generation."""
    return f"manifest-{commit}.json"


def generations(directory: Path) -> list[int]:
    """Return the generations that have a directory, newest first."""
    return _numbers(directory, _GENERATION)


def commits(generation: Path) -> list[int]:
    """Return the commits that have a manifest in a generation's directory, newest first."""
    return _numbers(generation, _MANIFEST)


def is_engine_file(name: str) -> bool:
    """Return whether an engine may call a file so: one plain name that is not one of ours."""
    return bool(_PLAIN.match(name)) and not name.startswith("manifest-")


def is_index(directory: Path) -> bool:
    """Return whether a directory holds an index, the beginnings of one, or nothing at all.

    What begins with a dot does not count, nor does what a file system puts into its own root.
    """
    if os.path.lexists(directory / CURRENT):
        return True
    names = set(os.listdir(directory))  # noqa: PTH208 - names alone
    if LOCK in names or any(_GENERATION.match(name) for name in names):
        return True
    return all(name.startswith(".") or name == "lost+found" for name in names)


def _numbers(directory: Path, pattern: re.Pattern[str]) -> list[int]:
    matches = map(pattern.match, os.listdir(directory))  # noqa: PTH208 - names alone
    return sorted((int(match[1]) for match in matches if match), reverse=True)
