"""The forms that a word stands for: in which articles they are, how often, and where.

A *table* says where to look, five numbers a place: the first posting of the stem and the one after
its last, the bits that its codes take, and the codes wanted, low to high (high not included).

Forms that share a position, as a compound and its first piece do, are one occurrence there.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.jit import kernel
from search.codec.words import I8, U1, U2, U4, tokens_before, true_count

Bool: TypeAlias = npt.NDArray[np.bool_]


class Holdings(NamedTuple):
    """Articles, rising, and how often each holds something; as in `Words`, MANY is looked up."""

    docs: U2
    counts: U1
    many_at: U4
    many: U4

    def cut(self, size: int, size_many: int) -> Holdings:
        """Return the first of them."""
        return Holdings(
            self.docs[:size], self.counts[:size], self.many_at[:size_many], self.many[:size_many]
        )


def room(most: int) -> Holdings:
    """Return arrays for so many postings."""
    return Holdings(
        np.empty(most, np.uint16),
        np.empty(most, np.uint8),
        np.empty(most, np.uint32),
        np.empty(most, np.uint32),
    )


NOTHING = room(0)


@kernel
def counted(
    docs: U2,
    counts: U1,
    many_at: U4,
    many: U4,
    block_token: U4,
    block_at: U4,
    block_width: U1,
    tokens: U4,
    table: I8,
    out_docs: U2,
    out_counts: U1,
    out_many_at: U4,
    out_many: U4,
) -> tuple[int, int]:
    """Write the postings of the one place of a table, of forms that never share a position; return
    how many there are, and how many have MANY.
    """
    size = 0
    size_many = 0
    start, end, code_bits = int(table[0]), int(table[1]), int(table[2])
    low, high = int(table[3]), int(table[4])
    if start == end:
        return size, size_many
    code_mask = (1 << code_bits) - 1
    token = tokens_before(counts, many_at, many, block_token, block_width, start) + 0
    block = -1
    width = 0
    base = 0
    for posting in range(start, end):
        if posting >> 5 != block:
            block = posting >> 5
            width = int(block_width[block]) & 127
            base = int(block_at[block]) * 32 - int(block_token[block]) * width
        held = int(counts[posting]) + 0
        if held == 255:
            held = true_count(counts, many_at, many, posting) + 0
        found = 0
        bit = base + token * width
        for _ in range(held):
            shift = bit & 31
            code = (int(tokens[bit >> 5]) + 0) >> shift
            if shift + code_bits > 32:
                code += int(tokens[(bit >> 5) + 1]) * (1 << (32 - shift))
            code &= code_mask
            found += (code >= low) & (code < high)
            bit += width
        token += held
        if found > 0:
            out_docs[size] = docs[posting]
            out_counts[size] = min(found, 255)
            if found >= 255:
                out_many_at[size_many] = size
                out_many[size_many] = found
                size_many += 1
            size += 1
    return size, size_many


@kernel
def located(
    docs: U2,
    counts: U1,
    many_at: U4,
    many: U4,
    block_token: U4,
    block_at: U4,
    block_width: U1,
    tokens: U4,
    table: I8,
    mask: Bool,
    masked: bool,
    out: I8,
) -> int:
    """Write `article << 32 | position` of all places of the table, one after another; return how
    many. Only of the articles of the mask, if it is `masked`.
    """
    size = 0
    for place in range(len(table) // 5):
        start, end = int(table[5 * place]), int(table[5 * place + 1])
        code_bits = int(table[5 * place + 2])
        low, high = int(table[5 * place + 3]), int(table[5 * place + 4])
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
            if masked and not mask[doc]:
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
def bound(counts: U1, many_at: U4, many: U4, block_token: U4, block_width: U1, table: I8) -> int:
    """Return how many tokens the stems of a table have: what `located` may need."""
    total = 0
    for place in range(len(table) // 5):
        start, end = int(table[5 * place]), int(table[5 * place + 1])
        if start < end:
            total += tokens_before(counts, many_at, many, block_token, block_width, end)
            total -= tokens_before(counts, many_at, many, block_token, block_width, start)
    return total


@kernel
def tallied(
    places: I8, out_docs: U2, out_counts: U1, out_many_at: U4, out_many: U4
) -> tuple[int, int]:
    """Write the postings of places, which are sorted and may be there more than once; return how
    many there are, and how many have MANY.
    """
    size = 0
    size_many = 0
    at = 0
    while at < len(places):
        doc = int(places[at]) >> 32
        found = 0
        before = -1
        while at < len(places) and int(places[at]) >> 32 == doc:
            found += int(places[at]) != before
            before = int(places[at]) + 0
            at += 1
        out_docs[size] = doc
        out_counts[size] = min(found, 255)
        if found >= 255:
            out_many_at[size_many] = size
            out_many[size_many] = found
            size_many += 1
        size += 1
    return size, size_many


@kernel
def stamp(
    docs: U2,
    counts: U1,
    many_at: U4,
    many: U4,
    block_token: U4,
    block_at: U4,
    block_width: U1,
    tokens: U4,
    table: I8,
    low_place: int,
    high_place: int,
    stamps: U4,
    number: int,
    live: Bool,
) -> int:
    """Stamp with a number the live articles of some places; return how many had another stamp."""
    total = 0
    for place in range(low_place, high_place):
        start, end = int(table[5 * place]), int(table[5 * place + 1])
        code_bits = int(table[5 * place + 2])
        low, high = int(table[5 * place + 3]), int(table[5 * place + 4])
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


@kernel
def holders(
    title_docs: U2, body_docs: U2, runs: I8, first: int, last: int, live: Bool, has_dead: bool
) -> int:
    """Return how many live articles hold a word, in title or body, given its runs (ranking.py)."""
    total = 0
    for run in range(first, last):
        title, title_end = int(runs[4 * run]), int(runs[4 * run + 1])
        body, body_end = int(runs[4 * run + 2]), int(runs[4 * run + 3])
        if has_dead:
            for posting in range(body, body_end):
                total += live[body_docs[posting]]
        else:
            total += body_end - body
        for posting in range(title, title_end):
            doc = int(title_docs[posting]) + 0
            while body < body_end and int(body_docs[body]) < doc:
                body += 1
            if live[doc] and not (body < body_end and int(body_docs[body]) == doc):
                total += 1
    return total
