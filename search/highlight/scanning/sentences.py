"""Kernels: where sentences begin around the marks of a text, as far as its signs tell.

They say what `search.analysis.Sentences` says where stops are of the usual kinds. Of any other the
stretch is told in which a sentence may begin, and whoever needs to know reads the text there.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from search.codec.jit import kernel
from search.highlight.scanning.letters import I8
from search.highlight.scanning.signs import (
    BINDS,
    BLANK,
    BOUND,
    CLOSES,
    HYPHEN,
    LETTER,
    OPENS,
    PLAIN,
    QUOTE,
    SOLID,
    STOPS,
    U2,
    U4,
    WIDE,
)

MARK = 3
"""How many numbers a mark is: where it begins and ends, and the parts it answers, a bit each."""

NONE, UNCLEAR, NO_ROOM = -1, -2, -2
"""Where no sentence begins, and where that cannot be told; and that there are too many."""

MOST_LETTERS = 7
"""Of a word in the rules: so many fit into a number."""

REACH = 24
"""How far back a word is looked for before a full stop."""

FOREIGN = 128
LINE, SPACE, COMMA, STOP, A, SELF, Z, CASE = map(ord, "\n ,.AIZ ")


@lru_cache(maxsize=2)
def rules(abbreviations: frozenset[str], starters: frozenset[str]) -> I8 | None:
    """Return words that end no sentence by their full stop, and those that begin one after `U.S.`,
    as numbers, behind how many the first are; None where one has other letters or more.
    """
    lists = [sorted(abbreviations), sorted(starters)]
    words = [word for words in lists for word in words]
    if not all(word.isascii() and len(word) <= MOST_LETTERS for word in words):
        return None
    numbers = [int.from_bytes(word.encode("ascii"), "big") for word in words]
    return np.array([len(lists[0]), *numbers], np.int64)


@kernel
def is_ruled(text: U2, begin: int, end: int, rules: I8, low: int, high: int) -> bool:
    """Return whether a word of ASCII, in small letters, is among those of the rules."""
    if end - begin > MOST_LETTERS:
        return False
    word = 0
    for at in range(begin, end):
        sign = int(text[at])
        word = word * 256 + (sign + CASE if A <= sign <= Z else sign)
    while low < high and rules[low] != word:
        low += 1
    return low < high


@kernel
def run_before(text: U2, at: int) -> int:
    """Return where the run of signs begins that ends here, UNCLEAR where that is far."""
    begin = at
    low = max(0, at - REACH)
    while begin > low and text[begin - 1] != SPACE and text[begin - 1] != LINE:
        begin -= 1
    return begin if begin > low or low == 0 else UNCLEAR


@kernel
def after_capitals(text: U2, rules: I8, at: int) -> int:
    """Return where a sentence begins after a full stop of `U.S.`, NONE if none does.

    UNCLEAR is any other stop.
    """
    size = len(text)
    begin = run_before(text, at)
    end = max(begin, 0)
    while end + 1 < size and A <= text[end] <= Z and text[end + 1] == STOP:
        end += 2
    least = begin + 4
    if end < size and A <= text[end] <= Z:
        end += 1
        least = begin + 3
    if end < least or not begin < at < end < size:
        return UNCLEAR
    if text[end] != SPACE and text[end] != COMMA:
        return UNCLEAR
    if at < end - 1:
        return NONE
    first = end = at + 2
    while end < size and A <= (int(text[end]) & ~CASE) <= Z:
        end += 1
    if text[at + 1] != SPACE or end == first or end == size:  # noqa: SIM109  see above
        return UNCLEAR
    if text[end] != SPACE and text[end] != COMMA:
        return UNCLEAR
    is_start = text[first] <= Z and is_ruled(
        text, first, end, rules, 1 + int(rules[0]), len(rules)
    )
    return first if is_start else NONE


@kernel
def is_parting(text: U2, signs: U4, rules: I8, at: int) -> int:
    """Return 1 if the stop here may end a sentence, 0 where it is part of the word before; UNCLEAR
    where that is none of plain letters.
    """
    begin = run_before(text, at)
    if begin < 0:
        return UNCLEAR
    while begin < at and signs[text[begin]] & OPENS:
        begin += 1
    for place in range(begin, at):
        sign = int(signs[text[place]])
        if sign & PLAIN:
            continue
        if text[place] != HYPHEN and sign & (SOLID | BINDS | STOPS | WIDE | BOUND):
            return UNCLEAR
        begin = place + 1  # the word is another one, or another piece of a compound
    if begin == at:
        return UNCLEAR
    if text[at] != STOP:
        return 1
    first = int(text[begin])
    if at == begin + 1 and A <= first <= Z and first != SELF:
        return 0
    return 0 if is_ruled(text, begin, at, rules, 1, 1 + int(rules[0])) else 1


@kernel
def next_word(text: U2, signs: U4, at: int) -> tuple[int, int]:
    """Return where the run of signs begins in which the next word does, and the letter or digit of
    ASCII that this begins with; NONE where something else comes first that may be of a word.
    """
    run = at
    while at < len(text):
        sign = int(signs[text[at]])
        if sign & PLAIN:
            return run, at
        is_apart = sign & OPENS or text[at] == HYPHEN or not sign & BOUND
        if sign & (SOLID | BINDS | STOPS | WIDE) or not is_apart:
            break
        at += 1
        if sign & BLANK:
            run = at
    return NONE, NONE


@kernel
def after_lines(text: U2, signs: U4, at: int) -> int:
    """Return where a sentence begins after an empty line, NONE where only one line ends here,
    UNCLEAR where it does not begin with a letter or digit of ASCII.
    """
    lines = 0
    while at < len(text) and signs[text[at]] & BLANK:
        lines += text[at] == LINE
        at += 1
    if lines < 2:
        return NONE
    run, _ = next_word(text, signs, at)
    return run if run >= 0 else UNCLEAR


@kernel
def after_stop(text: U2, signs: U4, rules: I8, at: int) -> int:
    """Return where a sentence begins after a stop, NONE if none does, UNCLEAR where that is not
    plain.
    """
    size = len(text)
    if at + 1 == size:
        return NONE
    if at == 0 or not signs[text[at - 1]] & PLAIN or signs[text[at]] & WIDE:
        return UNCLEAR
    if text[at] == STOP and signs[text[at + 1]] & PLAIN and not A <= text[at - 1] <= Z:
        return NONE
    gap = at
    while gap < size and signs[text[gap]] & STOPS:
        gap += 1
    while gap < size and signs[text[gap]] & CLOSES:
        gap += 1
    parts = is_parting(text, signs, rules, at)
    if gap == size or not signs[text[gap]] & BLANK:
        is_within = parts != UNCLEAR and is_no_end(text, signs, at, gap)
        return NONE if is_within else after_capitals(text, rules, at)
    run, letter = next_word(text, signs, gap)
    lines = after_lines(text, signs, gap)
    if lines >= 0:
        return lines
    if letter < 0:
        return after_capitals(text, rules, at)
    is_small = text[letter] > Z
    is_ascii = True
    for place in range(at, letter):
        is_ascii &= text[place] < FOREIGN
    is_usual = letter == at + 2 and text[at + 1] == SPACE and is_ascii
    if is_small and is_usual:
        return NONE
    if parts == UNCLEAR:
        return after_capitals(text, rules, at) if is_usual else UNCLEAR
    return NONE if parts == 0 or (is_small and is_ascii) else run


@kernel
def is_no_end(text: U2, signs: U4, at: int, gap: int) -> bool:
    """Return whether no sentence ends by the stop behind a word of plain letters, as no space
    follows: up to `gap` are stops, quotation marks and brackets.
    """
    if gap == len(text):
        return True
    sign = int(signs[text[gap]])
    if sign & SOLID:
        return gap > at + 1 and signs[text[gap - 1]] & LETTER != QUOTE
    return not sign & (BINDS | STOPS | WIDE)


@kernel
def stretch(text: U2, signs: U4, at: int) -> tuple[int, int]:
    """Return from where to where a sentence may begin by a stop that is not plain."""
    begin, end = at, at + 1
    while begin > 0 and not signs[text[begin - 1]] & (SOLID | BLANK):
        begin -= 1
    while end < len(text) and not signs[text[end]] & SOLID:
        end += 1
    return begin, end


@kernel
def sentences(text: U2, signs: U4, rules: I8, marks: I8, length: int, found: I8) -> int:
    """Write where the sentences begin that passages of some length around marks may begin or end
    with, or around the opening if there are no marks; return how many there are, or NO_ROOM.

    Each is two numbers, in the order of the stops: twice where it begins, or from where to where
    one may begin.
    """
    size = len(text)
    opening = held = done = 0
    while opening < size and signs[text[opening]] & BLANK:
        opening += 1
    for number in range(max(1, len(marks) // MARK)):
        low, high = 0, opening
        if len(marks):
            low, high = max(0, int(marks[MARK * number + 1]) - length), int(marks[MARK * number])
        high = min(size, high + length + 1)
        while low > 0 and not signs[text[low - 1]] & SOLID:
            low -= 1
        while high < size and not signs[text[high]] & (SOLID | BLANK):
            high += 1
        if low == 0 and done == 0:
            found[0], _ = next_word(text, signs, opening)
            found[1] = found[0]
            if found[0] < 0:
                found[0], found[1] = stretch(text, signs, 0)
            held = 1
        for at in range(max(low, done), high):
            start = NONE
            if signs[text[at]] & (STOPS | WIDE):
                start = after_stop(text, signs, rules, at)
            elif text[at] == LINE:
                start = after_lines(text, signs, at)
            if start == NONE:
                continue
            if 2 * held + 2 > len(found):
                return NO_ROOM
            found[2 * held] = found[2 * held + 1] = start
            if start == UNCLEAR:
                found[2 * held], found[2 * held + 1] = stretch(text, signs, at)
            held += 1
        done = max(done, high)
    return held
