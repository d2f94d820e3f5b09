"""Dates of a query: what a reader wrote, to the days it means.

    date:2022-03   since:2022   after:last-week   older:1y   date:>=2022   date:2022..2023-06

A date names a period of whole days; the word before the colon, or a comparison sign, says which
side of it is meant. `7d` is a period, from seven days ago to today, where a period is asked for
(date, on, newer), and the day seven days ago where a moment is.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

Days = tuple["dt.date | None", "dt.date | None"]
"""First and last day, inclusive, None where open."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_NUMBERS = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?(?:T[\d:.+Z-]*)?", re.I | re.A)
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.A)
_DAY_FIRST = re.compile(rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?[ -])?{_MONTH}[ -](\d{{4}})", re.I | re.A)
_MONTH_FIRST = re.compile(rf"{_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})", re.I | re.A)
_AGO = re.compile(
    r"(?:(?:last|past)[ -]|-)?(\d{1,5})[ -]?(d|days?|w|weeks?|m|months?|y|years?)(?:[ -]ago)?",
    re.I | re.A,
)
_NAMED = re.compile(r"(last|past|this)[ _-](week|month|year)", re.I)
_BRACKETS = re.compile(r"([\[{])\s*(\S.*?)\s+(?:TO|to)\s+(.*?\S)\s*([\]}])", re.S)
_COMPARED = re.compile(r"(>=|<=|>|<)\s*(.+)", re.S)


@dataclass(frozen=True, slots=True)
class Period:
    """Days that a date names. `ago`: it was written as a length of time up to today."""

    first: dt.date | None
    last: dt.date | None
    ago: bool = False

    @property
    def moment(self) -> Period:
        """The period itself, or the day it begins when it is a length of time."""
        return Period(self.first, self.first) if self.ago else self


def days(word: str, value: str, today: dt.date) -> Days | None:
    """Return the days that `word:value` asks for, None when the value is no date.

    `word` is a canonical date word: date, since, older, ... Ranges may come back the wrong way
    round: the first day after the last.
    """
    value = value.strip()
    compared = _COMPARED.fullmatch(value)
    if compared:
        named = _period(compared[2], today)
        return _side(_SIGNS[compared[1]], named.moment) if named else None
    found = _range(value, today) or _period(value, today)
    if found is None:
        return None
    if word in ("date", "on"):
        return found.first, found.last
    if word == "newer":
        return found.first, found.last if found.ago or not value[:1].isdigit() else None
    return _side("before" if word == "older" else word, found.moment)


_SIGNS = {">=": "since", ">": "after", "<=": "until", "<": "before"}


def _side(word: str, period: Period) -> Days | None:
    """Return the days on the side of a period that a word names, None when there are none."""
    day = dt.timedelta(days=1)
    try:
        if word in ("since", "from"):
            result: Days = (period.first, None)
        elif word in ("until", "to"):
            result = (None, period.last)
        elif word == "after":
            result = (period.last + day if period.last else None, None)
        else:
            result = (None, period.first - day if period.first else None)
    except OverflowError:
        return None
    return None if result == (None, None) else result


def _range(value: str, today: dt.date) -> Period | None:
    """Return the days of `a..b` or `[a TO b]`, None when it is neither."""
    bracket = _BRACKETS.fullmatch(value)
    if bracket:
        opening, left, right, closing = bracket.groups()
    elif ".." in value:
        left, _, right = value.partition("..")
        left, right, opening, closing = left.strip(), right.strip(), "[", "]"
    else:
        return None
    days = _between(left, right, opening, closing, today)
    if days and days.first and days.last and days.first > days.last:
        turned = _between(right, left, opening, closing, today)
        return turned and Period(turned.last, turned.first)
    return days


def _between(left: str, right: str, opening: str, closing: str, today: dt.date) -> Period | None:
    """Return the days from one date to another, `{` and `}` leaving out the dates themselves."""
    first: dt.date | None = None
    last: dt.date | None = None
    for text, is_left in ((left, True), (right, False)):
        if text in ("", "*"):
            continue
        named = _period(text, today)
        if named is None:
            return None
        word = ("since" if opening == "[" else "after") if is_left else ""
        side = _side(word or ("until" if closing == "]" else "before"), named.moment)
        if side is None:
            return None
        first, last = (side[0], last) if is_left else (first, side[1])
    return Period(first, last) if first or last else None


