"""Who wrote of something when, and who held articles and did not: outlets by days, weeks, months
or years.

    tree --Crossing.crossed--> what matches, what is held --> Grid
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.crosstab import Crosstab
from search.engine import Crossing, Snapshot
from search.periods import (
    EARLIEST,
    LATEST,
    UNITS,
    Period,
    Span,
    Unit,
    count,
    days,
    first_of,
    is_sound,
    number,
    periods,
)
from search.query.tree import (
    And,
    Boost,
    DateRange,
    Everything,
    Field,
    Node,
    Not,
    Notice,
    Or,
    Term,
)

AROUND = 2
"""Days before and after those that match, where the columns are days and no end was given."""

_FACETS: Mapping[Unit, tuple[str, ...]] = {
    "day": ("outlet", "date:year", "date:month", "date:day"),
    "week": ("outlet", "date:year", "date:month", "date:day"),
    "month": ("outlet", "date:year", "date:month"),
    "year": ("outlet", "date:year"),
}

_UNDATED = Not(Field("has", Term("date")))

_WEEKS = 5
"""Weeks of a month at most: by how many a span that is known by months alone may be too long."""


class Cell(NamedTuple):
    """How many of the articles that are `held` are `matched`."""

    matched: int
    held: int


NONE = Cell(0, 0)
"""What a cell is of which no articles are held."""


@dataclass(frozen=True, slots=True)
class Row:
    """An outlet, None where none is known or all are meant.

    `cells` are those of columns, counted from 0, in which articles are held; `vague` the articles
    that are known less closely than a column, `undated` those without so much as a year.
    """

    outlet: str | None
    cells: Mapping[int, Cell]
    vague: Cell
    undated: Cell

    @property
    def dated(self) -> Cell:
        """The articles of the columns, and those near them."""
        return _sum((*self.cells.values(), self.vague))

    @property
    def total(self) -> Cell:
        """All articles of the row."""
        return _sum((self.dated, self.undated))


@dataclass(frozen=True, slots=True)
class Grid:
    """Outlets by periods.

    `rows` are the outlets with articles in the columns, those with most dated articles that match
    first, then those with most held, then by name, and last whoever has none that matches, dated
    or not; `unknown` are articles whose outlet is not known, None where
    there are none; `whole` is all together. Where there would be too many columns, `earlier`
    articles match and stand before the first. `undated` were left out only for want of a date.
    """

    unit: Unit
    is_all: bool
    """Whether nothing is asked but outlets and days, so that all that is held matches."""
    periods: tuple[Period, ...]
    rows: tuple[Row, ...]
    unknown: Row | None
    whole: Row
    earlier: int | None
    undated: int
    total: int
    snapshot: Snapshot
    notices: tuple[Notice, ...]
    timed_out: bool

    @property
    def silent(self) -> int:
        """How many rows, the last ones, hold articles none of which matches."""
        return sum(not row.total.matched for row in self.rows)


def grid(
    crossing: Callable[[Sequence[str]], Crossing],
    tree: Node,
    by: Unit | None = None,
    *,
    fits: int = 31,
    most: int = 62,
    timeout_s: float = 0.75,
) -> Grid:
    """Return how the articles that match a tree spread over outlets and periods, of those held.

    Held are the articles of the outlets and days that the tree speaks of, whatever else it asks.
    Without `by` the columns are days, weeks or months, the shortest of which no more than `fits`
    are needed, else years; of more than `most` the last are kept. `timeout_s` bounds each of the
    searches that this takes, six at most.
    """
    frame = _frame(tree)
    ends = _ends(frame)
    counting = _Counting(crossing, by or "month", timeout_s)
    found, span = counting.spread(tree, frame, ends)
    unit: Unit = by or "month"
    if by is None and span is not None:
        if count("week", span) <= fits + 2 * _WEEKS:
            counting = _Counting(crossing, "day", timeout_s)
            found, span = counting.spread(tree, frame, ends)
            unit = "day"
        candidates = UNITS[UNITS.index(unit) :]
        unit = next((one for one in candidates if span and count(one, span) <= fits), "year")
    earlier: int | None = None
    if span is not None:
        span = _rounded(unit, span, ends)
        excess = count(unit, span) - most
        if excess > 0:
            span = Span(first_of(unit, number(unit, span.first) + excess), span.last)
            late = _and(tree, Or((DateRange(span.first, None), _UNDATED)))
            tree, frame = late, (late if tree == frame else frame)
            whole, found = found, counting.of(tree)
            earlier = max(0, whole.total - found.total)
    table = _Table(unit, span)
    table.add(found, matched=True)
    held = _held(tree, frame, span, is_loose=table.is_loose)
    table.add(found if held == tree else counting.of(held), matched=False)
    return Grid(
        unit,
        held == tree,
        () if span is None else periods(unit, span),
        *table.rows(),
        earlier=earlier,
        undated=found.undated,
        total=found.total,
        snapshot=counting.snapshot,
        notices=found.notices,
        timed_out=counting.timed_out,
    )


class _Ends(NamedTuple):
    """The days between which a query asks for articles, None where it leaves an end open."""

    first: dt.date | None
    last: dt.date | None


class _Counting:
    """Crosses outlets and periods in one snapshot; knows whether there was time."""

    def __init__(
        self, crossing: Callable[[Sequence[str]], Crossing], unit: Unit, timeout_s: float
    ) -> None:
        self._crossing = crossing(_FACETS[unit])
        self._unit: Unit = unit
        self._timeout_s = timeout_s
        self.snapshot = self._crossing.snapshot
        self.timed_out = False

    def of(self, tree: Node) -> Crosstab:
        """Return what a tree comes to."""
        found = self._crossing.crossed(tree, self._timeout_s)
        self.timed_out |= found.timed_out
        return found

    def spread(self, tree: Node, frame: Node, ends: _Ends) -> tuple[Crosstab, Span | None]:
        """Return what a tree comes to, and its days: of what matches, else of what is held."""
        found = self.of(tree)
        span = self._span(found, ends)
        if span is None and tree != frame:
            span = self._span(self.of(frame), ends)
        return found, span

    def _span(self, found: Crosstab, ends: _Ends) -> Span | None:
        first, last = ends
        if first is None or last is None:
            known = self._known(found)
            if known is None:
                return None
            first, last = first or known.first, last or known.last
        first, last = (min(max(day, EARLIEST), LATEST) for day in (first, last))
        return Span(first, max(first, last))

    def _known(self, found: Crosstab) -> Span | None:
        """Return from when to when there are articles, as closely as the unit has it if any is."""
        for place in reversed(range(1, len(_FACETS[self._unit]))):
            values = {cell[place] for cell, _ in found.cells}
            keys = sorted(one for one in values if one is not None and is_sound(one))
            if keys:
                return Span(days(keys[0]).first, days(keys[-1]).last)
        return None


class _Table:
    """What is counted of each outlet, column by column."""

    def __init__(self, unit: Unit, span: Span | None) -> None:
        self._unit: Unit = unit
        self._place = 3 if unit in ("day", "week") else 2 if unit == "month" else 1
        self._first = self._end = 0
        if span is not None:
            self._first, self._end = number(unit, span.first), number(unit, span.last) + 1
        self._columns: dict[str | None, int] = {}
        self._counts: dict[str | None, dict[int, list[int]]] = {}
        self.is_loose = False
        """Whether articles that match stand in no column, but are dated."""

    def add(self, found: Crosstab, *, matched: bool) -> None:
        """Count articles, as those that match or as those that are held."""
        which = 0 if matched else 1
        for cell, articles in found.cells:
            column = self._column(cell)
            self.is_loose |= column == _VAGUE
            row = self._counts.setdefault(cell[0], {})
            row.setdefault(column, [0, 0])[which] += articles

    def rows(self) -> tuple[tuple[Row, ...], Row | None, Row]:
        """Return the rows in order, that of no known outlet, and all together."""
        whole: dict[int, list[int]] = {}
        for row in self._counts.values():
            for column, (matched, held) in row.items():
                both = whole.setdefault(column, [0, 0])
                both[0] += matched
                both[1] += held
        unknown = self._counts.pop(None, None)
        rows = [_row(outlet, row) for outlet, row in self._counts.items()]
        if self._end > self._first:
            rows = [row for row in rows if row.dated.held or row.total.matched]
        rows.sort(key=_order)
        return tuple(rows), None if unknown is None else _row(None, unknown), _row(None, whole)

    def _column(self, cell: tuple[str | None, ...]) -> int:
        value = cell[self._place]
        if value is None:
            return _DATELESS if cell[1] is None else _VAGUE
        if value not in self._columns:
            column = number(self._unit, days(value).first) if is_sound(value) else -1
            within = self._first <= column < self._end
            self._columns[value] = column - self._first if within else _VAGUE
        return self._columns[value]


_VAGUE, _DATELESS = -1, -2
"""Where a table keeps what no column has."""


def _row(outlet: str | None, counts: Mapping[int, list[int]]) -> Row:
    cells = {column: Cell(*both) for column, both in sorted(counts.items())}
    vague, undated = cells.pop(_VAGUE, NONE), cells.pop(_DATELESS, NONE)
    return Row(outlet, cells, vague, undated)


def _order(row: Row) -> tuple[bool, int, int, str, str]:
    name, dated = row.outlet or "", row.dated
    return not row.total.matched, -dated.matched, -dated.held, name.casefold(), name


def _sum(cells: Iterable[Cell]) -> Cell:
    matched = held = 0
    for cell in cells:
        matched += cell.matched
        held += cell.held
    return Cell(matched, held)


def _frame(tree: Node) -> Node:
    """Return what a tree asks of outlets and days alone."""
    parts = tuple(one for one in _conjuncts(tree) if _is_frame(one))
    if not parts:
        return Everything()
    return tree if parts == tuple(_conjuncts(tree)) else And(parts) if parts[1:] else parts[0]


def _conjuncts(tree: Node) -> Iterator[Node]:
    if isinstance(tree, And):
        for one in tree.nodes:
            yield from _conjuncts(one)
    else:
        yield tree


def _is_frame(node: Node) -> bool:
    if isinstance(node, And | Or):
        return all(map(_is_frame, node.nodes))
    if isinstance(node, Not | Boost):
        return _is_frame(node.node)
    return isinstance(node, DateRange | Everything) or (
        isinstance(node, Field) and node.name == "outlet"
    )


def _ends(frame: Node) -> _Ends:
    ranges = [one for one in _conjuncts(frame) if isinstance(one, DateRange)]
    firsts = [one.first for one in ranges if one.first is not None]
    lasts = [one.last for one in ranges if one.last is not None]
    return _Ends(max(firsts, default=None), min(lasts, default=None))


def _held(tree: Node, frame: Node, span: Span | None, *, is_loose: bool) -> Node:
    """Return the tree of the articles among which others match: those of the span, the undated
    ones and, where some are `is_loose`, whatever matches.
    """
    if tree == frame or span is None:
        return frame
    near = (DateRange(*span), _UNDATED)
    return _and(frame, Or((*near, tree) if is_loose else near))


def _and(one: Node, other: Node) -> Node:
    return other if isinstance(one, Everything) else And((one, other))


def _rounded(unit: Unit, span: Span, ends: _Ends) -> Span:
    """Return a span in whole periods, of days with some around it, where no end was given."""
    begin, end = number(unit, span.first), number(unit, span.last) + 1
    if unit == "day":
        begin, end = begin - AROUND, end + AROUND
    first = span.first if ends.first else max(first_of(unit, begin), EARLIEST)
    last = span.last if ends.last else min(first_of(unit, end) - dt.timedelta(days=1), LATEST)
    return Span(first, last)
