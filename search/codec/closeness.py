"""How often words of a query stand close together in an article."""

from __future__ import annotations

import numpy as np

from search.codec.best import F8
from search.codec.jit import kernel
from search.codec.views import placed
from search.codec.words import I8, U1, true_count, value_of

REACH = 8
"""Two words are close together when less than so many positions lie between their beginnings."""


@kernel
def closeness(  # noqa: C901  one pass, and calls with many arrays are slow
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    tables: I8,
    table_at: I8,
    pairs: I8,
    weights: F8,
    numbers: I8,
    scores: F8,
    wanted: int,
    times: I8,
) -> int:
    """Add to the scores of articles, for each pair of words that stand c times close together in
    one, its weight times c / (c + 1); return how many articles were looked at.

    The articles come best first. Those that cannot be among the best `wanted`, with whatever would
    be added, are not looked at.

    `tables` are places (places.py) of each word in titles and in bodies, in turn; `table_at` where
    each of these begins, and where the last ends; `pairs` the numbers of two words each. Every
    word counts once for the other of a pair, the first that is near enough. `times` comes as zeros
    and tells how often each pair is close, for one article after the other.
    """
    words = (len(table_at) - 1) >> 1
    count = len(weights)
    most = 0.0
    for pair in range(count):
        most += float(weights[pair])
    size = len(numbers)
    if wanted < size:
        least = float(scores[wanted - 1]) - most
        while float(scores[size - 1]) < least:
            size -= 1
    at = np.zeros(words + 1, np.int64)
    positions = np.empty(1024, np.int64)
    for field in range(2):
        view = placed(title_data, title_at) if field == 0 else placed(body_data, body_at)
        docs, counts, many_at, many, _, block_at, block_width, tokens, _, _ = view
        for number in range(size):
            doc = int(numbers[number]) + 0
            used = 0
            for word in range(words):
                for place in range(
                    int(table_at[2 * word + field]), int(table_at[2 * word + field + 1]), 6
                ):
                    posting, end = int(tables[place]), int(tables[place + 1])
                    stop = end
                    while posting < stop:
                        middle = (posting + stop) >> 1
                        if int(docs[middle]) < doc:
                            posting = middle + 1
                        else:
                            stop = middle
                    if posting == end or int(docs[posting]) != doc:
                        continue
                    code_bits = int(tables[place + 2]) + 0
                    low, high = int(tables[place + 3]), int(tables[place + 4])
                    held = true_count(counts, many_at, many, posting) + 0
                    if used + held > len(positions):
                        wider = np.empty(2 * (used + held), np.int64)
                        wider[:used] = positions[:used]
                        positions = wider
                    block = posting >> 5
                    width = int(block_width[block]) + 0
                    earlier = 0
                    if width >= 128:
                        for other in range(posting & ~31, posting):
                            earlier += true_count(counts, many_at, many, other)
                    else:
                        for other in range(posting & ~31, posting):
                            earlier += int(counts[other])
                    width &= 127
                    bit = int(block_at[block]) * 32 + earlier * width
                    last = -1
                    for _ in range(held):
                        value = value_of(tokens, bit, width)
                        bit += width
                        code = value & ((1 << code_bits) - 1)
                        position = value >> code_bits
                        if code >= low and code < high and position != last:
                            positions[used] = position
                            used += 1
                            last = position
                at[word + 1] = used
            for pair in range(count):
                one, other = int(pairs[2 * pair]), int(pairs[2 * pair + 1])
                left, left_end = int(at[one]), int(at[one + 1])
                right, right_end = int(at[other]), int(at[other + 1])
                found = 0
                while left < left_end and right < right_end:
                    apart = int(positions[left]) - int(positions[right])
                    if apart == 0:  # forms of both stand there, as in a compound
                        right += 1
                    elif apart > -REACH and apart < REACH:
                        found += 1
                        left += 1
                        right += 1
                    elif apart < 0:
                        left += 1
                    else:
                        right += 1
                times[number * count + pair] += found
    for number in range(size):
        for pair in range(count):
            found = int(times[number * count + pair]) + 0
            scores[number] += float(weights[pair]) * (found / (found + 1.0))
    return size
