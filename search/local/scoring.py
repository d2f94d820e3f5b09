"""BM25F: how much a word's occurrences in title and body count for an article.

A word that stands t times in the title and b times in the body of an article adds

    idf * (K1 + 1) * f / (f + K1)   where   f = t * title_share + b * body_share

and a field's share is its weight over its norm, 1 - B + B * length / mean length. The idf counts
an article once, whichever field holds the word. The arithmetic over articles is done by
search/codec/ranking.py.

Source: Robertson and Zaragoza 2009, with the factor K1 + 1 as in Whoosh.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.ranking import K1

F64: TypeAlias = npt.NDArray[np.float64]
I32: TypeAlias = npt.NDArray[np.int32]
I64: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[Any]
"""Lengths in positions, one an article."""

TITLE_WEIGHT, TITLE_B = 2.0, 0.5
BODY_WEIGHT, BODY_B = 1.0, 0.75


@dataclass(frozen=True, slots=True)
class Lengths:
    """What scoring must know of the archive: its size, and how long each field is on average.

    Averages are over the articles that are live, 1 where there is nothing.
    """

    count: int
    title: float
    body: float


def lengths(segments: Iterable[tuple[Words, Words, Mask]]) -> Lengths:
    """Return the archive's lengths from each segment's: of titles, of bodies, and who is live."""
    count = title = body = 0
    for titles, bodies, live in segments:
        count += int(np.count_nonzero(live))
        title += int(titles[live].sum())
        body += int(bodies[live].sum())
    return Lengths(count, title / count if title else 1.0, body / count if body else 1.0)


def title_share(words: Words, archive: Lengths) -> F64:
    """Return what an occurrence in each title counts."""
    return TITLE_WEIGHT / ((1 - TITLE_B) + TITLE_B * (words / archive.title))


def body_share(words: Words, archive: Lengths) -> F64:
    """Return what an occurrence in each body counts."""
    return BODY_WEIGHT / ((1 - BODY_B) + BODY_B * (words / archive.body))


def rarity(holders: int, archive: Lengths) -> float:
    """Return the inverse document frequency of what so many articles hold, never negative."""
    return math.log(1 + (archive.count - holders + 0.5) / (holders + 0.5))


def weight(holders: int, archive: Lengths) -> float:
    """Return what a word adds to an article that could not be fuller of it."""
    return rarity(holders, archive) * (K1 + 1)


def fuzzy_weight(holders: int, archive: Lengths) -> float:
    """Return what a fuzzy word adds to an article that could not be fuller of it.

    As much again is added whole where the exact word stands, so that every article with it comes
    before every other.
    """
    return weight(holders, archive) / 2


def saturation(f: F64) -> F64:
    """Return how full each article is of a word: 0 for not at all, towards 1 for very."""
    return f / (f + K1)
