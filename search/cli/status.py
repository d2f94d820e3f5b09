"""What an index holds, on what evidence, and where that is weakest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing

import click

from search.archive import Archive
from search.cli.commands import opened
from search.cli.listing import show
from search.cli.program import common, count, option, printable, settings
from search.evidence import FIELDS, Doubt, Known
from search.report import problems, status_record

MOST_METHODS = 8
"""Methods of a field that are shown to people; --json has all."""

WIDTH = 70
"""Letters of a value or its evidence that are shown to people."""


@click.command()
@common
def status() -> None:
    """Show what the index holds, on what evidence, and what is wrong with its sources."""
    where = settings().index
    with closing(Archive.open(where)) as archive:
        state = archive.status()
        known = archive.known()
    if option("json"):
        by_method = {name: dict(one.methods) for name, one in known.items()}
        fields = {
            name: {"known": sum(one.methods.values()), "unknown": one.unknown}
            for name, one in known.items()
        }
        click.echo(json.dumps(status_record(state) | {"fields": fields, "methods": by_method}))
        return
    now = state.snapshot
    built = f"{now.built_at:%Y-%m-%d %H:%M}"
    click.echo(f"{where}: generation {now.generation}, commit {now.commit}, built {built}")
    click.echo(f"{count(now.articles, 'article')}, {state.size_bytes / 1e6:,.1f} MB")
    _show_methods(known)
    for source in state.sources:
        click.echo(f"read from {printable(source)}")
    wrong = [(one.path, one.line, one.reason) for one in problems(state)]
    if wrong:
        click.echo(f"{count(len(wrong), 'problem')}:")
        show(wrong, err=False)


@click.command()
@click.option(
    "--field",
    "fields",
    multiple=True,
    type=click.Choice(FIELDS),
    help="Only this field; may be given again.",
)
@click.option(
    "-n", "number", type=click.IntRange(1, 100_000), default=20, help="Values; default 20."
)
@common
def doubts(fields: tuple[str, ...], number: int) -> None:
    """List the values with the weakest evidence, weakest first.

    The number is the chance that the value is right. Of quotes the value is the speaker.
    """
    with closing(opened()) as archive:
        found = archive.doubts(fields or FIELDS, number)
    if option("json"):
        click.echo(json.dumps([_record(one) for one in found]))
        return
    for one in found:
        for line in _lines(one):
            click.echo(printable(line))


def _show_methods(known: Mapping[str, Known]) -> None:
    for name, one in known.items():
        by = [f"{method} {number:,}" for method, number in one.methods.items()]
        if len(by) > MOST_METHODS:
            further = sum(list(one.methods.values())[MOST_METHODS:])
            by[MOST_METHODS:] = [f"{len(by) - MOST_METHODS} others {further:,}"]
        total = sum(one.methods.values())
        click.echo(
            f"  {name:<8} {total:>9,} known {one.unknown:>9,} unknown"
            + (f"   by {printable(', '.join(by))}" if by else "")
        )


def _lines(one: Doubt) -> tuple[str, str]:
    """Return a doubt as two lines: the value and its evidence, then what else it might be."""
    why = one.evidence
    text = f" “{_cut(why.text)}”" if why.text and why.text != one.value else ""
    source = one.article.source
    where = source.path if source.line is None else f"{source.path}:{source.line}"
    others = f"or {', '.join(map(_cut, why.alternatives))} · " if why.alternatives else ""
    title = f" · {_cut(one.article.title)}" if one.article.title and one.field != "title" else ""
    value = _cut(one.value) if one.value else "unknown"
    return (
        f"{why.confidence:4.2f}  {one.field:<8} {value}   by {why.method}{text}",
        f"      {others}{one.article.id} · {where}{title}",
    )


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1].rstrip() + "…"


def _record(one: Doubt) -> dict[str, object]:
    why, source = one.evidence, one.article.source
    return {
        "confidence": why.confidence,
        "field": one.field,
        "value": one.value,
        "method": why.method,
        "evidence": why.text,
        "where": why.where,
        "start": why.start,
        "end": why.end,
        "alternatives": list(why.alternatives),
        "id": one.article.id,
        "title": one.article.title,
        "file": source.path,
        "line": source.line,
        "record": source.record,
    }
