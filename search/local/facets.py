"""Counts over a whole result: outlets, people, languages, agencies, years, months, days."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

import numpy as np

from search.engine import FacetCount
from search.local.occurrences import I64, Mask
from search.local.reader import Reader

CODED = {"outlet": "outlet_name", "lang": "lang_name", "agency": "agency_name"}

PERIODS: dict[str, Callable[[dt.date], str]] = {
    "date:year": lambda day: f"{day.year:04}",
    "date:month": lambda day: f"{day.year:04}-{day.month:02}",
    "date:day": lambda day: day.isoformat(),
}


def facet(reader: Reader, name: str, result: Mask, size: int) -> tuple[FacetCount, ...]:
    """Return the counts of one facet over the articles of `result`.

    Names come commonest first, the `size` first of them; periods in order of time, all of them.
    Articles that have no value, or whose date is known less closely than the period, are counted
    last under None.
    """
    if name in PERIODS:
        return _periods(reader, result, PERIODS[name])
    if name == "people":
        return _people(reader, result, size)
    names, codes = reader.coded(CODED[name])
    counts = np.bincount(codes[result], minlength=len(names))
    known = [FacetCount(n, n, int(c)) for n, c in zip(names, counts, strict=True) if n and c]
    unknown = sum(int(c) for n, c in zip(names, counts, strict=True) if not n)
    return _ranked(known, unknown, size)


def _people(reader: Reader, result: Mask, size: int) -> tuple[FacetCount, ...]:
    people, articles, persons = reader.persons
    named = result[articles]
    counts: I64 = np.bincount(persons[named], minlength=len(people))
    best = np.flatnonzero(counts)
    if len(best) > size * 4:  # a name for each of a hundred thousand would be thrown away
        edge = np.partition(counts[best], -size)[-size]
        best = best[counts[best] >= edge]
    known = [FacetCount(people[n][0], people[n][1], int(counts[n])) for n in best]
    unknown = int(result.sum()) - len(np.unique(articles[named]))
    return _ranked(known, unknown, size)


def _ranked(known: list[FacetCount], unknown: int, size: int) -> tuple[FacetCount, ...]:
    known.sort(key=lambda found: (-found.count, found.label))
    return (*known[:size], *([FacetCount(None, "unknown", unknown)] if unknown else []))


def _periods(
    reader: Reader, result: Mask, period: Callable[[dt.date], str]
) -> tuple[FacetCount, ...]:
    first, last = reader.first_day[result], reader.last_day[result]
    days, counts = np.unique(np.stack([first, last]), axis=1, return_counts=True)
    found: Counter[str | None] = Counter()
    for start, end, count in zip(*days.tolist(), counts.tolist(), strict=True):
        label = period(dt.date.fromordinal(start)) if start else None
        if start and label != period(dt.date.fromordinal(end)):
            label = None
        found[label] += count
    unknown = found.pop(None, 0)
    known = [FacetCount(value, value, found[value]) for value in sorted(filter(None, found))]
    return (*known, *([FacetCount(None, "unknown", unknown)] if unknown else []))
