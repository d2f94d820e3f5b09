"""`dateline kwic`: every place where the words of a search stand, in lines, in the terminal."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

import click

from search import concordance
from search.archive import Answer, Archive
from search.cli import common, count, message, option, settings
from search.concordance import By, Concordance, Cut, Line
from search.errors import UsageError
from search.query.tree import Notice
from web import lines, present
from web.cli import pager, printing
from web.cli.asking import asked, asking
from web.cli.export import EXPORT_S, every
from web.cli.lines import cells, clipped, padded, width
from web.params import BOUNDS, SearchParams

SOURCE = 36
"""Cells of a terminal that are left for the words themselves and where they stand."""


@click.command()
@asking
@click.option(
    *("-n", "--number"),
    type=click.IntRange(*BOUNDS["per_page"][1:]),
    help=f"Articles on a page, or lines that are sorted; default {BOUNDS['per_page'][0]}.",
)
@click.option("--page", type=click.IntRange(1), metavar="N", help="Which page; default the first.")
@click.option(
    "--width",
    "wide",
    type=click.IntRange(*lines.WIDTHS[1:]),
    help=f"Characters on either side; default {lines.WIDTHS[0]}, on a terminal what it has room "
    "for.",
)
@click.option(
    "--order",
    "by",
    type=click.Choice(lines.SORTS),
    default=lines.SORTS[0],
    help="As the articles, or by the words before or behind.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "csv")),
    help="Default text. csv: every line, however many.",
)
@click.option("--no-pager", is_flag=True, help="Never show the lines in a pager.")
@common
def kwic(
    words: tuple[str, ...],
    number: int | None,
    page: int | None,
    wide: int | None,
    by: By,
    form: str | None,
    no_pager: bool,
    **narrowed: object,
) -> None:
    """Show every place where the words stand: keyword in context, aligned on the words."""
    if form is None or (option("json") and form == "text"):
        form = "json" if option("json") else "text"
    elif option("json") and form != "json":
        raise UsageError(f"--json and --format {form} exclude one another.", code="search.format")
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    if wide is None:
        wide = lines.WIDTHS[0]
        if columns and form == "text":
            wide = min(max((columns - SOURCE) // 2, lines.WIDTHS[1]), wide)
    params = asked(words, per_page=number, page=page, **narrowed)
    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names, chosen.semantic)) as archive:
        if form == "csv":
            _write(archive, params, by, wide)
            return
        answer = _search(archive, params, by, chosen.search_timeout)
        found = archive.lines(answer, by, wide)
    if form == "json":
        click.echo(json.dumps(lines.record(answer, found, params, path="/api/kwic", root="")))
        return
    for notice in (*present.notices(answer), *found.notices):
        message(f"! {notice.message}")
    text = "\n".join(_text(answer, found, params, wide, columns))
    pager.send(text, paged=not no_pager)


def _search(archive: Archive, params: SearchParams, by: By, timeout_s: float) -> Answer:
    is_sorted = by != "article"  # then the page is one of lines
    return archive.search(
        params.q,
        filters=params.filters,
        sort=params.sort,
        page=1 if is_sorted else params.page,
        per_page=1 if is_sorted else params.per_page,
        marked=False,
        now=params.moment,
        timeout_s=timeout_s,
    )


def _write(archive: Archive, params: SearchParams, by: By, wide: int) -> None:
    """Write every line as CSV, or those that are sorted."""
    found: Iterable[Line | Cut]
    notices: tuple[Notice, ...] = ()
    if by == "article":
        answer, articles = every(archive, params)
        found = concordance.every(answer.parsed.tree, articles, wide)
    else:
        answer = _search(archive, params, by, EXPORT_S)
        whole = archive.lines(answer, by, wide)
        found, notices = whole.lines, whole.notices
    notes = [one.message for one in (*present.notices(answer), *notices)]
    for piece in lines.rows(found, notes, lambda article: ""):
        click.echo(piece, nl=False)
    message(count(answer.total, "article"))


def _text(
    answer: Answer, found: Concordance, params: SearchParams, wide: int, columns: int | None
) -> Iterator[str]:
    """Yield how many lines of how many articles there are, and the lines."""
    shown = lines.shown(found, params)
    if found.by == "article":
        first = params.skip + 1
        which = f" of articles {first:,} to {params.skip + found.articles:,}" if shown else ""
        head = f"{count(answer.total, 'article')} · {count(len(shown), 'line')}{which}"
    else:
        sorted_ = count(len(found.lines), "sorted line")
        head = f"{count(answer.total, 'article')} · {sorted_}"
        if len(shown) < len(found.lines):
            head += f", {len(shown):,} shown"
    head = f"{head} · read as {printing.plain(present.reading(answer))}"
    yield from printing.broken([head], columns)
    yield from _aligned(shown, wide, columns)
    cuts = (
        f"{cut.shown:,} of {cut.places:,} lines of {printing.known(cut.article)}"
        for cut in found.cuts
    )
    yield from printing.broken(cuts, columns)


def _aligned(shown: Sequence[Line], wide: int, columns: int | None) -> Iterator[str]:
    """Yield lines with their words under one another; behind them stands what they are from.

    On a terminal either side takes `wide` cells at most, of which some letters have two.
    """
    texts = [
        (printing.plain(one.left), printing.plain(one.words), printing.plain(one.right))
        for one in shown
    ]
    if columns is not None:
        texts = [(_last(left, wide), words, clipped(right, wide)) for left, words, right in texts]
    before = max((width(left) for left, _, _ in texts), default=0)
    behind = max((width(words) + width(right) for _, words, right in texts), default=0)
    for line, (left, words, right) in zip(shown, texts, strict=True):
        indent = " " * (before - width(left))
        rest = padded(right, behind - width(words))
        place = f"{line.field}:{line.start}" if line.field == "title" else str(line.start)
        source = f"{printing.known(line.article)} · {place}"
        if columns is not None:
            source = clipped(source, columns - before - behind - 3)
        text = f"{indent}{left}{click.style(words, bold=True)}"
        yield f"{text}{rest}  {click.style(source, dim=True)}" if source else text + right


def _last(text: str, most: int) -> str:
    """Return the end of a text that takes so many cells at most."""
    start = len(text)
    taken = 0
    while start and taken + cells(text[start - 1]) <= most:
        start -= 1
        taken += cells(text[start])
    while start and start < len(text) and not cells(text[start]):  # it combines with what is cut
        start += 1
    return text[start:]
