"""Counts over a whole result: outlets, people, languages, agencies, years, months, days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from search.codec.ranking import Bool
from search.codec.tallies import tally, tally_many
from search.engine import FacetCount
from search.local.searched import Searched

CODED = {"outlet": "outlet_name", "lang": "lang_name", "agency": "agency_name"}

PERIODS = {"date:year": "Y", "date:month": "M", "date:day": "D"}
"""numpy's units of time."""


def facet(
    segments: Sequence[Searched], name: str, result: Sequence[Bool], size: int
) -> tuple[FacetCount, ...]:
    """Return the counts of one facet over the articles of `result`, a mask a segment.

    Names come commonest first, the `size` first of them; periods in order of time, all of them.
    Articles that have no value, or whose date is known less closely than the period, are counted
    last under None.
    """
    counts: Counter[bytes] = Counter()
    for segment, mask in zip(segments, result, strict=True):
        if name == "people":
            _count_people(segment, mask, counts)
            continue
        if name in PERIODS:
            values, codes = segment.periods(PERIODS[name])
        else:
            values, codes = segment.coded(CODED[name])
        found = np.zeros(len(values), np.int64)
        tally(codes, mask, found)
        for code in found.nonzero()[0].tolist():
            counts[values[code]] += int(found[code])
    unknown = counts.pop(b"", 0)
    if name in PERIODS:
        labels = [(value.decode(), counts[value]) for value in sorted(counts)]
        return _with_unknown((FacetCount(v, v, count) for v, count in labels), unknown)
    if name == "people":
        return _with_unknown(_persons(counts, size), unknown)
    best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size]
    return _with_unknown((FacetCount(v.decode(), v.decode(), n) for v, n in best), unknown)


def _count_people(segment: Searched, mask: Bool, counts: Counter[bytes]) -> None:
    """Add who is named in the articles, as `identity TAB name`, and under b"" those without."""
    people = segment.view.file.people
    found = np.zeros(len(people.values), np.int64)
    counts[b""] += tally_many(people.at, people.rows, mask, found)
    for row in found.nonzero()[0].tolist():
        counts[people.values[row]] += int(found[row])


def _persons(counts: Counter[bytes], size: int) -> Iterable[FacetCount]:
    """Return the persons named most; a person is an identity, whatever names go with it."""
    by_identity: dict[str, tuple[str, int]] = {}
    for person, count in counts.items():
        identity, _, name = person.decode().partition("\t")
        label, before = by_identity.get(identity, (name, 0))
        by_identity[identity] = (label, before + count)
    best = sorted(by_identity.items(), key=lambda item: (-item[1][1], item[1][0]))[:size]
    return (FacetCount(identity, name, count) for identity, (name, count) in best)


def _with_unknown(known: Iterable[FacetCount], unknown: int) -> tuple[FacetCount, ...]:
    return (*known, *([FacetCount(None, "unknown", unknown)] if unknown else []))
