"""What runs add to the scores of articles; runs, weights and shares are as in ranking.py.

Equal articles get equal scores whichever of these adds them up: each takes the same steps, run by
run.
"""

from __future__ import annotations

from search.codec.best import F8
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.views import Held
from search.codec.words import I8, U2, true_count


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
def score_of(
    segment: Held,
    made_docs: U2,
    made_f: F8,
    runs: I8,
    weights: F8,
    flat_from: int,
    shares: F8,
    doc: int,
) -> float:
    """Return what all runs add to one article."""
    title_docs, title_counts, title_many_at, title_many = segment[:4]
    body_docs, body_counts, body_many_at, body_many = segment[5:9]
    articles = len(shares) >> 1
    total = 0.0
    for run in range(len(weights)):
        weight = float(weights[run])
        made, made_end = int(runs[6 * run + 4]), int(runs[6 * run + 5])
        if made < made_end:
            made = gallop(made_docs, made, made_end, doc)
            if made < made_end and int(made_docs[made]) == doc:
                f = float(made_f[made])
                total += weight if run >= flat_from else weight * (f / (f + 1.2))
            continue
        alone = 0.0
        body, body_end = int(runs[6 * run + 2]), int(runs[6 * run + 3])
        body = gallop(body_docs, body, body_end, doc)
        if body < body_end and int(body_docs[body]) == doc:
            times = true_count(body_counts, body_many_at, body_many, body) + 0
            alone = times * float(shares[articles + doc])
            total += weight if run >= flat_from else weight * (alone / (alone + 1.2))
        title, title_end = int(runs[6 * run]), int(runs[6 * run + 1])
        title = gallop(title_docs, title, title_end, doc)
        if title < title_end and int(title_docs[title]) == doc:
            times = true_count(title_counts, title_many_at, title_many, title) + 0
            f = times * float(shares[doc])
            if alone == 0.0:
                total += weight if run >= flat_from else weight * (f / (f + 1.2))
            elif run < flat_from:  # what the body added, it adds with the title
                f += alone
                total -= weight * (alone / (alone + 1.2))
                total += weight * (f / (f + 1.2))
    return total
