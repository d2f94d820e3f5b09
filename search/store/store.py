"""The store: one directory, many readers, one writer."""

from __future__ import annotations

import datetime as dt
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from search.errors import IndexDamaged, IndexFault
from search.store import generations, layout, pointer
from search.store.durable import read_file
from search.store.faults import is_damage, told_reading, told_writing
from search.store.lock import WriterLock
from search.store.pointer import CommitPoint
from search.store.view import View, inspect
from search.store.writer import Writer, prepare

T = TypeVar("T")
SUPERSEDED = "index.superseded"
Stamp = tuple[int, int, int, int, int]

# A reader between reading CURRENT and opening files can be overtaken this often by writers.
_ATTEMPTS = 20

# File times advance in steps of some milliseconds: a younger file may change again unnoticed.
_SETTLED_NS = 100_000_000


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found in the directory when CURRENT had this stamp and these bytes."""

    stamp: Stamp | None
    content: bytes | None
    settled: bool
    view: View


class Store:
    """An index in `directory`, which need not exist yet; nothing is created before `writing`.

    Every method may be called from any thread. Errors are IndexFault and its kinds.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = Path(os.path.abspath(directory))  # noqa: PTH100 - symlinks stay
        self._current = str(self.directory / layout.CURRENT)
        self._seen: _Seen | None = None
        self._condemned: dict[tuple[CommitPoint, dt.datetime], IndexDamaged] = {}
        self._looking = threading.Lock()
        self._written: tuple[_Seen, generations.Known] | None = None

    def current(self) -> View:
        """Return the live commit; one `stat` unless it has changed.

        Files are checked for presence and size when a commit is first seen. When it is damaged the
        commit before it serves, with a `fallback_reason`. Raises IndexAbsent, or IndexDamaged when
        no commit is sound.
        """
        seen = self._seen
        if seen is not None and seen.settled and seen.stamp == self._stamp():
            return seen.view
        with told_reading(self.directory), self._looking:
            return self._look()

    def remembered(self) -> View:
        """Return the newest commit whose manifest can be read, although its files may be damaged.

        For what a manifest alone tells, such as where the articles came from. Raises IndexAbsent,
        or IndexDamaged when no manifest is sound.
        """
        with told_reading(self.directory):
            return generations.remembered(self.directory)

    def verify(self, view: View | None = None, *, full: bool = True) -> View:
        """Return the commit, by default the live one, once its files match their manifest.

        `full` reads every byte, else presence and size are looked at. Raises IndexDamaged, which
        names the file and the command that repairs; from then on `current` falls back. Raises
        IndexFault, `index.superseded`, when writers have meanwhile removed the commit.
        """
        with told_reading(self.directory):
            for _ in range(_ATTEMPTS):
                checked = generations.live(self.directory) if view is None else view
                try:
                    inspect(checked, full=full)
                except IndexDamaged as damage:
                    if not self._is_gone(checked):
                        self._condemn(checked, damage)
                        raise
                    if view is not None:
                        break
                else:
                    return checked
            raise self._superseded()

    def open(self, opener: Callable[[View], T], *, full: bool = False) -> T:
        """Return what `opener` makes of the current commit, for instance an open index.

        When a writer removes the commit under its hands, or it raises IndexDamaged or finds no
        file, `opener` is called again with the commit that is live by then, or with the fallback.
        `full` verifies checksums first. Another OSError about the index becomes an IndexFault.
        """
        with told_reading(self.directory, whole=False):
            for _ in range(_ATTEMPTS):
                view = self.current()
                try:
                    if full:
                        self.verify(view)
                    return opener(view)
                except IndexDamaged as damage:
                    if not self._is_gone(view):
                        self._condemn(view, damage)
                except IndexFault as fault:
                    if fault.code != SUPERSEDED:
                        raise
                except OSError as error:
                    if not is_damage(error) or self._is_sound(view):
                        raise
            raise self._superseded()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Say as IndexFault what the disk refuses while files of a commit are read."""
        with told_reading(self.directory):
            yield

    @contextmanager
    def writing(self, command: str) -> Iterator[Writer]:
        """Hold the lock of the one writer, and sweep what earlier ones left.

        Raises IndexBusy at once when another holds it; that other will tell of this `command`.
        Errors of the disk, in the block too, become NotEnoughSpace or another IndexFault. A draft
        that is not published when the block ends is removed.
        """
        with ExitStack() as stack:
            with told_writing(self.directory, whole=True):
                prepare(self.directory)
                stack.enter_context(WriterLock(self.directory / layout.LOCK, command))
                writer = Writer(self.directory, self._known())
            stack.callback(writer.close)
            with told_writing(self.directory):
                yield writer
                self._note(writer)

    def _look(self) -> View:
        for _ in range(_ATTEMPTS):
            now = time.time_ns()
            stamp, content = self._stamp(), self._content()
            seen = self._seen
            if seen is not None and stamp is not None and seen.stamp == stamp:
                if not seen.settled and seen.content == content and _is_settled(stamp, now):
                    self._seen = replace(seen, settled=True)
                if seen.settled or seen.content == content:
                    return seen.view
            try:
                view = generations.resolve(self.directory, self._condemned)
            except (OSError, IndexFault):
                if self._stamp() != stamp:
                    continue
                self._seen = None
                raise
            if self._stamp() == stamp and self._content() == content:
                self._seen = _Seen(stamp, content, _is_settled(stamp, now), view)
                return view
        return generations.resolve(self.directory, self._condemned)

    def _note(self, writer: Writer) -> None:
        """Take note of what a writer has published, while nobody else can."""
        published = writer.published
        if published is not None:
            with self._looking:
                self._seen = _Seen(self._stamp(), self._content(), False, published)
            self._written = self._seen, writer.known

    def _known(self) -> generations.Known | None:
        """Return the manifests that the last writer here has met, if no other has written since.

        Whoever holds the lock asks.
        """
        if self._written is None:
            return None
        seen, known = self._written
        is_same = seen.stamp == self._stamp() and seen.content == self._content()
        return known if is_same and None not in (seen.stamp, seen.content) else None

    def _condemn(self, view: View, damage: IndexDamaged) -> None:
        with self._looking:
            self._condemned[view.point, view.manifest.built_at] = damage
            self._seen = None

    def _is_gone(self, view: View) -> bool:
        """Return whether writers have published so often since that this commit is not kept."""
        try:
            return view.point not in pointer.read(self.directory).points
        except (OSError, ValueError):
            return False

    def _is_sound(self, view: View) -> bool:
        """Return whether a commit that could not be opened is kept and its files are there."""
        if self._is_gone(view):
            return False
        try:
            inspect(view, full=False)
        except IndexDamaged as damage:
            self._condemn(view, damage)
            return False
        return True

    def _superseded(self) -> IndexFault:
        return IndexFault(
            f"The index {self.directory} was rebuilt meanwhile. Try again.",
            code=SUPERSEDED,
            path=self.directory,
        )

    def _stamp(self) -> Stamp | None:
        """Return what changes whenever CURRENT does; None when it cannot be told."""
        try:
            info = os.stat(self._current)  # noqa: PTH116 - once a request
        except OSError:
            return None
        return info.st_dev, info.st_ino, info.st_size, info.st_ctime_ns, info.st_mtime_ns

    def _content(self) -> bytes | None:
        """Return what CURRENT holds; None when it cannot be read."""
        try:
            return read_file(self._current)
        except OSError:
            return None


def _is_settled(stamp: Stamp | None, now_ns: int) -> bool:
    """Return whether CURRENT cannot change any more without another stamp."""
    return stamp is not None and abs(now_ns - stamp[-1]) > _SETTLED_NS
