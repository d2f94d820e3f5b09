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


class Common(NamedTuple):
    """Values in order of how many articles have them, so that those which most searches meet lie
    side by side: the number of each, how many articles have it, and for each segment the place of
    each of its own. `none` is the place of b"".
    """

    values: U4
    uses: U4
    places: tuple[U4, ...]
    none: int


@dataclass(frozen=True, slots=True)
class Values:
    """What a facet may count, over all segments: the values in order, b"" first, with what is
    shown for each; and for each segment, the number of each of its own.

    `common`, of those that an article has several of; `idle` is room for counts that nobody is
    using.
    """

    values: list[bytes]
    labels: list[bytes]
    numbers: tuple[U4, ...]
    common: Common | None = None
    idle: list[Room] = field(default_factory=list)

    def shown(self, number: int, count: int) -> FacetCount:
        """Return what a facet says of a value."""
        value = self.values[number].decode()
        label = value if self.labels is self.values else self.labels[number].decode()
        return FacetCount(value, label, count)


class Room(NamedTuple):
    """What it takes to count many values: `counts` are zeros, and left so, as is the tally;
    `found` may hold anything.
    """

    counts: U4
    found: U4
    tally: I8

    @classmethod
    def of(cls, size: int) -> Room:
        """Return room for so many values."""
        tally = np.zeros(MOST_TALLIED + 1, np.int64)
        return cls(np.zeros(size, np.uint32), np.zeros(size, np.uint32), tally)


def numbers_of(result: Iterable[Bool]) -> list[I8]:
    """Return the numbers of the articles of a result, rising, given a mask a segment."""
    return [mask.nonzero()[0] for mask in result]


def facet(
    segments: Sequence[Searched], name: str, result: Sequence[I8], size: int
) -> tuple[FacetCount, ...]:
    """Return the counts of one facet over the articles of `result`, their numbers by segment.

    Names come commonest first, the `size` first of them; periods in order of time, all of them.
    Articles that have no value, or whose date is known less closely than the period, are counted
    last under None.
    """
    if not segments:
        return ()
    values = values_of(segments, name)
    if values.common is not None:
        unknown, met = _many(segments, values, values.common, result, size)
    else:
        unknown, met = _one_each(segments, name, values, result, size)
    if name in PERIODS:
        shown = [values.shown(*one) for one in met]
    else:
        ranked = sorted([(-count, values.labels[number], number) for number, count in met])
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
    segments: Sequence[Searched], name: str, values: Values, result: Sequence[I8], size: int
) -> tuple[int, list[tuple[int, int]]]:
    """Return how many articles have no value, and each that is met with its count, in order; of
    names those alone that are as common as the `size` first.
    """
    counts = np.zeros(len(values.values), np.int64)
    for segment, docs, numbers in zip(segments, result, values.numbers, strict=True):
        found = np.zeros(len(numbers), np.int64)
        tally(codes_of(segment, name)[1], docs, found)
        if len(segments) == 1:
            counts = found  # its own numbers are those of all
        else:
            np.add.at(counts, numbers, found)
    unknown = int(counts[0])
    counts[0] = 0
    least = 1
    if name not in PERIODS and 0 < size < len(counts):
        least = max(1, int(np.partition(counts, -size)[-size]))
    met = (counts >= least).nonzero()[0]
    return unknown, list(zip(met.tolist(), counts[met].tolist(), strict=True))


def _many(
    segments: Sequence[Searched], values: Values, common: Common, result: Sequence[I8], size: int
) -> tuple[int, list[tuple[int, int]]]:
    """Return the same where an article has several values, in no order."""
    room = values.idle.pop() if values.idle else Room.of(len(values.values))
    unknown = 0
    for segment, docs, places in zip(segments, result, common.places, strict=True):
        people = segment.view.file.people
        unknown += tally_many(people.at, people.rows, docs, places, room.counts)
    unknown = int(unknown + room.counts[common.none])
    room.counts[common.none] = 0
    met = room.found[: commonest(room.counts, common.uses, size, room.tally, room.found)]
    found = zip(common.values[met].tolist(), room.counts[met].tolist(), strict=True)
    room.counts.fill(0)
    values.idle.append(room)  # not after an error, which may leave anything
    return unknown, list(found)


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
    common = _by_use(segments, len(found.values), found.numbers)
    return Values(found.values, labels, found.numbers, common)


def _by_use(segments: Sequence[Searched], size: int, numbers: Sequence[U4]) -> Common:
    """Return so many people, those first whom most articles name."""
    uses = np.zeros(size, np.int64)
    for segment, its in zip(segments, numbers, strict=True):
        uses += np.bincount(its[segment.view.file.people.rows], minlength=size)
    order = np.argsort(-uses, kind="stable")
    place = np.empty(size, np.uint32)
    place[order] = np.arange(size, dtype=np.uint32)
    places = tuple(place[its] for its in numbers)
    return Common(order.astype(np.uint32), uses[order].astype(np.uint32), places, int(place[0]))


def _numbered(parts: Sequence[Iterable[bytes]], value: Callable[[bytes], bytes]) -> Values:
    """Return the values of all segments, numbered in order."""
    by_part = [[value(entry) for entry in part] for part in parts]
    ordered = sorted({b"", *(entry for part in by_part for entry in part)})
    number = {entry: at for at, entry in enumerate(ordered)}
    numbers = tuple(np.array([number[entry] for entry in part], np.uint32) for part in by_part)
    return Values(ordered, ordered, numbers)
