"""Articles to segments, by Whoosh's own segment writer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.writing import SegmentWriter

from search.article import Article
from search.local import lexicon, pickles
from search.local.codec import DatelineCodec
from search.local.reader import INDEX_NAME
from search.local.schema import SCHEMA, document

pickles.guard()

MEMORY_MB = 64
"""Postings kept in memory before Whoosh spills them to a run on disk."""


class _Directory:
    """What Whoosh's segment writer wants to know of an index: where it is, what it holds."""

    indexname = INDEX_NAME

    def __init__(self, directory: Path, base: int | None) -> None:
        self.storage = FileStorage(str(directory))
        self._base = base

    def _read_toc(self) -> Any:
        if self._base is None:
            return TOC(SCHEMA, [], 0)
        return TOC.read(self.storage, INDEX_NAME, gen=self._base, schema=SCHEMA)


class Writer(SegmentWriter):  # type: ignore[misc]
    """Writes one commit into `directory`: new segments, and a table of contents of all.

    `base` is the commit to add to, None for an empty index; articles get keys from `first_key` on.
    Nothing that is there is changed or removed: the store sweeps what no commit needs any more.
    """

    def __init__(self, directory: Path, commit: int, base: int | None, first_key: int) -> None:
        super().__init__(
            _Directory(directory, base), _lk=False, limitmb=MEMORY_MB, codec=DatelineCodec()
        )
        self._directory = directory
        self.generation = commit
        self._numbers: dict[str, int] = {}
        self.next_key = first_key
        self.files: list[str] = []

    def put(self, article: Article) -> bool:
        """Write an article; return False when it takes the place of one put before."""
        fresh = article.id not in self._numbers
        if not fresh:
            self.newsegment.delete_document(self._numbers[article.id])
        self._numbers[article.id] = self.docnum
        self.add_document(**document(article), key=self.next_key)
        self.next_key += 1
        return fresh

    def finish(self) -> list[str]:
        """Write everything out and return the names of the files that make up the commit."""
        self.commit()
        return self.files

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        self._write_lexicons(segment)
        return segment

    def _write_lexicons(self, segment: Any) -> None:
        """Write the words of a segment just finished, sorted for patterns."""
        with closing(self.codec.terms_reader(self.storage, segment)) as terms:
            for field in lexicon.FIELDS:
                path = self._directory / lexicon.file_name(segment.segment_id(), field)
                lexicon.write(path, _of_field(terms, field))

    def _commit_toc(self, segments: list[Any]) -> None:
        TOC(SCHEMA, segments, self.generation).write(self.storage, INDEX_NAME)
        kept = {segment.segment_id() for segment in segments}
        self.files = [
            TOC._filename(INDEX_NAME, self.generation),
            *_files_of(kept, self._directory),
        ]


def _of_field(terms: Any, field: str) -> Iterator[bytes]:
    for name, term in terms.terms_from(field, b""):
        if name != field:
            return
        yield term


def _files_of(segments: set[str], directory: Path) -> Iterator[str]:
    for path in sorted(directory.iterdir()):
        if path.name.partition(".")[0] in segments and path.is_file():
            yield path.name
