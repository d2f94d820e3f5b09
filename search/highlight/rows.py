"""Words side by side, found in the letters of a text where these leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.highlight.reading import Pace
from search.highlight.scanning import WIDTH
from search.highlight.spans import Mark

LONGEST = 8
"""Words of a phrase that is looked for so."""

_APART = r"[^A-Za-z0-9'._?-]"
_WORD = r"([A-Za-z0-9]{2,}|[A-Za-z0-9](?![.A-Za-z0-9]))(?:'[sS])?(?![A-Za-z0-9'_?-])"


class Row(NamedTuple):
    """One word, or several that follow one another: the tests that pass at each place.

    `part` is the number of the part of the query.
    """

    words: tuple[frozenset[int], ...]
    part: int


@lru_cache(maxsize=LONGEST)
def _side_by_side(count: int) -> re.Pattern[str]:
    """Return what matches so many words that are words without doubt, one after the other.

    A full stop may stand behind a word of two letters, not in front of another without a space.
    """
    return re.compile(rf"{_APART}*{_WORD}" + rf"\.?{_APART}+{_WORD}" * (count - 1), re.ASCII)


class Rows:
    """Rows made ready to be found where a word of theirs stands; `anchors` are its tests.

    `alone` is the number of that word and the row, where there is one.
    """

    def __init__(self, rows: Sequence[Row], anchors: Collection[int]) -> None:
        self.alone: tuple[int, Row] | None = None
        self._at: dict[int, list[tuple[int, Row]]] = {}
        for row in rows:
            place = next(n for n, tests in enumerate(row.words) if tests.issubset(anchors))
            for test in row.words[place]:
                self._at.setdefault(test, []).append((place, row))
            if len(rows) == 1 and len(row.words) > 1:
                self.alone = place, row

    def marks(
        self,
        plain: str,
        at: Sequence[int],
        tests: Mapping[str, Sequence[int]],
        pace: Pace,
    ) -> tuple[list[Mark], list[int]]:
        """Return the marks of the rows at these places, and the places that have to be read.

        `plain` is the text as `sieve.plain` has it, the places are those of the rows' anchors.
        """
        found: list[Mark] = []
        unclear: list[int] = []
        word = _ALONE.match
        pace.steps(len(at))
        for place in at:
            here = word(plain, place)
            if here is None:
                unclear.append(place)
                continue
            for test in tests[here[1]]:
                for number, row in self._at.get(test, ()):
                    if len(row.words) == 1:
                        found.append(Mark(place, here.end(), row.part))
                        continue
                    words = _words(plain, place, number, len(row.words))
                    if words is None:
                        unclear.append(place)
                        continue
                    for allowed, form in zip(row.words, words.groups(), strict=True):
                        if allowed.isdisjoint(tests[form]):
                            break
                    else:
                        found.append(Mark(words.start(1), words.end(), row.part))
        return found, unclear

    def scanned(
        self,
        found: Sequence[int],
        text: str,
        tests: Mapping[str, Sequence[int]] | None,
        pace: Pace,
    ) -> tuple[list[Mark], list[int]]:
        """Return the same of the one row there is, given what `Scan` found of it in a text; no
        tests where it knows how all words of the row are spelled.
        """
        marks: list[Mark] = []
        unclear: list[int] = []
        if self.alone is None:
            return marks, unclear
        number, row = self.alone
        width = WIDTH + 2 * len(row.words)
        anchor = row.words[number]
        pace.steps(len(found) // width)
        for at in range(0, len(found), width):
            end, last = found[at + 1], found[at + 2]
            if tests is None:
                if last and end > 0:
                    marks.append(Mark(found[at + WIDTH], last, row.part))
                else:
                    unclear.append(found[at])
                continue
            if not last or end < 0:
                if end < 0 or not anchor.isdisjoint(tests[text[found[at] : end]]):
                    unclear.append(found[at])
                continue
            begin = at + WIDTH
            for allowed in row.words:
                if allowed.isdisjoint(tests[text[found[begin] : found[begin + 1]]]):
                    break
                begin += 2
            else:
                marks.append(Mark(found[at + WIDTH], last, row.part))
        return marks, unclear


_ALONE = re.compile(r"(?<![A-Za-z0-9'._?-])" + _WORD, re.ASCII)


def _words(plain: str, place: int, number: int, count: int) -> re.Match[str] | None:
    """Return so many words of which the one at `place` is that number, None when in doubt."""
    begin = place
    for _ in range(number):
        space = plain.rfind(" ", 0, begin)
        while space > 0 and plain[space - 1] == " ":
            space -= 1
        if space <= 0:
            begin = 0
            break
        begin = plain.rfind(" ", 0, space) + 1
    found = _side_by_side(count).match(plain, begin)
    return found if found is not None and found.start(number + 1) == place else None
