"""Counts over a whole result: outlets, people, languages, agencies, years, months, days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.codec.ranking import Bool
from search.codec.tallies import tally, tally_many
from search.codec.words import I8, U2
from search.engine import FacetCount
from search.local.searched import Searched

CODED = {"outlet": "outlet_name", "lang": "lang_name", "agency": "agency_name"}

PERIODS = {"date:year": "Y", "date:month": "M", "date:day": "D"}
"""numpy's units of time."""


@dataclass(frozen=True, slots=True)
class Values:
    """What a facet may count, over all segments: the values in order, b"" first, with what is
    shown for each; and for each segment, the number of each of its own.
    """

    values: list[bytes]
    labels: list[bytes]
    numbers: tuple[I8, ...]


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
    known = segments[0].facets  # kept with one segment, for all of its snapshot
    if name not in known:
        known[name] = _of_people(segments) if name == "people" else _of_codes(segments, name)
    values = known[name]
    counts = np.zeros(len(values.values), np.int64)
    for segment, mask, numbers in zip(segments, result, values.numbers, strict=True):
        found = np.zeros(len(numbers), np.int64)
        if name == "people":
            people = segment.view.file.people
            counts[0] += tally_many(people.at, people.rows, mask, found)
        else:
            tally(_codes(segment, name)[1], mask, found)
        if name != "people" and len(segments) == 1:
            counts += found  # its own numbers are those of all
        else:
            np.add.at(counts, numbers, found)
    unknown = int(counts[0])
    counts[0] = 0
    best = counts.nonzero()[0]
    if name not in PERIODS:
        if len(best) > size > 0:  # a name for each of a hundred thousand would be thrown away
            best = best[counts[best] >= np.partition(counts[best], -size)[-size]]
        order = sorted(best.tolist(), key=lambda n: (-counts[n], values.labels[n]))[:size]
    else:
        order = best.tolist()
    if values.labels is values.values:
        texts = [values.values[n].decode() for n in order]
        named = zip(texts, texts, counts[order].tolist(), strict=True)
    else:
        named = zip(
            (values.values[n].decode() for n in order),
            (values.labels[n].decode() for n in order),
            counts[order].tolist(),
            strict=True,
        )
    shown = [FacetCount(*one) for one in named]
    return (*shown, *([FacetCount(None, "unknown", unknown)] if unknown else []))


def _codes(segment: Searched, name: str) -> tuple[Sequence[bytes], U2]:
    return segment.periods(PERIODS[name]) if name in PERIODS else segment.coded(CODED[name])


def _of_codes(segments: Sequence[Searched], name: str) -> Values:
    """Return the values of a column, which are shown as they are."""
    return _numbered([_codes(segment, name)[0] for segment in segments], lambda value: value)


def _of_people(segments: Sequence[Searched]) -> Values:
    """Return everybody who is named; a person is an identity, whatever names go with it."""
    people = [list(segment.view.file.people.values) for segment in segments]
    found = _numbered(people, lambda person: person.partition(b"\t")[0])
    names: dict[bytes, bytes] = {}
    for person in (person for part in people for person in part):
        identity, _, name = person.partition(b"\t")
        names.setdefault(identity, name)
    return Values(found.values, [names.get(value, b"") for value in found.values], found.numbers)


def _numbered(parts: Sequence[Iterable[bytes]], value: Callable[[bytes], bytes]) -> Values:
    """Return the values of all segments, numbered in order."""
    by_part = [[value(entry) for entry in part] for part in parts]
    ordered = sorted({b"", *(entry for part in by_part for entry in part)})
    number = {entry: at for at, entry in enumerate(ordered)}
    numbers = tuple(np.array([number[entry] for entry in part], np.int64) for part in by_part)
    return Values(ordered, ordered, numbers)
