"""Kernels: a scanned text and its marks to the passages that show most of them.

They choose and cut as `search.highlight.passages` does, where that is said; there it is also done
where kernels run as Python, and where a cut is to be made in a long run without spaces.
"""

from __future__ import annotations

from search.codec.jit import kernel
from search.highlight.cuts import JOINERS, REACH
from search.highlight.passages import LEAD, WASTE
from search.highlight.scanning.letters import I8
from search.highlight.scanning.sentences import MARK, NONE
from search.highlight.scanning.signs import BINDS, BLANK, PLAIN, U2, U4

PASSAGE = 4
"""How many numbers a passage is: where it begins and ends, and which marks are whole in it."""

RUN, UNCLEAR = -2, -3
"""Why there are no passages: a run without spaces is to be cut; UNCLEAR and lower: -3 - number of
the sentence that is not plain."""

MOST_PARTS = 64
"""Parts that a query may have here: a number has fewer bits."""

BINDER = ord(JOINERS[0])


@kernel
def last_begun(begun: I8, low: int, high: int) -> int:
    """Return the last offset from `low` to `high` at which a sentence begins, NONE without one,
    UNCLEAR less its number where one may.
    """
    for number in range(len(begun) // 2 - 1, -1, -1):
        first, last = int(begun[2 * number]), int(begun[2 * number + 1])
        if last < low:
            break
        if first <= high:
            return first if first == last else UNCLEAR - number
    return NONE


@kernel
def marks_before(marks: I8, offset: int) -> int:
    """Return how many marks begin before an offset."""
    low, high = 0, len(marks) // MARK
    while low < high:
        middle = (low + high) // 2
        if marks[MARK * middle] < offset:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def start_of(
    text: U2, signs: U4, begun: I8, marks: I8, first: int, end: int, low: int, length: int
) -> int:
    """Return where a passage begins in the sentence of mark number `first`, the first of those up
    to `end` that it shows.
    """
    core = int(marks[MARK * first])
    room = length - (int(marks[MARK * end - 2]) - core)
    if room < 0:
        return RUN
    at = core - int(room * LEAD)
    sentence = last_begun(begun, max(0, at), core)
    if sentence < NONE:
        return sentence
    at = max(at, low, sentence)
    if first:
        at = max(at, int(marks[MARK * first - 2]))
    if at >= core:
        return core
    if at > 0 and not signs[text[at - 1]] & BLANK:
        last = min(at + REACH, core)
        while at < last and not signs[text[at]] & BLANK:
            at += 1
        if at == last:
            return RUN
    while at < core and signs[text[at]] & BLANK:
        at += 1
    return at


@kernel
def end_of(
    text: U2, signs: U4, begun: I8, marks: I8, start: int, core: int, high: int, length: int
) -> int:
    """Return where a passage ends that began at `start` and must not end before `core`."""
    limit = start + length
    least = length * WASTE
    end = high
    sentence = NONE
    if high > limit:
        sentence = last_begun(begun, start + max(1, int(least)), limit + 1)
        if sentence < NONE:
            return sentence
        end = sentence
    while end > 0 and signs[text[end - 1]] & BLANK:
        end -= 1
    if high <= limit:
        return end
    mark = marks_before(marks, end) - 1
    is_clear = mark < 0 or marks[MARK * mark + 1] <= end
    if sentence >= 0 and end >= core and end - start >= least and is_clear:
        return end
    if core >= limit:
        return core
    end = limit
    last = max(limit - REACH, core)
    while end > last and not signs[text[end]] & BLANK:
        end -= 1
    if end == last:
        end = core
        for at in range(core, limit + 1):
            if not signs[text[at]] & (BLANK if at == core else PLAIN):
                return RUN
    mark = marks_before(marks, end) - 1
    if mark >= 0 and end < marks[MARK * mark + 1]:
        end = int(marks[MARK * mark])
    while end > 0 and signs[text[end - 1]] & BLANK:
        end -= 1
    start += 1
    while start < len(text) and (signs[text[start]] & BINDS or text[start - 1] == BINDER):
        start += 1
    return max(core, end, start)


@kernel
def worth(marks: I8, first: int, end: int, shown: int) -> int:
    """Return what it is worth to show some marks: by how many parts they answer that are not shown
    yet, then by how many in all.
    """
    parts = fresh = several = 0
    for number in range(first, end):
        parts |= int(marks[MARK * number + 2])
    while parts:
        several += 1
        fresh += (parts & -parts & shown) == 0
        parts &= parts - 1
    return fresh * MOST_PARTS + several


@kernel
def gap_of(found: I8, held: int, offset: int, low: int, high: int) -> tuple[int, int]:
    """Return what the passages found leave around an offset from `low` to `high`: behind the
    offset, where it is in one.
    """
    for number in range(held):
        start, end = int(found[PASSAGE * number]), int(found[PASSAGE * number + 1])
        if start <= offset:
            low = max(low, end)
        else:
            high = min(high, start)
    return low, high


@kernel
def from_sentence(
    begun: I8, marks: I8, number: int, fits: int, low: int, length: int
) -> tuple[int, int]:
    """Return where the sentence of a mark begins, and up to which mark before `fits` there is room
    from it; NONE where the mark is not the first there, or stands too far into it, or that is
    before `low`.
    """
    end = int(marks[MARK * number + 1])
    sentence = last_begun(begun, max(0, end - length), int(marks[MARK * number]))
    if sentence < NONE:
        return sentence, 0
    sentence = max(sentence, 0)
    if sentence < low or end > sentence + length:
        return NONE, 0
    if number and marks[MARK * number - 2] > sentence and marks[MARK * number - 3] >= low:
        return NONE, 0
    upto = number + 1
    while upto < fits and marks[MARK * upto + 1] <= sentence + length:
        upto += 1
    return sentence, upto


@kernel
def chosen(
    begun: I8, marks: I8, found: I8, held: int, shown: int, opening: int, closing: int, length: int
) -> tuple[int, int, int]:
    """Return the numbers of the marks to show next, from and to, of which there are none where
    nothing is left; and where their sentence begins, if they are to be shown from there, else
    NONE. UNCLEAR where a sentence is.

    `opening` and `closing` are where the text begins and ends.
    """
    first = end = sole_first = sole_end = most = fits = 0
    chosen_at = NONE
    low = high = -1
    for number in range(len(marks) // MARK):
        begin = int(marks[MARK * number])
        if begin >= high:
            low, high = gap_of(found, held, begin, opening, closing)
        if not low <= begin < high:
            continue
        fits = max(fits, number + 1)
        while fits < len(marks) // MARK and marks[MARK * fits] < high:
            if marks[MARK * fits + 1] > begin + length:
                break
            fits += 1
        value = worth(marks, number, fits, shown)
        if value > most:
            most, chosen_at, sole_first, sole_end = value, NONE, number, number
        if value < most or (chosen_at >= 0 and fits - number <= end - first):
            continue
        if fits - number > sole_end - sole_first:
            sole_first, sole_end = number, fits
        sentence, upto = from_sentence(begun, marks, number, fits, low, length)
        if sentence < NONE:
            return 0, 0, sentence
        is_better = sentence >= 0 and (chosen_at < 0 or upto - number > end - first)
        if is_better and worth(marks, number, upto, shown) == most:
            chosen_at, first, end = sentence, number, upto
    return (first, end, chosen_at) if chosen_at >= 0 else (sole_first, sole_end, NONE)


@kernel
def cut(text: U2, signs: U4, begun: I8, marks: I8, count: int, length: int, found: I8) -> int:
    """Write passages, best first, and behind them where the text begins and ends but for spaces;
    return how many there are, or why there is no telling.
    """
    opening, closing = 0, len(text)
    while closing > 0 and signs[text[closing - 1]] & BLANK:
        closing -= 1
    while opening < closing and signs[text[opening]] & BLANK:
        opening += 1
    found[PASSAGE * count], found[PASSAGE * count + 1] = opening, closing
    held = shown = 0
    while held < count:
        first, to, start = chosen(begun, marks, found, held, shown, opening, closing, length)
        low, high, core = opening, closing, opening
        if to > 0:
            low, high = gap_of(found, held, int(marks[MARK * first]), opening, closing)
            core = int(marks[MARK * to - 2])
            if start < 0:
                start = start_of(text, signs, begun, marks, first, to, low, length)
        elif start == NONE:
            if len(marks) or held or opening == closing:
                break
            start = opening
        if start < 0:
            return start
        end = end_of(text, signs, begun, marks, start, core, high, length)
        if end < 0:
            return end
        for number in range(first, to):
            shown |= int(marks[MARK * number + 2])
        low, high = marks_before(marks, start), marks_before(marks, end)
        if high > low and marks[MARK * high - 2] > end:
            high -= 1
        at = PASSAGE * held
        found[at], found[at + 1], found[at + 2], found[at + 3] = start, end, low, high
        held += 1
    return held
