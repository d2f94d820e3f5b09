"""Counts over a whole result: outlets, people, languages, agencies, years, months, days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from search.codec.ranking import Bool
from search.codec.tallies import commonest, tally, tally_many
from search.codec.words import I8, U2, U4
from search.engine import FacetCount
from search.local.searched import Searched

CODED = {"outlet": "outlet_name", "lang": "lang_name", "agency": "agency_name"}

PERIODS = {"date:year": "Y", "date:month": "M", "date:day": "D"}
"""numpy's units of time."""

MOST_TALLIED = 1_024
"""Counts that are told apart when the commonest values are looked for."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a facet may count, over all segments: the values in order, b"" first, with what is
    shown for each; and for each segment, the number of each of its own.

    `idle` is room for counts that nobody is using.
    """

    values: list[bytes]
    labels: list[bytes]
    numbers: tuple[U4, ...]
    idle: list[Room] = field(default_factory=list)

    def shown(self, number: int, count: int) -> FacetCount:
        """Return what a facet says of a value."""
        value = self.values[number].decode()
        label = value if self.labels is self.values else self.labels[number].decode()
        return FacetCount(value, label, count)


class Room(NamedTuple):
    """What it takes to count many values of which few are met; as `commonest` leaves it."""

    counts: U4
    met: U4
    tally: I8

    @classmethod
    def of(cls, size: int) -> Room:
        """Return room for so many values."""
        tally = np.zeros(MOST_TALLIED + 1, np.int64)
        return cls(np.zeros(size, np.uint32), np.zeros(size + 2, np.uint32), tally)


def facet(
    segments: Sequence[Searched], name: str, result: Sequence[Bool], size: int
) -> tuple[FacetCount, ...]:
    """Return the counts of one facet over the articles of `result`, a mask a segment.

    Names come commonest first, the `size` first of them; periods in order of time, all of them.
    Articles that have no value, or whose date is known less closely than the period, are counted
    last under None.
    """
    if not segments:
        return ()
    values = values_of(segments, name)
    if name == "people":
        unknown, found = _many(segments, values, result, size)
    else:
        unknown, found = _one_each(segments, name, values, result)
    if name in PERIODS:
        shown = [values.shown(*one) for one in found]
    else:
        if len(found) > size > 0:  # the names of a hundred thousand would be compared for nothing
            least = sorted([count for _, count in found], reverse=True)[size - 1]
            found = [one for one in found if one[1] >= least]
        ranked = sorted([(-count, values.labels[number], number) for number, count in found])
        shown = [values.shown(number, -count) for count, _, number in ranked[:size]]
    return (*shown, *([FacetCount(None, "unknown", unknown)] if unknown else []))


def values_of(segments: Sequence[Searched], name: str) -> Values:
    """Return what a facet may count over these segments, of which there is one or more."""
    known = segments[0].facets  # kept with one segment, for all of its snapshot
    if name not in known:
        known[name] = _of_people(segments) if name == "people" else _of_codes(segments, name)
    values: Values = known[name]
    return values


def _one_each(
    segments: Sequence[Searched], name: str, values: Values, result: Sequence[Bool]
) -> tuple[int, list[tuple[int, int]]]:
    """Return how many articles have no value, and each that is met with its count, in order."""
    counts = np.zeros(len(values.values), np.int64)
    for segment, mask, numbers in zip(segments, result, values.numbers, strict=True):
        found = np.zeros(len(numbers), np.int64)
        tally(codes_of(segment, name)[1], mask, found)
        if len(segments) == 1:
            counts = found  # its own numbers are those of all
        else:
            np.add.at(counts, numbers, found)
    unknown = int(counts[0])
    counts[0] = 0
    met = counts.nonzero()[0]
    return unknown, list(zip(met.tolist(), counts[met].tolist(), strict=True))


def _many(
    segments: Sequence[Searched], values: Values, result: Sequence[Bool], size: int
) -> tuple[int, list[tuple[int, int]]]:
    """Return the same where an article has several values; of these, the commonest are enough."""
    room = values.idle.pop() if values.idle else Room.of(len(values.values))
    unknown = 0
    for segment, mask, numbers in zip(segments, result, values.numbers, strict=True):
        people = segment.view.file.people
        unknown += tally_many(people.at, people.rows, mask, numbers, room.counts, room.met)
    unknown = int(unknown + room.counts[0])
    found = np.empty(2 * int(room.met[0]), np.int64)
    least = size + 1 if size > 0 else len(values.values)  # one more, as b"" may be among them
    kept = commonest(room.counts, room.met, least, room.tally, found)
    values.idle.append(room)  # not after an error, which may leave anything
    place = len(found) // 2
    counts = zip(found[:kept].tolist(), found[place : place + kept].tolist(), strict=True)
    return unknown, [one for one in counts if one[0]]


def codes_of(segment: Searched, name: str) -> tuple[Sequence[bytes], U2]:
    """Return the values of a facet in a segment, b"" for none, and which one each article has."""
    return segment.periods(PERIODS[name]) if name in PERIODS else segment.coded(CODED[name])


def _of_codes(segments: Sequence[Searched], name: str) -> Values:
    """Return the values of a column, which are shown as they are."""
    return _numbered([codes_of(segment, name)[0] for segment in segments], lambda value: value)


def _of_people(segments: Sequence[Searched]) -> Values:
    """Return everybody who is named; a person is an identity, whatever names go with it, and is
    shown by the one that most articles have.
    """
    people = [list(segment.view.file.people.values) for segment in segments]
    found = _numbered(people, lambda person: person.partition(b"\t")[0])
    held: dict[bytes, int] = {}
    for segment, part in zip(segments, people, strict=True):
        uses = np.bincount(segment.view.file.people.rows, minlength=len(part)).tolist()
        for person, articles in zip(part, uses, strict=True):
            held[person] = held.get(person, 0) + articles
    names: dict[bytes, tuple[int, bytes]] = {}
    for person, articles in held.items():
        identity, _, name = person.partition(b"\t")
        before = names.get(identity)
        if before is None or (-articles, name) < (-before[0], before[1]):
            names[identity] = articles, name
    labels = [names[value][1] if value in names else b"" for value in found.values]
    return Values(found.values, labels, found.numbers)


def _numbered(parts: Sequence[Iterable[bytes]], value: Callable[[bytes], bytes]) -> Values:
    """Return the values of all segments, numbered in order."""
    by_part = [[value(entry) for entry in part] for part in parts]
    ordered = sorted({b"", *(entry for part in by_part for entry in part)})
    number = {entry: at for at, entry in enumerate(ordered)}
    numbers = tuple(np.array([number[entry] for entry in part], np.uint32) for part in by_part)
    return Values(ordered, ordered, numbers)
