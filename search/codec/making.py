"""Postings that are made for a search: who holds what a table tells of (places.py), and how often.

Those of several places are put together by gathering.py.
"""

from __future__ import annotations

import numpy as np

from search.codec.best import F8
from search.codec.counting import counted, positions, whole
from search.codec.formsets import ALL, NONE, UNTOLD, verdict
from search.codec.gathering import enter, found_in
from search.codec.jit import kernel, shared_kernel
from search.codec.phrases import gallop
from search.codec.places import PLACE
from search.codec.views import Placed, placed
from search.codec.words import I8, U1, U2, U4, tokens_before, true_count


@shared_kernel
def made_of(
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    title: I8,
    body: I8,
    is_apart: bool,
    shares: F8,
    tally: I8,
    most: int,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Write who holds the places of two tables, of titles and bodies, a position counting once,
    and their f (ranking.py), in any order; return how many do. Of an article that cannot be among
    the best `most`, f may be more than it is, though not more than these have; 0: all are right.

    `is_apart`: each place is of another language, the same in both tables, so that no article
    holds two of them. `tally` has a number an article; it comes as zeros and is left so. There
    must be room for one more than there may be.
    """
    titles, bodies = placed(title_data, title_at), placed(body_data, body_at)
    if len(title) <= PLACE and len(body) <= PLACE:
        return found_in_one(titles, bodies, title, body, shares, most, out_docs, out_f)
    if is_apart:
        size = 0
        for place in range(0, max(len(title), len(body)), PLACE):
            size += found_in_one(
                titles,
                bodies,
                title[place : place + PLACE],
                body[place : place + PLACE],
                shares,
                most,
                out_docs[size:],
                out_f[size:],
            )
        return size
    return found_in(titles, bodies, title, body, shares, most, tally, out_docs, out_f)


@kernel
def found_in_one(
    titles: Placed,
    bodies: Placed,
    title: I8,
    body: I8,
    shares: F8,
    most: int,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Do what `made_of` does for tables of one place or none.

    Those with the word in their title come first, so that few others are worth counting.
    """
    articles = len(shares) >> 1
    room = int(title[1] - title[0]) if len(title) > 0 else 0
    title_docs, title_counts = np.empty(room, np.uint16), np.empty(room, np.uint32)
    in_titles = counted(titles, title, 0, title_docs, title_counts) if room > 0 else 0
    title_docs, title_f = title_docs[:in_titles], np.empty(in_titles, np.float64)
    for number in range(in_titles):
        title_f[number] = float(title_counts[number]) * float(shares[int(title_docs[number])])
    size = 0
    least = np.inf
    if len(body) > 0 and body[5] & 1:
        counts = np.empty(int(body[1] - body[0]), np.uint32)
        size = whole(bodies, body, 0, out_docs, counts)
        for number in range(size):
            out_f[number] = float(counts[number]) * float(shares[articles + int(out_docs[number])])
    elif len(body) > 0:
        if 0 < most < body[1] - body[0]:
            least = last_of_best(title_f, most)
        size, least = formed(bodies, body, shares[articles:], most, least, out_docs, out_f)
    at, in_bodies = 0, size
    posting = int(body[0]) if len(body) > 0 else 0
    for number in range(in_titles):
        doc = int(title_docs[number]) + 0
        at = gallop(out_docs, at, in_bodies, doc)
        if at < in_bodies and int(out_docs[at]) == doc:
            if out_f[at] + title_f[number] >= least:  # what was left uncounted may matter now
                posting = gallop(bodies[0], posting, int(body[1]), doc)
                out_f[at] = float(held_by(bodies, body, posting)) * float(shares[articles + doc])
            out_f[at] += title_f[number]
        else:
            out_docs[size] = doc
            out_f[size] = title_f[number]
            size += 1
    return size


@kernel
def last_of_best(f: F8, most: int) -> float:
    """Return the last of the `most` largest; 0 where there are fewer."""
    best = np.zeros(most, np.float64)
    least = 0.0
    for number in range(len(f)):
        if f[number] > least:
            least = enter(best, float(f[number]))
    return least


@kernel
def formed(
    words: Placed,
    table: I8,
    shares: F8,
    most: int,
    least: float,
    out_docs: U2,
    out_f: F8,
) -> tuple[int, float]:
    """Write who holds some forms of one stem, and f of it, as `made_of` does; return how many do,
    and what f must be to be among the best, as far as is known. `least` is what others are known
    to have, or infinite where all f shall be right.

    Where an article holds other forms of the stem too, how often it holds those wanted is counted
    only if it could be among the best.
    """
    counts_all = least == np.inf
    verdicts, which = int(table[6]), words[9]
    best = np.zeros(0 if counts_all else most, np.float64)
    unsure = np.empty(int(table[1] - table[0]), np.int64)
    size, left, least = candidates(words, table, shares, best, least, out_docs, out_f, unsure)
    absent = 0
    for number in range(left):
        posting, place = int(unsure[number]) >> 16, int(unsure[number]) & 65535
        if counts_all or out_f[place] >= least or verdict(verdicts, which, posting) == UNTOLD:
            f = float(held_by(words, table, posting)) * float(shares[int(out_docs[place])])
            out_f[place] = f
            if f == 0.0:
                unsure[absent] = place
                absent += 1
            elif f > least:
                least = max(least, enter(best, f))
    for number in range(absent):
        end = int(unsure[number + 1]) if number + 1 < absent else size
        for place in range(int(unsure[number]) + 1, end):
            out_docs[place - number - 1] = out_docs[place]
            out_f[place - number - 1] = out_f[place]
    return size - absent, least


@kernel
def candidates(
    words: Placed,
    table: I8,
    shares: F8,
    best: F8,
    least: float,
    out_docs: U2,
    out_f: F8,
    out_unsure: I8,
) -> tuple[int, int, float]:
    """Write who may hold the forms of a table's only place, and f of it if those are all that an
    article holds of the stem; and of which of them `posting << 16 | place among those written`
    that is to be looked at. Return how many are written, how many of these are to be looked at,
    and what f must be to be among the best, `best` being filled with these.
    """
    docs, counts, many_at, many, _, _, _, _, _, which = words
    verdicts = int(table[6])
    # What f counts for by the verdict. So one comparison tells whether anything must be done: a
    # branch on verdicts, which are as good as random, takes longer than all the rest.
    matters = np.array([0.0, 1.0 if len(best) > 0 else 0.0, 1.0, 1e300])
    limit = max(least, 1e-300) if len(best) > 0 else 1e-300
    size = left = 0
    for posting in range(int(table[0]), int(table[1])):
        times = int(counts[posting]) + 0
        if times == 255:
            times = true_count(counts, many_at, many, posting) + 0
        doc = int(docs[posting]) + 0
        told = verdict(verdicts, which, posting)
        f = float(times) * float(shares[doc])
        out_docs[size] = doc
        out_f[size] = f
        if f * matters[told] >= limit:
            out_unsure[left] = posting << 16 | size
            left += told != ALL
            if told == ALL and f > least:
                least = max(least, enter(best, f))
                limit = max(least, 1e-300)
        size += told != NONE
    return size, left, least


@kernel
def held_by(words: Placed, table: I8, posting: int) -> int:
    """Return how often the article of a posting has the forms of a table's only place."""
    _, counts, many_at, many, block_token, block_at, block_width, tokens, _, which = words
    times = true_count(counts, many_at, many, posting)
    if verdict(int(table[6]), which, posting) == ALL:
        return times
    block = posting >> 5
    width = int(block_width[block]) & 127
    token = tokens_before(counts, many_at, many, block_token, block_width, posting)
    bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
    return int(positions(tokens, bit, width, times, int(table[2]), int(table[3]), int(table[4])))


@kernel
def blended(
    title_docs: U2,
    title_counts: U4,
    body_docs: U2,
    body_counts: U4,
    shares: F8,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Write who holds something in title or body, and their f (ranking.py); return how many."""
    articles = len(shares) >> 1
    size = 0
    title, body = 0, 0
    while title < len(title_docs) or body < len(body_docs):
        doc = int(body_docs[body]) + 0 if body < len(body_docs) else 65536
        f = 0.0
        if title < len(title_docs) and int(title_docs[title]) <= doc:
            doc = int(title_docs[title]) + 0
            f = float(title_counts[title]) * float(shares[doc])
            title += 1
        if body < len(body_docs) and int(body_docs[body]) == doc:
            f += float(body_counts[body]) * float(shares[articles + doc])
            body += 1
        out_docs[size] = doc
        out_f[size] = f
        size += 1
    return size
