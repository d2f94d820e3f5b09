"""The best articles of a segment, and how many there are in all.

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
The best `most` are left in `out`, which is scores and then articles, in order, best first
(best.py).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.adding import accumulate, score_of
from search.codec.best import F8, in_order, push
from search.codec.jit import kernel
from search.codec.pruned import WINDOW, best_of_several
from search.codec.single import best_held
from search.codec.views import held
from search.codec.words import I8, U1, U2

Bool: TypeAlias = npt.NDArray[np.bool_]

K1 = 1.2

RELEVANCE, NEWEST, OLDEST = 0, 1, 2


@kernel
def best_of_any(  # noqa: C901  one pass, and calls with many arrays are slow
    data: U1,
    at: I8,
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
    out: I8,
) -> tuple[int, int, int]:
    """Find the best articles that hold any of the words; return how many match, how many are
    undated, and how many were kept, none that scores less than `least`.

    `weights` has one number a run, the heaviest first; the runs from `flat_from` on add it whole.
    `every`: all articles of the mask, whether they hold a word or not.
    """
    articles = len(shares) >> 1
    segment = held(data, at)
    day, id_row = segment[9], segment[10]
    if order == 0 and len(weights) == 1 and flat_from > 0 and not every and runs[4] == runs[5]:
        return best_held(segment, runs, float(weights[0]), shares, mask, matched, most, least, out)
    if order == 0 and len(weights) > 1 and flat_from >= len(weights) and not every:
        return best_of_several(
            segment, made_docs, made_f, runs, weights, shares, mask, matched, most, least, out
        )
    room = len(out) >> 1
    scores, docs = out[:room].view(np.float64), out[room:]
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


@kernel
def best_of_these(
    data: U1,
    at: I8,
    shares: F8,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    weights: F8,
    flat_from: int,
    chosen: I8,
    out: I8,
) -> int:
    """Put those of some articles that hold any of the words in order, best first, with the scores
    that `best_of_any` gives them, into `out`, which has room for all; return how many there are.
    """
    segment = held(data, at)
    day, id_row = segment[9], segment[10]
    room = len(out) >> 1
    scores, docs = out[:room].view(np.float64), out[room:]
    size = 0
    for number in range(len(chosen)):
        doc = int(chosen[number])
        score = score_of(
            segment, made_docs, made_f, runs, runs[1:], weights, flat_from, shares, doc
        )
        if score > 0.0:
            size = push(scores, docs, size, room, score, doc, day, id_row)
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
