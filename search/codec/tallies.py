"""Masks from days, and counts of what the articles of a result have in common."""

from __future__ import annotations

from search.codec.best import I4
from search.codec.jit import kernel
from search.codec.places import Bool
from search.codec.words import I8, U1, U2, U4


@kernel
def dated(
    first_day: I4,
    last_day: I4,
    live: Bool,
    low: int,
    high: int,
    overlap: Bool,
    outside: Bool,
) -> None:
    """Set which dated live articles may be of these days, and which may not be."""
    for doc in range(len(first_day)):
        is_dated = live[doc] & (first_day[doc] > 0)
        overlap[doc] = is_dated & (first_day[doc] <= high) & (last_day[doc] >= low)
        outside[doc] = is_dated & ((first_day[doc] < low) | (last_day[doc] > high))


@kernel
def mask_of_days(first_day: I4, last_day: I4, live: U1, days: I8, mask: U1) -> None:
    """Write 1 for the articles that may be of all periods of `days`, two numbers each, the first
    and the last; 2 for those without a date; and 0 for others, and those that do not live, if
    `live` has any numbers.
    """
    low, high = days[0], days[1]
    for doc in range(len(mask)):  # no branches: a match is as good as random
        is_dated = first_day[doc] > 0
        is_in = is_dated & (first_day[doc] <= high) & (last_day[doc] >= low)
        mask[doc] = is_in + 2 * (not is_dated)
    for period in range(2, len(days), 2):
        for doc in range(len(mask)):
            is_out = (first_day[doc] > days[period + 1]) | (last_day[doc] < days[period])
            mask[doc] = 0 if mask[doc] == 1 and is_out else mask[doc]
    for doc in range(len(live)):
        mask[doc] = mask[doc] if live[doc] else 0


@kernel
def tally(codes: U2 | I4, docs: I8, counts: I8) -> None:
    """Add to the count of each code how many of these articles have it."""
    for place in range(len(docs)):
        counts[codes[docs[place]]] += 1


@kernel
def tally_many(at: U4, codes: U4, docs: I8, numbers: U4, counts: U4) -> int:
    """Add to the count of each number how many of these articles list it, each code of an article
    being of another number; return how many list none.

    `numbers` are of the codes.
    """
    none = 0
    for place in range(len(docs)):
        doc = docs[place]
        none += at[doc] == at[doc + 1]
        for row in range(int(at[doc]), int(at[doc + 1])):
            counts[numbers[codes[row]]] += 1
    return none


@kernel
def commonest(counts: U4, uses: U4, least: int, tally: I8, found: U4) -> int:
    """Write the `least` commonest numbers to `found`, and others that may be as common; return how
    many. Those of count 0 are not among them.

    `uses`, which fall, are the most that each count can be: where they are less than what is
    sought, nobody looks further. `tally` is room of its own, zeros before and after.
    """
    most = len(tally) - 1
    bound = 1
    held = 0  # of those met the ones that count as much as the bound
    size = 0
    for number in range(len(counts)):
        if uses[number] < bound:
            break
        count = int(counts[number]) + 0
        if count < bound:
            continue
        found[size] = number
        size += 1
        tally[min(count, most)] += 1
        held += 1
        while bound < most and held - int(tally[bound]) >= least:
            held -= int(tally[bound])
            bound += 1
    for place in range(len(tally)):
        tally[place] = 0
    kept = 0
    for place in range(size):
        number = int(found[place])
        found[kept] = number  # overwritten unless it counts enough
        kept += counts[number] >= bound
    return kept


@kernel
def mask_of(match: Bool, freed: Bool, mask: U1) -> None:
    """Write 1 for what matches, 2 for what would if dates held nobody undated back."""
    for doc in range(len(match)):  # no branches: a match is as good as random
        is_in = match[doc]
        mask[doc] = is_in + 2 * (freed[doc] & ~is_in)
