"""CURRENT: the one file whose replacement is the switch.

{"commit":12,"format":1,"generation":3,"kept":[[3,11],[2,9]]}
sha256:...
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from search.store.durable import Flushing, read_file, sync_directory
from search.store.layout import CURRENT, CURRENT_NEW
from search.store.sealed import seal, unseal

FORMAT = 1


class CommitPoint(NamedTuple):
    """A commit and the generation it lies in."""

    generation: int
    commit: int


@dataclass(frozen=True, slots=True)
class Pointer:
    """The live commit, and those before it whose files are still there, best fallback first."""

    live: CommitPoint
    kept: tuple[CommitPoint, ...] = ()

    @property
    def points(self) -> tuple[CommitPoint, ...]:
        """The live commit and the kept ones."""
        return (self.live, *self.kept)


def read(directory: Path) -> Pointer:
    """Return what CURRENT says; FileNotFoundError without one, ValueError when it is damaged."""
    value = unseal(read_file(directory / CURRENT))
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError("is in a format of another version")
    try:
        live = CommitPoint(int(value["generation"]), int(value["commit"]))
        kept = tuple(CommitPoint(int(gen), int(commit)) for gen, commit in value["kept"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("does not name a generation") from error
    return Pointer(live, kept)


def prepare(directory: Path, pointer: Pointer, flushing: Flushing) -> None:
    """Write what CURRENT will say. The name CURRENT.new need not survive a power cut, since it is
    gone with the replacement: only what the file holds must be there before.
    """
    content = seal(
        {
            "format": FORMAT,
            "generation": pointer.live.generation,
            "commit": pointer.live.commit,
            "kept": [list(point) for point in pointer.kept],
        }
    )
    flushing.write(directory / CURRENT_NEW, content)


def switch(directory: Path) -> None:
    """Make what was prepared what readers see from now on. It must be safe on disk already, and so
    must be what it names.

    Raises OSError; then CURRENT is either the old or the new one, never anything else.
    """
    os.replace(directory / CURRENT_NEW, directory / CURRENT)  # noqa: PTH105 - named by the promise
    sync_directory(directory)
