"""Small archives as arrays of words, made from what their articles say."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from search import analysis
from search.stories.copies import Copies, folded, overlaps
from search.stories.furniture import furniture
from search.stories.shingles import joined, sampled
from search.stories.stretches import offsets
from search.stories.suspects import suspects
from search.stories.texts import I4, I8, U4, Rows, Texts


@dataclass(frozen=True, slots=True)
class Written:
    """An article: where and when it stood, and what it says."""

    body: str
    title: str = ""
    outlet: str = ""
    day: dt.date | None = None


def folds_of(text: str) -> list[str]:
    """Return the words of a text but for case and accents, one at a place."""
    found: list[str] = []
    for position, form, _, _ in analysis.words(text):
        if position == len(found):
            found.append(analysis.fold(form))
    return found


def texts(articles: Sequence[Written]) -> Texts:
    """Return the words of articles."""
    numbers: dict[str, int] = {}

    def taken(side: Sequence[str]) -> tuple[I8, U4]:
        words = [folds_of(text) for text in side]
        flat = [numbers.setdefault(word, len(numbers) + 1) for one in words for word in one]
        return offsets(np.array(list(map(len, words)), np.int64)), np.array(flat, np.uint32)

    at, words = taken([article.body for article in articles])
    title_at, title_words = taken([article.title for article in articles])
    folds = np.array([0, *(zlib.crc32(word.encode()) or 1 for word in numbers)], np.uint32)
    return Texts(at, words, title_at, title_words, folds, folds)


def rows(articles: Sequence[Written]) -> Rows:
    """Return what is known of articles: each is ranked by what it says and where."""
    outlets = sorted({article.outlet for article in articles} - {""})
    days = np.array([a.day.toordinal() if a.day else 0 for a in articles], np.int32)
    ranks = [zlib.crc32(repr(article).encode()) for article in articles]
    return Rows(
        np.array([outlets.index(a.outlet) if a.outlet else -1 for a in articles], np.int32),
        days,
        days,
        np.array(ranks, np.uint64),
    )


def reader(articles: Sequence[Written]) -> Callable[[I4], Texts]:
    """Return what gives the texts of some rows."""
    return lambda some: texts([articles[row] for row in some])


def copies(articles: Sequence[Written], slice_of: int = 1 << 20) -> Copies:
    """Return which articles are copies, their samples taken of so many at a time."""
    starts = range(0, len(articles), slice_of)
    samples = joined([sampled(texts(articles[at : at + slice_of])) for at in starts])
    known = rows(articles)
    own = furniture(samples, known)
    found = suspects(samples, known, own)
    overlap = overlaps(found.a, found.b, samples.totals, reader(articles), own)
    return folded(known, found, overlap)
