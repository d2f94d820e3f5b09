"""Articles to a segment: collected in memory up to a bound, written as parts, then merged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from types import TracebackType

import numpy as np

from search.codec import segment
from search.codec.container import Array
from search.codec.inverter import Fold, Inverter, Stem, Vocabulary
from search.codec.merging import Source, merge
from search.codec.names import CodedBuilder, ListedBuilder, NamesBuilder
from search.codec.pairing import in_body
from search.codec.postings import WordsWriter
from search.codec.records import RecordsWriter
from search.codec.segment import CODED, LISTED, NAMES, STATED, Segment
from search.codec.spill import Arrays, Kept, Spill
from search.codec.starts import I4, Starts
from search.codec.tokens import Tokenizer, Tokens
from search.codec.words import I8, Words

BATCH_ARTICLES = 64
BATCH_LETTERS = 1 << 20
PART_TOKENS = 1_000_000
MOST_FORMS = 80_000
"""Forms after which tokenizer and vocabulary are begun anew: the latter takes about 50 MB then."""


@dataclass(frozen=True, slots=True)
class Document:
    """An article as the index holds it.

    `lang` is b"-" where no stemmer knows the language. `quotes` are stretches of `body` in
    characters; `record` has a piece for each stream of records. What has no entry in `names`,
    `columns` or `coded` is nothing, 0 or b"".
    """

    lang: bytes
    title: str
    body: str
    names: Mapping[str, Sequence[bytes]]
    columns: Mapping[str, int]
    coded: Mapping[str, bytes]
    people: Sequence[bytes]
    quotes: Sequence[tuple[int, int]]
    record: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Analysis:
    """How texts become words: `tokenizer` makes a new tokenizer, which knows no forms yet."""

    tokenizer: Callable[[], Tokenizer]
    fold: Fold
    stem: Stem


class SegmentWriter:
    """Writes one segment. Use it as a context: what it spilled goes at the end, finished or not.

    Parts are spilled into a directory within `directory` once they hold `part_tokens`.
    """

    def __init__(
        self, directory: Path, analysis: Analysis, *, part_tokens: int = PART_TOKENS
    ) -> None:
        self._analysis = analysis
        self._part_tokens = part_tokens
        self._spill = Spill(directory)
        self._parts: list[Path] = []
        self._written = 0
        self._waiting: list[Document] = []
        self._letters = 0
        self._records = RecordsWriter(self._spill)
        self._forget()
        self._part = _Part(self._spill)

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
        self._part.close()
        self._spill.close()

    def __len__(self) -> int:
        return self._written + self._part.size + len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Return whether a segment can hold no more articles."""
        return len(self) >= segment.MOST_ARTICLES

    def add(self, document: Document) -> int:
        """Put an article and return its number."""
        if self.is_full:
            raise OverflowError(f"a segment holds {segment.MOST_ARTICLES} articles")
        number = len(self)
        self._waiting.append(document)
        self._letters += len(document.title) + len(document.body)
        if len(self._waiting) >= BATCH_ARTICLES or self._letters >= BATCH_LETTERS:
            self._tokenize()
        return number

    def finish(self, path: Path) -> int:
        """Write the segment and return how many articles it has; there must be one."""
        if not len(self):
            raise ValueError("0 articles are no segment")
        self._tokenize()
        if not self._parts:
            size = self._part.size
            arrays = self._part.finish(self._vocabulary, is_whole=True)
            segment.write(path, size, arrays | self._records.finish())
            return size
        if self._part.size:
            self._write_part()
        self._forget()
        parts = [Source(Segment(part)) for part in self._parts]
        return merge(parts, path, records=self._records.finish())

    def _forget(self) -> None:
        """Begin with a tokenizer and a vocabulary that know nothing yet and so are small."""
        self._tokenizer = self._analysis.tokenizer()
        self._vocabulary = Vocabulary(
            self._tokenizer.forms, self._analysis.fold, self._analysis.stem
        )

    @property
    def _knows_much(self) -> bool:
        return self._tokenizer.is_full or len(self._tokenizer.forms) >= MOST_FORMS

    def _tokenize(self) -> None:
        documents, self._waiting, self._letters = self._waiting, [], 0
        if not documents:
            return
        texts = [document.title for document in documents]
        texts += [document.body for document in documents]
        self._part.add(documents, self._tokenizer(texts))
        for document in documents:
            self._records.add(document.record)
        if self._part.tokens >= self._part_tokens or self._knows_much:
            self._write_part()

    def _write_part(self) -> None:
        path = self._spill.directory / f"part{len(self._parts)}"
        arrays = self._part.finish(self._vocabulary, is_whole=False)
        segment.write(path, self._part.size, arrays)
        self._part.close()
        self._parts.append(path)
        self._written += self._part.size
        self._part = _Part(self._spill)
        if self._knows_much:
            self._forget()