def _period(text: str, today: dt.date) -> Period | None:
    """Return the days that one date names, None when it is no date."""
    text = " ".join(text.split())
    found = _NUMBERS.fullmatch(text)
    if found:
        return _calendar(found[1], found[3], found[4])
    found = _COMPACT.fullmatch(text)
    if found:
        return _calendar(found[1], found[2], found[3])
    found = _DAY_FIRST.fullmatch(text)
    if found:
        return _calendar(found[3], _month(found[2]), found[1])
    found = _MONTH_FIRST.fullmatch(text)
    if found:
        return _calendar(found[3], _month(found[1]), found[2])
    return _relative(text.lower(), today)


def _month(name: str) -> str:
    """Return the number of a month in digits."""
    return str(_MONTHS.index(name[:3].lower()) + 1)


def _calendar(year: str, month: str | None, day: str | None) -> Period | None:
    """Return a year, a month of it or a day of that, None when the calendar has none such."""
    try:
        first = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day is not None:
        return Period(first, first) if int(day) else None
    if month is not None:
        end = calendar.monthrange(first.year, first.month)[1]
        return Period(first, first.replace(day=end))
    return Period(first, dt.date(first.year, 12, 31))


def _relative(text: str, today: dt.date) -> Period | None:
    """Return the days of `today`, `last-week`, `7d`, `last 7 days`, None for anything else."""
    if text in ("today", "yesterday"):
        day = today - dt.timedelta(days=text == "yesterday")
        return Period(day, day)
    named = _NAMED.fullmatch(text)
    if named:
        return _named(named[2], named[1] == "this", today)
    ago = _AGO.fullmatch(text)
    if ago is None:
        return None
    first = _before(today, int(ago[1]), ago[2][0])
    return Period(first, today, ago=True) if first else None


def _named(unit: str, this: bool, today: dt.date) -> Period:
    """Return this week, month or year, or the last whole one; weeks begin on Monday."""
    if unit == "week":
        monday = today - dt.timedelta(days=today.weekday() + (0 if this else 7))
        return Period(monday, monday + dt.timedelta(days=6))
    first = today.replace(day=1)
    if unit == "year":
        year = today.year - (not this)
        return Period(dt.date(year, 1, 1), dt.date(year, 12, 31))
    if not this:
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return Period(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def _before(today: dt.date, count: int, unit: str) -> dt.date | None:
    """Return the day `count` days, weeks, months or years before, None before year 1."""
    if unit in "dw":
        try:
            return today - dt.timedelta(days=count * (7 if unit == "w" else 1))
        except OverflowError:
            return None
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        return None
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


_DATE = r"(\d{4}(?:-\d{1,2}){0,2})"
_FROM_TO = re.compile(rf"\[?{_DATE}\s*(?:\.{{3,}}|[-–—/:;]|to|TO)\s*{_DATE}\]?", re.A)
_GLUED = re.compile(r"(last|past|this)[ _-]?(\d*)[ _-]?(day|week|month|year)(s?)", re.I | re.A)


def likely(word: str, value: str, today: dt.date) -> tuple[str, ...]:
    """Return what may have been meant by a value of `word:` that is no date, the fullest last."""
    value = " ".join(value.split())
    pair = _FROM_TO.fullmatch(value)
    if pair and days("date", f"{pair[1]}..{pair[2]}", today):
        return (f"{pair[1]}..{pair[2]}",)
    listed = value.split(",")
    if 1 < len(listed) < 10 and all(days("date", one, today) for one in listed):
        return (f"({' OR '.join(listed)})",)
    glued = _GLUED.fullmatch(value)
    if glued:
        better = "-".join(part for part in (glued[1], glued[2], glued[3] + glued[4]) if part)
        return (better.lower(),) if days("date", better, today) else ()
    if word in ("newer", "older") and value.isascii() and value.isdigit() and len(value) < 4:
        return (f"{value}d",)
    return nearest(value)


def nearest(value: str) -> tuple[str, ...]:
    """Return dates that an impossible one may have meant, the fullest last: 2022-13-40."""
    found = re.search(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?", value, re.A)
    if found is None or found[1] == "0000":
        found = re.search(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", value, re.A)
        if found is None or found[3] == "0000":
            return ()
        first, second = int(found[1]), int(found[2])
        if min(first, second) > 12 or max(first, second) <= 12:
            return (found[3],)  # which is the day cannot be told
        return nearest(f"{found[3]}-{min(first, second):02}-{max(first, second):02}")
    year, month = int(found[1]), min(max(int(found[2]), 1), 12)
    dates: tuple[str, ...] = (f"{year:04}-{month:02}",)
    if found[3] is not None:
        day = min(max(int(found[3]), 1), calendar.monthrange(year, month)[1])
        dates += (f"{year:04}-{month:02}-{day:02}",)
    return dates
