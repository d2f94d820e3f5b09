"""Articles as vectors: the stems that set each apart from others, and how much.

All is in integers, so that neither the order of articles nor how they are cut into slices changes
anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.stories.rarity import Rarity
from search.stories.stretches import begins, offsets, spread
from search.stories.texts import I8, U2, U4, Bool, Texts

TITLE, LEAD, BODY = 3, 2, 1
"""What a word counts by where it stands."""

LEAD_WORDS = 60
"""How many words at the beginning of a body are its lead."""

TERMS = 120
"""How many stems a vector has at most."""

ONE = 1 << 14
"""The length of a vector."""

_TOKENS = 1 << 22
"""Words that are counted at a time, by which memory is bounded."""

_ROWS = 1 << 14
"""Rows whose vectors are made at a time."""

_LOG_SCALE = 1 << 12
SHIFT = 8
"""By how many bits products are cut, so that sums of their squares fit 64."""


class Counts(NamedTuple):
    """The stems of articles: `stems[at[i] : at[i + 1]]` are those of row i in rising order, each
    with how often it stands there, weighted by place, and whether the title has it.
    """

    at: I8
    stems: U4
    counts: U2
    in_title: Bool

    def rarity(self) -> Rarity:
        """Return how many of these articles have each stem."""
        stems, counts = np.unique(self.stems, return_counts=True)
        return Rarity(stems, counts.astype(np.uint32), len(self.at) - 1)


class Vectors(NamedTuple):
    """Vectors of length ONE: `terms[at[i] : at[i + 1]]` are the stems of row i, the heaviest
    first, equal ones in rising order, and `weights` beside them.
    """

    at: I8
    terms: U4
    weights: U2


def counted(texts: Texts) -> Counts:
    """Return how often each stem stands in each article."""
    sizes = np.diff(texts.at) + np.diff(texts.title_at)
    parts = [_counted(texts, low, high) for low, high in _slices(sizes, _TOKENS)]
    stems, counts, in_title, many = (
        np.concatenate([np.zeros(0, kind), *column])
        for column, kind in zip(
            zip(*parts, strict=True) if parts else [()] * 4,
            (np.uint32, np.uint16, np.bool_, np.int64),
            strict=True,
        )
    )
    return Counts(offsets(many), stems, counts, in_title)


def _counted(texts: Texts, low: int, high: int) -> tuple[U4, U2, Bool, I8]:
    """Return stems, counts, whether in the title, of these rows, and how many each row has."""
    keys = []
    for at, words, is_title in (
        (texts.title_at[low : high + 1], texts.title_words, True),
        (texts.at[low : high + 1], texts.words, False),
    ):
        first, last = int(at[0]), int(at[-1])
        stems = texts.stems[words[first:last]]
        row = np.repeat(np.arange(high - low), np.diff(at))
        if is_title:
            weight = np.full(len(row), TITLE)
        else:
            place = np.arange(first, last) - np.repeat(at[:-1], np.diff(at))
            weight = np.where(place < LEAD_WORDS, LEAD, BODY)
        told = stems != 0
        # Rows, stems and weights in one number are sorted in one go.
        keys.append((row[told] << 34) | (stems[told].astype(np.int64) << 2) | weight[told])
    key = np.sort(np.concatenate(keys))
    at = begins(key >> 2)
    weight = key & 3
    sums = np.add.reduceat(weight, at) if len(at) else weight
    titled = np.maximum.reduceat(weight, at) == TITLE if len(at) else weight > 0
    found = key[at]
    many = np.bincount(found >> 34, minlength=high - low)
    stems = ((found >> 2) & 0xFFFFFFFF).astype(np.uint32)
    return stems, np.minimum(sums, 0xFFFF).astype(np.uint16), titled, many


def vectors(counts: Counts, rarity: Rarity) -> Vectors:
    """Return the vector of each article."""
    parts = [
        _vectors(counts, rarity, low, min(low + _ROWS, len(counts.at) - 1))
        for low in range(0, len(counts.at) - 1, _ROWS)
    ]
    return joined(parts)


def _vectors(counts: Counts, rarity: Rarity, low: int, high: int) -> Vectors:
    first, last = int(counts.at[low]), int(counts.at[high])
    stems = counts.stems[first:last]
    row = np.repeat(np.arange(high - low), np.diff(counts.at[low : high + 1]))
    times = counts.counts[first:last]
    weight = logarithms(int(times.max(initial=0)))[times] * rarity.weights(stems) >> SHIFT
    held = weight > 0
    stems, row, weight = stems[held], row[held], weight[held]
    at = offsets(np.bincount(row, minlength=high - low))
    # The heaviest first; of equal ones the first, which is the lesser stem. At most 2**14 rows,
    # 2**23 weights and 2**24 stems of a row are in one number.
    number = np.arange(len(row)) - at[row]
    assert int(weight.max(initial=0)) < 1 << 23
    assert int(number.max(initial=0)) < 1 << 24
    key = np.sort((row << 47) | (((1 << 23) - 1 - weight) << 24) | number)
    key = key[number < TERMS]  # which row has a place does not change by sorting
    row = key >> 47
    chosen = at[row] + (key & 0xFFFFFF)
    weight = weight[chosen]
    at = offsets(np.bincount(row, minlength=high - low))
    squares = np.bincount(row, (weight * weight).astype(np.float64), high - low)
    length = np.sqrt(squares)[row]
    units = np.rint(weight * ONE / length).astype(np.uint16)
    return Vectors(at, stems[chosen], units)


def joined(parts: Sequence[Vectors]) -> Vectors:
    """Return the rows of all parts, one after the other."""
    return Vectors(
        offsets(np.concatenate([np.zeros(0, np.int64), *(np.diff(part.at) for part in parts)])),
        np.concatenate([np.zeros(0, np.uint32), *(part.terms for part in parts)]),
        np.concatenate([np.zeros(0, np.uint16), *(part.weights for part in parts)]),
    )


def taken(vectors: Vectors, rows: npt.NDArray[np.integer]) -> Vectors:
    """Return the vectors of these rows, in this order."""
    at, places = spread(vectors.at, rows)
    return Vectors(at, vectors.terms[places], vectors.weights[places])


def logarithms(most: int) -> I8:
    """Return what a stem counts by how often it stands there, up to so many times."""
    table: I8 = np.rint(np.log1p(np.arange(most + 1)) * _LOG_SCALE).astype(np.int64)
    return table


def _slices(sizes: I8, most: int) -> list[tuple[int, int]]:
    """Return (first, last + 1) of slices of rows of at most so much, or a row each, or 2**14."""
    found, low, held = [], 0, 0
    for row, size in enumerate(sizes.tolist()):
        if row > low and (held + size > most or row - low == 1 << 14):
            found.append((low, row))
            low, held = row, 0
        held += size
    if len(sizes) > low:
        found.append((low, len(sizes)))
    return found
