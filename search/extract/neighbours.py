"""Dated articles remembered by what they are about, to date others by.

    magic "DLN1", then per article, in order of hash:
        8 bytes  hash of the article's id
        4 bytes  proleptic day number of its date
        1 byte   n, how many marks
        4n bytes marks: hashes of the people and rare words of its beginning

A mark shared by few articles says much. Ids sort at random, so keeping the lowest hashes keeps
a fair sample of an archive of any size, whatever the order of reading.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from search.article import Article
from search.extract.prose import function_words

LIMIT = 200_000  # articles
MARKS = 48  # of one article
_HEAD = struct.Struct("<QIB")
_MAGIC = b"DLN1"
_WORD = re.compile(r"[^\W\d_][\w’'-]{3,30}")
_LEAD = 3000  # characters of the body


def number(text: str, bits: int) -> int:
    """Return a hash of `text` that is the same in every run."""
    low = zlib.crc32(text.encode("utf-8", "replace"))
    if bits == 32:
        return low
    return zlib.crc32(text[::-1].encode("utf-8", "replace"), low) << 32 | low


def marks(article: Article) -> tuple[int, ...]:
    """Return what an article is about: its people, then the words of title and lead."""
    found = {number(f"@{person.id}", 32): None for person in article.people[:12]}
    common = function_words()["en"]
    text = f"{article.title or ''} {article.body[:_LEAD]}"
    words = dict.fromkeys(_WORD.findall(text))
    ranked = sorted(words, key=lambda word: not word[0].isupper())  # names first, in order
    for word in ranked:
        low = word.lower().removesuffix("'s").removesuffix("’s")
        if low not in common and len(found) < MARKS:
            found[number(low, 32)] = None
    return tuple(found)


@dataclass(slots=True)
class Neighbours:
    """A bounded memory of dated articles: by hash of the id, day and marks as they are stored.

    As bytes the marks of an article take a tenth of what they take as numbers.
    """

    kept: dict[int, tuple[int, bytes]] = field(default_factory=dict)
    _index: Any = None

    def remember(self, article: Article) -> None:
        """Remember a dated article, in place of what was known under its id."""
        assert article.first_day
        assert article.last_day
        middle = (article.first_day.toordinal() + article.last_day.toordinal()) // 2
        self.kept[number(article.id, 64)] = (middle, _packed(marks(article)))
        self._index = None
        if len(self.kept) > LIMIT + LIMIT // 10:
            self._trim()

    def forget(self, article: Article) -> None:
        """Forget an article."""
        if self.kept.pop(number(article.id, 64), None):
            self._index = None

    def _trim(self) -> None:
        self.kept = {key: self.kept[key] for key in sorted(self.kept)[:LIMIT]}

    def days(self) -> tuple[int, int] | None:
        """Return the first and last day number remembered."""
        if not self.kept:
            return None
        every = [day for day, _ in self.kept.values()]
        return min(every), max(every)

    def nearest(self, article: Article, count: int) -> list[tuple[float, dt.date]]:
        """Return likeness (0 to 1) and day of the articles that share most with this one."""
        if not self.kept:
            return []
        features, owners, ordinals, keys = self._postings()
        own = number(article.id, 64)
        total = len(ordinals)
        scores: dict[int, float] = {}
        most = 0.0
        for mark in marks(article):
            low = features.searchsorted(mark, "left")
            high = features.searchsorted(mark, "right")
            shared = int(high - low)
            weight = math.log((total + 2) / (shared + 1))
            most += weight * weight
            if not shared or shared > max(50, total // 20):
                continue
            for owner in owners[low:high].tolist():
                scores[owner] = scores.get(owner, 0.0) + weight * weight
        ranked = sorted(
            (
                (-score / most, keys[owner], ordinals[owner])
                for owner, score in scores.items()
                if keys[owner] != own
            )
        )[:count]
        return [(-score, dt.date.fromordinal(day)) for score, _, day in ranked]

    def _postings(self) -> Any:
        if self._index is None:
            import numpy as np  # only archives with undated articles need it

            self._trim()
            keys = list(self.kept)
            ordinals = [self.kept[key][0] for key in keys]
            every = b"".join(self.kept[key][1] for key in keys)
            features = np.frombuffer(every, dtype="<u4").astype(np.uint32)
            lengths = [len(self.kept[key][1]) // 4 for key in keys]
            owners = np.repeat(np.arange(len(keys), dtype=np.uint32), lengths)
            order = np.argsort(features, kind="stable")
            self._index = (features[order], owners[order], ordinals, keys)
        return self._index

    def to_bytes(self) -> bytes:
        """Return the memory as bytes."""
        self._trim()
        parts = [_MAGIC]
        for key, (day, found) in self.kept.items():
            parts += (_HEAD.pack(key, day, len(found) // 4), found)
        return b"".join(parts)

    @classmethod
    def from_bytes(cls, data: bytes) -> Neighbours:
        """Return the memory that `to_bytes` wrote. Raises ValueError for anything else."""
        if data[:4] != _MAGIC:
            raise ValueError("not a memory of dated articles")
        kept: dict[int, tuple[int, bytes]] = {}
        place = 4
        try:
            while place < len(data):
                key, day, count = _HEAD.unpack_from(data, place)
                place += _HEAD.size
                (found,) = struct.unpack_from(f"{4 * count}s", data, place)
                kept[key] = (day, found)
                place += 4 * count
        except struct.error as error:
            raise ValueError("the memory of dated articles is cut short") from error
        return cls(kept)


def _packed(found: tuple[int, ...]) -> bytes:
    return struct.pack(f"<{len(found)}I", *found)


def years(days: tuple[int, int] | None, extra: Sequence[int] = ()) -> range:
    """Return the years an article may be of: those remembered and one to either side."""
    today = dt.datetime.now(dt.timezone.utc).date()
    if days is None:
        return range(0)
    first = dt.date.fromordinal(days[0]).year - 1
    last = min(today.year, dt.date.fromordinal(days[1]).year + 1)
    return range(min([first, *extra]), max([last, *extra]) + 1)
