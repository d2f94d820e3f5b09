"""The owner's names file: who is one person, who is not, and what to call them.

    # a comment
    Sergey Lavrov = Sergei Lavrov, Lavrov S. V., Лавров       one person, shown by the first name
    Bill Clinton [clinton] = William Clinton                   with an id of the owner's own
    George Bush, George W. Bush != George H. W. Bush           two people

A name stands for whoever the archive knows by it, with all the other spellings of theirs. Where
`!=` parts spellings of one person, those that it does not name stay with the first. A family name
alone is who is meant by that alone. A line that cannot be read, or contradicts one before it, is
a fault, and has no effect.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search.errors import UsageError
from search.extract.naming import form, slug
from search.extract.people.names import SUFFIXES

LONGEST = 200  # characters of a name
MOST_TOLD = 100  # faults that are told one by one
MOST_BYTES = 16 << 20
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_SIGN = re.compile(r"!=|≠|=")
_ID = re.compile(r"\[([^\[\]]*)\]$")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EXAMPLE = "Write: Sergey Lavrov = Sergei Lavrov, S. Lavrov."


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
class Merge:
    """One person, who is shown as `name`; `names` are all that are given, that one first."""

    line: int
    name: str
    id: str | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """People who are not one: names on different sides."""

    line: int
    sides: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Corrections:
    """What the lines of a names file say, and which of them say nothing."""

    merges: tuple[Merge, ...] = ()
    splits: tuple[Split, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def digest(self) -> bytes:
        """Eight bytes that are others when other people follow; of nothing, zeros."""
        said = [
            [[merge.name, merge.id, merge.names] for merge in self.merges],
            [split.sides for split in self.splits],
        ]
        if not any(said):
            return bytes(8)
        return hashlib.blake2b(json.dumps(said).encode(), digest_size=8).digest()

    def parted(self, key: str, names: Sequence[str]) -> Iterator[list[str]]:
        """Yield the spellings of one identity by person; the first keeps what no line names."""
        rest = list(names)
        for split in self.splits:
            if len({form(name).key for side in split.sides for name in side} & {key}) == 0:
                continue
            for side in split.sides[1:]:
                wanted = {fold(name) for name in side}
                apart = [name for name in rest if fold(name) in wanted]
                if apart and len(apart) < len(rest):
                    rest = [name for name in rest if name not in apart]
                    yield apart
        yield rest


def fold(name: str) -> str:
    """Return a name as it is compared with others: capitals, titles and spaces make none."""
    return form(unicodedata.normalize("NFC", name)).name.casefold()


def read(path: Path | None) -> Corrections:
    """Return what a names file says; of one that is not there, nothing.

    Raises UsageError where it cannot be read: better than to undo what it may say.
    """
    if path is None:
        return Corrections()
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return Corrections()
    except OSError as error:
        raise UsageError(
            f"The names file {path} cannot be read: {error.strerror or error}", code="names.file"
        ) from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"The names file {path} is over 16 MB.", code="names.file")
    return parse(data)


def parse(data: bytes) -> Corrections:
    """Return what the bytes of a names file say."""
    file = _File()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.decode("utf-16", "replace").encode()
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            text = unicodedata.normalize("NFC", line.decode())
        except UnicodeDecodeError as error:
            column = len(line[: error.start].decode("utf-8", "replace")) + 1
            reason = "this is not UTF-8. Save the file as UTF-8."
            file.faults.append(Fault(number, column, reason))
            continue
        try:
            file.take(number, _COMMENT.sub("", text).rstrip())
        except _Wrong as error:
            file.faults.append(Fault(number, error.column, error.reason))
    return file.corrections()


class _Wrong(Exception):
    def __init__(self, column: int, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Piece:
    """A name and the column it begins in."""

    text: str
    column: int


class _File:
    """What the lines so far say: each name stands in one merge, and contradicts no line."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._merges: dict[str, Merge] = {}  # by the folded name that is shown
        self._splits: list[Split] = []
        self._shown: dict[str, str] = {}  # a folded name -> the folded name it is shown by
        self._ids: dict[str, str] = {}

    def corrections(self) -> Corrections:
        told = self.faults[:MOST_TOLD]
        if len(self.faults) > MOST_TOLD:
            more = self.faults[MOST_TOLD]
            reason = f"nor do {len(self.faults) - MOST_TOLD:,} lines from here on make sense."
            told.append(Fault(more.line, more.column, reason))
        return Corrections(tuple(self._merges.values()), tuple(self._splits), tuple(told))

    def take(self, number: int, text: str) -> None:
        """Take a line without its comment in; raise _Wrong for what is wrong with it."""
        if not text.strip():
            return
        signs = list(_SIGN.finditer(text))
        start = len(text) - len(text.lstrip())
        if not signs:
            raise _Wrong(start + 1, f"there is neither = nor != here. {_EXAMPLE}")
        kinds = ["=" if sign[0] == "=" else "!=" for sign in signs]
        if len(signs) > 1 and "=" in kinds:
            reason = "a second sign. A line says one thing: one =, or only !=."
            raise _Wrong(signs[1].start() + 1, reason)
        ends = [0, *(sign.end() for sign in signs)]
        stops = [*(sign.start() for sign in signs), len(text)]
        sides = [text[a:b] for a, b in zip(ends, stops, strict=True)]
        if kinds[0] == "=":
            self._merge(number, sides[0], list(_pieces(sides[1], ends[1])))
        else:
            pieces = [list(_pieces(side, at)) for side, at in zip(sides, ends, strict=True)]
            self._split(number, pieces)

    def _merge(self, number: int, left: str, others: list[_Piece]) -> None:
        own = None
        found = _ID.search(left.rstrip())
        if found:
            own = found[1].strip()
            if not _SLUG.fullmatch(own):
                reason = f"an id is small letters, digits and hyphens: [{slug(own)}]."
                raise _Wrong(found.start() + 1, reason)
            left = left[: found.start()]
        heads = list(_pieces(left, 0))
        if len(heads) > 1:
            raise _Wrong(heads[1].column, "only one name is shown: put the others after the =.")
        name = heads[0].text
        shown = fold(name)
        before = self._merges.get(shown)
        if self._shown.get(shown, shown) != shown:
            raise _Wrong(heads[0].column, self._taken(name))
        if own and self._ids.get(own, shown) != shown:
            raise _Wrong(found.start() + 1 if found else 1, f"the id {own} is somebody else's.")
        for piece in others:
            if self._shown.get(fold(piece.text), shown) != shown:
                raise _Wrong(piece.column, self._taken(piece.text))
        names = dict.fromkeys([name, *(piece.text for piece in others)])
        if before:
            names = dict.fromkeys([*before.names, *names])
        for split in self._splits:
            if _parts(split, {fold(one) for one in names}):
                reason = f"line {split.line} says that these are not one person."
                raise _Wrong(heads[0].column, reason)
        if own:
            self._ids[own] = shown
        self._shown.update(dict.fromkeys(map(fold, names), shown))
        line = before.line if before else number
        kept = own or (before.id if before else None)
        self._merges[shown] = Merge(line, before.name if before else name, kept, tuple(names))

    def _taken(self, name: str) -> str:
        merge = self._merges[self._shown[fold(name)]]
        return f"“{name}” is {merge.name} already, in line {merge.line}."

    def _split(self, number: int, sides: list[list[_Piece]]) -> None:
        seen: dict[str, int] = {}
        for place, side in enumerate(sides):
            for piece in side:
                for name in {fold(piece.text), self._shown.get(fold(piece.text), "")} - {""}:
                    if seen.setdefault(name, place) != place:
                        raise _Wrong(piece.column, self._both(piece.text))
        texts = tuple(tuple(piece.text for piece in side) for side in sides)
        self._splits.append(Split(number, texts))

    def _both(self, name: str) -> str:
        if fold(name) in self._shown:
            merge = self._merges[self._shown[fold(name)]]
            return f"“{name}” is the same person as another here by line {merge.line}."
        return f"“{name}” stands on both sides."


def _parts(split: Split, names: set[str]) -> bool:
    """Return whether a split has several of these folded names on different sides."""
    sides = [{fold(name) for name in side} & names for side in split.sides]
    return sum(map(bool, sides)) > 1


def _pieces(text: str, start: int) -> Iterator[_Piece]:
    """Yield the names between commas; `start` characters of the line stand before."""
    found: list[_Piece] = []
    for piece in text.split(","):
        name = " ".join(piece.split())
        column = start + len(piece) - len(piece.lstrip()) + 1
        start += len(piece) + 1
        if found and name.lower().strip(". ") in SUFFIXES:
            found[-1] = _Piece(f"{found[-1].text}, {name}", found[-1].column)
        elif name:
            found.append(_Piece(name, column))
    if not found:
        raise _Wrong(max(1, start - len(text)), f"a name is missing here. {_EXAMPLE}")
    for one in found:
        if len(one.text) > LONGEST or not any(letter.isalpha() for letter in one.text):
            raise _Wrong(one.column, f"this is no name. {_EXAMPLE}")
    yield from found
