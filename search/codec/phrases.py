"""Words side by side, found by looking only where all of them stand."""

from __future__ import annotations

import numpy as np

from search.codec.jit import kernel, shared_kernel
from search.codec.places import PLACE
from search.codec.views import placed
from search.codec.words import I8, U1, U2, U4, true_count, value_of


@kernel
def gallop(docs: U2 | U4, at: int, end: int, doc: int) -> int:
    """Return the first posting from `at` to `end` whose article is not before `doc`."""
    if at >= end or int(docs[at]) >= doc:
        return at
    step = 1
    while at + step < end and int(docs[at + step]) < doc:
        at += step
        step *= 2
    last = min(at + step, end)
    at += 1
    while at < last:
        middle = (at + last) >> 1
        if int(docs[middle]) < doc:
            at = middle + 1
        else:
            last = middle
    return at


@kernel
def counts_before(counts: U1, many_at: U4, many: U4, has_many: bool, posting: int) -> int:
    """Return how many tokens stand before those of a posting in its block."""
    begin = posting & ~31
    before = 0
    if has_many:
        for earlier in range(begin, posting):
            before += true_count(counts, many_at, many, earlier)
    else:
        for earlier in range(begin, posting):
            before += int(counts[earlier])
    return before


@kernel
def stands(
    counts: U1,
    many_at: U4,
    many: U4,
    block_token: U4,
    block_at: U4,
    block_width: U1,
    tokens: U4,
    at: int,
    position: int,
    code_bits: int,
    low: int,
    high: int,
) -> bool:
    """Return whether a code of low to high has this position in the article of a posting."""
    block = at >> 5
    width = int(block_width[block]) & 127
    before = counts_before(counts, many_at, many, int(block_width[block]) >= 128, at)
    bit = int(block_at[block]) * 32 + before * width
    for _ in range(true_count(counts, many_at, many, at)):
        value = value_of(tokens, bit, width)
        bit += width
        if value >> code_bits > position:
            return False
        code = value & ((1 << code_bits) - 1)
        if value >> code_bits == position and code >= low and code < high:
            return True
    return False


@shared_kernel
def adjacent(  # noqa: C901  one pass, and calls with many arrays cost as much as the work
    data: U1,
    at: I8,
    table: I8,
    order: I8,
    where: U4,
    out_docs: U2,
    out_counts: U4,
) -> int:
    """Write who holds a phrase of two words or more, and how often; return how many articles do.

    `table` has one place a word, as in `places`; `order` are the words, rarest first. The two
    rarest are looked for first, and the others only where those stand as they should. `where` is
    scratch, a number an article, that may hold anything.
    """
    docs, counts, many_at, many, block_token, block_at, block_width, tokens, _, _ = placed(
        data, at
    )
    words = len(order)
    state = np.empty(words, np.int64)
    one, two = int(order[0]), int(order[1])
    apart = two - one
    one_bits, one_low, one_high = (
        int(table[PLACE * one + 2]),
        int(table[PLACE * one + 3]),
        int(table[PLACE * one + 4]),
    )
    two_bits, two_low, two_high = (
        int(table[PLACE * two + 2]),
        int(table[PLACE * two + 3]),
        int(table[PLACE * two + 4]),
    )
    start, end = int(table[PLACE * one]), int(table[PLACE * one + 1])
    there_at, last = int(table[PLACE * two]), int(table[PLACE * two + 1])
    for word in range(words):
        state[word] = table[PLACE * word]
    first = there_at
    # Where the second word is not much commoner, writing down its postings beats looking for them.
    is_near = last - there_at < 32 * (end - start)
    if is_near:
        for posting in range(there_at, last):
            where[int(docs[posting])] = posting
    # Of both words: the posting that was looked at last, the tokens before it in its block, the
    # bits of a token, and where the block begins.
    one_at, one_before, one_bit, width, one_many = -32, 0, 0, 0, False
    two_at, two_before, two_bit, step, two_many = -32, 0, 0, 0, False
    size = 0
    for posting in range(start, end):
        doc = int(docs[posting]) + 0
        if is_near:
            there_at = int(where[doc]) + 0
            if there_at < first or there_at >= last or int(docs[there_at]) != doc:
                continue
        else:
            there_at = gallop(docs, there_at, last, doc)
            if there_at >= last:
                break
            if int(docs[there_at]) != doc:
                continue
        if posting >> 5 != one_at >> 5:
            one_at = posting & ~31
            one_before = 0
            width = int(block_width[posting >> 5]) + 0
            one_many = width >= 128
            width &= 127
            one_bit = int(block_at[posting >> 5]) * 32
        if one_many:
            for earlier in range(one_at, posting):
                one_before += true_count(counts, many_at, many, earlier)
        else:
            for earlier in range(one_at, posting):
                one_before += int(counts[earlier])
        one_at = posting
        bit = one_bit + one_before * width
        held = int(counts[posting]) + 0
        if held == 255:
            held = true_count(counts, many_at, many, posting) + 0
        if there_at >> 5 != two_at >> 5:
            two_at = there_at & ~31
            two_before = 0
            step = int(block_width[there_at >> 5]) + 0
            two_many = step >= 128
            step &= 127
            two_bit = int(block_at[there_at >> 5]) * 32
        if two_many:
            for earlier in range(two_at, there_at):
                two_before += true_count(counts, many_at, many, earlier)
        else:
            for earlier in range(two_at, there_at):
                two_before += int(counts[earlier])
        two_at = there_at
        there = two_bit + two_before * step
        left = int(counts[there_at]) + 0
        if left == 255:
            left = true_count(counts, many_at, many, there_at) + 0
        mask = (1 << step) - 1
        found = 0
        before = -1
        for _ in range(held):
            value = value_of(tokens, bit, width)
            bit += width
            code = value & ((1 << one_bits) - 1)
            position = value >> one_bits
            if code < one_low or code >= one_high or position == before or position < one:
                continue
            wanted = position + apart
            least = wanted << two_bits
            while left > 8:
                ahead = there + 8 * step
                other = (int(tokens[ahead >> 5]) + int(tokens[(ahead >> 5) + 1]) * 4294967296) >> (
                    ahead & 31
                )
                if (other & mask) >= least:
                    break
                there = ahead
                left -= 8
            other = 0
            while left > 0:
                other = (int(tokens[there >> 5]) + int(tokens[(there >> 5) + 1]) * 4294967296) >> (
                    there & 31
                )
                other &= mask
                if other >= least:
                    break
                there += step
                left -= 1
            if left == 0:
                break
            together = False
            while left > 0 and other >> two_bits == wanted:
                code = other & ((1 << two_bits) - 1)
                if code >= two_low and code < two_high:
                    together = True
                    break
                there += step
                left -= 1
                if left > 0:
                    other = value_of(tokens, there, step)
            if not together:
                continue
            for number in range(2, words):
                word = int(order[number])
                stop = int(table[PLACE * word + 1])
                place = gallop(docs, int(state[word]), stop, doc)
                state[word] = place
                together = place < stop and int(docs[place]) == doc
                if together:
                    together = stands(
                        counts,
                        many_at,
                        many,
                        block_token,
                        block_at,
                        block_width,
                        tokens,
                        place,
                        position - one + word,
                        int(table[PLACE * word + 2]),
                        int(table[PLACE * word + 3]),
                        int(table[PLACE * word + 4]),
                    )
                if not together:
                    break
            if together:
                found += 1
                before = position
        if found > 0:
            out_docs[size] = doc
            out_counts[size] = found
            size += 1
    return size
