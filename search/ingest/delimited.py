"""Tables of articles: CSV and its cousins, with a header row, one article a row.

    title,outlet,body
    Harbour strike ends,The Gazette,"The strike is over,
    both sides said ""yes""."

The delimiter is a comma, semicolon, tab or vertical bar. A cell in quotes may hold delimiters,
line breaks and doubled quotes. A quote inside an unquoted cell is a letter like any other, and so
is one in a quoted cell that no delimiter or line end follows: exports forget to double them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from search.article import RawArticle, Skipped
from search.ingest import records
from search.ingest.charset import Records
from search.ingest.columns import KNOWN, body_column, normal
from search.ingest.lines import Overlong, enumerated
from search.ingest.origin import Origin
from search.ingest.stream import CHUNK, Stream

DELIMITERS = (",", "\t", ";", "|")

_STATED = re.compile(r"sep=.", re.IGNORECASE)
_CLOSED = {mark: re.compile(rf'" *(?={re.escape(mark)}|[\r\n]|$)') for mark in DELIMITERS}


def recognised(head: str, mapping: Mapping[str, str]) -> bool:
    """Return whether text without a telling suffix is a table: its first line names columns.

    It must name a body and another field, and have a second line.
    """
    first, newline, second = head.partition("\n")
    if not newline or not second.strip() or len(first) > CHUNK:
        return False
    header = header_row(first)[1]
    known = {normal(name) for name in header} & KNOWN
    return len(known) >= 2 and body_column(tuple(header), mapping) and len(header) < 200


def header_row(line: str) -> tuple[str, list[str]]:
    """Return the delimiter of a header row, and its cells."""
    choices = []
    for delimiter in DELIMITERS:
        row = Row(delimiter)
        row.add(line)
        cells = [cell.strip() for cell in row.cells]
        known = sum(normal(cell) in KNOWN for cell in cells)
        choices.append((known, len(cells), delimiter, cells))
    _, _, delimiter, cells = max(choices, key=lambda choice: choice[:2])
    return delimiter, cells


class Row:
    """The cells of one row, made line by line. `open` is whether a quoted cell goes on."""

    def __init__(self, delimiter: str) -> None:
        self.cells: list[str] = []
        self.open = False
        self._delimiter = delimiter
        self._closed = _CLOSED[delimiter]
        self._parts: list[str] = []

    def add(self, line: str) -> None:
        """Take in a line with its line break."""
        at = 0
        if self.open:
            at = self._quoted(line, 0)
        while not self.open:
            if at < 0:
                return
            start = at
            while line.startswith(" ", start):
                start += 1
            if line.startswith('"', start):
                self.open = True
                at = self._quoted(line, start + 1)
            else:
                end = line.find(self._delimiter, at)
                cell = line[at:] if end < 0 else line[at:end]
                self.cells.append(cell.rstrip("\r\n") if end < 0 else cell)
                at = end + 1 if end >= 0 else -1

    def _quoted(self, line: str, at: int) -> int:
        """Take in a quoted cell from `at`; return where the next begins, -1 at the line's end."""
        while (quote := line.find('"', at)) >= 0:
            self._parts.append(line[at:quote])
            if line.startswith('""', quote):
                self._parts.append('"')
                at = quote + 2
            elif closing := self._closed.match(line, quote):
                self.cells.append("".join(self._parts))
                self._parts, self.open = [], False
                return closing.end() + 1 if line.startswith(self._delimiter, closing.end()) else -1
            else:
                self._parts.append('"')
                at = quote + 1
        self._parts.append(line[at:])
        return -1

    def forget(self) -> None:
        """Let go of what was taken in, keeping only whether a quoted cell goes on."""
        self.cells.clear()
        self._parts.clear()


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield each row's article, or why it has none. Raises BadInput where the bytes break off."""
    head = stream.peek(CHUNK)
    if b"\r" in head and b"\n" not in head:
        stream = Stream(chunk.replace(b"\r", b"\n") for chunk in stream.chunks())
    decoder = Records()
    lines = enumerated(stream, origin.limits.record_bytes)
    header: list[str] | None = None
    delimiter = ""
    for _, data in lines:
        text = "" if isinstance(data, Overlong) else decoder.text(data)
        stated = _STATED.fullmatch(text.strip(" \r\n"))
        if stated or not text.strip():
            continue
        delimiter, header = header_row(text)
        break
    if header is None:
        yield origin.skipped("The table is empty.", "file.empty")
    elif not body_column(tuple(header), origin.columns):
        yield origin.skipped(_no_body(header, origin), "columns.no-body", line=1)
    else:
        number = 0
        for line, row in _rows(lines, delimiter, decoder, origin):
            yield _article(row, header, number, line, origin)
            number += 1
        if not number:
            yield origin.skipped("The table has a header and no rows.", "file.empty")


def _rows(
    lines: Iterator[tuple[int, bytes | Overlong]], delimiter: str, decoder: Records, origin: Origin
) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the line each row begins on and its cells, or what is wrong with it."""
    row = Row(delimiter)
    begun = size = 0
    for number, data in lines:
        if not row.open:
            row, begun, size = Row(delimiter), number, 0
        if isinstance(data, Overlong):
            size = origin.limits.record_bytes + 1
            row.open ^= data.quotes % 2 == 1
        else:
            size += len(data) + 1
            row.add(decoder.text(data) + "\n")
        if size > origin.limits.record_bytes:
            row.forget()
        if row.open:
            continue
        if size > origin.limits.record_bytes:
            yield begun, f"The row is longer than {origin.limits.record_bytes} bytes."
        elif any(cell.strip() for cell in row.cells):
            yield begun, row.cells
    if row.open:
        yield begun, "A quote that is opened in this row is never closed; all after it is lost."


def _article(
    row: list[str] | str, header: list[str], number: int, line: int, origin: Origin
) -> RawArticle | Skipped:
    if isinstance(row, str):
        code = "record.too-large" if "longer" in row else "record.quote"
        return origin.skipped(row, code, line=line, record=number)
    if any(cell.strip() for cell in row[len(header) :]):
        reason = f"The row has {len(row)} cells, the header {len(header)}: a cell that holds the"
        reason += " delimiter needs quotes."
        return origin.skipped(reason, "record.cells", line=line, record=number)
    record: dict[str, str] = {}
    for name, cell in zip(header, row, strict=False):
        if not record.get(name, "").strip():
            record[name] = cell
    return records.article(record, number, line, origin)


def _no_body(header: list[str], origin: Origin) -> str:
    columns = records.listed(tuple(header))
    if "body" in origin.columns:
        wanted = origin.columns["body"]
        return f"It has no column {wanted}, which is mapped as body. Its columns: {columns}."
    reason = "No column is known to hold the body."
    return f"{reason} Its columns: {columns}. Name it with --map body=COLUMN."
