"""The entries of an XML file of any size, one after another, each apart from the rest.

    <rss><channel><title>The Gazette</title>      the head: what comes before the first entry
    <item><title>Strike ends</title></item>       an entry
    <item><title>Mayor resigns</title></item>     an entry

Only one entry is held at a time, and the parser never sees more: what is wrong with one does not
reach the others, and no document type with its entities is ever read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.errors import BadInput
from search.ingest.stream import Stream

HEAD_BYTES = 1 << 18
OVERLAP = 128  # bytes of a token that may be cut by the end of a chunk


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the line it begins on, and its bytes, None where they are too many.

    `whole` is False for one that the end of the file cuts short. One that is not closed ends where
    the next begins.
    """

    line: int
    data: bytes | None
    whole: bool


class Entries:
    """The elements of the given names in a stream; `head` is what stands before the first."""

    def __init__(self, stream: Stream, names: tuple[str, ...], limit: int) -> None:
        joined = "|".join(map(re.escape, names)).encode()
        self._token = re.compile(
            rb"<!\[CDATA\[|<!--|<(/?)(?:[\w.-]+:)?(?:" + joined + rb")(?=[\s/>])"
        )
        self._text = _Text(stream)
        self._limit = limit
        self._fault: BadInput | None = None
        before = _Kept(HEAD_BYTES)
        self._first = self._next(before)
        self.head = before.bytes() or b""

    def __iter__(self) -> Iterator[Entry]:
        """Yield each entry. Raises BadInput where the bytes break off."""
        start = self._first
        while start is not None:
            line = self._text.line
            kept = _Kept(self._limit)
            kept.add(start)
            token = self._next(kept)
            if token is not None and b"/" in token:
                kept.add(token + b">")
            yield Entry(line, kept.bytes(), token is not None)
            start = token
            while start is not None and b"/" in start:
                start = self._next(_Kept(0))
        if self._fault is not None:
            raise self._fault

    def _next(self, kept: _Kept) -> bytes | None:
        """Return the next start or end of an entry, None at the end; keep all before it."""
        try:
            while (token := self._text.until(self._token, kept)) is not None:
                close = _CLOSING.get(token)
                if close is None:
                    return token
                kept.add(token)
                if (end := self._text.until(close, kept)) is not None:
                    kept.add(end)
        except BadInput as fault:
            self._fault = fault
        return None


_CLOSING = {b"<![CDATA[": re.compile(rb"\]\]>"), b"<!--": re.compile(rb"-->")}


class _Kept:
    """Bytes that are kept up to a limit."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._have = 0

    def add(self, part: bytes) -> None:
        self._have += len(part)
        if self._have <= self._limit:
            self._parts.append(part)
        else:
            self._parts.clear()

    def bytes(self) -> bytes | None:
        """Return what was kept, None where it was too much."""
        return b"".join(self._parts) if self._have <= self._limit else None


class _Text:
    """A stream that is searched; `line` counts from 1, at the last match."""

    def __init__(self, stream: Stream) -> None:
        self.line = 1
        self._stream = stream
        self._data = b""
        self._at = 0

    def until(self, pattern: re.Pattern[bytes], kept: _Kept) -> bytes | None:
        """Return the next match and pass it, None at the end; what comes before it is kept."""
        while True:
            found = pattern.search(self._data, self._at)
            if found:
                self._pass(found.start(), kept)
                self._at = found.end()
                return found[0]
            self._pass(max(self._at, len(self._data) - OVERLAP), kept)
            more = self._stream.read()
            if not more:
                self._pass(len(self._data), kept)
                return None
            self._data, self._at = self._data[self._at :] + more, 0

    def _pass(self, end: int, kept: _Kept) -> None:
        part = self._data[self._at : end]
        self.line += part.count(b"\n")
        kept.add(part)
        self._at = end
