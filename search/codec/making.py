"""Postings that are made for a search: who holds what a table tells of (places.py), and how often.

Where a table has several places, an article has a *tally*: the times that it was met in bodies,
and 1 << IN_TITLES for each time in titles; and SEVERAL of either once where that was met in
several places, which may share positions.
"""

from __future__ import annotations

import numpy as np

from search.codec.best import F8
from search.codec.counting import apart, counted, has_any, positions, whole
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import MIXED
from search.codec.views import Placed, placed
from search.codec.words import I8, U1, U2, U4, tokens_before, true_count, value_of

IN_TITLES = 32
SEVERAL = 1 << 30
TIMES = SEVERAL - 1
IN_EITHER = (SEVERAL << IN_TITLES) + SEVERAL


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
def enter(best: F8, f: float) -> float:
    """Put a number among the largest, in place of the last of them; return the new last."""
    at = len(best) - 1
    while at > 0 and f > best[at - 1]:
        best[at] = best[at - 1]
        at -= 1
    best[at] = f
    return float(best[len(best) - 1])


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
def found_in(
    titles: Placed,
    bodies: Placed,
    title: I8,
    body: I8,
    shares: F8,
    most: int,
    tally: I8,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Do what `made_of` does for any tables."""
    articles = len(shares) >> 1
    in_titles, shared_titles = tallied(titles, title, IN_TITLES, tally, out_docs, 0)
    size, shared = tallied(bodies, body, 0, tally, out_docs, in_titles)
    best = np.zeros(most if most < size else 0, np.float64)  # of those that are sure
    unsure = np.empty(size if shared > 0 or shared_titles > 0 else 0, np.int64)
    left = 0
    least = 0.0
    for number in range(size):
        doc = int(out_docs[number]) + 0
        met = int(tally[doc])
        f = worth(met, doc, shares, articles)
        out_f[number] = f
        if met & IN_EITHER != 0:
            unsure[left] = number
            left += 1
            continue
        tally[doc] = 0
        if len(best) > 0 and f > least:
            least = enter(best, f)
    wanted = 0
    for place in range(left):
        number = int(unsure[place])
        if float(out_f[number]) < least:
            tally[int(out_docs[number])] = 0
        else:
            unsure[wanted] = number
            wanted += 1
    unsure = unsure[:wanted]
    if wanted > 0 and shared_titles > 0:
        recounted(titles, title, tally, IN_TITLES, out_docs, unsure)
    if wanted > 0 and shared > 0:
        recounted(bodies, body, tally, 0, out_docs, unsure)
    for place in range(wanted):
        number = int(unsure[place])
        doc = int(out_docs[number]) + 0
        out_f[number] = worth(int(tally[doc]), doc, shares, articles)
        tally[doc] = 0
    return size


@kernel
def worth(met: int, doc: int, shares: F8, articles: int) -> float:
    """Return the f (ranking.py) of an article by its tally."""
    f = float(met & TIMES) * float(shares[articles + doc])
    if met >> IN_TITLES != 0:
        f += float((met >> IN_TITLES) & TIMES) * float(shares[doc])
    return f


@kernel
def tallied(
    words: Placed, table: I8, shift: int, tally: I8, out_docs: U2, size: int
) -> tuple[int, int]:
    """Add to the tally of each article how often it holds any place; `shift` is IN_TITLES or 0.

    Return how many articles are in `out_docs` now, where `size` have been before, and how often
    another place of an article was met.
    """
    docs, counts, many_at, many, _, _, _, _, doubled, _ = words
    longest = 0
    for place in range(len(table) // 6):
        if not table[6 * place + 5] & 1:
            longest = max(longest, int(table[6 * place + 1]) - int(table[6 * place]))
    its_docs, its_counts = np.empty(longest, np.uint16), np.empty(longest, np.uint32)
    shared = 0
    for place in range(len(table) // 6):
        kind = int(table[6 * place + 5])
        start, end = int(table[6 * place]), int(table[6 * place + 1])
        if not kind & 1:
            start, end = 0, counted(words, table, place, its_docs, its_counts)
        for posting in range(start, end):
            if kind & 1:
                doc, times = int(docs[posting]) + 0, int(counts[posting]) + 0
                if times == 255:
                    times = true_count(counts, many_at, many, posting) + 0
            else:
                doc, times = int(its_docs[posting]) + 0, int(its_counts[posting]) + 0
            before = int(tally[doc])
            again = int((before >> shift) & TIMES != 0)
            tally[doc] = (before + (times << shift)) | (again << (shift + 30))
            shared += again
            out_docs[size] = doc
            size += before == 0
        number = gallop(doubled, 0, len(doubled), start) if kind == MIXED else len(doubled)
        while number < len(doubled) and int(doubled[number]) < end:
            posting = int(doubled[number]) + 0
            number += 1
            held = true_count(counts, many_at, many, posting)
            surplus = held - apart(words, posting, int(table[6 * place + 2]))
            tally[int(docs[posting])] -= surplus << shift
    return size, shared


@kernel
def recounted(words: Placed, table: I8, tally: I8, shift: int, its_docs: U2, chosen: I8) -> None:
    """Put into the tally of those of the chosen articles that several places were met in how many
    positions hold a form of any place. No other articles have a tally.
    """
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, only = words
    several = SEVERAL << shift
    shared = 0
    for place in range(len(chosen)):
        doc = int(its_docs[chosen[place]]) + 0
        if tally[doc] & several != 0:
            times = (int(tally[doc]) >> shift) & TIMES
            shared += times
            tally[doc] -= times << shift
    if shared == 0:
        return
    slots = 16
    while slots < 2 * shared:
        slots *= 2
    met = np.zeros(slots, np.int64)
    for place in range(len(table) // 6):
        code_bits = int(table[6 * place + 2])
        low, high = int(table[6 * place + 3]), int(table[6 * place + 4])
        for posting in range(int(table[6 * place]), int(table[6 * place + 1])):
            doc = int(docs[posting]) + 0
            form = (int(only[posting >> 1]) >> ((posting & 1) << 2)) & 15
            if tally[doc] & several == 0 or (form != 15 and (form < low or form >= high)):
                continue
            block = posting >> 5
            width = int(block_width[block]) & 127
            earlier = tokens_before(counts, many_at, many, block_token, block_width, posting)
            bit = int(block_at[block]) * 32 + (earlier - int(block_token[block])) * width
            for _ in range(true_count(counts, many_at, many, posting)):
                value = value_of(tokens, bit, width)
                bit += width
                code = value & ((1 << code_bits) - 1)
                if code < low or code >= high:
                    continue
                key = doc * 4294967296 + (value >> code_bits) + 1
                slot = (key ^ (key >> 29) * 2654435761) & (slots - 1)
                while met[slot] != 0 and met[slot] != key:
                    slot = (slot + 1) & (slots - 1)
                if met[slot] == 0:
                    met[slot] = key
                    tally[doc] += 1 << shift


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
