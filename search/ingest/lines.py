"""Lines of a stream of any size, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.ingest.stream import Stream


@dataclass(frozen=True, slots=True)
class Overlong:
    """A line too long to keep, and how many quotation marks stood in it."""

    quotes: int


def enumerated(stream: Stream, limit: int) -> Iterator[tuple[int, bytes | Overlong]]:
    """Yield each line with its number, from 1, without its newline.

    A line longer than `limit` bytes is passed over: no more than `limit` bytes and a chunk are
    ever held. Raises BadInput where the bytes break off; the line begun there is lost.
    """
    number = 1
    parts: list[bytes] = []
    have = quotes = 0

    def ended() -> bytes | Overlong:
        return b"".join(parts) if have <= limit else Overlong(quotes)

    for chunk in stream.chunks():
        pieces = chunk.split(b"\n")
        for index, piece in enumerate(pieces):
            if index:
                yield number, ended()
                number += 1
                parts, have, quotes = [], 0, 0
            have += len(piece)
            if have <= limit:
                parts.append(piece)
                continue
            quotes += sum(part.count(b'"') for part in parts) + piece.count(b'"')
            parts.clear()
    if have:
        yield number, ended()
