"""The owner's stories file: which stories are one, which articles belong elsewhere.

    # a comment
    join s4kq2m7xa sb6e2c3fa              one story
    split s4kq2m7xa: a1b2c3 d4e5f6        these leave it, and are a story of their own
    pin a1b2c3 s4kq2m7xa                  this article belongs to that story
    alone d4e5f6                          this one to none
    name s4kq2m7xa: The harbour strike    what the story is called

The id of a story names the one that holds the article it was founded by. A line that cannot be
read is a fault, and has no effect; what the others come to is told by `search.stories.corrected`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeAlias

from search.errors import UsageError

LONGEST = 200  # characters of a name
MOST_TOLD = 100  # faults that are told one by one
MOST_BYTES = 16 << 20
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_SPACED_COMMENT = re.compile(r"(?:^|(?<=\s))#(?:\s.*)?$")  # a name may have #3 in it
_WORD = re.compile(r"[^\s,]+")
_STORY = re.compile(r"s[a-z0-9]{8}")
_ARTICLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line; `line` and `column` count from 1."""

    line: int
    column: int
    reason: str

    @property
    def text(self) -> str:
        """The fault in one sentence, without the line."""
        return f"column {self.column}: {self.reason} The line is left out."


@dataclass(frozen=True, slots=True)
class Join:
    """Stories that are one."""

    line: int
    stories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """Articles of a story that are another one."""

    line: int
    story: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pin:
    """An article that belongs to a story."""

    line: int
    article: str
    story: str


@dataclass(frozen=True, slots=True)
class Alone:
    """Articles that belong to no story."""

    line: int
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """What a story is called."""

    line: int
    story: str
    title: str


Wish: TypeAlias = Join | Split | Pin | Alone | Name


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the lines of a stories file say, in order, and which of them say nothing."""

    wishes: tuple[Wish, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def digest(self) -> bytes:
        """Eight bytes that are others when something else is wished; of nothing, zeros."""
        if not self.wishes:
            return bytes(8)
        said = [[type(wish).__name__, *astuple(wish)[1:]] for wish in self.wishes]
        return hashlib.blake2b(json.dumps(said).encode(), digest_size=8).digest()


def read(path: Path | None) -> Wishes:
    """Return what a stories file says; of one that is not there, nothing.

    Raises UsageError where it cannot be read: better than to undo what it may say.
    """
    if path is None:
        return Wishes()
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return Wishes()
    except OSError as error:
        raise UsageError(
            f"The stories file {path} cannot be read: {error.strerror or error}",
            code="stories.file",
        ) from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"The stories file {path} is over 16 MB.", code="stories.file")
    return parse(data)


def parse(data: bytes) -> Wishes:
    """Return what the bytes of a stories file say."""
    wishes: list[Wish] = []
    faults: list[Fault] = []
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = unicodedata.normalize("NFC", line.decode())
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode("utf-8", "replace")) + 1
            reason = "this is not UTF-8. Save the file as UTF-8."
            faults.append(Fault(number, column, reason))
            continue
        try:
            wish = _wish(number, text.rstrip())
        except _Wrong as error:
            faults.append(Fault(number, error.column, error.reason))
        else:
            wishes += [wish] if wish else []
    return Wishes(tuple(wishes), _told(faults))


class _Wrong(Exception):
    def __init__(self, column: int, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of a line and the column it begins in."""

    text: str
    column: int


def _wish(number: int, text: str) -> Wish | None:
    """Return what a line wishes, None where nothing stands in it."""
    first = _WORD.search(text)
    kind = first[0].lower() if first else "#"
    text = (_SPACED_COMMENT if kind == "name" else _COMMENT).sub("", text).rstrip()
    if first is None or not text:
        return None
    read = _KINDS.get(kind)
    if read is None:
        known = ", ".join(_KINDS)
        raise _Wrong(first.start() + 1, f"“{first[0]}” is none of: {known}.")
    return read(number, text, first.end())


def _join(number: int, text: str, start: int) -> Join:
    stories = tuple(dict.fromkeys(map(_story, _pieces(text, start))))
    if len(stories) < 2:
        raise _Wrong(start + 1, "two stories are needed. Write: join s4kq2m7xa sb6e2c3fa.")
    return Join(number, stories)


def _split(number: int, text: str, start: int) -> Split:
    story, rest = _headed(text, start, "Write: split s4kq2m7xa: a1b2c3 d4e5f6.")
    articles = tuple(dict.fromkeys(map(_article, _pieces(text, rest))))
    if not articles:
        raise _Wrong(rest + 1, "ids of articles are missing here.")
    return Split(number, story, articles)


def _pin(number: int, text: str, start: int) -> Pin:
    pieces = _pieces(text, start)
    if len(pieces) != 2:
        column = pieces[2].column if len(pieces) > 2 else start + 1
        raise _Wrong(column, "one article and one story are needed. Write: pin a1b2c3 s4kq2m7xa.")
    return Pin(number, _article(pieces[0]), _story(pieces[1]))


def _alone(number: int, text: str, start: int) -> Alone:
    articles = tuple(dict.fromkeys(map(_article, _pieces(text, start))))
    if not articles:
        raise _Wrong(start + 1, "the id of an article is missing here. Write: alone a1b2c3.")
    return Alone(number, articles)


def _name(number: int, text: str, start: int) -> Name:
    story, rest = _headed(text, start, "Write: name s4kq2m7xa: The harbour strike.")
    title = " ".join(text[rest:].split())
    if not title or len(title) > LONGEST or not title.isprintable():
        raise _Wrong(rest + 1, f"a name of up to {LONGEST} characters is needed here.")
    return Name(number, story, title)


_KINDS: dict[str, Callable[[int, str, int], Wish]] = {
    "join": _join,
    "split": _split,
    "pin": _pin,
    "alone": _alone,
    "name": _name,
}


def _headed(text: str, start: int, example: str) -> tuple[str, int]:
    """Return the story before the colon, and where what follows it begins."""
    head, colon, _ = text[start:].partition(":")
    pieces = _pieces(text[: start + len(head)], start)
    if not colon or len(pieces) != 1:
        column = pieces[1].column if len(pieces) > 1 else start + 1
        raise _Wrong(column, f"one story and a colon are needed. {example}")
    return _story(pieces[0]), start + len(head) + 1


def _pieces(text: str, start: int) -> list[_Piece]:
    return [_Piece(found[0], found.start() + 1) for found in _WORD.finditer(text, start)]


def _story(piece: _Piece) -> str:
    if not _STORY.fullmatch(piece.text.lower()):
        reason = f"“{piece.text}” is no id of a story, which is s and eight letters or digits."
        raise _Wrong(piece.column, reason)
    return piece.text.lower()


def _article(piece: _Piece) -> str:
    if not _ARTICLE.fullmatch(piece.text):
        raise _Wrong(piece.column, f"“{piece.text}” is no id of an article.")
    return piece.text


def _told(faults: list[Fault]) -> tuple[Fault, ...]:
    told = faults[:MOST_TOLD]
    if len(faults) > MOST_TOLD:
        more = faults[MOST_TOLD]
        reason = f"nor do {len(faults) - MOST_TOLD:,} lines from here on make sense."
        told.append(Fault(more.line, more.column, reason))
    return tuple(told)
