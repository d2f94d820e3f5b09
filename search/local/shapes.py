"""Words with signs in them: `*` is any letters, `?` is one."""

from __future__ import annotations

import re
from collections.abc import Callable

from search.analysis import fold


def shape(pattern: str) -> Callable[[str], bool]:
    """Return whether a folded word has the shape of a pattern, in linear time.

    What stands between `*` is looked for from left to right: the leftmost place is always as good
    as a later one, so nothing is tried twice.
    """
    pieces = [
        "".join(letter if letter == "?" else fold(letter) for letter in piece)
        for piece in pattern.split("*")
    ]
    least = sum(map(len, pieces))
    if len(pieces) == 1:
        whole = _piece(pieces[0])
        return lambda word: len(word) == least and whole(word, 0) == 0
    first, last = _piece(pieces[0]), _piece(pieces[-1])
    middle = [(_piece(piece), len(piece)) for piece in pieces[1:-1] if piece]
    head, tail = len(pieces[0]), len(pieces[-1])

    def passes(word: str) -> bool:
        end = len(word) - tail
        if len(word) < least or first(word[:head], 0) != 0 or last(word[end:], 0) != 0:
            return False
        at = head
        for find, length in middle:
            found = find(word, at)
            if found < 0:
                return False
            at = found + length
        return at <= end

    return passes


def _piece(piece: str) -> Callable[[str, int], int]:
    """Return where letters and `?` stand in a word from some place on, -1 for nowhere."""
    if "?" not in piece:
        return lambda word, start: word.find(piece, start)
    signs = re.compile("".join("." if s == "?" else re.escape(s) for s in piece), re.DOTALL)

    def find(word: str, start: int) -> int:
        match = signs.search(word, start)
        return match.start() if match else -1

    return find
