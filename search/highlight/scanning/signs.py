"""Signs of a text: what each is as good as, where words are looked for by their letters."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias
from unicodedata import category

import numpy as np
import numpy.typing as npt

from search.highlight.cuts import JOINERS

U2: TypeAlias = npt.NDArray[np.uint16]
U4: TypeAlias = npt.NDArray[np.uint32]
Fold: TypeAlias = Callable[[str], str]

ODD_SHARE = 16
"""A text with more than one odd sign in so many is read in full."""

SAME = (
    (("’", "'"), ("“", " "), ("”", " "), ("—", " "), ("–", " ")),
    (("‘", " "), ("\u00a0", " "), ("…", " "), ("•", " "), ("\u2010", "-"), ("\u2011", "-")),
)
"""What is as good as a sign, for those that are in no word or one of a word's, commonest first."""

APART = "SPZ"
"""Signs of these categories of Unicode are in no word either: symbols, punctuation, spaces."""

CONTROL = "Cc"
"""Nor are these, which a text has that was read by the wrong table of signs."""

LETTER, KNOWN = (1 << 7) - 1, 1 << 7
ALNUM, PLAIN, BOUND, STUCK, ODD = 1 << 8, 1 << 9, 1 << 10, 1 << 11, 1 << 12
BLANK, SOLID, BINDS = 1 << 13, 1 << 14, 1 << 15
STOPS, WIDE, OPENS, CLOSES = 1 << 16, 1 << 17, 1 << 18, 1 << 19
"""A class is the ASCII in lower case that a sign is as good as, in the bits of LETTER, and whether
it is a letter or digit; one of ASCII; one of these or of `'._?-`; the same but a full stop; odd.
Then, of the sign itself: whether it is a space; a letter or digit; part of what stands before it;
what ends sentences, or does so without a space behind it; a quotation mark or bracket that may
stand before the first word of one, or behind the stop of one.

Odd is what is no ASCII, nor as good as such. A letter that folds to one is as good as that
where words are looked for by folds; what else may stand in a word is as good as a `?`.

A class of 0 was not asked for yet, all others are KNOWN.
"""

SPACE, QUOTE, HYPHEN, STOP, ASKED, S = map(ord, " '-.?s")

_STOPS, _WIDE = ".!?…", "。！？"
_OPENING, _CLOSING = "\"“‘'([", "\"'”’»)]"

_FEW = 128
_EACH = dict(pair for pairs in SAME for pair in pairs)


@lru_cache(maxsize=2)
def classes(fold: Fold) -> U4:
    """Return the class of each sign of sixteen bits: those of ASCII, and others once learned."""
    found = np.zeros(1 << 16, np.uint32)
    for sign in range(_FEW):
        learn(found, sign, fold)
    return found


def learn(known: U4, sign: int, fold: Fold) -> None:
    """Write down the class of a sign."""
    known[sign] = KNOWN | _class_of(chr(sign), fold) | _kind_of(chr(sign))


def _kind_of(sign: str) -> int:
    if sign.isspace():
        return BLANK
    if sign.isalnum():
        return SOLID
    kind = BINDS if sign in JOINERS or category(sign)[0] == "M" else 0
    for signs, its in (_STOPS, STOPS), (_WIDE, WIDE), (_OPENING, OPENS), (_CLOSING, CLOSES):
        if sign in signs:
            kind |= its
    return kind


def _class_of(sign: str, fold: Fold) -> int:
    same = " " if sign == "\n" else _EACH.get(sign, sign)
    if same.isascii():
        found = ord(same.lower())
        if same.isalnum():
            return found | ALNUM | PLAIN | BOUND | STUCK
        if same in "'_-":
            return found | BOUND | STUCK
        return found | BOUND if same == "." else found
    if category(sign)[0] in APART or category(sign) == CONTROL:
        return ODD | SPACE
    folded = fold(sign)
    if len(folded) == 1 and folded.isascii() and folded.isalnum():
        return ODD | ALNUM | BOUND | STUCK | ord(folded)
    return ODD | BOUND | STUCK | ASKED
