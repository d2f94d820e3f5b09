"""Counts by year, month or day with no gap in them, for charts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from search.engine import FacetCount
from web.arguments import BadParameter
from web.params import SearchParams

MOST = 10_000
"""Periods that one answer may have."""


def filled(
    facets: Mapping[str, Sequence[FacetCount]], params: SearchParams
) -> Mapping[str, Sequence[FacetCount]]:
    """Return the counts of a search, with every period between the first and the last where that
    was asked for, 0 where there is none.

    They reach to the days that the search was narrowed to, where it was. Raises BadParameter where
    there would be too many.
    """
    if not params.facet_empty:
        return facets
    return {
        name: _filled(name, counts, params) if name.startswith("date:") else counts
        for name, counts in facets.items()
    }


def _filled(name: str, counts: Sequence[FacetCount], params: SearchParams) -> Sequence[FacetCount]:
    known = {_number(one.value): one for one in counts if one.value is not None}
    length = {"date:year": 4, "date:month": 7}.get(name, 10)
    days = [] if "date" in params.facet_without else [params.first, params.last]
    ends = [_number(day.isoformat()[:length]) for day in days if day is not None]
    if not known and len(ends) < 2:
        return counts
    numbers = [*known, *ends]
    begin, end = min(numbers), max(numbers)
    if end - begin >= MOST:
        span = f"From {_text(begin, length)} to {_text(end, length)} are {end - begin + 1:,}"
        raise BadParameter(
            f"{span} {name.removeprefix('date:')}s, and {MOST:,} at most can be told: narrow the "
            "search by from and to, count by a longer period, or leave facet_empty out.",
            parameter="facet_empty",
        )
    of_none = [one for one in counts if one.value is None]
    empty = ((number, _text(number, length)) for number in range(begin, end + 1))
    return [*(known.get(number) or FacetCount(text, text, 0) for number, text in empty), *of_none]


def _number(period: str) -> int:
    """Return the place of a period among its like."""
    parts = [int(part) for part in period.split("-")]
    if len(parts) == 3:
        return dt.date(*parts).toordinal()
    return parts[0] if len(parts) == 1 else parts[0] * 12 + parts[1] - 1


def _text(number: int, length: int) -> str:
    """Return the period in a place, of so many characters."""
    if length == 10:
        return dt.date.fromordinal(number).isoformat()
    return f"{number:04}" if length == 4 else f"{number // 12:04}-{number % 12 + 1:02}"