class _Part:
    """Articles in memory, on their way to a file."""

    def __init__(self, spill: Spill) -> None:
        self.size = 0
        self._spill = Spill(spill.parent)
        self._inverters = {field: Inverter() for field in segment.WORDS}
        self._names = {field: NamesBuilder() for field in NAMES}
        self._coded = {field: CodedBuilder() for field in CODED}
        self._people = {field: ListedBuilder() for field in LISTED}
        self._stated: dict[str, list[int]] = {field: [] for field in STATED}
        self._lengths: dict[str, list[Array]] = {field: [] for field in segment.WORDS}
        self._starts = {field: _Ragged() for field in segment.STARTS}

    @property
    def tokens(self) -> int:
        """Return how many tokens wait to be inverted."""
        return sum(inverter.tokens for inverter in self._inverters.values())

    def add(self, documents: Sequence[Document], tokens: Tokens) -> None:
        """Put articles; `tokens` are those of all their titles, then of all their bodies."""
        for number, document in enumerate(documents, self.size):
            for field, terms in document.names.items():
                self._names[field].add(number, terms)
            for field, coded in self._coded.items():
                coded.add(document.coded.get(field, b""))
            for field, values in self._stated.items():
                values.append(document.columns.get(field, 0))
            self._people["people_names"].add(document.people)
        self._add_words(documents, tokens)
        self.size += len(documents)

    def _add_words(self, documents: Sequence[Document], tokens: Tokens) -> None:
        count = len(documents)
        langs = [document.lang for document in documents]
        for number, (field, inverter) in enumerate(self._inverters.items()):
            first = tokens.first[number * count : (number + 1) * count + 1]
            low, high = int(first[0]), int(first[-1])
            sizes = np.diff(first)
            # Copies: what stays must not keep the rest of the batch in memory.
            forms, positions = tokens.form[low:high].copy(), tokens.position[low:high].copy()
            inverter.add(langs, sizes, forms, positions)
            lengths = np.zeros(count, np.uint32)
            lengths[sizes > 0] = tokens.position[first[1:][sizes > 0] - 1] + 1
            self._lengths[field].append(lengths)
        sentences = tokens.sentence_first
        titles = _without_first(tokens.sentences, sentences[: count + 1])
        self._starts["title_sentences"].add(*titles)
        self._starts["sentences"].add(*_cut(tokens.sentences, sentences[count:]))
        self._starts["paragraphs"].add(*_cut(tokens.paragraphs, tokens.paragraph_first[count:]))
        self._starts["quotes"].add(*_quoted(documents, tokens, tokens.first[count:]))

    def finish(self, vocabulary: Vocabulary, *, is_whole: bool) -> dict[str, Kept]:
        """Return the arrays of a segment of everything that was put."""
        arrays: dict[str, Kept] = {}
        for field, inverter in self._inverters.items():
            writer = WordsWriter(self._spill, field, is_whole=is_whole)
            writer.append(inverter.finish(vocabulary))
            arrays |= writer.finish()
        if is_whole:
            words = (Words(Arrays(arrays), field) for field in segment.WORDS)
            arrays["title.in_body"] = in_body(*words)
        for field, names in self._names.items():
            finished = names.finish()
            arrays |= finished.arrays(field)
            if field == "id":
                arrays["id_row"] = finished.rows(self.size)
        for field, coded in self._coded.items():
            arrays |= coded.finish().arrays(field)
        for field, listed in self._people.items():
            arrays |= listed.finish().arrays(field)
        for field, starts in self._starts.items():
            arrays |= starts.finish().arrays(field)
        for field, values in self._stated.items():
            arrays[field] = np.array(values, STATED[field])
        for field, lengths in self._lengths.items():
            arrays[f"{field}_words"] = np.concatenate([np.zeros(0, np.uint32), *lengths])
        return arrays

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


def _quoted(documents: Sequence[Document], tokens: Tokens, first: I8) -> tuple[I4, I8]:
    """Return the first and the last position of each quotation that holds words.

    Also how many numbers each article has. A word is inside when it begins and ends there.
    """
    spans = [
        (number, *span)
        for number, document in enumerate(documents)
        for span in _byte_spans(document.body, document.quotes)
    ]
    if not spans:
        return np.zeros(0, np.int32), np.zeros(len(documents), np.int64)
    doc, start, end = np.array(spans, np.int64).T
    low, high = int(first[0]), int(first[-1])
    # One axis for all bodies, each 2^32 after the one before.
    shift = np.repeat(np.arange(len(documents)) << 32, np.diff(first))
    starts = tokens.start[low:high] + shift
    ends = tokens.end[low:high] + shift
    begin = np.searchsorted(starts, start + (doc << 32))
    after = np.searchsorted(starts, end + (doc << 32))
    limit = end + (doc << 32)
    while True:
        out = begin < after
        out[out] = ends[begin[out]] > limit[out]
        if not out.any():
            break
        begin += out
    while True:
        out = begin < after
        out[out] = ends[after[out] - 1] > limit[out]
        if not out.any():
            break
        after -= out
    holds = begin < after
    position = tokens.position[low:high]
    pairs = np.stack([position[begin[holds]], position[after[holds] - 1]], axis=1)
    return pairs.reshape(-1), np.bincount(doc[holds], minlength=len(documents)) * 2


def _byte_spans(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches of a text, given in characters, in bytes of UTF-8."""
    if not spans or text.isascii():
        return list(spans)
    ends = sorted({0, *(min(max(at, 0), len(text)) for span in spans for at in span)})
    sizes = (len(text[low:high].encode("utf-8", "surrogatepass")) for low, high in pairwise(ends))
    at = dict(zip(ends, accumulate(sizes, initial=0), strict=True))
    return [
        (at[min(max(start, 0), len(text))], at[min(max(end, 0), len(text))])
        for start, end in spans
    ]
