"""The best articles of one run; runs, weights and masks are as in ranking.py.

Articles are compared by their f alone, which the weight does not reorder.
"""

from __future__ import annotations

import numpy as np

from search.codec.best import F8, in_order, push
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import Bool
from search.codec.views import Held
from search.codec.words import I8, U1, true_count


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
    scores: F8,
    docs: I8,
) -> tuple[int, int, int]:
    """Find the best articles of one run of the segment's own; returns what `best_of_any` does.

    Those with the word in their title come first, so that few others are worth a closer look.
    """
    title_docs, title_counts, title_many_at, title_many, in_body = segment[:5]
    body_docs, body_counts, body_many_at, body_many = segment[5:9]
    day, id_row = segment[9], segment[10]
    articles = len(shares) >> 1
    title_share, body_share = shares[:articles], shares[articles:]
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
