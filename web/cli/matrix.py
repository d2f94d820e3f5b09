"""`dateline matrix`: many queries at once, each crossed with outlets, months or others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, BinaryIO, TextIO

import click

from search.archive import Archive
from search.cli import common, message, option, settings
from search.errors import UsageError
from web import crossing, present
from web.arguments import canonical
from web.cli.asking import asked, narrowing
from web.cli.export import EXPORT_S

if TYPE_CHECKING:
    from search.export.matrix import Counted


@click.command()
@click.argument("names", metavar="NAMES", type=click.File("rb"))
@click.option(
    "--by",
    default="outlet,month",
    show_default=True,
    metavar="COLUMNS",
    help="Any of outlet, agency, lang, year, month, day; or none.",
)
@click.option("--wide", is_flag=True, help="A column for each value of the last of --by.")
@click.option("--notes", is_flag=True, help="A column of what was said of each query.")
@narrowing
@click.option("--format", "form", type=click.Choice(("csv", "json")), help="Default csv.")
@click.option("--strict", is_flag=True, help="Count nothing when a line cannot be used as it is.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    default=EXPORT_S,
    show_default=True,
    help="The most that each query may take.",
)
@click.option(
    *("-o", "--output"),
    type=click.File("w", encoding="utf-8", errors="replace", lazy=True),
    default="-",
    help="A file to write to; default the terminal.",
)
@common
def matrix(
    names: BinaryIO,
    by: str,
    wide: bool,
    notes: bool,
    form: str | None,
    strict: bool,
    timeout: float,
    output: TextIO,
    **narrowed: object,
) -> None:
    """Count the articles of many queries, by outlet and month.

    NAMES is a file with a query on each line, as in the search box, or `label TAB query`; - reads
    standard input. Lines that begin with # are passed over.
    """
    # A search starts without what only this needs.
    from search.export.matrix import json_pieces, long_rows, wide_rows
    from search.matrix import faults, lines
    from search.matrix import matrix as counted

    form = form or ("json" if option("json") else "csv")
    by_facets = crossing.facets(canonical([("by", by)], {"by": ()}))
    if wide and (form != "csv" or not by_facets):
        raise UsageError(
            "--wide gives a table: it wants --format csv, and a column in --by.",
            code="matrix.wide",
        )
    params = asked((), **narrowed)
    queries = list(lines(names.read()))
    if strict:
        for one, notice in faults(queries, params.moment):
            raise UsageError(f"{names.name}, line {one.number}: {notice.message}", code="strict")
    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names)) as archive:
        found = counted(
            archive.crossing(by_facets),
            queries,
            params.filters,
            params.moment,
            (timeout, None),
            with_columns=wide,
        )
        rows = _told(found.rows, names.name)
        if wide:
            pieces = wide_rows(rows, found.by, found.columns, notes=notes)
        elif form == "csv":
            pieces = long_rows(rows, found.by, notes=notes)
        else:
            pieces = json_pieces(rows, found.by, {"index": present.snapshot(found.snapshot)})
        for piece in pieces:
            output.write(piece)


def _told(rows: Iterable[Counted], name: str) -> Iterator[Counted]:
    """Yield the rows, saying what there is to say of each, and in the end how many there were."""
    queries = uncounted = 0
    for row in rows:
        for notice in row.notices:
            message(f"! {name}, line {row.line}: {notice.message}")
        queries += 1
        uncounted += not row.is_whole
        yield row
    left = f", {uncounted:,} of them not counted" if uncounted else ""
    message(f"{queries:,} {'query' if queries == 1 else 'queries'}{left}")
