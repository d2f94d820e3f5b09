"""Dates as Elasticsearch and its kin write them, brought to days.

`2017-06`, `2017-06-20T12:00:00Z`, milliseconds since 1970, `now-7d/d`, `2017-06-20||+1M/M`. What
is left out of a date is its beginning or its end, as the comparison has it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

Comparison = Literal["gte", "gt", "lte", "lt"]

DEFAULT_FORMATS = ("strict_date_optional_time", "epoch_millis")

_DAY = dt.timedelta(days=1)
_TICK = dt.timedelta(microseconds=1)
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d?)(?:-(\d\d?)(?:[T ](\d\d)?(?::?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|[+-]\d\d(?::?\d\d)?)?)?)?)?",
    re.I,
)
_STEP = re.compile(r"([+-])(\d{1,6})([yMwdhHms])|/([yMwdhHms])")
_WRITTEN = {
    "yyyy-MM-dd": r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
    "yyyy-MM": r"(?P<y>\d{4})-(?P<m>\d\d)",
    "yyyy": r"(?P<y>\d{4})",
    "yyyy/MM/dd": r"(?P<y>\d{4})/(?P<m>\d\d)/(?P<d>\d\d)",
    "yyyyMMdd": r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    "dd/MM/yyyy": r"(?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})",
    "MM/dd/yyyy": r"(?P<m>\d\d)/(?P<d>\d\d)/(?P<y>\d{4})",
    "dd.MM.yyyy": r"(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>\d{4})",
    "basic_date": r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
}
_ISO = frozenset(
    {
        *("strict_date_optional_time", "date_optional_time", "strict_date_optional_time_nanos"),
        *("strict_date", "date", "strict_year_month", "strict_year", "year_month", "year"),
        *("strict_date_time", "date_time", "strict_date_time_no_millis", "iso8601"),
    }
)
FORMATS = frozenset({*_WRITTEN, *_ISO, "epoch_millis", "epoch_second"})
"""Names of the formats that are read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of time as written: its first and last moment, in universal time."""

    first: dt.datetime
    last: dt.datetime


def bound(
    text: str, comparison: Comparison, now: dt.datetime, formats: tuple[str, ...]
) -> dt.date:
    """Return the first day (`gte`, `gt`) or last day (`lte`, `lt`) that a bound lets in.

    An article is of the first moment of its day. Raises ValueError for what is no date.
    """
    at = moment(text, now, formats, up=comparison in ("gt", "lte"))
    try:
        if comparison == "gte":
            return at.date() if at.time() == dt.time() else at.date() + _DAY
        if comparison == "gt":
            return at.date() + _DAY
        if comparison == "lte":
            return at.date()
        return at.date() - _DAY if at.time() == dt.time() else at.date()
    except OverflowError:
        raise ValueError(text) from None


def moment(
    text: str, now: dt.datetime, formats: tuple[str, ...] = DEFAULT_FORMATS, *, up: bool = False
) -> dt.datetime:
    """Return the moment that a text names, or with `up` the last one of what it leaves open."""
    text = text.strip()
    try:
        if text.startswith("now"):
            base, rest = now.astimezone(dt.timezone.utc).replace(tzinfo=None), text[3:]
        else:
            written, bars, rest = text.partition("||")
            found = _read(written.strip(), formats)
            base = found.last if up and not bars else found.first
        return _calculated(base, rest, up)
    except (OverflowError, OSError):
        raise ValueError(text) from None


def _read(text: str, formats: tuple[str, ...]) -> Moment:
    for name in formats:
        if name in _ISO:
            match = _DATE.fullmatch(text)
            if match:
                return _iso(match)
        elif name in ("epoch_millis", "epoch_second"):
            if re.fullmatch(r"-?\d{1,15}", text):
                number = int(text) if name == "epoch_millis" else int(text) * 1000
                at = dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=number)  # noqa: DTZ001
                return Moment(at, at)
        elif name in _WRITTEN:
            match = re.fullmatch(_WRITTEN[name], text)
            if match:
                parts = {"m": None, "d": None, **match.groupdict()}
                return _stretch(parts["y"], parts["m"], parts["d"])
    raise ValueError(text)


def _stretch(year: str | None, month: str | None, day: str | None) -> Moment:
    """Return a year, a month or a day."""
    y, m, d = int(year or 0), int(month or 1), int(day or 1)
    first = dt.datetime(y, m, d)  # noqa: DTZ001  all of it is universal time
    last_month = m if month else 12
    last_day = d if day else calendar.monthrange(y, last_month)[1]
    last = dt.datetime(y, last_month, last_day, 23, 59, 59, 999_999)  # noqa: DTZ001
    return Moment(first, last)


def _iso(match: re.Match[str]) -> Moment:
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    found = _stretch(year, month, day)
    if hour is None:
        return found
    exact = [int(hour), int(minute or 0), int(second or 0)]
    micro = int((fraction or "0")[:6].ljust(6, "0"))
    at = found.first.replace(hour=exact[0], minute=exact[1], second=exact[2], microsecond=micro)
    left = dt.timedelta(hours=not minute, minutes=bool(minute and not second))
    left = left or (dt.timedelta(seconds=1) if not fraction else _TICK)
    shift = dt.timedelta()
    if zone and zone.upper() != "Z":
        digits = zone[1:].replace(":", "")
        shift = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
        shift = -shift if zone[0] == "-" else shift
    return Moment(at - shift, at - shift + left - _TICK)


def _calculated(at: dt.datetime, steps: str, up: bool) -> dt.datetime:
    """Return a moment some steps away: `+1M/d`."""
    position = 0
    while position < len(steps):
        step = _STEP.match(steps, position)
        if step is None:
            raise ValueError(steps)
        position = step.end()
        sign, number, unit, rounding = step.groups()
        if rounding:
            first = _floor(at, rounding)
            at = _moved(first, 1, rounding) - _TICK if up else first
        else:
            at = _moved(at, int(number) * (-1 if sign == "-" else 1), unit)
    return at


def _moved(at: dt.datetime, count: int, unit: str) -> dt.datetime:
    if unit in "yM":
        months = at.year * 12 + at.month - 1 + count * (12 if unit == "y" else 1)
        year, month = divmod(months, 12)
        if not 1 <= year <= 9999:
            raise ValueError(count)
        day = min(at.day, calendar.monthrange(year, month + 1)[1])
        return at.replace(year=year, month=month + 1, day=day)
    seconds = {"w": 604_800, "d": 86_400, "h": 3_600, "H": 3_600, "m": 60, "s": 1}[unit]
    return at + dt.timedelta(seconds=count * seconds)


def _floor(at: dt.datetime, unit: str) -> dt.datetime:
    """Return the first moment of the unit that a moment lies in; weeks begin on Monday."""
    if unit in "hHms":
        kept = {"h": 13, "H": 13, "m": 16, "s": 19}[unit]
        return dt.datetime.fromisoformat(
            at.isoformat()[:kept] + {13: ":00:00", 16: ":00", 19: ""}[kept]
        )
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "w":
        return day - dt.timedelta(days=day.weekday())
    return day.replace(day=1 if unit in "yM" else day.day, month=1 if unit == "y" else day.month)
