"""One person or one outlet, told from the arrays of all articles that have it.

A name as an article writes it is kept folded. How it is spelt is read from an article that has it,
for the few that are shown.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np

from search import record
from search.article import Article
from search.codec.names import Names
from search.codec.ranking import Bool
from search.codec.words import I8
from search.engine import FacetCount
from search.local.facets import codes_of, facet, numbers_of, values_of
from search.local.schema import spelling
from search.local.searched import Searched
from search.local.snapshot import Opened
from search.profile import Profile, Usage, Written

PERIODS = ("date:year", "date:month", "date:day")
SHOWN = 24
"""Names of a facet, spellings and authors that are told."""

OUTLETS, OUTLET_SPELLINGS = 12, 4
"""Outlets of which it is told how they write a name, and in how many ways."""

LATEST, SAID = 8, 8
MOST_LOOKED = 3_000
"""Articles of an outlet in which it is looked up how it is known."""

_TAB = b"\t"


class Spelt(NamedTuple):
    """A folded name, how many articles have it, and one of these by its number."""

    text: str
    articles: int
    example: int


def profile(opened: Opened, field: Literal["people", "outlet"], value: str) -> Profile | None:
    """Return what is known of a person by id, or of an outlet by name; None where no article has
    it.
    """
    segments = opened.searchable.segments
    masks = [_having(segment, field, value) for segment in segments]
    articles = sum(int(mask.sum()) for mask in masks)
    if not articles:
        return None
    of_person = field == "people"
    counted = ("people", "lang", "agency", *(("outlet",) if of_person else ()), *PERIODS)
    numbers = numbers_of(masks)
    facets = {name: facet(segments, name, numbers, SHOWN + 1) for name in counted}
    if of_person:
        others = [one for one in facets["people"] if one.value not in (None, value)]
        facets["people"] = tuple(others[:SHOWN])
    latest = opened.reader.articles(_latest(segments, masks, LATEST))
    quoting = [_quoting(segment, field, value) & mask for segment, mask in _pairs(segments, masks)]
    said = opened.reader.articles(_latest(segments, quoting, SAID)) if of_person else []
    read = _Spelling(opened.reader.article, [*latest, *said])
    if of_person:
        spelt, usages = _spellings(segments, masks, value, facets["outlet"])
        texts = {one.text: read.of_person(one, value) for one in _shown(spelt, usages)}
    else:
        spelt, usages = _of_field(segments, masks, "author"), []
        texts = {one.text: read.of_author(one) for one in spelt[:SHOWN]}
    methods, looked = ({}, 0) if of_person else _methods(opened, segments, masks)
    return Profile(
        field,
        value,
        _label(segments, field, value),
        articles,
        sum(int((segment.day[mask] <= 0).sum()) for segment, mask in _pairs(segments, masks)),
        *_days(segments, masks),
        facets,
        tuple(Written(texts[one.text], one.articles) for one in spelt[:SHOWN]),
        len(spelt),
        tuple(
            Usage(
                outlet.value,
                outlet.count,
                tuple(Written(texts[one.text], one.articles) for one in its),
            )
            for outlet, its in usages
        ),
        sum(int(mask.sum()) for mask in quoting),
        tuple(said),
        tuple(latest),
        methods,
        looked,
        opened.view.snapshot,
    )


def _having(segment: Searched, field: str, value: str) -> Bool:
    """Return which live articles of a segment have a person or an outlet."""
    mask = np.zeros(segment.size, np.bool_)
    if field == "people":
        people = segment.view.file.people
        rows = people.values.prefixed(value.encode() + _TAB)
        places = ((people.rows >= rows.start) & (people.rows < rows.stop)).nonzero()[0]
        mask[np.searchsorted(people.at, places, side="right") - 1] = True
    else:
        values, codes = codes_of(segment, field)
        row = _row(values, value.encode())
        if row > 0:
            mask = codes == row
    return np.asarray(mask & segment.live)


def _quoting(segment: Searched, field: str, value: str) -> Bool:
    """Return which articles quote a person, or, where an outlet is told of, anybody."""
    mask = np.zeros(segment.size, np.bool_)
    if field == "people":
        said = segment.view.file.names["said"]
        for row in said.terms.prefixed(value.encode() + _TAB):
            mask[said.holders(row)] = True
    else:
        mask[segment.view.file.names["has"].having(b"quote")] = True
    return mask


def _label(segments: Sequence[Searched], field: str, value: str) -> str:
    if field != "people":
        return value
    known = values_of(segments, field)
    row = _row(known.values, value.encode())
    return known.labels[row].decode() if row >= 0 else value


def _row(values: Sequence[bytes], value: bytes) -> int:
    """Return the place of a value among sorted ones, -1 where it is not there."""
    row = bisect_left(values, value)
    return row if row < len(values) and values[row] == value else -1


def _pairs(segments: Sequence[Searched], masks: Sequence[Bool]) -> Iterator[tuple[Searched, Bool]]:
    return zip(segments, masks, strict=True)


def _latest(segments: Sequence[Searched], masks: Sequence[Bool], most: int) -> list[int]:
    """Return the numbers of the latest articles, undated ones last; equals by id."""
    found: list[tuple[int, bytes, int]] = []
    for segment, mask in _pairs(segments, masks):
        docs = mask.nonzero()[0]
        order = np.lexsort((segment.id_rows[docs], -segment.day[docs].astype(np.int64)))[:most]
        ids = segment.view.file.names["id"].terms
        found += [
            (-int(segment.day[doc]), ids[int(segment.id_rows[doc])], segment.base + doc)
            for doc in docs[order].tolist()
        ]
    return [number for _, _, number in sorted(found)[:most]]


def _days(
    segments: Sequence[Searched], masks: Sequence[Bool]
) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last possible day of articles, None where none is dated."""
    firsts, lasts = [], []
    for segment, mask in _pairs(segments, masks):
        dated = mask & (segment.day > 0)
        if dated.any():
            firsts.append(int(segment.day[dated].min()))
            lasts.append(int(segment.last_day[dated].max()))
    if not firsts:
        return None, None
    return dt.date.fromordinal(min(firsts)), dt.date.fromordinal(max(lasts))


