"""What the letters of a text must hold for a word to pass a test: cheap to look for.

A needle is lower case ASCII. It speaks for words of ASCII letters alone; what else may pass a test
is looked at anyway (see `sieve`).
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["stem", "fold", "form", "prefix", "shape", "fuzzy"]

_ENGLISH_TAILS = (("ble", 2), ("ie", 2), ("bl", 1), ("i", 1), ("y", 1), ("e", 1))
"""How many letters at the end of an English stem may be none of the word: hoping, hope."""


class Needle(NamedTuple):
    """Letters that begin a word, or stand anywhere in it."""

    letters: str
    begins: bool = True


def needle(kind: Kind, text: str, lang: str | None) -> Needle | None:
    """Return what a word passing this test must hold, None when that cannot be told.

    `text` is what `Vocabulary.test` got, of a stem test the stem. Empty letters: no word of ASCII
    letters passes.
    """
    if kind == "shape":
        return _shape(text)
    if kind == "fuzzy" or (kind == "stem" and lang not in ("en", None)):
        return None
    if not text.isascii():
        return Needle("")
    letters = text.lower()
    if kind == "stem" and lang == "en":
        for tail, changed in _ENGLISH_TAILS:
            if letters.endswith(tail):
                letters = letters[: len(letters) - changed]
                break
    return Needle(letters) if letters else None


def _shape(pattern: str) -> Needle | None:
    pieces = re.split(r"[*?]+", pattern)
    longest = max(pieces, key=len)
    if not pattern.isascii():
        return Needle("")
    if len(pieces[0]) >= min(3, len(longest)) and pieces[0]:
        return Needle(pieces[0])
    return Needle(longest, begins=False) if longest else None


def fewest(needles: set[Needle]) -> tuple[Needle, ...]:
    """Return the needles that are not found along with another one."""
    kept = [one for one in needles if one.letters]
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
