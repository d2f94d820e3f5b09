"""One snapshot of the index, open for reading: terms, places, columns and records.

Article numbers run over all segments in the order of the table of contents. Articles that were
removed keep their number and are left out of everything this module returns.
"""

from __future__ import annotations

import threading
import weakref
import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from search import record
from search.article import Article
from search.local import overlay, pickles
from search.local.occurrences import I64, NOWHERE, Mask, Spans, spans, union
from search.local.schema import SCHEMA, name_term

pickles.guard()

INDEX_NAME = "MAIN"
CACHED_PLACES = 8_000_000
"""Places kept in memory for terms asked for again: 64 MB."""

_NONE: I64 = np.empty(0, dtype=np.int64)

I32 = npt.NDArray[np.int32]


class _Files(FileStorage):  # type: ignore[misc]
    """The files of one reader, so that all of them can be closed when it goes.

    Whoosh leaves files open where reading them fails, and closes readers only when asked.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(str(directory), readonly=True)
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        """Return the file, noted for closing."""
        file = super().open_file(name, **options)
        self._opened.append(file)
        return file

    def close_all(self) -> None:
        """Close every file that is still open."""
        while self._opened:
            file = self._opened.pop()
            if not file.is_closed:
                file.close()


class Reader:
    """A commit of a generation. Safe to share between threads: what is shared is read-only.

    Whoosh's own readers keep a place in their files, so they are used under a lock.
    """

    def __init__(self, directory: Path, commit: int, overlays: Mapping[str, str]) -> None:
        self._directory = directory
        self._overlay_files = overlays
        files = _Files(directory)
        # Searches under way hold on to a reader that has been replaced: it closes with the last.
        self.close = weakref.finalize(self, files.close_all)
        toc = TOC.read(files, INDEX_NAME, gen=commit, schema=SCHEMA)
        self._segments = [
            SegmentReader(files, SCHEMA, segment, generation=commit) for segment in toc.segments
        ]
        self._bases = np.concatenate(
            [[0], np.cumsum([s.doc_count_all() for s in self._segments])]
        ).astype(np.int64)
        self._lock = threading.RLock()
        self._cache: OrderedDict[tuple[str, bytes], Spans] = OrderedDict()
        self._cached = 0
        self._names: dict[str, list[bytes]] = {}
        self.size = int(self._bases[-1])

    # Which articles there are

    @cached_property
    def live(self) -> Mask:
        """Which article numbers hold an article."""
        mask = np.ones(self.size, dtype=np.bool_)
        for base, segment in zip(self._bases, self._segments, strict=False):
            mask[[int(base) + number for number in segment.segment().deleted_docs()]] = False
        return mask

    @cached_property
    def count(self) -> int:
        """How many articles there are."""
        return int(self.live.sum())

    @cached_property
    def segment_names(self) -> tuple[str, ...]:
        """The segments, by the first part of their files' names."""
        return tuple(segment.segment().segment_id() for segment in self._segments)

    # Terms and places

    def names(self, field: str) -> Sequence[bytes]:
        """Return every term of a field of names, in order; kept for the next time."""
        if field not in self._names:
            self._names[field] = list(self.terms(field))
        return self._names[field]

    def terms(self, field: str, prefix: bytes = b"") -> Iterator[bytes]:
        """Yield the terms of a field that begin with `prefix`, in order, each once."""
        found: set[bytes] = set()
        for segment in self._segments:
            with self._lock:
                for name, term in segment.terms_from(field, prefix):
                    if name != field or not term.startswith(prefix):
                        break
                    found.add(term)
        yield from sorted(found)

    def places(self, field: str, term: bytes) -> Spans:
        """Return every place where a word's term stands."""
        key = (field, term)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
            read = [self._read(number, field, term) for number in range(len(self._segments))]
        found = union([part for part in read if len(part)])
        with self._lock:
            if key not in self._cache and len(found) <= CACHED_PLACES // 8:
                self._cache[key] = found
                self._cached += len(found)
                while self._cached > CACHED_PLACES:
                    self._cached -= len(self._cache.popitem(last=False)[1])
        return found

    def holders(self, field: str, term: bytes) -> I64:
        """Return the numbers of the articles that hold a name's term."""
        with self._lock:
            parts = [
                np.fromiter(blocks_ids(segment, field, term), dtype=np.int64) + base
                for base, segment in zip(self._bases, self._segments, strict=False)
            ]
        numbers = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
        return numbers[self.live[numbers]]

    def bound(self, field: str, term: bytes) -> int:
        """Return how many articles held a term when written, those removed since included."""
        with self._lock:
            return sum(
                segment._terms.doc_frequency(field, term)
                for segment in self._segments
                if (field, term) in segment._terms
            )

    def _read(self, number: int, field: str, term: bytes) -> Spans:
        ids: list[int] = []
        values: list[bytes] = []
        for block_ids, block_values in _blocks(self._segments[number], field, term):
            ids.extend(block_ids)
            values.extend(block_values)
        if not ids:
            return NOWHERE
        counts = np.array([len(value) // 4 for value in values])
        differences = np.frombuffer(b"".join(values), dtype="<u4").astype(np.int64)
        running = np.cumsum(differences)
        # Each article's differences start anew: take off what the ones before it added up to.
        ends = np.cumsum(counts)
        before = np.concatenate([[0], running[ends[:-1] - 1]])
        positions = running - np.repeat(before, counts)
        articles = np.array(ids, dtype=np.int64) + self._bases[number]
        kept = np.repeat(self.live[articles], counts)
        found = ((np.repeat(articles, counts) << 32) | positions)[kept]
        return Spans(found, found)

    # Columns

    @cached_property
    def first_day(self) -> I32:
        """The first possible day of each article as an ordinal, 0 when undated."""
        return self._integers("first_day")

    @cached_property
    def last_day(self) -> I32:
        """The last possible day of each article as an ordinal, 0 when undated."""
        return self._integers("last_day")

    @cached_property
    def title_words(self) -> I32:
        """The number of positions in each title."""
        return self._integers("title_words")

    @cached_property
    def body_words(self) -> I32:
        """The number of positions in each body."""
        return self._integers("body_words")

    @cached_property
    def ids(self) -> list[str]:
        """The id of each article."""
        return [value.decode() for value in self._bytes("id_name")]

    @cached_property
    def id_rank(self) -> I64:
        """The rank of each article's id among all of them."""
        rank = np.empty(self.size, dtype=np.int64)
        rank[np.array(sorted(range(self.size), key=self.ids.__getitem__), dtype=np.int64)] = (
            np.arange(self.size)
        )
        return rank

    @cached_property
    def languages(self) -> tuple[str | None, ...]:
        """The languages of the archive's articles, None among them when some are unknown."""
        names, _ = self.coded("lang_name")
        return tuple(name or None for name in names)

    @cached_property
    def keys(self) -> I32:
        """The key of each article: a number of its own for as long as its generation lasts."""
        return self._integers("key")

    def overlaid(self, name: str) -> I32 | None:
        """Return an overlay's value for each article, None when there is no such overlay."""
        if name not in self._overlay_files:
            return None
        return overlay.read(self._directory / self._overlay_files[name], self.keys)

    def coded(self, column: str) -> tuple[tuple[str, ...], I64]:
        """Return the distinct values of a column and, for each article, which one it has."""
        return self._coded[column]

    @cached_property
    def _coded(self) -> dict[str, tuple[tuple[str, ...], I64]]:
        coded = {}
        for column in ("outlet_name", "agency_name", "lang_name"):
            numbers: dict[bytes, int] = {}
            codes = np.array(
                [numbers.setdefault(v, len(numbers)) for v in self._bytes(column)], dtype=np.int64
            )
            coded[column] = (tuple(value.decode() for value in numbers), codes)
        return coded

    @cached_property
    def persons(self) -> tuple[tuple[tuple[str, str], ...], I64, I64]:
        """The (identity, name) of everybody named, and two parallel arrays: article and person."""
        numbers: dict[str, int] = {}
        people: list[tuple[str, str]] = []
        articles: list[int] = []
        named: list[int] = []
        for article, value in enumerate(self._bytes("people_names")):
            for line in value.decode().split("\n") if value else ():
                identity, _, name = line.partition("\t")
                if identity not in numbers:
                    numbers[identity] = len(numbers)
                    people.append((identity, name))
                articles.append(article)
                named.append(numbers[identity])
        return tuple(people), np.array(articles, dtype=np.int64), np.array(named, dtype=np.int64)

    def known(self, field: str) -> Mask:
        """Return which articles have a value for outlet, agency or lang, or name people."""
        if field == "people":
            mask = np.zeros(self.size, dtype=np.bool_)
            mask[self.persons[1]] = True
            return mask
        names, codes = self.coded(f"{field}_name")
        return np.array([bool(name) for name in names] or [False])[codes]

    def starts(self, unit: str, field: str, articles: Mask) -> I64:
        """Return the places where sentences or paragraphs begin in a field of these articles."""
        numbers = np.flatnonzero(articles)
        if field == "body":
            return self._numbered(f"{unit}s", numbers)
        later = self._numbered("title_sentences", numbers) if unit == "sentence" else _NONE
        return np.sort(np.concatenate([numbers << 32, later]))

    def quotations(self, articles: Mask) -> Spans:
        """Return the stretches of quoted words in these articles' bodies."""
        numbers = np.flatnonzero(articles)
        flat = self._numbered("quotes", numbers)
        return spans(flat[0::2], flat[1::2])

    def _numbered(self, column: str, articles: I64) -> I64:
        """Return the places that a column of packed positions holds for these articles."""
        found = [
            (number << 32) | np.frombuffer(value, dtype="<u4").astype(np.int64)
            for number, value in zip(
                articles.tolist(), self._bytes(column, articles.tolist()), strict=True
            )
            if value
        ]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    # Articles

    def number(self, article_id: str) -> int | None:
        """Return the number of the article with this id."""
        found = self.holders("id", name_term(article_id))
        return int(found[-1]) if len(found) else None

    def has_checksum(self, number: int, checksum: str) -> bool:
        """Return whether an article was made from the record with this checksum."""
        return number in self.holders("checksum", name_term(checksum))

    def article(self, number: int) -> Article:
        """Return the article with this number."""
        (packed,) = self._bytes("record", [number])
        return record.loads(zlib.decompress(packed))

    def _integers(self, column: str) -> I32:
        values = [v for segment in self._segments for v in self._column(segment, column)]
        return np.array(values, dtype=np.int32)

    def _bytes(self, column: str, articles: Sequence[int] | None = None) -> list[bytes]:
        """Return a column's values for all articles, or for some given in ascending order."""
        with self._lock:
            if articles is None:
                return [v for segment in self._segments for v in self._column(segment, column)]
            readers = [self._column(segment, column) for segment in self._segments]
            at = np.searchsorted(self._bases, articles, side="right") - 1
            return [
                readers[s][a - int(self._bases[s])]
                for s, a in zip(at.tolist(), articles, strict=True)
            ]

    def _column(self, segment: Any, column: str) -> Any:
        with self._lock:
            return segment.column_reader(column, translate=False)


def blocks_ids(segment: Any, field: str, term: bytes) -> Iterator[int]:
    """Yield the article numbers, within the segment, that hold a term."""
    for ids, _ in _blocks(segment, field, term, values=False):
        yield from ids


def _blocks(
    segment: Any, field: str, term: bytes, *, values: bool = True
) -> Iterator[tuple[Sequence[int], Sequence[bytes]]]:
    """Yield (ids, values) of each posting block of a term.

    Whoosh's matcher hands out one posting at a time; its blocks are read whole here, which is some
    ten times quicker. It relies on W3LeafMatcher as Whoosh 2.7.4 has it.
    """
    if (field, term) not in segment._terms:
        return
    matcher = segment._terms.matcher(field, term, SCHEMA[field].format)
    while matcher.is_active():
        matcher._read_ids()
        if values:
            matcher._read_values()
        yield matcher._ids, matcher._values if values else ()
        matcher._next_block()
