"""Where in a text words stand that may pass a test, found without reading the text.

No word that passes is missed: a word is written with the letters of its needle, or with dots or
hyphens between them, or with letters that are not ASCII, and all of these places are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category

from search.highlight.needles import Needle
from search.highlight.scanning import Scan
from search.highlight.scanning.signs import APART, ODD_SHARE, SAME


class Plain(NamedTuple):
    """A text as ASCII, sign for sign, and the same in lower case.

    `odd` are the offsets of other signs: a `?` stands for them.
    """

    text: str
    lower: str
    odd: Sequence[int]


def plain(text: str) -> Plain | None:
    """Return a text as ASCII, None when too much of it is not."""
    text = text.replace("\n", " ")
    for signs in SAME:
        if text.isascii():
            return Plain(text, text.lower(), ())
        for sign, same in signs:
            text = text.replace(sign, same)
    letters = text.encode("ascii", "replace").decode("ascii")
    odd = [at for at in _each(letters, "?") if text[at] != "?"]
    if len(odd) * ODD_SHARE > len(text):
        return None
    if odd:
        apart = {sign for sign in {text[at] for at in odd} if category(sign)[0] in APART}
        if apart:
            for sign in apart:
                text = text.replace(sign, " ")
            letters = text.encode("ascii", "replace").decode("ascii")
            odd = [at for at in odd if text[at] != " "]
    return Plain(letters, letters.lower(), odd)


_BEFORE_JOINT = frozenset((".", "s"))
"""What may stand between a letter and a hyphen: a full stop, a possessive."""


def _squeezed(lower: str) -> str:
    """Return text with the pieces of its words joined."""
    return lower.replace("'s-", "-").replace("-", "").replace(".", "")


class Sieve:
    """Needles made ready to be looked for in many texts; `scan` does it where kernels compile."""

    def __init__(self, needles: Sequence[Needle], scan: Scan | None = None) -> None:
        self.scan = scan
        self._needles = needles
        self._letters = tuple(letters for letters, _ in needles)
        self._are_plain = all(map(str.isalnum, self._letters))

    @cached_property
    def _begin(self) -> Sequence[str]:
        """What is looked for at the beginning of a word."""
        return tuple(letters for letters, begins in self._needles if begins)

    @cached_property
    def _inside(self) -> Sequence[str]:
        """What is looked for anywhere."""
        return (
            *(letters for letters, begins in self._needles if not begins),
            *(".".join(letters) for letters in self._letters if len(letters) > 1),
        )

    @cached_property
    def _joints(self) -> frozenset[str]:
        """How a hyphen may stand within a needle."""
        return frozenset(f"{a}-{b}" for letters in self._letters for a, b in pairwise(letters))

    def misses(self, text: str) -> bool:
        """Return whether no word of a short text can pass, as of most headlines."""
        if not text.isascii():
            for sign, same in SAME[0]:
                text = text.replace(sign, same)
            if not text.isascii():
                return False
        lower = text.lower()
        if "-" in lower or "." in lower:
            if not self._are_plain:
                return False
            lower = _squeezed(lower)
        return not any(map(lower.__contains__, self._letters))

    def places(self, text: Plain) -> list[int]:
        """Return offsets in order: in or beside each word that may pass is one."""
        lower = text.lower
        find = lower.find
        found = list(text.odd)
        for letters in self._begin:
            at = find(letters)
            while at >= 0:
                if not at or not lower[at - 1].isalnum():
                    found.append(at)
                at = find(letters, at + 1)
        for letters in self._inside:
            if letters in lower:
                found += _each(lower, letters)
        if "-" in lower:
            found += self._joined(lower)
        if len(found) > 1:
            found.sort()
        return found

    def _joined(self, lower: str) -> Iterator[int]:
        """Yield a hyphen of each run that holds a needle once joined."""
        find, joints = lower.find, self._joints
        at = find("-")
        while at >= 0:
            after = at + 1
            if lower[at - 1 : at] in _BEFORE_JOINT or lower[at - 1 : at + 2] in joints:
                begin = lower.rfind(" ", 0, at) + 1
                after = find(" ", at)
                after = after if after >= 0 else len(lower)
                run = _squeezed(lower[begin:after])
                if any(letters in run for letters in self._letters):
                    yield at
            at = find("-", after)


def _each(text: str, letters: str) -> Iterator[int]:
    at = text.find(letters)
    while at >= 0:
        yield at
        at = text.find(letters, at + 1)
