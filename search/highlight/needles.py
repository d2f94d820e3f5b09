"""What the letters of a text must hold for a word to pass a test: cheap to look for.

A needle is lower case ASCII. It speaks for words of ASCII letters alone; what else may pass a test
is looked at anyway (see `sieve`).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, NamedTuple

Kind = Literal["stem", "fold", "form", "prefix", "shape", "fuzzy"]

_ENGLISH_TAILS = (("ble", 2), ("ie", 2), ("bl", 1), ("i", 1), ("y", 1), ("e", 1))
"""How many letters at the end of an English stem may be none of the word: hoping, hope."""


class Needle(NamedTuple):
    """Letters that begin a word, or stand anywhere in it."""

    letters: str
    begins: bool = True


Needles = tuple[Needle, ...]

_RARE = 3
"""So many letters at the beginning of a word are as good as more inside it."""

_LEAST_PIECE = 2
"""Fewer letters stand in too many words."""


def needles(kind: Kind, text: str, lang: str | None, edits: int = 0) -> Needles | None:
    """Return needles, one of which a word passing this test must hold; None when unknown.

    `text` is what `Vocabulary.test` got, of a stem test the stem. None at all: no word of ASCII
    letters passes.
    """
    if kind == "stem" and lang not in ("en", None):
        return None
    if not text.isascii():
        return ()
    letters = text.lower()
    if kind == "shape":
        return _of_shape(letters)
    if kind == "fuzzy":
        return _within_edits(letters, edits)
    if kind == "stem" and lang == "en":
        for tail, changed in _ENGLISH_TAILS:
            if letters.endswith(tail) and len(letters) > changed:
                letters = letters[: len(letters) - changed]
                break
    return (Needle(letters),) if letters else None


def _of_shape(pattern: str) -> Needles | None:
    pieces = re.split(r"[*?]+", pattern)
    longest = max(pieces, key=len)
    if pieces[0] and len(pieces[0]) >= min(_RARE, len(longest)):
        return (Needle(pieces[0]),)
    return (Needle(longest, begins=False),) if longest else None


def _within_edits(letters: str, edits: int) -> Needles | None:
    """Return the pieces of a word of which so many edits leave one as it is.

    An edit changes one piece; or it swaps the letters where two meet, and leaves the rest of both.
    """
    count = edits + 1
    if edits not in (1, 2) or len(letters) < _LEAST_PIECE * count:
        return None
    cuts = [len(letters) * number // count for number in range(count + 1)]
    pieces = [letters[first:last] for first, last in pairwise(cuts)]
    found = [Needle(pieces[0]), *(Needle(piece, begins=False) for piece in pieces[1:])]
    for number, (left, right) in enumerate(pairwise(pieces)):
        head = left if number == 0 else left[1:]
        tail = right if number + 2 == count else right[:-1]
        found.append(Needle(head[:-1] + right[0] + left[-1] + tail[1:], begins=False))
    return tuple(found)


def fewest(kept: set[Needle]) -> Needles:
    """Return the needles that are not found along with another one."""
    if len(kept) < 2:
        return tuple(kept)
    return tuple(
        one
        for one in sorted(kept)
        if not any(
            other != one
            and (
                one.letters.startswith(other.letters)
                if other.begins and one.begins
                else not other.begins and other.letters in one.letters
            )
            for other in kept
        )
    )
