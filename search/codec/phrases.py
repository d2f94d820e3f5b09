"""Words side by side, found by looking only where all of them stand."""

from __future__ import annotations

from search.codec.jit import kernel
from search.codec.words import I8, U1, U2, U4, tokens_before, true_count


@kernel
def gallop(docs: U2, at: int, end: int, doc: int) -> int:
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
def value_of(tokens: U4, bit: int, width: int) -> int:
    """Return the number of `width` bits at a place in `tokens`."""
    word = bit >> 5
    value = (int(tokens[word]) + int(tokens[word + 1]) * 4294967296) >> (bit & 31)
    return value & ((1 << width) - 1)


@kernel
def adjacent(  # noqa: C901  one pass, and calls with many arrays cost as much as the work
    docs: U2,
    counts: U1,
    many_at: U4,
    many: U4,
    block_token: U4,
    block_at: U4,
    block_width: U1,
    tokens: U4,
    table: I8,
    order: I8,
    state: I8,
    out_docs: U2,
    out_counts: U1,
    out_many_at: U4,
    out_many: U4,
) -> tuple[int, int]:
    """Write the postings of a phrase; return how many, and how many have MANY.

    `table` has one place a word, as in `postings`; `order` are the words, rarest first; `state` is
    scratch, four numbers a word.
    """
    words = len(order)
    rarest = int(order[0])
    for word in range(words):
        state[4 * word] = table[5 * word]
    size = 0
    size_many = 0
    for posting in range(int(table[5 * rarest]), int(table[5 * rarest + 1])):
        doc = int(docs[posting]) + 0
        everywhere = True
        for number in range(1, words):
            word = int(order[number])
            at = gallop(docs, int(state[4 * word]), int(table[5 * word + 1]), doc)
            state[4 * word] = at
            if at >= int(table[5 * word + 1]):
                return size, size_many
            if int(docs[at]) != doc:
                everywhere = False
                break
        if not everywhere:
            continue
        state[4 * rarest] = posting
        for word in range(words):
            at = int(state[4 * word])
            block = at >> 5
            width = int(block_width[block]) + 0
            before = 0
            if width >= 128:  # some count among these must be looked up
                width -= 128
                before = tokens_before(counts, many_at, many, block_token, block_width, at) - int(
                    block_token[block]
                )
            else:
                for earlier in range(block << 5, at):
                    before += int(counts[earlier])
            held = int(counts[at]) + 0
            if held == 255:
                held = true_count(counts, many_at, many, at) + 0
            state[4 * word + 1] = int(block_at[block]) * 32 + before * width
            state[4 * word + 2] = width
            state[4 * word + 3] = held
        found = 0
        before = -1
        code_bits = int(table[5 * rarest + 2])
        low, high = int(table[5 * rarest + 3]), int(table[5 * rarest + 4])
        bit, width = int(state[4 * rarest + 1]), int(state[4 * rarest + 2])
        for _ in range(int(state[4 * rarest + 3])):
            value = value_of(tokens, bit, width)
            bit += width
            code = value & ((1 << code_bits) - 1)
            position = value >> code_bits
            if code < low or code >= high or position == before or position < rarest:
                continue
            together = True
            for number in range(1, words):
                word = int(order[number])
                word_bits = int(table[5 * word + 2])
                wanted = position - rarest + word
                least = wanted << word_bits
                there, step = int(state[4 * word + 1]), int(state[4 * word + 2])
                left = int(state[4 * word + 3])
                mask = (1 << step) - 1
                while left > 8:
                    ahead = there + 8 * step
                    value = (
                        int(tokens[ahead >> 5]) + int(tokens[(ahead >> 5) + 1]) * 4294967296
                    ) >> (ahead & 31)
                    if (value & mask) >= least:
                        break
                    there = ahead
                    left -= 8
                value = 0
                while left > 0:
                    value = (
                        int(tokens[there >> 5]) + int(tokens[(there >> 5) + 1]) * 4294967296
                    ) >> (there & 31)
                    value &= mask
                    if value >= least:
                        break
                    there += step
                    left -= 1
                state[4 * word + 1] = there
                state[4 * word + 3] = left
                together = False
                while left > 0 and value >> word_bits == wanted:
                    code = value & ((1 << word_bits) - 1)
                    if code >= int(table[5 * word + 3]) and code < int(table[5 * word + 4]):
                        together = True
                        break
                    there += step
                    left -= 1
                    if left > 0:
                        value = value_of(tokens, there, step)
                if not together:
                    break
            if together:
                found += 1
                before = position
        if found > 0:
            out_docs[size] = doc
            out_counts[size] = min(found, 255)
            if found >= 255:
                out_many_at[size_many] = size
                out_many[size_many] = found
                size_many += 1
            size += 1
    return size, size_many
