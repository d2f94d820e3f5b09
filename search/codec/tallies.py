"""Masks from days, and counts of what the articles of a result have in common."""

from __future__ import annotations

from search.codec.best import I4
from search.codec.jit import kernel
from search.codec.ranking import Bool
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
def tally(codes: U2, result: Bool, counts: I8) -> None:
    """Add to the count of each code the articles of the result that have it."""
    for doc in range(len(codes)):
        counts[codes[doc]] += result[doc]


@kernel
def tally_many(at: U4, codes: U4, result: Bool, counts: I8) -> int:
    """Add to the count of each code the articles of the result that list it, each code of an
    article being another one; return how many of the result list none.
    """
    none = 0
    for doc in range(len(at) - 1):
        if result[doc]:
            none += at[doc] == at[doc + 1]
            for number in range(int(at[doc]), int(at[doc + 1])):
                counts[codes[number]] += 1
    return none


@kernel
def mask_of(match: Bool, freed: Bool, mask: U1) -> None:
    """Write 1 for what matches, 2 for what would if dates held nobody undated back."""
    for doc in range(len(match)):
        mask[doc] = 1 if match[doc] else (2 if freed[doc] else 0)
