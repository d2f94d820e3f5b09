"""What the words and names of a segment are to Whoosh: terms, in order, with their statistics.

A term is one written form, `lang stem fold form`; its postings are picked from those of its stem.
Where a term stands in the order of its field is its *row* here: for words the row of the form, as
the forms of all stems lie in the order of whole terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np
from whoosh.codec import base
from whoosh.formats import Format
from whoosh.reading import TermInfo, TermNotFound

from search.codec import strings
from search.codec.names import Names
from search.codec.strings import U4
from search.codec.words import U2, Words, code_width, tokens_before
from search.local.matcher import Postings, PostingsMatcher
from search.local.opened import I8, OpenedSegment

STEMS_KEPT = 2
"""Stems whose postings stay picked apart: terms are asked for in order, the forms of one stem
side by side."""

TERMS_KEPT = 2
"""Terms whose postings stay: a query asks for the count, then the statistics, then the matcher."""

Term = tuple[str, bytes]


class FieldTerms(Protocol):
    """The terms of one field, by row."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def __getitem__(self, row: int) -> bytes:
        """Return a term."""
        ...

    def lower(self, key: bytes) -> int:
        """Return the first row that is not before `key`."""
        ...

    def rows_from(self, row: int) -> Iterator[bytes]:
        """Yield the terms from a row on."""
        ...

    def postings(self, row: int) -> Postings:
        """Return where a term stands."""
        ...


class _Picked(NamedTuple):
    """The tokens of a stem, those of one form after those of another: code c has ends[c] on."""

    ends: I8
    docs: U2
    positions: U4


class WordTerms:
    """The terms of a field of words."""

    def __init__(self, words: Words, lengths: I8) -> None:
        self._words = words
        self._lengths = lengths
        self._picked = lru_cache(maxsize=STEMS_KEPT)(self._pick)
        self.postings = lru_cache(maxsize=TERMS_KEPT)(self._postings)

    def __len__(self) -> int:
        return len(self._words.forms)

    def __getitem__(self, row: int) -> bytes:
        return self._words.stems[self._words.row_of_form(row)] + self._words.forms[row]

    def lower(self, key: bytes) -> int:
        """Return the first row that is not before `key`."""
        words = self._words
        # No stem begins another, as each ends in its second blank: so `key` can only lie within
        # the forms of the last stem that is not after it.
        stem = words.stems.lower(key)
        if stem < len(words.stems) and words.stems[stem] == key:
            return int(words.stem_form[stem])
        before = words.stems[stem - 1] if stem else b""
        if not stem or not key.startswith(before):
            return int(words.stem_form[stem])
        rest = np.frombuffer(bytearray(key[len(before) :]), np.uint8)
        low, high = int(words.stem_form[stem - 1]), int(words.stem_form[stem])
        return strings.lower(words.forms.blob, words.forms.at, rest, low, high)

    def rows_from(self, row: int) -> Iterator[bytes]:
        """Yield the terms from a row on."""
        words = self._words
        if row >= len(self):
            return
        for stem in range(words.row_of_form(row), len(words.stems)):
            start = words.stems[stem]
            first, last = int(words.stem_form[stem]), int(words.stem_form[stem + 1])
            for form in words.forms.between(max(row, first), last):
                yield start + form

    def _postings(self, row: int) -> Postings:
        stem = self._words.row_of_form(row)
        code = row - int(self._words.stem_form[stem])
        picked = self._picked(stem)
        low, high = int(picked.ends[code]), int(picked.ends[code + 1])
        docs = picked.docs[low:high]
        begins = np.flatnonzero(np.append(True, docs[1:] != docs[:-1]))
        articles = docs[begins].astype(np.int64)
        return Postings(
            docs=articles,
            ends=np.append(begins, high - low),
            positions=picked.positions[low:high],
            lengths=self._lengths[articles],
        )

    def _pick(self, stem: int) -> _Picked:
        words = self._words
        low, high = int(words.first[stem]), int(words.first[stem + 1])
        counts = words.counts[low:high].astype(np.int64)
        some, end = np.searchsorted(words.many_at, [low, high])
        counts[words.many_at[some:end].astype(np.int64) - low] = words.many[some:end]
        docs = np.repeat(words.docs[low:high], counts)
        values = _tokens(words, low, high, len(docs))
        size = words.size(stem)
        codes = values & ((1 << code_width(size)) - 1)
        order = np.argsort(codes, kind="stable")
        return _Picked(
            ends=np.searchsorted(codes[order], np.arange(size + 1)),
            docs=docs[order],
            positions=(values >> code_width(size))[order].astype(np.uint32),
        )


def _tokens(words: Words, low: int, high: int, count: int) -> I8:
    """Return the values of the `count` tokens of postings low to high."""
    first = tokens_before(
        words.counts, words.many_at, words.many, words.block_token, words.block_width, low
    )
    numbers = np.arange(first, first + count)
    begins = words.block_token[low >> 5 : ((high - 1) >> 5) + 2].astype(np.int64)
    blocks = np.searchsorted(begins, numbers, side="right") - 1
    widths = words.block_width[(low >> 5) + blocks].astype(np.int64) & 127
    bits = words.block_at[(low >> 5) + blocks].astype(np.int64) * 32
    bits += (numbers - begins[blocks]) * widths
    pairs = words.tokens[bits >> 5].astype(np.int64)
    pairs |= words.tokens[(bits >> 5) + 1].astype(np.int64) << 32
    # The sign that the second word may bring is shifted in from the left, and masked off.
    values: I8 = (pairs >> (bits & 31)) & ((1 << widths) - 1)
    return values


