"""What new chunks hold: by a kernel where it is plain, else by the analysis."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np

from search.codec.interned import I4, Interned
from search.codec.text_breaks import DOTTED, LOWER, QUIET, STARTER
from search.codec.text_characters import Spans
from search.codec.text_chunks import Chunks
from search.codec.text_learning import learn


class Learner:
    """Chunks, and how to analyse new ones; their forms go into `forms`.

    `words` and `breaks` are the analysis; `abbreviations` and `starters` the lists that its
    breaks go by.
    """

    def __init__(
        self,
        words: Callable[[str], Spans],
        breaks: Callable[[str, Any], Any],
        abbreviations: Collection[str],
        starters: Collection[str],
        forms: Interned,
    ) -> None:
        self.chunks = Chunks()
        self._words = words
        self._breaks = breaks
        self._abbreviations = abbreviations
        self._starters = starters
        self._forms = forms
        self._listed = Interned()
        self._listed.for_kernels()
        known = [*abbreviations, *starters]
        numbers = self._listed.numbers(word.encode() for word in known)
        self._flags = np.zeros(len(self._listed), np.uint8)
        self._flags[numbers[: len(abbreviations)]] |= QUIET
        self._flags[numbers[len(abbreviations) :]] |= STARTER

    def learn(self) -> None:
        """Analyse the chunks that are new."""
        chunks, table, forms, listed = self.chunks, self.chunks.table, self._forms, self._listed
        low, high = chunks.known, len(table)
        if low == high:
            return
        forms.for_kernels()
        bounds = table.at[low : high + 1]
        chunks.reserve(int(bounds[-1] - bounds[0]) + high - low)
        scratch = np.empty(int(np.diff(bounds).max()), np.uint8)
        others = np.empty(high - low, np.int32)
        chunk, other = low, 0
        while True:
            chunk, other = learn(
                chunk,
                table.arena,
                table.at,
                high,
                forms.slots,
                forms.arena,
                forms.at,
                forms.used,
                listed.slots,
                listed.arena,
                listed.at,
                self._flags,
                scratch,
                chunks.meaning.rows,
                chunks.word_first.rows,
                chunks.word_after.rows,
                chunks.word_form.rows,
                chunks.word_position.rows,
                chunks.word_start.rows,
                chunks.word_end.rows,
                chunks.words,
                others,
                other,
            )
            if chunk == high:
                break
            forms.grow(len(scratch))
        chunks.known = high
        if other:
            self._learn_others(others[:other])

    def _learn_others(self, numbers: I4) -> None:
        """Analyse chunks as texts of their own."""
        chunks = self.chunks
        rows: list[tuple[int, int, int]] = []
        forms: list[bytes] = []
        flags: list[int] = []
        bounds = [0]
        inner: list[int] = []
        inner_bounds = [0]
        is_one: list[bool] = []
        for written in chunks.table.of(numbers):
            text = written.decode()
            found = self._words(text)
            at = byte_offsets(text)
            rows.extend((position, at[start], at[end]) for position, _, start, end in found)
            forms.extend(form.encode() for _, form, _, _ in found)
            flags.append(self._flags_of(text, found))
            if "." in text:  # nothing else in a chunk can end a sentence
                inner.extend(self._breaks(text, found)[0][1:])
            bounds.append(len(rows))
            inner_bounds.append(len(inner))
            is_one.append(len(found) == 1 and found[0][2:] == (0, len(text)))
        word, first = int(chunks.words[0]), chunks.inners
        form = self._forms.numbers(forms)
        here = slice(word, word + len(rows))
        columns = np.array(rows, np.int32).reshape(-1, 3)
        chunks.word_form.rows[here] = form
        chunks.word_position.rows[here] = columns[:, 0]
        chunks.word_start.rows[here] = columns[:, 1]
        chunks.word_end.rows[here] = columns[:, 2]
        chunks.word_first.rows[numbers] = np.array(bounds[:-1]) + word
        chunks.word_after.rows[numbers] = np.array(bounds[1:]) + word
        chunks.words[0] = word + len(rows)
        chunks.inner.reserve(first + len(inner))
        chunks.inner.rows[first : first + len(inner)] = inner
        chunks.inner_first.rows[numbers] = np.array(inner_bounds[:-1]) + first
        chunks.inner_after.rows[numbers] = np.array(inner_bounds[1:]) + first
        chunks.inners = first + len(inner)
        asked = np.array(flags, np.int32)
        chunks.meaning.rows[numbers] = -1 - asked
        ones = np.flatnonzero(is_one)
        chunks.meaning.rows[numbers[ones]] = form[np.array(bounds)[ones]] << 4 | asked[ones]

    def _flags_of(self, text: str, found: Spans) -> int:
        """Return what breaks ask of the first and the last word of a chunk."""
        if not found:
            return 0
        first, last, end = found[0][1], found[-1][1], found[-1][3]
        flags = DOTTED if text[end - 1] == "." else 0
        if first[0].islower():
            flags |= LOWER
        elif first[0].isupper() and first.lower() in self._starters:
            flags |= STARTER
        is_initial = len(last) == 1 and last != "I" and last.isupper()
        if is_initial or last.lower() in self._abbreviations:
            flags |= QUIET
        return flags


def byte_offsets(text: str) -> Sequence[int]:
    """Return how many bytes of UTF-8 stand before each character of a text, and before its end."""
    if text.isascii():
        return range(len(text) + 1)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    sizes = 1 + (codes > 0x7F).astype(np.int64) + (codes > 0x7FF) + (codes > 0xFFFF)
    offsets: list[int] = [0, *np.cumsum(sizes).tolist()]
    return offsets
