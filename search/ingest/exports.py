"""Text files with many articles, as newspaper databases export them: cut apart at their marks.

The layouts are those of nexis.py, proquest.py and factiva.py. Each of them knows

    recognised   a file's first lines
    starts, ends the lines that stand between articles
    is_cover     what the database puts around them: the request, a list of titles, its address
    clipped      the fields and the body in one article's lines

An article that is laid out otherwise is read as plain text, and told with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from search.article import RawArticle, Skipped
from search.ingest import factiva, nexis, proquest, rawarticle
from search.ingest.charset import Records, clean, decoded
from search.ingest.clipping import Clipping
from search.ingest.columns import Stated
from search.ingest.identity import record_checksum
from search.ingest.lines import Overlong, enumerated
from search.ingest.origin import Origin
from search.ingest.stream import Stream

HEAD_BYTES = 1 << 16
SURROUNDINGS = 200  # characters; what is shorter and no article is not told


@dataclass(frozen=True, slots=True)
class Layout:
    """How one database writes its articles."""

    name: str
    recognised: Callable[[Sequence[str]], bool]
    starts: Callable[[str], bool]
    ends: Callable[[str], bool]
    is_cover: Callable[[Sequence[str]], bool]
    clipped: Callable[[Sequence[str]], Clipping | None]


LAYOUTS = tuple(
    Layout(one.DATABASE, one.recognised, one.starts, one.ends, one.is_cover, one.clipped)
    for one in (proquest, factiva, nexis)
)


def layout(head: str) -> Layout | None:
    """Return the layout of a text that begins so, None for a text that is no export."""
    lines = head.splitlines()
    return next((one for one in LAYOUTS if one.recognised(lines)), None)


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield each article of an export. Raises BadInput where its bytes break off."""
    head = stream.peek(HEAD_BYTES)
    known = layout(decoded(head))
    assert known is not None
    decoder = Records(origin.charset)
    decoder.settle(head)

    def lines() -> Iterator[tuple[int, str | None]]:
        for number, data in enumerated(stream, origin.limits.record_bytes):
            text = None if isinstance(data, Overlong) else clean(decoder.text(data))
            yield number, text

    yield from articles(lines(), known, origin)


def articles(
    lines: Iterator[tuple[int, str | None]], known: Layout, origin: Origin
) -> Iterator[RawArticle | Skipped]:
    """Yield the articles in numbered lines, None being a line too long to keep."""
    number = 0
    for first, block in _documents(lines, known, origin.limits.record_bytes):
        if block is None:
            reason = f"The article is longer than {origin.limits.record_bytes} bytes."
            yield origin.skipped(reason, "record.too-large", line=first, record=number)
        elif known.is_cover(block) and not _is_text(block):
            continue
        else:
            yield from _article(block, first, number, known, origin)
        number += 1


def _documents(
    lines: Iterator[tuple[int, str | None]], known: Layout, limit: int
) -> Iterator[tuple[int, list[str] | None]]:
    """Yield the lines of each document with the number of its first one that is not blank."""
    block: list[str] | None = []
    first = size = 0
    for number, line in lines:
        text = line or ""
        starts = known.starts(text)
        if starts and (block is None or any(map(str.strip, block))):
            yield first, block
            block, first, size = [], 0, 0
        first = first or (number if line is None or line.strip() else 0)
        size += len(text) + 1
        if line is None or size > limit:
            block = None
        elif block is not None:
            block.append(text)
        if known.ends(text):
            if block is None or any(map(str.strip, block)):
                yield first, block
            block, first, size = [], 0, 0
    if block is None or any(map(str.strip, block)):
        yield first, block


def _is_text(block: Sequence[str]) -> bool:
    """Return whether lines around the articles are an article themselves: sentences of prose."""
    return sum(len(line) > SURROUNDINGS for line in block) > 2


def _article(
    block: Sequence[str], first: int, number: int, known: Layout, origin: Origin
) -> Iterator[RawArticle | Skipped]:
    found = known.clipped(block)
    if found is not None and found.body:
        stated = {**found.values, **found.notes, "body": found.body}
        source = origin.source(number, first, record_checksum(stated, origin.mapping))
        own = found.values.get("id")
        declared = f"{known.name}-{own}" if own else None
        made = Stated(found.values, found.by)
        yield rawarticle.made(made, found.body, source, origin, declared, notes=found.notes)
        return
    title = f" ({found.values['title'][:60]})" if found and "title" in found.values else ""
    if found is not None:
        reason = f"The article has no text{title}."
        yield origin.skipped(reason, "record.no-body", line=first, record=number)
        return
    text = "\n".join(block)
    source = origin.source(number, first, record_checksum({"body": text}, origin.mapping))
    yield rawarticle.made(Stated({}, {}), text, source, origin, kind="text")
    reason = f"The article is not laid out as those of {known.name} are: it is kept as plain text."
    yield origin.skipped(reason, "record.layout", line=first, record=number)
