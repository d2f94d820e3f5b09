"""`dateline search`: a page of results in the terminal."""

from __future__ import annotations

import json
from contextlib import closing

import click

from search.archive import Archive
from search.cli import common, option, settings
from web import present
from web.cli.printing import show_answer, show_parts
from web.params import SearchParams


@click.command()
@click.argument("words", metavar="QUERY", nargs=-1)
@click.option("-n", "number", type=click.IntRange(1, 200), default=10, help="Results; default 10.")
@click.option("--explain", is_flag=True, help="Say of each why it ranks where it does.")
@common
def search(words: tuple[str, ...], number: int, explain: bool) -> None:
    """Find articles and show where the words stand.

    Words may follow one another as they are; quotation marks and brackets want quotes around them.
    """
    query = " ".join(words)
    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names)) as archive:
        answer = archive.search(
            query, per_page=number, explain=explain, timeout_s=chosen.search_timeout
        )
        parts = archive.receipt(answer) if explain or not answer.total else None
    if option("json"):
        asked = SearchParams(q=query, per_page=number, explain=explain)
        click.echo(json.dumps(present.search(answer, asked, path="/api/search", parts=parts)))
        return
    show_answer(answer)
    if parts and not answer.total:
        show_parts(parts)
