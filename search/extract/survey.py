"""What is remembered of the whole archive, for what one article cannot tell alone.

magic "DLSV3", little endian in 4 bytes the day it settled all articles (0 when it did not) and in
8 how many there are; then, in gzip:
    a line of JSON for each count of the ledger (see ledger.py), an empty line,
    and the neighbours (see neighbours.py)
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import math
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO, cast

from search.article import Article, Evidence, Person, Quote
from search.extract.dates import reading
from search.extract.datetext import day
from search.extract.ledger import Ledger, from_line, to_line
from search.extract.neighbours import Neighbours, years
from search.extract.spellings import Spellings, last_name
from search.extract.surnames import merged, set_apart

SURE = 0.6  # confidence below which a year stays open
NEAR = 20  # neighbours asked
SPAN = 30.0  # days over which a neighbour's support falls to a third
_MAGIC = b"DLSV3"
_KINDS = ("name", "family", "order")  # of the ledger; the last: by file, "dmy" or "mdy"

_COUNTS = struct.Struct("<IQ")
_HEAD = len(_MAGIC) + _COUNTS.size

# How often the weekday a report names is the day of its dateline, the day before, and so on.
_WEEKDAY = (0.62, 0.2, 0.05, 0.03, 0.02, 0.02, 0.06)


class Survey:
    """Observe every article, then resolve each. Neither order nor repetition matters."""

    def __init__(self) -> None:
        self._neighbours = Neighbours()
        self._ledger = Ledger()
        self._spellings = Spellings(self._ledger)
        self.articles = 0
        """How many articles were observed and not forgotten since."""
        self.settled: dt.date | None = None
        """The day on which every one of them was resolved by just this survey."""

    def observe(self, article: Article) -> None:
        """Remember what an article tells about others. Its own inferred date tells nothing."""
        self.articles += 1
        self.settled = None
        self._spellings.add(article)
        first, last = article.first_day, article.last_day
        if first and last and (last - first).days <= 31 and article.partial_date is None:
            self._neighbours.remember(article)
        order = _order(article)
        if order:
            self._ledger.add("order", _file(article), order)

    def forget(self, article: Article) -> None:
        """Take back what `observe` remembered of an article that is removed or replaced."""
        self.articles -= 1
        self.settled = None
        self._spellings.add(article, -1)
        self._neighbours.forget(article)
        order = _order(article)
        if order:
            self._ledger.add("order", _file(article), order, -1)

    def resolve(self, article: Article) -> Article:
        """Return the article with the archive's names of its people and its year settled."""
        return self._dated(self._named(article))

    # People

    def _named(self, article: Article) -> Article:
        ids: dict[str, str] = {}

        def known(person: Person) -> Person:
            found = self._spellings.person(person)
            ids.setdefault(person.id, found.id)
            return found

        before = set_apart(article.people, article.body, self._spellings)
        people = merged([known(person) for person in before])
        named = {person.id for person in people}
        pictured = [known(person) for person in article.captioned]
        captioned = merged([person for person in pictured if person.id not in named])
        places = {span: ids[person.id] for person in before for span in person.spans}
        quotes = tuple(_said_by(quote, ids, places) for quote in article.quotes)
        return replace(
            article,
            people=people,
            captioned=captioned,
            quotes=quotes,
            provenance=_linked(article, people),
        )

    # Dates

    def _dated(self, article: Article) -> Article:
        if article.partial_date is not None:
            return self._year(article)
        evidence = article.provenance.get("date")
        if evidence and "+ambiguous" in evidence.method:
            return self._order_of_numbers(article, evidence)
        return article

    def _year(self, article: Article) -> Article:
        """Return the article with the year that weekday and neighbours agree on."""
        partial = article.partial_date
        assert partial
        near = self._neighbours.nearest(article, NEAR)
        candidates: dict[dt.date, float] = {}
        weight = sum(likeness**2 for likeness, _ in near)
        for year in years(self._neighbours.days()):
            date = day(year, partial.month, partial.day or 15)
            if date is None or date > dt.datetime.now(dt.timezone.utc).date():
                continue
            support = sum(
                likeness**2 * math.exp(-abs((date - other).days) / SPAN)
                for likeness, other in near
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

    def _order_of_numbers(self, article: Article, evidence: Evidence) -> Article:
        """Return the article with a date like 03/04/2017 read as its file writes dates."""
        rows = self._ledger.rows("order", _file(article))
        seen = {"dmy": 0, "mdy": 0} | {name: count for _, _, name, count, _ in rows}
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

    # Storage

    def to_bytes(self) -> bytes:
        """Return everything remembered as bytes; the same archive gives the same bytes."""
        kept = io.BytesIO()
        settled = self.settled.toordinal() if self.settled else 0
        kept.write(_MAGIC + _COUNTS.pack(settled, max(0, self.articles)))
        with gzip.GzipFile("", "wb", 1, kept, mtime=0) as packed:
            for kind in _KINDS:
                for row in self._ledger.rows(kind):
                    packed.write(to_line(row))
            packed.write(b"\n")
            for part in self._neighbours.parts():
                packed.write(part)
        return kept.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Survey:
        """Return the survey `to_bytes` wrote. Raises ValueError for anything else."""
        survey = cls()
        survey.articles, survey.settled = extent(data)
        try:
            with gzip.GzipFile("", "rb", fileobj=io.BytesIO(data[_HEAD:])) as packed:
                lines = iter(packed.readline, b"\n")
                survey._ledger.extend(from_line(line) for line in lines)
                survey._neighbours.read(cast(IO[bytes], packed))
        except (OSError, EOFError, zlib.error, TypeError) as error:
            raise ValueError("the survey of the archive is damaged") from error
        return survey


def extent(data: bytes) -> tuple[int, dt.date | None]:
    """Return of how many articles a survey is, and on which day it settled all of them, if it did.

    Raises ValueError unless every byte is as it was written.
    """
    if data[: len(_MAGIC)] != _MAGIC or len(data) < _HEAD:
        raise ValueError("not a survey of an archive")
    try:
        with gzip.GzipFile("", "rb", fileobj=io.BytesIO(data[_HEAD:])) as packed:
            while packed.read(1 << 18):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("the survey of the archive is damaged") from error
    settled, articles = _COUNTS.unpack_from(data, len(_MAGIC))
    return articles, dt.date.fromordinal(settled) if settled else None


def _said_by(quote: Quote, ids: Mapping[str, str], places: Mapping[tuple[int, int], str]) -> Quote:
    """Return a quote with its speaker's settled id, that of who is named there if anybody is."""
    if quote.speaker is None:
        return quote
    named = places.get(quote.mention) if quote.mention else None
    speaker = named or ids.get(quote.speaker, quote.speaker)
    return quote if speaker == quote.speaker else replace(quote, speaker=speaker)


def _linked(article: Article, people: Sequence[Person]) -> Mapping[str, Evidence]:
    """Return the provenance, which says when the archive told who bears a family name."""
    evidence = article.provenance.get("people")
    if evidence is None:
        return article.provenance
    method = evidence.method.removesuffix("+archive")
    lone = (not any(map(last_name, person.as_written)) for person in people)
    if any(one and last_name(person.name) for one, person in zip(lone, people, strict=True)):
        method += "+archive"
    return {**article.provenance, "people": replace(evidence, method=method)}


def _file(article: Article) -> str:
    return f"{article.source.root}\n{article.source.path}"


def _order(article: Article) -> str | None:
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
