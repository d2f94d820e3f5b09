"""The text on either side of a place, on one line: cut between words, else between graphemes."""

from __future__ import annotations

import re

from search.highlight import cuts

_SPACES = re.compile(r"\s+")
_SOLID = re.compile(r"\S")

_SPARE = 4
"""How many times the width is looked at: spaces in a row come to one."""

_NEAR = 1 / 3
"""How much of the width a cut gives up for the edge of a word."""


def left(text: str, offset: int, width: int) -> tuple[str, bool]:
    """Return what stands before an offset, `width` characters at most, and if there is more."""
    first = max(0, offset - _SPARE * width)
    found = _SPACES.sub(" ", text[first:offset]) if offset else ""
    at = max(len(found) - width, 0)
    if at:
        space = found.find(" ", at - 1, at + int(width * _NEAR))
        if space >= 0:
            at = space + 1
        while not cuts.is_edge(found, at):
            at += 1
    cut = bool(found[:at].strip()) or _SOLID.search(text, 0, first) is not None
    return found[at:].lstrip(), cut


def right(text: str, offset: int, width: int) -> tuple[str, bool]:
    """Return what stands behind an offset, `width` characters at most, and if there is more."""
    last = min(len(text), offset + _SPARE * width)
    found = _SPACES.sub(" ", text[offset:last])
    at = len(found)
    if at > width:
        space = found.rfind(" ", width - int(width * _NEAR), width + 1)
        at = space if space > 0 else width
        while not cuts.is_edge(found, at):
            at -= 1
    cut = bool(found[at:].strip()) or _SOLID.search(text, last) is not None
    return found[:at].rstrip(), cut


def words(text: str, start: int, end: int, most: int) -> str:
    """Return a stretch of text on one line, of which no more than `most` characters are told."""
    found = _SPACES.sub(" ", text[start : min(end, start + most)])
    return found if end - start <= most else found[:-1] + "…"
