"""The `dateline` program: one verb, `main`; `dateline` is its group of commands.

serve.py     serve
search.py    search                  asking.py    the query and the options that narrow it
export.py    export                  printing.py  results as text for a terminal
show.py      show                    lines.py     text in the cells of a terminal
kwic.py      kwic                    pager.py     a long text on a terminal
matrix.py    matrix

A command is a function of its own file, and is hung into the group here. Flask is imported when
serving starts, so that a search in the terminal begins at once.
"""

from __future__ import annotations

import click

from search import startup  # noqa: F401 - before numpy
from search.cli import Program, common, index, run
from web.cli import export, kwic, matrix, search, serve, show, story
from web.cli.export import EXPORTS

__all__ = ["EXPORTS", "dateline", "main"]


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="dateline")
@common
def dateline() -> None:
    """Search an archive of news articles: who reported what about whom, when, in which words."""


for command in (
    *(index, serve.serve, search.search, kwic.kwic, matrix.matrix, export.export),
    *(show.show, story.story),
):
    dateline.add_command(command)


def main() -> None:
    """Run the `dateline` program."""
    run(dateline, "dateline")
