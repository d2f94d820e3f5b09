"""A JSON file that is not one object a line: a list of articles, one article, or a list inside.

    [{"body": "…"}, {"body": "…"}]                    a list
    {"status": "ok", "articles": [{"body": "…"}]}     a list under one of the names of nests.txt
    {"a1": {"body": "…"}, "a2": {"body": "…"}}        articles by their ids
    {"title": "…", "body": "…"}                       one article, or several one after another

The file is never held: a scanner finds where each value ends, and only that is parsed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator

from search.article import RawArticle, Skipped
from search.errors import BadInput
from search.ingest import jsonl, records
from search.ingest.charset import Records
from search.ingest.columns import KNOWN, NESTS, WRAPPERS, normal, stated
from search.ingest.origin import Origin
from search.ingest.stream import Stream

MOST_DEPTH = 5000
MOST_WRAPPED = 3

_SPACE = re.compile(rb"[ \t\r\n]*")
_STRUCTURE = re.compile(rb'["{}\[\]]')
_IN_STRING = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_SCALAR_END = re.compile(rb"[ \t\r\n,:\[\]{}\"]")

Outcome = RawArticle | Skipped
_TOO_LONG = object()


def read(stream: Stream, origin: Origin) -> Iterator[Outcome]:
    """Yield each article, or why it cannot be read. Raises BadInput where the bytes break off."""
    return _Reader(Scanner(stream, origin), origin).top()


class Scanner:
    """Walks through JSON text. `line` counts from 1, at the next byte."""

    def __init__(self, stream: Stream, origin: Origin) -> None:
        self.line = 1
        self._stream = stream
        self._origin = origin
        self._data = b""
        self._at = 0

    def next(self) -> bytes:
        """Return the next byte that is no white space, and stay before it; none at the end."""
        while True:
            end = _SPACE.match(self._data, self._at).end()  # type: ignore[union-attr]
            self.line += self._data.count(b"\n", self._at, end)
            self._at = end
            if end < len(self._data):
                return self._data[end : end + 1]
            if not self._more():
                return b""

    def take(self) -> None:
        """Pass the byte that `next` returned."""
        self._at += 1

    def value(self, limit: int) -> bytes | None:
        """Return the value that begins at `next`, None for one longer than `limit` bytes."""
        parts: list[bytes] = []
        have = 0
        for part in self._parts():
            self.line += part.count(b"\n")
            have += len(part)
            if have <= limit:
                parts.append(part)
            else:
                parts = []
        return b"".join(parts) if have <= limit else None

    def _more(self) -> bool:
        self._data, self._at = self._stream.read(), 0
        return bool(self._data)

    def _rest(self, end: int) -> bytes:
        part = self._data[self._at : end]
        self._at = end
        return part

    def _parts(self) -> Iterator[bytes]:
        """Yield the bytes of one value."""
        first = self._data[self._at : self._at + 1]
        if first not in (b"{", b"[", b'"'):
            yield from self._scalar()
            return
        depth = 0
        while True:
            found = _STRUCTURE.search(self._data, self._at)
            if found is None:
                yield self._rest(len(self._data))
                self._expect()
                continue
            token = found[0]
            yield self._rest(found.end())
            if token == b'"':
                yield from self._string()
            else:
                depth += 1 if token in b"{[" else -1
                if depth > MOST_DEPTH:
                    raise self._origin.fault(
                        "It is nested too deeply to read on.", "record.nested", line=self.line
                    )
            if depth <= 0:
                return

    def _string(self) -> Iterator[bytes]:
        """Yield the rest of a string, its closing quote included."""
        while True:
            end = _IN_STRING.match(self._data, self._at).end()  # type: ignore[union-attr]
            if end < len(self._data) and self._data[end] == 0x22:
                yield self._rest(end + 1)
                return
            yield self._rest(end)
            if end < len(self._data):  # a backslash whose letter is in the next chunk
                yield self._rest(end + 1)
                self._expect()
                yield self._rest(self._at + 1)
            else:
                self._expect()

    def _scalar(self) -> Iterator[bytes]:
        while True:
            found = _SCALAR_END.search(self._data, self._at)
            end = found.start() if found else len(self._data)
            if found and end == self._at:
                return
            yield self._rest(end)
            if found or not self._more():
                return

    def _expect(self) -> None:
        if self._at >= len(self._data) and not self._more():
            raise self._origin.fault(
                "The file ends in the middle of a record: it was cut short. What came before was"
                " read.",
                "record.truncated",
                line=self.line,
            )


class _Reader:
    """Turns the values of one file into articles."""

    def __init__(self, scanner: Scanner, origin: Origin) -> None:
        self._scan = scanner
        self._origin = origin
        self._decoder = Records()
        self._record = 0
        self._held = 0  # bytes kept of the object that is being read

    def top(self) -> Iterator[Outcome]:
        """Yield the articles of every value in the file."""
        while first := self._scan.next():
            if first == b"[":
                self._scan.take()
                yield from self._elements()
            elif first == b"{":
                yield from self._object()
            elif first == b",":
                self._scan.take()
            elif self._record:
                raise self._broken("After the last record comes text that is no JSON")
            else:
                raise self._broken("It is no JSON")
        if not self._record:
            yield self._origin.skipped("The list is empty.", "file.empty")

    def _elements(self) -> Iterator[Outcome]:
        """Yield the articles of a list from its first element to its end."""
        while first := self._scan.next():
            if first == b"]":
                self._scan.take()
                return
            if first == b",":
                self._scan.take()
            elif first in b":}":
                raise self._broken("The list is broken here")
            else:
                yield self._element()
        raise self._cut_short()

    def _element(self) -> Outcome:
        line = self._scan.line
        limit = self._origin.limits.record_bytes
        data = self._scan.value(limit)
        self._record += 1
        if data is None:
            reason = f"The record is longer than {limit} bytes."
            return self._skipped(reason, "record.too-large", line)
        return jsonl.article(self._decoder.text(data), self._record - 1, line, self._origin)

    def _object(self) -> Iterator[Outcome]:
        """Yield the articles that an object holds, or the one that it is."""
        line = self._scan.line
        before = self._record
        self._held = 0
        own = yield from self._members(0)
        if self._record == before:
            self._record += 1
            yield records.article(own, before, line, self._origin)

    def _members(self, depth: int) -> Generator[Outcome, None, dict[str, object]]:
        """Yield the articles an object holds; return the members that are none."""
        own: dict[str, object] = {}
        self._scan.take()
        while (first := self._scan.next()) != b"}":
            if not first:
                raise self._cut_short()
            if first == b",":
                self._scan.take()
                continue
            name = self._name()
            key = normal(name)
            first = self._scan.next()
            if first == b"[" and key in WRAPPERS:
                own[name] = yield from self._listed()
            elif first == b"{" and key in WRAPPERS and depth < MOST_WRAPPED:
                own[name] = yield from self._members(depth + 1)
            else:
                yield from self._member(name, key, own)
        self._scan.take()
        return own

    def _listed(self) -> Generator[Outcome, None, object]:
        """Yield the articles of a list of objects; return any other list."""
        self._scan.take()
        if self._scan.next() == b"{":
            yield from self._elements()
            return None
        values: list[object] = []
        while (first := self._scan.next()) != b"]":
            if not first:
                raise self._cut_short()
            if first == b",":
                self._scan.take()
            elif first in b":}":
                raise self._broken("The list is broken here")
            else:
                values.append(self._kept())
        self._scan.take()
        return values

    def _member(self, name: str, key: str, own: dict[str, object]) -> Iterator[Outcome]:
        """Yield the article that a member is; keep it in `own` when it is none."""
        line = self._scan.line
        value = self._kept()
        if value is _TOO_LONG:
            self._record += 1
            reason = f"The value of {name[:60]} is too long for a record."
            yield self._skipped(reason, "record.too-large", line)
        elif key not in KNOWN | NESTS and isinstance(value, dict) and self._has_body(value):
            self._held = 0
            self._record += 1
            yield records.article(value, self._record - 1, line, self._origin, name=name)
        else:
            own[name] = value

    def _kept(self) -> object:
        """Return the next value, _TOO_LONG when no room is left to keep it."""
        data = self._scan.value(self._origin.limits.record_bytes - self._held)
        if data is None:
            return _TOO_LONG
        # Small values take more room as objects than as bytes.
        self._held += len(data) + 64
        return self._parsed(data)

    def _name(self) -> str:
        if self._scan.next() != b'"':
            raise self._broken("The object is broken here: a name in quotes is expected")
        name = self._parsed(self._scan.value(1 << 16) or b'""')
        if self._scan.next() != b":":
            raise self._broken("The object is broken here: a colon is expected")
        self._scan.take()
        return str(name)

    def _parsed(self, data: bytes) -> object:
        try:
            return json.loads(self._decoder.text(data))
        except (ValueError, RecursionError):
            return None

    def _has_body(self, value: dict[str, object]) -> bool:
        try:
            return "body" in stated(value, self._origin.columns).values
        except RecursionError:
            return False

    def _skipped(self, reason: str, code: str, line: int) -> Skipped:
        return self._origin.skipped(reason, code, line=line, record=self._record - 1)

    def _broken(self, what: str) -> BadInput:
        return self._origin.fault(f"{what}.", "record.not-json", line=self._scan.line)

    def _cut_short(self) -> BadInput:
        return self._origin.fault(
            "The file ends in the middle of its records: it was cut short. What came before was"
            " read.",
            "record.truncated",
            line=self._scan.line,
        )
