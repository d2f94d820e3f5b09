"""Articles to a segment: collected in memory up to a bound, written as parts, then merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from search.codec import handful, segment
from search.codec.container import Array
from search.codec.document import Analysis, Document
from search.codec.heap import give_back
from search.codec.inverter import Inverter
from search.codec.merging import Source, merge
from search.codec.names import CodedBuilder, ListedBuilder, NamesBuilder, OwnNamesBuilder
from search.codec.pairing import in_body
from search.codec.parts import Part, Parts
from search.codec.postings import WordsWriter
from search.codec.quotations import quoted
from search.codec.records import RecordsWriter
from search.codec.runs import Runs
from search.codec.segment import CODED, COMMIT, LISTED, NAMES, OWN, STATED, Segment
from search.codec.spill import Arrays, Kept, Spill
from search.codec.starts import I4, Starts
from search.codec.tokens import Tokens
from search.codec.vocabulary import Vocabulary
from search.codec.words import I8, Words

BATCH_ARTICLES = 64
BATCH_LETTERS = 1 << 20
PART_TOKENS = 2_000_000

# What is kept in mind while a segment is written, before it is better begun anew.
MOST_TERMS = 1 << 20
MOST_VOCABULARY_BYTES = 1 << 26
MOST_NAME_BYTES = 3 << 24

RECORDS_HELD = 4 << 20
"""Bytes of compressed records that wait in memory: nothing reads them before the end."""


class SegmentWriter:
    """Writes one segment. Use it as a context: what it spilled goes at the end, finished or not.

    Its words are inverted and spilled once there are `part_tokens`, into a directory within
    `directory`. Words are known by number for as long as their dictionary and the names that go
    with the articles are small; then a segment is written, and all of these are merged at the end.
    No more articles than a `handful` are written as they are (handful.py).
    """

    def __init__(
        self,
        directory: Path,
        analysis: Analysis,
        *,
        part_tokens: int = PART_TOKENS,
        handful: int = handful.MOST_ARTICLES,
    ) -> None:
        self._directory = directory
        self._analysis = analysis
        self._part_tokens = part_tokens
        self._handful = handful
        self._size = 0
        self._waiting: list[Document] = []
        self._letters = 0
        self._groups: _Groups | None = None

    def __enter__(self) -> SegmentWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove everything but a segment that was finished."""
        if self._groups is not None:
            self._groups.close()

    def __len__(self) -> int:
        return self._size

    @property
    def is_full(self) -> bool:
        """Return whether a segment can hold no more articles."""
        return self._size >= segment.MOST_ARTICLES

    def add(self, document: Document) -> int:
        """Put an article and return its number."""
        if self.is_full:
            raise OverflowError(f"a segment holds {segment.MOST_ARTICLES} articles")
        number, self._size = self._size, self._size + 1
        self._waiting.append(document)
        self._letters += len(document.title) + len(document.body)
        if len(self._waiting) >= BATCH_ARTICLES or self._letters >= BATCH_LETTERS:
            self._put()
        return number

    def finish(self, path: Path) -> int:
        """Write the segment and return how many articles it has; there must be one."""
        if not len(self):
            raise ValueError("0 articles are no segment")
        is_handful = len(self._waiting) == self._size <= self._handful
        if is_handful and self._letters <= handful.MOST_LETTERS:
            return handful.write(path, self._waiting, self._analysis)
        return self._put().finish(path)

    def _put(self) -> _Groups:
        if self._groups is None:
            self._groups = _Groups(self._directory, self._analysis, self._part_tokens)
        documents, self._waiting, self._letters = self._waiting, [], 0
        if documents:
            self._groups.add(documents)
        return self._groups


