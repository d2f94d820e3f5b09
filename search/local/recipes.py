"""How postings are made that do not lie in a segment: those of forms, patterns and phrases.

What the dictionary tells is looked up once. The postings are made anew whenever they are wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, cast

import numpy as np

from search.codec.phrases import adjacent
from search.codec.places import PLACE, Bool
from search.codec.single import best_made, best_of_one
from search.codec.words import I8, U1
from search.local.leaf import Made
from search.local.searched import FIELDS, NONE, BestOf, Counts, Searched, Wanted

NO_PLACES: I8 = np.empty(0, np.int64)


SHORT = 16 * PLACE
"""Numbers of two tables that are kept with a query; longer ones are kept with patterns, fewer."""


class _Row(NamedTuple):
    """Words that shall stand in a row, in one language: their places, those with the fewest
    postings first in `order`, and how many these are.
    """

    places: I8
    order: I8
    fewest: int


class Recipe(Protocol):
    """How the postings of a leaf are made."""

    @property
    def is_own(self) -> bool:
        """Whether the same postings lie in the segment as runs."""
        ...

    @property
    def is_told(self) -> bool:
        """Whether the dictionary told how, in few numbers: it is kept then."""
        ...

    def made(self) -> Made:
        """Return them, made anew."""
        ...

    def best(self, mask: U1, marks: Bool, most: int, out: I8) -> tuple[int, int, int, int]:
        """Find the best articles; return what `best_of_places` does (search/codec/single.py)."""
        ...


class Places(NamedTuple):
    """Forms of stems: a table of their places in titles, and one of those in bodies.

    `given` is what kernels take first, and `is_one` whether neither has several places.
    """

    segment: Searched
    title: I8
    body: I8
    given: tuple[Any, ...]
    is_one: bool
    is_own: bool = False
    is_told: bool = True

    def made(self) -> Made:
        """Return the postings of all places."""
        return self.segment.made(self.title, self.body)

    def best(self, mask: U1, marks: Bool, most: int, out: I8) -> tuple[int, int, int, int]:
        """Find the best articles."""
        if self.is_one:
            best_of: BestOf = cast("BestOf", best_of_one.run)
            return best_of(*self.given, mask, marks, most, out)
        return self.segment.best_of_places(self.given, mask, marks, most, out)


class SideBySide(NamedTuple):
    """Words in a row, in the title or in the body, each language apart."""

    segment: Searched
    title: Sequence[_Row]
    body: Sequence[_Row]
    is_own: bool = False
    is_told: bool = True

    def made(self) -> Made:
        """Return who holds the words side by side."""
        counts = (
            _counted(self.segment, "title", self.title),
            _counted(self.segment, "body", self.body),
        )
        return self.segment.blended(*counts)

    def best(self, mask: U1, marks: Bool, most: int, out: I8) -> tuple[int, int, int, int]:
        """Find the best articles."""
        return _best(self.segment, self.made(), mask, marks, most, out)


class Ready(NamedTuple):
    """Postings that are made already."""

    segment: Searched
    postings: Made
    is_own: bool = False
    is_told: bool = False

    def made(self) -> Made:
        """Return them."""
        return self.postings

    def best(self, mask: U1, marks: Bool, most: int, out: I8) -> tuple[int, int, int, int]:
        """Find the best articles."""
        return _best(self.segment, self.postings, mask, marks, most, out)


def of_places(segment: Searched, tables: Mapping[str, I8], *, is_own: bool = False) -> Recipe:
    """Return how the postings of all places of a table a field are made."""
    title, body = (tables.get(field, NO_PLACES) for field in FIELDS)
    is_one = len(title) <= PLACE and len(body) <= PLACE
    is_short = len(title) + len(body) <= SHORT
    given = segment.places(title, body)
    return Places(segment, title, body, given, is_one, is_own, is_short)


def of_phrase(
    segment: Searched, forms: Sequence[tuple[str, Wanted]], fields: Sequence[str]
) -> Recipe:
    """Return how the postings of words side by side are made."""
    if len(forms) == 1:
        ((form, which),) = forms
        tables = {field: segment.spelled(field, form, which).table for field in fields}
        return of_places(segment, tables)
    title, body = (_rows(segment, forms, field) if field in fields else () for field in FIELDS)
    return SideBySide(segment, title, body)


def _best(
    segment: Searched, made: Made, mask: U1, marks: Bool, most: int, out: I8
) -> tuple[int, int, int, int]:
    held = len(made.docs)
    if segment.has_dead:
        held = int(np.count_nonzero(segment.live[made.docs]))
    found, undated, size = best_made.run(
        segment.day, segment.id_rows, *made, mask, marks, most, out
    )
    return found, undated, size, held


def _rows(segment: Searched, forms: Sequence[tuple[str, Wanted]], field: str) -> tuple[_Row, ...]:
    by_word = [segment.spelled(field, form, which) for form, which in forms]
    rows = []
    for lang in by_word[0].languages:
        if not all(lang in spelled.languages for spelled in by_word):
            continue
        places = [spelled.places[spelled.languages.index(lang)] for spelled in by_word]
        sizes = [place[1] - place[0] for place in places]
        order = sorted(range(len(sizes)), key=sizes.__getitem__)
        numbers = [number for place in places for number in place]
        rows.append(_Row(np.array(numbers, np.int64), np.array(order, np.int64), min(sizes)))
    return tuple(rows)


def _counted(segment: Searched, field: str, rows: Sequence[_Row]) -> Counts:
    if not rows:
        return NONE
    where = np.empty(segment.size, np.uint32)
    found = []
    for places, order, fewest in rows:
        docs, counts = np.empty(fewest, np.uint16), np.empty(fewest, np.uint32)
        size = adjacent.run(*segment.placed(field), places, order, where, docs, counts)
        found.append(Counts(docs[:size], counts[:size]))
    if len(found) == 1:
        return found[0]
    docs = np.concatenate([part.docs for part in found])  # of a language, an article is once
    order = np.argsort(docs, kind="stable")
    return Counts(docs[order], np.concatenate([part.counts for part in found])[order])
