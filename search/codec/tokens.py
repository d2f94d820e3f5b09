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
from search.codec.text_breaks import DOTTED, LOWER, QUIET, STARTER, count_words, emit
from search.codec.text_characters import Spans, characters
from search.codec.text_chunks import Chunks
from search.codec.text_scan import NO_ROOM, scan

W = TypeVar("W", bound=tuple[int, str, int, int])
Breaks = tuple[Sequence[int], Sequence[int]]

BATCH = 1 << 20
"""Bytes of text cut into chunks at once: what lies between stays in the processor's cache."""

MAX_JOINED_PIECES = 5
"""Of more pieces the analysis makes no joined form."""

_POSSESSIVES = ("'s", "'S", "’s", "’S")

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
    breaks go by. `forms` are the written forms met so far, a form's number being its place.
    """

    forms: list[str]

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
        self.forms = []
        self._number: dict[str, int] = {}
        self._chunks = Chunks()

    @property
    def is_full(self) -> bool:
        """Whether so much is kept in mind that a reset is due."""
        chunks = self._chunks
        return (
            max(len(self.forms), chunks.known, chunks.word_form.size >> 1) > MOST_CHUNKS
            or int(chunks.at[chunks.known]) > MOST_BYTES
        )

    def __call__(self, texts: Sequence[str]) -> Tokens:
        """Return the words and breaks of texts. Half characters (surrogates) count three bytes."""
        if not jit.is_native():
            return self._plain(texts)
        return _joined([self._compiled(batch) for batch in _batches(texts)])

    def _plain(self, texts: Sequence[str]) -> Tokens:
        """Return the words and breaks of texts, each analysed as a whole."""
        rows: list[tuple[int, int, int, int]] = []
        sentences: list[int] = []
        paragraphs: list[int] = []
        bounds = [(0, 0, 0)]
        for text in texts:
            found = self._words(text)
            sentence, paragraph = self._breaks(text, found)
            at = _byte_offsets(text)
            rows.extend(
                (self._form(form), position, at[start], at[end])
                for position, form, start, end in found
            )
            sentences.extend(sentence)
            paragraphs.extend(paragraph)
            bounds.append((len(rows), len(sentences), len(paragraphs)))
        form, position, start, end = np.array(rows, np.int32).reshape(-1, 4).T.copy()
        first, sentence_first, paragraph_first = np.array(bounds, np.int64).T.copy()
        return Tokens(
            first,
            form,
            position,
            start,
            end,
            sentence_first,
            np.array(sentences, np.int32),
            paragraph_first,
            np.array(paragraphs, np.int32),
        )

    def _compiled(self, texts: Sequence[bytes]) -> Tokens:
        """Return the words and breaks of a batch of texts, in UTF-8."""
        # Zeros part the texts: no chunk reaches across, and a chunk can be looked at to its end.
        buffer = np.frombuffer(b"\0".join([*texts, b"\0\0\0\0"]), np.uint8)
        text_at = np.fromiter(accumulate((len(text) + 1 for text in texts), initial=0), np.int64)
        size = int(text_at[-1])
        most = size // 2 + 1
        numbers, starts, ends = (np.empty(most, np.int32) for _ in range(3))
        tables, chunks = characters(self._words), self._chunks
        at = count = 0
        while at < size:
            at, count, why = scan(
                buffer,
                at,
                size,
                tables.ascii_kinds,
                tables.kinds,
                chunks.slots,
                chunks.arena,
                chunks.at,
                chunks.used,
                numbers,
                starts,
                ends,
                count,
            )
            if why == NO_ROOM:
                chunks.grow(size - at)
            elif why > 0:
                tables.learn(why)
        self._learn()
        total = count_words(numbers, count, chunks.single.rows, chunks.word_first.rows)
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
            chunks.single.rows,
            chunks.flags.rows,
            chunks.word_first.rows,
            chunks.word_form.rows,
            chunks.word_position.rows,
            chunks.word_start.rows,
            chunks.word_end.rows,
            chunks.inner_first.rows,
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

    def _learn(self) -> None:
        """Analyse the chunks that are new."""
        chunks = self._chunks
        for written in chunks.new():
            if written.isascii() and written.isalnum():  # as the analysis has it, and most are
                single, flags = self._form(written), self._flags(written, written)
            elif _is_possessive(written):
                form = written[:-2]
                single, flags = self._form(form), self._flags(form, form)
            elif _is_compound(pieces := written.split("-")):
                single, flags = -1, self._flags(pieces[0], pieces[-1])
                self._learn_compound(pieces)
            else:
                single, flags = self._learn_one(written)
            chunks.single.append((single,))
            chunks.flags.append((flags,))
            chunks.word_first.append((len(chunks.word_form),))
            chunks.inner_first.append((len(chunks.inner),))
        chunks.flush()

    def _learn_compound(self, pieces: Sequence[str]) -> None:
        """Put the words of pieces between hyphens: each, and after the first the joined form."""
        ends = list(accumulate((len(piece) + 1 for piece in pieces), initial=0))
        words = [
            (position, piece, ends[position], ends[position] + len(piece))
            for position, piece in enumerate(pieces)
        ]
        if len(pieces) <= MAX_JOINED_PIECES:
            words.insert(1, (0, "".join(pieces), 0, words[-1][3]))
        chunks = self._chunks
        chunks.word_form.append([self._form(form) for _, form, _, _ in words])
        chunks.word_position.append([position for position, _, _, _ in words])
        chunks.word_start.append([start for _, _, start, _ in words])
        chunks.word_end.append([end for _, _, _, end in words])

    def _learn_one(self, written: str) -> tuple[int, int]:
        """Analyse a chunk; return its form if it is one word from end to end, or -1; its flags."""
        found = self._words(written)
        if not found:
            return -1, 0
        _, form, start, _ = found[0]
        _, last, _, end = found[-1]
        flags = self._flags(form, last) | (DOTTED if written[end - 1] == "." else 0)
        if len(found) == 1 and start == 0 and end == len(written):
            return self._form(form), flags
        chunks = self._chunks
        at = _byte_offsets(written)
        chunks.word_form.append([self._form(form) for _, form, _, _ in found])
        chunks.word_position.append([position for position, _, _, _ in found])
        chunks.word_start.append([at[start] for _, _, start, _ in found])
        chunks.word_end.append([at[end] for _, _, _, end in found])
        if "." in written:  # nothing else in a chunk can end a sentence
            chunks.inner.append(self._breaks(written, found)[0][1:])
        return -1, flags

    def _flags(self, first: str, last: str) -> int:
        """Return what breaks ask of the first and the last form of a chunk."""
        flags = 0
        if first[0].islower():
            flags = LOWER
        elif first[0].isupper() and first.lower() in self._starters:
            flags = STARTER
        is_initial = len(last) == 1 and last != "I" and last.isupper()
        if is_initial or last.lower() in self._abbreviations:
            flags |= QUIET
        return flags

    def _form(self, form: str) -> int:
        """Return the number of a form, a new one if it is new."""
        number = self._number.get(form)
        if number is None:
            number = self._number[form] = len(self.forms)
            self.forms.append(form)
        return number


def _is_possessive(written: str) -> bool:
    """Return whether a chunk is one plain word with a possessive."""
    base = written[:-2]
    return written[-2:] in _POSSESSIVES and base.isascii() and base.isalnum()


def _is_compound(pieces: Sequence[str]) -> bool:
    """Return whether a chunk is plain words between hyphens."""
    return len(pieces) > 1 and all(piece.isascii() and piece.isalnum() for piece in pieces)


def _batches(texts: Sequence[str]) -> Iterator[list[bytes]]:
    """Yield the texts in UTF-8, about BATCH bytes at a time; at least one batch."""
    batch: list[bytes] = []
    size = 0
    for text in texts:
        batch.append(text.encode("utf-8", "surrogatepass"))
        size += len(batch[-1])
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


def _byte_offsets(text: str) -> Sequence[int]:
    """Return how many bytes of UTF-8 stand before each character of a text, and before its end."""
    if text.isascii():
        return range(len(text) + 1)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = 1 + (codes > 0x7F).astype(np.int64) + (codes > 0x7FF) + (codes > 0xFFFF)
    offsets: list[int] = [0, *np.cumsum(sizes).tolist()]
    return offsets
