"""`dateline search`: a page of results in the terminal, or all of them in another form."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing

import click

from search.archive import Answer, Archive
from search.cli import common, message, option, settings
from search.errors import UsageError
from search.receipt import Receipt
from web import present
from web.cli import pager, printing
from web.cli.asking import asked, asking
from web.cli.export import EXPORTS, write
from web.params import BOUNDS, DUPLICATES, SearchParams
from web.partial import HEADING, NEAR_HEADING

LISTED = 10
"""Results of a page, unless another number is asked for."""

PATIENCE_S = 10.0
"""Seconds there are for a search at least: nobody else waits, and all has to be read from disk."""

FACET_SIZE = 10
"""Values of a facet that are printed."""


@click.command()
@asking
@click.option(
    *("-n", "--number"),
    type=click.IntRange(*BOUNDS["per_page"][1:]),
    help=f"Results on a page; default {LISTED}.",
)
@click.option("--page", type=click.IntRange(1), metavar="N", help="Which page; default the first.")
@click.option("--facets", metavar="NAMES", help="Count by outlet, people, lang, agency, year …")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "table", "json", *EXPORTS)),
    help="Default text, with passages. table: a line each. json: a page as the API sends it. "
    "The others: every article that is found, as `dateline export` writes it.",
)
@click.option(
    "--duplicates",
    type=click.Choice(DUPLICATES),
    default=DUPLICATES[0],
    show_default=True,
    help="Whether of near-duplicates that match one is listed, or all.",
)
@click.option("--explain", is_flag=True, help="Say of each why it ranks where it does.")
@click.option("--no-pager", is_flag=True, help="Never show the result in a pager.")
@common
def search(
    words: tuple[str, ...],
    number: int | None,
    page: int | None,
    facets: str | None,
    form: str | None,
    duplicates: str,
    explain: bool,
    no_pager: bool,
    **narrowed: object,
) -> None:
    """Find articles and show where the words stand.

    Words may follow one another as they are; quotation marks and brackets want quotes around them,
    and a query that begins with a minus goes behind `--`. On a terminal a result longer than it is
    shown in a pager (PAGER, else less). To find nothing is no failure: the exit code is 0.
    """
    if form is None or (option("json") and form == "text"):
        form = "json" if option("json") else "text"
    elif option("json") and form != "json":
        raise UsageError(f"--json and --format {form} exclude one another.", code="search.format")
    if form in EXPORTS and facets:
        raise UsageError(f"--facets are not part of {form}.", code="search.format")
    params = asked(
        words,
        per_page=number or LISTED,
        page=page,
        facets=facets,
        facet_size=FACET_SIZE if facets and form != "json" else None,
        snippets=0 if form == "table" else None,
        duplicates=duplicates,
        explain=int(explain),
        **narrowed,
    )
    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names, chosen.semantic)) as archive:
        if form in EXPORTS:
            write(archive, params, form, sys.stdout, only_page=bool(number or page))
            return
        answer = archive.search(
            params.q,
            filters=params.filters,
            sort=params.sort,
            page=params.page,
            per_page=params.per_page,
            facets=params.facets,
            facet_size=params.facet_size,
            snippets=params.snippets,
            snippet_length=params.snippet_length,
            now=params.moment,
            explain=params.explain,
            partial=not params.strict,
            semantic=params.semantic,
            fold=params.duplicates == "fold",
            timeout_s=max(chosen.search_timeout, PATIENCE_S),
        )
        receipt = archive.receipt(answer) if explain or not answer.total else None
    if form == "json":
        record = present.search(answer, params, path="/api/search", parts=receipt)
        click.echo(json.dumps(record))
        return
    for notice in present.notices(answer):
        if params.q.strip():  # that an empty query finds everything is no news to who asks it
            better = notice.suggestion if notice.suggestion != params.q else None
            message(f"! {notice.message}{f' Write: {better}' if better else ''}")
    pager.send("\n".join(_lines(answer, params, form, receipt)), paged=not no_pager)


def _lines(
    answer: Answer, params: SearchParams, form: str, receipt: Receipt | None
) -> Iterator[str]:
    """Yield the lines of a page of results; where they go to no terminal, none of them is cut."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    yield from printing.broken(printing.heading(answer, params), columns)
    if receipt and not answer.total:
        yield from printing.broken(printing.parts(receipt), columns)
    yield from printing.facets(answer.facets, columns)
    if answer.near_headlines:
        yield click.style(f"{NEAR_HEADING}:", bold=True)
        yield from printing.headlines(answer.near_headlines, columns)
        yield ""
    listed = printing.table if form == "table" else printing.hits
    yield from listed(answer.hits, columns)
    if answer.partial_results:
        yield ""
        yield click.style(f"{HEADING}:", bold=True)
        yield from listed(answer.partial_results, columns)
    if columns and answer.hits and params.skip + len(answer.hits) < answer.listed:
        pages = -(-answer.listed // params.per_page)
        yield ""
        yield click.style(
            f"page {params.page:,} of {pages:,}; the next with --page {params.page + 1}", dim=True
        )
