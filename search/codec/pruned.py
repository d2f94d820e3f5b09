"""The best articles that hold any of several words, most of which are counted and no more.

A run adds less than its weight to an article. So once the best that are known score more than the
commonest words can add together, an article without any of the rarer ones cannot be among them.
Runs come heaviest first: what the first of them add up to tells which articles may be, and to
these alone the others are added, in the same steps as in adding.py. Source: MaxScore, Turtle and
Flood 1995.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from search.codec.adding import accumulate
from search.codec.best import F8, in_order, push
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.views import Held
from search.codec.words import I8, U1, U2, true_count

WINDOW = 4096
"""Articles whose scores are added up at a time: they stay in the processor's nearest memory."""

FIRST = 1024
"""Articles that are added up whole at a time, until what the best score tells them from others."""

SPARSE = 8
"""Part of the articles that postings are few for."""

ROUNDING = 1e-9
"""Share by which what an article can score is taken to be more than it comes to in numbers."""


@kernel
def best_of_several(  # noqa: C901  one pass, and calls with many arrays are slow
    segment: Held,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    weights: F8,
    shares: F8,
    mask: U1,
    matched: npt.NDArray[np.bool_],
    most: int,
    least: float,
    scores: F8,
    docs: I8,
) -> tuple[int, int, int]:
    """Find the best articles that hold any of the words; returns what `best_of_any` does."""
    title_docs, title_counts, title_many_at, title_many = segment[:4]
    body_docs, body_counts, body_many_at, body_many = segment[5:9]
    day, id_row = segment[9], segment[10]
    articles = len(shares) >> 1
    body_share = shares[articles:]
    count = len(weights)
    rest = np.zeros(count + 1, np.float64)  # what the runs from there on add at most
    for run in range(count - 1, -1, -1):
        rest[run] = float(rest[run + 1]) + float(weights[run]) * (1.0 + ROUNDING)
    found = 0
    undated = 0
    size = 0
    threshold = least if most else np.inf
    telling = count  # the first so many runs are added up; the articles of the others are counted
    while telling > 1 and float(rest[telling - 1]) < threshold:
        telling -= 1
    places, begins = runs.copy(), runs.copy()
    width = min(articles, WINDOW)
    totals = np.zeros(width, np.float64)
    counted = np.zeros((width + 7) & ~7, np.uint8)
    by_eight = counted.view(np.int64)
    candidates = np.empty(width, np.int64)
    # Where postings of the others stand: what was not noted in a window is told by its article.
    body_at, title_at = np.empty(count * width, np.int32), np.empty(count * width, np.int32)
    postings = 0
    for part in range(0, 6 * count, 2):
        postings += int(runs[part + 1]) - int(runs[part])
    # Of few articles it costs less to go through what they have than through all that there are.
    is_sparse = SPARSE * postings < articles
    base = 0
    while base < articles:
        end = min(base + (width if telling < count or is_sparse else FIRST), articles)
        here = end - base
        for part in range(6 * count):  # by slices it takes seconds to compile
            begins[part] = places[part]
        for run in range(telling):
            accumulate(
                segment,
                made_docs,
                made_f,
                runs,
                places,
                run,
                float(weights[run]),
                run >= count,
                shares,
                base,
                end,
                totals,
            )
        for run in range(telling, count):
            noted = run * width - base
            first = 6 * run
            if runs[first + 4] < runs[first + 5]:
                stop = gallop(made_docs, int(places[first + 4]), int(runs[first + 5]), end)
                for posting in range(int(places[first + 4]), stop):
                    doc = int(made_docs[posting]) + 0
                    counted[doc - base] = 1
                    body_at[noted + doc] = posting
                places[first + 4] = stop
                continue
            stop = gallop(body_docs, int(places[first + 2]), int(runs[first + 3]), end)
            for posting in range(int(places[first + 2]), stop):
                doc = int(body_docs[posting]) + 0
                counted[doc - base] = 1
                body_at[noted + doc] = posting
            places[first + 2] = stop
            stop = gallop(title_docs, int(places[first]), int(runs[first + 1]), end)
            for posting in range(int(places[first]), stop):
                doc = int(title_docs[posting]) + 0
                counted[doc - base] = 1
                title_at[noted + doc] = posting
            places[first] = stop
        slack = float(rest[telling])
        enough = max((threshold - slack) * (1.0 - ROUNDING), 0.0)
        few = 0
        if telling == count and not is_sparse:
            for start in range(0, here, 64):
                stop = min(start + 64, here)
                high = 0
                for place in range(start, stop):
                    counted[place] = totals[place] > 0.0
                    high += totals[place] > enough
                for place in range(start, stop if high > 0 else start):
                    if totals[place] > enough:
                        candidates[few] = place
                        few += 1
        else:
            for run in range(telling):
                for part in range(6 * run, 6 * run + 6, 2):
                    for posting in range(int(begins[part]), int(places[part])):
                        if part == 6 * run:
                            doc = int(title_docs[posting]) + 0
                        elif part == 6 * run + 2:
                            doc = int(body_docs[posting]) + 0
                        else:
                            doc = int(made_docs[posting]) + 0
                        place = doc - base
                        if counted[place] < 2 and totals[place] > enough:
                            candidates[few] = place
                            few += 1
                        counted[place] = 2
        for number in range(few):
            place = int(candidates[number])
            doc = base + place
            score = float(totals[place])
            if score <= enough or (len(mask) > 0 and mask[doc] != 1):
                continue
            for run in range(telling, count):
                weight, noted = float(weights[run]), run * width + place
                posting = int(body_at[noted]) + 0
                first = 6 * run
                if runs[first + 4] < runs[first + 5]:
                    is_there = posting >= begins[first + 4] and posting < places[first + 4]
                    if is_there and made_docs[posting] == doc:
                        f = float(made_f[posting])
                        score += weight * (f / (f + 1.2))
                    continue
                f = 0.0
                is_there = posting >= begins[first + 2] and posting < places[first + 2]
                if is_there and body_docs[posting] == doc:
                    times = true_count(body_counts, body_many_at, body_many, posting) + 0
                    f = times * float(body_share[doc])
                    score += weight * (f / (f + 1.2))
                posting = int(title_at[noted]) + 0
                is_there = posting >= begins[first] and posting < places[first]
                if is_there and title_docs[posting] == doc:
                    if f > 0.0:
                        score -= weight * (f / (f + 1.2))
                    times = true_count(title_counts, title_many_at, title_many, posting) + 0
                    f += times * float(shares[doc])
                    score += weight * (f / (f + 1.2))
            if score < threshold:
                continue
            kept = push(scores, docs, size, most, score, doc, day, id_row)
            if kept <= size:
                threshold = float(scores[kept - 1])
                enough = max((threshold - slack) * (1.0 - ROUNDING), 0.0)
            size = kept
        if len(mask) > 0:
            for place in range(here):
                undated += (counted[place] > 0) & (mask[base + place] == 2)
                counted[place] *= mask[base + place] == 1
        for eight in range((here + 7) >> 3):  # what is counted is at most 2
            some = int(by_eight[eight])
            some = (some | some >> 1) & 0x0101010101010101
            found += (some * 0x0101010101010101 >> 56) & 255
        if len(matched) > 0:
            for place in range(here):
                matched[base + place] = counted[place] > 0
        for place in range(0 if is_sparse else here):
            totals[place] = 0.0
        for part in range(0, 6 * telling if is_sparse else 0, 2):
            for posting in range(int(begins[part]), int(places[part])):
                if part % 6 == 0:
                    totals[int(title_docs[posting]) - base] = 0.0
                elif part % 6 == 2:
                    totals[int(body_docs[posting]) - base] = 0.0
                else:
                    totals[int(made_docs[posting]) - base] = 0.0
        while telling > 1 and float(rest[telling - 1]) < threshold:
            telling -= 1
        for eight in range((here + 7) >> 3):
            by_eight[eight] = 0
        base = end
    size = in_order(scores, docs, size, most, day, id_row)
    return found, undated, size
