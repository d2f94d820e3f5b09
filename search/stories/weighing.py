"""The vectors of texts by a kernel: what `vectors` makes with arrays, a text at a time.

Stems are numbers in the order of their digests, so that what is counted of a text lies in one
array by number, and of stems that weigh the same the lesser comes first, as there.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from search.codec import jit
from search.codec.jit import kernel
from search.stories import vectors
from search.stories.rarity import Rarity
from search.stories.texts import I4, I8, U2, U4, Texts
from search.stories.vectors import BODY, LEAD, LEAD_WORDS, ONE, SHIFT, TERMS, TITLE, Vectors

MOST = 0xFFFF
"""A stem stands so often at most, as places are weighed."""

HEAVIEST = (1 << 23) - 1
"""What a stem weighs at most before all of a text are made one long."""

NUMBER = (1 << 32) - 1
"""The bits of a stem's number."""


def weighed(texts: Texts, rarity: Rarity) -> Vectors:
    """Return the vector of each text."""
    if not jit.is_native():
        return vectors.vectors(vectors.counted(texts), rarity)
    rows = len(texts.at) - 1
    is_told = texts.stems != 0
    stems, number = np.unique(texts.stems[is_told], return_inverse=True)
    number_of = np.full(len(is_told), -1, np.int32)
    number_of[is_told] = number
    sizes = np.diff(texts.at) + np.diff(texts.title_at)
    room = int(np.minimum(sizes, TERMS).sum())
    at = np.zeros(rows + 1, np.int64)
    terms, weights = np.empty(room, np.int32), np.empty(room, np.uint16)
    weigh(
        texts.title_at,
        texts.title_words,
        texts.at,
        texts.words,
        number_of,
        rarity.weights(stems),
        _logarithms(),
        np.zeros(len(stems), np.int32),
        np.empty(int(sizes.max(initial=0)), np.int64),
        at,
        terms,
        weights,
    )
    many = int(at[-1])
    return Vectors(at, stems[terms[:many]], weights[:many].copy())


@lru_cache(maxsize=1)
def _logarithms() -> I8:
    return vectors.logarithms(MOST)


@kernel
def weigh(
    title_at: I8,
    title_words: U4,
    at: I8,
    words: U4,
    number_of: I4,
    rarity: I4,
    logarithms: I8,
    counts: I4,
    found: I8,
    ends: I8,
    terms: I4,
    weights: U2,
) -> None:
    """Write the heaviest stems of each row, by number, with their weights, and where they end.

    `number_of` is the number of each word's stem, -1 for none; `counts`, a place for each stem, is
    zeros before and after; `found` is room for the words of a row.
    """
    written = 0
    for row in range(len(ends) - 1):
        many = 0
        for place in range(int(title_at[row]), int(title_at[row + 1])):
            number = int(number_of[title_words[place]])
            if number >= 0:
                if counts[number] == 0:
                    found[many] = number
                    many += 1
                counts[number] += TITLE
        first = int(at[row])
        for place in range(first, int(at[row + 1])):
            number = int(number_of[words[place]])
            if number >= 0:
                if counts[number] == 0:
                    found[many] = number
                    many += 1
                counts[number] += LEAD if place - first < LEAD_WORDS else BODY
        held = 0
        for place in range(many):
            number = int(found[place])
            weight = int(logarithms[min(int(counts[number]), MOST)]) * int(rarity[number]) >> SHIFT
            counts[number] = 0
            if weight > 0:
                found[held] = ((HEAVIEST - weight) << 32) | number
                held += 1
        heaviest = found[:held]
        heaviest.sort()
        kept = min(held, TERMS)
        squares = 0
        for place in range(kept):
            weight = HEAVIEST - (int(heaviest[place]) >> 32)
            squares += weight * weight
        length = np.sqrt(float(squares))
        for place in range(kept):
            weight = HEAVIEST - (int(heaviest[place]) >> 32)
            terms[written] = int(heaviest[place]) & NUMBER
            weights[written] = int(np.rint(float(weight * ONE) / length))
            written += 1
        ends[row + 1] = written
