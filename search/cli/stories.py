"""The stories of the archive, and what its owner's stories file makes of them."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict

import click

from search.cli.commands import opened
from search.cli.program import FAILED, common, count, message, option, printable


@click.command()
@click.option("--check", is_flag=True, help="Say what there is, and change nothing.")
@common
def stories(check: bool) -> None:
    """Look for stories and copies anew where something has changed, and say what there is.

    Which stories are one, and which articles belong elsewhere, can be said in the stories file:
    stories.txt beside the index, with lines of `join`, `split`, `pin`, `alone` and `name`. What
    each comes to is shown.
    """
    with closing(opened()) as archive:
        found = archive.grouping() if check else archive.group()
        path = archive.stories_file
    if option("json"):
        click.echo(json.dumps({**asdict(found), "file": str(path)}))
    else:
        for one in found.rulings:
            click.echo(printable(f"{path}:{one.line}: {one.effect}"))
        held = count(found.in_stories, "article")
        copies = count(found.copies, "copy", "copies")
        message(f"{count(found.stories, 'story', 'stories')} of {held}, {copies}.")
        if not found.is_current:
            message("Something has changed since they were looked for. Run: index stories")
    if any(one.is_wrong for one in found.rulings):
        click.get_current_context().exit(FAILED)
