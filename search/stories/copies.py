"""Near-duplicates: which articles are copies of one text, and which hold another.

Of pairs that `search.stories.suspects` found, all shingles tell how much is shared (`overlaps`);
then each copy is given the article that stands for it (`folded`). What an outlet's pages have in
common, `search.stories.furniture`, counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from search.stories.portions import blocks
from search.stories.shingles import among, distinct, shingles
from search.stories.stretches import chosen, offsets
from search.stories.suspects import LEAST, Suspects, ordered
from search.stories.texts import I4, I8, U8, Rows, Texts

F4 = npt.NDArray[np.float32]

READ = 1 << 21
"""Shingles of pairs that are read at a time, or a pair that has more: each time all of the index
is gone through.
"""


class Overlaps(NamedTuple):
    """How many different shingles each of some pairs shares, and how many either has."""

    shared: I4
    one: I4
    other: I4

    @property
    def jaccard(self) -> F4:
        """What part of the shingles of either both have."""
        either = np.maximum(self.one + self.other - self.shared, 1)
        return np.asarray(self.shared / either, np.float32)

    @property
    def containment(self) -> F4:
        """What part of the shingles of the shorter one the longer has."""
        shorter = np.maximum(np.minimum(self.one, self.other), 1)
        return np.asarray(self.shared / shorter, np.float32)


class Copies(NamedTuple):
    """`fold` is for each row the one that stands for it, -1 where none does. Then pairs that are
    no copies, though the longer one `a` holds most of the shorter one `b`.
    """

    fold: I4
    a: I4
    b: I4
    jaccard: F4
    containment: F4


def overlaps(a: I4, b: I4, totals: I4, texts_of: Callable[[I4], Texts], furniture: U8) -> Overlaps:
    """Return what pairs of rows share; `texts_of` gives the texts of rows, some at a time.

    `totals` are how many shingles each row has.
    """
    shared, one, other = (np.zeros(len(a), np.int32) for _ in range(3))
    for pairs in _portions(a, b, totals):
        some, places = np.unique(np.concatenate([a[pairs], b[pairs]]), return_inverse=True)
        at, hashes = _bare(texts_of(some.astype(np.int32)), furniture)
        sizes = np.diff(at)
        left, right = places[: len(pairs)], places[len(pairs) :]
        one[pairs], other[pairs] = sizes[left], sizes[right]
        for pair, x, y in zip(pairs.tolist(), left.tolist(), right.tolist(), strict=True):
            mine, others = hashes[at[x] : at[x + 1]], hashes[at[y] : at[y + 1]]
            if len(mine) > len(others):
                mine, others = others, mine
            if len(mine):
                found = np.minimum(others.searchsorted(mine), len(others) - 1)
                shared[pair] = np.count_nonzero(others[found] == mine)
    return Overlaps(shared, one, other)


def folded(rows: Rows, found: Suspects, overlap: Overlaps) -> Copies:
    """Return which row stands for each, and which hold others.

    A row folds to the first row before it that it is itself a copy of and that folds to none.
    """
    shared, one, other = (np.asarray(value, np.int64) for value in overlap)
    shorter, longer = np.minimum(one, other), np.maximum(one, other)
    is_told = shorter >= LEAST
    is_alike = 5 * shared >= 4 * (one + other - shared)
    is_held = 5 * shared >= 4 * shorter
    is_copy = is_told & (is_alike | (is_held & (5 * shorter >= 3 * longer)))
    fold = _stands(rows, found, np.flatnonzero(is_copy))
    held = np.flatnonzero(is_told & is_held & ~is_copy)
    is_longer = one[held] >= other[held]
    a, b = found.a[held], found.b[held]
    return Copies(
        fold,
        np.where(is_longer, a, b),
        np.where(is_longer, b, a),
        overlap.jaccard[held],
        overlap.containment[held],
    )


def _stands(rows: Rows, found: Suspects, copies: I8) -> I4:
    place = np.empty(len(found.twin), np.int64)
    place[ordered(rows)] = np.arange(len(found.twin))
    fold = np.full(len(found.twin), -1, np.int32)
    pairs = copies[np.lexsort((place[found.a[copies]], place[found.b[copies]]))]
    for a, b in zip(found.a[pairs].tolist(), found.b[pairs].tolist(), strict=True):
        if fold[b] < 0 and fold[a] < 0:
            fold[b] = a
    is_twin = found.twin != np.arange(len(found.twin))
    first = found.twin[is_twin]
    fold[is_twin] = np.where(fold[first] < 0, first, fold[first])
    return fold


def _portions(a: I4, b: I4, totals: I4) -> Iterator[I8]:
    """Yield pairs of which not too much is read, those with one row together."""
    order = np.lexsort((b, a))
    sizes = totals[a[order]].astype(np.int64) + totals[b[order]]
    for first, last in blocks(offsets(sizes), READ):
        yield order[first:last]


def _bare(texts: Texts, furniture: U8) -> tuple[I8, U8]:
    """Return the different shingles of each row, ascending, but for page furniture.

    Only samples of that are known. To take what stands between two of them for furniture as well
    was tried: it put more asunder than it kept apart.
    """
    at, hashes = shingles(texts)
    return distinct(*chosen(at, hashes, ~among(hashes, furniture)))
