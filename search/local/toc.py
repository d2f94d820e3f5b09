"""The table of contents of a commit: Whoosh's own, naming our segments.

It is all that our reading and writing need of Whoosh; everything else is arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from whoosh.filedb.filestore import RamStorage
from whoosh.index import TOC

from search.local import pickles
from search.local.codec import INDEX_NAME, DatelineSegment
from search.local.schema import SCHEMA, ArchiveSchema

pickles.guard()


class SegmentFile(NamedTuple):
    """A segment in a commit: its file, the articles in it, and which of them are removed."""

    name: str
    path: Path
    size: int
    deleted: frozenset[int]

    @property
    def live(self) -> int:
        """How many articles are not removed."""
        return self.size - len(self.deleted)


def fresh(directory: Path, size: int) -> SegmentFile:
    """Return a segment to be written, with a name that none has had before."""
    return _described(directory, DatelineSegment.fresh(size))


def segments(directory: Path, commit: int) -> list[SegmentFile]:
    """Return the segments of a commit in order.

    Raises FileNotFoundError, and ValueError where the table of contents is damaged or not ours.
    """
    name = TOC._filename(INDEX_NAME, commit)
    files = RamStorage()  # so that nothing stays open where reading fails
    files.files[name] = (directory / name).read_bytes()
    try:
        found = TOC.read(files, INDEX_NAME, gen=commit, schema=SCHEMA).segments
    except Exception as error:  # Whoosh's own, of no common kind, and all of pickle's
        raise ValueError(f"{name} cannot be read: {error}") from error
    if not isinstance(found, list) or not all(
        isinstance(segment, DatelineSegment) for segment in found
    ):
        raise ValueError(f"{name} names segments of another kind")
    return [_described(directory, segment) for segment in found]


def commit(directory: Path, commit: int, segments: Iterable[SegmentFile]) -> str:
    """Write the table of contents of a commit; return its file's name."""
    kept = [DatelineSegment(s.name, s.size, s.deleted) for s in segments]
    files = RamStorage()
    TOC(_Written(), kept, commit).write(files, INDEX_NAME)
    name = str(TOC._filename(INDEX_NAME, commit))
    (directory / name).write_bytes(files.files[name])
    return name


def _described(directory: Path, segment: DatelineSegment) -> SegmentFile:
    return SegmentFile(
        name=segment.segid,
        path=directory / segment.file_name(),
        size=segment.doc_count_all(),
        deleted=frozenset(segment.deleted_docs()),
    )


class _Written(ArchiveSchema):
    """Stands for the schema where we write it."""

    def clean(self) -> None:
        """Do nothing: go on."""
