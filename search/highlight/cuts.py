"""Where a text may be cut: between words, else between graphemes."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

_REACH = 60
"""How far to look for a space before a cut beside a word's edge will do."""

_JOINERS = "\u200d\ufe0e\ufe0f"


def start_after(text: str, words: Sequence[int], offset: int, last: int) -> int:
    """Return the first good beginning from `offset` to `last`; `words` are where words begin.

    `last` itself is one.
    """
    if offset == 0 or text[offset - 1].isspace():
        return min(trimmed_start(text, offset), last)
    for number in range(offset, min(offset + _REACH, last)):
        if text[number].isspace():
            return min(trimmed_start(text, number), last)
    for number in range(bisect_left(words, offset), bisect_left(words, last)):
        if not _is_inside(text, words[number]):
            return words[number]
    return last


def end_before(text: str, words: Sequence[int], offset: int, first: int) -> int:
    """Return the last good end from `first` to `offset`, which is short of the text's end.

    `first` itself is one.
    """
    for number in range(offset, max(offset - _REACH, first), -1):
        if text[number].isspace():
            return number
    for start in reversed(words[bisect_right(words, first) : bisect_right(words, offset)]):
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


def _is_inside(text: str, offset: int) -> bool:
    """Whether a grapheme would be cut at an offset."""
    if not 0 < offset < len(text):
        return False
    before, after = text[offset - 1], text[offset]
    return (
        after in _JOINERS
        or before == "\u200d"
        or unicodedata.category(after).startswith("M")
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or ("\U0001f1e6" <= after <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff")
    )
