"""Everybody named in a result, or every outlet of it: counted, in order, a page at a time.

A facet gives the commonest of them; a roll goes on to the last, tells how many there are, and when
each was first and last written of. Counting is one pass over the articles, and what it takes to
narrow and order names is worked out once for a snapshot.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from search.analysis import fold
from search.codec.ranking import Bool
from search.codec.tallies import tally, tally_many
from search.codec.words import I8
from search.engine import Page, SearchRequest
from search.local.completion import Completions
from search.local.counting import counted
from search.local.facets import Values, codes_of, numbers_of, values_of
from search.local.names import Aliases
from search.local.searched import Searched
from search.local.snapshot import Opened
from search.roll import Listed, Listing, Roll

KEPT = "roll:"
"""What the orders of names are kept under, with a snapshot."""


def listed(
    opened: Opened, request: SearchRequest, roll: Roll, aliases: Aliases
) -> tuple[Page, Listing]:
    """Return what a search comes to, its page without hits, and the names in it."""
    page, masks = counted(opened, request, aliases)
    searchable = opened.searchable
    return page, listing(searchable.segments, roll, masks, lambda: searchable.completions)


def listing(
    segments: Sequence[Searched],
    roll: Roll,
    result: Sequence[Bool],
    completions: Callable[[], Completions],
) -> Listing:
    """Return a page of the values of a field that articles of `result`, a mask a segment, have."""
    if not segments:
        return Listing(0, (), 0)
    values = values_of(segments, roll.field)
    counts, unknown = _counts(segments, roll.field, values, result)
    met = counts.nonzero()[0]
    if roll.prefix:
        met = met[_named(values, completions().named(roll.field, roll.prefix))[met]]
    place = _places(segments, roll.field, values)[met]
    by_name = roll.order == "name"
    order = np.argsort(place) if by_name else np.lexsort((place, -counts[met]))
    page = met[order[roll.offset : roll.offset + roll.limit]]
    days = _days(segments, roll.field, values, result, page)
    shown = [
        Listed(one.value or "", one.label, one.count, *days.of(number))
        for number in page.tolist()
        for one in (values.shown(number, int(counts[number])),)
    ]
    initials = completions().initials(roll.field) if roll.initials else ()
    return Listing(len(met), tuple(shown), unknown, initials)


def _counts(
    segments: Sequence[Searched], field: str, values: Values, result: Sequence[Bool]
) -> tuple[I8, int]:
    """Return how many articles have each value, and how many none."""
    counts = np.zeros(len(values.values), np.int64)
    unknown, listed = 0, numbers_of(result)
    if field == "people":
        found = np.zeros(len(counts), np.uint32)
        for segment, docs, numbers in zip(segments, listed, values.numbers, strict=True):
            people = segment.view.file.people
            unknown += tally_many(people.at, people.rows, docs, numbers, found)
        counts += found
    else:
        for segment, docs, numbers in zip(segments, listed, values.numbers, strict=True):
            of_each = np.zeros(len(numbers), np.int64)
            tally(codes_of(segment, field)[1], docs, of_each)
            np.add.at(counts, numbers, of_each)
    unknown += counts[0]  # number 0 is that of no value
    counts[0] = 0
    return counts, int(unknown)


def _named(values: Values, wanted: frozenset[str]) -> Bool:
    """Return which values are among those wanted."""
    found = np.zeros(len(values.values), np.bool_)
    for value in wanted:  # all of them are values of some article, and so among these
        found[bisect_left(values.values, value.encode())] = True
    return found


def _places(segments: Sequence[Searched], field: str, values: Values) -> I8:
    """Return the place of each value among all by name, whatever its letters' case and accents."""
    known = segments[0].facets
    if KEPT + field not in known:
        keys = [(fold(label.decode()), label, value) for label, value in _pairs(values)]
        places = np.empty(len(keys), np.int64)
        places[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
        known[KEPT + field] = places
    found: I8 = known[KEPT + field]
    return found


def _pairs(values: Values) -> Sequence[tuple[bytes, bytes]]:
    return list(zip(values.labels, values.values, strict=True))


class _Days(NamedTuple):
    """The first and last day of some values, as ordinals, 0 where none is known."""

    row: dict[int, int]
    first: I8
    last: I8

    def of(self, number: int) -> tuple[dt.date | None, dt.date | None]:
        """Return the days of a value, by its number."""
        row = self.row[number]
        first, last = int(self.first[row]), int(self.last[row])
        return (dt.date.fromordinal(first), dt.date.fromordinal(last)) if last else (None, None)


def _days(
    segments: Sequence[Searched],
    field: str,
    values: Values,
    result: Sequence[Bool],
    page: I8,
) -> _Days:
    """Return from when to when the articles of `result` are that have the values of a page."""
    never = np.iinfo(np.int64).max
    row_of = np.full(len(values.values), -1, np.int64)
    row_of[page] = np.arange(len(page))
    first, last = np.full(len(page), never), np.zeros(len(page), np.int64)
    for segment, mask, numbers in zip(segments, result, values.numbers, strict=True):
        rows, docs = _holders(segment, field, row_of[numbers])
        wanted = mask[docs] & (segment.day[docs] > 0)
        rows, docs = rows[wanted], docs[wanted]
        np.minimum.at(first, rows, segment.day[docs].astype(np.int64))
        np.maximum.at(last, rows, segment.last_day[docs].astype(np.int64))
    return _Days({number: row for row, number in enumerate(page.tolist())}, first, last)


def _holders(segment: Searched, field: str, row_of: I8) -> tuple[I8, I8]:
    """Return the articles that have a value with a row, given the row of each code or -1, and
    which row it is; an article is there once for each.
    """
    if field != "people":
        rows = row_of[codes_of(segment, field)[1]]
        docs = (rows >= 0).nonzero()[0]
        return rows[docs], docs
    people = segment.view.file.people
    rows = row_of[people.rows]
    places = (rows >= 0).nonzero()[0]
    return rows[places], np.searchsorted(people.at, places, side="right") - 1
