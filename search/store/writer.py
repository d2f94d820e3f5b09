"""The one writer of an index, for as long as it holds the lock."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from search.errors import IndexAbsent, IndexDamaged, IndexFault
from search.store import durable, generations, layout, ownership, space
from search.store.draft import Draft
from search.store.pointer import CommitPoint, Pointer
from search.store.view import View, inspect


class Writer:
    """Makes drafts, one at a time. Made by `Store.writing`, which holds the lock around it."""

    def __init__(self, directory: Path, known: generations.Known | None = None) -> None:
        self._directory = directory
        self._process = os.getpid()
        self._draft: Draft | None = None
        self._known = known or generations.Known()
        if self._known.swept is None:  # else nobody has written since the writer before swept
            self._sweep()
        self._live: View | None = None

    @property
    def live(self) -> View | None:
        """The commit readers see; None when there is none, or none that is sound."""
        return self.published or self._live or _sound_commit(self._directory, self._known)

    @property
    def known(self) -> generations.Known:
        """The manifests it has met, of all commits that are kept."""
        if self._draft is not None and self._draft.published is not None:
            self._known.add(self._draft.published, self._draft.kept)
        return self._known

    @property
    def published(self) -> View | None:
        """The last draft that was published; None when there is none."""
        return None if self._draft is None else self._draft.published

    def need(self, size_bytes: int) -> None:
        """Raise NotEnoughSpace when the disk has no room for this many bytes more."""
        space.require(self._directory, size_bytes)

    def new_generation(self) -> Draft:
        """Return a draft in an empty directory of its own, beside what is live."""
        self._settle()
        point = generations.next_point(self._directory)
        live = self.live
        durable.make_directory(self._directory / layout.generation_name(point.generation))
        kept = () if live is None else (live.point,)
        self._draft = Draft(self._directory, point, None, kept, {})
        return self._draft

    def new_commit(self) -> Draft:
        """Return a draft in the live generation's directory, where its files may be reused.

        Raises IndexAbsent when there is nothing to add to, and IndexDamaged when what is live is
        not sound: adding to a fallback would quietly drop what came after it.
        """
        self._settle()
        current = self._known.swept or generations.pointed(self._directory)
        live = self._known(self._directory, current.live)
        marks = inspect(live, full=False)
        self._live = live
        point = generations.next_commit(self._directory, current)
        kept = (live.point, *self._previous(current))
        self._draft = Draft(self._directory, point, live, kept, marks)
        return self._draft

    def close(self) -> None:
        """Remove what was not published, and what no longer needs to be kept."""
        # A forked child that unwinds must not remove the draft its parent is still writing.
        if self._process == os.getpid():
            with suppress(OSError):  # the next writer sweeps again
                self._sweep()

    def _settle(self) -> None:
        """Take note of the last draft, which must be done with, before there is another."""
        if self._draft is None:
            return
        if self._draft.published is None:
            raise RuntimeError("the last draft has not been published")
        self._sweep()
        self._live, self._draft = self._draft.published, None

    def _sweep(self) -> None:
        """Remove what no commit needs that is kept."""
        draft, known = self._draft, self.known
        current = None
        if draft is not None and draft.published is not None:
            current = Pointer(draft.published.point, draft.kept)
        known.swept = None
        known.swept = generations.sweep(self._directory, known, current)

    def _previous(self, current: Pointer) -> tuple[CommitPoint, ...]:
        """Return the last commit of the generation before, if it is still sound."""
        live = current.live.generation
        before = (point for point in current.kept if point.generation != live)
        return tuple(
            point for point in before if generations.is_sound(self._directory, point, self._known)
        )[:1]


def prepare(directory: Path) -> None:
    """Make the directory of an index, or make sure that it can be one."""
    with suppress(FileExistsError):  # another writer makes it at this moment
        if not directory.exists():
            durable.make_directory(directory)
            return
    if not layout.is_index(directory):
        raise IndexFault(
            f"{directory} is not empty and holds no index. Name a directory for the index alone.",
            code="index.not-an-index",
            path=directory,
        )
    ownership.close_to_others(directory)


def _sound_commit(directory: Path, known: generations.Known) -> View | None:
    try:
        return generations.resolve(directory, {}, known)
    except (IndexAbsent, IndexDamaged):
        return None
