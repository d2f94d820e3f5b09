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
def tally(codes: U2, result: Bool, counts: I8) -> None:
    """Add to the count of each code the articles of the result that have it."""
    for doc in range(len(codes)):
        counts[codes[doc]] += result[doc]


@kernel
def tally_many(at: U4, codes: U4, result: Bool, numbers: U4, counts: U4, met: U4) -> int:
    """Add to the count of each number the articles of the result that list it, each code of an
    article being of another number; return how many of the result list none.

    `numbers` are of the codes. `met` lists the numbers whose count is not 0, behind how many these
    are; it has room for one more than there can be.
    """
    none = 0
    size = int(met[0])
    for doc in range(len(at) - 1):
        if result[doc]:
            none += at[doc] == at[doc + 1]
            for place in range(int(at[doc]), int(at[doc + 1])):
                number = numbers[codes[place]]
                count = counts[number]
                met[size + 1] = number  # stays where it was not met before
                size += count == 0
                counts[number] = count + 1
    met[0] = size
    return none


@kernel
def commonest(counts: U4, met: U4, least: int, tally: I8, found: I8) -> int:
    """Find the `least` commonest numbers, and others that may be as common; return how many.

    `counts` and `met` are as `tally_many` made them, and zeros afterwards; `tally` is room of its
    own, zeros before and after. The first half of `found`, which has room for all that were met,
    gets the numbers, the second their counts.
    """
    most = len(tally) - 1
    size = int(met[0])
    for place in range(1, size + 1):
        tally[min(int(counts[met[place]]), most)] += 1
    bound = most
    kept = int(tally[bound])
    while bound > 1 and kept < least:
        bound -= 1
        kept += int(tally[bound])
    room = len(found) // 2
    kept = 0
    for place in range(1, size + 1):
        number = int(met[place])
        count = int(counts[number])
        counts[number] = 0
        tally[min(count, most)] = 0
        if count >= bound:
            found[kept] = number
            found[room + kept] = count
            kept += 1
    met[0] = 0
    return kept


@kernel
def mask_of(match: Bool, freed: Bool, mask: U1) -> None:
    """Write 1 for what matches, 2 for what would if dates held nobody undated back."""
    for doc in range(len(match)):  # no branches: a match is as good as random
        is_in = match[doc]
        mask[doc] = is_in + 2 * (freed[doc] & ~is_in)
