"""A commit as readers see it, and whether its files are what was written."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from search.engine import Snapshot
from search.store import manifest, ownership
from search.store.durable import checksum, read_file
from search.store.faults import damaged, is_damage
from search.store.layout import generation_name, manifest_name
from search.store.manifest import Manifest, StoredFile
from search.store.pointer import CommitPoint

Mark = tuple[int, int, int]
"""What changes when somebody writes to a file."""


@dataclass(frozen=True, slots=True)
class View:
    """One commit of an index, read-only: `manifest.files` in `directory`, a generation's.

    `fallback_reason` is None for the live commit; else this is an older one that serves because
    the live one is damaged, and the reason is one line that names the file and the remedy.

    Two views are equal when they show the same commit; after a directory was removed and made
    anew the numbers start again, but `manifest.built_at` differs.
    """

    directory: Path
    manifest: Manifest
    fallback_reason: str | None = None

    @property
    def generation(self) -> int:
        """The number of the rebuild, from 1."""
        return self.manifest.generation

    @property
    def commit(self) -> int:
        """The number of the commit, from 1, counting on across generations."""
        return self.manifest.commit

    @property
    def point(self) -> CommitPoint:
        """The generation and the commit."""
        return CommitPoint(self.generation, self.commit)

    @property
    def snapshot(self) -> Snapshot:
        """What answers made from this commit carry."""
        found = self.manifest
        return Snapshot(found.generation, found.commit, found.built_at, found.articles)

    def check(self, name: str) -> None:
        """Raise IndexDamaged unless every byte of a file is as it was written."""
        for file in self.manifest.files:
            if file.name == name:
                _inspect(self.directory, file, full=True)


def load(directory: Path, point: CommitPoint) -> View:
    """Return the view of a commit in an index; IndexDamaged when its manifest is not sound."""
    generation = directory / generation_name(point.generation)
    path = generation / manifest_name(point.commit)
    try:
        ownership.check(directory, generation, generation.stat())
        found = manifest.from_bytes(read_file(path))
    except ValueError as error:
        raise damaged(directory, path, str(error)) from error
    except OSError as error:
        if not is_damage(error):
            raise
        raise damaged(directory, path, _unreadable(error)) from error
    if (found.generation, found.commit) != point:
        raise damaged(directory, path, "belongs to another commit")
    return View(generation, found)


def inspect(view: View, *, full: bool) -> dict[str, Mark]:
    """Return what changes when somebody writes to any of its files; raise IndexDamaged at the
    first that is missing or not of its size.

    With `full` every byte is read and compared with its checksum, those of the manifest included.
    """
    if full:
        load(view.directory.parent, view.point)
    return {file.name: _inspect(view.directory, file, full=full) for file in view.manifest.files}


def mark(info: os.stat_result) -> Mark:
    """Return what changes when somebody writes to the file that this tells of."""
    return info.st_ino, info.st_size, info.st_mtime_ns


def _inspect(generation: Path, file: StoredFile, *, full: bool) -> Mark:
    try:
        info = os.lstat(os.path.join(generation, file.name))  # noqa: PTH118 - often
        what = _wrong(generation, file, info, full=full)
    except OSError as error:
        if not is_damage(error):
            raise
        raise damaged(generation.parent, generation / file.name, _unreadable(error)) from error
    if what is not None:
        raise damaged(generation.parent, generation / file.name, what)
    return mark(info)


def _wrong(generation: Path, file: StoredFile, info: os.stat_result, *, full: bool) -> str | None:
    """Return what is wrong with a file of a commit, None when nothing is."""
    if not stat.S_ISREG(info.st_mode):
        return "is not a regular file"
    if info.st_size != file.size:
        return f"has {info.st_size} bytes instead of {file.size}"
    if not ownership.is_trusted(info):
        ownership.check(generation.parent, generation / file.name, info)
    if full and checksum(generation / file.name) != (file.size, file.sha256):
        return "does not match its checksum"
    return None


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is missing"
    return f"cannot be read ({error.strerror})"
