"""Counts over a whole result by several facets at once: how many of which outlet in which month.

The combinations of values that articles have are numbered once for a snapshot, in order, and each
article's number is noted. Then a result, a mask a segment, is counted in one pass, whatever it is
crossed by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from search.codec.ranking import Bool
from search.codec.words import I8, U4
from search.crosstab import Crosstab
from search.engine import SearchRequest
from search.local.facets import codes_of, values_of
from search.local.names import Aliases
from search.local.ranked import matched
from search.local.searchable import Searchable
from search.local.searched import Searched
from search.query.tree import Node

KEPT = "crossed"
"""Under which name combinations are kept with a snapshot."""

MOST_KEPT = 3
"""Combinations that are kept, the last that were asked for."""

SPARSE = 8
"""Times as many combinations as articles from which on those are sorted rather than counted."""


class Combinations(NamedTuple):
    """The combinations of values that articles have: `of_each` is the number of each article's.

    `coordinates` has an array a facet: which of its `values` each combination has.
    """

    values: tuple[Sequence[str | None], ...]
    coordinates: tuple[I8, ...]
    of_each: U4
    size: int

    def cells(self, result: Sequence[Bool]) -> tuple[tuple[tuple[str | None, ...], int], ...]:
        """Return the combinations that articles of a result have, and how many of them do."""
        mask = result[0] if len(result) == 1 else np.concatenate(result)
        found = self.of_each[mask]
        if not len(found):
            return ()
        if self.size > SPARSE * len(found):
            numbers, counts = np.unique(found, return_counts=True)
        else:
            of_all = np.bincount(found, minlength=self.size)
            numbers = of_all.nonzero()[0].astype(np.uint32)
            counts = of_all[numbers]
        columns = [
            [values[at] for at in places[numbers].tolist()]
            for values, places in zip(self.values, self.coordinates, strict=True)
        ]
        rows: Iterable[tuple[str | None, ...]] = zip(*columns, strict=True)
        if not columns:
            rows = [()]
        return tuple(zip(rows, counts.tolist(), strict=True))


def crossed(
    searchable: Searchable, facets: Sequence[str], tree: Node, timeout_s: float, aliases: Aliases
) -> Crosstab:
    """Return facets crossed over the articles that match a tree."""
    combinations = _combinations(searchable.segments, tuple(facets))
    request = SearchRequest(tree, limit=0, timeout_s=timeout_s)
    ranked = matched(searchable, request, aliases, marked=True)
    found = ranked.answer
    cells = combinations.cells(found.matched) if found.matched else ()
    return Crosstab(found.total, cells, found.undated, ranked.notices, ranked.timed_out)


def _combinations(segments: Sequence[Searched], facets: tuple[str, ...]) -> Combinations:
    """Return the combinations that articles have; the last that were asked for are kept."""
    if not segments:
        return Combinations((), (), np.zeros(0, np.uint32), 0)
    known = segments[0].facets
    kept: Mapping[tuple[str, ...], Combinations] = known.get(KEPT, {})
    found = kept.get(facets)
    if found is None:
        found = _combined(segments, facets)
        # Another thread may be at it too: what is kept is replaced, never changed.
        known[KEPT] = {**dict([*kept.items()][1 - MOST_KEPT :]), facets: found}
    return found


def _combined(segments: Sequence[Searched], facets: tuple[str, ...]) -> Combinations:
    values: list[Sequence[str | None]] = []
    columns: list[I8] = []
    for name in facets:
        known = values_of(segments, name)
        # b"" is first among the values and comes last here.
        values.append([*(value.decode() for value in known.values[1:]), None])
        numbers = [
            known_here[codes_of(segment, name)[1]].astype(np.int64)
            for segment, known_here in zip(segments, known.numbers, strict=True)
        ]
        columns.append((np.concatenate(numbers) - 1) % len(known.values))
    articles = sum(segment.size for segment in segments)
    of_each, first = np.zeros(articles, np.int64), np.zeros(min(articles, 1), np.int64)
    for column, known_values in zip(columns, values, strict=True):
        # Numbered anew for each facet, so that no product of sizes outgrows its integer.
        _, first, of_each = np.unique(
            of_each * len(known_values) + column, return_index=True, return_inverse=True
        )
    coordinates = tuple(column[first] for column in columns)
    return Combinations(tuple(values), coordinates, of_each.astype(np.uint32), len(first))
