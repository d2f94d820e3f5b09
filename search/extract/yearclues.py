"""What a text tells about its own year: years and weekdays it names, dates it gives in full."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.article import Article
from search.extract.datetext import DateText, dates, day, named_weekdays

OFFSETS = range(-3, 4)  # years named, as seen from the article's own
_PARAGRAPHS, _PARAGRAPH, _LEAD, _BODY = 80, 2000, 4000, 60_000
_FARTHER = 15  # years ahead that reports speak of
_YEAR = re.compile(r"(?<![\d$£€.,#-])((?:19|20)\d\d)(?![\d%]|,\d|\.\d|-\d\d\d)(?:-(\d\d)(?!\d))?")

# How often the weekday a report names is that of its day, that of the day before, and so on;
# of 6,000 dated articles.
_WEEKDAY = tuple(math.log(share) for share in (0.48, 0.26, 0.075, 0.047, 0.033, 0.037, 0.062))


@dataclass(frozen=True, slots=True)
class Clues:
    """Years named, weekdays in order (Monday = 0), (weekday, month, day) and days in full."""

    years: frozenset[int]
    weekdays: tuple[int, ...]
    dated: tuple[tuple[int, int, int], ...]
    full: tuple[dt.date, ...]

    @classmethod
    def of(cls, article: Article) -> Clues:
        """Return the clues of an article."""
        partial = article.partial_date
        text = f"{article.title or ''}\n{article.body[:_BODY]}"
        spoken = [number for _, number in named_weekdays(article.body[:_LEAD])]
        if not spoken and partial and partial.weekday is not None:
            spoken = [partial.weekday]
        full, dated = [], []
        for paragraph in article.body[:_BODY].split("\n\n")[:_PARAGRAPHS]:
            found = dates(paragraph[:_PARAGRAPH])
            full += [one.date for one in found if one.date]
            dated += _with_weekday(paragraph[:_PARAGRAPH], found) if found else []
        return cls(
            frozenset(int(match.group(1)) for match in _YEAR.finditer(text)),
            tuple(spoken),
            tuple(dated),
            tuple(full),
        )

    def rows(self, candidates: Sequence[dt.date]) -> list[list[float]]:
        """Return for each clue, in the order of CLUES, how well each candidate day fits it."""
        every = range(len(candidates))
        spoken = self.weekdays
        weekday = [_WEEKDAY[(c.weekday() - spoken[0]) % 7] if spoken else 0.0 for c in candidates]
        weekdays = [
            sum(_WEEKDAY[(c.weekday() - one) % 7] for one in spoken) * min(3, len(spoken)) / n
            if (n := len(spoken))
            else 0.0
            for c in candidates
        ]
        away = [[(c - one).days for one in self.full] for c in candidates]
        return [
            weekday,
            weekdays,
            [float(self._amiss(c)) for c in candidates],
            *([float(c.year + offset in self.years) for c in candidates] for offset in OFFSETS),
            [
                float(any(c.year + OFFSETS[-1] < y < c.year + _FARTHER for y in self.years))
                for c in candidates
            ],
            [float(any(-1 <= one <= 7 for one in away[i])) for i in every],
            [float(any(-3 <= one <= 60 for one in away[i])) for i in every],
        ]

    def _amiss(self, candidate: dt.date) -> int:
        """Return how many dates near a day, told with their weekday, fall on another, up to 2."""
        amiss = 0
        for weekday, month, number in self.dated:
            around = (day(candidate.year + n, month, number) for n in (-1, 0, 1))
            near = min(
                (one for one in around if one),
                key=lambda one: abs((one - candidate).days),
                default=None,
            )
            amiss += near is not None and near.weekday() != weekday
        return min(amiss, 2)


CLUES = (
    "weekday",
    "weekdays",
    "other-weekday",
    *(f"year{offset:+d}" for offset in OFFSETS),
    "later-year",
    "week",
    "months",
)


def _with_weekday(text: str, found: Sequence[DateText]) -> list[tuple[int, int, int]]:
    """Return the dates without a year that follow a weekday."""
    ends = dict(named_weekdays(text))
    told = []
    for one in found:
        if one.year is None and one.day is not None:
            before = next(
                (ends[p] for p in range(one.start, one.start - 4, -1) if p in ends), None
            )
            if before is not None:
                told.append((before, one.month, one.day))
    return told
