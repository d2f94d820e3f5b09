"""The best articles of one thing that is asked for whose postings are made for the search.

What is asked is written down as numbers, as in asked.py but for the rows, of ROW a segment:

    0           the number of its first article in the snapshot
    1           how many articles it has
    2 3 4       of titles the bytes, how many, and where arrays begin and end in them (bundle.py)
    5 6 7       the same of bodies
    8 9         what is looked for in titles, how many numbers
    10 11       what is looked for in bodies, how many numbers
    12 13 14    postings that are made already: the articles, the f of each, how many there are
    15          what an occurrence counts in each article's title, then in its body
    16 17       the first day of each article, and the rank of its id
    18 19       which articles live, how many numbers: none where all do
    20 21       a mask (ranking.py), how many numbers
    22          how what is looked for is told
    23          the last day that each article may be of

Arrays are told by their addresses (memory.py). What is looked for is told by PLACES, a table of
places (places.py); by RANKS, words side by side, for each language how many they are, the words
by rarity, and the place of each (phrases.py); by MADE, which is postings; or by LANGUAGES, a table
of which each place is of another language, the same in titles and bodies.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from search.codec.asked import HEAD
from search.codec.best import F8, I4, in_order, join, push
from search.codec.gathering import IN_TITLES, worth
from search.codec.jit import hot_kernel, kernel
from search.codec.making import made_of
from search.codec.memory import bytes_at, f8_at, i4_at, i8_at, u2_at, u4_at
from search.codec.phrases import adjacent
from search.codec.places import PLACE, Bool, most_of
from search.codec.ranking import JOINING
from search.codec.tallies import mask_of_days
from search.codec.views import PLACED
from search.codec.words import I8, U1, U2, U4

Postings: TypeAlias = tuple[U2, F8]

ROW = 24

PLACES, RANKS, MADE, LANGUAGES = 0, 1, 2, 3

ENDS = 2 * len(PLACED)


@kernel
def write_row(
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    title: I8,
    body: I8,
    made_docs: U2,
    made_f: F8,
    shares: F8,
    day: I4,
    id_row: U4,
    live: Bool,
    mask: U1,
    base: int,
    told_by: int,
    last_day: I4,
    row: I8,
) -> None:
    """Write down what is asked of a segment. The arrays must be kept as long as the row."""
    row[0] = base
    row[1] = len(shares) >> 1
    row[2] = title_data.ctypes.data
    row[3] = len(title_data)
    row[4] = title_at.ctypes.data
    row[5] = body_data.ctypes.data
    row[6] = len(body_data)
    row[7] = body_at.ctypes.data
    row[8] = title.ctypes.data
    row[9] = len(title)
    row[10] = body.ctypes.data
    row[11] = len(body)
    row[12] = made_docs.ctypes.data
    row[13] = made_f.ctypes.data
    row[14] = len(made_docs)
    row[15] = shares.ctypes.data
    row[16] = day.ctypes.data
    row[17] = id_row.ctypes.data
    row[18] = live.ctypes.data
    row[19] = len(live)
    row[20] = mask.ctypes.data
    row[21] = len(mask)
    row[22] = told_by
    row[23] = last_day.ctypes.data


@hot_kernel
def best_of_one(
    asked: I8,
    matched: Bool,
    wanted: int,
    most: int,
    tally: I8,
    where: U4,
    scores: F8,
    docs: I8,
) -> tuple[int, int, int, bool, int]:
    """Find the best articles that hold what is asked for; return what `best_of` does (ranking.py),
    and how many live articles hold it, whatever else is asked. A score is that of weight 1.

    `tally` has a number an article of the largest segment (gathering.py); it comes as zeros and is
    left so. `where` may hold anything.
    """
    days, of_each = asked[HEAD : HEAD + int(asked[2])], asked[HEAD + int(asked[2]) :]
    rows = len(of_each) // ROW
    begin = JOINING * wanted if rows > 1 else 0
    room = (len(scores) - begin) // max(rows, 1)
    found = undated = size = held = 0
    is_tied = False
    for number in range(rows):
        row = of_each[ROW * number : ROW * (number + 1)]
        base, articles = int(row[0]), int(row[1])
        live = bytes_at(int(row[18]), int(row[19]))
        day = i4_at(int(row[16]), articles)
        mask = bytes_at(int(row[20]), int(row[21]))
        exact = most if len(days) == 0 and len(mask) == 0 else articles
        its_docs, f = postings_of(row, exact, tally, where)
        held += living(its_docs, live)
        if len(days) > 0:
            mask = np.empty(articles, np.uint8)
            mask_of_days(day, i4_at(int(row[23]), articles), live, days, mask)
        marks = matched[base : base + articles] if len(matched) > 0 else matched
        its_scores, its_best = scores[begin : begin + room], docs[begin : begin + room]
        begin += room
        many, free, count = best_made(
            day,
            u4_at(int(row[17]), articles),
            its_docs,
            f,
            mask,
            marks,
            most,
            its_scores,
            its_best,
        )
        found += many
        undated += free
        if rows == 1:
            for place in range(count if base > 0 else 0):
                docs[place] += base
            return found, undated, count, False, held
        docs[len(scores) + number] = count
        size, tied = join(scores, docs, wanted, size, its_scores, its_best, count, base, day)
        is_tied = is_tied or tied
    return found, undated, size, is_tied, held


@kernel
def postings_of(row: I8, most: int, tally: I8, where: U4) -> Postings:
    """Return who holds what is asked for, in any order, and the f of each (ranking.py): that of
    the best `most`, and of others what may be more, but not more than of these.
    """
    articles = int(row[1])
    if row[22] == 2:
        made = int(row[14])
        return u2_at(int(row[12]), made), f8_at(int(row[13]), made)
    title_data, title_at = bytes_at(int(row[2]), int(row[3])), i8_at(int(row[4]), ENDS)
    body_data, body_at = bytes_at(int(row[5]), int(row[6])), i8_at(int(row[7]), ENDS)
    title, body = i8_at(int(row[8]), int(row[9])), i8_at(int(row[10]), int(row[11]))
    shares = f8_at(int(row[15]), 2 * articles)
    if row[22] == 0 or row[22] == 3:
        is_apart = row[22] == 3
        room = min(most_of(title) + most_of(body), articles)
        docs, f = np.empty(room + 1, np.uint16), np.empty(room + 1, np.float64)
        size = made_of(
            title_data,
            title_at,
            body_data,
            body_at,
            title,
            body,
            is_apart,
            shares,
            tally,
            most,
            docs,
            f,
        )
        return docs[:size], f[:size]
    in_titles, in_bodies = most_of_ranks(title), most_of_ranks(body)
    room = min(in_titles + in_bodies, articles)
    docs, f = np.empty(room + 1, np.uint16), np.empty(room + 1, np.float64)
    room = max(in_titles, in_bodies)
    its_docs, its_counts = np.empty(room, np.uint16), np.empty(room, np.uint32)
    size = ranked(
        title_data, title_at, title, tally, IN_TITLES, where, its_docs, its_counts, docs, 0
    )
    size = ranked(body_data, body_at, body, tally, 0, where, its_docs, its_counts, docs, size)
    for number in range(size):
        doc = int(docs[number]) + 0
        f[number] = worth(int(tally[doc]), doc, shares, articles)
        tally[doc] = 0
    return docs[:size], f[:size]


@kernel
def ranked(
    data: U1,
    at: I8,
    ranks: I8,
    tally: I8,
    shift: int,
    where: U4,
    its_docs: U2,
    its_counts: U4,
    docs: U2,
    size: int,
) -> int:
    """Add to the tally (gathering.py) how often words stand side by side, in each language. Return
    how many articles are in `docs` now, where `size` have been before.
    """
    start = 0
    while start < len(ranks):
        words = int(ranks[start])
        order = ranks[start + 2 : start + 2 + words]
        places = ranks[start + 2 + words : start + 2 + (1 + PLACE) * words]
        start += 2 + (1 + PLACE) * words
        held = adjacent(data, at, places, order, where, its_docs, its_counts)
        for number in range(held):
            doc = int(its_docs[number]) + 0
            before = int(tally[doc])  # an article is of one language
            docs[size] = doc
            size += before == 0
            tally[doc] = before + (int(its_counts[number]) << shift)
    return size


@kernel
def most_of_ranks(ranks: I8) -> int:
    """Return how many articles may hold words side by side."""
    most = start = 0
    while start < len(ranks):
        most += int(ranks[start + 1])
        start += 2 + (1 + PLACE) * int(ranks[start])
    return most


@kernel
def living(docs: U2, live: U1) -> int:
    """Return how many of these articles live: all, where nobody has been removed."""
    held = len(docs)
    if len(live) > 0:
        for number in range(len(docs)):
            held -= live[docs[number]] == 0
    return held


@kernel
def best_made(
    day: I4,
    id_row: U4,
    made_docs: U2,
    made_f: F8,
    mask: U1,
    matched: Bool,
    most: int,
    scores: F8,
    docs: I8,
) -> tuple[int, int, int]:
    """Find the best articles of made postings, in any order; returns what `best_of_any` does,
    and scores of weight 1.
    """
    found = 0
    undated = 0
    size = 0
    threshold = -1.0 if most else np.inf
    is_free = len(mask) == 0 and len(matched) == 0
    for posting in range(len(made_docs)):
        f = float(made_f[posting])
        if is_free and f < threshold:
            continue
        doc = int(made_docs[posting]) + 0
        if len(mask) > 0 and mask[doc] != 1:
            undated += mask[doc] == 2
            continue
        found += 1
        if len(matched) > 0:
            matched[doc] = True
        if f >= threshold:
            kept = push(scores, docs, size, most, f, doc, day, id_row)
            if kept <= size:
                threshold = float(scores[kept - 1])
            size = kept
    size = in_order(scores, docs, size, most, day, id_row)
    for number in range(size):
        scores[number] = scores[number] / (scores[number] + 1.2)
    return len(made_docs) if is_free else found, undated, size
