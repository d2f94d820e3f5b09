"""Many queries crossed with outlets and months: a table for spreadsheets, JSON for programs.

Each query has a row at least. One that no article matches has a single row, with 0; one that could
not be counted (there was no time, or its line could not be read) a single row with no number. A
cell is empty where the article has no such value: no outlet, no date or one known less closely.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.engine import Crosstab
from search.export.tables import csv_row
from search.query.tree import Notice

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
    yield csv_row(("label", *titles(by), "articles", *more))
    for one in counted:
        said = _said(one) if notes else ""
        cells = one.crosstab.cells if one.crosstab is not None and one.is_whole else ()
        rows = [((*map(_text, values), str(count))) for values, count in cells]
        for row in rows or [(*("" for _ in by), "0" if one.is_whole else "")]:
            yield csv_row((one.label, *row, said) if notes else (one.label, *row))
            said = ""


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
    yield csv_row(("label", *titles(by[:-1]), "articles", *heads, *more))
    for one in counted:
        said = _said(one) if notes else ""
        rows: dict[tuple[str | None, ...], dict[str | None, int]] = {}
        for values, count in one.crosstab.cells if one.crosstab and one.is_whole else ():
            rows.setdefault(values[:-1], {})[values[-1]] = count
        nothing: tuple[None, ...] = (None,) * (len(by) - 1)
        for values, counts in (rows or {nothing: {}}).items():
            numbers = [sum(counts.values()), *(counts.get(column, 0) for column in columns)]
            cells = [str(number) if one.is_whole else "" for number in numbers]
            yield csv_row((one.label, *map(_text, values), *cells, *((said,) if notes else ())))
            said = ""


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
