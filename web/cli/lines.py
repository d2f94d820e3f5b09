"""Text in the cells of a terminal: how wide it is, and where its lines break."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache


@lru_cache(maxsize=4096)
def cells(char: str) -> int:
    """Return how many cells a character takes: 2 in East Asian scripts, 0 for what combines."""
    if char.isascii():
        return 1
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Return how many cells a text takes."""
    return len(text) if text.isascii() else sum(map(cells, text))


def clipped(text: str, most: int) -> str:
    """Return text that takes so many cells at most, with … for what was cut."""
    if width(text) <= most:
        return text
    taken = end = 0
    for char in text:
        taken += cells(char)
        if taken > most - 1:
            break
        end += 1
    return text[:end].rstrip() + "…" if most > 0 else ""


def padded(text: str, cells_: int) -> str:
    """Return text in so many cells, cut or filled with spaces."""
    text = clipped(text, cells_)
    return text + " " * (cells_ - width(text))


def wrapped(text: str, most: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text begins and ends, none wider than `most` cells if it can be.

    A line ends at a space, beside a wide letter, or else within a word that is too long.
    """
    start = 0
    while start < len(text) and text[start] == " ":
        start += 1
    while start < len(text):
        end = _end(text, start, max(most, 2))
        yield start, start + len(text[start:end].rstrip(" "))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1


def _end(text: str, start: int, most: int) -> int:
    """Return where the line that begins at `start` ends."""
    taken, broken = 0, start
    for at in range(start, len(text)):
        wide = cells(text[at])
        if text[at] == " " or (at > start and 2 in (wide, cells(text[at - 1])) and wide):
            broken = at
        taken += wide
        if taken > most and text[at] != " ":
            return broken if broken > start else max(at, start + 1)
    return len(text)
