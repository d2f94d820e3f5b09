"""The best articles that hold all of some words; runs, weights and masks are as in ranking.py."""

from __future__ import annotations

import numpy as np

from search.codec.best import F8, in_order, push
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import Bool
from search.codec.views import Held
from search.codec.words import I8, U1, U2, true_count

NOTED = 16
"""How many times as many postings the second word may have for where they are to be noted."""


@kernel
def best_of_all(  # noqa: C901  one pass, and calls with many arrays are slow
    segment: Held,
    shares: F8,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    words: I8,
    weights: F8,
    mask: U1,
    matched: Bool,
    most: int,
    least: float,
    scores: F8,
    docs: I8,
) -> tuple[int, int, int]:
    """Find the best articles that hold all of the words; return how many match, how many are
    undated, and how many were kept, none that scores less than `least`.

    `words` are the words rarest first, and then where the runs of each begin and those of the last
    end; `weights` has one number a word.
    """
    articles = len(shares) >> 1
    title_docs, title_counts, title_many_at, title_many, _ = segment[:5]
    body_docs, body_counts, body_many_at, body_many, day, id_row = segment[5:]
    found = 0
    undated = 0
    size = 0
    threshold = max(-1.0, least) if most else np.inf
    count = len(weights)
    first = words[count:]
    rarest = int(words[0])
    places = np.empty(len(runs), np.int64)
    parts = np.empty(count, np.float64)
    # Where the second word is not much commoner, noting where its postings are beats looking.
    second = int(words[1])
    run = int(first[second])
    second_at, second_end = int(runs[6 * run + 2]), int(runs[6 * run + 3])
    driving = 0
    for other in range(int(first[rarest]), int(first[rarest + 1])):
        driving += int(runs[6 * other + 3]) - int(runs[6 * other + 2])
    is_noted = second_end - second_at < NOTED * driving and first[second + 1] == run + 1
    where = np.empty(articles if is_noted else 0, np.uint16)
    for posting in range(second_at, second_end if is_noted else second_at):
        where[int(body_docs[posting])] = posting - second_at
    for run in range(int(first[rarest]), int(first[rarest + 1])):
        title, title_end = int(runs[6 * run]), int(runs[6 * run + 1])
        body, body_end = int(runs[6 * run + 2]), int(runs[6 * run + 3])
        made, made_end = int(runs[6 * run + 4]), int(runs[6 * run + 5])
        for part in range(len(runs)):  # by slices it takes seconds to compile
            places[part] = runs[part]
        while body < body_end or title < title_end or made < made_end:
            doc = int(body_docs[body]) + 0 if body < body_end else 65536
            f = 0.0
            if made < made_end:
                doc = int(made_docs[made]) + 0
                f = float(made_f[made])
                made += 1
            if title < title_end and int(title_docs[title]) <= doc:
                doc = int(title_docs[title]) + 0
                times = true_count(title_counts, title_many_at, title_many, title) + 0
                f = times * float(shares[doc])
                title += 1
            if body < body_end and int(body_docs[body]) == doc:
                times = int(body_counts[body]) + 0
                if times == 255:
                    times = true_count(body_counts, body_many_at, body_many, body) + 0
                f += times * float(shares[articles + doc])
                body += 1
            if len(mask) > 0 and mask[doc] == 0:
                continue
            parts[rarest] = weights[rarest] * (f / (f + 1.2))
            everywhere = True
            for number in range(1, count):
                word = int(words[number])
                f = 0.0
                for other in range(int(first[word]), int(first[word + 1])):
                    stop = int(runs[6 * other + 5])
                    place = gallop(made_docs, int(places[6 * other + 4]), stop, doc)
                    places[6 * other + 4] = place
                    if place < stop and int(made_docs[place]) == doc:
                        f += float(made_f[place])
                    stop = int(runs[6 * other + 3])
                    if is_noted and number == 1:
                        place = second_at + int(where[doc])
                    else:
                        place = gallop(body_docs, int(places[6 * other + 2]), stop, doc)
                        places[6 * other + 2] = place
                    if place < stop and int(body_docs[place]) == doc:
                        times = int(body_counts[place]) + 0
                        if times == 255:
                            times = true_count(body_counts, body_many_at, body_many, place) + 0
                        f += times * float(shares[articles + doc])
                    stop = int(runs[6 * other + 1])
                    place = gallop(title_docs, int(places[6 * other]), stop, doc)
                    places[6 * other] = place
                    if place < stop and int(title_docs[place]) == doc:
                        times = true_count(title_counts, title_many_at, title_many, place) + 0
                        f += times * float(shares[doc])
                if f == 0.0:
                    everywhere = False
                    break
                parts[word] = weights[word] * (f / (f + 1.2))
            if not everywhere:
                continue
            if len(mask) > 0 and mask[doc] == 2:
                undated += 1
                continue
            found += 1
            if len(matched) > 0:
                matched[doc] = True
            score = 0.0
            for word in range(count):
                score += float(parts[word])
            if score >= threshold:
                kept = push(scores, docs, size, most, score, doc, day, id_row)
                if kept <= size:
                    threshold = float(scores[kept - 1])
                size = kept
    size = in_order(scores, docs, size, most, day, id_row)
    return found, undated, size
