"""What a search asks, written down as numbers. First what it asks of all segments:

    0           whether all of the words are asked for
    1           the order of the best (ranking.py)
    2           how many numbers follow of periods of days that articles must be of (tallies.py)

then these numbers, and a row of ROW a segment:

    0           the number of its first article in the snapshot
    1           how many articles it has
    2 3 4       its bytes, how many, and where arrays begin and end in them (bundle.py)
    5           what an occurrence counts in each article's title, then in its body
    6 7 8       made postings: the articles, the f of each, how many there are
    9 10        runs, how many numbers
    11 12       the weight of each run, or of each word where all are asked for; how many
    13 14       words (conjunction.py where all are asked for, else marked.py), how many numbers
    15 16       a mask, how many numbers
    17          the first run that adds its weight whole
    18          whether every article of the mask is asked for
    19          the last day that each article may be of
    20 21       which articles live, how many numbers: none where all do

Arrays are told by their addresses (memory.py); the others are explained in ranking.py.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from search.codec.best import F8, I4
from search.codec.jit import kernel
from search.codec.memory import bytes_at, f8_at, i4_at, i8_at, u2_at
from search.codec.places import Bool
from search.codec.tallies import mask_of_days
from search.codec.views import HELD
from search.codec.words import I8, U1, U2

Given: TypeAlias = tuple[U1, I8, F8, U2, F8, I8, F8, I8, U1]

ROW = 22

HEAD = 3
"""Numbers before the days."""

ENDS = 2 * len(HELD)


def written(rows: I8, days: I8, order: int = 0, *, is_all: bool = False) -> I8:
    """Return what is asked, given the rows of all segments."""
    found: I8 = np.concatenate([np.array([is_all, order, len(days)], np.int64), days, rows])
    return found


@kernel
def write_row(
    data: U1,
    at: I8,
    shares: F8,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    weights: F8,
    words: I8,
    mask: U1,
    base: int,
    flat_from: int,
    every: bool,
    last_day: I4,
    live: Bool,
    row: I8,
) -> None:
    """Write down what is asked of a segment. The arrays must be kept as long as the row."""
    row[0] = base
    row[1] = len(shares) >> 1
    row[2] = data.ctypes.data
    row[3] = len(data)
    row[4] = at.ctypes.data
    row[5] = shares.ctypes.data
    row[6] = made_docs.ctypes.data
    row[7] = made_f.ctypes.data
    row[8] = len(made_docs)
    row[9] = runs.ctypes.data
    row[10] = len(runs)
    row[11] = weights.ctypes.data
    row[12] = len(weights)
    row[13] = words.ctypes.data
    row[14] = len(words)
    row[15] = mask.ctypes.data
    row[16] = len(mask)
    row[17] = flat_from
    row[18] = every
    row[19] = last_day.ctypes.data
    row[20] = live.ctypes.data
    row[21] = len(live)


@kernel
def put_mask(mask: U1, row: I8) -> None:
    """Write down another mask."""
    row[15] = mask.ctypes.data
    row[16] = len(mask)


@kernel
def read_row(row: I8) -> Given:
    """Return the arrays of a row: those that `write_row` takes first, in that order."""
    made = int(row[8])
    return (
        bytes_at(int(row[2]), int(row[3])),
        i8_at(int(row[4]), ENDS),
        f8_at(int(row[5]), 2 * int(row[1])),
        u2_at(int(row[6]), made),
        f8_at(int(row[7]), made),
        i8_at(int(row[9]), int(row[10])),
        f8_at(int(row[11]), int(row[12])),
        i8_at(int(row[13]), int(row[14])),
        bytes_at(int(row[15]), int(row[16])),
    )


@kernel
def mask_of_row(row: I8, first_day: I4, days: I8) -> U1:
    """Return the mask of the articles of a row that may be of these days (tallies.py)."""
    articles = int(row[1])
    mask = np.empty(articles, np.uint8)
    live = bytes_at(int(row[20]), int(row[21]))
    mask_of_days(first_day, i4_at(int(row[19]), articles), live, days, mask)
    return mask
