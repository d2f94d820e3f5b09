"""A hit as Meilisearch formats it: marked, cropped, and where its words stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from web.articles import Record
from web.shapes.documents import FIELDS
from web.shapes.tags import Tags

TEXTS = ("title", "body")
"""Attributes in which words are found."""

Spans = Sequence[tuple[int, int]]

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Formatting:
    """What is asked of `_formatted`: marked attributes, and how many words of cropped ones."""

    highlighted: tuple[str, ...] = ()
    cropped: Mapping[str, int] | None = None
    marker: str = "…"
    tags: Tags = Tags()  # noqa: RUF009  frozen

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to format."""
        return bool(self.highlighted or self.cropped)


def formatted(
    document: Record, shown: Sequence[str], marks: Mapping[str, Spans], asked: Formatting
) -> Record:
    """Return the attributes of a document as text: those that are shown, marked or cropped."""
    cropped = asked.cropped or {}
    found: Record = {}
    for name in FIELDS:
        if name not in shown and name not in asked.highlighted and name not in cropped:
            continue
        value = document[name]
        spans = marks.get(name, ()) if name in TEXTS else ()
        if name in cropped and isinstance(value, str):
            value, spans, before, after = _cropped(value, spans, cropped[name])
        else:
            before = after = False
        if isinstance(value, str) and name in asked.highlighted:
            value = asked.tags.put(value, spans)
        if isinstance(value, str):
            value = f"{asked.marker if before else ''}{value}{asked.marker if after else ''}"
        found[name] = str(value) if isinstance(value, int) else value
    return found


def positions(document: Record, marks: Mapping[str, Spans]) -> Record:
    """Return where the words stand in each attribute, in bytes of UTF-8."""
    return {
        name: _in_bytes(document[name], marks[name])
        for name in TEXTS
        if document[name] and marks.get(name)
    }


def _in_bytes(text: str, spans: Spans) -> list[Record]:
    found = []
    position = passed = 0
    for start, end in sorted(spans):
        passed += _bytes(text[position:start])
        length = _bytes(text[start:end])
        found.append({"start": passed, "length": length})
        passed += length
        position = end
    return found


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _cropped(text: str, spans: Spans, length: int) -> tuple[str, Spans, bool, bool]:
    """Return the stretch of so many words with the most marks in it, with its marks.

    The last two say whether text was cut before and after it.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    if length <= 0 or len(words) <= length:
        return text, spans, False, False
    starts = sorted(start for start, _ in spans)
    first = _best(words, starts, length) if starts else 0
    begin, end = words[first][0], words[first + length - 1][1]
    inside = [(a - begin, b - begin) for a, b in spans if begin <= a and b <= end]
    return text[begin:end], inside, first > 0, first + length < len(words)


def _best(words: Sequence[tuple[int, int]], starts: Sequence[int], length: int) -> int:
    """Return the first word of the stretch that holds the most marks, with room before them."""
    marked = []
    at = 0
    for start in starts:
        while at + 1 < len(words) and words[at + 1][0] <= start:
            at += 1
        marked.append(at)
    best = most = low = 0
    for high, word in enumerate(marked):
        while word - marked[low] >= length:
            low += 1
        if high - low + 1 > most:
            most, best = high - low + 1, low
    first, last = marked[best], marked[best + most - 1]
    room = (length - (last - first + 1)) // 2
    return max(0, min(first - room, len(words) - length))
