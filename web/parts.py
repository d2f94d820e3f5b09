"""The parts in which a long article is read: so many that none is heavier than a page may be.

They follow from the text alone. Whoever links to a place of an article says the part in which it
stands, and the link holds for every search.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from web.articles import paragraphs

MOST_BYTES = 24_000
"""Bytes of text in a part: 4,000 words of English. Gzipped they weigh 10 kB, where what every page
needs weighs 45, Cyrillic letters 25, and 90 is all that may be; of the articles of the web that
were looked at one in a hundred has more.
"""

MOST_PARAGRAPHS = 120
"""Paragraphs in a part: each is two elements of a page that may have 1,500. One article in three
hundred has more.
"""

_ENDS = ("\n", ". ", "。", " ")
"""Where a paragraph that is too long for a part is cut, the best first."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A paragraph, numbered from 1, or a piece of one; `is_begun` before this piece."""

    number: int
    start: int
    end: int
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """What is read on one page, in its order; without any only where there is no text."""

    stretches: tuple[Stretch, ...]


def parts(body: str) -> tuple[Part, ...]:
    """Return the parts of a body, of about the same size; one for most."""
    found = [Stretch(one["number"], one["start"], one["end"]) for one in paragraphs(body)]
    total = size_bytes(body)
    if total <= MOST_BYTES and len(found) <= MOST_PARAGRAPHS:
        return (Part(tuple(found)),)
    size = total / -(-total // MOST_BYTES)
    count = -(-len(found) // -(-len(found) // MOST_PARAGRAPHS))
    # Paragraphs are not cut to make parts alike, so each may be a little more than its share.
    least, most = size, min(MOST_BYTES, round(size * 1.1))
    done: list[Part] = []
    waiting: list[Stretch] = []
    held = 0
    for one in (piece for whole in found for piece in _cut(body, whole, most)):
        weight = size_bytes(body[one.start : one.end])
        if waiting and (held + weight > most or held >= least or len(waiting) == count):
            done.append(Part(tuple(waiting)))
            waiting, held = [], 0
        waiting.append(one)
        held += weight
    return (*done, Part(tuple(waiting)))


def is_one(body: str) -> bool:
    """Return whether a body is read on one page."""
    return body.count("\n\n") < MOST_PARAGRAPHS and (
        4 * len(body) <= MOST_BYTES or size_bytes(body) <= MOST_BYTES
    )


class Whereabouts:
    """In which part each place of a body stands, and what leads there."""

    def __init__(self, body: str) -> None:
        found = () if is_one(body) else parts(body)
        self._ends = [one.stretches[-1].end for one in found]

    def number(self, place: int) -> int:
        """Return the number of the part, from 1, that holds a place of the body."""
        return min(bisect_right(self._ends, place) + 1, len(self._ends) or 1)

    def address(self, article: str, place: int, anchor: str) -> str:
        """Return the address of a place: `article` is that of the article, with or without a
        search, and `anchor` is what has an id there.
        """
        return f"{with_part(article, self.number(place))}#{anchor}"


def with_part(article: str, number: int) -> str:
    """Return the address of a part of an article, of which the first is the article's own."""
    return f"{article}{'&' if '?' in article else '?'}part={number}" if number > 1 else article


def size_bytes(text: str) -> int:
    """Return the bytes of a text as it is sent; a lone surrogate has no form of its own."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def cut(text: str, most: int) -> int:
    """Return how many letters of a text are sent in `most` bytes, to the end of a sentence, line
    or word where there is one in the second half of them; all of a text that is no longer.
    """
    if size_bytes(text) <= most:
        return len(text)
    letters = len(text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore"))
    for end in _ENDS:
        at = text.rfind(end, letters // 2, letters)
        if at >= 0:
            return at + len(end)
    return max(1, letters)


def _cut(body: str, whole: Stretch, most: int) -> Iterator[Stretch]:
    """Yield a paragraph in pieces of as many bytes as a part may have."""
    start = whole.start
    while start < whole.end:
        end = start + cut(body[start : whole.end], most)
        yield Stretch(whole.number, start, end, start > whole.start)
        start = end
