"""Who holds the forms of a table (places.py), and how often each does."""

from __future__ import annotations

import numpy as np

from search.codec.best import F8
from search.codec.jit import kernel
from search.codec.phrases import gallop
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
    start, end = int(table[6 * place]), int(table[6 * place + 1])
    code_bits = int(table[6 * place + 2])
    low, high = int(table[6 * place + 3]), int(table[6 * place + 4])
    if int(table[6 * place + 5]) & 1:
        return whole(words, table, place, out_docs, out_counts)
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, only = words
    size = 0
    token = tokens_before(counts, many_at, many, block_token, block_width, start) + 0
    for posting in range(start, end):
        held = int(counts[posting]) + 0
        if held == 255:
            held = true_count(counts, many_at, many, posting) + 0
        form = (int(only[posting >> 1]) >> ((posting & 1) << 2)) & 15
        found = held if form >= low and form < high else 0
        if form == 15:
            block = posting >> 5
            width = int(block_width[block]) & 127
            bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
            found = 0
            last_position = -1
            for _ in range(held):
                value = value_of(tokens, bit, width)
                code = value & ((1 << code_bits) - 1)
                bit += width
                if code >= low and code < high and value >> code_bits != last_position:
                    last_position = value >> code_bits
                    found += 1
        token += held
        out_docs[size] = docs[posting]  # overwritten unless there is any
        out_counts[size] = found
        size += found > 0
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
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, doubled, _ = words
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
def made_of_one(
    titles: Placed, bodies: Placed, title: I8, body: I8, shares: F8, out_docs: U2, out_f: F8
) -> int:
    """Do what `made_of` does for tables of one place or none."""
    most = int(title[1] - title[0]) if len(title) > 0 else 0
    title_docs, title_counts = np.empty(most, np.uint16), np.empty(most, np.uint32)
    in_titles = counted(titles, title, 0, title_docs, title_counts) if most > 0 else 0
    most = int(body[1] - body[0]) if len(body) > 0 else 0
    body_docs, body_counts = np.empty(most, np.uint16), np.empty(most, np.uint32)
    in_bodies = counted(bodies, body, 0, body_docs, body_counts) if most > 0 else 0
    return blended(
        title_docs[:in_titles],
        title_counts[:in_titles],
        body_docs[:in_bodies],
        body_counts[:in_bodies],
        shares,
        out_docs,
        out_f,
    )


@kernel
def found_in_one(
    titles: Placed, bodies: Placed, title: I8, body: I8, shares: F8, out_docs: U2, out_f: F8
) -> int:
    """Do what `made_of` does for tables of one place or none, in any order."""
    articles = len(shares) >> 1
    most = int(body[1] - body[0]) if len(body) > 0 else 0
    counts = np.empty(most, np.uint32)
    size = counted(bodies, body, 0, out_docs, counts) if most > 0 else 0
    for number in range(size):
        out_f[number] = float(counts[number]) * float(shares[articles + int(out_docs[number])])
    most = int(title[1] - title[0]) if len(title) > 0 else 0
    title_docs, title_counts = np.empty(most, np.uint16), np.empty(most, np.uint32)
    in_titles = counted(titles, title, 0, title_docs, title_counts) if most > 0 else 0
    at, in_bodies = 0, size
    for number in range(in_titles):
        doc = int(title_docs[number]) + 0
        f = float(title_counts[number]) * float(shares[doc])
        at = gallop(out_docs, at, in_bodies, doc)
        if at < in_bodies and int(out_docs[at]) == doc:
            out_f[at] += f
        else:
            out_docs[size] = doc
            out_f[size] = f
            size += 1
    return size


