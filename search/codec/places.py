"""The forms that a word stands for: in which articles they are, how often, and where.

A *table* says where to look, seven numbers a place: the first posting of the stem and the one
after its last, the bits that its codes take, the codes wanted, low to high (high not included),
how these lie, and the verdicts on what its postings tell of them (formsets.py). They lie

    APART   no two of them share a position of an article
    WHOLE   likewise, and they are all that the stem has: its postings are those wanted
    SHARED  two of them may share a position, as a compound and its first piece do
    MIXED   likewise, and they are all that the stem has

Forms that share a position are one occurrence there. Forms of different places may as well.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.formsets import NONE, UNTOLD, verdict
from search.codec.jit import kernel
from search.codec.views import placed
from search.codec.words import I8, U1, U4, tokens_before, true_count

Bool: TypeAlias = npt.NDArray[np.bool_]

PLACE = 7
"""Numbers of a place."""

APART, WHOLE, SHARED, MIXED = 0, 1, 2, 3


@kernel
def located(
    data: U1,
    at: I8,
    table: I8,
    mask: Bool,
    out: I8,
) -> int:
    """Write `article << 32 | position` of all places of the table, one after another; return how
    many. Only of the articles of the mask, if it has any.
    """
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, which = placed(
        data, at
    )
    masked = len(mask) > 0
    size = 0
    for place in range(len(table) // PLACE):
        start, end = int(table[PLACE * place]), int(table[PLACE * place + 1])
        code_bits = int(table[PLACE * place + 2])
        low, high = int(table[PLACE * place + 3]), int(table[PLACE * place + 4])
        judged = int(table[PLACE * place + 6])
        if start == end:
            continue
        code_mask = (1 << code_bits) - 1
        token = tokens_before(counts, many_at, many, block_token, block_width, start) + 0
        for posting in range(start, end):
            block = posting >> 5
            held = int(counts[posting]) + 0
            if held == 255:
                held = true_count(counts, many_at, many, posting) + 0
            doc = int(docs[posting]) + 0
            if (masked and not mask[doc]) or verdict(judged, which, posting) == NONE:
                token += held
                continue
            width = int(block_width[block]) & 127
            bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
            value_mask = (1 << width) - 1
            token += held
            before = -1
            for _ in range(held):
                word = bit >> 5
                value = (int(tokens[word]) + int(tokens[word + 1]) * 4294967296) >> (bit & 31)
                value &= value_mask
                bit += width
                code = value & code_mask
                if code >= low and code < high:
                    position = value >> code_bits
                    if position != before:
                        out[size] = doc * 4294967296 + position
                        size += 1
                        before = position
    return size


@kernel
def most_of(table: I8) -> int:
    """Return how many postings the places of a table have."""
    postings = 0
    for place in range(len(table) // PLACE):
        postings += int(table[PLACE * place + 1]) - int(table[PLACE * place])
    return postings


@kernel
def bound(data: U1, at: I8, table: I8) -> int:
    """Return how many tokens the stems of a table have: what `located` may need."""
    _, counts, many_at, many, block_token, _, block_width, _, _, _ = placed(data, at)
    total = 0
    for place in range(len(table) // PLACE):
        start, end = int(table[PLACE * place]), int(table[PLACE * place + 1])
        if start < end:
            total += tokens_before(counts, many_at, many, block_token, block_width, end)
            total -= tokens_before(counts, many_at, many, block_token, block_width, start)
    return total


@kernel
def living_tokens(data: U1, at: I8, table: I8, live: Bool) -> int:
    """Return how many tokens the stems of a table have in live articles; in all, where `live` is
    empty.
    """
    if len(live) == 0:
        return bound(data, at, table)
    docs, counts, many_at, many, _, _, _, _, _, _ = placed(data, at)
    total = 0
    for place in range(len(table) // PLACE):
        for posting in range(int(table[PLACE * place]), int(table[PLACE * place + 1])):
            if live[int(docs[posting])]:
                total += true_count(counts, many_at, many, posting)
    return total


@kernel
def stamp(
    data: U1,
    at: I8,
    table: I8,
    low_place: int,
    high_place: int,
    stamps: U4,
    number: int,
    live: Bool,
) -> int:
    """Stamp with a number the live articles of some places; return how many had another stamp."""
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, which = placed(
        data, at
    )
    total = 0
    for place in range(low_place, high_place):
        start, end = int(table[PLACE * place]), int(table[PLACE * place + 1])
        code_bits = int(table[PLACE * place + 2])
        low, high = int(table[PLACE * place + 3]), int(table[PLACE * place + 4])
        judged = int(table[PLACE * place + 6])
        if start == end:
            continue
        code_mask = (1 << code_bits) - 1
        token = tokens_before(counts, many_at, many, block_token, block_width, start) + 0
        for posting in range(start, end):
            block = posting >> 5
            held = int(counts[posting]) + 0
            if held == 255:
                held = true_count(counts, many_at, many, posting) + 0
            width = int(block_width[block]) & 127
            bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
            token += held
            doc = int(docs[posting]) + 0
            if stamps[doc] == number or not live[doc]:
                continue
            told = verdict(judged, which, posting)
            if told != UNTOLD:
                if told != NONE:
                    stamps[doc] = number
                    total += 1
                continue
            for _ in range(held):
                word = bit >> 5
                value = (int(tokens[word]) + int(tokens[word + 1]) * 4294967296) >> (bit & 31)
                code = value & code_mask
                bit += width
                if code >= low and code < high:
                    stamps[doc] = number
                    total += 1
                    break
    return total
