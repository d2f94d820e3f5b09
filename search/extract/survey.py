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
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import IO, cast

from search.article import Article, Evidence, Person, Quote
from search.extract import years
from search.extract.ledger import Ledger, from_line, to_line
from search.extract.neighbours import Neighbours
from search.extract.spellings import Spellings, last_name
from search.extract.surnames import merged, set_apart

_MAGIC = b"DLSV3"
_KINDS = ("name", "family", "order")  # of the ledger; the last: by file, "dmy" or "mdy"

_COUNTS = struct.Struct("<IQ")
_HEAD = len(_MAGIC) + _COUNTS.size


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
        order = years.order(article)
        if order:
            self._ledger.add("order", _file(article), order)

    def forget(self, article: Article) -> None:
        """Take back what `observe` remembered of an article that is removed or replaced."""
        self.articles -= 1
        self.settled = None
        self._spellings.add(article, -1)
        self._neighbours.forget(article)
        order = years.order(article)
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
            return years.told(article, self._neighbours)
        if not years.ambiguous(article):
            return article
        rows = self._ledger.rows("order", _file(article))
        return years.in_order(article, {name: count for _, _, name, count, _ in rows})

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