class NameTerms:
    """The terms of a field of names."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def __len__(self) -> int:
        return len(self._names.terms)

    def __getitem__(self, row: int) -> bytes:
        return self._names.terms[row]

    def lower(self, key: bytes) -> int:
        """Return the first row that is not before `key`."""
        return self._names.terms.lower(key)

    def rows_from(self, row: int) -> Iterator[bytes]:
        """Yield the terms from a row on."""
        return self._names.terms.between(row, len(self))

    def postings(self, row: int) -> Postings:
        """Return which articles hold a term."""
        docs = self._names.holders(row).astype(np.int64)
        return Postings(docs, np.arange(len(docs) + 1), None, np.zeros(len(docs), np.int64))


class TermsReader(base.TermsReader):  # type: ignore[misc]
    """All terms of a segment, for one reader of Whoosh's."""

    def __init__(self, segment: OpenedSegment) -> None:
        self._segment = segment
        self._fields: dict[str, FieldTerms] = {}
        self._names = sorted(
            [name for name, words in segment.words.items() if len(words.forms)]
            + [name for name, names in segment.names.items() if len(names.terms)]
        )

    def _of(self, field: str) -> FieldTerms:
        if field not in self._fields:
            segment = self._segment
            self._fields[field] = (
                WordTerms(segment.words[field], segment.lengths(field))
                if field in segment.words
                else NameTerms(segment.names[field])
            )
        return self._fields[field]

    def _row(self, field: str, term: bytes) -> int:
        """Return the row of a term, -1 when no article has it."""
        if field not in self._names:
            return -1
        terms = self._of(field)
        row = terms.lower(term)
        return row if row < len(terms) and terms[row] == term else -1

    def __contains__(self, term: Term) -> bool:
        return self._row(*term) >= 0

    def indexed_field_names(self) -> list[str]:
        """Return the fields that have terms."""
        return self._names

    def terms(self) -> Iterator[Term]:
        """Yield every (field, term), in order."""
        return self._terms_after("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Yield every (field, term) from one on, those of the fields after it too."""
        if fieldname in self._names:
            yield from self._terms_after(fieldname, prefix)

    def _terms_after(self, first: str, key: bytes) -> Iterator[Term]:
        for field in self._names:
            if field >= first:
                terms = self._of(field)
                row = terms.lower(key) if field == first else 0
                yield from ((field, term) for term in terms.rows_from(row))

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        """Yield every term with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        """Yield every term from one on with its statistics."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        """Return the statistics of a term. Raises TermNotFound."""
        return self._postings(fieldname, text).info()

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Return how often a term stands anywhere."""
        row = self._row(fieldname, text)
        return float(self._of(fieldname).postings(row).ends[-1]) if row >= 0 else 0.0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Return how many articles hold a term, those removed included."""
        row = self._row(fieldname, text)
        return len(self._of(fieldname).postings(row).docs) if row >= 0 else 0

    def matcher(
        self, fieldname: str, text: bytes, format_: Format, scorer: Any = None
    ) -> PostingsMatcher:
        """Return a matcher of a term's postings. Raises TermNotFound."""
        return PostingsMatcher(
            self._postings(fieldname, text), format_, term=(fieldname, text), scorer=scorer
        )

    def _postings(self, field: str, term: bytes) -> Postings:
        row = self._row(field, term)
        if row < 0:
            raise TermNotFound(f"No term {field}:{term!r}")
        return self._of(field).postings(row)

    def cursor(self, fieldname: str, fieldobj: Any) -> TermsCursor:
        """Return a cursor over the terms of a field."""
        terms = self._of(fieldname) if fieldname in self._names else ()
        return TermsCursor(terms, fieldobj)


class TermsCursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field; past the last, every question has the answer None."""

    def __init__(self, terms: FieldTerms | tuple[()], field: Any) -> None:
        self._terms = terms
        self._field = field
        self._row = 0

    def is_valid(self) -> bool:
        """Return whether it stands at a term."""
        return self._row < len(self._terms)

    def text(self) -> str | None:
        """Return the term it stands at."""
        if not self.is_valid():
            return None
        text: str = self._field.from_bytes(self._terms[self._row])
        return text

    def first(self) -> str | None:
        """Go to the first term and return it."""
        self._row = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before this one and return it."""
        if isinstance(self._terms, tuple):
            return None
        key = string if isinstance(string, bytes) else self._field.to_bytes(string)
        self._row = self._terms.lower(key)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term and return it."""
        self._row += 1
        return self.text()

    def term_info(self) -> TermInfo | None:
        """Return the statistics of the term it stands at."""
        if isinstance(self._terms, tuple) or not self.is_valid():
            return None
        return self._terms.postings(self._row).info()
