"""Page furniture: what an outlet's pages say under any headline, which makes none of them a copy.

A shingle is furniture where six texts of one outlet or more have it, each under another headline,
over more than 30 days: copies and updates of one text come sooner, a column that repeats itself
has one headline. Where days are unknown or close together, four times as many are asked for;
where no outlet is known, twice as many. Neither tells much, so then it is none where the texts
that have it are long and as like each other as copies are.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from search.stories.portions import ranges
from search.stories.shingles import Samples, among, bounds, repeated
from search.stories.stretches import changes
from search.stories.texts import I4, I8, U8, Bool, Rows

TEXTS, DAYS = 6, 30
UNDATED, UNNAMED = 4, 2
"""Times as many texts where days tell nothing, and where no outlet is known."""
VARIETY = 8
"""One in so many of the texts has a headline of its own, at least."""
ALL = 100
"""Shingles of a text that is no notice in place of one, though all of it be furniture."""
DRAWN = 6
"""Texts that are held beside each other where days or outlets tell too little."""

_LATE = np.iinfo(np.int32).max


def furniture(samples: Samples, rows: Rows) -> U8:
    """Return the samples that are page furniture, in ascending order."""
    is_other = np.zeros(len(samples.totals), bool)
    is_other[_different(samples, rows)] = True
    headings, alike = _headings(samples), _Alike(samples)
    found = [np.zeros(0, np.uint64)]
    for hashes, row in ranges(samples.at, samples.hashes, is_other):
        held = among(hashes, repeated(hashes, TEXTS))
        found.append(_furniture(hashes[held], row[held], headings, rows, alike))
    return np.concatenate(found)


def _furniture(hashes: U8, row: I4, headings: U8, rows: Rows, alike: _Alike) -> U8:
    if not len(row):
        return hashes
    order = np.lexsort((rows.rank[row], headings[row], rows.outlet[row], hashes))
    hashes, row = hashes[order], row[order]
    headline, outlet = headings[row], rows.outlet[row]
    begins = changes(hashes) | changes(outlet)
    starts = np.flatnonzero(begins)
    texts = np.diff(np.append(starts, len(row)))
    headlines = np.add.reduceat((begins | changes(headline)).astype(np.int64), starts)
    is_dated = rows.first[row] > 0
    latest = np.maximum.reduceat(rows.first[row], starts)
    earliest = np.minimum.reduceat(np.where(is_dated, rows.last[row], _LATE), starts)
    is_long = (latest > 0) & (latest.astype(np.int64) - earliest > DAYS)
    is_named = outlet[starts] >= 0
    least = TEXTS * np.where(is_long, 1, UNDATED) * np.where(is_named, 1, UNNAMED)
    is_found = (headlines >= least) & (headlines * VARIETY >= texts)
    unsure = np.flatnonzero(is_found & ~(is_long & is_named))
    steps = np.arange(DRAWN) / (DRAWN - 1)
    drawn: I8 = starts[unsure, None] + ((texts[unsure, None] - 1) * steps).astype(np.int64)
    is_found[unsure] = ~alike.all_over(row[drawn].astype(np.int64))
    return np.unique(hashes[starts[is_found]])


class _Alike:
    """Tells whether texts are much alike, by their samples; each pair is looked at once."""

    def __init__(self, samples: Samples) -> None:
        self._samples, self._bounds = samples, bounds(samples)
        self._known: dict[tuple[int, int], bool] = {}

    def all_over(self, drawn: I8) -> Bool:
        """Return for each line of rows whether nearly all are much like the next one."""
        alike = [
            sum(self._are(one, other) for one, other in pairwise(line)) for line in drawn.tolist()
        ]
        found: Bool = np.array(alike, np.int64) >= drawn.shape[1] - 2
        return found

    def _are(self, one: int, other: int) -> bool:
        known = self._known.get((one, other))
        if known is None:
            known = self._known[one, other] = self._compared(one, other)
        return known

    def _compared(self, one: int, other: int) -> bool:
        at, hashes, totals = self._samples.at, self._samples.hashes, self._samples.totals
        if min(totals[one], totals[other]) < ALL:
            return False
        bound = min(self._bounds[one], self._bounds[other])
        mine, others = hashes[at[one] : at[one + 1]], hashes[at[other] : at[other + 1]]
        mine, others = mine[: mine.searchsorted(bound)], others[: others.searchsorted(bound)]
        shared = len(np.intersect1d(mine, others, assume_unique=True))
        return 5 * shared >= 4 * (len(mine) + len(others) - shared)


def _different(samples: Samples, rows: Rows) -> I8:
    """Return rows, one of each outlet, text and headline: the first by day, then by rank."""
    keys = (samples.digests, samples.headings, rows.outlet)
    day = np.where(rows.first > 0, rows.first, _LATE)
    order = np.lexsort((rows.rank, day, *keys))
    begins = np.zeros(len(order), bool)
    for key in keys:
        begins |= changes(key[order])
    some: I8 = order[begins]
    return some


def _headings(samples: Samples) -> U8:
    """Return digests of headlines; of a text without, its first sample, which copies share."""
    headings: U8 = samples.headings.copy()
    bare = np.flatnonzero((headings == 0) & (np.diff(samples.at) > 0))
    headings[bare] = samples.hashes[samples.at[bare]]
    return headings
