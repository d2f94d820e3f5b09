"""Articles to a commit: new segments, those that stay, and the table of contents of all.

What stays is never read again: segments are taken over as they are, or put together from their
arrays.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search import record
from search.codec import jit, tiers
from search.codec.builder import SegmentWriter
from search.codec.merging import Source, merge
from search.errors import IndexFault
from search.local import toc
from search.local.entry import ANALYSIS, entry
from search.local.opened import OpenedSegment, opened
from search.local.reader import Part, Reader
from search.local.repeats import shared, superseded
from search.local.toc import SegmentFile

NATIVE_LETTERS = 2_000_000
"""Text that is worth waiting for compiled kernels."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a commit consists of, and how it differs from the snapshot it was compared with.

    Of the articles put or kept, `added` were not in that snapshot, `met` were, and `changed` of
    those were made from another record. `commits` are those that any article came with.
    """

    files: list[str]
    articles: int
    added: int
    met: int
    changed: int
    commits: frozenset[int]


class Writer:
    """Writes one commit into `directory`.

    `base` is the snapshot that the commit adds to, None for one that begins empty; `before` the
    one to compare with and to keep articles of. New articles get keys from `next_key` on. No file
    that is there is changed or removed: the store sweeps what no commit needs any more.
    """

    def __init__(
        self,
        directory: Path,
        commit: int,
        base: Reader | None,
        before: Reader | None,
        next_key: int,
    ) -> None:
        self.next_key = next_key
        self._directory = directory
        self._commit = commit
        self._base = base
        self._before = before
        self._kept = _Kept()
        self._dropped: dict[Part, set[int]] = {}
        self._waiting: list[bytes] = []
        self._letters = 0
        self._put = 0
        self._is_any_met = False
        self._writer: SegmentWriter | None = None
        self._new: list[SegmentFile] = []

    def put(self, packed: bytes) -> None:
        """Write the article of a record, in the place of any put, kept or there under its id."""
        self._put += 1
        self._letters += len(packed)
        if self._letters > NATIVE_LETTERS and not jit.is_native():
            jit.native()
        # Until it is known whether there are many: what was analysed before kernels were loaded
        # took as long as loading them.
        self._waiting.append(packed)
        if jit.is_native():
            self._end_wait()

    def _end_wait(self) -> None:
        waiting, self._waiting = self._waiting, []
        for packed in waiting:
            self._write(packed)

    def _write(self, packed: bytes) -> None:
        if self._writer is None:
            self._writer = SegmentWriter(self._directory, ANALYSIS)
        self._writer.add(entry(packed, self.next_key, self._came_with(packed)))
        self.next_key += 1
        if self._writer.is_full:
            self._end_segment()

    def _came_with(self, packed: bytes) -> int:
        """Return the commit that an article came with: this one, or that its id came with."""
        if self._before is None or not self._before.size:
            return self._commit
        number = self._before.number(record.head(packed).id)
        if number is None:
            return self._commit
        self._is_any_met = True
        return self._before.commit(number)

    def keep(self, article_id: str, head: bytes) -> None:
        """Take over an article of the snapshot before; with this head, if it has another.

        Raises IndexFault where there is no such article.
        """
        number = self._before.number(article_id) if self._before is not None else None
        if self._before is None or number is None:
            raise IndexFault(
                f"The index {self._directory.parent} has changed meanwhile. Try again.",
                code="index.superseded",
                path=self._directory.parent,
            )
        if self._before.front(number).startswith(head):
            self._kept.keep(*self._before.place(number), self._put)
        else:
            self.put(head + record.rest(self._before.record(number)))

    def drop(self, number: int) -> None:
        """Leave out an article of the base."""
        if self._base is not None:
            part, at = self._base.place(number)
            self._dropped.setdefault(part, set()).add(at)

    def finish(self) -> Written:
        """Write everything out and return what there is now."""
        self._end_wait()
        self._end_segment()
        self._drop_repeated()
        added, met, changed = self._compared()
        kept = list(self._of_base()) if self._base is not None else list(self._kept.files())
        segments = self._merged([*kept, *self._new])
        name = toc.commit(self._directory, self._commit, segments)
        return Written(
            files=[name, *(segment.path.name for segment in segments)],
            articles=sum(segment.live for segment in segments),
            added=added,
            met=met + len(self._kept),
            changed=changed,
            commits=frozenset().union(*self._commits(segments)),
        )

    def _commits(self, segments: Sequence[SegmentFile]) -> Iterator[frozenset[int]]:
        there = self._base.segments if self._base is not None else ()
        files = {part.described.name: part.file for part in there}
        for segment in segments:
            file = files.get(segment.name) or opened(segment.path)
            yield file.came_with

    def close(self) -> None:
        """Remove what was only needed while writing."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _end_segment(self) -> None:
        if self._writer is None:
            return
        segment = toc.fresh(self._directory, len(self._writer))
        self._writer.finish(segment.path)
        self._new.append(segment)
        self.close()

    def _drop_repeated(self) -> None:
        """Mark as removed what a later article of the same id was put in the place of."""
        if self._put < 2:
            return
        files = [opened(segment.path) for segment in self._new]
        for place, file in enumerate(files):
            dead = set(superseded(file.names["id"]))
            for later in files[place + 1 :]:
                dead.update(at for at, _ in shared(file.names["id"], later.names["id"]))
            self._new[place] = _without(self._new[place], dead)

    def _compared(self) -> tuple[int, int, int]:
        """Return how many of the articles put are new, were there before, and are changed.

        Of an article that was put and kept, the later stays.
        """
        if not self._is_any_met:
            return sum(segment.live for segment in self._new), 0, 0
        met = changed = 0
        put = 0
        for place, segment in enumerate(self._new):
            file = opened(segment.path)
            overtaken: set[int] = set()
            for part in self._before.segments if self._before is not None else ():
                for at, old in shared(file.names["id"], part.file.names["id"]):
                    if at in segment.deleted or not part.live[old]:
                        continue
                    if self._kept.is_later(part, old, put + at):
                        overtaken.add(at)
                        continue
                    met += 1
                    changed += _checksum(file, at) != part.checksum(old)
                    if self._base is not None:
                        self._dropped.setdefault(part, set()).add(old)
            put += segment.size
            self._new[place] = _without(segment, segment.deleted | overtaken)
        live = sum(segment.live for segment in self._new)
        return live - met, met, changed

    def _of_base(self) -> Iterator[SegmentFile]:
        assert self._base is not None
        for part in self._base.segments:
            gone = self._dropped.get(part, set())
            yield _without(part.described, part.described.deleted | gone)

    def _merged(self, segments: list[SegmentFile]) -> list[SegmentFile]:
        """Return the segments of the commit, all in its directory, few enough."""
        segments = [segment for segment in segments if segment.live]
        gone: set[int] = set()
        live, removed = [s.live for s in segments], [len(s.deleted) for s in segments]
        for group in tiers.due(live, removed, self._put):
            segments[group[0]] = self._one([segments[number] for number in group])
            gone.update(group[1:])
        return [
            self._here(segment) for number, segment in enumerate(segments) if number not in gone
        ]

    def _here(self, segment: SegmentFile) -> SegmentFile:
        """Return a segment in the directory of the commit."""
        if segment.path.parent == self._directory:
            return segment
        if segment.deleted:
            return self._one([segment])
        copy = toc.fresh(self._directory, segment.size)
        shutil.copyfile(segment.path, copy.path)
        return copy

    def _one(self, segments: list[SegmentFile]) -> SegmentFile:
        one = toc.fresh(self._directory, sum(segment.live for segment in segments))
        sources = [
            Source(opened(s.path).segment, _live(s) if s.deleted else None) for s in segments
        ]
        merge(sources, one.path)
        return one


