"""How much what a query asks for counts for an article: BM25F with a few turns of its own.

A word that stands t times in the title and b times in the body of an article adds

    weight * f / (f + K1)   where   f = t * title_share + b * body_share

A field's share is its weight over its norm, 1 - B + B * length / mean length. The weight of a word
is its rarity, K1 + 1 times, where an article counts once, whichever field holds the word, and

- times its *burst*: 1, and BURST times the logarithm of how often it stands in those that hold it,
  on average. Words that articles repeat are what they are about;
- times COMMON for words such as "the" and "which", unless the query has no others.

The arithmetic over articles is done by search/codec/ranking.py.

Source: Robertson and Zaragoza 2009, with the factor K1 + 1 as in Whoosh; the rest by measuring
(bench/results/quality.md).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from search.analysis import common_words, fold
from search.codec.ranking import K1

F64: TypeAlias = npt.NDArray[np.float64]
I32: TypeAlias = npt.NDArray[np.int32]
I64: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Words: TypeAlias = npt.NDArray[Any]
"""Lengths in positions, one an article."""

TITLE_WEIGHT, TITLE_B = 2.0, 0.5
BODY_WEIGHT, BODY_B = 1.0, 0.75

BURST = 0.5
COMMON = 0.2

SPOKEN = 0.1
"""Share of the articles from which on a language's common words are common in the archive."""


@dataclass(frozen=True, slots=True)
class Archive:
    """What scoring must know of the archive: its size, how long each field is on average, and
    the words that are common in its languages, folded.

    All is of the articles that are live; averages are 1 where there is nothing.
    """

    count: int
    title: float
    body: float
    common: frozenset[str] = frozenset()


class Totals(NamedTuple):
    """Of the live articles of a segment: how many they are, how many words their titles and their
    bodies have together, and how many are in each language.
    """

    articles: int
    title: int
    body: int
    languages: Mapping[str, int]


def archive(segments: Sequence[Totals]) -> Archive:
    """Return what scoring must know, from what each segment has in all."""
    count = sum(totals.articles for totals in segments)
    title = sum(totals.title for totals in segments)
    body = sum(totals.body for totals in segments)
    held: Counter[str] = Counter()
    for totals in segments:
        held.update(totals.languages)
    spoken = [common_words(name) for name, articles in held.items() if articles >= SPOKEN * count]
    return Archive(
        count,
        title / count if title else 1.0,
        body / count if body else 1.0,
        frozenset().union(*spoken),
    )


def title_share(words: Words, archive: Archive) -> F64:
    """Return what an occurrence in each title counts."""
    return TITLE_WEIGHT / ((1 - TITLE_B) + TITLE_B * (words / archive.title))


def body_share(words: Words, archive: Archive) -> F64:
    """Return what an occurrence in each body counts."""
    return BODY_WEIGHT / ((1 - BODY_B) + BODY_B * (words / archive.body))


def rarity(holders: int, archive: Archive) -> float:
    """Return the inverse document frequency of what so many articles hold, never negative."""
    return math.log(1 + (archive.count - holders + 0.5) / (holders + 0.5))


def burst(times: int, holders: int) -> float:
    """Return what it counts that a word stands so many times in so many articles; 1 or more."""
    return 1.0 + BURST * math.log(times / holders) if times > holders > 0 else 1.0


def weight(holders: int, archive: Archive) -> float:
    """Return what a word adds to an article that could not be fuller of it."""
    return rarity(holders, archive) * (K1 + 1)


def fuzzy_weight(holders: int, archive: Archive) -> float:
    """Return what a fuzzy word adds to an article that could not be fuller of it.

    As much again is added whole where the exact word stands, so that every article with it comes
    before every other.
    """
    return weight(holders, archive) / 2


def is_common(text: str, archive: Archive) -> bool:
    """Return whether a word is one of those that tell little of what an article is about.

    Words in capitals are not: US, WHO, IT.
    """
    return fold(text) in archive.common and not (len(text) > 1 and text.isupper())


def saturation(f: float) -> float:
    """Return how full an article is of a word: 0 for not at all, towards 1 for very."""
    return f / (f + K1)
