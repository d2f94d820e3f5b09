"""How far a rebuild or an addition has come, told while it runs."""

from __future__ import annotations

import sys
import threading
import time

import click

from search.cli.program import option
from search.report import Progress


class Meter:
    """A line on the terminal that says how far a rebuild has come; nothing anywhere else.

    Raises KeyboardInterrupt once `stop` is set.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        wanted = not option("quiet") and not option("json")
        self._shown = wanted and sys.stderr.isatty()
        self._next = 0.0
        self._width = 0

    def __call__(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt
        now = time.monotonic()
        if not self._shown or now < self._next:
            return
        self._next = now + 0.1
        share = min(progress.done / progress.total, 1.0) if progress.total else 0.0
        bar = "█" * round(share * 24)
        line = f"{progress.stage:<9} {bar:<24} {share:4.0%}  {progress.articles:,} articles"
        click.echo("\r" + line.ljust(self._width), nl=False, err=True)
        self._width = len(line)

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)
