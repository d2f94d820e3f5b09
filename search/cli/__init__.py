"""The `index` program: one verb, `main`; `index` is its group of commands.

program.py   what commands share: options, messages, exit codes
commands.py  rebuild, add, remove, vectors, verify
status.py    status, doubts
names.py     names
watch.py     watch
vectors.py   what articles mean, made beside an index
listing.py   what was done, and what was skipped
meter.py     how far it has come, and what is left
"""

from __future__ import annotations

from search import startup  # noqa: F401 - before numpy
from search.cli import names, status, stories, watch  # noqa: F401 - commands of the group
from search.cli.commands import beginnings, index
from search.cli.program import Program, common, count, message, option, printable, run, settings

__all__ = [
    "Program",
    "beginnings",
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


def main() -> None:
    """Run the `index` program."""
    run(index, "index")
