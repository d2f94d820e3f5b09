"""The `index` program: one verb, `main`; `index` is its group of commands.

program.py   what commands share: options, messages, exit codes
commands.py  rebuild, add, remove, vectors, verify
status.py    status, doubts
names.py     names
stories.py   stories
watch.py     watch
vectors.py   what articles mean, made beside an index
listing.py   what was done, and what was skipped
meter.py     how far it has come, and what is left
"""

from __future__ import annotations

import click

from search import startup  # noqa: F401 - before numpy
from search.cli.program import Program, common, count, message, option, printable, run, settings

__all__ = [
    "Program",
    "common",
    "count",
    "index",
    "main",
    "message",
    "option",
    "printable",
    "run",
    "settings",
]

COMMANDS = {
    **dict.fromkeys(("rebuild", "add", "remove", "vectors", "verify"), "search.cli.commands"),
    **dict.fromkeys(("status", "doubts"), "search.cli.status"),
    **{name: f"search.cli.{name}" for name in ("names", "stories", "watch")},
}
"""The file that each command is a function of."""


@click.group(
    cls=Program, elsewhere=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@common
def index() -> None:
    """Build and keep the index of an archive of news articles."""


def main() -> None:
    """Run the `index` program."""
    run(index, "index")
