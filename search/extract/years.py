"""What the archive tells about dates: the year left out, and which number is the month."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from search.article import Article
from search.extract.datetext import day
from search.extract.neighbours import Neighbours
from search.extract.stated import reading

SURE = 0.6  # confidence below which a year stays open
NEAR = 20  # neighbours asked
SPAN = 30.0  # days over which a neighbour's support falls to a third

# How often the weekday a report names is the day of its dateline, the day before, and so on.
_WEEKDAY = (0.62, 0.2, 0.05, 0.03, 0.02, 0.02, 0.06)


def told(article: Article, neighbours: Neighbours) -> Article:
    """Return the article with the year that weekday and neighbours agree on."""
    partial = article.partial_date
    assert partial
    near = neighbours.nearest(article, NEAR)
    candidates: dict[dt.date, float] = {}
    weight = sum(likeness**2 for likeness, _ in near)
    for year in _years(neighbours.days()):
        date = day(year, partial.month, partial.day or 15)
        if date is None or date > dt.datetime.now(dt.timezone.utc).date():
            continue
        support = sum(
            likeness**2 * math.exp(-abs((date - other).days) / SPAN) for likeness, other in near
        )
        weekday = partial.weekday if partial.day else None
        fits = 1.0 if weekday is None else _WEEKDAY[(date.weekday() - weekday) % 7]
        candidates[date] = fits * (support + 0.005 * weight + 1e-4)
    ranked = sorted(candidates, key=lambda date: (-candidates[date], date))
    provenance = dict(article.provenance)
    provenance.pop("date", None)
    undated = replace(
        article, first_day=None, last_day=None, date_precision=None, provenance=provenance
    )
    if not ranked or not near:
        return undated
    best = ranked[0]
    confidence = round(candidates[best] / sum(candidates.values()), 2)
    if confidence < SURE or partial.day is None:
        return undated
    basis = [partial.evidence.method, *(["weekday"] if partial.weekday is not None else [])]
    evidence = replace(
        partial.evidence,
        method="+".join([*basis, "archive"]),
        confidence=min(confidence, partial.evidence.confidence, 0.97),
        alternatives=tuple(str(date) for date in ranked[1:3]),
    )
    return replace(
        undated,
        first_day=best,
        last_day=best,
        date_precision="day",
        provenance={**provenance, "date": evidence},
    )


def ambiguous(article: Article) -> bool:
    """Whether an article states a date like 03/04/2017."""
    evidence = article.provenance.get("date")
    return evidence is not None and "+ambiguous" in evidence.method


def in_order(article: Article, written: Mapping[str, int]) -> Article:
    """Return the article with a date like 03/04/2017 read as its file writes dates.

    `written` counts by `order` what is told by the others of the file.
    """
    evidence = article.provenance["date"]
    seen = {"dmy": 0, "mdy": 0} | dict(written)
    read = reading(evidence.text)
    by = evidence.method.split("+")[0]
    opened = replace(evidence, method=f"{by}+ambiguous", confidence=0.97)
    if read is None or not read.swapped or read.year is None or read.day is None:
        return article
    days = {"mdy": day(read.year, read.month, read.day), "dmy": day(read.year, *read.swapped)}
    both = tuple(sorted(str(date) for date in days.values()))
    winner, count = max((("dmy", seen["dmy"]), ("mdy", seen["mdy"])), key=lambda pair: pair[1])
    best = days[winner]
    if count < 2 or count < 20 * (seen["dmy"] + seen["mdy"] - count) or best is None:
        first, last = dt.date(read.year, 1, 1), dt.date(read.year, 12, 31)
        found = replace(opened, alternatives=both)
        return replace(
            article,
            first_day=first,
            last_day=last,
            date_precision="year",
            provenance={**article.provenance, "date": found},
        )
    found = replace(
        opened,
        method=f"{by}+ambiguous+archive",
        confidence=0.95,
        alternatives=tuple(one for one in both if one != str(best)),
    )
    return replace(
        article,
        first_day=best,
        last_day=best,
        date_precision="day",
        provenance={**article.provenance, "date": found},
    )


def order(article: Article) -> str | None:
    """Return which number stands first in an article's stated date, if it can be told."""
    evidence = article.provenance.get("date")
    if evidence is None or evidence.where != "metadata":
        return None
    parts = evidence.text.replace("-", "/").split("/")
    if len(parts) < 3 or not (parts[0].isdigit() and parts[1].isdigit() and len(parts[0]) <= 2):
        return None
    first, second = int(parts[0]), int(parts[1])
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else None


def _years(days: tuple[int, int] | None, extra: Sequence[int] = ()) -> range:
    """Return the years an article may be of: those remembered and one to either side."""
    today = dt.datetime.now(dt.timezone.utc).date()
    if days is None:
        return range(0)
    first = dt.date.fromordinal(days[0]).year - 1
    last = min(today.year, dt.date.fromordinal(days[1]).year + 1)
    return range(min([first, *extra]), max([last, *extra]) + 1)