class _Kept:
    """Which articles of the snapshot before are kept, and how many had been put until then."""

    def __init__(self) -> None:
        self._since: dict[Part, npt.NDArray[np.int64]] = {}

    def __len__(self) -> int:
        return sum(int((since >= 0).sum()) for since in self._since.values())

    def keep(self, part: Part, at: int, put: int) -> None:
        """Keep an article, after so many had been put."""
        if part not in self._since:
            self._since[part] = np.full(part.size, -1, dtype=np.int64)
        self._since[part][at] = put

    def is_later(self, part: Part, at: int, number: int) -> bool:
        """Return whether an article was kept after this one was put; if before, drop it."""
        since = self._since.get(part)
        if since is None or since[at] < 0:
            return False
        if since[at] > number:
            return True
        since[at] = -1
        return False

    def files(self) -> Iterator[SegmentFile]:
        """Yield the segments with something in them that is kept."""
        for part, since in self._since.items():
            gone = frozenset(np.flatnonzero(since < 0).tolist())
            yield _without(part.described, gone)


def _without(segment: SegmentFile, deleted: set[int] | frozenset[int]) -> SegmentFile:
    """Return the segment with these of its articles removed."""
    return segment._replace(deleted=frozenset(deleted))


def _live(segment: SegmentFile) -> npt.NDArray[np.bool_]:
    live = np.ones(segment.size, dtype=np.bool_)
    live[sorted(segment.deleted)] = False
    return live


def _checksum(file: OpenedSegment, at: int) -> bytes:
    names = file.names["checksum"]
    return names.terms[int(names.rows(file.size)[at])]
