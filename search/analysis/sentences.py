"""Where sentences begin in a stretch of a text, without reading the rest of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.analysis.breaks import breaks, ends_sentence
from search.analysis.tokenizer import Word, words

_STOP = re.compile(r"[.!?…。！？]|\n\s*\n")
_AFTER = re.compile(r"[.!?…]+[\"'”’»)\]]*(\s+)[\"“‘'(\[]*([A-Za-z0-9])")
_AFTER_BREAK = re.compile(r"\n\s*\n\s*()[\"“‘'(\[]*([A-Za-z0-9])")
_OPENING = re.compile(r"\s*()[\"“‘'(\[]*([A-Za-z0-9])")
_BREAK = re.compile(r"\n\s*\n")
_PLAIN_REACH = 24
"""A word before a full stop is looked for this far; a longer one is read in full."""

_REACH = 24
"""How far around a stop that is not plain the text is read at first."""


class Sentences:
    """The sentences of one text: where `breaks(text, words(text))` has them begin, as offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: list[tuple[int, int, Sequence[int]]] = []

    def starts(self, low: int, high: int) -> list[int]:
        """Return the offsets from `low` to `high` where sentences begin, rising.

        A sentence begins with the quotation marks before its first word.
        """
        text = self._text
        found: list[int] = []
        begin = low
        while begin and not text[begin - 1].isalnum():
            begin -= 1
        done = begin
        if not begin:
            first = self._first(high)
            if first is None:
                return []
            done, start = first
            found.append(start)
        for stop in _STOP.finditer(text, begin, high):
            at = stop.start()
            if at < done:
                continue
            plain = self._plain(at)
            if plain is not None:
                begins, start, done = plain
                if begins:
                    found.append(start)
            else:
                starts, done = self._around(at)
                found.extend(starts)
        return sorted({start for start in found if low <= start <= high})

    def _first(self, high: int) -> tuple[int, int] | None:
        """Return where the first word and its sentence begin, None when it is not up to `high`."""
        text = self._text
        plain = _OPENING.match(text)
        if plain is not None:
            return plain.start(2), plain.start(1)
        read = words(text[: _aligned_end(text, high)])
        return (read[0].start, _with_quotes(text, read[0].start, 0)) if read else None

    def _plain(self, at: int) -> tuple[bool, int, int] | None:
        """Return whether and where a sentence begins after a stop, and its first word's start.

        None when that cannot be told from the letters on both sides alone.
        """
        text = self._text
        if text[at] == "\n":
            after = _AFTER_BREAK.match(text, at)
            return (True, after.start(1), after.start(2)) if after else None
        after = _AFTER.match(text, at)
        if after is None:
            return None
        begin = text.rfind(" ", max(0, at - _PLAIN_REACH), at) + 1
        form = text[begin:at]
        if not begin or not form.isalpha() or not form.isascii():
            return None
        letter = after.start(2)
        gap = text[at:letter]
        begins = "\n" in gap and _BREAK.search(gap) is not None
        if not begins:
            before = Word(0, form, begin, at)
            begins = ends_sentence(text, before, gap, Word(1, after[2], letter, letter + 1))
        return begins, after.end(1), letter

    def _around(self, at: int) -> tuple[Sequence[int], int]:
        """Return the starts of sentences around a stop, and up to where these are all."""
        text = self._text
        for low, high, starts in self._read:
            if low <= at < high:
                return starts, high
        reach = _REACH
        while True:
            low, high = _aligned_start(text, at - reach), _aligned_end(text, at + reach)
            read = words(text[low:high])
            is_begun = not low or (bool(read) and read[0].start + low < at)
            is_ended = high == len(text) or (bool(read) and read[-1].start + low > at)
            if is_begun and is_ended:
                break
            reach *= 4
        firsts = set(breaks(text[low:high], read).sentences)
        if low:
            firsts.discard(0)
        starts = [low + start for start in _offsets(text[low:high], read, firsts)]
        end = high if high == len(text) or not read else low + read[-1].start
        begin = low if not low or not read else low + read[0].start
        self._read.append((begin, end, starts))
        return starts, end


def _offsets(text: str, read: Sequence[Word], firsts: set[int]) -> list[int]:
    """Return the offsets of the words at these positions, with the quotation marks before them."""
    starts = []
    position, floor = -1, 0
    for word in read:
        if word.position != position and word.position in firsts:
            starts.append(_with_quotes(text, word.start, floor))
        position = word.position
        floor = max(floor, word.end)
    return starts


def _with_quotes(text: str, start: int, floor: int) -> int:
    """Return where what stands before a word without a space begins, unless `floor` is in it."""
    begin = start
    while begin > floor and not text[begin - 1].isspace():
        begin -= 1
    return begin if begin == 0 or text[begin - 1].isspace() else start


def _aligned_start(text: str, offset: int) -> int:
    """Return the last beginning of a run without spaces up to `offset`, 0 if there is none."""
    return max(text.rfind(" ", 0, max(0, offset)), text.rfind("\n", 0, max(0, offset))) + 1


def _aligned_end(text: str, offset: int) -> int:
    """Return the first end of a run without spaces from `offset`, the text's if there is none."""
    ends = [end for space in " \n" if (end := text.find(space, offset)) >= 0]
    return min(ends, default=len(text))
