"""Words of many texts as numbers, and where their sentences and paragraphs begin.

Compiled, each distinct *chunk* of text (search.codec.text_scan) is analysed once and looked up
ever after; plain, every text is analysed. Both give what the analysis gives.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.codec import jit
from search.codec.interned import Interned
from search.codec.text_breaks import count_words, emit
from search.codec.text_characters import Spans, characters
from search.codec.text_learner import Learner, byte_offsets
from search.codec.text_scan import NO_ROOM, scan

W = TypeVar("W", bound=tuple[int, str, int, int])
Breaks = tuple[Sequence[int], Sequence[int]]

BATCH = 1 << 20
"""Bytes of text cut into chunks at once: what lies between stays in the processor's cache."""

MOST_CHUNKS = 1 << 20
MOST_BYTES = 1 << 26


class Tokens(NamedTuple):
    """The words of texts, those of text t in rows first[t]:first[t + 1], and their breaks."""

    first: NDArray[np.int64]
    form: NDArray[np.int32]
    """Places in Tokenizer.forms."""
    position: NDArray[np.int32]
    start: NDArray[np.int32]
    """Bytes of UTF-8 from the beginning of the text."""
    end: NDArray[np.int32]
    sentence_first: NDArray[np.int64]
    sentences: NDArray[np.int32]
    """Positions of words."""
    paragraph_first: NDArray[np.int64]
    paragraphs: NDArray[np.int32]


class Tokenizer:
    """Texts to Tokens, for a whole run of indexing; not to be shared between threads.

    `words` and `breaks` are the analysis; `abbreviations` and `starters` the lists that its
    breaks go by. `forms` are the written forms met so far, in UTF-8.
    """

    forms: Interned

    def __init__(
        self,
        words: Callable[[str], Sequence[W]],
        breaks: Callable[[str, Sequence[W]], Breaks],
        abbreviations: Collection[str],
        starters: Collection[str],
    ) -> None:
        self._words: Callable[[str], Spans] = words
        self._breaks: Callable[[str, Any], Breaks] = breaks
        self._abbreviations = abbreviations
        self._starters = starters
        self.reset()

    def reset(self) -> None:
        """Forget every form and chunk: numbers begin anew, and earlier ones mean nothing more."""
        self.forms = Interned()
        self._learner: Learner | None = None

    @property
    def is_full(self) -> bool:
        """Whether so much is kept in mind that a reset is due."""
        learner = self._learner
        return len(self.forms) > MOST_CHUNKS or (
            learner is not None
            and (
                len(learner.chunks.table) > MOST_CHUNKS
                or int(learner.chunks.words[0]) > 2 * MOST_CHUNKS
                or learner.chunks.table.size_bytes > MOST_BYTES
            )
        )

    def __call__(self, texts: Sequence[bytes]) -> Tokens:
        """Return the words and breaks of texts in UTF-8; half a surrogate pair is three bytes."""
        if not jit.is_native():
            return self._plain(texts)
        return _joined([self._compiled(batch) for batch in _batches(texts)])

    def _plain(self, texts: Sequence[bytes]) -> Tokens:
        """Return the words and breaks of texts, each analysed as a whole."""
        rows: list[tuple[int, int, int]] = []
        forms: list[bytes] = []
        sentences: list[int] = []
        paragraphs: list[int] = []
        bounds = [(0, 0, 0)]
        for text in (data.decode("utf-8", "surrogatepass") for data in texts):
            found = self._words(text)
            sentence, paragraph = self._breaks(text, found)
            at = byte_offsets(text)
            rows.extend((position, at[start], at[end]) for position, _, start, end in found)
            forms.extend(form.encode() for _, form, _, _ in found)
            sentences.extend(sentence)
            paragraphs.extend(paragraph)
            bounds.append((len(rows), len(sentences), len(paragraphs)))
        position, start, end = np.array(rows, np.int32).reshape(-1, 3).T.copy()
        first, sentence_first, paragraph_first = np.array(bounds, np.int64).T.copy()
        return Tokens(
            first,
            self.forms.numbers(forms),
            position,
            start,
            end,
            sentence_first,
            np.array(sentences, np.int32),
            paragraph_first,
            np.array(paragraphs, np.int32),
        )

    def _compiled(self, texts: Sequence[bytes]) -> Tokens:
        """Return the words and breaks of a batch of texts."""
        # Zeros part the texts: no chunk reaches across, and a chunk can be looked at to its end.
        text_at = np.fromiter(accumulate((len(text) + 1 for text in texts), initial=0), np.int64)
        size = int(text_at[-1])
        data = b"\0".join([*texts, bytes(16 - size % 8)])
        buffer = np.frombuffer(data, np.uint8)
        eights = np.frombuffer(data, "<u8").astype(np.uint64, copy=False)
        most = size // 2 + 1
        numbers, starts, ends = (np.empty(most, np.int32) for _ in range(3))
        if self._learner is None:
            self._learner = Learner(
                self._words, self._breaks, self._abbreviations, self._starters, self.forms
            )
        tables, chunks = characters(self._words), self._learner.chunks
        table = chunks.table
        at = count = 0
        while at < size:
            at, count, why = scan(
                buffer,
                eights,
                at,
                size,
                tables.ascii_kinds,
                tables.kinds,
                table.slots,
                table.arena,
                table.at,
                table.used,
                numbers,
                starts,
                ends,
                count,
            )
            if why == NO_ROOM:
                table.grow(size - at)
            elif why > 0:
                tables.learn(why)
        self._learner.learn()
        total = count_words(
            numbers, count, chunks.meaning.rows, chunks.word_first.rows, chunks.word_after.rows
        )
        form, position, start, end, sentences, paragraphs = (
            np.empty(total, np.int32) for _ in range(6)
        )
        first, sentence_first, paragraph_first = (
            np.empty(len(texts) + 1, np.int64) for _ in range(3)
        )
        emit(
            buffer,
            text_at,
            numbers,
            starts,
            ends,
            count,
            chunks.meaning.rows,
            chunks.word_first.rows,
            chunks.word_after.rows,
            chunks.word_form.rows,
            chunks.word_position.rows,
            chunks.word_start.rows,
            chunks.word_end.rows,
            chunks.inner_first.rows,
            chunks.inner_after.rows,
            chunks.inner.rows,
            tables.gap_kinds,
            first,
            form,
            position,
            start,
            end,
            sentence_first,
            sentences,
            paragraph_first,
            paragraphs,
        )
        return Tokens(
            first,
            form,
            position,
            start,
            end,
            sentence_first,
            sentences[: sentence_first[-1]].copy(),
            paragraph_first,
            paragraphs[: paragraph_first[-1]].copy(),
        )


def _batches(texts: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Yield the texts, about BATCH bytes at a time; at least one batch."""
    batch: list[bytes] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch or not texts:
        yield batch


def _joined(parts: Sequence[Tokens]) -> Tokens:
    """Return the tokens of several batches as one."""
    if len(parts) == 1:
        return parts[0]
    columns = list(zip(*parts, strict=True))
    return Tokens._make(
        _joined_firsts(column) if name.endswith("first") else np.concatenate(column)
        for name, column in zip(Tokens._fields, columns, strict=True)
    )


def _joined_firsts(columns: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return row numbers of several batches, counted through."""
    bases = list(accumulate((int(column[-1]) for column in columns), initial=0))
    shifted = [column[:-1] + base for column, base in zip(columns, bases, strict=False)]
    return np.concatenate([*shifted, np.array(bases[-1:])])
