"""The best articles that hold all of some words; runs, weights and masks are as in ranking.py."""

from __future__ import annotations

import numpy as np

from search.codec.best import F8, I4, in_order, push
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.ranking import Bool
from search.codec.words import I8, U1, U2, U4, true_count


@kernel
def best_of_all(  # noqa: C901  likewise
    title_docs: U2,
    title_counts: U1,
    title_many_at: U4,
    title_many: U4,
    body_docs: U2,
    body_counts: U1,
    body_many_at: U4,
    body_many: U4,
    runs: I8,
    words: I8,
    order: I8,
    at: I8,
    weights: F8,
    parts: F8,
    title_share: F8,
    body_share: F8,
    mask: U1,
    masked: bool,
    matched: Bool,
    marked: bool,
    day: I4,
    id_row: U4,
    scores: F8,
    docs: I8,
    most: int,
) -> tuple[int, int, int]:
    """Find the best articles that hold all of the words; return how many match, how many are
    undated, and how many were kept.

    The runs of word w are words[w] to words[w + 1]; `order` are the words, rarest first; `weights`
    has one number a word. `at` (two numbers a run) and `parts` (one a word) are scratch.
    """
    found = 0
    undated = 0
    size = 0
    threshold = -1.0 if most else np.inf
    rarest = int(order[0])
    for run in range(int(words[rarest]), int(words[rarest + 1])):
        title, title_end = int(runs[4 * run]), int(runs[4 * run + 1])
        body, body_end = int(runs[4 * run + 2]), int(runs[4 * run + 3])
        for other in range(len(runs) // 4):
            at[2 * other] = runs[4 * other]
            at[2 * other + 1] = runs[4 * other + 2]
        while body < body_end or title < title_end:
            doc = int(body_docs[body]) + 0 if body < body_end else 65536
            f = 0.0
            if title < title_end and int(title_docs[title]) <= doc:
                doc = int(title_docs[title]) + 0
                times = int(title_counts[title]) + 0
                if times == 255:
                    times = true_count(title_counts, title_many_at, title_many, title) + 0
                f = times * float(title_share[doc])
                title += 1
            if body < body_end and int(body_docs[body]) == doc:
                times = int(body_counts[body]) + 0
                if times == 255:
                    times = true_count(body_counts, body_many_at, body_many, body) + 0
                f += times * float(body_share[doc])
                body += 1
            if masked and mask[doc] == 0:
                continue
            parts[rarest] = weights[rarest] * (f / (f + 1.2))
            everywhere = True
            for number in range(1, len(order)):
                word = int(order[number])
                f = 0.0
                for other in range(int(words[word]), int(words[word + 1])):
                    stop = int(runs[4 * other + 3])
                    place = gallop(body_docs, int(at[2 * other + 1]), stop, doc)
                    at[2 * other + 1] = place
                    if place < stop and int(body_docs[place]) == doc:
                        times = int(body_counts[place]) + 0
                        if times == 255:
                            times = true_count(body_counts, body_many_at, body_many, place) + 0
                        f = times * float(body_share[doc])
                    stop = int(runs[4 * other + 1])
                    place = gallop(title_docs, int(at[2 * other]), stop, doc)
                    at[2 * other] = place
                    if place < stop and int(title_docs[place]) == doc:
                        times = int(title_counts[place]) + 0
                        if times == 255:
                            times = true_count(title_counts, title_many_at, title_many, place) + 0
                        f += times * float(title_share[doc])
                if f == 0.0:
                    everywhere = False
                    break
                parts[word] = weights[word] * (f / (f + 1.2))
            if not everywhere:
                continue
            if masked and mask[doc] == 2:
                undated += 1
                continue
            found += 1
            if marked:
                matched[doc] = True
            score = 0.0
            for word in range(len(order)):
                score += float(parts[word])
            if score >= threshold:
                size = push(scores, docs, size, most, score, doc, day, id_row)
                if size == len(scores) and size > 0:
                    threshold = float(scores[0])
    size = in_order(scores, docs, size, most, day, id_row)
    return found, undated, size
