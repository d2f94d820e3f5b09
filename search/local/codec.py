"""What makes our segments segments of Whoosh's.

A segment is one file of arrays (search.codec), `MAIN_<name>.dateline`. Whoosh's table of contents
holds a DatelineSegment for each: how many articles are in the file, and which of them are removed.
**The dotted path of that class is part of the disk format.**

    terms.py      what the words and names of a segment are, to Whoosh
    matcher.py    where one of them stands
    columns.py    what articles are sorted and shown by
    documents.py  which articles there are, and how long
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from whoosh.codec.base import Codec, Segment

from search.codec.container import FORMAT
from search.errors import UsageError
from search.local import pickles
from search.local.opened import OpenedSegment, opened
from search.local.toc import INDEX_NAME, SUFFIX, checked

if TYPE_CHECKING:
    from search.local.documents import DocumentsReader
    from search.local.terms import TermsReader

__all__ = ["FORMAT", "INDEX_NAME", "SUFFIX", "DatelineCodec", "DatelineSegment"]

pickles.guard()  # whoever opens an index of ours with Whoosh comes by here


class DatelineSegment(Segment):  # type: ignore[misc]
    """A segment of `size` articles, of which those numbered `deleted` are removed.

    `name` is lower-case letters and digits. Raises ValueError for what no segment of ours is, as
    it is made from what is on disk.
    """

    def __init__(self, name: str, size: int, deleted: Iterable[int] = ()) -> None:
        # Whoosh's own constructor would make up a name.
        self.indexname = INDEX_NAME
        self.compound = False
        self.segid, self._size, gone = checked(name, size, deleted)
        self._deleted = set(gone)

    def __reduce__(self) -> tuple[type[DatelineSegment], tuple[str, int, tuple[int, ...]]]:
        """Return the class and its arguments, and no state: that is all of the disk format."""
        return DatelineSegment, (self.segid, self._size, tuple(sorted(self._deleted)))

    def file_name(self) -> str:
        """Return the name of its one file."""
        return str(self.make_filename(SUFFIX))

    def codec(self, **_: Any) -> DatelineCodec:
        """Return the codec that reads it."""
        return DatelineCodec()

    def should_assemble(self) -> bool:
        """Return False: it is one file as it is."""
        return False

    def doc_count_all(self) -> int:
        """Return how many articles there are, those removed included."""
        return self._size

    def deleted_count(self) -> int:
        """Return how many articles are removed."""
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        """Return the numbers of those removed."""
        return iter(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        """Return whether an article is removed."""
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Remove an article, or take it back: on disk it is so once a commit says it."""
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)


class DatelineCodec(Codec):  # type: ignore[misc]
    """How Whoosh reads our segments. It cannot write them."""

    def terms_reader(self, storage: Any, segment: DatelineSegment) -> TermsReader:
        """Return the terms of a segment."""
        from search.local.terms import TermsReader  # only Whoosh's own searches need it

        return TermsReader(_open(storage, segment))

    def per_document_reader(self, storage: Any, segment: DatelineSegment) -> DocumentsReader:
        """Return the articles of a segment."""
        from search.local.documents import DocumentsReader

        return DocumentsReader(_open(storage, segment), segment)

    def new_segment(self, storage: Any, indexname: str) -> NoReturn:
        """Raise UsageError."""
        _refuse()

    def per_document_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Raise UsageError."""
        _refuse()

    def field_writer(self, storage: Any, segment: Any) -> NoReturn:
        """Raise UsageError."""
        _refuse()


def _refuse() -> NoReturn:
    raise UsageError(
        "Whoosh's writers cannot write segments of this format. Use: index add",
        code="index.foreign-writer",
    )


def _open(storage: Any, segment: DatelineSegment) -> OpenedSegment:
    return opened(Path(storage.folder, segment.file_name()))
