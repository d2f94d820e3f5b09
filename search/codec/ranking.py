"""The best articles of segments, and how many there are in all.

Words come as *runs*, six numbers each: from where to where in the title's postings, in the body's,
and in postings that were made for the search (`Made`). A run is of the segment's own postings or
of made ones; an article is in one run of a word at most (the runs of a word are those of its
languages). A run adds to an article

    weight * f / (f + K1)   where   f = occurrences in the title * title_share[article]
                                      + in the body * body_share[article]

`shares` are the title's share of every article, then the body's. Equal articles get equal scores
whichever kernel adds them up, or those of several segments would be told apart by the last bit.

A *mask* has a number an article: 0 is out, 1 is in, 2 is out for want of a date alone and counted
apart; without numbers, everything is in. `matched` is set for those that match, if it has any.
The best `most` are left in `scores` and `docs`, in order, best first (best.py).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.adding import accumulate, score_of
from search.codec.asked import HEAD, ROW, mask_of_row, read_row
from search.codec.best import F8, in_order, join, push
from search.codec.conjunction import best_of_all
from search.codec.jit import hot_kernel, kernel
from search.codec.marked import MOST_WORDS, best_of_few
from search.codec.pruned import WINDOW, best_of_several
from search.codec.single import best_held
from search.codec.views import Held, held
from search.codec.words import I8, U1, U2

Bool: TypeAlias = npt.NDArray[np.bool_]

K1 = 1.2

RELEVANCE, NEWEST, OLDEST = 0, 1, 2

JOINING = 4
"""Room that `join` has (best.py), for each article that is wanted."""


@hot_kernel
def best_of(
    asked: I8,
    matched: Bool,
    wanted: int,
    most: int,
    scores: F8,
    docs: I8,
) -> tuple[int, int, int, bool]:
    """Find the best articles that hold all of the words, or any; return how many match, how many
    are undated, how many of the best `wanted` there are, and whether it takes more to put them in
    order: ids, where articles of two segments are the same otherwise.

    `asked` is what is asked of all segments, and of each (asked.py); a segment's mask holds unless
    there are days. `matched` is of all segments, one after the other.

    The best are left in `scores` and `docs`, by their numbers in the snapshot. Of several segments
    there is room for JOINING times as many, and then for the best `most` of each, by their numbers
    in it; and at the end of `docs`, which is so much longer, for how many these are.
    """
    is_all, order = bool(asked[0]), int(asked[1])
    days, of_each = asked[HEAD : HEAD + int(asked[2])], asked[HEAD + int(asked[2]) :]
    rows = len(of_each) // ROW
    several = rows > 1
    begin = JOINING * wanted if several else 0
    room = (len(scores) - begin) // max(rows, 1)
    least = -np.inf
    found = undated = size = 0
    is_tied = several and order != 0
    for number in range(rows):
        row = of_each[ROW * number : ROW * (number + 1)]
        base, articles = int(row[0]), int(row[1])
        flat_from, every = int(row[17]), bool(row[18])
        data, at, shares, made_docs, made_f, runs, weights, words, mask = read_row(row)
        segment = held(data, at)
        if len(days) > 0:
            mask = mask_of_row(row, segment[9], days)
        marks = matched[base : base + articles] if len(matched) > 0 else matched
        its_scores, its_docs = scores[begin : begin + room], docs[begin : begin + room]
        begin += room
        if is_all:
            many, free, count = best_of_all(
                segment,
                shares,
                made_docs,
                made_f,
                runs,
                words,
                weights,
                mask,
                marks,
                most,
                least,
                its_scores,
                its_docs,
            )
        elif (
            order == 0 and len(weights) == 1 and flat_from > 0 and runs[4] == runs[5] and not every
        ):
            many, free, count = best_held(
                segment,
                runs,
                float(weights[0]),
                shares,
                mask,
                marks,
                most,
                least,
                its_scores,
                its_docs,
            )
        elif order == 0 and len(weights) > 1 and flat_from >= len(weights) and not every:
            many = free = count = -1
            if 1 < len(words) <= MOST_WORDS + 1:
                many, free, count = best_of_few(
                    segment,
                    made_docs,
                    made_f,
                    runs,
                    words,
                    weights,
                    shares,
                    mask,
                    marks,
                    most,
                    least,
                    its_scores,
                    its_docs,
                )
            if many < 0:
                many, free, count = best_of_several(
                    segment,
                    made_docs,
                    made_f,
                    runs,
                    weights,
                    shares,
                    mask,
                    marks,
                    most,
                    least,
                    its_scores,
                    its_docs,
                )
        else:
            many, free, count = best_of_any(
                segment,
                shares,
                made_docs,
                made_f,
                runs,
                weights,
                flat_from,
                mask,
                every,
                order,
                marks,
                most,
                least,
                its_scores,
                its_docs,
            )
        found += many
        undated += free
        if not several:
            size = count
            for place in range(count if base > 0 else 0):
                docs[place] += base
            break
        docs[len(scores) + number] = count
        if order == 0:
            size, tied = join(
                scores, docs, wanted, size, its_scores, its_docs, count, base, segment[9]
            )
            is_tied = is_tied or tied
            least = float(scores[size - 1]) if size == wanted and size > 0 else least
    return found, undated, size, is_tied


@kernel
def best_of_any(  # noqa: C901  one pass, and calls with many arrays are slow
    segment: Held,
    shares: F8,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    weights: F8,
    flat_from: int,
    mask: U1,
    every: bool,
    order: int,
    matched: Bool,
    most: int,
    least: float,
    scores: F8,
    docs: I8,
) -> tuple[int, int, int]:
    """Find the best articles of a segment that hold any of the words; return how many match, how
    many are undated, and how many were kept, none that scores less than `least`.

    `weights` has one number a run, the heaviest first; the runs from `flat_from` on add it whole.
    `every`: all articles of the mask, whether they hold a word or not.
    """
    articles = len(shares) >> 1
    day, id_row = segment[9], segment[10]
    found = 0
    undated = 0
    size = 0
    threshold = least if most else np.inf
    places = runs.copy()
    # By date, scores are wanted when the best are known: none may be thrown away before.
    width = articles if order != 0 else min(articles, WINDOW)
    totals = np.zeros(width, np.float64)
    for base in range(0, articles, width):
        here = min(width, articles - base)
        for run in range(len(weights)):
            accumulate(
                segment,
                made_docs,
                made_f,
                runs,
                places,
                run,
                float(weights[run]),
                run >= flat_from,
                shares,
                base,
                base + here,
                totals,
            )
        for place in range(here):
            score = float(totals[place])
            doc = base + place
            if len(mask) > 0:
                if mask[doc] == 0 or not (every or score > 0.0):
                    continue
                if mask[doc] == 2:
                    undated += 1
                    continue
            elif not score > 0.0:
                continue
            found += 1
            if len(matched) > 0:
                matched[doc] = True
            if order == 1:
                score = float(day[doc])
            elif order == 2:
                score = -float(day[doc]) if day[doc] > 0 else -1e9
            if score >= threshold:
                kept = push(scores, docs, size, most, score, doc, day, id_row)
                if kept <= size:
                    threshold = float(scores[kept - 1])
                size = kept
        if order == 0:
            for place in range(here):
                totals[place] = 0.0
    size = in_order(scores, docs, size, most, day, id_row)
    if order != 0:
        for number in range(size):
            scores[number] = totals[docs[number]]
    return found, undated, size


@hot_kernel
def scores_of(rows: I8, but: I8, numbers: I8, scores: F8) -> int:
    """Keep those of some articles, by their numbers in the snapshot, that hold any of the words,
    `but` for some; return how many they are. `scores`, zeros, is set to what `best_of` gives each.
    `rows` are what is asked of each segment (asked.py).
    """
    for part in range(len(rows) // ROW):
        row = rows[ROW * part : ROW * (part + 1)]
        base, articles, flat_from = int(row[0]), int(row[1]), int(row[17])
        data, at, shares, made_docs, made_f, runs, weights, _, _ = read_row(row)
        segment = held(data, at)
        for place in range(len(numbers)):
            doc = int(numbers[place]) - base
            if doc >= 0 and doc < articles:
                scores[place] = score_of(
                    segment, made_docs, made_f, runs, weights, flat_from, shares, doc
                )
    size = 0
    for place in range(len(numbers)):
        number, is_wanted = int(numbers[place]), scores[place] > 0.0
        for other in range(len(but)):
            is_wanted = is_wanted and but[other] != number
        if is_wanted:
            numbers[size] = number
            scores[size] = scores[place]
            size += 1
    return size


@kernel
def mark(docs: U2, low: int, high: int, mask: Bool) -> None:
    """Set the mask for the articles of some postings."""
    for posting in range(low, high):
        mask[docs[posting]] = True


@kernel
def holders(data: U1, at: I8, made_docs: U2, runs: I8, live: Bool) -> int:
    """Return how many live articles hold a word."""
    segment = held(data, at)
    title_docs, in_body, body_docs = segment[0], segment[4], segment[5]
    total = 0
    for run in range(len(runs) // 6):
        first, last = int(runs[6 * run + 2]), int(runs[6 * run + 3])
        for posting in range(first, last):
            total += live[int(body_docs[posting])]
        for posting in range(int(runs[6 * run]), int(runs[6 * run + 1])):
            beside = int(in_body[posting]) + 0
            total += live[int(title_docs[posting])] and (beside < first or beside >= last)
        for posting in range(int(runs[6 * run + 4]), int(runs[6 * run + 5])):
            total += live[int(made_docs[posting])]
    return total
