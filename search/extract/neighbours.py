"""Dated articles remembered by what they are about, to date others by.

    magic "DLN1", then per article, in order of hash:
        8 bytes  hash of the article's id
        4 bytes  proleptic day number of its date
        1 byte   n, how many marks
        4n bytes marks: hashes of where it was read, its people, and words of its beginning

A mark tells by when those were published that have it. An article to be dated has more marks than
are remembered of others.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from search.article import Article
from search.extract.marklog import FORGOTTEN, MARKS, Days, Likeness, MarkLog, Places
from search.extract.prose import function_words

_HEAD = struct.Struct("<QIB")
_MAGIC = b"DLN1"
_WORD = re.compile(r"[^\W\d_][\w’'-]{3,30}")
_LEAD = 3000  # characters of the body
_PEOPLE = 12
_FEW = 3  # articles that show whether those read at one place are of one time
_BESIDE = 20  # records of a file that are near one another
_ASKED, _ASKED_LEAD = 250, 12_000  # marks, and characters of the body, of an article to be dated
_NEAREST = 20
_DAYS = 5  # of a bin of days
_SPANS = (40.0, 200.0)  # days over which what was published tells of a day
_PRIOR = 2.0  # articles by which a mark's share near a day is drawn to its share of all
_HOLDERS = 20_000  # of a mark that are looked at: those of the lowest hashes are a fair sample
_COMMON = 50  # the share of articles, one in so many, above which a word is common

_KINDS = ("place", "person", "word", "common")
SUPPORT = (
    "many",
    *(f"{kind}{span:g}" for kind in _KINDS for span in _SPANS),
    "alike-month",
    "alike-year",
    "alike-most",
)
Numbers = npt.NDArray[np.float64]


def number(text: str, bits: int) -> int:
    """Return a hash of `text` that is the same in every run."""
    low = zlib.crc32(text.encode("utf-8", "replace"))
    if bits == 32:
        return low
    return zlib.crc32(text[::-1].encode("utf-8", "replace"), low) << 32 | low


def marks(article: Article, most: int = MARKS, lead: int = _LEAD) -> dict[int, str]:
    """Return what an article is about, and of which kind each mark is, in order.

    Where it was read ("place"), its people ("person"), then the words of title and lead ("word").
    """
    source = article.source
    folder, _, _ = source.path.rpartition("/")
    block = f"{source.path}\n{source.record // _BESIDE}"
    found = {number(f"/{source.root}\n{folder}", 32): "place"}
    found[number(f"#{source.root}\n{block}", 32)] = "place"
    for person in article.people[:_PEOPLE]:
        found.setdefault(number(f"@{person.id}", 32), "person")
    common = function_words()["en"]
    text = f"{article.title or ''} {article.body[:lead]}"
    words = dict.fromkeys(_WORD.findall(text))
    ranked = sorted(words, key=lambda word: not word[0].isupper())  # names first, in order
    for word in ranked:
        low = word.lower().removesuffix("'s").removesuffix("’s")
        if low not in common and len(found) < most:
            found.setdefault(number(low, 32), "word")
    return found


@dataclass(frozen=True, slots=True)
class _Spread:
    """How many articles are of each few days: the bin of each, their counts and middle days."""

    bins: Places
    counts: Numbers
    middle: Numbers

    @classmethod
    def of(cls, days: Days) -> _Spread:
        first = int(days.min())
        bins = ((days - first) // _DAYS).astype(np.intp)
        counts = np.bincount(bins).astype(np.float64)
        middle = first + _DAYS * (np.arange(len(counts), dtype=np.float64) + 0.5)
        return cls(bins, counts, middle.astype(np.float64))

    def order(self, some: Places) -> float:
        """Return how much of one time some articles are, 0 where they are as mixed as all."""
        if len(some) < _FEW:
            return 0.0
        middle = self.bins - np.median(self.bins)
        apart = np.abs(self.bins[some] - np.median(self.bins[some])).mean()
        return float(max(0.0, 1 - apart / max(np.abs(middle).mean(), 1e-9))) ** 2


class Neighbours:
    """A memory of dated articles, in a file: bounded, and no part of it grows with the archive."""

    def __init__(self) -> None:
        self._log = MarkLog()
        self._likeness: Likeness | None = None
        self._days: _Spread | None = None

    def remember(self, article: Article) -> None:
        """Remember a dated article, in place of what was known under its id."""
        assert article.first_day
        assert article.last_day
        middle = (article.first_day.toordinal() + article.last_day.toordinal()) // 2
        self._log.append(number(article.id, 64), middle, tuple(marks(article)))
        self._likeness = self._days = None

    def forget(self, article: Article) -> None:
        """Forget an article."""
        self._log.append(number(article.id, 64), FORGOTTEN, ())
        self._likeness = self._days = None

    def days(self) -> tuple[int, int] | None:
        """Return the first and last day number remembered."""
        days = self._alike().days
        return (int(days.min()), int(days.max())) if len(days) else None

    def support(self, article: Article, candidates: Sequence[dt.date]) -> Numbers:
        """Return how much the others support each day: a row for each name of SUPPORT.

        "many": how many articles are of that time, as a logarithm. By kind of mark and span: how
        much likelier the article's marks are among those published within about so many days,
        than among all. "alike": how near the articles that share most with it are, in days over
        a month, over a year, and whether the likest is.
        """
        alike, spread = self._alike(), self._spread()
        days = np.array([one.toordinal() for one in candidates])
        near = [np.exp(-np.abs(spread.middle[:, None] - days) / span) for span in _SPANS]
        around = [spread.counts @ one for one in near]
        total = len(alike.days)
        shares = np.zeros((len(_KINDS), len(_SPANS), len(days)))
        scores, most = np.zeros(total), 0.0
        own = np.uint64(number(article.id, 64))
        for place, (mark, kind) in enumerate(marks(article, _ASKED, _ASKED_LEAD).items()):
            start, end = alike.holders(mark)
            owners = alike.owners(start, min(end, start + _HOLDERS))
            owners = owners[alike.keys[owners] != own]
            share = len(owners) / total
            weight = math.log((total + 2) / (end - start + 1)) ** 2
            if kind != "place":
                most += weight if place < MARKS else 0.0
                scores[owners] += weight
            if not len(owners):
                continue
            common = kind == "word" and len(owners) > max(8, total / _COMMON)
            counts = np.bincount(spread.bins[owners], minlength=len(spread.counts))
            row = shares[_KINDS.index("common" if common else kind)]
            tells = spread.order(owners) if kind == "place" else 1.0
            for line, one, beside in zip(row, near, around, strict=True):
                here = (counts @ one + _PRIOR * share) / (beside + _PRIOR)
                line += tells * np.log(here / share)
        return np.array(
            [
                np.log(around[-1] / total + 1e-3),
                *shares.reshape(-1, len(days)),
                *_nearest(scores / max(most, 1e-9), alike.days, days),
            ]
        )

    def _spread(self) -> _Spread:
        if self._days is None:
            self._days = _Spread.of(self._alike().days)
        return self._days

    def _alike(self) -> Likeness:
        if self._likeness is None:
            self._likeness = Likeness(self._log)
        return self._likeness

    def parts(self) -> Iterator[bytes]:
        """Yield the memory as bytes, piece by piece."""
        yield _MAGIC
        for key, day, found in self._log.entries():
            yield _HEAD.pack(key, day, len(found) // 4) + found

    def read(self, data: IO[bytes]) -> None:
        """Remember what `parts` wrote. Raises ValueError for anything else."""
        if data.read(4) != _MAGIC:
            raise ValueError("not a memory of dated articles")
        while head := data.read(_HEAD.size):
            if len(head) < _HEAD.size:
                raise ValueError("the memory of dated articles is cut short")
            key, day, count = _HEAD.unpack(head)
            found = data.read(4 * count)
            if len(found) < 4 * count or count > MARKS:
                raise ValueError("the memory of dated articles is cut short")
            self._log.append(key, day, struct.unpack(f"<{count}I", found))


def _nearest(likeness: Numbers, days: Days, candidates: Places) -> list[Numbers]:
    """Return how near in time the likest articles are to each day."""
    top = np.argpartition(-likeness, min(_NEAREST, len(likeness) - 1))[:_NEAREST]
    top = top[likeness[top] > 0]
    like = likeness[top][:, None]
    away = np.abs(days[top][:, None] - candidates)
    rows = []
    for power, span in ((4, 30.0), (2, 200.0)):
        near = (like**power * np.exp(-away / span)).sum(0)
        rows.append(np.log(near / max(float((like**power).sum()), 1e-9) + 0.01))
    return [*rows, (like * np.exp(-away / 10)).max(0, initial=0.0)]
