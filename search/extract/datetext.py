"""Dates as they are written: every date in a text, with what it leaves out."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

FIRST_YEAR, LAST_YEAR = 1600, 2199
DIGIT = re.compile(r"\d")

# Letters, and the signs that stand on them in Hindi, as one plain class.
_LETTER = r"[A-Za-zªµºÀ-ɏͰ-\u1fff\uac00-\ud7af]"
_AFTER_DAY = r"(?:st|nd|rd|th|er|re|\.|º|ª|°)?"
_GLUED = r"(?!\d(?!\d?[:.]\d\d))"  # a year ends here, though a clock may follow at once
_DAY_MONTH = re.compile(
    rf"(?<![\w.,:/])(\d{{1,2}}){_AFTER_DAY}[\s-]{{0,2}}(?:de |of |di |d[’'])?"
    rf"({_LETTER}{{2,13}}(?:\sال(?:أول|اول|ثاني|ثانی))?)\.?"
    rf"(?:(?:[,\s-]{{1,2}}(?:de |del )?|\s[/|]\s)(\d{{4}}){_GLUED}|(?!\d|[:.]\d))"
)
_MONTH_DAY = re.compile(
    rf"(?<![\w])({_LETTER}{{3,13}})\.?[\s-]{{1,2}}(\d{{1,2}})(?:st|nd|rd|th)?"
    r"(?!\d|[:.,]\d\d(?!\d\d)|[-–]\d|/|%)"
    rf"(?:(?:,\s{{0,2}}|\s{{1,2}}|-)(?:at \d|\d{{1,2}}[:.]|((?:1[6-9]|2[01])\d\d){_GLUED}))?"
)
_MONTH_YEAR = re.compile(
    rf"(?<![\w])({_LETTER}{{3,13}})\.?,?[\s-](?:de |del |of )?((?:1[6-9]|2[01])\d\d)(?![\d%])"
)
_SHORT_YEAR = re.compile(r"(?<![\w-])(\d{1,2})-([^\W\d_]{3,4})-(\d\d)(?![\w-])")
_YEAR_FIRST = re.compile(
    r"(?<![\d.])((?:1[6-9]|2[01])\d\d)([-/.年년])\s?(\d{1,2})([-/.月월])\s?(\d{1,2})(?!\d)"
)
_DAY_IN_MONTH = re.compile(r"(?<![\d年년])(?<!년 )(\d{1,2})(?:月|월\s?)(\d{1,2})[日일号]")
_NUMERIC = re.compile(
    r"(?<![\w/.-])(\d{1,2})([/.-])(\d{1,2})\2((?:1[6-9]|2[01])\d\d|\d\d)(?![\w/-]|\.\d)"
)
_WEEKDAY = re.compile(r"[^\W\d_]{4,14}(?:['-][^\W\d_]{5,7})?")
_CLOCK = re.compile(
    r"(?:\b|(?<=\d{4}))\d{1,2}[:.h]\d\d(?::\d\d)?\s*(?:[ap]\.?m\b\.?|uhr\b|hrs\b|h\b|Uhr\b)?|"
    r"\b\d{1,2}\s?(?:[ap]\.?m\b\.?|uhr\b|h\b)|\b\d{4}(?= (?:GMT|UTC|HKT|EST|EDT)\b)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\b(?:GMT|UTC|BST|IST|MSK|[A-Z]{1,4}T|local time)\b(?:[+-]\d\d?:?\d*)?")
_EMPTY = re.compile(r"\(\s*\)")
_COUNTER = re.compile(
    r"\b(?:read|views?|hits|comments?|shares?|просмотров)\s*:?\s*[\d.,]+|"
    r"\b[\d.,]+ (?:views|comments|shares|min read|minute read)",
    re.IGNORECASE,
)
_BY = re.compile(r"\bby [^\W\d_][\w.'’ -]{2,40}", re.IGNORECASE)
_SHORT_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|mié|jeu|jue|ven|"
    r"vie|sam|sáb|dim|dom|gio|пн|вт|ср|чт|пт|сб|вс)\b\.?,?\s*$",
    re.IGNORECASE,
)
_STRAY_LETTERS = 28  # a place or a section may stand beside the date of a line of its own
_CAPITALISED_FIRST = frozenset(["mar", "may", "set", "out", "gen", "lis", "sty", "lip", "ago"])


@dataclass(frozen=True, slots=True)
class DateText:
    """One date as written at `start` to `end`.

    `year` or `day` is None when left out. A numeric date that could be read both ways has the
    other reading, day before month, in `swapped`: (month, day).
    """

    start: int
    end: int
    text: str
    year: int | None
    month: int
    day: int | None
    swapped: tuple[int, int] | None = None

    @property
    def date(self) -> dt.date | None:
        """The day, None when part of it is left out, ambiguous or no such day exists."""
        if self.year is None or self.day is None or self.swapped:
            return None
        return day(self.year, self.month, self.day)


def day(year: int, month: int, number: int) -> dt.date | None:
    """Return the date, None when there is no such day."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return dt.date(year, month, number) if 1 <= number <= days_in(year, month) else None


def days_in(year: int, month: int) -> int:
    """Return how many days the month has."""
    return calendar.monthrange(year, month)[1]


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    return _names("months")


@lru_cache(maxsize=1)
def _weekdays() -> Mapping[str, int]:
    return _names("weekdays")


def _names(table: str) -> Mapping[str, int]:
    source = files("search.extract").joinpath(f"data/{table}.tsv").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in source.splitlines() if not row.startswith("#"))
    return {
        form.replace("_", " "): int(number) for number, forms in rows for form in forms.split()
    }