def _spellings(
    segments: Sequence[Searched],
    masks: Sequence[Bool],
    person: str,
    outlets: Sequence[FacetCount],
) -> tuple[list[Spelt], list[tuple[FacetCount, list[Spelt]]]]:
    """Return every spelling of a person, commonest first, and those that each of the first
    outlets uses most.
    """
    told = [one for one in outlets if one.value is not None][:OUTLETS]
    values = values_of(segments, "outlet")
    column = {_row(values.values, (one.value or "").encode()): n for n, one in enumerate(told)}
    of_each = np.full(len(values.values), len(told), np.int64)
    for number, n in column.items():
        of_each[number] = n
    counts: dict[str, I8] = {}
    examples: dict[str, int] = {}
    for segment, mask, numbers in zip(segments, masks, values.numbers, strict=True):
        names = segment.view.file.names["people"]
        outlet = of_each[numbers[codes_of(segment, "outlet")[1]]]
        for row in names.terms.prefixed(person.encode() + _TAB):
            text = names.terms[row].partition(_TAB)[2].decode()
            docs = names.holders(row)
            docs = docs[mask[docs]]
            if text.startswith("\t") or not len(docs):  # a name that no article uses
                continue
            found = np.bincount(outlet[docs], minlength=len(told) + 1)
            counts[text] = counts[text] + found if text in counts else found
            examples[text] = segment.base + int(docs[-1])
    every = [Spelt(text, int(of.sum()), examples[text]) for text, of in counts.items()]
    every.sort(key=lambda one: (-one.articles, one.text))
    usages = []
    for n, outlet_count in enumerate(told):
        its = [one._replace(articles=int(counts[one.text][n])) for one in every]
        its = [one for one in its if one.articles]
        its.sort(key=lambda one: (-one.articles, one.text))
        usages.append((outlet_count, its[:OUTLET_SPELLINGS]))
    return every, usages


def _shown(
    spelt: Sequence[Spelt], usages: Sequence[tuple[FacetCount, list[Spelt]]]
) -> Iterator[Spelt]:
    yield from spelt[:SHOWN]
    for _, its in usages:
        yield from its


def _of_field(segments: Sequence[Searched], masks: Sequence[Bool], field: str) -> list[Spelt]:
    """Return the values of a field of names that articles have, commonest first."""
    found: dict[str, tuple[int, int]] = {}
    for segment, mask in _pairs(segments, masks):
        names = segment.view.file.names[field]
        sizes = tallied(names, mask)
        for row in sizes.nonzero()[0].tolist():
            text = names.terms[row].decode()
            docs = names.holders(row)
            example = segment.base + int(docs[mask[docs]][-1])
            found[text] = (found.get(text, (0, 0))[0] + int(sizes[row]), example)
    every = [Spelt(text, *one) for text, one in found.items() if text]
    return sorted(every, key=lambda one: (-one.articles, one.text))


def tallied(names: Names, mask: Bool) -> I8:
    """Return how many articles of a mask have each value of a field of names."""
    held = np.concatenate(([0], np.cumsum(mask[names.docs], dtype=np.int64)))
    found: I8 = np.diff(held[names.first.astype(np.int64)])
    return found


def _methods(
    opened: Opened, segments: Sequence[Searched], masks: Sequence[Bool]
) -> tuple[dict[str, int], int]:
    """Return by which methods an outlet is known in its latest articles, and in how many."""
    found: dict[str, int] = {}
    numbers = sorted(_latest(segments, masks, MOST_LOOKED))  # stored together, read together
    for number in numbers:
        method = record.method(opened.reader.front(number), "outlet")
        found[method] = found.get(method, 0) + 1
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return dict(ordered), len(numbers)


class _Spelling:
    """Tells how folded names are written, by articles that have them."""

    def __init__(self, article: Callable[[int], Article], read: Sequence[Article]) -> None:
        self._article = article
        self._known: dict[str, str] = {}
        self._read = read
        self._is_begun = False

    def of_person(self, name: Spelt, person: str) -> str:
        """Return how a person is written."""
        if not self._is_begun:
            self._is_begun = True
            for one in self._read:
                self._note(one, person)
        if name.text not in self._known:
            self._note(self._article(name.example), person)
        return self._known.get(name.text, name.text)

    def of_author(self, name: Spelt) -> str:
        """Return how an author is written."""
        return self._article(name.example).author or name.text

    def _note(self, article: Article, person: str) -> None:
        for one in article.people:
            if one.id == person:
                for written in one.as_written:
                    self._known.setdefault(spelling(written), written)