@kernel
def made_of(
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    title: I8,
    body: I8,
    shares: F8,
    tally: U4,
    several: Bool,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Write who holds the places of two tables, of titles and bodies, a position counting once,
    and their f (ranking.py); return how many do.

    The articles rise unless a table has several places. `tally` and `several` have a number for
    each title, then for each body; they come as zeros and are left so.
    """
    titles, bodies = placed(title_data, title_at), placed(body_data, body_at)
    if len(title) <= 6 and len(body) <= 6:
        return made_of_one(titles, bodies, title, body, shares, out_docs, out_f)
    most = len(tally) >> 1
    return found_in(titles, bodies, title, body, shares, most, tally, several, out_docs, out_f)


@kernel
def found_in(
    titles: Placed,
    bodies: Placed,
    title: I8,
    body: I8,
    shares: F8,
    most: int,
    tally: U4,
    several: Bool,
    out_docs: U2,
    out_f: F8,
) -> int:
    """Do what `made_of` does, in any order. An article that cannot be among the best `most` may
    get more than its f, though no more than these have.
    """
    articles = len(tally) >> 1
    in_titles, shared_titles = tallied(titles, title, tally, 0, several, out_docs, 0)
    size, shared = tallied(bodies, body, tally, articles, several, out_docs, in_titles)
    best = np.zeros(most + 1 if most < size else 1, np.float64)  # of those that are sure, the last
    last = len(best) - 1  # is for what is no better
    unsure = np.empty(size if shared > 0 or shared_titles > 0 else 0, np.int64)
    left = 0
    for number in range(size):
        doc = int(out_docs[number]) + 0
        f = float(tally[doc]) * float(shares[doc])
        f += float(tally[articles + doc]) * float(shares[articles + doc])
        out_f[number] = f
        if len(unsure) > 0 and (several[doc] or several[articles + doc]):
            unsure[left] = number
            left += 1
            continue
        tally[doc] = 0
        tally[articles + doc] = 0
        if last > 0 and f > best[last - 1]:
            at = last - 1
            while at > 0 and f > best[at - 1]:
                best[at] = best[at - 1]
                at -= 1
            best[at] = f
    least = float(best[last - 1]) if last > 0 else 0.0
    wanted = 0
    for place in range(left):
        number = int(unsure[place])
        doc = int(out_docs[number]) + 0
        if most == 0 or float(out_f[number]) < least:
            tally[doc] = 0
            tally[articles + doc] = 0
            several[doc] = False
            several[articles + doc] = False
        else:
            unsure[wanted] = number
            wanted += 1
    unsure = unsure[:wanted]
    if wanted > 0 and shared_titles > 0:
        recounted(titles, title, tally, 0, several, out_docs, unsure)
    if wanted > 0 and shared > 0:
        recounted(bodies, body, tally, articles, several, out_docs, unsure)
    for place in range(wanted):
        number = int(unsure[place])
        doc = int(out_docs[number]) + 0
        f = float(tally[doc]) * float(shares[doc])
        out_f[number] = f + float(tally[articles + doc]) * float(shares[articles + doc])
        tally[doc] = 0
        tally[articles + doc] = 0
        several[doc] = False
        several[articles + doc] = False
    return size


@kernel
def tallied(
    words: Placed, table: I8, tally: U4, base: int, several: Bool, out_docs: U2, size: int
) -> tuple[int, int]:
    """Add to the tally of each article what it holds of all places; the tally of article 0 is at
    `base`, and `size` articles have been written to `out_docs`.

    Return how many are written now, and whether any hold forms of several places, which may share
    positions: how often another one was met. For these, `several` is set.
    """
    longest = 0
    for place in range(len(table) // 6):
        longest = max(longest, int(table[6 * place + 1]) - int(table[6 * place]))
    its_docs, its_counts = np.empty(longest, np.uint16), np.empty(longest, np.uint32)
    shared = 0
    for place in range(len(table) // 6):
        held = counted(words, table, place, its_docs, its_counts)
        for number in range(held):
            doc = int(its_docs[number]) + 0
            times = int(its_counts[number]) + 0
            before = int(tally[base + doc]) + 0
            tally[base + doc] = before + times
            if before > 0:
                shared += 1
                several[base + doc] = True
            elif base == 0 or tally[doc] == 0:
                out_docs[size] = doc
                size += 1
    return size, shared


@kernel
def recounted(
    words: Placed, table: I8, tally: U4, base: int, several: Bool, its_docs: U2, chosen: I8
) -> None:
    """Put into the tally of those of the chosen articles that are in `several`, and no others are,
    how many positions hold a form of any place.
    """
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, only = words
    shared = 0
    for place in range(len(chosen)):
        doc = int(its_docs[chosen[place]]) + 0
        if several[base + doc]:
            shared += int(tally[base + doc])
            tally[base + doc] = 0
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
            if not several[base + doc] or (form != 15 and (form < low or form >= high)):
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
                    tally[base + doc] += 1


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
