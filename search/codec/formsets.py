"""Which forms of its stem an article holds, so that hardly any positions are read for it.

A *set* has a bit for each form, by code. `which` has 4 bits a posting: of a stem of up to FEW
forms the set itself; of one of more, which of the stem's own sets it is, from 1. Those are the
SETS that most articles hold, the commonest first; `sets` has those of one stem after the other,
`set_rows` the rows of these stems. 0 says that it is not told: two forms share a position, or the
set is none of those, or has a code of 32 or more.

Of the forms that a search wants each of these 16 numbers has a *verdict*, and all of them are one
number, 2 bits each, the lowest first:

    NONE    none of those wanted is there
    ALL     none but those wanted: they stand there as often as the stem does
    SOME    some of those wanted, and others
    UNTOLD  the positions tell
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from search.codec import jit
from search.codec.jit import kernel
from search.codec.strings import U1, U4
from search.codec.words import FEW, I8, SETS, U8, code_widths

NONE, ALL, SOME, UNTOLD = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class FormSets:
    """The postings in which two forms share a position; `which` of all postings, a byte each; and
    the sets of stems of more than FEW forms.
    """

    doubled: U4
    which: U1
    set_rows: U4
    sets: U4


def form_sets(stem_form: I8, first: I8, counts: U4, packed: U8) -> FormSets:
    """Return which forms the postings of a stretch (postings.py) hold; rows count from 0 in it."""
    tokens = packed.view(np.int64)
    forms = stem_form[1:] - stem_form[:-1]
    set_rows = np.flatnonzero(forms > FEW).astype(np.uint32)
    sets = np.zeros(SETS * len(set_rows), np.uint32)
    if jit.is_native():
        doubled, which = np.empty(len(counts), np.uint32), np.empty(len(counts), np.uint8)
        size = sets_held(first, counts, tokens, forms, code_widths(forms), doubled, which, sets)
        return FormSets(doubled[:size].copy(), which, set_rows, sets)
    if not len(counts):
        return FormSets(np.zeros(0, np.uint32), np.zeros(0, np.uint8), set_rows, sets)
    widths = code_widths(forms)
    ends = np.cumsum(counts, dtype=np.int64)
    row = np.repeat(np.repeat(np.arange(len(widths)), np.diff(first)), counts)
    positions = tokens >> widths[row]
    same = np.zeros(len(row), np.bool_)
    same[:-1] = positions[1:] == positions[:-1]
    same[ends - 1] = False
    doubled = np.unique(np.repeat(np.arange(len(counts)), counts)[same]).astype(np.uint32)
    codes = tokens & ((1 << widths[row]) - 1)
    held = np.bitwise_or.reduceat(np.int64(1) << np.minimum(codes, 32), ends - counts)
    held[held >> 32 > 0] = 0
    held[doubled] = 0
    for number, stem in enumerate(set_rows.tolist()):
        its = held[int(first[stem]) : int(first[stem + 1])]
        found, times = np.unique(its[its > 0], return_counts=True)
        commonest = found[np.lexsort((found, -times))][:SETS]
        sets[SETS * number : SETS * number + len(commonest)] = commonest
        numbers = {int(one): at + 1 for at, one in enumerate(commonest)}
        its[:] = [numbers.get(one, 0) for one in its.tolist()]
    return FormSets(doubled, held.astype(np.uint8), set_rows, sets)


@kernel
def sets_held(
    first: I8,
    counts: U4,
    tokens: I8,
    forms: I8,
    widths: I8,
    out_doubled: U4,
    out_which: U1,
    out_sets: U4,
) -> int:
    """Write the postings that have two tokens at one position, which forms each posting holds,
    and the sets of stems of more than FEW forms; return how many postings have two.
    """
    most = 0
    for row in range(len(forms)):
        most = max(most, int(first[row + 1] - first[row]) if forms[row] > FEW else 0)
    held = np.empty(most, np.uint32)
    size = token = stems = 0
    for row in range(len(forms)):
        begin, end = int(first[row]), int(first[row + 1])
        width = int(widths[row])
        code_mask = (1 << width) - 1
        for posting in range(begin, end):
            its = 0
            before, is_shared = -1, False
            for number in range(token, token + int(counts[posting]) * (width > 0)):
                code, position = int(tokens[number]) & code_mask, int(tokens[number]) >> width
                its |= 1 << min(code, 32)
                is_shared |= position == before
                before = position
            token += int(counts[posting])
            if is_shared:
                out_doubled[size] = posting
                size += 1
            if is_shared or its >= 4294967296:
                its = 0
            elif width == 0:
                its = 1
            if forms[row] > FEW:
                held[posting - begin] = its
            else:
                out_which[posting] = its
        if forms[row] > FEW:
            number_sets(
                held[: end - begin],
                out_which[begin:end],
                out_sets[SETS * stems : SETS * (stems + 1)],
            )
            stems += 1
    return size


@kernel
def number_sets(held: U4, out_which: U1, out_sets: U4) -> None:
    """Write the commonest of a stem's sets, given that of each posting; and which of them each is,
    from 1, or 0.
    """
    slots = 32
    while slots < 2 * len(held):
        slots *= 2
    met, times = np.zeros(slots, np.int64), np.zeros(slots, np.int64)
    for posting in range(len(held)):
        one = int(held[posting]) + 0
        slot = (one * 40503 >> 11) & (slots - 1)
        while met[slot] != 0 and met[slot] != one:
            slot = (slot + 1) & (slots - 1)
        met[slot] = one
        times[slot] += one > 0
    best, most = np.zeros(SETS, np.int64), np.zeros(SETS, np.int64)
    for slot in range(slots):
        one, often = int(met[slot]), int(times[slot])
        at = SETS
        while at > 0 and (
            often > most[at - 1] or (often == most[at - 1] and often > 0 and one < best[at - 1])
        ):
            at -= 1
        if at < SETS and one > 0:
            for later in range(SETS - 1, at, -1):
                best[later], most[later] = best[later - 1], most[later - 1]
            best[at], most[at] = one, often
    for number in range(SETS):
        out_sets[number] = best[number]
    for posting in range(len(held)):
        out_which[posting] = 0
        for number in range(SETS):
            if held[posting] != 0 and held[posting] == out_sets[number]:
                out_which[posting] = number + 1
                break


@kernel
def verdicts(set_rows: U4, sets: U4, row: int, forms: int, low: int, high: int) -> int:
    """Return the verdicts on the numbers of a row's postings, of so many forms, where those from
    code `low` to `high` are wanted.
    """
    wanted = (1 << min(high, 32)) - (1 << min(low, 32))
    begin = 0
    if forms > FEW:
        last = len(set_rows)
        while begin < last:
            middle = (begin + last) >> 1
            if int(set_rows[middle]) < row:
                begin = middle + 1
            else:
                last = middle
    found = UNTOLD
    for number in range(1, SETS + 1):
        its = int(sets[SETS * begin + number - 1]) if forms > FEW else number
        if its & wanted != 0:
            found |= (ALL if its & ~wanted == 0 else SOME) << (2 * number)
    return found


@kernel
def all_verdicts(set_rows: U4, sets: U4, rows: I8, forms: I8, low: I8, high: I8, out: I8) -> None:
    """Write what `verdicts` returns of each of some rows, forms and codes."""
    for number in range(len(rows)):
        out[number] = verdicts(
            set_rows,
            sets,
            int(rows[number]),
            int(forms[number]),
            int(low[number]),
            int(high[number]),
        )


@kernel
def verdict(judged: int, which: U1, posting: int) -> int:
    """Return the verdict on a posting, given those on all numbers."""
    number = (int(which[posting >> 1]) >> ((posting & 1) << 2)) & 15
    return (judged >> (2 * number)) & 3
