"""A closer look at the first articles of a search: their headlines, and how words stand together.

Words come as *tables* of places (places.py), in titles and in bodies in turn, end to end;
`table_at` tells where each table begins, and where the last ends.
"""

from __future__ import annotations

import numpy as np

from search.codec.best import F8
from search.codec.jit import hot_kernel, kernel
from search.codec.memory import bytes_at, i8_at, u4_at
from search.codec.places import PLACE
from search.codec.views import PLACED, placed
from search.codec.words import I8, U1, U4, true_count, value_of

REACH = 8
"""Two words are near each other when less than so many positions lie between their beginnings."""

HEADLINE, NEAR, AS_TYPED = 4.0, 0.7, 5.0
"""What is added times rarity: of words in a headline that is asked for, of pairs of words that are
near each other, and of pairs that stand just as they were typed, the more the more of them do.
"""

ROW = 12
"""Numbers of a segment: that of its first article in the snapshot; how many it has; of titles and
then of bodies the bytes, how many, and where arrays begin and end in them (bundle.py); how many
words each title has; the tables, how many numbers, and where each begins. Arrays are told by their
addresses (memory.py).
"""

ENDS = 2 * len(PLACED)

SHORT_TITLE = 3
"""Words of a title that shorter ones are taken to have."""


@kernel
def write_row(
    title_data: U1,
    title_at: I8,
    body_data: U1,
    body_at: I8,
    title_words: U4,
    tables: I8,
    table_at: I8,
    base: int,
    row: I8,
) -> None:
    """Write down what is looked at in a segment. The arrays must be kept as long as the row."""
    row[0] = base
    row[1] = len(title_words)
    row[2] = title_data.ctypes.data
    row[3] = len(title_data)
    row[4] = title_at.ctypes.data
    row[5] = body_data.ctypes.data
    row[6] = len(body_data)
    row[7] = body_at.ctypes.data
    row[8] = title_words.ctypes.data
    row[9] = tables.ctypes.data
    row[10] = len(tables)
    row[11] = table_at.ctypes.data


@hot_kernel
def closer_look(  # noqa: C901  one pass, and calls with many arrays are slow
    rows: I8,
    typed: I8,
    rarity: F8,
    pairs: I8,
    near_weights: F8,
    typed_weights: F8,
    numbers: I8,
    scores: F8,
    wanted: int,
    headlines: F8,
    together: I8,
) -> None:
    """Add to the scores of articles, which come by their numbers in the snapshot, what a closer
    look at them finds. `rows` has one for each segment.

    For its headline an article gets HEADLINE * m * m / (t * q) * r, where m words that were typed
    stand in the title of t words, q were typed in all (`typed` tells how often each was), and r is
    the sum of the rarities of those in the title. `headlines` is set to that.

    `pairs` are two words each, by number, and how far the second was typed after the first. Each
    adds the first of its weights, NEAR times, if the two are near each other in the title or the
    body; and the second, AS_TYPED times the root of the share, by that weight, of the pairs that
    are as typed, if the two stand as far apart as typed. `together`, which comes as zeros, is set
    for one article after the other: 1 for each pair that is near, 2 more for one that is as typed.

    Of articles that cannot be among the best `wanted` no body is looked at. Where `headlines` and
    `together` are empty, only the order is asked for: articles and scores are put in order, best
    first, equal ones as they come.
    """
    words = len(typed)
    count = len(near_weights)
    size = len(numbers)
    is_ordered = len(headlines) == 0
    if is_ordered:
        headlines = np.empty(size, np.float64)
        together = np.zeros(size * count, np.int64)
    asked = 0
    for word in range(words):
        asked += int(typed[word])
    at = np.zeros(words + 1, np.int64)
    positions = np.empty(1024, np.int64)
    least = -np.inf
    all_pairs = 1e-300
    for pair in range(count):
        all_pairs += float(typed_weights[pair])
    as_they_were = np.zeros(size, np.float64)
    for field in range(2):
        for start in range(0, len(rows), ROW):
            row = rows[start : start + ROW]
            base, articles = int(row[0]), int(row[1])
            data = bytes_at(int(row[2 + 3 * field]), int(row[3 + 3 * field]))
            view = placed(data, i8_at(int(row[4 + 3 * field]), ENDS))
            docs, counts, many_at, many, _, block_at, block_width, tokens, _, _ = view
            title_words = u4_at(int(row[8]), articles)
            tables = i8_at(int(row[9]), int(row[10]))
            table_at = i8_at(int(row[11]), 2 * words + 1)
            for number in range(size):
                doc = int(numbers[number]) - base
                if doc < 0 or doc >= articles:
                    continue
                if field == 1:
                    left_over = 0.0
                    for pair in range(count):
                        if together[number * count + pair] != 3:
                            left_over += float(near_weights[pair])
                    if (
                        left_over == 0.0
                        or float(scores[number]) + NEAR * left_over + AS_TYPED * all_pairs < least
                    ):
                        continue
                used = 0
                for word in range(words):
                    for place in range(
                        int(table_at[2 * word + field]), int(table_at[2 * word + field + 1]), PLACE
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
                    one, other = int(pairs[3 * pair]), int(pairs[3 * pair + 1])
                    apart = int(pairs[3 * pair + 2])
                    known = int(together[number * count + pair]) + 0
                    left, left_end = int(at[one]), int(at[one + 1])
                    right, right_end = int(at[other]), int(at[other + 1])
                    near = known & 1
                    while near == 0 and left < left_end and right < right_end:
                        distance = int(positions[right]) - int(positions[left])
                        if distance == 0:  # forms of both stand there, as in a compound
                            right += 1
                        elif distance > -REACH and distance < REACH:
                            near = 1
                        elif distance < 0:
                            right += 1
                        else:
                            left += 1
                    left, right = int(at[one]), int(at[other])
                    as_typed = known & 2
                    while as_typed == 0 and left < left_end and right < right_end:
                        distance = int(positions[right]) - int(positions[left])
                        if distance == apart:
                            as_typed = 2
                        elif distance < apart:
                            right += 1
                        else:
                            left += 1
                    together[number * count + pair] = near | as_typed
                    if near > known & 1:
                        scores[number] += NEAR * float(near_weights[pair])
                    if as_typed > known & 2:
                        as_they_were[number] += float(typed_weights[pair])
                if field == 0:
                    met = 0
                    sum_of_rarity = 0.0
                    for word in range(words):
                        times = int(at[word + 1]) - int(at[word])
                        met += min(times, int(typed[word]))
                        if times > 0:
                            sum_of_rarity += float(rarity[word])
                    length = max(int(title_words[doc]), SHORT_TITLE)
                    headline = HEADLINE * (met * met) / (length * max(asked, 1)) * sum_of_rarity
                    headlines[number] = headline
                    scores[number] += headline
        if field == 0 and wanted < size:
            least = float(np.sort(scores)[size - wanted])
    for number in range(size):
        as_typed_share = float(as_they_were[number]) / all_pairs
        scores[number] += AS_TYPED * float(as_they_were[number]) * np.sqrt(as_typed_share)
    for number in range(1, size if is_ordered else 1):
        score, doc = float(scores[number]), int(numbers[number])
        place = number
        while place > 0 and float(scores[place - 1]) < score:
            scores[place] = scores[place - 1]
            numbers[place] = numbers[place - 1]
            place -= 1
        scores[place] = score
        numbers[place] = doc
