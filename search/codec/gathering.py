"""Who holds any of several places (places.py), and what that is worth: those of a pattern, mostly.

Hardly any article holds two of them, and then it is enough to write down how often it holds that
one. What is met of an article later is *more* of it, kept apart; then it gets a *tally*: how often
its body holds any, and 1 << IN_TITLES for each time its title does; and SEVERAL of either once
where several places were met in it, which may share positions.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from search.codec.best import F8
from search.codec.counting import apart, counted
from search.codec.formsets import NONE, verdict
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import MIXED, PLACE, most_of
from search.codec.views import Placed
from search.codec.words import I8, U2, U4, tokens_before, true_count, value_of

IN_TITLES = 32
SEVERAL = 1 << 30
TIMES = SEVERAL - 1
IN_EITHER = (SEVERAL << IN_TITLES) + SEVERAL

Parted: TypeAlias = tuple[U2, U4, I8]

Met: TypeAlias = tuple[U2, U4, U2, U2, I8]
"""Articles that were met, and how often they hold what was met first, in order; for each article
of the segment its place among these, from 1, or 0; and articles and times of all that is more:
less than none is what was counted too often.
"""


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
    of_titles, of_bodies = parted(titles, title), parted(bodies, body)
    room = most_of(title) + most_of(body)
    twice = 2 * room + 1  # what shares positions is met, and told once more
    more_docs, more_times = np.empty(twice, np.uint16), np.empty(twice, np.int64)
    met = (
        out_docs,
        np.empty(min(room, articles) + 1, np.uint32),
        np.zeros(articles, np.uint16),
        more_docs,
        more_times,
    )
    in_titles, more_titles = gather(titles, title, of_titles, met, 0, 0)
    size, more = gather(bodies, body, of_bodies, met, in_titles, more_titles)
    times = met[1]
    for number in range(in_titles):
        out_f[number] = float(times[number]) * float(shares[int(out_docs[number])])
    for number in range(in_titles, size):
        out_f[number] = float(times[number]) * float(shares[articles + int(out_docs[number])])
    if more == 0:
        return size
    shared_titles = put_more(met, 0, more_titles, in_titles, IN_TITLES, tally)
    shared = put_more(met, more_titles, more, in_titles, 0, tally)
    unsure = np.empty(more if shared + shared_titles > 0 else 0, np.int64)
    left = 0
    for number in range(more):
        doc = int(more_docs[number]) + 0
        if met[2][doc] == 0:  # it was here before
            continue
        place = int(met[2][doc]) - 1
        met[2][doc] = 0
        out_f[place] = worth(int(tally[doc]), doc, shares, articles)
        if tally[doc] & IN_EITHER != 0:
            unsure[left] = place
            left += 1
        else:
            tally[doc] = 0
    if left > 0:
        unsure = worth_counting(unsure[:left], most, tally, out_docs[:size], out_f)
    if len(unsure) > 0 and shared_titles > 0:
        recounted(titles, title, tally, IN_TITLES, out_docs, unsure)
    if len(unsure) > 0 and shared > 0:
        recounted(bodies, body, tally, 0, out_docs, unsure)
    for number in range(len(unsure)):
        place = int(unsure[number])
        doc = int(out_docs[place]) + 0
        out_f[place] = worth(int(tally[doc]), doc, shares, articles)
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
def gather(
    words: Placed, table: I8, parts: Parted, met: Met, size: int, more: int
) -> tuple[int, int]:
    """Write down who holds any place; return how many articles have been met, and how much more of
    them, of which `size` and `more` were before.
    """
    docs, counts, many_at, many, _, _, _, _, doubled, _ = words
    part_docs, part_counts, ends = parts
    met_docs, met_times, place_of, more_docs, more_times = met
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
            before = int(place_of[doc]) + 0
            met_docs[size] = doc
            met_times[size] = times
            more_docs[more] = doc
            more_times[more] = times
            is_new = before == 0
            size += is_new
            more += not is_new
            place_of[doc] = size if is_new else before
        number = gallop(doubled, 0, len(doubled), start) if kind == MIXED else len(doubled)
        while number < len(doubled) and int(doubled[number]) < end:
            posting = int(doubled[number]) + 0
            number += 1
            held = true_count(counts, many_at, many, posting)
            more_docs[more] = docs[posting]
            more_times[more] = apart(words, posting, int(table[PLACE * place + 2])) - held
            more += 1
    return size, more


@kernel
def put_more(met: Met, begin: int, end: int, in_titles: int, shift: int, tally: I8) -> int:
    """Add to the tally of articles what more was met of them, `shift` being IN_TITLES or 0, and
    before that what was met first, in titles if that was among the first so many. Return how often
    another place of an article was met.
    """
    _, met_times, place_of, more_docs, more_times = met
    shared = 0
    for number in range(begin, end):
        doc, times = int(more_docs[number]) + 0, int(more_times[number]) + 0
        before = int(tally[doc])
        if before == 0:
            first = int(place_of[doc]) - 1
            its = int(met_times[first]) + 0
            before = its << 32 if first < in_titles else its
        again = int(times > 0 and (before >> shift) & TIMES != 0)
        tally[doc] = (before + (times << shift)) | (again << (shift + 30))
        shared += again
    return shared


@kernel
def worth_counting(unsure: I8, most: int, tally: I8, its_docs: U2, f: F8) -> I8:
    """Return those of the articles which may hold less than was added up that may still be among
    the best `most`; the tally of others is cleared.
    """
    if most == 0 or most >= len(its_docs):
        return unsure
    for number in range(len(unsure)):  # not among those that are sure
        f[unsure[number]] = -f[unsure[number]]
    best = np.zeros(most, np.float64)
    least = 0.0
    for place in range(len(its_docs)):
        if f[place] > least:
            least = enter(best, float(f[place]))
    wanted = 0
    for number in range(len(unsure)):
        place = int(unsure[number])
        f[place] = -f[place]
        if float(f[place]) < least:
            tally[int(its_docs[place])] = 0
        else:
            unsure[wanted] = place
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
            if tally[doc] & several == 0 or verdict(judged, which, posting) == NONE:
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
