"""The `dateline` program: serve, search, show, and the `index` commands.

Flask is imported when serving starts, so that a search in the terminal begins at once.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from typing import TextIO

import click

from search import startup  # noqa: F401 - before numpy
from search.archive import Answer, Archive
from search.article import Article
from search.cli import (
    Program,
    beginnings,
    common,
    count,
    index,
    message,
    option,
    printable,
    run,
    settings,
)
from search.engine import Snippet
from search.errors import IndexAbsent, SearchError
from search.receipt import Receipt
from web import present
from web.params import SearchParams

EXPORTS = ("csv", "jsonl", "ris", "bibtex", "atom", "rss", "jsonfeed", "ninjs")
"""What a result can be written as: the names of search.export.FORMATS."""

EXPORT_S = 60.0
"""Seconds there are to find what is exported; reading it takes what it takes."""

WIDTH = 96


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline")
@common
def dateline() -> None:
    """Search an archive of news articles: who reported what about whom, when, in which words."""


dateline.add_command(index)


@dateline.command()
@click.option("--host", help="Where to listen; default 127.0.0.1, this machine only.")
@click.option("--port", type=click.IntRange(0, 65535), help="Default 8000; 0 takes a free one.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Requests answered at once.")
@click.option("--allow-remote", is_flag=True, help="Let other machines in.")
@common
def serve(host: str | None, port: int | None, threads: int | None, allow_remote: bool) -> None:
    """Serve the archive to a browser; builds the index from `seeds` first when there is none."""
    import logging

    from web.serve import serve as run_server

    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger("web").setLevel(logging.WARNING if option("quiet") else logging.INFO)
    logging.getLogger("waitress.queue").setLevel(
        logging.ERROR
    )  # a full queue is answered with 503
    chosen = settings(host=host, port=port, threads=threads)
    if allow_remote:  # its own address is a name it may be asked by
        chosen = replace(chosen, hosts=(*chosen.hosts, chosen.host))
    with closing(Archive.open(chosen.index, chosen.names)) as archive:
        _begin(archive)
    run_server(
        chosen,
        allow_remote=allow_remote,
        ready=lambda url: click.echo(f"Dateline answers at {url} (Ctrl-C stops it)"),
    )


@dateline.command()
@click.argument("words", metavar="QUERY", nargs=-1)
@click.option("-n", "number", type=click.IntRange(1, 200), default=10, help="Results; default 10.")
@common
def search(words: tuple[str, ...], number: int) -> None:
    """Find articles and show where the words stand.

    Words may follow one another as they are; quotation marks and brackets want quotes around them.
    """
    query = " ".join(words)
    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names)) as archive:
        answer = archive.search(query, per_page=number, timeout_s=chosen.search_timeout)
        parts = None if answer.total else archive.receipt(answer)
    if option("json"):
        asked = SearchParams(q=query, per_page=number)
        click.echo(json.dumps(present.search(answer, asked, path="/api/search")))
        return
    _show_answer(answer)
    if parts:
        _show_parts(parts)


@dateline.command()
@click.argument("words", metavar="QUERY", nargs=-1)
@click.option("--format", "name", type=click.Choice(EXPORTS), default="csv", help="Default csv.")
@click.option(
    *("-o", "--output"),
    type=click.File("w", encoding="utf-8", errors="replace", lazy=False),
    default="-",
    help="A file to write to; default the terminal.",
)
@common
def export(words: tuple[str, ...], name: str, output: TextIO) -> None:
    """Write every article that a search finds: csv, jsonl, ris, bibtex, feeds, ninjs."""
    from search.export import FORMATS, About  # a search starts without what only exports need

    chosen = settings()
    with closing(Archive.open(chosen.index, chosen.names)) as archive:
        answer, articles = archive.every(" ".join(words), timeout_s=EXPORT_S)
        about = About(answer.query, answer.page.snapshot.built_at)
        for piece in FORMATS[name].write(articles, about):
            output.write(piece)
        for notice in present.notices(answer):
            message(f"! {notice.message}")
        message(count(answer.total, "article"))


@dateline.command()
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
    click.echo(_known(found))
    for person in found.people[:20]:
        click.echo(f"  {printable(person.name)} ({person.mentions})")
    for paragraph in found.body.split("\n\n"):
        click.echo("\n" + textwrap.fill(printable(paragraph), WIDTH))


def _begin(archive: Archive) -> None:
    """Build an index from the seeds when there is none at all."""
    try:
        archive.status()
    except IndexAbsent:
        report = archive.rebuild(beginnings(archive))
        message(f"{count(report.articles, 'article')} indexed in {report.seconds:.1f} s")


def _show_answer(answer: Answer) -> None:
    """Print a page of results for people; hits are bold on a terminal and plain in a pipe."""
    for notice in present.notices(answer):
        click.echo(printable(f"! {notice.message}"))
    total = count(answer.total, "article")
    more = f", the first {len(answer.hits)} shown" if len(answer.hits) < answer.total else ""
    click.echo(f"{total}{more} · read as {printable(present.reading(answer))}")
    if answer.repair:
        spelt = count(answer.repair.count, "article")
        click.echo(f"Did you mean {printable(answer.repair.query)}? {spelt}")
    if answer.page.undated:
        click.echo(f"{answer.page.undated:,} left out for having no date")
    if answer.page.timed_out:
        click.echo("The search ran out of time: there may be more.")
    for hit in answer.hits:
        title = _bold(hit.title or "(no headline)", hit.title_marks, underline=True)
        click.echo(f"\n{hit.rank:>3}  {title}")
        click.echo(f"     {_known(hit.article)}")
        for passage in hit.snippets:
            click.echo(f"     {_passage(passage)}")


def _show_parts(parts: Receipt) -> None:
    """Print what each part of a query that finds nothing would find alone, and what without it."""
    for part in parts.parts:
        alone = "?" if part.count is None else f"{part.count:,}"
        without = f" · without it {part.without:,}" if part.without is not None else ""
        click.echo(f"  {printable(part.text)}: {alone}{without}")
    if parts.days:
        click.echo(f"Without its dates: articles from {parts.days.first} to {parts.days.last}")


def _known(found: Article) -> str:
    known = (found.outlet, present.date(found), found.id)
    return " · ".join(printable(one) for one in known if one)


def _passage(passage: Snippet) -> str:
    text = _bold(passage.text, passage.marks)
    return f"{'… ' if passage.before else ''}{text}{' …' if passage.after else ''}"


def _bold(text: str, marks: Iterable[tuple[int, int]], *, underline: bool = False) -> str:
    """Return text for a terminal with the marked words in bold; click drops that in a pipe."""
    pieces, position = [], 0
    for start, end in marks:
        pieces += [printable(text[position:start])]
        pieces += [click.style(printable(text[start:end]), bold=True, underline=underline or None)]
        position = end
    return "".join([*pieces, printable(text[position:])])


def main() -> None:
    """Run the `dateline` program."""
    run(dateline, "dateline")
