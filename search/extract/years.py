"""What the archive tells about dates: the year left out, and which number is the month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

import numpy as np

from search.article import Article
from search.extract.datetext import FIRST_YEAR, day
from search.extract.neighbours import SUPPORT, Neighbours, Numbers
from search.extract.stated import reading
from search.extract.yearclues import CLUES, Clues

SURE = 0.65
"""Confidence below which a year stays open. Of 1,400 articles drawn at random, years told from .5
on were right in 84.5 of 100, from .65 on in 91.0 (of 700 others 85.4 and 92.2)."""

SUREST = 0.97  # of 100 that are told so, two or three have the wrong month or day already


def told(article: Article, neighbours: Neighbours) -> Article:
    """Return the article with the year that its text and the others of the archive agree on."""
    partial = article.partial_date
    assert partial
    provenance = dict(article.provenance)
    provenance.pop("date", None)
    undated = replace(
        article, first_day=None, last_day=None, date_precision=None, provenance=provenance
    )
    ranked = likelihoods(article, neighbours)
    if not ranked or partial.day is None or ranked[0][1] < SURE:
        return undated
    best, confidence = ranked[0]
    basis = [partial.evidence.method, *(["weekday"] if partial.weekday is not None else [])]
    evidence = replace(
        partial.evidence,
        method="+".join([*basis, "archive"]),
        confidence=round(min(confidence, SUREST), 2),
        alternatives=tuple(str(date) for date, _ in ranked[1:3]),
    )
    return replace(
        undated,
        first_day=best,
        last_day=best,
        date_precision="day",
        provenance={**provenance, "date": evidence},
    )


def likelihoods(article: Article, neighbours: Neighbours) -> list[tuple[dt.date, float]]:
    """Return the days that an article without a year may be of and how likely each is, best first.

    None where no other article is dated. A conditional logistic model over the candidates: the
    weights of data/years.tsv are learned by `python -m bench.years --train`.
    """
    days = candidates(article, neighbours)
    if not days:
        return []
    weights = np.array([_weights()[name] for name in FEATURES])
    score = weights @ features(article, neighbours, days)
    share = np.exp(score - score.max())
    share /= share.sum()
    found = zip(days, share.tolist(), strict=True)
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def candidates(article: Article, neighbours: Neighbours) -> list[dt.date]:
    """Return the day in each year that the archive knows, in one to either side, and up to now."""
    partial, span = article.partial_date, neighbours.days()
    if partial is None or span is None:
        return []
    today = dt.datetime.now(dt.timezone.utc).date()
    first, last = (dt.date.fromordinal(number).year for number in span)
    years = range(max(FIRST_YEAR, first - 1), min(today.year, last + 1) + 1)
    days = (day(year, partial.month, partial.day or 15) for year in years)
    return [date for date in days if date and date <= today]


FEATURES = (*SUPPORT, *CLUES)


def features(article: Article, neighbours: Neighbours, days: Sequence[dt.date]) -> Numbers:
    """Return what speaks for each day: a row for each name of FEATURES."""
    return np.vstack([neighbours.support(article, days), Clues.of(article).rows(days)])


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    source = files("search.extract").joinpath("data/years.tsv").read_text(encoding="utf-8")
    rows = (row.split("\t") for row in source.splitlines() if not row.startswith("#"))
    return {name: float(weight) for name, weight in rows}


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
