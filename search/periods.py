"""Stretches of time: days, weeks, months and years, numbered one after another."""

from __future__ import annotations

import datetime as dt
from typing import Literal, NamedTuple, get_args

Unit = Literal["day", "week", "month", "year"]

UNITS: tuple[Unit, ...] = get_args(Unit)

EARLIEST, LATEST = dt.date(1400, 1, 1), dt.date(2999, 12, 31)
"""Days that there are; any other is a mistake in some source."""


class Span(NamedTuple):
    """From a day to a day, both included."""

    first: dt.date
    last: dt.date


class Period(NamedTuple):
    """A day, week, month or year, by its `key`: 2017-06-20, the week 2017-W25 (ISO 8601: from
    Monday), 2017-06, 2017.

    `first` and `last` are its days, or those of them that were asked for.
    """

    key: str
    first: dt.date
    last: dt.date


def number(unit: Unit, day: dt.date) -> int:
    """Return the place of the period that a day is in among its like."""
    if unit == "day":
        return day.toordinal()
    if unit == "week":
        return (day.toordinal() - 1) // 7  # the first of January of the year 1 was a Monday
    return day.year * 12 + day.month - 1 if unit == "month" else day.year


def first_of(unit: Unit, place: int) -> dt.date:
    """Return the first day of the period in a place."""
    if unit == "day":
        return dt.date.fromordinal(place)
    if unit == "week":
        return dt.date.fromordinal(place * 7 + 1)
    return dt.date(place // 12, place % 12 + 1, 1) if unit == "month" else dt.date(place, 1, 1)


def count(unit: Unit, span: Span) -> int:
    """Return in how many periods a span lies."""
    return number(unit, span.last) - number(unit, span.first) + 1


def periods(unit: Unit, span: Span) -> tuple[Period, ...]:
    """Return the periods of a span, each with those of its days that are in it."""
    found = []
    for place in range(number(unit, span.first), number(unit, span.last) + 1):
        first = first_of(unit, place)
        last = first_of(unit, place + 1) - dt.timedelta(days=1)
        key = first.isoformat()
        if unit == "week":
            year, week, _ = first.isocalendar()
            key = f"{year:04}-W{week:02}"
        elif unit != "day":
            key = key[:7] if unit == "month" else key[:4]
        found.append(Period(key, max(first, span.first), min(last, span.last)))
    return tuple(found)


def is_sound(value: str) -> bool:
    """Return whether a year, month or day, written so, is one that there is."""
    return EARLIEST.year <= int(value[:4]) <= LATEST.year


def days(value: str) -> Span:
    """Return the days of a year, month or day, written so."""
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return Span(dt.date(*parts), dt.date(*parts))
    unit: Unit = "month" if len(parts) == 2 else "year"
    place = parts[0] * 12 + parts[1] - 1 if len(parts) == 2 else parts[0]
    return Span(first_of(unit, place), first_of(unit, place + 1) - dt.timedelta(days=1))
