"""Where sentences begin in a stretch of a text, without reading the rest of it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from search.analysis.breaks import breaks, ends_sentence, parts_sentences, starts_sentence
from search.analysis.tokenizer import Word, words

_STOPS, _RARE_STOPS = ".!?", "…。！？"
_AFTER = re.compile(r"[.!?…]+[\"'”’»)\]]*(\s+)[\"“‘'(\[]*([A-Za-z0-9])")
_USUAL = re.compile(r"[A-Za-z0-9][.!?] (?:([a-z])|[A-Z0-9])")  # most stops
_GOES_ON = re.compile(r"\.[A-Za-z0-9]|[.!?] [a-z]")
_AFTER_BREAK = re.compile(r"\n\s*\n\s*()[\"“‘'(\[]*([A-Za-z0-9])")
_OPENING = re.compile(r"\s*()[\"“‘'(\[]*([A-Za-z0-9])")
_BREAK = re.compile(r"\n\s*\n")
_CAPITALS = re.compile(r"(?:[A-Z]\.)+[A-Z]\.?(?=[ ,])")
_NEXT = re.compile(r" ([A-Za-z]+)(?=[ ,])")
_OPENED = '"“(['
_PLAIN_REACH = 24
"""A word before a full stop is looked for this far; a longer one is read in full."""

_REACH = 24
"""How far around a stop that is not plain the text is read at first."""

_ENOUGH = 8
"""A text is read whole once this many times its length was asked for in stretches."""

_KEPT = 4
"""How many stretches read in full are kept in mind."""


class Sentences:
    """The sentences of one text: where `breaks(text, words(text))` has them begin, as offsets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: list[tuple[int, int, Sequence[int]]] = []
        self._all: Sequence[int] | None = None
        self._work = 0
        self._stops = _STOPS
        if not text.isascii():
            rare = [stop for stop in _RARE_STOPS if stop in text]
            self._stops += "".join(rare)

    def last(self, low: int, high: int) -> int | None:
        """Return the last offset from `low` to `high` where a sentence begins, None without one.

        A sentence begins with the quotation marks before its first word.
        """
        if self._all is not None:
            number = bisect_right(self._all, high)
            return self._all[number - 1] if number and self._all[number - 1] >= low else None
        text = self._text
        self._work += high - low
        if self._work > _ENOUGH * len(text):
            read = words(text)
            self._all = sorted(set(_offsets(text, read, set(breaks(text, read).sentences))))
            return self.last(low, high)
        begin = low
        while begin and not text[begin - 1].isalnum():
            begin -= 1
        end = high  # a stop may stand in the quotation marks: `word “。” word`
        while end < len(text) and not text[end].isalnum() and not text[end].isspace():
            end += 1
        at = self._stop(begin, end)
        while at >= 0:
            start = self._plainly_begun(at)
            if start is None:
                around = self._around(at)
                number = bisect_right(around, high)
                start = around[number - 1] if number else -1
            if 0 <= start <= high:
                return start if low <= start else None
            at = self._stop(begin, at)
        if begin:
            return None
        start = self._first(high)
        return start if start is not None and low <= start <= high else None

    def _stop(self, low: int, high: int) -> int:
        """Return where the last stop or paragraph break before `high` begins, -1 without one."""
        text = self._text
        find = text.rfind
        at = -1
        for stop in self._stops:
            later = find(stop, low, high)
            if later >= 0:
                at = low = later
        line = find("\n", low, high)
        while line >= 0:
            begin = line
            while begin > low and text[begin - 1].isspace():
                begin -= 1
            if begin < line:
                first = text.find("\n", begin, line)
                if first >= 0:
                    return first
            line = find("\n", low, begin)
        return at

    def _first(self, high: int) -> int | None:
        """Return where the first sentence begins, None when its first word is after `high`."""
        text = self._text
        plain = _OPENING.match(text)
        if plain is not None:
            return plain.start(1)
        read = words(text[: _aligned_end(text, high)])
        return _with_quotes(text, read[0].start, 0) if read else None

    def _plainly_begun(self, at: int) -> int | None:
        """Return where a sentence begins after a stop, -1 if none does.

        None when that cannot be told from a few letters.
        """
        text = self._text
        if text[at] == "\n":
            paragraph = _AFTER_BREAK.match(text, at)
            return paragraph.start(1) if paragraph else None
        usual = _USUAL.match(text, at - 1) if at else None
        if usual is not None:
            if usual.lastindex:
                return -1
            form = self._written(at)
            if form is None:
                return self._after_capitals(at)
            return at + 2 if text[at] != "." or parts_sentences(form) else -1
        if at + 1 == len(text):
            return -1
        before = text[at - 1 : at]
        if not before.isascii() or not before.isalnum():
            return None
        if _GOES_ON.match(text, at) and not (before.isupper() and text[at + 1] != " "):
            return -1
        after = _AFTER.match(text, at)
        if after is None:
            return self._after_capitals(at)
        form = self._written(at)
        if form is None:
            return None
        letter = after.start(2)
        gap = text[at:letter]
        if "\n" not in gap or not _BREAK.search(gap):
            ended = Word(0, form, at - len(form), at)
            if not ends_sentence(text, ended, gap, Word(1, after[2], letter, letter + 1)):
                return -1
        return after.end(1)

    def _written(self, end: int) -> str | None:
        """Return the word before an offset, None when it is not one of plain letters."""
        low = max(0, end - _PLAIN_REACH)
        begin = max(self._text.rfind(" ", low, end), self._text.rfind("\n", low, end)) + 1
        form = self._text[begin:end].lstrip(_OPENED)
        return form if begin and form.isascii() and form.isalnum() else None

    def _after_capitals(self, at: int) -> int | None:
        """Return where a sentence begins after a full stop of `U.S.`, -1 if none does.

        None for any other stop.
        """
        text = self._text
        begin = text.rfind(" ", max(0, at - _PLAIN_REACH), at) + 1
        word = _CAPITALS.match(text, begin) if begin else None
        if word is None or not begin < at < word.end():
            return None
        if at < word.end() - 1:
            return -1
        after = _NEXT.match(text, at + 1)
        if after is None:
            return None
        return at + 2 if starts_sentence(after[1]) else -1

    def _around(self, at: int) -> Sequence[int]:
        """Return the starts of sentences around a stop: all there are between two words."""
        text = self._text
        for low, high, starts in self._read[-_KEPT:]:
            if low <= at < high:
                return starts
        reach = _REACH
        self._work += 10 * reach
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
        return starts


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
