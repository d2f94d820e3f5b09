"""Who is who in the archive, and what its owner's names file makes of that."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search.cli.commands import opened
from search.cli.program import FAILED, common, count, message, option, printable

if TYPE_CHECKING:
    from search.extract import Listed, Open, Verdict

VARIANTS = 8
"""Spellings of one person that are shown to people; --json has all."""


@click.command()
@click.argument("words", nargs=-1)
@click.option("--ambiguous", is_flag=True, help="Family names that are left open.")
@click.option("--check", is_flag=True, help="What each line of the names file does.")
@click.option(
    "--file",
    "file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Check this names file instead.",
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, metavar="N")
@click.option("--per-page", type=click.IntRange(1, 10_000), default=20, show_default=True)
@common
def names(
    words: tuple[str, ...],
    ambiguous: bool,
    check: bool,
    file: Path | None,
    page: int,
    per_page: int,
) -> None:
    """List the people of the archive whose names hold WORDS, with every spelling.

    Who is one person can be said in the names file: names.txt beside the index, or the setting
    `names`. `A = B` joins, `A != B` parts, and the next rebuild follows.
    """
    text, start, is_well = " ".join(words), (page - 1) * per_page, True
    with closing(opened()) as archive:
        if check or file:
            is_well = _check(archive.review(file).verdicts(), file or archive.names)
        elif ambiguous:
            found, total = archive.roster().open(text, start, per_page)
            _show("open", list(map(_open_lines, found)), list(map(asdict, found)), total, page)
        else:
            people, total = archive.roster().people(text, start, per_page)
            _show("people", list(map(_lines, people)), list(map(asdict, people)), total, page)
        if file is None and not archive.follows_names():
            message(f"{archive.names} has changed. The index follows it after: index rebuild")
    if not is_well:
        click.get_current_context().exit(FAILED)


def _show(
    what: str, lines: list[list[str]], records: list[dict[str, object]], total: int, page: int
) -> None:
    if option("json"):
        click.echo(json.dumps({what: records, "total": total, "page": page}))
        return
    for line in (line for lines_of_one in lines for line in lines_of_one):
        click.echo(printable(line))
    if len(lines) < total:
        message(f"{len(lines):,} of {total:,} (page {page}; --page {page + 1} for more)")


def _lines(one: Listed) -> list[str]:
    alone = f", {one.alone:,} more by the family name alone" if one.alone else ""
    line = f", line {one.line} of the names file" if one.line else ""
    shown = [f"{spelling.text} {spelling.articles:,}" for spelling in one.spellings[:VARIANTS]]
    more = len(one.spellings) - VARIANTS
    return [
        f"{one.name} [{one.id}]: {count(one.articles, 'article')}{alone}{line}",
        "    " + ", ".join([*shown, *([f"and {more} more"] if more > 0 else [])]),
    ]


def _open_lines(one: Open) -> list[str]:
    bearers = ", ".join(f"{bearer.name} {bearer.articles:,}" for bearer in one.bearers)
    return [f"{one.name}: alone in {count(one.articles, 'article')}; {bearers}"]


def _check(verdicts: list[Verdict], path: Path) -> bool:
    """Show what is to be said of each line; return whether all is well."""
    if option("json"):
        click.echo(json.dumps({"file": str(path), "lines": list(map(asdict, verdicts))}))
    else:
        if not path.exists():
            message(f"There is no names file {path} yet.")
        for one in verdicts:
            where = f"{path}:{one.line}"
            articles = f" ({count(one.articles, 'article')})" if one.articles else ""
            click.echo(printable(f"{where}: {one.effect}{articles}"))
            for name in one.unknown:
                near = " or ".join(name.nearest)
                advice = f"; near it: {near}" if near else ""
                click.echo(printable(f"    no article uses “{name.name}”{advice}"))
    return not any(one.is_wrong for one in verdicts)
