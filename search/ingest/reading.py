"""From a file on disk to its articles: unpack what is packed, then call the reader it needs."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from search.article import RawArticle, Skipped
from search.errors import BadInput
from search.ingest import (
    archives,
    crawl,
    delimited,
    exports,
    feeds,
    jsonfile,
    jsonl,
    officexml,
    pdf,
    plaintext,
    richtext,
    sniff,
    webpage,
)
from search.ingest.charset import as_utf8
from search.ingest.origin import Origin
from search.ingest.stream import Stream, opened
from search.ingest.unpack import Budget, unpacked

Outcome = RawArticle | Skipped
RECORDS = {
    "jsonl": jsonl.read,
    "json": jsonfile.read,
    "delimited": delimited.read,
    "feed": feeds.read,
    "export": exports.read,
}
DOCUMENTS = {
    "text": plaintext.read,
    "html": webpage.read,
    "office": officexml.read,
    "rtf": richtext.read,
    "pdf": pdf.read,
}


def outcomes(path: Path, origin: Origin, consumed: Callable[[int], None]) -> Iterator[Outcome]:
    """Yield every article of the file at `path`, and what of it could not be read."""
    done = size = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        consumed(more)

    try:
        with open(path, "rb", buffering=0, opener=_opener) as file:
            status = os.fstat(file.fileno())
            size = status.st_size
            if not stat.S_ISREG(status.st_mode):
                raise origin.fault("It is no regular file.", "file.special")
            if size > origin.limits.file_bytes:
                reason = f"The file is larger than {origin.limits.file_bytes} bytes. Split it."
                raise origin.fault(reason, "file.too-large")
            stream = opened(file, origin.path, count)
            yield from _bounded(_opened(stream, origin, Budget(origin.limits, size), 0), origin)
    except BadInput as fault:
        yield _told(fault, origin)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        yield origin.skipped(f"It cannot be read: {reason}.", "file.unreadable")
    if size > done:
        consumed(size - done)


def _opener(path: str, flags: int) -> int:
    """Return a descriptor without waiting: a pipe in the file's place would never open."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _bounded(found: Iterator[Outcome], origin: Origin) -> Iterator[Outcome]:
    """Yield outcomes up to the limit of records, and only so many reports of skipped ones."""
    articles = 0
    skipped = {True: 0, False: 0}  # records, and what is more than a record
    for outcome in found:
        if isinstance(outcome, Skipped):
            kind = outcome.code.startswith("record.")
            skipped[kind] += 1
            if skipped[kind] <= origin.limits.reports:
                yield outcome
            continue
        articles += 1
        if articles > origin.limits.records:
            reason = f"The file has more than {origin.limits.records} records. Split it."
            yield origin.skipped(reason, "file.records")
            break
        yield outcome
    more = sum(max(0, count - origin.limits.reports) for count in skipped.values())
    if more:
        reason = f"{more} more records or members were skipped."
        yield origin.skipped(reason, "file.more-skipped")


def _opened(stream: Stream, origin: Origin, budget: Budget, depth: int) -> Iterator[Outcome]:
    """Yield the outcomes of one file or member; its faults become the last of them."""
    try:
        head = stream.peek(sniff.HEAD_BYTES)
        if not head.removeprefix(codecs.BOM_UTF8).strip(b"\0 \t\r\n"):
            stream.read()  # where the bytes break off at once, that is the reason
            yield origin.skipped("The file is empty.", "file.empty")
            return
        name = "office" if origin.media == "office" else sniff.named(head, origin)
        if name in DOCUMENTS:
            yield from DOCUMENTS[name](stream, origin)
        elif name in RECORDS:
            yield from _some(RECORDS[name](as_utf8(stream, head), origin), origin)
        elif depth >= origin.limits.archive_depth:
            raise origin.fault(
                f"It is packed more than {depth} times over. Unpack it first.", "archive.depth"
            )
        elif name == "warc":
            yield from _crawled(stream, origin, budget, depth + 1)
        elif name in ("zip", "tar"):
            yield from _members(name, stream, origin, budget, depth + 1)
        else:
            inner = unpacked(stream, name, origin, budget)
            yield from _opened(inner, origin, budget, depth + 1)
    except BadInput as fault:
        yield _told(fault, origin)


def _some(found: Iterator[Outcome], origin: Origin) -> Iterator[Outcome]:
    """Yield the outcomes of a file of records, or that there is nothing in it."""
    empty = True
    for outcome in found:
        empty = False
        yield outcome
    if empty:
        yield origin.skipped("The file holds no records.", "file.empty")


def _members(
    kind: str, stream: Stream, origin: Origin, budget: Budget, depth: int
) -> Iterator[Outcome]:
    empty = True
    for member in archives.members(kind, stream, origin, budget):
        empty = False
        if isinstance(member, Skipped):
            yield member
        else:
            inner, content = member
            yield from _opened(content, inner, budget, depth)
    if empty:
        yield origin.skipped("The archive holds no file.", "file.empty")


def _crawled(stream: Stream, origin: Origin, budget: Budget, depth: int) -> Iterator[Outcome]:
    found = crawl.Crawl(stream, origin, budget)
    fault: BadInput | None = None
    empty = True
    try:
        for answer in found.answers():
            if isinstance(answer, Skipped):
                yield answer
                continue
            inner, content = answer
            for outcome in _opened(content, inner, budget, depth):
                if not found.passes_over(outcome, inner):
                    yield outcome
            empty = False
    except BadInput as error:
        fault = error
    for told in found.summary():
        empty = False
        yield told
    if fault:
        raise fault
    if empty:
        yield origin.skipped("The web archive holds no answers of a server.", "file.empty")


def _told(fault: BadInput, origin: Origin) -> Skipped:
    return Skipped(
        path=fault.path or origin.path,
        line=fault.line,
        record=None,
        reason=str(fault),
        code=fault.code,
    )
