"""CSV and JSON: many queries at once, each crossed with outlets, months or others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from flask import Blueprint, Response, request

from search.engine import CROSSED
from search.errors import UsageError
from search.export import matrix as export
from search.matrix import Line, Matrix, faults, line, lines
from web import crossing, present
from web.access import current
from web.api import body
from web.arguments import BadParameter, canonical, flag
from web.arguments import choice as one_of
from web.openapi import Parameter, Shape, door, records
from web.openapi.parameters import only
from web.openapi.schema import TEXT, WHOLE, YES_NO, choice, many, maybe, record, said, whole
from web.params import ALIASES, FILTERS, SearchParams
from web.requested import read

matrix = Blueprint("matrix", __name__)

MOST = 1_000
"""Queries of one request."""

MAX_BODY = 1024 * 1024
"""Bytes of one request: a thousand long queries."""

OWN: dict[str, tuple[str, ...]] = {"by": (), "wide": (), "notes": ()}
"""What only this path takes."""

SHARED = ("q", *FILTERS, "from", "to", "added_since", "strict", "now", "tz", "format")
"""What it takes of a search."""

QUERIES = (*ALIASES["q"], "queries", "names")
"""Other names of `q` here: there are many of them."""

TAKEN = {**{name: ALIASES[name] for name in SHARED}, **OWN, "q": QUERIES}

_NAMES = frozenset(name for own, others in TAKEN.items() for name in (own, *others))

FORMATS = ("json", "csv")

FORM = "application/x-www-form-urlencoded"
"""What curl calls any body, a list of queries too."""

_Q = Parameter(
    "q",
    "The queries, each as in a search, or a label, a tab and a query. At most 1,000.",
    many(TEXT),
    QUERIES,
    ["syria", "Putin\tpeople:putin"],
)

_CELL = record({"articles": WHOLE}, {name: maybe(TEXT) for name in export.titles(CROSSED)})

ROW = Shape(
    "MatrixRow",
    "A query and its counts. `line` is where it stood; `total` is null where that could not be "
    "read. A cell has a value of each column, null where the article has none.",
    record(
        {
            "label": TEXT,
            "line": whole(1),
            "query": TEXT,
            "parsed": maybe(TEXT),
            "total": maybe(WHOLE),
            "total_relation": said(choice(("eq", "gte")), "gte where not all were counted."),
            "undated_excluded": maybe(WHOLE),
            "timed_out": YES_NO,
            "warnings": many(records.NOTICE),
            "cells": many(_CELL),
        }
    ),
)

MATRIX = Shape(
    "Matrix",
    "Many queries crossed with columns, in one state of the index.",
    record({"index": records.SNAPSHOT, "by": many(TEXT), "rows": many(ROW)}),
)


@matrix.route("/api/matrix", methods=["GET", "POST"])
@door(
    "Many queries at once: how many articles match each, by outlet and month or others.",
    group="Search",
    more="The filters hold for all. POST takes the same names as a JSON object, or, as any other "
    "type than JSON, a list of the queries: UTF-8, one a line, each a query or a label, a tab and "
    "a query; lines that begin with # are passed over. A table has a row with 0 for a query that "
    "finds nothing, and a row without a number for one that could not be counted.",
    takes=(
        _Q,
        *only(*FILTERS, "from", "to", "added_since", "strict", "now", "tz"),
        Parameter(
            "by",
            "The columns, which each query is counted by.",
            many(choice([*crossing.NAMES, crossing.NONE])),
            example=["outlet", "year"],
        ),
        Parameter(
            "wide",
            "As CSV, with a column for each value of the last of `by` that the archive has.",
            YES_NO,
            example=True,
        ),
        Parameter(
            "notes",
            "As CSV: a column of what there was to say of each query.",
            YES_NO,
            example=True,
        ),
        Parameter("format", "The form of the answer.", choice(FORMATS, "json"), example="json"),
    ),
    bodies={"text/plain": said(TEXT, "A query a line.")},
    gives={"application/json": MATRIX, "text/csv": said(TEXT, "`format=csv`")},
    headers={
        "X-Total-Count": "How many queries there are.",
        "X-Warnings": "Of how many there is something to say before they are counted.",
    },
    tries=(
        "",
        "?q=strike&q=Marsh%09people:marsh&q=strike+AND&q=date:2021-13",
        "?q=strike&q=strike&by=year,lang,agency,day&from=2021",
        "?q=strike&by=none&format=csv&notes=1",
        "?q=strike&q=nosuchword&by=outlet,month&wide=1",
        "?q=strike&wide=1&format=json",
    ),
)
def crossed() -> Response:
    """Return how many articles match each of many queries, by outlet and month or others.

    `q` is given many times, each a query or `label TAB query`; or the body is a list of them, one
    a line. The filters hold for all.
    """
    request.max_content_length = MAX_BODY
    asked, arguments = _asked()
    given = canonical(arguments, TAKEN)
    asked += [line(number, text) for number, text in enumerate(given.pop("q", ()), 1)]
    if len(asked) > MOST:
        raise BadParameter(
            f"One request may have {MOST:,} queries; send the rest in another.", parameter="q"
        )
    by = crossing.facets(given)
    wide, notes = flag(given, "wide"), flag(given, "notes")
    form = one_of(given, "format", FORMATS, None) or ("csv" if wide else _accepted())
    if wide and (form != "csv" or not by):
        raise BadParameter(
            "wide makes a table: it wants format=csv, and a column in by.", parameter="wide"
        )
    rest = [(name, value) for name, values in given.items() for value in values]
    params = read([pair for pair in rest if pair[0] not in (*OWN, "format")])
    told = _told(asked, params)
    found, done = current().matrix(asked, params, by, with_columns=wide)
    response = Response(
        _encoded(_pieces(found, form, wide=wide, notes=notes), done),
        content_type="text/csv; charset=utf-8" if form == "csv" else "application/json",
    )
    response.call_on_close(done)  # where nothing of it was ever asked for
    response.headers["X-Total-Count"] = str(len(asked))
    response.headers["X-Warnings"] = str(told)
    if form == "csv":
        response.headers["Content-Disposition"] = 'attachment; filename="dateline-matrix.csv"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _asked() -> tuple[list[Line], list[tuple[str, str]]]:
    """Return the queries of a body that is a list of them, and the arguments of the request."""
    arguments = list(request.args.items(multi=True))
    if request.method != "POST":
        return [], arguments
    content = request.get_data()
    if request.mimetype == "application/json" or content.lstrip().startswith(b"{"):
        return [], [*arguments, *body()]
    if request.mimetype == FORM and content.partition(b"=")[0].decode("latin-1") in _NAMES:
        # What `curl -d q=…` sends; it would be counted as one strange query.
        raise BadParameter(
            'The body is a form; send JSON such as {"q": ["syria"]}, or a list, one query a line.',
            parameter=None,
            code="body",
        )
    if any(name in ("q", *QUERIES) for name, _ in arguments):
        raise BadParameter(
            "The queries stand in the address and in the body; give them once.", parameter="q"
        )
    try:
        return list(islice(lines(content), MOST + 1)), arguments
    except UsageError as error:
        raise BadParameter(str(error), parameter="q", code=error.code) from error


def _told(asked: list[Line], params: SearchParams) -> int:
    """Return of how many queries something is to be told; with `strict`, the first is refused."""
    told = set()
    for one, notice in faults(asked, params.moment):
        if params.strict:
            raise BadParameter(
                f"Line {one.number}: {notice.message}",
                parameter="q",
                code=f"query.{notice.code}",
                position=notice.start,
                suggestion=notice.suggestion,
            )
        told.add(one.number)
    return len(told)


def _accepted() -> str:
    kinds = ["application/json", "text/csv"]
    best = request.accept_mimetypes.best_match(kinds, kinds[0])
    return "csv" if best == "text/csv" else "json"


def _pieces(found: Matrix, form: str, *, wide: bool, notes: bool) -> Iterator[str]:
    if wide:
        return export.wide_rows(found.rows, found.by, found.columns, notes=notes)
    if form == "csv":
        return export.long_rows(found.rows, found.by, notes=notes)
    return export.json_pieces(found.rows, found.by, {"index": present.snapshot(found.snapshot)})


def _encoded(pieces: Iterator[str], done: Callable[[], None]) -> Iterator[bytes]:
    """Yield text as bytes, in pieces worth sending."""
    try:
        held: list[str] = []
        size = 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size >= 16_384:
                yield "".join(held).encode("utf-8", "replace")
                held, size = [], 0
    finally:
        done()
    yield "".join(held).encode("utf-8", "replace")
