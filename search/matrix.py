"""Many queries at once: lines of a file, or of a request, to how many articles each matches, by
outlet and month or whatever else.

    lines --read--> Line --query.parse--> tree --engine.crossing--> Crosstab --> Counted
"""

from __future__ import annotations

import codecs
import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search import query
from search.crosstab import Crosstab
from search.engine import Crossing, Snapshot
from search.errors import UsageError
from search.export.matrix import Counted
from search.filters import Filters, narrowed
from search.query.tree import Everything, Node, Notice

LATE = Notice("timed-out", "There was no time to count all articles of this query.", 0, 0)

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A query of many, and what it is called; `number` counts from 1 in its file.

    `fault` says why the line cannot be read; then it is no query.
    """

    number: int
    label: str
    query: str
    fault: Notice | None = None


@dataclass(frozen=True, slots=True)
class Matrix:
    """Many queries crossed with the facets `by`, in one `snapshot`. `rows` are counted as they
    are asked for; `columns` are the values of the last facet, where they were wanted.
    """

    by: tuple[str, ...]
    snapshot: Snapshot
    columns: tuple[str | None, ...]
    rows: Iterator[Counted]


def lines(data: bytes) -> Iterator[Line]:
    """Yield the queries of a file: one a line, or `label TAB query`.

    UTF-8, with or without a mark. Blank lines are passed over, and those that begin with #.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UsageError(
            "The list of queries is UTF-16; save it as UTF-8.", code="matrix.encoding"
        )
    for number, raw in enumerate(data.removeprefix(codecs.BOM_UTF8).splitlines(), 1):
        if raw.startswith(b"#") or not raw.strip():
            continue
        try:
            yield line(number, raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            read = line(number, raw.decode("utf-8", "replace"))
            fault = Notice(
                "bad-bytes",
                f"Byte {error.start + 1} of the line ({raw[error.start]:#04x}) is not UTF-8, so "
                "it was not counted. Save the list as UTF-8.",
                0,
                0,
            )
            yield Line(number, read.label, read.query, fault)


def line(number: int, text: str) -> Line:
    """Return a line as a query and what it is called: itself, where no label stands before it."""
    label, _, rest = (part.strip() for part in text.strip().partition("\t"))
    return Line(number, label, rest or label)


def faults(asked: Iterable[Line], now: dt.datetime | None = None) -> Iterator[tuple[Line, Notice]]:
    """Yield what can be said of queries before they are counted, in the order of their lines."""
    for one in asked:
        for notice in (one.fault,) if one.fault else query.parse(one.query, now=now).notices:
            yield one, notice


def matrix(
    crossing: Crossing,
    asked: Iterable[Line],
    filters: Filters,
    now: dt.datetime | None,
    clocks: tuple[float, float | None],
    *,
    with_columns: bool = False,
) -> Matrix:
    """Return queries crossed with facets, all under the same filters.

    `clocks` are the seconds that each query has, twice at most, and that all have together, None
    for any number.
    """
    timeout_s, whole_s = clocks
    columns: tuple[str | None, ...] = ()
    if with_columns or filters.added:
        # Of all articles that the filters let through, so that rows can be written one by one, and
        # filters that no state of the index can follow are refused before any is.
        found = crossing.crossed(narrowed(Everything(), filters), timeout_s)
        values = {cell[-1] for cell, _ in found.cells}
        columns = tuple(sorted(values, key=lambda value: (value is None, value or "")))
    counting = _Counting(crossing.crossed, filters, now, timeout_s, whole_s)
    return Matrix(crossing.facets, crossing.snapshot, columns, counting.rows(asked))


class _Counting:
    """Counts line after line."""

    def __init__(
        self,
        crossed: Callable[[Node, float], Crosstab],
        filters: Filters,
        now: dt.datetime | None,
        timeout_s: float,
        whole_s: float | None,
    ) -> None:
        self._crossed = crossed
        self._filters = filters
        self._now = now or dt.datetime.now().astimezone()
        self._timeout_s = timeout_s
        self._left_s = float("inf") if whole_s is None else whole_s
        self._lines: dict[str, int] = {}

    def rows(self, asked: Iterable[Line]) -> Iterator[Counted]:
        for one in asked:
            yield self._counted(one)

    def _counted(self, one: Line) -> Counted:
        again = self._again(one)
        if one.fault is not None:
            return Counted(one.number, one.label, one.query, None, None, (one.fault, *again))
        parsed = query.parse(one.query, now=self._now)
        tree = narrowed(parsed.tree, self._filters)
        found = self._timed(tree)
        if found.timed_out and self._left_s > 0:
            # A first search may spend its time on what is done once: files are checked as they
            # are first read. To count it again costs little where this was so.
            found = self._timed(tree)
        late = (LATE,) if found.timed_out else ()
        notices = tuple(dict.fromkeys((*parsed.notices, *found.notices, *late, *again)))
        return Counted(one.number, one.label, one.query, str(parsed.tree), found, notices)

    def _timed(self, tree: Node) -> Crosstab:
        started = time.monotonic()
        found = self._crossed(tree, max(0.0, min(self._timeout_s, self._left_s)))
        self._left_s -= time.monotonic() - started
        return found

    def _again(self, one: Line) -> tuple[Notice, ...]:
        first = self._lines.setdefault(one.label, one.number)
        if first == one.number:
            return ()
        label = one.label if len(one.label) <= _SHOWN else one.label[:_SHOWN] + "…"
        return (Notice("same-label", f"“{label}” stands on line {first} too.", 0, 0),)
