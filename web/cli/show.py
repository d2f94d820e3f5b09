"""`dateline show`: one article."""

from __future__ import annotations

import json
import textwrap
from contextlib import closing

import click

from search.archive import Archive
from search.cli import common, option, printable, settings
from search.errors import SearchError
from web import present
from web.cli.printing import known

WIDTH = 96


@click.command()
@click.argument("article_id", metavar="ID")
@common
def show(article_id: str) -> None:
    """Show one article."""
    with closing(Archive.open(settings().index)) as archive:
        found = archive.article(article_id)
    if found is None:
        raise SearchError(f"There is no article {article_id} here.", code="article.absent")
    if option("json"):
        click.echo(json.dumps(present.article(found, marks={})))
        return
    if found.title:
        click.echo(click.style(printable(found.title), bold=True))
    click.echo(known(found))
    for person in found.people[:20]:
        click.echo(f"  {printable(person.name)} ({person.mentions})")
    for paragraph in found.body.split("\n\n"):
        click.echo("\n" + textwrap.fill(printable(paragraph), WIDTH))
