"""How far a rebuild or an addition has come, and how long it will still take, while it runs."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque

import click

from search.cli.program import count, message, option
from search.report import Progress

STEP_S = 0.1
"""How often the line on a terminal changes."""

PLAIN_S = 30.0
"""How often a line is printed where there is no terminal."""

WIDTH = 24


class Pace:
    """What is left of some work, in seconds, by how fast it went of late."""

    LATELY_S = 60.0
    """How far back it looks; at least a quarter of the time since the beginning."""

    LEAST_S, LEAST_SHARE = 3.0, 0.01
    """What has to be done before anything is said."""

    def __init__(self) -> None:
        self._begun_s: float | None = None
        self._met: deque[tuple[float, float]] = deque()
        self._share = 0.0

    def left_s(self, now_s: float, share: float) -> float | None:
        """Return how long it will take from now on; None while that cannot be said.

        `share` is how much of all is done, from 0 to 1; it counts as never going back.
        """
        self._share = share = max(self._share, share)
        if self._begun_s is None:
            self._begun_s = now_s
        if not self._met or now_s - self._met[-1][0] >= 1.0:
            self._met.append((now_s, share))
        span = max(self.LATELY_S, (now_s - self._begun_s) / 4)
        while len(self._met) > 2 and self._met[1][0] <= now_s - span:
            self._met.popleft()
        since, before = self._met[0]
        if now_s - self._begun_s < self.LEAST_S or share < self.LEAST_SHARE or share <= before:
            return None
        return (1 - share) * (now_s - since) / (share - before)


class Meter:
    """A bar on a terminal, a line now and then anywhere else.

    Raises KeyboardInterrupt once `stop` is set.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._is_wanted = not option("quiet") and not option("json")
        self._has_bar = self._is_wanted and sys.stderr.isatty()
        self._next_s = 0.0 if self._has_bar else time.monotonic() + PLAIN_S
        self._pace = Pace()
        self._width = 0

    def __call__(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise KeyboardInterrupt
        now_s = time.monotonic()
        if not self._is_wanted or now_s < self._next_s:
            return
        self._next_s = now_s + (STEP_S if self._has_bar else PLAIN_S)
        left_s = self._pace.left_s(now_s, progress.share)
        told = f"{progress.share:4.0%}  {count(progress.articles, 'article')}"
        if left_s is not None and progress.share < 1:
            told += f", {duration(left_s)} left"
        if self._has_bar:
            bar = "█" * round(progress.share * WIDTH)
            line = f"{progress.stage:<9} {bar:<{WIDTH}} {told}"
            click.echo("\r" + line.ljust(self._width), nl=False, err=True)
            self._width = len(line)
        else:
            message(f"{progress.stage:<9} {told}")

    def __enter__(self) -> Meter:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._width:
            click.echo("\r" + " " * self._width + "\r", nl=False, err=True)


def duration(seconds: float) -> str:
    """Return about how long that is, in words: `40 s`, `3 min`, `1 h 20 min`."""
    if seconds < 60:
        return f"about {max(5, 5 * round(seconds / 5))} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} min"
    hours, rest = divmod(5 * round(minutes / 5), 60)
    return f"about {hours} h {rest} min" if rest else f"about {hours} h"
