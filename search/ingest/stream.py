"""Bytes that arrive in chunks and can be looked at before they are taken."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import BinaryIO

from search.errors import BadInput

CHUNK = 1 << 16


class Stream:
    """Chunks of bytes, with a view ahead.

    A chunk source may raise BadInput where its bytes break off; everything that came before is
    handed out first. `file` is the open file beneath when it holds just these bytes, for formats
    that are read from their end.
    """

    def __init__(self, chunks: Iterator[bytes], file: BinaryIO | None = None) -> None:
        self.file = file
        self._chunks = chunks
        self._ahead = b""
        self._at = 0  # of what is ahead, how much was taken: cutting it off each time would copy
        self._fault: BadInput | None = None
        self._ended = False

    def _pull(self) -> bytes:
        if self._fault is not None or self._ended:
            return b""
        try:
            chunk = next(self._chunks, b"")
        except BadInput as fault:
            self._fault = fault
            return b""
        self._ended = not chunk
        return chunk

    def peek(self, size: int) -> bytes:
        """Return the next `size` bytes, fewer only near the end, and leave them there."""
        have = len(self._ahead) - self._at
        if have < size:
            parts = [self._ahead[self._at :]]
            while have < size and (chunk := self._pull()):
                parts.append(chunk)
                have += len(chunk)
            self._ahead, self._at = b"".join(parts), 0
        return self._ahead[self._at : self._at + size]

    def read(self, size: int = CHUNK) -> bytes:
        """Return up to `size` bytes, none at the end. Raises BadInput where they break off."""
        if self._at >= len(self._ahead):
            self._ahead, self._at = self._pull(), 0
            if not self._ahead and self._fault is not None:
                raise self._fault
        taken = self._ahead[self._at : self._at + size]
        self._at += len(taken)
        return taken

    def chunks(self) -> Iterator[bytes]:
        """Yield the rest. Raises BadInput where the bytes break off."""
        while chunk := self.read():
            yield chunk

    def upto(self, limit: int) -> bytes | None:
        """Return the rest, None when it is longer than `limit` bytes."""
        parts: list[bytes] = []
        have = 0
        for chunk in self.chunks():
            have += len(chunk)
            if have > limit:
                return None
            parts.append(chunk)
        return b"".join(parts)


def opened(file: BinaryIO, path: str, consumed: Callable[[int], None]) -> Stream:
    """Return a stream over an open file; `consumed` is told of each chunk's length."""
    return Stream(_chunks(file, path, consumed), file)


def _chunks(file: BinaryIO, path: str, consumed: Callable[[int], None]) -> Iterator[bytes]:
    while True:
        try:
            chunk = os.read(file.fileno(), CHUNK)
        except OSError as error:
            raise BadInput(
                f"It cannot be read: {error.strerror}.", code="file.unreadable", path=path
            ) from None
        if not chunk:
            return
        consumed(len(chunk))
        yield chunk