def month_number(word: str) -> int | None:
    """Return the month that `word` names in one of the languages we know."""
    return _months().get(word.lower())


def weekdays(text: str) -> list[int]:
    """Return the weekdays named in `text`, Monday = 0, in order."""
    return [number for _, number in named_weekdays(text)]


def named_weekdays(text: str) -> Iterator[tuple[int, int]]:
    """Yield the weekdays named in `text` with the place where each ends."""
    known = _weekdays()
    for match in _WEEKDAY.finditer(text):
        number = known.get(match.group().lower())
        if number is not None:
            yield match.end(), number


def without_clock(text: str) -> str:
    """Return a text that leads up to a date, without times, time zones and weekdays."""
    bare = _EMPTY.sub("", _ZONE.sub("", _CLOCK.sub("", text)))
    kept = (word for word in bare.split() if not weekdays(word.strip(".,")))
    return _SHORT_WEEKDAY.sub("", " ".join(kept).rstrip(" ,|•·")).rstrip(" ,|•·")


def is_date_line(text: str) -> bool:
    """Whether a line holds a date and little else: a time, a counter, a byline, a place."""
    if len(text) > 160 or not DIGIT.search(text):
        return False
    found = dates(text)
    if not any(one.day for one in found):
        return False
    rest = text
    for one in reversed(found):
        rest = f"{rest[: one.start]} {rest[one.end :]}"
    for pattern in (_COUNTER, _BY):
        rest = pattern.sub(" ", rest)
    rest = without_clock(rest)
    letters = sum(char.isalpha() for char in rest)
    return letters <= _STRAY_LETTERS and not rest.endswith((".", "?", "!", '"', "”"))


def dates(text: str) -> list[DateText]:
    """Return the dates in `text` in order; where readings overlap, the most complete one.

    A date that cannot be (30 February) is returned all the same: its `date` is None.
    """
    found = [*_year_first(text), *_numeric(text), *_worded(text)]
    found.sort(key=lambda one: (-_completeness(one), one.start))
    chosen: list[DateText] = []
    taken: set[int] = set()
    for one in found:
        covered = range(one.start, one.end)
        if not any(place in taken for place in (one.start, one.end - 1)):
            chosen.append(one)
            taken.update(covered)
    return sorted(chosen, key=lambda one: one.start)


def _completeness(one: DateText) -> int:
    return (one.year is not None) * 2 + (one.day is not None)


def _year_first(text: str) -> Iterator[DateText]:
    for match in _YEAR_FIRST.finditer(text):
        year, mark, month, second, number = match.groups()
        if second != {"年": "月", "년": "월"}.get(mark, mark):
            continue
        yield DateText(*match.span(), match.group(), int(year), int(month), int(number))
    eastern = "月" in text or "월" in text
    for match in _DAY_IN_MONTH.finditer(text) if eastern else ():
        month, number = match.groups()
        yield DateText(*match.span(), match.group(), None, int(month), int(number))


def _numeric(text: str) -> Iterator[DateText]:
    for match in _NUMERIC.finditer(text):
        first, mark, second, year = match.groups()
        one, two = int(first), int(second)
        brief = len(year) == 2
        if brief and (mark == "-" or (mark == "." and not len(first) == len(second) == 2)):
            continue
        full = _century(year) if brief else int(year)
        if (mark == "." and not brief) or one > 12:
            yield DateText(*match.span(), match.group(), full, two, one)
        elif two > 12 or one == two:
            yield DateText(*match.span(), match.group(), full, one, two)
        else:
            yield DateText(*match.span(), match.group(), full, one, two, (two, one))


def _worded(text: str) -> Iterator[DateText]:
    for match in _DAY_MONTH.finditer(text):
        month = _month(match.group(2), with_year=match.group(3) is not None, day_first=True)
        if month and 1 <= int(match.group(1)) <= 31:
            year = match.group(3)
            end = match.end() if year else match.end(2)
            yield DateText(
                match.start(),
                end,
                text[match.start() : end],
                _year(year),
                month,
                int(match.group(1)),
            )
    for match in _MONTH_DAY.finditer(text):
        year = match.group(3)
        month = _month(match.group(1), with_year=year is not None, day_first=False)
        if month and 1 <= int(match.group(2)) <= 31:
            end = match.end() if year else match.end(2)
            yield DateText(
                match.start(),
                end,
                text[match.start() : end],
                _year(year),
                month,
                int(match.group(2)),
            )
    for match in _SHORT_YEAR.finditer(text):
        month = month_number(match.group(2))
        if month:
            number, year = int(match.group(1)), _century(match.group(3))
            yield DateText(*match.span(), match.group(), year, month, number)
    for match in _MONTH_YEAR.finditer(text):
        month = _month(match.group(1), with_year=True, day_first=False)
        if month:
            yield DateText(*match.span(), match.group(), int(match.group(2)), month, None)


def _century(year: str) -> int:
    """Return the year that two digits stand for."""
    return 1900 + int(year) + 100 * (int(year) < 70)


def _year(text: str | None) -> int | None:
    return int(text) if text and FIRST_YEAR <= int(text) <= LAST_YEAR else None


def _month(word: str, *, with_year: bool, day_first: bool) -> int | None:
    """Return the month; English writes it with a capital, and so does whoever puts it first."""
    lower = word.lower()
    month = month_number(lower)
    if month is None or word[0].isupper() or with_year:
        return month
    return month if day_first and lower not in _CAPITALISED_FIRST else None
