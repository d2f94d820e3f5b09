"""How postings are made that do not lie in a segment: those of forms, patterns and phrases.

What the dictionary tells is looked up once. The postings are made anew whenever they are wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from search.codec import lone
from search.codec.phrases import adjacent
from search.codec.places import PLACE
from search.codec.words import I8
from search.local.leaf import NOTHING, Made
from search.local.searched import FIELDS, NONE, NOT_THERE, Counts, Searched, Spelled, Wanted
from search.local.ways import wanted, words_of
from search.query.tree import Exact, Term

NO_NUMBERS: I8 = np.empty(0, np.int64)


NOWHERE = (0,) * PLACE
"""A place that nobody holds."""

SHORT = 128 * PLACE
"""Numbers of two tables that are kept with a query; longer ones are kept with patterns, fewer."""


class Asked(NamedTuple):
    """What is looked for in titles and in bodies, or postings that are made already, and how that
    is told (search/codec/lone.py).
    """

    title: I8
    body: I8
    postings: Made
    told_by: int


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

    def asked(self) -> Asked:
        """Return what a search is told that makes them itself."""
        ...


class Places(NamedTuple):
    """Forms of stems: a table of their places in titles, and one of those in bodies. `is_apart`:
    each of another language, the same in both.
    """

    segment: Searched
    title: I8
    body: I8
    is_own: bool = False
    is_told: bool = True
    is_apart: bool = False

    def made(self) -> Made:
        """Return the postings of all places."""
        return self.segment.made(self.title, self.body, self.is_apart)

    def asked(self) -> Asked:
        """Return the tables."""
        told_by = lone.LANGUAGES if self.is_apart else lone.PLACES
        return Asked(self.title, self.body, NOTHING, told_by)


class Rank(NamedTuple):
    """Words that shall stand side by side, in one language: their places, those with the fewest
    postings first in `order`, and how many these are.
    """

    places: I8
    order: I8
    fewest: int


class SideBySide(NamedTuple):
    """Words side by side, in the title or in the body, each language apart."""

    segment: Searched
    title: Sequence[Rank]
    body: Sequence[Rank]
    is_own: bool = False
    is_told: bool = True

    def made(self) -> Made:
        """Return who holds the words side by side."""
        counts = (
            _counted(self.segment, "title", self.title),
            _counted(self.segment, "body", self.body),
        )
        return self.segment.blended(*counts)

    def asked(self) -> Asked:
        """Return the words of each language, end to end."""
        return Asked(_flat(self.title), _flat(self.body), NOTHING, lone.RANKS)


class Ready(NamedTuple):
    """Postings that are made already."""

    postings: Made
    is_own: bool = False
    is_told: bool = False

    def made(self) -> Made:
        """Return them."""
        return self.postings

    def asked(self) -> Asked:
        """Return them."""
        return Asked(NO_NUMBERS, NO_NUMBERS, self.postings, lone.MADE)


NOT_HELD = Ready(NOTHING, is_own=True, is_told=True)
"""How the postings of a word are made that a segment does not have."""


def spelled(segment: Searched, node: Term | Exact, fields: Sequence[str]) -> Mapping[str, Spelled]:
    """Return where a word stands in each of these fields, nothing where none of them has it."""
    (word,) = words_of(node.text)
    which = wanted(node)
    found = {field: segment.spelled(field, word.form, which) for field in fields}
    return {} if all(its is NOT_THERE for its in found.values()) else found


def of_places(segment: Searched, tables: Mapping[str, I8]) -> Recipe:
    """Return how the postings of all places of a table a field are made."""
    title, body = (tables.get(field, NO_NUMBERS) for field in FIELDS)
    return Places(segment, title, body, False, len(title) + len(body) <= SHORT)


def of_word(segment: Searched, spelled: Mapping[str, Spelled], *, is_own: bool = False) -> Recipe:
    """Return how the postings of a word are made, given where each field has it."""
    languages = sorted({lang for found in spelled.values() for lang in found.languages})
    tables = {field: _by_language(found, languages) for field, found in spelled.items()}
    title, body = (tables.get(field, NO_NUMBERS) for field in FIELDS)
    is_told = len(title) + len(body) <= SHORT
    return Places(segment, title, body, is_own, is_told, is_apart=True)


def _by_language(spelled: Spelled, languages: Sequence[int]) -> I8:
    """Return the place of a word in each of these languages, an empty one where it has none."""
    if len(languages) <= 1:
        return spelled.table
    places = dict(zip(spelled.languages, spelled.places, strict=True))
    numbers = [number for lang in languages for number in places.get(lang, NOWHERE)]
    return np.array(numbers, np.int64)


def of_phrase(
    segment: Searched, forms: Sequence[tuple[str, Wanted]], fields: Sequence[str]
) -> Recipe:
    """Return how the postings of words side by side are made."""
    if len(forms) == 1:
        ((form, which),) = forms
        return of_word(segment, {field: segment.spelled(field, form, which) for field in fields})
    title, body = (_ranks(segment, forms, field) if field in fields else () for field in FIELDS)
    return SideBySide(segment, title, body)


def _flat(ranks: Sequence[Rank]) -> I8:
    numbers = [
        part
        for places, order, fewest in ranks
        for part in (np.array([len(order), fewest], np.int64), order, places)
    ]
    return np.concatenate(numbers) if numbers else NO_NUMBERS


def _ranks(segment: Searched, forms: Sequence[tuple[str, Wanted]], field: str) -> tuple[Rank, ...]:
    by_word = [segment.spelled(field, form, which) for form, which in forms]
    ranks = []
    for lang in by_word[0].languages:
        if not all(lang in spelled.languages for spelled in by_word):
            continue
        places = [spelled.places[spelled.languages.index(lang)] for spelled in by_word]
        sizes = [place[1] - place[0] for place in places]
        order = sorted(range(len(sizes)), key=sizes.__getitem__)
        numbers = [number for place in places for number in place]
        ranks.append(Rank(np.array(numbers, np.int64), np.array(order, np.int64), min(sizes)))
    return tuple(ranks)


def _counted(segment: Searched, field: str, ranks: Sequence[Rank]) -> Counts:
    if not ranks:
        return NONE
    where = np.empty(segment.size, np.uint32)
    found = []
    for places, order, fewest in ranks:
        docs, counts = np.empty(fewest, np.uint16), np.empty(fewest, np.uint32)
        size = adjacent.run(*segment.placed(field), places, order, where, docs, counts)
        found.append(Counts(docs[:size], counts[:size]))
    if len(found) == 1:
        return found[0]
    docs = np.concatenate([part.docs for part in found])  # of a language, an article is once
    order = np.argsort(docs, kind="stable")
    return Counts(docs[order], np.concatenate([part.counts for part in found])[order])
