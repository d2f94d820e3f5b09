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

from search.codec.best import F8, in_order, push
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.single import best_held
from search.codec.views import Held, held
from search.codec.words import I8, U1, U2, true_count

Bool: TypeAlias = npt.NDArray[np.bool_]

K1 = 1.2

RELEVANCE, NEWEST, OLDEST = 0, 1, 2

WINDOW = 4096
"""Articles whose scores are added up at a time: they stay in the processor's nearest memory."""


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
    out: I8,
) -> tuple[int, int, int]:
    """Find the best articles that hold any of the words; return how many match, how many are
    undated, and how many were kept.

    `weights` has one number a run; the runs from `flat_from` on add it whole. `every`: all
    articles of the mask, whether they hold a word or not.
    """
    articles = len(shares) >> 1
    segment = held(data, at)
    day, id_row = segment[9], segment[10]
    if order == 0 and len(weights) == 1 and flat_from > 0 and not every and runs[4] == runs[5]:
        return best_held(segment, runs, float(weights[0]), shares, mask, matched, most, out)
    room = len(out) >> 1
    scores, docs = out[:room].view(np.float64), out[room:]
    found = 0
    undated = 0
    size = 0
    threshold = -np.inf if most else np.inf
    least = 0.0  # so that articles without any of the words are no candidates
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
        if order == 0 and len(mask) == 0:
            for start in range(0, here, 64):
                stop = min(start + 64, here)
                high = 0
                for place in range(start, stop):
                    found += totals[place] > 0.0
                    high += totals[place] > least
                if len(matched) > 0:
                    for place in range(start, stop):
                        matched[base + place] = totals[place] > 0.0
                if high == 0 or most == 0:
                    continue
                for few in range(start, stop, 8):
                    few_stop = min(few + 8, stop)
                    high = 0
                    for place in range(few, few_stop):
                        high += totals[place] > least
                    if high == 0:
                        continue
                    for place in range(few, few_stop):
                        score = float(totals[place])
                        if not score > 0.0 or score < threshold:
                            continue
                        if size + 1 < room and room > most:  # a call would cost more
                            scores[size] = score
                            docs[size] = base + place
                            size += 1
                            continue
                        doc = base + place
                        kept = push(scores, docs, size, most, score, doc, day, id_row)
                        if kept <= size:
                            threshold = float(scores[kept - 1])
                            least = threshold * (1.0 - 1e-15)  # equal ones are candidates
                        size = kept
        else:
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
def accumulate(
    segment: Held,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    places: I8,
    run: int,
    weight: float,
    is_flat: bool,
    shares: F8,
    base: int,
    end: int,
    totals: F8,
) -> None:
    """Add the scores of a run to the totals of the articles `base` to `end`.

    `places` is where each run has come to, as `runs` tells where it begins.
    """
    title_docs, title_counts, title_many_at, title_many, in_body = segment[:5]
    body_docs, body_counts, body_many_at, body_many = segment[5:9]
    articles = len(shares) >> 1
    made, made_end = int(places[6 * run + 4]), int(runs[6 * run + 5])
    if made < made_end:
        stop = gallop(made_docs, made, made_end, end)
        for posting in range(made, stop):
            f = float(made_f[posting])
            place = int(made_docs[posting]) - base
            totals[place] += weight if is_flat else weight * (f / (f + 1.2))
        places[6 * run + 4] = stop
        return
    first, last = int(runs[6 * run + 2]), int(runs[6 * run + 3])
    body = int(places[6 * run + 2])
    if body < last:
        stop = gallop(body_docs, body, last, end)
        places[6 * run + 2] = stop
        if is_flat:
            for posting in range(body, stop):
                totals[int(body_docs[posting]) - base] += weight
        else:
            body_share = shares[articles:]
            for posting in range(body, stop):
                doc = int(body_docs[posting]) + 0
                times = int(body_counts[posting]) + 0
                if times == 255:
                    times = true_count(body_counts, body_many_at, body_many, posting) + 0
                f = times * float(body_share[doc])
                totals[doc - base] += weight * (f / (f + 1.2))
    title, title_end = int(places[6 * run]), int(runs[6 * run + 1])
    if title < title_end:
        stop = gallop(title_docs, title, title_end, end)
        places[6 * run] = stop
        for posting in range(title, stop):
            doc = int(title_docs[posting]) + 0
            times = true_count(title_counts, title_many_at, title_many, posting) + 0
            f = times * float(shares[doc])
            beside = int(in_body[posting]) + 0
            if beside < first or beside >= last:
                totals[doc - base] += weight if is_flat else weight * (f / (f + 1.2))
            elif not is_flat:  # what the body added, it adds with the title
                times = true_count(body_counts, body_many_at, body_many, beside) + 0
                alone = times * float(shares[articles + doc])
                f += alone
                totals[doc - base] -= weight * (alone / (alone + 1.2))
                totals[doc - base] += weight * (f / (f + 1.2))


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
    articles = len(shares) >> 1
    segment = held(data, at)
    title_docs, title_counts, title_many_at, title_many, in_body = segment[:5]
    body_docs, body_counts, body_many_at, body_many = segment[5:9]
    day, id_row = segment[9], segment[10]
    room = len(out) >> 1
    scores, docs = out[:room].view(np.float64), out[room:]
    size = 0
    for number in range(len(chosen)):
        doc = int(chosen[number])
        total = 0.0
        for run in range(len(weights)):
            weight = float(weights[run])
            is_flat = run >= flat_from
            made, made_end = int(runs[6 * run + 4]), int(runs[6 * run + 5])
            if made < made_end:
                made = gallop(made_docs, made, made_end, doc)
                if made < made_end and int(made_docs[made]) == doc:
                    f = float(made_f[made])
                    total += weight if is_flat else weight * (f / (f + 1.2))
                continue
            first, last = int(runs[6 * run + 2]), int(runs[6 * run + 3])
            body = gallop(body_docs, first, last, doc)
            alone = 0.0
            if body < last and int(body_docs[body]) == doc:
                times = true_count(body_counts, body_many_at, body_many, body) + 0
                alone = times * float(shares[articles + doc])
                total += weight if is_flat else weight * (alone / (alone + 1.2))
            title, title_end = int(runs[6 * run]), int(runs[6 * run + 1])
            title = gallop(title_docs, title, title_end, doc)
            if title < title_end and int(title_docs[title]) == doc:
                times = true_count(title_counts, title_many_at, title_many, title) + 0
                f = times * float(shares[doc])
                beside = int(in_body[title]) + 0
                if beside < first or beside >= last:
                    total += weight if is_flat else weight * (f / (f + 1.2))
                elif not is_flat:  # in these steps, or the last bit differs
                    f += alone
                    total -= weight * (alone / (alone + 1.2))
                    total += weight * (f / (f + 1.2))
        if total > 0.0:
            size = push(scores, docs, size, room, total, doc, day, id_row)
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
