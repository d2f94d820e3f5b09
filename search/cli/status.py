"""What an index holds."""

from __future__ import annotations

import json
from contextlib import closing

import click

from search.archive import Archive
from search.cli.commands import index
from search.cli.listing import show
from search.cli.program import common, count, option, printable, settings
from search.report import problems, status_record


@index.command()
@common
def status() -> None:
    """Show what the index holds, and what is wrong with its sources."""
    where = settings().index
    with closing(Archive.open(where)) as archive:
        state = archive.status()
    if option("json"):
        click.echo(json.dumps(status_record(state)))
        return
    now = state.snapshot
    built = f"{now.built_at:%Y-%m-%d %H:%M}"
    click.echo(f"{where}: generation {now.generation}, commit {now.commit}, built {built}")
    click.echo(f"{count(now.articles, 'article')}, {state.size_bytes / 1e6:,.1f} MB")
    for name, (known, unknown) in state.fields.items():
        click.echo(f"  {name:<12} {known:>9,} known {unknown:>9,} unknown")
    for source in state.sources:
        click.echo(f"read from {printable(source)}")
    wrong = [(one.path, one.line, one.reason) for one in problems(state)]
    if wrong:
        click.echo(f"{count(len(wrong), 'problem')}:")
        show(wrong, err=False)
