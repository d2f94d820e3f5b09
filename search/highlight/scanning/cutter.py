"""Passages of many scanned texts, cut by one call of a kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np

from search.codec.jit import hot_kernel
from search.highlight.scanning.cutting import PASSAGE, RUN, UNCLEAR, cut
from search.highlight.scanning.letters import I8
from search.highlight.scanning.sentences import MARK, NO_ROOM, NONE, sentences
from search.highlight.scanning.signs import U2, U4

MOST_STEPS = 1 << 22
"""Marks by the length of a passage, or by sentences: no clock is looked at meanwhile."""

MOST_PASSAGES = 16
HEAD, EDGES, BODY = 2, 2, 3
"""How many numbers stand before the passages of a body, and behind them, and tell of a body."""


@hot_kernel
def cut_each(
    text: U2,
    signs: U4,
    rules: I8,
    bodies: I8,
    marks: I8,
    count: int,
    length: int,
    begun: I8,
    known: int,
    found: I8,
) -> int:
    """Write passages of bodies that stand in one text; return 0, or NO_ROOM where `begun` is too
    short.

    Of each body it is told where it begins and ends, and behind which of the marks its own end.
    `begun` is for sentences; it has those of a lone body already where so many are `known`, which
    are else NONE. Written of each is what `cut` returns, how many sentences it has, and what `cut`
    writes.
    """
    row = HEAD + PASSAGE * count + EDGES
    last = 0
    for number in range(len(bodies) // BODY):
        at, to, first = BODY * number, row * number, last
        last = int(bodies[at + 2])
        body, its = text[bodies[at] : bodies[at + 1]], marks[MARK * first : MARK * last]
        held, found[to], found[to + 1] = known, RUN, 0
        if (last - first) * length > MOST_STEPS:
            continue
        if held == NONE:
            held = sentences(body, signs, rules, its, length, begun)
            if held == NO_ROOM:
                return NO_ROOM
        found[to + 1] = held
        if (last - first) * 2 * held <= MOST_STEPS:
            into = found[to + HEAD : to + row]
            found[to] = cut(body, signs, begun[: 2 * held], its, count, length, into)
    return 0


Body = tuple[int, int, Sequence[tuple[int, int, int]]]
"""Where a text begins and ends in the one it stands in, and its marks."""


class Cutter:
    """What cuts passages out of scanned texts. Not for use by two threads at once."""

    def __init__(self, signs: U4, rules: I8) -> None:
        self._signs = signs
        self._rules = rules
        self._begun = np.empty(_ROOM, np.int64)

    def each(
        self, text: U2, bodies: Sequence[Body], count: int, length: int
    ) -> list[list[int] | None]:
        """Return of some texts what `cut` writes, behind it where each begins and ends; None of
        those that are to be cut alone.
        """
        if not 0 < count <= MOST_PASSAGES:
            return [None] * len(bodies)
        try:
            written = self._cut(text, bodies, count, length, NONE)
        except OverflowError:  # more parts than bits
            return [None] * len(bodies)
        row = len(written) // len(bodies)
        return [_shown(written[at : at + row]) for at in range(0, len(written), row)]

    def passages(
        self,
        text: U2,
        body: Body,
        count: int,
        length: int,
        sentence: Callable[[int, int], int | None],
    ) -> list[int] | None:
        """Return the same of one text; None where it is to be cut by its words.

        `sentence` returns the last offset from one to another at which a sentence begins.
        """
        if not 0 < count <= MOST_PASSAGES:
            return None
        known = NONE
        try:
            while True:
                written = self._cut(text, [body], count, length, known)
                held, known = written[0], written[1]
                if held > UNCLEAR:
                    return _shown(written)
                at = 2 * (UNCLEAR - held)
                start = sentence(int(self._begun[at]), int(self._begun[at + 1]))
                self._begun[at] = self._begun[at + 1] = _NEVER if start is None else start
        except OverflowError:
            return None

    def _cut(
        self, text: U2, bodies: Sequence[Body], count: int, length: int, known: int
    ) -> list[int]:
        asked: list[int] = []
        marks: list[int] = []
        for begin, end, its in bodies:
            marks.extend(chain.from_iterable(its))
            asked += (begin, end, len(marks) // MARK)
        found = np.empty(len(bodies) * (HEAD + PASSAGE * count + EDGES), np.int64)
        where, shown = np.array(asked, np.int64), np.array(marks, np.int64)
        while True:
            why = cut_each.run(
                text,
                self._signs,
                self._rules,
                where,
                shown,
                count,
                length,
                self._begun,
                known,
                found,
            )
            if why != NO_ROOM:
                written: list[int] = found.tolist()
                return written
            self._begun = np.empty(4 * len(self._begun), np.int64)


def _shown(written: list[int]) -> list[int] | None:
    """Return the passages of one text and its edges, None where these are not known."""
    held = written[0]
    return written[HEAD : HEAD + held * PASSAGE] + written[-EDGES:] if held >= 0 else None


_ROOM = 1 << 9
_NEVER = 1 << 40