class _Groups:
    """Articles on their way to a segment, and their records."""

    def __init__(self, directory: Path, analysis: Analysis, part_tokens: int) -> None:
        self._analysis = analysis
        self._part_tokens = part_tokens
        self._spill = Spill(directory, RECORDS_HELD)
        self._segments: list[Path] = []
        self._records = RecordsWriter(self._spill)
        self._group = _Group(directory, analysis, part_tokens)

    def add(self, documents: Sequence[Document]) -> None:
        """Put articles."""
        self._group.add(documents)
        for document in documents:
            self._records.add(document.record)
        if self._group.is_full:
            self._end_group()

    def finish(self, path: Path) -> int:
        """Write a segment of everything that was put; return how many articles it has."""
        if not self._segments:
            return self._group.write(path, self._records.finish())
        if self._group.size:
            self._end_group()
        self._group.close()
        sources = [Source(Segment(one)) for one in self._segments]
        return merge(sources, path, records=self._records.finish())

    def close(self) -> None:
        """Remove what was spilled."""
        self._group.close()
        self._spill.close()

    def _end_group(self) -> None:
        path = self._spill.directory / f"segment{len(self._segments)}"
        self._group.write(path)
        self._segments.append(path)
        self._group.close()
        self._group = _Group(self._spill.parent, self._analysis, self._part_tokens)


