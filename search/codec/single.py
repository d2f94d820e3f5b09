"""The best articles of one run; runs, weights and masks are as in ranking.py.

Articles are compared by their f alone, which the weight does not reorder.
"""

from __future__ import annotations

import numpy as np

from search.codec.best import F8, I4, in_order, push
from search.codec.counting import made_of, made_of_one
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import Bool
from search.codec.views import Held, placed
from search.codec.words import I8, U1, U2, U4, true_count


@kernel
def best_made(
    day: I4,
    id_row: U4,
    made_docs: U2,
    made_f: F8,
    mask: U1,
    matched: Bool,
    most: int,
    out: I8,
) -> tuple[int, int, int]:
    """Find the best articles of made postings, in any order; returns what `best_of_any` does,
    and scores of weight 1.
    """
    room = len(out) >> 1
    scores, docs = out[:room].view(np.float64), out[room:]
    found = 0
    undated = 0
    size = 0
    threshold = -1.0 if most else np.inf
    for posting in range(len(made_docs)):
        doc = int(made_docs[posting]) + 0
        if len(mask) > 0 and mask[doc] != 1:
            undated += mask[doc] == 2
            continue
        found += 1
        if len(matched) > 0:
            matched[doc] = True
        f = float(made_f[posting])
        if f >= threshold:
            kept = push(scores, docs, size, most, f, doc, day, id_row)
            if kept <= size:
                threshold = float(scores[kept - 1])
            size = kept
    size = in_order(scores, docs, size, most, day, id_row)
    for number in range(size):
        scores[number] = scores[number] / (scores[number] + 1.2)
    return found, undated, size


@kernel
def best_of_one(
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    title: I8,
    body: I8,
    shares: F8,
    day: I4,
    id_row: U4,
    live: Bool,
    mask: U1,
    matched: Bool,
    most: int,
    out: I8,
) -> tuple[int, int, int, int]:
    """Find the best articles of the postings of two tables of one place or none; return what
    `best_of_places` does.
    """
    titles, bodies = placed(title_data, title_at), placed(body_data, body_at)
    room = 0
    if len(title) > 0:
        room += int(title[1] - title[0])
    if len(body) > 0:
        room += int(body[1] - body[0])
    docs, f = np.empty(room, np.uint16), np.empty(room, np.float64)
    size = made_of_one(titles, bodies, title, body, shares, docs, f)
    held = living(docs[:size], live)
    found, undated, kept = best_made(day, id_row, docs[:size], f[:size], mask, matched, most, out)
    return found, undated, kept, held


@kernel
def living(docs: U2, live: Bool) -> int:
    """Return how many of these articles live: all, where nobody has been removed."""
    held = len(docs)
    if len(live) > 0:
        for number in range(len(docs)):
            held -= not live[docs[number]]
    return held


@kernel
def best_of_places(
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    title: I8,
    body: I8,
    shares: F8,
    day: I4,
    id_row: U4,
    live: Bool,
    mask: U1,
    tally: U4,
    several: Bool,
    matched: Bool,
    most: int,
    out: I8,
) -> tuple[int, int, int, int]:
    """Find the best articles of the postings of two tables (counting.py); return what `best_made`
    does, and how many articles hold any; only of the `live` ones, if there are any.
    """
    postings = 0
    for place in range(len(title) // 6):
        postings += int(title[6 * place + 1]) - int(title[6 * place])
    for place in range(len(body) // 6):
        postings += int(body[6 * place + 1]) - int(body[6 * place])
    room = min(postings, len(tally) >> 1)
    docs, f = np.empty(room, np.uint16), np.empty(room, np.float64)
    size = made_of(
        title_data, title_at, body_data, body_at, title, body, shares, tally, several, docs, f
    )
    held = living(docs[:size], live)
    found, undated, kept = best_made(day, id_row, docs[:size], f[:size], mask, matched, most, out)
    return found, undated, kept, held


@kernel
def best_held(  # noqa: C901  one pass, and calls with many arrays are slow
    segment: Held,
    runs: I8,
    weight: float,
    shares: F8,
    mask: U1,
    matched: Bool,
    most: int,
    least: float,
    out: I8,
) -> tuple[int, int, int]:
    """Find the best articles of one run of the segment's own; returns what `best_of_any` does.

    Those with the word in their title come first, so that few others are worth a closer look.
    """
    title_docs, title_counts, title_many_at, title_many, in_body = segment[:5]
    body_docs, body_counts, body_many_at, body_many = segment[5:9]
    day, id_row = segment[9], segment[10]
    articles = len(shares) >> 1
    title_share, body_share = shares[:articles], shares[articles:]
    room = len(out) >> 1
    scores, docs = out[:room].view(np.float64), out[room:]
    title, title_end = int(runs[0]), int(runs[1])
    body, body_end = int(runs[2]), int(runs[3])
    found = 0
    undated = 0
    size = 0
    threshold = -1.0 if most else np.inf
    if least > 0.0:  # what f must be, by and large, for a score that is as high
        full = least / weight
        threshold = max(threshold, 1.2 * full / (1.0 - full) * 0.999999 if full < 1.0 else np.inf)
    for posting in range(title, title_end):
        doc = int(title_docs[posting]) + 0
        beside = int(in_body[posting]) + 0
        is_alone = beside < body or beside >= body_end  # else the body counts it
        if len(mask) > 0 and mask[doc] != 1:
            undated += is_alone and mask[doc] == 2
            continue
        found += is_alone
        if len(matched) > 0:
            matched[doc] = True
        times = true_count(title_counts, title_many_at, title_many, posting) + 0
        f = times * float(title_share[doc])
        if not is_alone:
            times = true_count(body_counts, body_many_at, body_many, beside) + 0
            f += times * float(body_share[doc])
        if f >= threshold:
            kept = push(scores, docs, size, most, f, doc, day, id_row)
            if kept <= size:
                threshold = float(scores[kept - 1])
            size = kept
    if len(mask) == 0:
        found += body_end - body
    if len(matched) > 0:
        for posting in range(body, body_end):
            doc = int(body_docs[posting]) + 0
            if len(mask) == 0 or mask[doc] == 1:
                matched[doc] = True
    for posting in range(body, body_end):
        doc = int(body_docs[posting]) + 0
        is_in = True
        if len(mask) > 0:  # no branches: a mask is as good as random
            is_in = mask[doc] == 1
            found += is_in
            undated += mask[doc] == 2
        times = int(body_counts[posting]) + 0
        f = times * float(body_share[doc])
        if is_in and (f >= threshold or times == 255):
            if times == 255:
                times = true_count(body_counts, body_many_at, body_many, posting) + 0
                f = times * float(body_share[doc])
                if f < threshold:
                    continue
            place = gallop(title_docs, title, title_end, doc)
            if place < title_end and int(title_docs[place]) == doc:
                continue
            kept = push(scores, docs, size, most, f, doc, day, id_row)
            if kept <= size:
                threshold = float(scores[kept - 1])
            size = kept
    size = in_order(scores, docs, size, most, day, id_row)
    for number in range(size):
        scores[number] = weight * (scores[number] / (scores[number] + 1.2))
    return found, undated, size
