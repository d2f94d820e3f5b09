"""Words of one field, inverted a part at a time, spilled, and put together.

A part has its terms in order, so all parts have a stem's terms at a stretch, and in the same order
as all terms together: putting together is looking numbers up, and reading every part from its
beginning to its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass

import numpy as np

from search.codec.container import Array
from search.codec.interned import I4
from search.codec.jit import kernel
from search.codec.postings import Stretch
from search.codec.spill import Slices, Spill
from search.codec.vocabulary import Vocabulary
from search.codec.words import I8, MANY, U2, U4, U8, code_widths

RANGE_TOKENS = 1 << 19
"""Tokens that are put together at a time; a stem is never parted."""

_TYPES = {
    **dict.fromkeys(("sizes", "postings", "weights", "many", "tokens"), np.uint32),
    "terms": np.int32,
    "docs": np.uint16,
    "counts": np.uint8,
    "wide": np.uint64,
}
"""What is spilled: terms; terms, postings and tokens of each row; articles and counts of each
posting, and those of MANY and more; tokens, and those of parts in which one takes over 32 bits."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch whose stems and forms are terms of a vocabulary, in order.

    No token of U4 takes more than 32 bits.
    """

    terms: I4
    stem_form: I8
    first: I8
    docs: U2
    counts: U4
    tokens: U4 | U8

    @property
    def long_tokens(self) -> U8:
        """The tokens as a stretch has them."""
        return self.tokens.astype(np.uint64, copy=False)

    def stretch(self, vocabulary: Vocabulary) -> Stretch:
        """Return it with its words spelled."""
        return Stretch(
            vocabulary.stems(self.terms[self.stem_form[:-1]]),
            self.stem_form,
            vocabulary.forms(self.terms),
            self.first,
            self.docs,
            self.counts,
            self.long_tokens,
        )


def rows_of(terms: I4, stem_of: I4) -> tuple[I8, I8, I8, I8]:
    """Return where the terms of each stem begin, and of each term its row, code and code width.

    The terms are in order.
    """
    stems = stem_of[terms]
    begins = np.flatnonzero(np.concatenate([[True], stems[1:] != stems[:-1]])[: len(terms)])
    stem_form = np.append(begins, len(terms)).astype(np.int64)
    sizes = np.diff(stem_form)
    rows = np.repeat(np.arange(len(sizes)), sizes)
    return stem_form, rows, np.arange(len(terms)) - stem_form[rows], code_widths(sizes)[rows]


class Parts:
    """Parts of one field in a spill, to be put together."""

    def __init__(self, spill: Spill, field: str) -> None:
        self._spill = spill
        self._prefix = f"{field}.part"
        self._ends = [dict.fromkeys(_TYPES, 0)]
        for name, kind in _TYPES.items():
            self._put(name, np.zeros(0, kind))

    def __len__(self) -> int:
        return len(self._ends) - 1

    def add(self, part: Part) -> None:
        """Put the next part, whose articles all come after those put before."""
        counts = part.counts
        ends = np.concatenate([[0], np.cumsum(counts, dtype=np.int64)])[part.first]
        is_wide = part.tokens.dtype == np.uint64 and int(part.tokens.max(initial=0)) >> 32 > 0
        arrays: dict[str, Array] = {
            "terms": part.terms,
            "sizes": np.diff(part.stem_form).astype(np.uint32),
            "postings": np.diff(part.first).astype(np.uint32),
            "weights": np.diff(ends).astype(np.uint32),
            "docs": part.docs,
            "counts": np.minimum(counts, MANY).astype(np.uint8),
            "many": counts[counts >= MANY],
            "wide" if is_wide else "tokens": part.tokens
            if is_wide
            else part.tokens.astype(np.uint32, copy=False),
        }
        end = dict(self._ends[-1])
        for name, array in arrays.items():
            self._put(name, array)
            end[name] += len(array)
        self._ends.append(end)

    def stretches(
        self, vocabulary: Vocabulary, range_tokens: int = RANGE_TOKENS
    ) -> Iterator[Stretch]:
        """Yield the words of all parts together, in order; the parts are gone afterwards."""
        vocabulary.settle()
        with ExitStack() as opened:
            arrays = {
                name: opened.enter_context(
                    closing(Slices(self._spill.take(f"{self._prefix}.{name}")))
                )
                for name in _TYPES
            }
            parts = [
                _Stored(arrays, start, end)
                for start, end in zip(self._ends, self._ends[1:], strict=False)
            ]
            dictionary = _Dictionary.of((part.whole("terms") for part in parts), vocabulary)
            tokens = np.zeros(len(dictionary.widths), np.int64)
            for part in parts:
                part.place(dictionary)
                tokens[part.rows] += part.whole("weights")
            place = np.cumsum(tokens) // range_tokens
            cuts = np.concatenate([[0], np.flatnonzero(np.diff(place)) + 1, [len(tokens)]])
            for part in parts:
                part.cut(cuts)
            for number in range(len(cuts) - 1 if len(tokens) else 0):
                low, high = int(cuts[number]), int(cuts[number + 1])
                yield _put_together(parts, number, low, high, dictionary, vocabulary)

    def _put(self, name: str, array: Array) -> None:
        self._spill.append(f"{self._prefix}.{name}", array)


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """The terms of all parts in order; by number of the term its row and its code there."""

    terms: I4
    stem_form: I8
    widths: I8
    row_of: I4
    code_of: I4

    @classmethod
    def of(cls, parts: Iterable[Array], vocabulary: Vocabulary) -> _Dictionary:
        """Return that of parts with these terms."""
        used = np.zeros(len(vocabulary), bool)
        for terms in parts:
            used[terms] = True
        terms = vocabulary.order[used[vocabulary.order]]
        stem_form, rows, codes, _ = rows_of(terms, vocabulary.stem_of)
        row_of, code_of = (np.zeros(len(used), np.int32) for _ in range(2))
        row_of[terms], code_of[terms] = rows, codes
        return cls(terms, stem_form, code_widths(np.diff(stem_form)), row_of, code_of)


class _Stored:
    """A part as it was spilled: where in the arrays it is, and the new row of each of its rows."""

    def __init__(
        self,
        arrays: Mapping[str, Slices],
        start: Mapping[str, int],
        end: Mapping[str, int],
    ) -> None:
        self._arrays = arrays
        self._start = start
        self._end = end
        self._stem_form = _starts(self.whole("sizes"))
        self.rows = np.zeros(0, np.int32)

    def whole(self, name: str) -> Array:
        """Return all that it has of one of the arrays."""
        return self._arrays[name].between(self._start[name], self._end[name])

    def place(self, dictionary: _Dictionary) -> None:
        """Find the new row of each of its rows."""
        self.rows = dictionary.row_of[self.whole("terms")[self._stem_form[:-1]]]

    def cut(self, cuts: I8) -> None:
        """Find where each range of new rows begins."""
        rows = np.searchsorted(self.rows, cuts)
        postings = _starts(self.whole("postings"))[rows]
        tokens = _starts(self.whole("weights"))[rows]
        many = np.flatnonzero(self.whole("counts") == MANY)
        self._cuts = [
            column.tolist() for column in (rows, postings, tokens, np.searchsorted(many, postings))
        ]

    def postings(self, number: int) -> tuple[I4, U4, Array]:
        """Return the new rows of a range, and the postings and the tokens of each."""
        low, high = self._cuts[0][number : number + 2]
        return (
            self.rows[low:high],
            self._between("postings", low, high),
            self._between("weights", low, high),
        )

    def range(self, number: int) -> tuple[I4, I8, I4, U2, U4, I8]:
        """Return a range: new rows, where their terms begin; terms; articles, counts, tokens."""
        low, high = self._cuts[0][number : number + 2]
        begin, end = self._cuts[1][number : number + 2]
        counts = self._between("counts", begin, end).astype(np.uint32)
        first, last = self._cuts[3][number : number + 2]
        if first < last:
            counts[counts == MANY] = self._between("many", first, last)
        stem_form = self._stem_form[low : high + 1]
        is_wide = self._end["wide"] > self._start["wide"]
        first, last = self._cuts[2][number : number + 2]
        return (
            self.rows[low:high],
            stem_form - stem_form[0],
            self._between("terms", int(stem_form[0]), int(stem_form[-1])),
            self._between("docs", begin, end),
            counts,
            self._between("wide" if is_wide else "tokens", first, last).astype(np.int64),
        )

    def _between(self, name: str, low: int, high: int) -> Array:
        """Return places low to high of what it has of one of the arrays."""
        start = self._start[name]
        return self._arrays[name].between(start + low, start + high)


def _starts(sizes: Array) -> I8:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)])


def _put_together(
    parts: list[_Stored],
    number: int,
    low: int,
    high: int,
    dictionary: _Dictionary,
    vocabulary: Vocabulary,
) -> Stretch:
    """Return rows low to high as a stretch."""
    postings, tokens = np.zeros(high - low, np.int64), np.zeros(high - low, np.int64)
    begins_of = []
    for part in parts:
        rows, its_postings, weights = part.postings(number)
        postings[rows - low] += its_postings
        tokens[rows - low] += weights
        begins_of.append(_starts(its_postings))
    first, begins = _starts(postings), _starts(tokens)
    docs, counts = np.empty(int(first[-1]), np.uint16), np.empty(int(first[-1]), np.uint32)
    values = np.empty(int(begins[-1]), np.int64)
    next_posting, next_token = first[:-1].copy(), begins[:-1].copy()
    for part, its_first in zip(parts, begins_of, strict=True):
        rows, stem_form, terms, its_docs, its_counts, its_tokens = part.range(number)
        if len(rows):
            put_behind(
                rows - np.int32(low),
                its_first,
                code_widths(np.diff(stem_form)),
                stem_form,
                dictionary.code_of[terms],
                its_docs,
                its_counts,
                its_tokens,
                dictionary.widths[low:high],
                next_posting,
                next_token,
                docs,
                counts,
                values,
            )
    stem_form = dictionary.stem_form[low : high + 1]
    terms = dictionary.terms[int(stem_form[0]) : int(stem_form[-1])]
    return Part(
        terms, stem_form - stem_form[0], first, docs, counts, values.view(np.uint64)
    ).stretch(vocabulary)


@kernel
def put_behind(
    rows: I4,
    first: I8,
    widths: I8,
    stem_form: I8,
    codes: I4,
    docs: U2,
    counts: U4,
    tokens: I8,
    new_widths: I8,
    next_posting: I8,
    next_token: I8,
    new_docs: U2,
    new_counts: U4,
    new_tokens: I8,
) -> None:
    """Put a part's postings behind those before, and move on where the next are put.

    `rows` are the new rows of its rows, `codes` the new codes of its terms, `new_widths` and what
    follows by new row.
    """
    token = 0
    for row in range(len(rows)):
        width = int(widths[row])
        mask = (1 << width) - 1
        base = int(stem_form[row])
        new_row = int(rows[row])
        new_width = int(new_widths[new_row])
        place = int(next_posting[new_row])
        new_token = int(next_token[new_row])
        start = token
        for posting in range(int(first[row]), int(first[row + 1])):
            new_docs[place] = docs[posting]
            new_counts[place] = counts[posting]
            token += int(counts[posting])
            place += 1
        for number in range(start, token):
            value = int(tokens[number])
            code = int(codes[base + (value & mask)])
            new_tokens[new_token + number - start] = ((value >> width) << new_width) | code
        next_posting[new_row] = place
        next_token[new_row] = new_token + token - start
