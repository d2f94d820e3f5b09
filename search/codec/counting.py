"""Who holds the forms of one place of a table (places.py), and how often each does."""

from __future__ import annotations

from search.codec.formsets import ALL, verdict
from search.codec.jit import kernel
from search.codec.phrases import gallop
from search.codec.places import MIXED, PLACE
from search.codec.views import Placed
from search.codec.words import I8, U2, U4, tokens_before, true_count, value_of


@kernel
def counted(
    words: Placed,
    table: I8,
    place: int,
    out_docs: U2,
    out_counts: U4,
) -> int:
    """Write who holds the forms of a place, a position counting once; return how many do."""
    start, end = int(table[PLACE * place]), int(table[PLACE * place + 1])
    code_bits = int(table[PLACE * place + 2])
    low, high = int(table[PLACE * place + 3]), int(table[PLACE * place + 4])
    judged = int(table[PLACE * place + 6])
    if int(table[PLACE * place + 5]) & 1:
        return whole(words, table, place, out_docs, out_counts)
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, which = words
    size = 0
    token = tokens_before(counts, many_at, many, block_token, block_width, start) + 0
    for posting in range(start, end):
        held = int(counts[posting]) + 0
        if held == 255:
            held = true_count(counts, many_at, many, posting) + 0
        told = verdict(judged, which, posting)
        found = held if told == ALL else 0
        if told > ALL:
            block = posting >> 5
            width = int(block_width[block]) & 127
            bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
            found = positions(tokens, bit, width, held, code_bits, low, high)
        token += held
        out_docs[size] = docs[posting]  # overwritten unless there is any
        out_counts[size] = found
        size += found > 0
    return size


@kernel
def positions(
    tokens: U4, bit: int, width: int, held: int, code_bits: int, low: int, high: int
) -> int:
    """Return at how many positions an article has the codes low to high, given its tokens."""
    found = 0
    code_mask = (1 << code_bits) - 1
    before = -1
    for _ in range(held):
        value = value_of(tokens, bit, width)
        bit += width
        code, position = value & code_mask, value >> code_bits
        is_wanted = (code >= low) & (code < high)
        found += is_wanted & (position != before)
        before = position if is_wanted else before
    return found


@kernel
def whole(
    words: Placed,
    table: I8,
    place: int,
    out_docs: U2,
    out_counts: U4,
) -> int:
    """Write who holds a place that is WHOLE or MIXED; return how many do."""
    docs, counts, many_at, many, _, _, _, _, doubled, _ = words
    start, end = int(table[PLACE * place]), int(table[PLACE * place + 1])
    for posting in range(start, end):
        out_docs[posting - start] = docs[posting]
        out_counts[posting - start] = true_count(counts, many_at, many, posting)
    if table[PLACE * place + 5] == MIXED:
        number = gallop(doubled, 0, len(doubled), start)
        while number < len(doubled) and int(doubled[number]) < end:
            posting = int(doubled[number]) + 0
            number += 1
            out_counts[posting - start] = apart(words, posting, int(table[PLACE * place + 2]))
    return end - start


@kernel
def apart(words: Placed, posting: int, code_bits: int) -> int:
    """Return at how many positions the article of a posting has its stem."""
    _, counts, many_at, many, block_token, block_at, block_width, tokens, _, _ = words
    block = posting >> 5
    width = int(block_width[block]) & 127
    token = tokens_before(counts, many_at, many, block_token, block_width, posting)
    bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
    held = true_count(counts, many_at, many, posting)
    return int(positions(tokens, bit, width, held, code_bits, 0, 1 << code_bits))
