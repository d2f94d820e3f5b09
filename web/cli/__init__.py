"""The `dateline` program: one verb, `main`; `dateline` is its group of commands.

serve.py     serve
search.py    search                  asking.py    the query and the options that narrow it
export.py    export                  printing.py  results as text for a terminal
show.py      show                    lines.py     text in the cells of a terminal
kwic.py      kwic                    pager.py     a long text on a terminal
matrix.py    matrix

A command is a function of its own file, which is imported when the command is called; Flask when
serving starts. So a search in the terminal begins at once.
"""

from __future__ import annotations

import click

from search import startup  # noqa: F401 - before numpy
from search.cli import Program, common, run

__all__ = ["dateline", "main"]

COMMANDS = {
    "index": "search.cli",
    **{
        name: f"web.cli.{name}"
        for name in ("serve", "search", "kwic", "matrix", "export", "show", "story")
    },
}
"""The file that each command is a function of."""


@click.group(
    cls=Program, elsewhere=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="dateline")
@common
def dateline() -> None:
    """Search an archive of news articles: who reported what about whom, when, in which words."""


def main() -> None:
    """Run the `dateline` program."""
    run(dateline, "dateline")
