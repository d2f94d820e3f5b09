"""Who holds any of several places (places.py), and what that is worth: those of a pattern, mostly.

Hardly any article holds two of them, and then it is enough to add up as they come. One that is met
several times has a *tally*: how often its body holds any, and 1 << IN_TITLES for each time its
title does; and SEVERAL of either once where several places were met in it, which may share
positions.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from search.codec.best import F8
from search.codec.counting import apart, counted
from search.codec.formsets import verdict
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import MIXED, PLACE
from search.codec.views import Placed
from search.codec.words import I8, U1, U2, U4, tokens_before, true_count, value_of

IN_TITLES = 32
SEVERAL = 1 << 30
TIMES = SEVERAL - 1
IN_EITHER = (SEVERAL << IN_TITLES) + SEVERAL

SEVERAL_TIMES = 2
"""What is noted of an article that has a tally."""

Parted: TypeAlias = tuple[U2, U4, I8]


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
    """Do what `made_of` does for any tables.

    Hardly any article is met twice. Those that are have a tally, which is so large that it costs
    more to reach than all the rest.
    """
    articles = len(shares) >> 1
    of_titles, of_bodies = parted(titles, title), parted(bodies, body)
    met = np.zeros(articles, np.uint8)
    size, again = first_met(titles, title, of_titles, shares, met, out_docs, out_f, 0)
    size, more = first_met(bodies, body, of_bodies, shares[articles:], met, out_docs, out_f, size)
    if again + more == 0:
        return size
    shared_titles = tallied(titles, title, of_titles, met, IN_TITLES, tally)
    shared = tallied(bodies, body, of_bodies, met, 0, tally)
    unsure = np.empty(again + more if shared + shared_titles > 0 else 0, np.int64)
    left = 0
    for number in range(size):
        doc = int(out_docs[number]) + 0
        if met[doc] != SEVERAL_TIMES:
            continue
        out_f[number] = worth(int(tally[doc]), doc, shares, articles)
        if tally[doc] & IN_EITHER != 0:
            unsure[left] = number
            left += 1
        else:
            tally[doc] = 0
    if left > 0:
        unsure = worth_counting(unsure[:left], most, tally, out_docs[:size], out_f)
    if len(unsure) > 0 and shared_titles > 0:
        recounted(titles, title, tally, IN_TITLES, out_docs, unsure)
    if len(unsure) > 0 and shared > 0:
        recounted(bodies, body, tally, 0, out_docs, unsure)
    for place in range(len(unsure)):
        number = int(unsure[place])
        doc = int(out_docs[number]) + 0
        out_f[number] = worth(int(tally[doc]), doc, shares, articles)
        tally[doc] = 0
    return size


@kernel
def parted(words: Placed, table: I8) -> Parted:
    """Return who holds the places that are not all their stems have, one after the other, and how
    often; and where each place ends.
    """
    room = 0
    for place in range(len(table) // PLACE):
        if not table[PLACE * place + 5] & 1:
            room += int(table[PLACE * place + 1]) - int(table[PLACE * place])
    docs, counts = np.empty(room, np.uint16), np.empty(room, np.uint32)
    ends = np.zeros(len(table) // PLACE + 1, np.int64)
    size = 0
    for place in range(len(table) // PLACE):
        if not table[PLACE * place + 5] & 1:
            size += counted(words, table, place, docs[size:], counts[size:])
        ends[place + 1] = size
    return docs, counts, ends


@kernel
def first_met(
    words: Placed,
    table: I8,
    parts: Parted,
    shares: F8,
    met: U1,
    out_docs: U2,
    out_f: F8,
    size: int,
) -> tuple[int, int]:
    """Write who holds any place and has not been met before, and f of what is met first. Return
    how many articles are written now, of which `size` were before, and how often one that was met
    once is met again, or holds forms that share a position.
    """
    docs, counts, many_at, many, _, _, _, _, doubled, _ = words
    part_docs, part_counts, ends = parts
    again = 0
    for place in range(len(table) // PLACE):
        kind = int(table[PLACE * place + 5])
        if kind & 1:
            start, end = int(table[PLACE * place]), int(table[PLACE * place + 1])
        else:
            start, end = int(ends[place]), int(ends[place + 1])
        for posting in range(start, end):
            if kind & 1:
                doc, times = int(docs[posting]) + 0, int(counts[posting]) + 0
                if times == 255:
                    times = true_count(counts, many_at, many, posting) + 0
            else:
                doc, times = int(part_docs[posting]) + 0, int(part_counts[posting]) + 0
            before = int(met[doc])
            out_docs[size] = doc
            out_f[size] = float(times) * float(shares[doc])
            size += before == 0
            again += before == 1
            met[doc] = before + (before < SEVERAL_TIMES)
        number = gallop(doubled, 0, len(doubled), start) if kind == MIXED else len(doubled)
        while number < len(doubled) and int(doubled[number]) < end:
            doc = int(docs[int(doubled[number])]) + 0
            number += 1
            again += met[doc] == 1
            met[doc] = SEVERAL_TIMES
    return size, again


@kernel
def tallied(words: Placed, table: I8, parts: Parted, met: U1, shift: int, tally: I8) -> int:
    """Add to the tally of each article that is met several times how often it holds any place;
    `shift` is IN_TITLES or 0. Return how often another place of an article was met.
    """
    docs, counts, many_at, many, _, _, _, _, doubled, _ = words
    part_docs, part_counts, ends = parts
    shared = 0
    for place in range(len(table) // PLACE):
        kind = int(table[PLACE * place + 5])
        if kind & 1:
            start, end = int(table[PLACE * place]), int(table[PLACE * place + 1])
        else:
            start, end = int(ends[place]), int(ends[place + 1])
        for posting in range(start, end):
            doc = int(docs[posting]) + 0 if kind & 1 else int(part_docs[posting]) + 0
            if met[doc] != SEVERAL_TIMES:
                continue
            if kind & 1:
                times = true_count(counts, many_at, many, posting) + 0
            else:
                times = int(part_counts[posting]) + 0
            before = int(tally[doc])
            again = int((before >> shift) & TIMES != 0)
            tally[doc] = (before + (times << shift)) | (again << (shift + 30))
            shared += again
        number = gallop(doubled, 0, len(doubled), start) if kind == MIXED else len(doubled)
        while number < len(doubled) and int(doubled[number]) < end:
            posting = int(doubled[number]) + 0
            number += 1
            held = true_count(counts, many_at, many, posting)
            surplus = held - apart(words, posting, int(table[PLACE * place + 2]))
            tally[int(docs[posting])] -= surplus << shift
    return shared


@kernel
def worth_counting(unsure: I8, most: int, tally: I8, its_docs: U2, f: F8) -> I8:
    """Return those of the articles which may hold less than was added up that may still be among
    the best `most`; the tally of others is cleared.
    """
    size = len(its_docs)
    if most == 0 or most >= size:
        return unsure
    best = np.zeros(most, np.float64)  # of those that are sure
    least = 0.0
    upcoming = 0
    for number in range(size):
        if upcoming < len(unsure) and int(unsure[upcoming]) == number:
            upcoming += 1
        elif f[number] > least:
            least = enter(best, float(f[number]))
    wanted = 0
    for place in range(len(unsure)):
        number = int(unsure[place])
        if float(f[number]) < least:
            tally[int(its_docs[number])] = 0
        else:
            unsure[wanted] = number
            wanted += 1
    return unsure[:wanted]


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
def recounted(words: Placed, table: I8, tally: I8, shift: int, its_docs: U2, chosen: I8) -> None:
    """Put into the tally of those of the chosen articles that several places were met in how many
    positions hold a form of any place. No other articles have a tally.
    """
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, which = words
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
    for place in range(len(table) // PLACE):
        code_bits = int(table[PLACE * place + 2])
        low, high = int(table[PLACE * place + 3]), int(table[PLACE * place + 4])
        judged = int(table[PLACE * place + 6])
        for posting in range(int(table[PLACE * place]), int(table[PLACE * place + 1])):
            doc = int(docs[posting]) + 0
            if tally[doc] & several == 0 or verdict(judged, which, posting) == 0:
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
def worth(met: int, doc: int, shares: F8, articles: int) -> float:
    """Return the f (ranking.py) of an article by its tally."""
    f = float(met & TIMES) * float(shares[articles + doc])
    if met >> IN_TITLES != 0:
        f += float((met >> IN_TITLES) & TIMES) * float(shares[doc])
    return f
