"""`dateline show`: one article."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing

import click

from search.archive import Archive
from search.article import Article
from search.cli import common, option, settings
from search.errors import SearchError
from web import articles
from web.cli import pager
from web.cli.lines import wrapped
from web.cli.printing import known, plain

WIDTH = 96
"""Cells of a line, however wide the terminal is."""


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--no-pager", is_flag=True, help="Never show the article in a pager.")
@common
def show(article_id: str, no_pager: bool) -> None:
    """Show one article."""
    with closing(Archive.open(settings().index)) as archive:
        found = archive.article(article_id)
        story, copies = archive.story_of(article_id), archive.copies(article_id)
    if found is None:
        raise SearchError(f"There is no article {article_id} here.", code="article.absent")
    if option("json"):
        click.echo(
            json.dumps(
                articles.record(
                    found, marks={}, story=None if story is None else story.id, copies=copies
                )
            )
        )
        return
    pager.send("\n".join(_lines(found)), paged=not no_pager)


def _lines(found: Article) -> Iterator[str]:
    """Yield an article in lines to read."""
    if found.title:
        yield click.style(plain(found.title), bold=True)
    yield known(found)
    for person in found.people[:20]:
        yield f"  {plain(person.name)} ({person.mentions})"
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDTH
    for paragraph in found.body.split("\n\n"):
        text = plain(paragraph)
        yield ""
        yield from (text[start:end] for start, end in wrapped(text, min(columns, WIDTH)))
