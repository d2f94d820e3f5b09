"""Who holds the forms of a table (places.py), and how often each does."""

from __future__ import annotations

import numpy as np

from search.codec.best import F8
from search.codec.jit import kernel
from search.codec.places import Bool
from search.codec.views import Placed, placed
from search.codec.words import I8, U1, U2, U4, tokens_before, true_count, value_of


@kernel
def counted(
    words: Placed,
    table: I8,
    place: int,
    out_docs: U2,
    out_counts: U4,
) -> int:
    """Write who holds the forms of a place, a position counting once; return how many do."""
    size = 0
    start, end = int(table[6 * place]), int(table[6 * place + 1])
    code_bits = int(table[6 * place + 2])
    low, high = int(table[6 * place + 3]), int(table[6 * place + 4])
    lies = int(table[6 * place + 5])
    if lies & 1:
        return whole(words, table, place, out_docs, out_counts)
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _ = words
    code_mask = (1 << code_bits) - 1
    wanted = high - low
    is_shared = lies == 2
    before = np.zeros(32 * 255 + 1, np.uint16)  # of a block: wanted tokens before each
    posting = start
    while posting < end:
        block = posting >> 5
        stop = min(end, 32 * block + 32)
        flagged = int(block_width[block]) + 0
        width = flagged & 127
        bit = int(block_at[block]) * 32
        if posting & 31:
            earlier = tokens_before(counts, many_at, many, block_token, block_width, posting)
            bit += (earlier - int(block_token[block])) * width
        if flagged >= 128 or is_shared:  # article by article
            value_mask = (1 << width) - 1
            while posting < stop:
                held = true_count(counts, many_at, many, posting) + 0
                found = 0
                last_position = -1
                for _ in range(held):
                    word = bit >> 5
                    value = (int(tokens[word]) + int(tokens[word + 1]) * 4294967296) >> (bit & 31)
                    value &= value_mask
                    code = value & code_mask
                    bit += width
                    if code >= low and code < high and value >> code_bits != last_position:
                        last_position = value >> code_bits
                        found += 1
                if found > 0:
                    out_docs[size] = docs[posting]
                    out_counts[size] = found
                    size += 1
                posting += 1
            continue
        held = 0
        for number in range(posting, stop):
            held += int(counts[number])
        found = 0
        for number in range(held):
            word = bit >> 5
            value = (int(tokens[word]) + int(tokens[word + 1]) * 4294967296) >> (bit & 31)
            code = (value & code_mask) - low
            found += (code >= 0) & (code < wanted)
            before[number + 1] = found
            bit += width
        first = 0
        while posting < stop:
            last = first + int(counts[posting])
            found = int(before[last]) - int(before[first])
            first = last
            if found > 0:
                out_docs[size] = docs[posting]
                out_counts[size] = found
                size += 1
            posting += 1
    return size


@kernel
def whole(
    words: Placed,
    table: I8,
    place: int,
    out_docs: U2,
    out_counts: U4,
) -> int:
    """Write who holds a place that is WHOLE or MIXED; return how many do."""
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, doubled = words
    start, end = int(table[6 * place]), int(table[6 * place + 1])
    code_bits = int(table[6 * place + 2])
    for posting in range(start, end):
        out_docs[posting - start] = docs[posting]
        out_counts[posting - start] = true_count(counts, many_at, many, posting)
    number, high = 0, len(doubled)
    while number < high:
        middle = (number + high) >> 1
        if int(doubled[middle]) < start:
            number = middle + 1
        else:
            high = middle
    while number < len(doubled) and int(doubled[number]) < end:
        posting = int(doubled[number]) + 0
        number += 1
        block = posting >> 5
        width = int(block_width[block]) & 127
        earlier = tokens_before(counts, many_at, many, block_token, block_width, posting)
        bit = int(block_at[block]) * 32 + (earlier - int(block_token[block])) * width
        found = 0
        last_position = -1
        for _ in range(true_count(counts, many_at, many, posting)):
            position = value_of(tokens, bit, width) >> code_bits
            bit += width
            found += position != last_position
            last_position = position
        out_counts[posting - start] = found
    return end - start


@kernel
def held_at(data: U1, at: I8, table: I8, out_docs: U2, out_counts: U4) -> int:
    """Write who holds the forms of the one place of a table, or of none; return how many do."""
    if len(table) == 0:
        return 0
    return counted(placed(data, at), table, 0, out_docs, out_counts)


@kernel
def blended_at(
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    title: I8,
    body: I8,
    shares: F8,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Write who holds the forms of two tables that `held_at` takes, of titles and bodies, and
    their f; return how many do.
    """
    in_titles = int(title[1] - title[0]) if len(title) > 0 else 0
    in_bodies = int(body[1] - body[0]) if len(body) > 0 else 0
    title_docs, title_counts = np.empty(in_titles, np.uint16), np.empty(in_titles, np.uint32)
    body_docs, body_counts = np.empty(in_bodies, np.uint16), np.empty(in_bodies, np.uint32)
    titles = held_at(title_data, title_at, title, title_docs, title_counts)
    bodies = held_at(body_data, body_at, body, body_docs, body_counts)
    return blended(
        title_docs[:titles],
        title_counts[:titles],
        body_docs[:bodies],
        body_counts[:bodies],
        shares,
        out_docs,
        out_f,
    )


@kernel
def gathered(data: U1, at: I8, table: I8, tally: U4, several: Bool, out_docs: U2) -> int:
    """Add to the tally of each article what it holds of all places; return how many hold any.

    These are written to `out_docs`, in any order. `several` is set for those that hold forms of
    several places, which may share positions. `tally` and `several` come as zeros.
    """
    words = placed(data, at)
    longest = 0
    for place in range(len(table) // 6):
        longest = max(longest, int(table[6 * place + 1]) - int(table[6 * place]))
    its_docs, its_counts = np.empty(longest, np.uint16), np.empty(longest, np.uint32)
    size = 0
    for place in range(len(table) // 6):
        held = counted(words, table, place, its_docs, its_counts)
        for number in range(held):
            doc = int(its_docs[number]) + 0
            if tally[doc] == 0:
                out_docs[size] = doc
                size += 1
            else:
                several[doc] = True
            tally[doc] += its_counts[number]
    return size


@kernel
def recount(places: I8, tally: U4) -> None:
    """Put into the tally how often the articles of some places hold something; the places are
    sorted, and may be there more than once.
    """
    at = 0
    while at < len(places):
        doc = int(places[at]) >> 32
        found = 0
        before = -1
        while at < len(places) and int(places[at]) >> 32 == doc:
            found += int(places[at]) != before
            before = int(places[at]) + 0
            at += 1
        tally[doc] = found


@kernel
def taken(tally: U4, several: Bool, docs: U2, out_counts: U4) -> None:
    """Write the tally of these articles, and leave it, and `several`, zeros."""
    for number in range(len(docs)):
        doc = int(docs[number]) + 0
        out_counts[number] = tally[doc]
        tally[doc] = 0
        several[doc] = False


@kernel
def all_taken(tally: U4, several: Bool, out_docs: U2, out_counts: U4) -> int:
    """Write the articles that have a tally, rising, and their tallies, and leave these, and
    `several`, zeros; return how many there are. There is room for one more.
    """
    size = 0
    for doc in range(len(tally)):
        out_docs[size] = doc
        out_counts[size] = tally[doc]
        size += tally[doc] > 0
        tally[doc] = 0
        several[doc] = False
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
    articles = len(shares) // 3
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
