"""Postings that are made for a search: who holds what a table tells of (places.py), and how often.

Those of several places are put together by gathering.py.
"""

from __future__ import annotations

import numpy as np

from search.codec.best import F8
from search.codec.counting import counted, has_any, positions, whole
from search.codec.gathering import enter, found_in
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.views import Placed, placed
from search.codec.words import I8, U1, U2, U4, tokens_before, true_count


@kernel
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
    if len(title) <= 6 and len(body) <= 6:
        return found_in_one(titles, bodies, title, body, shares, most, out_docs, out_f)
    if is_apart:
        size = 0
        for place in range(0, max(len(title), len(body)), 6):
            size += found_in_one(
                titles,
                bodies,
                title[place : place + 6],
                body[place : place + 6],
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
    """Do what `made_of` does for tables of one place or none."""
    articles = len(shares) >> 1
    room = int(title[1] - title[0]) if len(title) > 0 else 0
    title_docs, title_counts = np.empty(room, np.uint16), np.empty(room, np.uint32)
    in_titles = counted(titles, title, 0, title_docs, title_counts) if room > 0 else 0
    title_docs, title_f = title_docs[:in_titles], np.empty(in_titles, np.float64)
    for number in range(in_titles):
        title_f[number] = float(title_counts[number]) * float(shares[int(title_docs[number])])
    size = 0
    if len(body) > 0 and body[5] & 1:
        counts = np.empty(int(body[1] - body[0]), np.uint32)
        size = whole(bodies, body, 0, out_docs, counts)
        for number in range(size):
            out_f[number] = float(counts[number]) * float(shares[articles + int(out_docs[number])])
    elif len(body) > 0:
        size = formed(bodies, body, shares[articles:], title_docs, title_f, most, out_docs, out_f)
    at, in_bodies = 0, size
    for number in range(in_titles):
        doc = int(title_docs[number]) + 0
        at = gallop(out_docs, at, in_bodies, doc)
        if at < in_bodies and int(out_docs[at]) == doc:
            out_f[at] += title_f[number]
        else:
            out_docs[size] = doc
            out_f[size] = title_f[number]
            size += 1
    return size


@kernel
def formed(
    words: Placed,
    table: I8,
    shares: F8,
    beside_docs: U2,
    beside_f: F8,
    most: int,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Write who holds some forms of one stem, and f of it, as `made_of` does; return how many do.
    `beside_f` is what some articles have besides.

    Where an article holds several forms of the stem, how often it holds those wanted is counted
    only if it could be among the best: the others are left when the first of them is met.
    """
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, only = words
    start, end = int(table[0]), int(table[1])
    code_bits, low, high = int(table[2]), int(table[3]), int(table[4])
    best = np.zeros(most if most < end - start else 0, np.float64)
    size = 0
    beside = 0
    least = 0.0 if len(best) > 0 else np.inf  # of the best that are known
    token = tokens_before(counts, many_at, many, block_token, block_width, start) + 0
    for posting in range(start, end):
        held = int(counts[posting]) + 0
        if held == 255:
            held = true_count(counts, many_at, many, posting) + 0
        doc = int(docs[posting]) + 0
        form = (int(only[posting >> 1]) >> ((posting & 1) << 2)) & 15
        f = float(held) * float(shares[doc])
        is_wanted = (form >= low) & (form < high)
        if form == 15:
            while beside < len(beside_docs) and int(beside_docs[beside]) < doc:
                beside += 1
            at_most = f
            if beside < len(beside_docs) and int(beside_docs[beside]) == doc:
                at_most += float(beside_f[beside])
            block = posting >> 5
            width = int(block_width[block]) & 127
            bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
            if len(best) > 0 and at_most < least:
                is_wanted = has_any(tokens, bit, width, held, code_bits, low, high)
            else:
                found = int(positions(tokens, bit, width, held, code_bits, low, high))
                is_wanted = found > 0
                f = float(found) * float(shares[doc])
        token += held
        out_docs[size] = doc
        out_f[size] = f
        size += is_wanted
        if f > least and is_wanted:
            least = enter(best, f)
    return size


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
