"""The text of a document, be it from Word, OpenDocument, RTF or PDF: an article, or an export.

Documents state nothing that can be trusted about when and by whom their article was published:
the name and the day in their properties are those of whoever saved the file. What newspaper
databases deliver as documents is read as their exports of text are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from search.article import RawArticle, Skipped
from search.errors import BadInput
from search.ingest import exports, rawarticle
from search.ingest.charset import clean
from search.ingest.columns import Stated
from search.ingest.identity import file_checksum
from search.ingest.origin import Origin

Lines = Iterator[str]


class _Kept:
    """Lines up to where they break off, and the fault that they broke off with."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self.fault: BadInput | None = None

    def __iter__(self) -> Lines:
        try:
            yield from self._lines
        except BadInput as fault:
            self.fault = fault


def articles(
    lines: Lines,
    origin: Origin,
    title: str | None = None,
    notes: Mapping[str, str] | None = None,
) -> Iterator[RawArticle | Skipped]:
    """Yield the article in a document's lines, blank ones between its paragraphs, or all of them.

    `title` is what the document marks as its title. Raises BadInput where the lines do, after
    what came before was yielded.
    """
    kept = _Kept(lines)
    rest = iter(kept)
    head: list[str] = []
    size = 0
    while size <= exports.HEAD_BYTES and (line := next(rest, None)) is not None:
        head.append(line)
        size += len(line) + 1
    if known := exports.layout("\n".join(head)):
        numbered: Iterator[tuple[int, str | None]] = enumerate(itertools.chain(head, rest), 1)
        yield from exports.articles(numbered, known, origin)
    else:
        yield _one(itertools.chain(head, rest), origin, title, notes)
    if kept.fault:
        raise kept.fault


def _one(
    lines: Lines, origin: Origin, title: str | None, notes: Mapping[str, str] | None
) -> RawArticle | Skipped:
    parts: list[str] = []
    size = 0
    for line in lines:
        size += len(line) + 1
        if size > origin.limits.record_bytes:
            reason = f"Its text is longer than {origin.limits.record_bytes} bytes, too much for"
            return origin.skipped(f"{reason} one article.", "record.too-large")
        parts.append(line)
    text = clean("\n".join(parts)).strip()
    if not text:
        reason = "The document holds no text. If it is a scan, have its text recognised first."
        return origin.skipped(reason, "record.no-text")
    checksum = file_checksum(text.encode("utf-8", "replace"), origin.url)
    stated = Stated({"title": title}, {"title": "document:title"}) if title else Stated({}, {})
    source = origin.source(0, None, checksum)
    return rawarticle.made(stated, text, source, origin, kind="text", notes=notes)
