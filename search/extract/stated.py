"""The date that a source states as metadata or in a URL: what it says, to the day or less."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from search.extract.datetext import DateText, dates, day, days_in, month_number

OLDEST_URL = 1990  # no address was written before

_URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([/_-])([01]?\d)\2([0-3]?\d)(?!\d)|"
    r"(?<!\d)((?:19|20)\d\d)([01]\d)([0-3]\d)(?!\d)|"
    r"(?<!\d)((?:19|20)\d\d)/([01]\d)([0-3]\d)(?!\d)"
)
_URL_NAMED = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/([0-3]?\d)(?!\d)", re.IGNORECASE)
_URL_MONTH = re.compile(
    r"/((?:19|20)\d\d)(?:[/-](0[1-9]|1[0-2])|/([a-z]{3,9}))(?=/)", re.IGNORECASE
)
_HOST = re.compile(r"(?:https?:)?//(?:[^/?#]*@)?[^/?#:]*\.([a-z]{2})(?=[/?#:]|$)", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?<![\d:])(\d\d):?(\d\d)(?::?\d\d(?:[.,]\d+)?)?\s*"
    r"(?:(Z|(?:UTC|GMT)(?:\s?[+-]00:?00)?|[+-]00:?00)(?:\s\(.{1,40}\))?|[+-]\d\d:?\d\d|[A-Z]{2,4})?$",
    re.IGNORECASE,
)
_SHOWN_CLOCK = re.compile(r"(?<![\d:.])\d{1,2}[:.](\d\d)(?!\d)")
_STAMP = re.compile(r"(\d{8})[T ]?(?:\d{4}|\d{6})(?:Z|[+-]\d\d:?\d\d)?", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"((?:1[6-9]|2[01])\d\d)[-/](\d\d)")


@dataclass(frozen=True, slots=True)
class InUrl:
    """The day, or only the month, that a URL's path names, at `start` to `end` of the URL."""

    first: dt.date
    last: dt.date
    start: int
    end: int


def whole_month(year: int, month: int) -> tuple[dt.date, dt.date]:
    """Return the first and last day of a month."""
    return dt.date(year, month, 1), dt.date(year, month, days_in(year, month))


def is_future(date: dt.date) -> bool:
    """Whether the day has not yet come anywhere on earth."""
    return date > dt.datetime.now(dt.timezone.utc).date() + dt.timedelta(days=1)


def reading(text: str) -> DateText | None:
    """Return the date that a stated date means; month 0 where only a year is given."""
    bare = text.strip().strip("\"'")
    digits = bare.removesuffix(".0")
    if digits.isascii() and digits.isdigit():
        return _digits(digits)
    if stamp := _STAMP.fullmatch(bare):
        return _digits(stamp[1])
    if short := _YEAR_MONTH.fullmatch(bare):
        month = int(short[2])
        return DateText(0, 7, bare, int(short[1]), month, None) if 1 <= month <= 12 else None
    found = [one for one in dates(bare) if one.year is not None]
    return found[0] if found else None


def _digits(digits: str) -> DateText | None:
    if len(digits) == 4 and "1600" <= digits <= "2199":
        return DateText(0, 4, digits, int(digits), 0, None)
    if len(digits) in (8, 12, 14) and digits[:2] in ("16", "17", "18", "19", "20", "21"):
        written = DateText(0, 8, digits, int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        if len(digits) == 8 or written.date:
            return written
    moment = _moment(digits)
    if moment is None:
        return None
    return DateText(0, len(digits), digits, moment.year, moment.month, moment.day)


def _moment(digits: str) -> dt.datetime | None:
    """Return the time that a count of seconds or milliseconds since 1970 tells."""
    if len(digits) not in (9, 10, 12, 13):
        return None
    seconds = int(digits) / (1000 if len(digits) > 10 else 1)
    return dt.datetime.fromtimestamp(seconds, dt.timezone.utc)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of day of a stated date, and whether it is said to be universal time."""

    hour: int
    minute: int
    universal: bool

    @classmethod
    def of(cls, text: str) -> Clock | None:
        """Return the time that a stated date has, None where it has none."""
        bare = text.strip().strip("\"'")
        if bare.isascii() and bare.isdigit():
            moment = None if len(bare) == 12 and _digits(bare[:8]) else _moment(bare)
            return cls(moment.hour, moment.minute, universal=True) if moment else None
        found = _CLOCK.search(bare)
        if found is None or int(found[1]) > 23 or len(bare) < 13:
            return None
        return cls(int(found[1]), int(found[2]), universal=found[3] is not None)

    def is_shown(self, text: str) -> bool:
        """Whether a text shows a time of the same minute, in whichever zone."""
        return any(int(minute) == self.minute for minute in _SHOWN_CLOCK.findall(text))


def is_elsewhere(date: dt.date, hour: int, other: dt.date, country: str | None) -> bool:
    """Whether it is the other day in a country, anywhere if None, at an hour of universal time."""
    least, most = _zones().get(country or "", (-12.0, 14.0))
    away = 24 * (other - date).days
    return away <= hour + 0.99 + most and hour + least < away + 24


def country_of(url: str | None) -> str | None:
    """Return the country whose own domain a URL's host is in, where we know its clocks."""
    found = _HOST.match(url or "")
    end = (found[1].upper() if found else "").replace("UK", "GB")
    return end if end in _zones() and end != "CO" else None  # a company rather than Colombia


@lru_cache(maxsize=1)
def _zones() -> Mapping[str, tuple[float, float]]:
    source = files("search.extract").joinpath("data/zones.tsv").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in source.splitlines() if not row.startswith("#"))
    return {country: (float(least), float(most)) for country, least, most in rows}


def in_url(url: str | None) -> InUrl | None:
    """Return the date in the path of a URL, a day rather than a month."""
    if not url:
        return None
    path = url.split("?", 1)[0][:1000]
    for match in _URL_DAY.finditer(path):
        year, month, number = (int(part) for part in match.groups() if part and part.isdigit())
        date = day(year, month, number)
        if date and year >= OLDEST_URL and not is_future(date):
            return InUrl(date, date, *match.span())
    for match in _URL_NAMED.finditer(path):
        named = month_number(match.group(2))
        date = day(int(match.group(1)), named, int(match.group(3))) if named else None
        if date and not is_future(date):
            return InUrl(date, date, *match.span())
    for match in _URL_MONTH.finditer(path):
        named = int(match.group(2)) if match.group(2) else month_number(match.group(3))
        if named and int(match.group(1)) >= OLDEST_URL:
            first, last = whole_month(int(match.group(1)), named)
            if not is_future(first):
                return InUrl(first, last, *match.span())
    return None
