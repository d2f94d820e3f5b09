"""BM25F: how much a word's occurrences in title and body count for an article."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

F64: TypeAlias = npt.NDArray[np.float64]
I64: TypeAlias = npt.NDArray[np.int64]

K1 = 1.2
TITLE_WEIGHT, TITLE_B = 2.0, 0.5
BODY_WEIGHT, BODY_B = 1.0, 0.75


@dataclass(frozen=True, slots=True)
class Lengths:
    """What scoring must know of the archive: its size, and how long each field is.

    The norms have shape (articles,): the factor by which a field's occurrences are divided.
    """

    count: int
    title_norm: F64
    body_norm: F64


def lengths(
    title_words: npt.NDArray[np.int32],
    body_words: npt.NDArray[np.int32],
    live: npt.NDArray[np.bool_],
) -> Lengths:
    """Return the archive's lengths; averages are over the articles that are live."""
    count = int(live.sum())
    return Lengths(
        count, _norm(title_words, live, count, TITLE_B), _norm(body_words, live, count, BODY_B)
    )


def _norm(length: npt.NDArray[np.int32], live: npt.NDArray[np.bool_], count: int, b: float) -> F64:
    total = int(length[live].sum())
    average = total / count if total else 1.0
    return (1 - b) + b * (length / average)


def weights(title: I64, body: I64, archive: Lengths) -> F64:
    """Return what one word adds to each article's score; 0 where it does not stand.

    title and body have shape (articles,): occurrences in each field. An article counts once for
    the word's rarity, whichever field holds it.

    Source: Robertson and Zaragoza 2009, with the factor k1 + 1 as in Whoosh.
    """
    return rarity(title, body, archive) * (K1 + 1) * saturation(title, body, archive)


def rarity(title: I64, body: I64, archive: Lengths) -> float:
    """Return the word's inverse document frequency, never negative."""
    holders = int(((title > 0) | (body > 0)).sum())
    return math.log(1 + (archive.count - holders + 0.5) / (holders + 0.5))


def saturation(title: I64, body: I64, archive: Lengths) -> F64:
    """Return how full an article is of the word: 0 for not at all, towards 1 for very."""
    frequency = TITLE_WEIGHT * title / archive.title_norm + BODY_WEIGHT * body / archive.body_norm
    return frequency / (frequency + K1)


def fuzzy_weights(near: F64, exact: npt.NDArray[np.bool_], idf: float) -> F64:
    """Return the weights of a fuzzy word: every article with the exact word above every other.

    near has shape (articles,): the saturation of all spellings together. Where the exact word
    stands the weight lies in the upper half, elsewhere in the lower.
    """
    half = idf * (K1 + 1) / 2
    return np.where(exact, half + half * near, half * near)
