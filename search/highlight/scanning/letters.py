"""Kernels: whether needles stand at a sign of a text, as they are or with what may part a word.

Needles are given as two arrays, see `scan`: their letters, those first that begin words; and what
is `asked` of them, which ends with where each of them ends.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.jit import kernel
from search.highlight.scanning.signs import HYPHEN, LETTER, QUOTE, STOP, U2, U4, S

U1: TypeAlias = npt.NDArray[np.uint8]
I8: TypeAlias = npt.NDArray[np.int64]

BEGINNING, ALL, BY_FOLD, NUMBER, COUNT, IS_SPELLED, ENDS = range(7)
"""What `asked` says: how many needles begin words, and how many there are; whether folds tell all
of a word; the number of their word in its row, how many words that has, and whether their letters
stand behind those of the needles; then the ends."""


@kernel
def mark(text: U2, letters: U1, asked: I8, met: U1) -> None:
    """Set which signs are worth a look: the first two letters of needles, full stops behind the
    first one, hyphens, what is not ASCII, and the first and last of the text.

    Without branches this takes a tenth of the time of a look at each sign.
    """
    size = len(text)
    met[0] = 1
    met[size - 1] = 1
    if size < 3:
        return
    before, here, after, found = text[: size - 2], text[1 : size - 1], text[2:], met[1 : size - 1]
    for at in range(len(here)):
        found[at] = (here[at] > 127) | (here[at] == HYPHEN)
    low = 0
    for needle in range(int(asked[ALL])):
        high = int(asked[ENDS + needle])
        first = int(letters[low])
        if high - low == 1:
            for at in range(len(here)):
                found[at] |= (here[at] | 32) == first
        elif needle < asked[BEGINNING]:
            second = int(letters[low + 1])
            for at in range(len(here)):
                begins = ((before[at] | 32) < 97) | ((before[at] | 32) > 122)
                is_here = ((here[at] | 32) == first) & ((after[at] | 32) == second) & begins
                found[at] |= is_here | ((here[at] == STOP) & ((before[at] | 32) == first))
        else:
            second = int(letters[low + 1])
            for at in range(len(here)):
                is_here = ((here[at] | 32) == first) & ((after[at] | 32) == second)
                found[at] |= is_here | ((here[at] == STOP) & ((before[at] | 32) == first))
        low = high


@kernel
def is_needle(
    text: U2,
    signs: U4,
    letters: U1,
    asked: I8,
    at: int,
    first: int,
) -> bool:
    """Return whether a needle stands here, of those from number `first` on."""
    for needle in range(first, int(asked[ALL])):
        low = 0 if needle == 0 else int(asked[ENDS + needle - 1])
        high = int(asked[ENDS + needle])
        if at + high - low > len(text):
            continue
        is_here = True
        for step in range(high - low):
            if signs[text[at + step]] & LETTER != letters[low + step]:
                is_here = False
                break
        if is_here:
            return True
    return False


@kernel
def is_dotted(text: U2, signs: U4, letters: U1, asked: I8, at: int) -> bool:
    """Return whether a needle begins here with a full stop after each letter but the last."""
    low = 0
    for needle in range(int(asked[ALL])):
        high = int(asked[ENDS + needle])
        count = 2 * (high - low) - 1
        if count > 1 and at + count <= len(text):
            is_here = True
            for step in range(count):
                wanted = STOP if step % 2 else int(letters[low + step // 2])
                if signs[text[at + step]] & LETTER != wanted:
                    is_here = False
                    break
            if is_here:
                return True
        low = high
    return False


@kernel
def is_joint(text: U2, signs: U4, letters: U1, asked: I8, at: int) -> bool:
    """Return whether the hyphen here may stand within a word that holds a needle."""
    if at == 0:
        return False
    before = int(signs[text[at - 1]]) & LETTER
    if before in (STOP, S):
        return True
    if at + 1 == len(text):
        return False
    after = int(signs[text[at + 1]]) & LETTER
    low = 0
    for needle in range(int(asked[ALL])):
        high = int(asked[ENDS + needle])
        for place in range(low, high - 1):
            if letters[place] == before and letters[place + 1] == after:
                return True
        low = high
    return False


@kernel
def is_joined(
    text: U2,
    signs: U4,
    letters: U1,
    asked: I8,
    begin: int,
    end: int,
) -> bool:
    """Return whether a run holds a needle once its pieces are joined."""
    run = np.empty(end - begin, np.uint8)
    size = 0
    at = begin
    while at < end:
        letter = int(signs[text[at]]) & LETTER
        if (
            letter == QUOTE
            and at + 2 < end
            and signs[text[at + 1]] & LETTER == S
            and signs[text[at + 2]] & LETTER == HYPHEN
        ):
            at += 3
            continue
        if letter not in (HYPHEN, STOP):
            run[size] = letter
            size += 1
        at += 1
    low = 0
    for needle in range(int(asked[ALL])):
        high = int(asked[ENDS + needle])
        for first in range(size - (high - low) + 1):
            is_here = True
            for step in range(high - low):
                if run[first + step] != letters[low + step]:
                    is_here = False
                    break
            if is_here:
                return True
        low = high
    return False


@kernel
def is_spelled(
    text: U2, signs: U4, letters: U1, asked: I8, number: int, begin: int, end: int
) -> bool:
    """Return whether what stands here in letters of ASCII is the word of a number in the row."""
    last = ENDS + int(asked[ALL]) + number
    low, high = int(asked[last - 1]), int(asked[last])
    if end - begin != high - low:
        return False
    for step in range(high - low):
        if signs[text[begin + step]] & LETTER != letters[low + step]:
            return False
    return True