class _Group:
    """Articles on their way to a segment, their words counted by one vocabulary."""

    def __init__(self, directory: Path, analysis: Analysis, part_tokens: int) -> None:
        self.size = 0
        self._part_tokens = part_tokens
        self._tokenizer = analysis.tokenizer()
        self._vocabulary = Vocabulary(self._tokenizer.forms, analysis.fold, analysis.stems)
        self._spill = Spill(directory)
        self._inverters = {field: Inverter() for field in segment.WORDS}
        self._parts = {field: Parts(self._spill, field) for field in segment.WORDS}
        self._inverted = 0
        self._names = {
            field: OwnNamesBuilder() if field in OWN else NamesBuilder() for field in NAMES
        }
        self._coded = {field: CodedBuilder() for field in CODED}
        self._people = {field: ListedBuilder() for field in LISTED}
        self._stated: dict[str, list[int]] = {field: [] for field in STATED}
        self._commits: list[int] = []
        self._lengths: dict[str, list[Array]] = {field: [] for field in segment.WORDS}
        self._starts = {field: _Ragged() for field in segment.STARTS}

    @property
    def is_full(self) -> bool:
        """Return whether so much is kept in mind that memory wants it written."""
        names = sum(builder.size_bytes for builder in self._names.values())
        return (
            self._tokenizer.is_full
            or len(self._vocabulary) > MOST_TERMS
            or self._vocabulary.size_bytes > MOST_VOCABULARY_BYTES
            or names > MOST_NAME_BYTES
        )

    def add(self, documents: Sequence[Document]) -> None:
        """Put articles."""
        for field, names in self._names.items():
            names.add(self.size, *[document.names.get(field, ()) for document in documents])
        for field, coded in self._coded.items():
            coded.add(*[document.coded.get(field, b"") for document in documents])
        for field, values in self._stated.items():
            values += [document.columns.get(field, 0) for document in documents]
        self._people["people_names"].add(*[document.people for document in documents])
        self._commits += [document.commit for document in documents]
        texts = [document.title for document in documents]
        texts += [document.body for document in documents]
        self._add_words(documents, self._tokenizer(texts))
        self.size += len(documents)
        if sum(inverter.tokens for inverter in self._inverters.values()) >= self._part_tokens:
            for field, part in self._part():
                self._parts[field].add(part)
                del part
            give_back()  # what sorting a part took, or the next one takes as much again

    def _add_words(self, documents: Sequence[Document], tokens: Tokens) -> None:
        """Put the words of articles: those of all their titles, then of all their bodies."""
        count = len(documents)
        langs = [document.lang for document in documents]
        for number, (field, inverter) in enumerate(self._inverters.items()):
            first = tokens.first[number * count : (number + 1) * count + 1]
            low, high = int(first[0]), int(first[-1])
            sizes = np.diff(first)
            terms = self._vocabulary.numbers(langs, sizes, tokens.form[low:high])
            # A copy: what stays must not keep the rest of the batch in memory.
            inverter.add(sizes, terms, tokens.position[low:high].copy())
            lengths = np.zeros(count, np.uint32)
            lengths[sizes > 0] = tokens.position[first[1:][sizes > 0] - 1] + 1
            self._lengths[field].append(lengths)
        sentences = tokens.sentence_first
        titles = _without_first(tokens.sentences, sentences[: count + 1])
        self._starts["title_sentences"].add(*titles)
        self._starts["sentences"].add(*_cut(tokens.sentences, sentences[count:]))
        self._starts["paragraphs"].add(*_cut(tokens.paragraphs, tokens.paragraph_first[count:]))
        bodies = [document.body for document in documents]
        stretches = [document.quotes for document in documents]
        self._starts["quotes"].add(*quoted(bodies, stretches, tokens, tokens.first[count:]))

    def _part(self) -> Iterator[tuple[str, Part]]:
        """Yield the words of each field of the articles that are not inverted yet."""
        for field, inverter in self._inverters.items():
            yield field, inverter.finish(self._vocabulary, self._inverted)
        self._inverted = self.size

    def _unparted(self) -> dict[str, Part]:
        """Return the words of the fields that have no parts, having put the last of the others."""
        whole = dict(self._part())
        for field, parts in self._parts.items():
            if len(parts):
                parts.add(whole.pop(field))
        return whole

    def write(self, path: Path, records: Mapping[str, Kept] | None = None) -> int:
        """Write a segment of everything that was put; return how many articles it has.

        One without records is only ever merged.
        """
        arrays: dict[str, Kept] = {}
        whole = self._unparted()
        is_large = len(whole) < len(self._parts)
        del self._tokenizer  # as large as anything else
        self._vocabulary.seal()
        for field, parts in self._parts.items():
            writer = WordsWriter(self._spill, field, is_whole=records is not None)
            if field in whole:
                writer.append(whole.pop(field).stretch(self._vocabulary))
            else:
                for stretch in parts.stretches(self._vocabulary):
                    writer.append(stretch)
                    del stretch  # before the next is made
            arrays |= writer.finish()
        if is_large:
            give_back()
        if records is not None:
            words = (Words(Arrays(arrays), field) for field in segment.WORDS)
            arrays["title.in_body"] = in_body(*words)
        for field in NAMES:
            finished = self._names.pop(field).finish()
            arrays |= finished.arrays(field)
            if field == "id":
                arrays["id_row"] = finished.rows(self.size)
        for field in CODED:
            arrays |= self._coded.pop(field).finish().arrays(field)
        for field in LISTED:
            arrays |= self._people.pop(field).finish().arrays(field)
        for field in segment.STARTS:
            arrays |= self._starts.pop(field).finish().arrays(field)
        for field, values in self._stated.items():
            arrays[field] = np.array(values, STATED[field])
        arrays |= Runs.of(np.array(self._commits, np.uint32)).arrays(COMMIT)
        for field, lengths in self._lengths.items():
            arrays[f"{field}_words"] = np.concatenate([np.zeros(0, np.uint32), *lengths])
        segment.write(path, self.size, {**arrays, **(records or {})})
        return self.size

    def close(self) -> None:
        """Remove what was spilled."""
        self._spill.close()


class _Ragged:
    """Numbers of each article, some of each, as they come."""

    def __init__(self) -> None:
        self._values = [np.zeros(0, np.int32)]
        self._sizes = [np.zeros(0, np.int64)]

    def add(self, values: I4, sizes: I8) -> None:
        self._values.append(values)
        self._sizes.append(sizes)

    def finish(self) -> Starts:
        return Starts.of(np.concatenate(self._values), np.concatenate(self._sizes))


def _cut(values: I4, first: I8) -> tuple[I4, I8]:
    """Return values first[0] to first[-1], and how many each stretch of them has."""
    return values[int(first[0]) : int(first[-1])], np.diff(first)


def _without_first(values: I4, first: I8) -> tuple[I4, I8]:
    """Return the same without the first value of each stretch."""
    values, sizes = _cut(values, first)
    keep = np.ones(len(values), bool)
    keep[(first[:-1] - first[0])[sizes > 0]] = False
    return values[keep], np.maximum(sizes - 1, 0)
