"""The lines of a text, cleaned and, where the text was wrapped at a fixed width, rejoined."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\xad\u200b\u2060\ufeff]")
_ROW = re.compile(r"([^\r\n]*)(?:\r\n|\n|\r|$)")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A note in brackets may follow the full stop.
_SENTENCE_END = re.compile(r"[.!?…。！？]['\"”’»)\]*]*(?:\s?[\[(][^\[\]()]{1,20}[\])])?$")

_ENTRY = re.compile(r"(?:[*+•·»>|○●▪■–—-]|\d{1,3}[.)])\s")  # of a list

WRAP_MIN, WRAP_MAX = 50, 100  # the widths, in characters, at which programs wrap prose
LONGEST_HEADLINE = 200  # characters
RAGGED = 3  # characters by which lines of one text fall short of its width
FULL, FEWEST = 0.7, 5  # of the width is a full line; so many of them tell


@dataclass(frozen=True, slots=True)
class Line:
    """One line that holds something.

    `number` counts from 1 in the received text, `start` and `end` are offsets there; `text` has
    single spaces and no invisible characters; `gap` says that a blank line stands before it.
    `received` is the whole text.
    """

    number: int
    start: int
    end: int
    text: str
    gap: bool
    received: str = field(repr=False, compare=False)

    @property
    def ends_sentence(self) -> bool:
        """Whether the line ends as a sentence does."""
        return bool(_SENTENCE_END.search(self.text[-40:]))

    def outer(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the received text of `text[start:end]`, which is not empty."""
        places = self._places()
        return places[start], places[end - 1] + 1

    def inner(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in `text` of what stands at these of the received text."""
        places = self._places()
        return bisect_left(places, start), bisect_left(places, end)

    def _places(self) -> Sequence[int]:
        """Return where each character of `text` stands in the received text."""
        if self.end - self.start == len(self.text):
            return range(self.start, self.end)
        places = []
        place = self.start
        for char in self.text:
            if char == " ":
                while not self.received[place].isspace():
                    place += 1
            else:
                while self.received[place] != char:
                    place += 1
            places.append(place)
            place += 1
        return places


def clean(text: str) -> str:
    """Return `text` with halves of surrogate pairs, which no file can hold, replaced by U+FFFD."""
    try:
        text.encode()  # much sooner done than looking for them
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def lines(text: str) -> list[Line]:
    """Return the lines of `text` that hold something, with their places."""
    found: list[Line] = []
    gap = False
    marred = _INVISIBLE.search(text) is not None
    for number, match in enumerate(_ROW.finditer(text), 1):
        row = match.group(1)
        tidy = " ".join((_INVISIBLE.sub("", row) if marred else row).split())
        if not tidy:
            gap = True
            continue
        start = match.start() + len(row) - len(row.lstrip())
        end = match.start() + len(row.rstrip())
        found.append(Line(number, start, end, tidy, gap, text))
        gap = False
    return found


def unwrapped(rows: Sequence[Line]) -> list[Line]:
    """Return the lines with wrapped paragraphs rejoined, when the text was wrapped at all.

    A line was wrapped when the first word of the next would not have fitted on it. That holds
    for nearly every line inside the paragraphs of a wrapped text, and hardly ever elsewhere.
    """
    found = _wrap(rows)
    if found is None:
        return _whole_headline(rows)
    joined: list[list[Line]] = []
    for line in rows:
        if joined and not line.gap and _was_wrapped(joined[-1][-1], line, *found):
            joined[-1].append(line)
        else:
            joined.append([line])
    return _whole_headline([_join(group) for group in joined])


def _whole_headline(rows: Sequence[Line]) -> list[Line]:
    """Return the lines with a headline that was broken after its semicolon in one.

    Newspapers write "Ferries stand still; Pilots stay on strike" in two lines.
    """
    if len(rows) < 3 or not rows[0].text.endswith(";") or rows[1].gap:
        return list(rows)
    if rows[1].text.endswith(";") or max(len(one.text) for one in rows[:2]) > LONGEST_HEADLINE:
        return list(rows)
    return [_join(rows[:2]), *rows[2:]]


def _wrap(rows: Sequence[Line]) -> tuple[int, int] | None:
    """Return the width in characters at which the text was wrapped, and by how much it varies.

    None when it was not. Where most lines are those of paragraphs, nearly all tell; a page with
    menus has few such, and there only full lines inside sentences tell: the next ones begin
    mostly in lower case.
    """
    pairs = [(before, after) for before, after in pairwise(rows) if not after.gap]
    if len(pairs) < 2:
        return None
    lengths = sorted(len(before.text) for before, _ in pairs)
    width = lengths[-1 - len(lengths) // 50]
    if not WRAP_MIN <= width <= WRAP_MAX or len(rows[0].text) > 2 * WRAP_MAX:
        return None
    wrapped = sum(_was_wrapped(before, after, width, RAGGED) for before, after in pairs)
    going = [pair for pair in pairs if not pair[0].ends_sentence]
    if min(wrapped, len(going)) >= 0.6 * len(pairs):
        return width, RAGGED
    full = [pair for pair in going if len(pair[0].text) >= FULL * width]
    goes_on = [after for before, after in full if _was_wrapped(before, after, width, 0)]
    lower = sum(after.text[0].islower() for after in goes_on)
    told = len(full) >= FEWEST and len(goes_on) >= 0.75 * len(full) and lower >= len(goes_on) / 2
    return (width, 0) if told else None


def _was_wrapped(before: Line, after: Line, width: int, ragged: int) -> bool:
    room = width - len(before.text) - 1
    if 2 * len(before.text) < width or _ENTRY.match(after.text):
        return False
    return len(after.text.split(" ", 1)[0]) > room - ragged


def _join(group: Sequence[Line]) -> Line:
    if len(group) == 1:
        return group[0]
    text = group[0].text
    parts = [text]
    for line in group[1:]:
        parts.append(line.text if parts[-1].endswith("-") else f" {line.text}")
    first, last = group[0], group[-1]
    return Line(first.number, first.start, last.end, "".join(parts), first.gap, first.received)
