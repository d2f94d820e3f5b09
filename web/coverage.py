"""HTML, JSON and CSV: which outlets wrote of a search when, and which were silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Response, request, url_for

from search.coverage import NONE, Cell, Grid, Row
from search.periods import UNITS, Unit
from web import api, present, sheets, turns
from web import conditional as kept
from web.access import Access, current
from web.arguments import BadParameter, canonical, choice, whole
from web.articles import Record, day
from web.openapi import Parameter, Shape, door, records
from web.openapi.parameters import only
from web.openapi.schema import DAY, TEXT, WHOLE, many, maybe, record, said
from web.openapi.schema import choice as one_of
from web.params import ALIASES, BOUNDS, FILTERS, SearchParams
from web.requested import read
from web.view import coverage as view

coverage = Blueprint("coverage", __name__)
page = Blueprint("grids", __name__)

FITS = 31
"""Columns that there are at most where a request leaves it open what they are."""

MOST_SHOWN = 62
"""Columns of a page at most: the last ones are shown."""

MOST = 2_000
"""Columns of JSON or CSV at most: more are refused."""

CSV = "text/csv"
FORMS = ("json", "csv")

_OF_A_SEARCH = ("q", *FILTERS, "from", "to", "added_since", "strict", "page", "per_page", "offset")
_SHARED = (*_OF_A_SEARCH, "now", "tz", "format")
_KNOWN = {**{name: ALIASES[name] for name in _SHARED}, "by": ()}

STATES = ("matched", "none matched", "none held")
"""What a cell of the table says."""

_CELL = record({"matched": WHOLE, "held": WHOLE})

_OF_A_ROW = {
    "matched": WHOLE,
    "held": WHOLE,
    "cells": many(record({"period": TEXT, "matched": WHOLE, "held": WHOLE})),
    "vague": said(_CELL, "Of articles known less closely than a period."),
    "undated": said(_CELL, "Of articles without a date."),
}

_ROW = Shape(
    "CoverageRow",
    "How many articles match, of how many that are held. `cells` are the periods in which some "
    "are held, in order: where `matched` is 0 none matched; what is not there, is not held.",
    record(_OF_A_ROW),
)

COVERAGE = Shape(
    "Coverage",
    "A page of outlets, those with most dated articles that match first: `total` in all, the last "
    "`silent` of which hold articles in these periods and none that matches. A week begins on "
    "Monday (ISO 8601). `unknown` is what is of no known outlet, `whole` all together.",
    record(
        {
            **records.TURNING,
            "by": one_of(UNITS),
            "periods": many(record({"period": TEXT, "first": DAY, "last": DAY})),
            "total": WHOLE,
            "silent": WHOLE,
            "outlets": many(
                Shape("OutletCoverage", "An outlet's row.", record({"name": TEXT, **_OF_A_ROW}))
            ),
            "unknown": maybe(_ROW),
            "whole": _ROW,
        }
    ),
)


@coverage.get("/api/coverage")
@door(
    "Outlet by day, week, month or year: how many articles match, of how many that are held.",
    group="Lists",
    more="Held are all articles of the outlets and days that the search asks for, whatever else "
    f"it asks. CSV has every outlet, and each cell as one of: {', '.join(STATES)}. More than "
    f"{MOST:,} periods are refused.",
    takes=(
        *(one for one in only(*_OF_A_SEARCH)),
        Parameter(
            "by",
            f"The periods; else the shortest of which there are no more than {FITS}.",
            one_of(UNITS),
            example="month",
        ),
        *only("now", "tz"),
        Parameter("format", "The form of the answer.", one_of(FORMS, "json"), example="csv"),
    ),
    gives={"application/json": COVERAGE, CSV: said(TEXT, "`format=csv`")},
    tagged=True,
    headers={
        **records.LINKS,
        "X-Total-Count": "Of CSV: how many outlets it has.",
        "X-Timed-Out": "Of CSV: true where not every article could be looked at.",
    },
    tries=(
        "",
        "?q=strike&by=day&from=2021-03&to=2021-03",
        "?q=strike&by=week&per_page=1&page=2",
        "?q=nosuchword",
        "?q=strike&has=-date",
        "?by=day",
        "?q=strike&by=year&format=csv",
    ),
)
def counted() -> Response:
    """Return how many articles match of those held, by outlet and period."""
    wanted, access = asked(api.arguments()), current()
    params = wanted.params
    unchanged = kept.known(access, params, wanted.own, wanted.form)
    if unchanged is not None:
        return unchanged
    if wanted.form == "csv":
        return _table(access, wanted)
    answer, found = access.coverage(params, wanted.by, FITS, MOST)
    _refuse_what_is_cut(found)
    path = request.script_root + request.path
    shown = found.rows[params.skip : params.skip + params.per_page]
    told = {
        **present.turning(answer, params, path=path, total=len(found.rows), own=wanted.own),
        "by": found.unit,
        "periods": [
            {"period": one.key, "first": day(one.first), "last": day(one.last)}
            for one in found.periods
        ],
        "total": len(found.rows),
        "silent": found.silent,
        "outlets": [{"name": one.outlet, **_row(found, one)} for one in shown],
        "unknown": None if found.unknown is None else _row(found, found.unknown),
        "whole": _row(found, found.whole),
    }
    response = api.linked(api.sent(told), told)
    if not answer.is_whole:
        return response
    tag = kept.tag_of(access, answer.page.snapshot, params, wanted.own, wanted.form)
    return kept.tagged(response, tag)


@page.get("/coverage")
def shown() -> Response:
    """Return the page of which outlets wrote of a search when."""
    access = current()
    wanted = asked(request.args.items(multi=True), paged=True)
    snapshot = access.snapshot()
    known = sheets.known(access, snapshot, wanted.params, wanted.own)
    if known is not None:
        return known
    answer, found = access.coverage(wanted.params, wanted.by, FITS, MOST_SHOWN)
    paths = (url_for("grids.shown"), url_for("coverage.counted"))
    labels = turns.labels(access, wanted.params)
    shows = view.coverage(wanted.params, wanted.own, answer, found, sheets.places(), paths, labels)
    snapshot = answer.page.snapshot
    if not answer.is_whole:
        return sheets.page(snapshot, "coverage.html", view=shows)
    return sheets.answer(access, snapshot, "coverage.html", wanted.params, wanted.own, view=shows)


@dataclass(frozen=True, slots=True)
class Asked:
    """A table as it is asked for. `own` is what only this takes and, of a page, how many rows it
    has where that was said, for addresses.
    """

    params: SearchParams
    by: Unit | None
    form: str
    own: Mapping[str, str]


def asked(arguments: Iterable[tuple[str, str]], *, paged: bool = False) -> Asked:
    """Return what a request asks for; `paged`: it is for a page. Raises BadParameter."""
    known = {name: also for name, also in _KNOWN.items() if not (paged and name == "format")}
    given = canonical(arguments, known)
    by = cast("Unit | None", choice(given, "by", UNITS, None))
    form = choice(given, "format", FORMS, "json") or "json"
    own: dict[str, str] = {"by": by} if by else {}
    if paged and "per_page" in given:
        own["per_page"] = str(whole(given, "per_page", *BOUNDS["per_page"]))
    params = read(
        (name, value)
        for name, values in given.items()
        if name not in ("by", "format") and not (name == "per_page" and paged)
        for value in values
    )
    return Asked(params, by, form, own)


def _refuse_what_is_cut(found: Grid) -> None:
    if found.earlier is not None:
        raise BadParameter(
            f"There are more than {MOST:,} {found.unit}s: count by a longer period, or narrow the "
            f"search by from and to. The last {MOST:,} begin on {found.periods[0].first}.",
            parameter="by",
        )


def _row(found: Grid, one: Row) -> Record:
    return {
        **_cell(one.total),
        "cells": [
            {"period": found.periods[column].key, **_cell(cell)}
            for column, cell in one.cells.items()
        ],
        "vague": _cell(one.vague),
        "undated": _cell(one.undated),
    }


def _cell(cell: Cell) -> Record:
    return {"matched": cell.matched, "held": cell.held}


def _table(access: Access, wanted: Asked) -> Response:
    """Return all rows as CSV."""
    answer, found, done = access.whole_coverage(wanted.params, wanted.by, FITS, MOST)
    try:
        _refuse_what_is_cut(found)
    except BadParameter:
        done()
        raise

    def pieces() -> Iterator[bytes]:
        try:
            for piece in _rows(found):
                # A lone surrogate in some source has no UTF-8 form.
                yield piece.encode("utf-8", "replace")
        finally:
            done()

    response = Response(pieces(), content_type=f"{CSV}; charset=utf-8")
    response.call_on_close(done)  # where nothing of it was ever asked for
    response.headers["Content-Disposition"] = 'attachment; filename="dateline-coverage.csv"'
    response.headers["X-Total-Count"] = str(len(found.rows))
    if answer.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
        return response
    tag = kept.tag_of(access, answer.page.snapshot, wanted.params, wanted.own, wanted.form)
    return kept.tagged(response, tag)


def _rows(found: Grid) -> Iterator[str]:
    """Yield a table with a row a cell, an outlet at a time; that of no known outlet is last."""
    from search.export.tables import csv_row, csv_text

    yield csv_row(("outlet", "period", "first", "last", "state", "matched", "held"))
    periods = [(one.key, one.first.isoformat(), one.last.isoformat()) for one in found.periods]
    for row in (*found.rows, *([found.unknown] if found.unknown else ())):
        cells = [(*period, row.cells.get(column, NONE)) for column, period in enumerate(periods)]
        apart = ((view.VAGUE, row.vague), (view.UNDATED, row.undated))
        cells += [(label.lower(), "", "", cell) for label, cell in apart if cell.held]
        yield csv_text(
            (row.outlet or "", period, first, last, _state(cell), cell.matched, cell.held)
            for period, first, last, cell in cells
        )


def _state(cell: Cell) -> str:
    return STATES[0] if cell.matched else STATES[1] if cell.held else STATES[2]
