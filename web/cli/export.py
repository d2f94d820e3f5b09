"""`dateline export`: every article that a search finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from typing import TextIO

import click

from search.archive import Answer, Archive
from search.article import Article
from search.cli import common, count, message, settings
from web import present
from web.cli.asking import asked, asking
from web.params import SearchParams

EXPORTS = ("csv", "jsonl", "ris", "bibtex", "atom", "rss", "jsonfeed", "ninjs", "jsonld")
"""What a result can be written as: the names of search.export.FORMATS."""

EXPORT_S = 60.0
"""Seconds there are to find what is exported; reading it takes what it takes."""


@click.command()
@asking
@click.option("--format", "name", type=click.Choice(EXPORTS), default="csv", help="Default csv.")
@click.option(
    *("-o", "--output"),
    type=click.File("w", encoding="utf-8", errors="replace", lazy=False),
    default="-",
    help="A file to write to; default the terminal.",
)
@common
def export(words: tuple[str, ...], name: str, output: TextIO, **narrowed: object) -> None:
    """Write every article that a search finds: csv, jsonl, ris, bibtex, feeds, ninjs, jsonld."""
    params = asked(words, **narrowed)
    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names, chosen.semantic)) as archive:
        write(archive, params, name, output)


def every(archive: Archive, params: SearchParams) -> tuple[Answer, Iterator[Article]]:
    """Return what a search comes to, and every article of it, with the patience of an export."""
    return archive.every(
        params.q,
        filters=params.filters,
        sort=params.sort,
        semantic=params.semantic,
        now=params.moment,
        timeout_s=EXPORT_S,
    )


def write(
    archive: Archive, params: SearchParams, name: str, output: TextIO, *, only_page: bool = False
) -> None:
    """Write the articles that a search finds in a form of EXPORTS; with `only_page`, its page."""
    from search.export import FORMATS, About  # a search starts without what only exports need

    answer, articles = every(archive, params)
    if only_page:
        articles = islice(articles, params.skip, params.skip + params.per_page)
    about = About(answer.query, answer.page.snapshot.built_at)
    for piece in FORMATS[name].write(articles, about):
        output.write(piece)
    for notice in present.notices(answer):
        message(f"! {notice.message}")
    message(count(answer.total, "article"))
