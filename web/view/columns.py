"""The columns of coverage: what stands above them, and of each cell where paper has no room."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from search.coverage import Grid
from search.periods import Period, Span, count
from web.view import wording

PAPER = 780
"""Pixels that the columns of a table may take of a page of paper on its side."""


@dataclass(frozen=True, slots=True)
class Head:
    """Above several columns, or over one: `text` is what is seen, `whole` what it is; `href` leads
    to the coverage of that time alone, by a shorter period. `short` is what it is where nothing
    stands above it.
    """

    text: str
    whole: str
    columns: int = 1
    href: str = ""
    short: str = ""


def groups(found: Grid) -> tuple[Head, ...]:
    """Return what stands above the columns: months above days, years above weeks and months."""
    if found.unit == "year":
        return ()
    length = 7 if found.unit == "day" else 4
    keys = [one.first.isoformat()[:length] for one in found.periods]
    return tuple(
        Head(wording.period(key), wording.period(key), len([*ones])) for key, ones in groupby(keys)
    )


def head(found: Grid, period: Period, narrower: Callable[[str, str], str]) -> Head:
    first = period.first
    month = wording.MONTHS[first.month - 1]
    day, year = f"{first.day} {month[:3]}", str(first.year)
    if found.unit == "day":
        return Head(str(first.day), wording.day(first), short=day)
    to = narrower(*ends(found, period))
    if found.unit == "week":
        return Head(day, f"Week of {wording.day(first)}", href=to, short=f"{day} {year}")
    if found.unit == "month":
        return Head(month[:3], f"{month} {year}", href=to, short=f"{month[:3]} {year}")
    return Head(year, year, href=to, short=year)


def names(rows: Iterable[Sequence[str]], heads: tuple[Head, ...]) -> tuple[str, ...]:
    """Return what each cell of a row is of, where no page of paper has room for all columns side
    by side, so that rows are broken there; none where one has.
    """
    longest = [len(one.text) for one in heads]
    for texts in rows:
        longest = [max(one, len(text)) for one, text in zip(longest, texts, strict=True)]
    # A digit on paper is five pixels wide, and a column has five of room.
    if sum(5 * one + 5 for one in longest) <= PAPER:
        return ()
    return tuple(one.short or one.whole for one in heads)


def ends(found: Grid, period: Period) -> tuple[str, str]:
    """Return the ends of a period as `from` and `to` take them."""
    first, last = period.first.isoformat(), period.last.isoformat()
    if found.unit in ("month", "year"):
        key = period.key
        whole = Span(period.first, period.last + dt.timedelta(days=1))
        if period.first.day == 1 and whole.last.day == 1 and count("month", whole) in (2, 13):
            return key, key
    return first, last
