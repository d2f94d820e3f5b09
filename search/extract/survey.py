"""What is remembered of the whole archive, for what one article cannot tell alone.

magic "DLSV5", little endian in 4 bytes the day it settled all articles (0 when it did not), in 8
how many there are and in 8 the digest of the names file by which all are named; then, in gzip:
    a line of JSON for each count of the ledger (see ledger.py), an empty line,
    and the neighbours (see neighbours.py)
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import struct
import zlib
from dataclasses import dataclass
from typing import IO, cast

from search.article import Article
from search.extract import years
from search.extract.cast import settled
from search.extract.corrections import Corrections
from search.extract.ledger import Ledger, from_line, to_line
from search.extract.neighbours import Neighbours
from search.extract.spellings import Spellings

_MAGIC = b"DLSV5"
_KINDS = (
    "name",
    "family",
    "both",
    "apart",
    "order",
)  # of the ledger; the last: by file, "dmy" or "mdy"

_COUNTS = struct.Struct("<IQ8s")
_HEAD = len(_MAGIC) + _COUNTS.size


class Survey:
    """Observe every article, then resolve each. Neither order nor repetition matters."""

    def __init__(self, corrections: Corrections | None = None) -> None:
        self._corrections = corrections or Corrections()
        self._neighbours = Neighbours()
        self._ledger = Ledger()
        self.spellings = Spellings(self._ledger, self._corrections)
        """Who is who."""
        self.articles = 0
        """How many articles were observed and not forgotten since."""
        self.settled: dt.date | None = None
        """The day on which every one of them was resolved by just this survey."""
        self.digest = self._corrections.digest
        """That of the corrections by which every article of the index is named."""

    def observe(self, article: Article) -> None:
        """Remember what an article tells about others. Its own inferred date tells nothing."""
        self.articles += 1
        self.settled = None
        self.spellings.add(article)
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
        self.spellings.add(article, -1)
        self._neighbours.forget(article)
        order = years.order(article)
        if order:
            self._ledger.add("order", _file(article), order, -1)

    def resolve(self, article: Article) -> Article:
        """Return the article with the archive's names of its people and its year settled."""
        return self._dated(settled(article, self.spellings))

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
        number = self.settled.toordinal() if self.settled else 0
        kept.write(_MAGIC + _COUNTS.pack(number, max(0, self.articles), self.digest))
        with gzip.GzipFile("", "wb", 1, kept, mtime=0) as packed:
            for kind in _KINDS:
                for row in self._ledger.rows(kind):
                    packed.write(to_line(row))
            packed.write(b"\n")
            for part in self._neighbours.parts():
                packed.write(part)
        return kept.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, corrections: Corrections | None = None) -> Survey:
        """Return the survey `to_bytes` wrote. Raises ValueError for anything else."""
        survey = cls(corrections)
        found = extent(data)
        survey.articles, survey.settled = found.articles, found.settled
        try:
            with gzip.GzipFile("", "rb", fileobj=io.BytesIO(data[_HEAD:])) as packed:
                lines = iter(packed.readline, b"\n")
                survey._ledger.extend(from_line(line) for line in lines)
                survey._neighbours.read(cast(IO[bytes], packed))
        except (OSError, EOFError, zlib.error, TypeError) as error:
            raise ValueError("the survey of the archive is damaged") from error
        return survey


@dataclass(frozen=True, slots=True)
class Extent:
    """Of how many articles a survey is, and on which day it settled all of them, if it did.

    `digest` is that of the corrections by which every one of them is named.
    """

    articles: int
    settled: dt.date | None
    digest: bytes


def extent(data: bytes) -> Extent:
    """Return what a survey says of itself. Raises ValueError unless every byte is as written."""
    if data[: len(_MAGIC)] != _MAGIC or len(data) < _HEAD:
        raise ValueError("not a survey of an archive")
    try:
        with gzip.GzipFile("", "rb", fileobj=io.BytesIO(data[_HEAD:])) as packed:
            while packed.read(1 << 18):
                pass
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("the survey of the archive is damaged") from error
    number, articles, digest = _COUNTS.unpack_from(data, len(_MAGIC))
    return Extent(articles, dt.date.fromordinal(number) if number else None, digest)


def _file(article: Article) -> str:
    return f"{article.source.root}\n{article.source.path}"
