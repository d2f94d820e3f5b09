"""Where a text may be cut: between words, else between graphemes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

REACH = 60
"""How far to look for a space before a cut beside a word's edge will do."""

JOINERS = "\u200d\ufe0e\ufe0f"


def start_after(
    text: str, words: Callable[[int, int], Sequence[int]], offset: int, last: int
) -> int:
    """Return the first good beginning from `offset` to `last`, which is one.

    `words` returns where words begin from an offset to another.
    """
    if offset == 0 or text[offset - 1].isspace():
        return min(trimmed_start(text, offset), last)
    for number in range(offset, min(offset + REACH, last)):
        if text[number].isspace():
            return min(trimmed_start(text, number), last)
    for start in words(offset, last - 1):
        if not _is_inside(text, start):
            return start
    return last


def end_before(
    text: str, words: Callable[[int, int], Sequence[int]], offset: int, first: int
) -> int:
    """Return the last good end from `first` to `offset`, which is short of the text's end.

    `first` itself is one.
    """
    for number in range(offset, max(offset - REACH, first), -1):
        if text[number].isspace():
            return number
    for start in reversed(words(first + 1, offset)):
        if not _is_inside(text, start):
            return start
    while offset > first and _is_inside(text, offset):
        offset -= 1
    return offset


def trimmed_start(text: str, offset: int) -> int:
    """Return `offset`, moved right over spaces."""
    while offset < len(text) and text[offset].isspace():
        offset += 1
    return offset


def trimmed_end(text: str, offset: int) -> int:
    """Return `offset`, moved left over spaces."""
    while offset and text[offset - 1].isspace():
        offset -= 1
    return offset


def grapheme_end(text: str, start: int) -> int:
    """Return where the grapheme that begins at `start` ends."""
    end = start + 1
    while _is_inside(text, end):
        end += 1
    return end


def is_edge(text: str, offset: int) -> bool:
    """Return whether a text may be cut at an offset."""
    return not _is_inside(text, offset)


def _is_inside(text: str, offset: int) -> bool:
    """Whether a grapheme would be cut at an offset."""
    if not 0 < offset < len(text):
        return False
    before, after = text[offset - 1], text[offset]
    return (
        after in JOINERS
        or before == "\u200d"
        or unicodedata.category(after).startswith("M")
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= after <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff")
    )
