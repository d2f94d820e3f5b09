"""The best articles of a segment, and how many there are in all.

Words come as *runs* of postings, four numbers each: from where to where in the title's postings,
and from where to where in the body's. An article is in one run of a word at most (the runs of
a word are those of its languages). A run adds to an article

    weight * f / (f + K1)   where   f = occurrences in the title * title_share[article]
                                      + in the body * body_share[article]

`body_half` is K1 / body_share: so many occurrences in the body alone are worth half the weight.

A *mask* has a number an article: 0 is out, 1 is in, 2 is out for want of a date alone and counted
apart. The best `most` are left in `scores` and `docs`, in order, best first (best.py).
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.best import F8, I4, in_order, push
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.words import I8, U1, U2, U4, true_count

Bool: TypeAlias = npt.NDArray[np.bool_]

K1 = 1.2

RELEVANCE, NEWEST, OLDEST = 0, 1, 2


@kernel
def best_of_one(  # noqa: C901  one pass, and calls with many arrays are slow
    title_docs: U2,
    title_counts: U1,
    title_many_at: U4,
    title_many: U4,
    body_docs: U2,
    body_counts: U1,
    body_many_at: U4,
    body_many: U4,
    runs: I8,
    title_share: F8,
    body_share: F8,
    live: Bool,
    has_dead: bool,
    mask: U1,
    masked: bool,
    matched: Bool,
    marked: bool,
    day: I4,
    id_row: U4,
    scores: F8,
    docs: I8,
    most: int,
) -> tuple[int, int, int, int]:
    """Find the best articles of one word by their f alone, which its weight does not reorder.

    Returns how many live articles hold it, how many match, how many are undated, how many were
    kept. `marked`: `matched` is to be set for those that match. Where articles have been removed
    there must be a mask, and those are out of it.
    """
    holders = 0
    total = 0
    undated = 0
    size = 0
    threshold = -1.0 if most else np.inf
    for run in range(len(runs) // 4):
        title, title_end = int(runs[4 * run]), int(runs[4 * run + 1])
        body, body_end = int(runs[4 * run + 2]), int(runs[4 * run + 3])
        while True:
            stop = body_end  # the articles before the next one that has the word in its title
            if title < title_end:
                stop = gallop(body_docs, body, body_end, int(title_docs[title]))
            holders += stop - body
            if masked or marked:
                for posting in range(body, stop):
                    doc = int(body_docs[posting]) + 0
                    if masked and mask[doc] != 1:
                        undated += mask[doc] == 2
                        holders -= has_dead and not live[doc]
                        continue
                    total += 1
                    if marked:
                        matched[doc] = True
                    times = int(body_counts[posting]) + 0
                    if times == 255:
                        times = true_count(body_counts, body_many_at, body_many, posting) + 0
                    f = times * float(body_share[doc])
                    if f >= threshold:
                        size = push(scores, docs, size, most, f, doc, day, id_row)
                        if size == len(scores):
                            threshold = float(scores[0])
            else:
                total += stop - body
                for posting in range(body, stop):
                    doc = int(body_docs[posting]) + 0
                    times = int(body_counts[posting]) + 0
                    f = times * float(body_share[doc])
                    if f >= threshold or times == 255:
                        if times == 255:
                            times = true_count(body_counts, body_many_at, body_many, posting) + 0
                            f = times * float(body_share[doc])
                        size = push(scores, docs, size, most, f, doc, day, id_row)
                        if size == len(scores) and size > 0:
                            threshold = float(scores[0])
            body = stop
            if title >= title_end:
                break
            doc = int(title_docs[title]) + 0
            times = true_count(title_counts, title_many_at, title_many, title) + 0
            f = times * float(title_share[doc])
            title += 1
            if body < body_end and int(body_docs[body]) == doc:
                times = true_count(body_counts, body_many_at, body_many, body) + 0
                f += times * float(body_share[doc])
                body += 1
            holders += 1
            if masked and mask[doc] != 1:
                undated += mask[doc] == 2
                holders -= has_dead and not live[doc]
                continue
            total += 1
            if marked:
                matched[doc] = True
            if f >= threshold:
                size = push(scores, docs, size, most, f, doc, day, id_row)
                if size == len(scores):
                    threshold = float(scores[0])
    size = in_order(scores, docs, size, most, day, id_row)
    return holders, total, undated, size


@kernel
def add(
    title_docs: U2,
    title_counts: U1,
    title_many_at: U4,
    title_many: U4,
    body_docs: U2,
    body_counts: U1,
    body_many_at: U4,
    body_many: U4,
    title: int,
    title_end: int,
    body: int,
    body_end: int,
    weight: float,
    is_flat: bool,
    title_share: F8,
    body_share: F8,
    body_half: F8,
    totals: F8,
) -> None:
    """Add the scores of one run to the totals; `is_flat`: its weight, however often it stands."""
    while True:
        stop = body_end  # the articles before the next one that has the word in its title
        if title < title_end:
            stop = gallop(body_docs, body, body_end, int(title_docs[title]))
        if is_flat:
            for posting in range(body, stop):
                totals[int(body_docs[posting])] += weight
        else:
            for posting in range(body, stop):
                doc = int(body_docs[posting]) + 0
                times = int(body_counts[posting]) + 0
                if times == 255:
                    times = true_count(body_counts, body_many_at, body_many, posting) + 0
                totals[doc] += weight * (times / (times + float(body_half[doc])))
        body = stop
        if title >= title_end:
            break
        doc = int(title_docs[title]) + 0
        times = true_count(title_counts, title_many_at, title_many, title) + 0
        f = times * float(title_share[doc])
        title += 1
        if body < body_end and int(body_docs[body]) == doc:
            times = true_count(body_counts, body_many_at, body_many, body) + 0
            f += times * float(body_share[doc])
            body += 1
        totals[doc] += weight if is_flat else weight * (f / (f + 1.2))


@kernel
def best_of_any(  # noqa: C901  one pass, and calls with many arrays are slow
    title_docs: U2,
    title_counts: U1,
    title_many_at: U4,
    title_many: U4,
    body_docs: U2,
    body_counts: U1,
    body_many_at: U4,
    body_many: U4,
    runs: I8,
    weights: F8,
    flat_from: int,
    title_share: F8,
    body_share: F8,
    body_half: F8,
    totals: F8,
    mask: U1,
    masked: bool,
    every: bool,
    matched: Bool,
    marked: bool,
    order: int,
    day: I4,
    id_row: U4,
    scores: F8,
    docs: I8,
    most: int,
) -> tuple[int, int, int]:
    """Find the best articles that hold any of the words; return how many match, how many are
    undated, and how many were kept.

    `weights` has one number a run; the runs from `flat_from` on add it whole. `totals` is scratch
    of zeros, one an article, and left so. `masked`: only articles of the mask; `every` one of
    those, whether it holds a word or not.
    """
    for run in range(len(runs) // 4):
        add(
            title_docs,
            title_counts,
            title_many_at,
            title_many,
            body_docs,
            body_counts,
            body_many_at,
            body_many,
            int(runs[4 * run]),
            int(runs[4 * run + 1]),
            int(runs[4 * run + 2]),
            int(runs[4 * run + 3]),
            float(weights[run]),
            run >= flat_from,
            title_share,
            body_share,
            body_half,
            totals,
        )
    found = 0
    undated = 0
    size = 0
    articles = len(totals)
    has_room = len(scores) > most  # for every article: a call for each would cost more
    threshold = -np.inf if most else np.inf
    if order == 0 and not masked:
        least = 0.0  # so that articles without any of the words are no candidates
        for start in range(0, articles, 64):
            stop = min(start + 64, articles)
            high = 0
            for doc in range(start, stop):
                found += totals[doc] > 0.0
                high += totals[doc] > least
            if marked:
                for doc in range(start, stop):
                    matched[doc] = totals[doc] > 0.0
            if high > 0 and most > 0:
                for doc in range(start, stop):
                    score = float(totals[doc])
                    if score > 0.0 and has_room:
                        scores[size] = score
                        docs[size] = doc
                        size += 1
                    elif score > 0.0 and score >= threshold:
                        size = push(scores, docs, size, most, score, doc, day, id_row)
                        if size == len(scores):
                            threshold = float(scores[0])
                            least = threshold * (1.0 - 1e-15)  # equal scores are candidates
    else:
        for doc in range(articles):
            score = float(totals[doc])
            if masked:
                if mask[doc] == 0 or not (every or score > 0.0):
                    continue
                if mask[doc] == 2:
                    undated += 1
                    continue
            elif not score > 0.0:
                continue
            found += 1
            if marked:
                matched[doc] = True
            if order == 1:
                score = float(day[doc])
            elif order == 2:
                score = -float(day[doc]) if day[doc] > 0 else -1e9
            if has_room:
                scores[size] = score
                docs[size] = doc
                size += 1
            elif score >= threshold:
                size = push(scores, docs, size, most, score, doc, day, id_row)
                if size == len(scores):
                    threshold = float(scores[0])
    size = in_order(scores, docs, size, most, day, id_row)
    if order != 0:
        for number in range(size):
            scores[number] = totals[docs[number]]
    for doc in range(articles):
        totals[doc] = 0.0
    return found, undated, size


@kernel
def mark(docs: U2, low: int, high: int, mask: Bool) -> None:
    """Set the mask for the articles of some postings."""
    for posting in range(low, high):
        mask[docs[posting]] = True
