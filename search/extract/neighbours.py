"""Dated articles remembered by what they are about, to date others by.

    magic "DLN1", then per article, in order of hash:
        8 bytes  hash of the article's id
        4 bytes  proleptic day number of its date
        1 byte   n, how many marks
        4n bytes marks: hashes of the people and rare words of its beginning

A mark shared by few articles says much.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO

from search.article import Article
from search.extract.marklog import FORGOTTEN, MARKS, Likeness, MarkLog
from search.extract.prose import function_words

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


class Neighbours:
    """A memory of dated articles, in a file: bounded, and no part of it grows with the archive."""

    def __init__(self) -> None:
        self._log = MarkLog()
        self._likeness: Likeness | None = None

    def remember(self, article: Article) -> None:
        """Remember a dated article, in place of what was known under its id."""
        assert article.first_day
        assert article.last_day
        middle = (article.first_day.toordinal() + article.last_day.toordinal()) // 2
        self._log.append(number(article.id, 64), middle, marks(article))
        self._likeness = None

    def forget(self, article: Article) -> None:
        """Forget an article."""
        self._log.append(number(article.id, 64), FORGOTTEN, ())
        self._likeness = None

    def days(self) -> tuple[int, int] | None:
        """Return the first and last day number remembered."""
        days = self._alike().days
        return (int(days.min()), int(days.max())) if len(days) else None

    def nearest(self, article: Article, count: int) -> list[tuple[float, dt.date]]:
        """Return likeness (0 to 1) and day of the articles that share most with this one."""
        alike = self._alike()
        own = number(article.id, 64)
        total = len(alike.days)
        scores: dict[int, float] = {}
        most = 0.0
        for mark in marks(article) if total else ():
            start, end = alike.holders(mark)
            weight = math.log((total + 2) / (end - start + 1))
            most += weight * weight
            if start == end or end - start > max(50, total // 20):
                continue
            for owner in alike.owners(start, end):
                scores[owner] = scores.get(owner, 0.0) + weight * weight
        ranked = sorted(
            (-score / most, int(alike.keys[owner]), int(alike.days[owner]))
            for owner, score in scores.items()
            if alike.keys[owner] != own
        )[:count]
        return [(-score, dt.date.fromordinal(day)) for score, _, day in ranked]

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
