"""Results as text for a terminal; nothing in it drives the terminal but our own marks."""

from __future__ import annotations

from collections.abc import Iterable

import click

from search.archive import Answer
from search.article import Article
from search.cli import count, printable
from search.engine import Hit, Snippet
from search.receipt import Receipt
from web import explained, present


def show_answer(answer: Answer) -> None:
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
        click.echo(f"     {known(hit.article)}")
        for passage in hit.snippets:
            click.echo(f"     {_passage(passage)}")
        _show_why(hit)


def _show_why(hit: Hit) -> None:
    """Print why a hit ranks where it does, if that was asked for."""
    why = explained.why(hit)
    if why is None:
        return
    if why.total:
        click.echo(f"     Score {why.total}")
    for row in why.rows:
        click.echo(f"     {row.amount:>8}  {printable(row.text)}: {printable(row.says)}")
    said = [why.more, "" if why.rows else why.because]
    said += [f"Not in it: {', '.join(why.absent)}." if why.absent else ""]
    said += [f"Adds nothing: {', '.join(why.unscored)}." if why.unscored else ""]
    if any(said):
        click.echo(f"     {printable(' '.join(one for one in said if one))}")


def show_parts(parts: Receipt) -> None:
    """Print what each part of a query that finds nothing would find alone, and what without it."""
    for part in parts.parts:
        alone = "?" if part.count is None else f"{part.count:,}"
        without = f" · without it {part.without:,}" if part.without is not None else ""
        click.echo(f"  {printable(part.text)}: {alone}{without}")
    if parts.days:
        click.echo(f"Without its dates: articles from {parts.days.first} to {parts.days.last}")


def known(found: Article) -> str:
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
