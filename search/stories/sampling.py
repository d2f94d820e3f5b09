"""The samples of texts by a kernel: what `shingles.sampled` finds with arrays, a text at a time.

A text is done where it lies, in memory that stays in the processor's cache: its shingles are told
apart by a table, and only those that may be kept are put in order.
"""

from __future__ import annotations

import numpy as np

from search.codec import jit
from search.codec.jit import kernel
from search.stories import shingles
from search.stories.shingles import FACTORS, FLOOR, LIMIT, WIDTH, Samples
from search.stories.texts import I4, I8, U4, U8, Texts

LIKELY = 120
"""So many shingles are put in order where FLOOR of them have to be the lowest of many."""

SIXTEENTH = 16
"""LIMIT is so much of all numbers."""

NOTHING, ONE, SHIFT = np.uint64(0), np.uint64(1), np.uint64(33)
HIGHEST = ~NOTHING


def sampled(texts: Texts) -> Samples:
    """Return what is kept of the shingles of texts."""
    if not jit.is_native():
        return shingles.sampled(texts)
    rows = len(texts.at) - 1
    most = int(np.diff(texts.at).max(initial=0))
    many = int(texts.at[-1] - texts.at[0])
    kept_at = np.zeros(rows + 1, np.int64)
    kept = np.empty(many, np.uint64)
    totals, digests = np.zeros(rows, np.int32), np.zeros(rows, np.uint64)
    sample(
        texts.at,
        texts.words,
        texts.folds,
        FACTORS,
        np.empty(most + WIDTH, np.uint64),
        np.empty(2 << most.bit_length(), np.uint64),
        np.empty(most, np.uint64),
        kept_at,
        kept,
        totals,
        digests,
    )
    return Samples(kept_at, kept[: kept_at[-1]].copy(), totals, digests, shingles.headings(texts))


@kernel
def sample(
    at: I8,
    words: U4,
    folds: U4,
    factors: U8,
    present: U8,
    table: U8,
    found: U8,
    kept_at: I8,
    kept: U8,
    totals: I4,
    digests: U8,
) -> None:
    """Write the samples of each row to `kept`, and how many there are up to it to `kept_at`.

    `present`, `table` and `found` are room: for the words of a row and as many zeros as a shingle
    is wide, for twice its shingles to the next power of two, and for its shingles.
    """
    written = 0
    for row in range(len(totals)):
        many = 0
        for place in range(int(at[row]), int(at[row + 1])):
            fold = folds[words[place]]
            if fold != 0:
                present[many] = fold
                many += 1
        for place in range(many, many + WIDTH):
            present[place] = 0
        count = max(many - (WIDTH - 1), min(many, 1))
        size = 2
        while size < 2 * count:
            size *= 2
        bound = HIGHEST
        if count > LIKELY:
            bound = np.uint64(max(LIKELY * SIXTEENTH // count, 1)) * LIMIT - ONE
        total, held = distinct(present, count, factors, table, size, bound, found, digests, row)
        if held < min(FLOOR, total):  # fewer are low than there should be: look at all
            total, held = distinct(
                present, count, factors, table, size, HIGHEST, found, digests, row
            )
        lowest = found[:held]
        lowest.sort()
        for place in range(held):
            if place < FLOOR or lowest[place] < LIMIT:
                kept[written] = lowest[place]
                written += 1
        kept_at[row + 1] = written
        totals[row] = total


@kernel
def distinct(
    present: U8,
    count: int,
    factors: U8,
    table: U8,
    size: int,
    bound: int,
    found: U8,
    digests: U8,
    row: int,
) -> tuple[int, int]:
    """Write the different shingles up to `bound` as they come, and the sum of all to the row's
    digest; return how many there are, and how many up to `bound`.

    `table` has room for `size` of them, a power of two.
    """
    mask = np.uint64(size - 1)
    for slot in range(size):
        table[slot] = 0
    total = held = 0
    has_zero = False  # which stands for an empty slot
    digest = NOTHING
    for place in range(count):
        mixed = present[place] * factors[0]
        for step in range(1, WIDTH):
            mixed += present[place + step] * factors[step]
        mixed ^= mixed >> SHIFT
        mixed *= factors[WIDTH]
        mixed ^= mixed >> SHIFT
        mixed *= factors[WIDTH + 1]
        mixed ^= mixed >> SHIFT
        slot = mixed & mask
        while table[slot] != 0 and table[slot] != mixed:
            slot = (slot + ONE) & mask
        if table[slot] == mixed and (mixed != 0 or has_zero):
            continue
        has_zero = has_zero or mixed == 0
        table[slot] = mixed
        total += 1
        digest += mixed
        if mixed <= bound:
            found[held] = mixed
            held += 1
    digests[row] = digest
    return total, held
