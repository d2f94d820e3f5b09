"""Many queries crossed with outlets and months: a table for spreadsheets, JSON for programs.

Each query has a row at least. One that no article matches has a single row, with 0; one that could
not be counted (there was no time, or its line could not be read) a single row with no number. A
cell is empty where the article has no such value: no outlet, no date or one known less closely.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from search.crosstab import Crosstab
from search.export.tables import csv_text
from search.query.tree import Notice

Row: TypeAlias = tuple[str | int, ...]

UNKNOWN = "unknown"
"""What the column of articles without a value is called."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One query of many: `line` is where it stood, `parsed` how it was read.

    `crosstab` is None where the line could not be read at all.
    """

    line: int
    label: str
    query: str
    parsed: str | None
    crosstab: Crosstab | None
    notices: tuple[Notice, ...]

    @property
    def is_whole(self) -> bool:
        """Whether its numbers are all there."""
        return self.crosstab is not None and not self.crosstab.timed_out


def titles(by: Sequence[str]) -> tuple[str, ...]:
    """Return what the columns of these facets are called: `date:month` is `month`."""
    return tuple(name.removeprefix("date:") for name in by)


def long_rows(
    counted: Iterable[Counted], by: Sequence[str], *, notes: bool = False
) -> Iterator[str]:
    """Yield CSV with a row a cell; with `notes`, what was said of a query stands in its first."""
    more = ("notes",) if notes else ()
    yield csv_text([("label", *titles(by), "articles", *more)])
    for one in counted:
        cells = one.crosstab.cells if one.crosstab is not None and one.is_whole else ()
        rows: list[Row] = [(*map(_text, values), count) for values, count in cells]
        yield _rows(one, rows or [(*("" for _ in by), 0 if one.is_whole else "")], notes)


def wide_rows(
    counted: Iterable[Counted],
    by: Sequence[str],
    columns: Sequence[str | None],
    *,
    notes: bool = False,
) -> Iterator[str]:
    """Yield CSV with a row for each value of all facets but the last, whose values, `columns`,
    have a column each, behind their sum.
    """
    more = ("notes",) if notes else ()
    heads = (UNKNOWN if column is None else column for column in columns)
    yield csv_text([("label", *titles(by[:-1]), "articles", *heads, *more)])
    nothing: tuple[str | None, ...] = (None,) * (len(by) - 1)
    for one in counted:
        table: dict[tuple[str | None, ...], dict[str | None, int]] = {}
        for values, count in one.crosstab.cells if one.crosstab and one.is_whole else ():
            table.setdefault(values[:-1], {})[values[-1]] = count
        rows = []
        for values, counts in (table or {nothing: {}}).items():
            numbers = (sum(counts.values()), *(counts.get(column, 0) for column in columns))
            cells = numbers if one.is_whole else ("" for _ in numbers)
            rows.append((*map(_text, values), *cells))
        yield _rows(one, rows, notes)


def _rows(one: Counted, rows: Sequence[Row], notes: bool) -> str:
    """Return the rows of a query; what was said of it stands in the first."""
    if not notes:
        return csv_text((one.label, *row) for row in rows)
    said = [_said(one), *("" for _ in rows[1:])]
    return csv_text((one.label, *row, note) for row, note in zip(rows, said, strict=True))


def json_pieces(
    counted: Iterable[Counted], by: Sequence[str], head: Mapping[str, Any]
) -> Iterator[str]:
    """Yield one JSON object, a line a query: `head`, the facets it is by, and `rows`."""
    names = titles(by)
    opening = json.dumps({**head, "by": list(names), "rows": []})
    yield opening.removesuffix("]}")
    between = "\n"
    for one in counted:
        yield between + json.dumps(_record(one, names))
        between = ",\n"
    yield "\n]}\n"


def _record(one: Counted, names: Sequence[str]) -> dict[str, Any]:
    found = one.crosstab
    return {
        "label": one.label,
        "line": one.line,
        "query": one.query,
        "parsed": one.parsed,
        "total": found.total if found else None,
        "total_relation": "eq" if one.is_whole else "gte",
        "undated_excluded": found.undated if found else None,
        "timed_out": found is not None and found.timed_out,
        "warnings": [
            {
                "code": notice.code,
                "message": notice.message,
                "start": notice.start,
                "end": notice.end,
                "suggestion": notice.suggestion,
            }
            for notice in one.notices
        ],
        "cells": [
            {**dict(zip(names, values, strict=True)), "articles": count}
            for values, count in (found.cells if found else ())
        ],
    }


def _said(one: Counted) -> str:
    return " ".join(notice.message for notice in one.notices)


def _text(value: str | None) -> str:
    return "" if value is None else value
