"""The best articles that hold any of a few words, found where it is known who holds which.

First every posting of every word is marked: an article has a bit for each word that it holds. That
counts the articles, and it tells what each can score at most: the weights of its words together.
Words come heaviest first, and each article is looked at with the first word that it holds. If what
it has of that and all that it may have of others is less than the best score, that was all;
otherwise it is looked up among the others. Once the words that are left weigh less together than
the best score, their articles are counted and no more. Source: MaxScore, Turtle and Flood 1995.
"""

from __future__ import annotations

import numpy as np

from search.codec.best import F8, in_order, push
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import Bool
from search.codec.views import Held
from search.codec.words import I8, U1, U2, true_count

MOST_WORDS = 8
"""Words that an article has a bit for."""

ROUNDING = 1e-9
"""Share by which what an article can score is taken to be more than it comes to in numbers."""

SOME, MANY = 32, 512
"""Postings that are compared with the best so far at a time: at first, and in the end."""

LINE = 128
"""Marks that are counted together."""

LOOKED_UP = 8
"""Part of the postings that may be looked up: where it is more, adding all of them up costs less
(pruned.py).
"""


@kernel
def best_of_few(  # noqa: C901  one pass, and calls with many arrays are slow
    segment: Held,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    words: I8,
    weights: F8,
    shares: F8,
    mask: U1,
    matched: Bool,
    most: int,
    least: float,
    scores: F8,
    docs: I8,
) -> tuple[int, int, int]:
    """Find the best articles that hold any of the words; returns what `best_of_any` does, but -1
    articles where too many would have to be looked up.

    `words` tells where the runs of each word begin, and those of the last end.
    """
    title_docs, title_counts, title_many_at, title_many, in_body = segment[:5]
    body_docs, body_counts, body_many_at, body_many = segment[5:9]
    day, id_row = segment[9], segment[10]
    articles = len(shares) >> 1
    count = len(words) - 1
    marks = np.zeros((articles + LINE - 1) // LINE * LINE, np.uint8)
    above = np.zeros(1 << count, np.float64)  # what an article can score by its bits
    postings = 0
    for word in range(count):
        bit = 1 << word
        for bits in range(bit):
            most_of_it = float(weights[words[word]]) * (1.0 + ROUNDING)
            above[bit + bits] = float(above[bits]) + most_of_it
        for run in range(int(words[word]), int(words[word + 1])):
            lay(title_docs, int(runs[6 * run]), int(runs[6 * run + 1]), bit, marks)
            lay(body_docs, int(runs[6 * run + 2]), int(runs[6 * run + 3]), bit, marks)
            lay(made_docs, int(runs[6 * run + 4]), int(runs[6 * run + 5]), bit, marks)
            for part in range(6 * run, 6 * run + 6, 2):
                postings += int(runs[part + 1]) - int(runs[part])
    size = 0
    threshold = least if most else np.inf
    enough = max(threshold * (1.0 - ROUNDING), 0.0)
    left = postings // LOOKED_UP + MANY
    places = runs.copy()
    needed = np.empty(1 << count, np.float64)
    some, its_f = np.empty(MANY, np.int64), np.empty(MANY, np.float64)
    for word in range(count):
        lower, higher = (1 << word) - 1, word + 1
        if float(above[len(above) - 1 - lower]) < threshold:
            break
        weight = float(weights[words[word]])
        for part in range(3 * int(words[word]), 3 * int(words[word + 1])):
            kind, first = part % 3, part // 3 * 6  # of titles, of bodies, made
            posting, end = int(runs[2 * part]), int(runs[2 * part + 1])
            body, body_end = int(runs[first + 2]), int(runs[first + 3])
            title, title_end = int(runs[first]), int(runs[first + 1])
            for bound in range(len(runs) if posting < end else 0):
                places[bound] = runs[bound]
            width = SOME
            while posting < end:
                stop = min(posting + width, end)
                width = min(2 * width, MANY)
                for bits in range(1 << (count - higher)):  # the f that it takes, by other runs
                    full = (enough - float(above[bits << higher])) / weight
                    needed[bits] = (
                        1.2 * full / (1.0 - full) * (1.0 - ROUNDING) if full < 1.0 else np.inf
                    )
                few = 0
                if kind == 0:
                    for at in range(posting, stop):
                        doc = int(title_docs[at]) + 0
                        times = true_count(title_counts, title_many_at, title_many, at) + 0
                        f = times * float(shares[doc])
                        beside = int(in_body[at]) + 0
                        if beside >= body and beside < body_end:
                            times = true_count(body_counts, body_many_at, body_many, beside) + 0
                            f += times * float(shares[articles + doc])
                        bits = int(marks[doc])
                        some[few] = doc
                        its_f[few] = f
                        few += (bits & lower == 0) & (f >= needed[bits >> higher])
                elif kind == 1:
                    for at in range(posting, stop):
                        doc = int(body_docs[at]) + 0
                        times = int(body_counts[at]) + 0
                        if times == 255:
                            times = true_count(body_counts, body_many_at, body_many, at) + 0
                        f = times * float(shares[articles + doc])
                        bits = int(marks[doc])
                        some[few] = doc
                        its_f[few] = f
                        few += (bits & lower == 0) & (f >= needed[bits >> higher])
                else:
                    for at in range(posting, stop):
                        doc = int(made_docs[at]) + 0
                        f = float(made_f[at])
                        bits = int(marks[doc])
                        some[few] = doc
                        its_f[few] = f
                        few += (bits & lower == 0) & (f >= needed[bits >> higher])
                posting = stop
                for number in range(few):
                    doc = int(some[number])
                    if len(mask) > 0 and mask[doc] != 1:
                        continue
                    if kind == 1:  # with the word in its title it was looked at before
                        title = gallop(title_docs, title, title_end, doc)
                        if title < title_end and int(title_docs[title]) == doc:
                            continue
                    f = float(its_f[number])
                    score = weight * (f / (f + 1.2))
                    bits = int(marks[doc])
                    for other in range(higher, count):
                        if bits >> other & 1 == 0:
                            continue
                        if score + float(above[bits >> other << other]) < enough:
                            score = -1.0
                            break
                        left -= 1
                        its = float(weights[words[other]])
                        for begin in range(6 * int(words[other]), 6 * int(words[other + 1]), 6):
                            at, stop = int(places[begin + 4]), int(runs[begin + 5])
                            at = gallop(made_docs, at, stop, doc)
                            places[begin + 4] = at
                            if at < stop and int(made_docs[at]) == doc:
                                f = float(made_f[at])
                                score += its * (f / (f + 1.2))
                                break
                            f = 0.0
                            at, stop = int(places[begin + 2]), int(runs[begin + 3])
                            at = gallop(body_docs, at, stop, doc)
                            places[begin + 2] = at
                            if at < stop and int(body_docs[at]) == doc:
                                times = true_count(body_counts, body_many_at, body_many, at) + 0
                                f = times * float(shares[articles + doc])
                                score += its * (f / (f + 1.2))
                            at, stop = int(places[begin]), int(runs[begin + 1])
                            at = gallop(title_docs, at, stop, doc)
                            places[begin] = at
                            if at < stop and int(title_docs[at]) == doc:
                                if f > 0.0:
                                    score -= its * (f / (f + 1.2))
                                times = true_count(title_counts, title_many_at, title_many, at) + 0
                                f += times * float(shares[doc])
                                score += its * (f / (f + 1.2))
                            if f > 0.0:
                                break
                    if score < threshold:
                        continue
                    kept = push(scores, docs, size, most, score, doc, day, id_row)
                    if kept <= size:
                        threshold = float(scores[kept - 1])
                        enough = max(threshold * (1.0 - ROUNDING), 0.0)
                    size = kept
                if left < 0:
                    return -1, 0, 0
    size = in_order(scores, docs, size, most, day, id_row)
    if len(mask) == 0 and len(matched) == 0:
        return lit(marks), 0, size
    for place in range(articles):
        marks[place] = marks[place] > 0
    undated = 0
    if len(mask) > 0:
        for place in range(articles):
            marks[place] *= mask[place]  # 2 of those that a date is missing of alone
            undated += int(marks[place]) >> 1
            marks[place] &= 1
    if len(matched) > 0:
        for place in range(articles):
            matched[place] = marks[place] > 0
    return lit(marks), undated, size


@kernel
def lay(docs: U2, low: int, high: int, bit: int, marks: U1) -> None:
    """Set a bit of the articles of some postings."""
    for posting in range(low, high):
        doc = int(docs[posting]) + 0
        marks[doc] = int(marks[doc]) | bit


@kernel
def lit(marks: U1) -> int:
    """Return how many of these are not 0; they come as whole lines."""
    found = 0
    for line in range(len(marks) // LINE):
        some = np.uint8(0)  # so small, many are added up at once
        for place in range(LINE):
            some = np.uint8(some + (marks[line * LINE + place] != 0))
        found += int(some)
    return found
