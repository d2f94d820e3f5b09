"""Quotation marks of many languages -> the stretches of text that stand between them.

A mark says by its shape and neighbours whether it may open or close. Marks are matched like
brackets, paragraph by paragraph; what is never closed is dropped, unless the paragraph after it
begins with the same mark, as speech that goes on does. Marks inside marks belong to the outer.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

LONGEST_UNCLOSED = 1500
"""Characters that a quotation without an end may hold: of more, nobody knows who speaks."""

LONGEST_SINGLE = 1200
"""Characters between single marks at most: apostrophes open and close nothing."""

_MARK = re.compile(
    r"[\"“”„‟«»‹›「」『』\x93\x94`'‘’‚](?:"
    r"(?<=[\"“”„‟«»‹›「」『』\x93\x94])"
    r"|(?<=')'|(?<=`)`"
    r"|(?<=['‘’‚])(?:"
    r"(?<![\w.,!?…].)(?=[\w$£€¿¡\[“\"…])"  # may open
    r"|(?<=[\w.,!?…”\"%)\]].)(?!\w)))"  # may close
)
_BODY_PARAGRAPH = re.compile(r"[^\n]+")

_CLASSES = {
    '"': '"',
    "''": '"',
    "“": "“",
    "\x93": "“",
    "”": "”",
    "\x94": "”",
    "„": "„",
    "‟": "“",
    "«": "«",
    "»": "»",
    "‹": "‹",
    "›": "›",
    "「": "「",
    "」": "」",
    "『": "『",
    "』": "』",
    "``": "“",
    "‘": "'",
    "’": "'",
    "‚": "'",
    "'": "'",
}
_CLOSED_BY = {
    '"': '"”“',
    "“": '”"',
    "”": '”"',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "'": "'",
}
_NEVER_CLOSES = "„「『"
_NEVER_OPENS = "」』"


class Stretch(NamedTuple):
    """Text between quotation marks.

    `start` and `end` are inside the marks, `first` and `last` outside. `closed` is False where
    no mark ends it. `follows` says that it goes on from the paragraph before.
    """

    first: int
    start: int
    end: int
    last: int
    closed: bool = True
    follows: bool = False
    single: bool = False


class Paragraph(NamedTuple):
    """A paragraph with the stretches in it, in order; none lies inside another."""

    start: int
    end: int
    stretches: tuple[Stretch, ...]


class _Mark(NamedTuple):
    start: int
    end: int
    kind: str
    opens: bool
    closes: bool
    strong: bool


def has_marks(body: str) -> bool:
    """Return whether there is any quotation mark."""
    return _MARK.search(body) is not None


def paragraphs(body: str) -> list[Paragraph]:
    """Return the paragraphs of `body` with what stands between quotation marks in each."""
    bounds = [match.span() for match in _BODY_PARAGRAPH.finditer(body)]
    marks = _by_paragraph(body, bounds)
    found: list[Paragraph] = []
    goes_on = False
    for number, (start, end) in enumerate(bounds):
        here = marks.get(number, [])
        if not here and not goes_on:
            found.append(Paragraph(start, end, ()))
            continue
        after = marks.get(number + 1, [])
        onward = bool(after) and _goes_on(after[0], bounds[number + 1][0])
        stretches, goes_on = _stretches(body, start, end, here, onward, goes_on)
        found.append(Paragraph(start, end, tuple(stretches)))
    return found


def _goes_on(first: _Mark, start: int) -> bool:
    """Return whether the first mark of a paragraph goes on with what the last one left open."""
    return first.kind != "'" and (first.start <= start + 1 if first.opens else first.closes)


def _by_paragraph(body: str, bounds: Sequence[tuple[int, int]]) -> dict[int, list[_Mark]]:
    """Return the marks of each paragraph that has any, by its number."""
    ends = [end for _, end in bounds]
    found: dict[int, list[_Mark]] = {}
    size = len(body)
    for match in _MARK.finditer(body):
        start, end = match.span()
        before = body[start - 1] if start else "\n"
        after = body[end] if end < size else "\n"
        form = _form(match.group(), before, after)
        if form is not None:
            here = bisect_left(ends, end)
            if here not in found:
                found[here] = []
            found[here].append(_Mark(start, end, *form))
    return found


@lru_cache(maxsize=1 << 14)
def _form(text: str, before: str, after: str) -> tuple[str, bool, bool, bool] | None:
    """Return the kind of a mark between two characters, and whether it opens, closes, is strong.

    None where it is no mark.
    """
    kind = _CLASSES[text]
    gap_before = before.isspace() or before in "([{—–-/¿¡|>*…"
    gap_after = after.isspace() or not (after.isalnum() or after in "$£€[(¿¡#@…'‘“\"«.")
    strong = before in ".,!?…"
    if kind == '"':
        if before.isdigit() and not gap_after:
            return None
        inches = before.isdigit() and text == '"'
        opens = not inches and (not after.isspace()) and (gap_before or not before.isalnum())
        if gap_before and not after.isspace():
            return kind, True, False, False
        if gap_after and not before.isspace():
            opens = not before.isalnum() and not after.isspace() and before not in ".,!?…”’"
        return kind, opens, True, strong
    if kind == "'":
        opening = not (before.isalnum() or before in '.,!?…”"%)]')
        return kind, opening, not opening, strong
    opens = kind in "“„«‹「『" or (kind in "”»›" and gap_before and not after.isspace())
    if kind == "“" and gap_after and not gap_before:
        opens = False
    if kind in "«‹" and gap_after and not gap_before and not after.isspace():
        opens = False
    closes = kind not in _NEVER_CLOSES and not (kind in "“”" and gap_before and not gap_after)
    if kind in _NEVER_OPENS:
        opens = False
    return kind, opens, closes, strong


def _stretches(
    body: str, start: int, end: int, marks: list[_Mark], onward: bool, goes_on: bool
) -> tuple[list[Stretch], bool]:
    """Return the stretches of one paragraph, and whether the last goes on in the next."""
    follows = goes_on
    pairs: list[tuple[int, int]] = []
    stack: list[int] = []
    stray: int | None = None
    for number, mark in enumerate(marks):
        at = _opener_of(marks, stack, number) if mark.closes else None
        if at is not None:
            pairs.append((stack[at], number))
            del stack[at:]
        elif mark.opens:
            stack.append(number)
        elif mark.closes and goes_on and stray is None and not pairs and not stack:
            stray = number
    found: list[Stretch] = []
    if follows and stray is not None:
        # Speech that was opened in the paragraph before and is closed here, unmarked between.
        found.append(Stretch(start, start, marks[stray].start, marks[stray].end, follows=True))
    left = [number for number in stack if marks[number].kind != "'"]
    open_at = left[0] if left else None
    onward = onward and open_at is not None
    reach = found[0].last if found else start
    for opener, closer in sorted(pairs):
        if onward and open_at is not None and opener > open_at:
            break
        one = _stretch(body, marks[opener], marks[closer])
        if one is None or one.first < reach:
            continue
        reach = one.last
        at_start = opener == 0 and marks[opener].start <= start + 1
        found.append(one._replace(follows=True) if follows and at_start else one)
    if open_at is None:
        return found, False
    mark = marks[open_at]
    at_start = mark.start <= start + 1
    last_pair = max((closer for _, closer in pairs), default=-1)
    if onward or (
        open_at > last_pair and end - mark.end <= LONGEST_UNCLOSED and (end - mark.end > 20)
    ):
        begin = mark.end + _spaces(body, mark.end)
        if begin < end:
            found.append(Stretch(mark.start, begin, end, end, onward, follows and at_start))
    return found, True


def _opener_of(marks: Sequence[_Mark], stack: Sequence[int], number: int) -> int | None:
    """Return the place on the stack of what this mark closes."""
    mark = marks[number]
    if mark.kind == "'":
        if not stack or marks[stack[-1]].kind != "'":
            return None
        if not mark.strong and _closed_again(marks, number):
            return None
        return len(stack) - 1
    for at in range(len(stack) - 1, max(-1, len(stack) - 4), -1):
        opener = marks[stack[at]]
        if opener.kind == "'":
            continue
        if mark.kind in _CLOSED_BY.get(opener.kind, ""):
            return at
        if not mark.opens and mark.kind in '”"»“«':
            continue
        return None
    return None


def _closed_again(marks: Sequence[_Mark], number: int) -> bool:
    """Return whether the next mark is a single one that closes too: this one is an apostrophe."""
    after = marks[number + 1] if number + 1 < len(marks) else None
    return after is not None and after.kind == "'" and after.closes


def _stretch(body: str, opener: _Mark, closer: _Mark) -> Stretch | None:
    start = opener.end + _spaces(body, opener.end)
    end = closer.start
    while end > start and body[end - 1].isspace():
        end -= 1
    single = opener.kind == "'"
    if start >= end or (single and end - start > LONGEST_SINGLE):
        return None
    return Stretch(opener.start, start, end, closer.end, single=single)


def _spaces(body: str, at: int) -> int:
    count = 0
    while at + count < len(body) and body[at + count] in " \u00a0\u202f\u2009":
        count += 1
    return count


def quoted(found: Sequence[Paragraph]) -> Iterator[Stretch]:
    """Yield all stretches in order."""
    for paragraph in found:
        yield from paragraph.stretches
