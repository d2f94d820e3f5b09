"""Kernels: signs of a text, sixteen bits each, to the places of needles and what stands there.

A text with signs that need more bits, and needles that are long or many, are left to `sieve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from search.codec.jit import hot_kernel, kernel
from search.highlight.needles import Needle
from search.highlight.scanning.letters import (
    BEGINNING,
    BY_FOLD,
    COUNT,
    I8,
    IS_SPELLED,
    NUMBER,
    U1,
    is_dotted,
    is_joined,
    is_joint,
    is_needle,
    is_spelled,
    mark,
)
from search.highlight.scanning.signs import (
    ALNUM,
    ASKED,
    BOUND,
    HYPHEN,
    LETTER,
    ODD,
    ODD_SHARE,
    PLAIN,
    QUOTE,
    SPACE,
    STOP,
    STUCK,
    U2,
    U4,
    Fold,
    S,
    classes,
    learn,
)

I4: TypeAlias = npt.NDArray[np.int32]

MOST_NEEDLES = 16
MOST_LETTERS = 48
"""Of one needle: where letters repeat, so often may a sign be looked at."""

FOREIGN, NO_ROOM, UNKNOWN = -1, -2, -3
"""Why a scan stopped: too much is not ASCII; `found` is full; UNKNOWN and lower: -3 - sign."""

WIDTH = 3
"""How many numbers are written of a place of a word alone."""

REACH = 256
"""How far a row is looked for around its place: a longer one is read."""


@kernel
def word_at(text: U2, signs: U4, at: int) -> tuple[int, int]:
    """Return where a word without doubt ends that begins here, without its possessive and with it;
    0, 0 in doubt.
    """
    size = len(text)
    end = at
    while end < size and signs[text[end]] & PLAIN:
        end += 1
    if end == at or (end == at + 1 and end < size and signs[text[end]] & LETTER == STOP):
        return 0, 0
    last = end
    if (
        end + 1 < size
        and signs[text[end]] & LETTER == QUOTE
        and signs[text[end + 1]] & LETTER == S
    ):
        last = end + 2
    behind = last
    if last == end and end + 1 < size and signs[text[end]] & LETTER == QUOTE:
        behind = end + 1  # it ends what was quoted, or is of a plural's possessive
    if behind < size and signs[text[behind]] & STUCK:
        return 0, 0
    return end, last


@kernel
def word_around(text: U2, signs: U4, at: int) -> tuple[int, int]:
    """Return the same; 0, 0 also where a letter stands before, or what may bind."""
    before = at - 1
    if at > 0 and signs[text[before]] & LETTER == QUOTE:
        before -= 1  # it begins what is quoted where no letter stands before it
        if before >= 0 and signs[text[before]] & STUCK:
            return 0, 0
    elif at > 0 and signs[text[before]] & BOUND:
        return 0, 0
    return word_at(text, signs, at)


@kernel
def row_begin(text: U2, signs: U4, place: int, number: int) -> int:
    """Return where the run without spaces begins that stands `number` runs before that of a place,
    0 if there are fewer, -1 where that is far.
    """
    begin = place
    for _ in range(number):
        space = begin - 1
        while space >= 0 and signs[text[space]] & LETTER != SPACE:
            space -= 1
            if place - space > REACH:
                return -1
        while space > 0 and signs[text[space - 1]] & LETTER == SPACE:
            space -= 1
            if place - space > REACH:
                return -1
        if space <= 0:
            return 0
        begin = space
        while begin > 0 and signs[text[begin - 1]] & LETTER != SPACE:
            begin -= 1
            if place - begin > REACH:
                return -1
    return begin


@kernel
def row_at(
    text: U2,
    signs: U4,
    place: int,
    number: int,
    count: int,
    found: I4,
    to: int,
) -> int:
    """Write where so many words begin and end, of which the one at a place is that number; return
    where the last ends with its possessive, 0 in doubt.
    """
    at = row_begin(text, signs, place, number)
    if at < 0:
        return 0
    size = len(text)
    last = at
    for word in range(count):
        if word and at < size and signs[text[at]] & LETTER == QUOTE:
            at += 1
        if word and at < size and signs[text[at]] & LETTER == STOP:
            at += 1
        first = at
        while at < size and not signs[text[at]] & BOUND:
            at += 1
            if at - last > REACH:
                return 0
        if word and at == first:
            return 0
        if at < size and signs[text[at]] & LETTER == QUOTE:
            at += 1
        if word == number and at != place:
            return 0
        end, last = word_at(text, signs, at)
        if not end:
            return 0
        found[to + 2 * word] = at
        found[to + 2 * word + 1] = end
        at = last
    return last


@kernel
def run_around(text: U2, signs: U4, at: int, since: int) -> tuple[int, int]:
    """Return where the run without spaces around a sign begins, maybe at `since`, and ends."""
    begin = end = at
    while begin > since and signs[text[begin - 1]] & LETTER != SPACE:
        begin -= 1
    while end < len(text) and signs[text[end]] & LETTER != SPACE:
        end += 1
    return begin, end


@kernel
def place_at(text: U2, signs: U4, letters: U1, asked: I8, at: int, joined: int) -> tuple[int, int]:
    """Return the place that a sign worth a look tells of, -1 if none, and the end of the last run
    of letters whose hyphens were looked at: before `joined` that is done.
    """
    sign = int(signs[text[at]])
    letter = sign & LETTER
    is_behind = at > 0 and signs[text[at - 1]] & ALNUM > 0
    place = -1
    if sign & ALNUM:
        first = int(asked[BEGINNING]) if is_behind else 0
        if is_needle(text, signs, letters, asked, at, first) or (
            sign & ODD and not asked[BY_FOLD]
        ):
            place = at
        if sign & ODD and is_behind:  # of what stands before nothing was seen but its letter
            is_within = at > 1 and signs[text[at - 2]] & ALNUM > 0
            first = int(asked[BEGINNING]) if is_within else 0
            if is_needle(text, signs, letters, asked, at - 1, first):
                place = at - 1
    elif letter == STOP:
        if is_behind and is_dotted(text, signs, letters, asked, at - 1):
            place = at - 1
    elif letter == HYPHEN:
        if at >= joined and is_joint(text, signs, letters, asked, at):
            begin, joined = run_around(text, signs, at, joined)
            if is_joined(text, signs, letters, asked, begin, joined):
                place = at
    elif sign & ODD and letter == ASKED:
        place = at
    return place, joined


@kernel
def is_row(text: U2, signs: U4, letters: U1, asked: I8, found: I4) -> bool:
    """Return whether the words that were found are those of the row, or where that is in doubt
    the one at the place is.
    """
    if not found[2]:
        return is_spelled(
            text, signs, letters, asked, int(asked[NUMBER]), int(found[0]), int(found[1])
        )
    for word in range(int(asked[COUNT])):
        begin, end = int(found[WIDTH + 2 * word]), int(found[WIDTH + 2 * word + 1])
        if not is_spelled(text, signs, letters, asked, word, begin, end):
            return False
    return True


@kernel
def scan(text: U2, signs: U4, letters: U1, asked: I8, found: I4) -> int:
    """Find the places of needles and what stands there; return how many, or why it stopped.

    `letters` are those of the needles, and `asked` what is asked of them.

    Written is for each place, rising: where it is, where the form there ends, and where the row
    does with a possessive, 0 in doubt; then, for rows of several words, where each begins and
    ends. Left out are places where a row that is spelled cannot stand. In doubt about the word, as
    about a letter that is a row: the place, minus one more than where its run of letters without
    spaces begins, and where that ends.
    """
    size = len(text)
    if size == 0:
        return 0
    number, count = int(asked[NUMBER]), int(asked[COUNT])
    width = WIDTH if count == 1 else WIDTH + 2 * count
    met = np.zeros((size + 7) // 8 * 8, np.uint8)
    mark(text, letters, asked, met)
    held = odd = joined = run = run_end = 0
    last = -1
    for eight, any_met in enumerate(met.view(np.uint64)):
        if any_met == 0:
            continue
        for at in range(8 * eight, 8 * eight + 8):
            if met[at] == 0:
                continue
            sign = int(signs[text[at]])
            if sign == 0:
                return UNKNOWN - int(text[at])
            if sign & ODD:
                odd += 1
                if odd * ODD_SHARE > size:
                    return FOREIGN
            place, joined = place_at(text, signs, letters, asked, at, joined)
            if place <= last:
                continue
            last = place
            to = held * width
            if to + width > len(found):
                return NO_ROOM
            end, found[to + 2] = word_around(text, signs, place)
            found[to] = place
            if end == 0 or (count == 1 and end == place + 1):
                if run_end <= place:
                    run, run_end = run_around(text, signs, place, run_end)
                end, found[to + 2] = -1 - run, run_end
            elif count > 1:
                found[to + 2] = row_at(text, signs, place, number, count, found, to + WIDTH)
            found[to + 1] = end
            held += (
                end < 0 or not asked[IS_SPELLED] or is_row(text, signs, letters, asked, found[to:])
            )
    return held


@hot_kernel
def scan_each(text: U2, ends: I8, signs: U4, letters: U1, asked: I8, found: I4, counts: I8) -> int:
    """Scan texts that follow one another, of which it is told where they end; return 0, or why
    that stopped.

    `counts` says of each how many places were found, FOREIGN where too much of it is not ASCII.
    """
    count = int(asked[COUNT])
    width = WIDTH if count == 1 else WIDTH + 2 * count
    begin = held = 0
    for number in range(len(ends)):
        end = int(ends[number])
        its = scan(text[begin:end], signs, letters, asked, found[held * width :])
        if its < FOREIGN:
            return its
        counts[number] = its
        held += max(its, 0)
        begin = end
    return 0


class Scanned(NamedTuple):
    """Some texts that were scanned: the signs of all of them in a row, where each ends, and what
    `scan` writes of each, `width` numbers a place; None of one that is to be read in full.
    """

    signs: U2
    ends: list[int]
    found: list[list[int] | None]


class Scan:
    """Needles made ready to be looked for in many texts. Not for use by two threads at once.

    They are of the word of a number in a `row` of so many, and if `by_fold`, what passes for them
    has a fold of ASCII. `spelled` are the folds of all words of the row, where these tell all.
    """

    def __init__(
        self,
        needles: Sequence[Needle],
        fold: Fold,
        *,
        by_fold: bool = False,
        row: tuple[int, int] = (0, 1),
        spelled: Sequence[str] = (),
    ) -> None:
        number, count = row
        begin = [one.letters for one in needles if one.begins]
        every = [*begin, *(one.letters for one in needles if not one.begins)]
        all_letters = [*every, *spelled]
        ends = accumulate(map(len, all_letters))
        asked = (len(begin), len(every), by_fold, number, count, bool(spelled), *ends)
        self.width = WIDTH if count == 1 else WIDTH + 2 * count
        self.is_spelled = bool(spelled)
        self._letters = np.frombuffer("".join(all_letters).encode("ascii"), np.uint8)
        self._asked = np.array(asked, np.int64)
        self._found = np.empty(_ROOM * self.width, np.int32)
        self._fold = fold
        self._signs = classes(fold)

    def each(self, texts: Sequence[str]) -> Scanned | None:
        """Return what is found in some texts; None where one of them has signs that need more
        bits.
        """
        joined = "".join(texts)
        data = joined.encode("utf-16-le", "surrogatepass")
        if len(data) != 2 * len(joined):
            return None
        read = np.frombuffer(data, np.uint16)
        ends = list(accumulate(map(len, texts)))
        until, counts = np.array(ends, np.int64), np.empty(len(texts), np.int64)
        while True:
            why = scan_each.run(
                read, until, self._signs, self._letters, self._asked, self._found, counts
            )
            if why == 0:
                return Scanned(read, ends, self._parted(counts.tolist()))
            if why == NO_ROOM:
                self._found = np.empty(4 * len(self._found), np.int32)
            else:
                learn(self._signs, UNKNOWN - why, self._fold)

    def _parted(self, counts: list[int]) -> list[list[int] | None]:
        """Return what was found of each text, given at how many places that is."""
        width = self.width
        numbers = self._found[: sum([count for count in counts if count > 0]) * width].tolist()
        parted: list[list[int] | None] = []
        at = 0
        for count in counts:
            parted.append(numbers[at : at + count * width] if count >= 0 else None)
            if count > 0:
                at += count * width
        return parted


_ROOM = 256


def can_scan(needles: Sequence[Needle]) -> bool:
    """Return whether needles are letters alone, few and short enough."""
    return len(needles) <= MOST_NEEDLES and all(
        len(one.letters) <= MOST_LETTERS and one.letters.isalnum() for one in needles
    )
