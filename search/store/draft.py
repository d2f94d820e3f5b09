"""A commit in the making: invisible to readers until it is published."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from search.errors import IndexFault
from search.store import durable, manifest, pointer
from search.store.layout import NEW, generation_name, is_engine_file, manifest_name
from search.store.manifest import Manifest, StoredFile
from search.store.pointer import CommitPoint, Pointer
from search.store.view import Mark, View, mark


class Draft:
    """A directory, `path`, to write new files into, and the one way to make them live.

    `base` is the live commit that this one adds to, None for a new generation. Its files may be
    read, taken into this commit by naming them in `publish`, and never be changed or removed.
    `kept` are the commits that will stay beside this one. `marks` tells of each file of `base`
    what changes when somebody writes to it.
    """

    def __init__(
        self,
        directory: Path,
        point: CommitPoint,
        base: View | None,
        kept: tuple[CommitPoint, ...],
        marks: Mapping[str, Mark],
    ) -> None:
        self.path = directory / generation_name(point.generation)
        self.point = point
        self.base = base
        self.published: View | None = None
        self._directory = directory
        self.kept = kept
        self._old = {} if base is None else {file.name: file for file in base.manifest.files}
        self._marks = marks

    def publish(
        self,
        *,
        files: Iterable[str],
        articles: int,
        data: Mapping[str, Any],
        check: Callable[[View], object],
    ) -> View:
        """Make a commit of `files` live, and return it once it is safe on disk.

        `files` are the names, in `path`, of all that the commit consists of, old and new. `data`
        is JSON. `check` is given the commit as readers will see it, before they do; what it
        raises ends the attempt and nothing has changed.
        """
        names = set(files)
        for name in self._old.keys() - names:
            self._mark(name)
        path = self.path / manifest_name(self.point.commit)
        new = path.with_name(path.name + NEW)
        with durable.Flushing() as flushing:
            record = Manifest(
                generation=self.point.generation,
                commit=self.point.commit,
                built_at=dt.datetime.now(dt.timezone.utc),
                articles=articles,
                files=tuple(self._stored(name, flushing) for name in sorted(names)),
                data=data,
            )
            written = manifest.to_bytes(record)
            flushing.write(new, written)
            pointer.prepare(self._directory, Pointer(self.point, self.kept), flushing)
            view = View(self.path, manifest.from_bytes(written))
            check(view)
            flushing.finish()
        os.replace(new, path)  # noqa: PTH105 - named by the promise
        try:
            durable.sync_directory(self.path)
            self._switch(view)
        except BaseException:
            # Without CURRENT a manifest alone would make this commit one to fall back on.
            if self.published is None:
                with suppress(OSError):
                    path.unlink()
            raise
        return view

    def _stored(self, name: str, flushing: durable.Flushing) -> StoredFile:
        if not is_engine_file(name):
            raise ValueError(f"a file of a commit cannot be called {name!r}")
        old = self._old.get(name)
        if old is not None and self._mark(name) == self._marks[name]:
            return old
        path = self.path / name
        stored = StoredFile(
            name, *(flushing.take(path) if old is None else durable.checksum(path))
        )
        if old is not None and stored != old:
            raise RuntimeError(f"{name} belongs to the live commit and was changed")
        return stored

    def _mark(self, name: str) -> Mark:
        """Return the mark of a file of the live commit, which must be there."""
        try:
            return mark(os.stat(os.path.join(self.path, name)))  # noqa: PTH116, PTH118 - often
        except FileNotFoundError as error:
            raise RuntimeError(f"{name} belongs to the live commit and was removed") from error

    def _switch(self, view: View) -> None:
        try:
            pointer.switch(self._directory)
        except BaseException as error:
            # The last step is to flush a switch that has already happened.
            if not self._is_live():
                raise
            self.published = view
            if not isinstance(error, OSError):
                raise
            raise IndexFault(
                f"The new index in {self._directory} is in use, but the disk did not confirm that "
                f"it is safe there: {error.strerror}. Check the disk, then run: index verify",
                code="index.not-confirmed",
                path=self._directory,
            ) from error
        self.published = view

    def _is_live(self) -> bool:
        try:
            return pointer.read(self._directory).live == self.point
        except (OSError, ValueError):
            return False
