"""The words around places of a text, at positions as good as their own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from search.highlight.reading import Analysis, Pace, W, Word
from search.highlight.scanning import WIDTH

APART = 1 << 20
"""Positions from one excerpt to the next: more than any distance asks for."""


_WORD = re.compile(
    r"(?<![A-Za-z0-9'._?-])([A-Za-z0-9]{2,})(?:'[sS])?(?![A-Za-z0-9'_?-])", re.ASCII
)
"""A word that is one without doubt. A letter with a full stop may be part of `U.S.`"""

_GAP = re.compile(r"\n\s*\n")


class Seen(NamedTuple):
    """A word of an excerpt; its position is right within it."""

    position: int
    form: str
    start: int
    end: int


class Excerpts(NamedTuple):
    """The words of stretches of a text, and the positions where sentences and paragraphs begin."""

    words: list[Word]
    sentences: list[int]
    paragraphs: list[int]


@lru_cache(maxsize=256)
def _following(count: int) -> re.Pattern[str]:
    """Return what matches the rest of a run without spaces and runs with `count` words in them."""
    word = "(?: +[^A-Za-z0-9 ][^ ]*)*? +[A-Za-z0-9][^ ]*"
    return re.compile(f"[^ ]*(?:{word}){{{count}}}")


def around(text: str, at: Sequence[int], radius: int, pace: Pace) -> Iterator[tuple[int, int]]:
    """Yield disjoint stretches, in order, with the places and `radius` words on both sides.

    `text` is plain: between spaces stand whole words.
    """
    after = _following(radius)
    first = last = run = 0
    for place in at:
        pace.step()
        if place < run:
            continue
        run = text.find(" ", place)
        run = run if run >= 0 else len(text)
        begin = text.rfind(" ", last, place) + 1 or last
        for _ in range(radius):
            while begin > last:
                begin = text.rfind(" ", last, begin - 1) + 1 or last
                if text[begin].isalnum():
                    break
        found = after.match(text, place)
        if begin > last:
            if last > first:
                yield first, last
            first = begin
        last = max(last, found.end() if found else len(text))
    if last > first:
        yield first, last


def whole_paragraphs(text: str, stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches made so wide that they begin and end with paragraphs."""
    gaps = [gap.span() for gap in _GAP.finditer(text)]
    begins, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)]
    last = 0
    for first, end in stretches:
        number = bisect_right(begins, first) - 1
        until = ends[max(number, bisect_left(ends, end))]
        if until > last:
            yield max(begins[number], last), until
            last = until


def read(
    stretches: Iterable[tuple[int, int]], text: str, analysis: Analysis[W], has_breaks: bool
) -> Excerpts:
    """Return the words of stretches of a text; those begin paragraphs if these are asked for."""
    found = Excerpts([], [], [])
    origin = 0
    for first, last in stretches:
        stretch = text[first:last]
        words = analysis.words(stretch)
        if first or origin:
            found.words.extend(
                Seen(origin + word.position, word.form, first + word.start, first + word.end)
                for word in words
            )
        else:
            found.words.extend(words)
        if has_breaks:
            breaks = analysis.breaks(stretch, words)
            found.sentences.extend(origin + position for position in breaks.sentences)
            found.paragraphs.extend(origin + position for position in breaks.paragraphs)
        origin += APART
    return found


def placed(plain: str, at: Sequence[int]) -> list[int]:
    """Return of these places what `Scan` writes of places, where no kernel did; `plain` is the
    text as `sieve.plain` has it.
    """
    found: list[int] = []
    begin = end = 0
    for place in at:
        word = _WORD.match(plain, place)
        if word:
            found += (place, word.end(1), word.end())
            continue
        if place >= end:
            begin = plain.rfind(" ", end, place) + 1 or end
            end = plain.find(" ", place)
            end = end if end >= 0 else len(plain)
        found += (place, -1 - begin, end)
    return found


def passing(
    places: Sequence[int],
    text: str,
    words: Callable[[str], Sequence[Word]],
    tests: Mapping[str, Sequence[int]],
    pace: Pace,
) -> list[tuple[int, int, Sequence[int]]]:
    """Return start, end and tests of the words of a text that pass one, given what `Scan` wrote
    of the places of words alone.
    """
    found: list[tuple[int, int, Sequence[int]]] = []
    last = 0
    pace.steps(len(places) // WIDTH)
    read = iter(places)
    for place, form_end, end in zip(read, read, read, strict=True):
        if place < last:
            continue
        if form_end > 0:
            passed = tests[text[place:form_end]]
            if passed:
                last = end
                found.append((place, end, passed))
            continue
        begin, last = max(last, -1 - form_end), end
        for one in words(text[begin:last]):
            passed = tests[one.form]
            if passed:
                found.append((begin + one.start, begin + one.end, passed))
    return found


class WordStarts:
    """Where the words of one text begin, read where they are asked for."""

    def __init__(self, text: str, words: Callable[[str], Sequence[Word]]) -> None:
        self._text = text
        self._words = words

    def between(self, low: int, high: int) -> list[int]:
        """Return the starts from `low` to `high`, rising."""
        text = self._text
        begin = text.rfind(" ", 0, low) + 1
        end = text.find(" ", high)
        read = self._words(text[begin : end if end >= 0 else len(text)])
        starts = [begin + word.start for word in read]
        return starts[bisect_left(starts, low) : bisect_right(starts, high)]
