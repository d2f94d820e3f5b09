"""Turns: so many at once, as many again in line for theirs, whoever comes after that sent away.

A server that is asked by a few more than it can serve at once answers them a little later; one
that is asked by many says so soon, and goes on answering. Not at once: who is sent away asks
again, and many who do so without a pause take the processor from those who have a turn.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE_S = 0.03
"""How long who finds the line full waits for room in it. An answer within 100 ms is wanted; behind
64 clients it took a median of 40 ms with this (bench.crowds), and 58 ms with 50."""


class Load:
    """How hard searches work a server: how many run, were turned away, ran out of time."""

    def __init__(self) -> None:
        self.running = 0
        self.overloaded = 0
        self.timed_out = 0
        self._lock = threading.Lock()

    def count(self, *, running: int = 0, overloaded: int = 0, timed_out: int = 0) -> None:
        """Add to what was counted."""
        with self._lock:
            self.running += running
            self.overloaded += overloaded
            self.timed_out += timed_out


class Turns:
    """At most `most` turns at once, taken in the order in which they were asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._free = most
        self._line: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def one(self, patience_s: float | None = None) -> Iterator[bool]:
        """Yield whether a turn was had: not where as many are in line as have one, or when none
        came in `patience_s` seconds. Without that, whoever asks gets in line and waits.
        """
        has_turn = self._taken(patience_s)
        try:
            yield has_turn
        finally:
            if has_turn:
                self._pass_on()

    def _taken(self, patience_s: float | None) -> bool:
        called = self._called(patience_s)
        if called is None:
            time.sleep(PAUSE_S)
            called = self._called(patience_s)
        if called is None:
            return False
        if called.wait(patience_s):
            return True
        with self._lock:
            if called in self._line:
                self._line.remove(called)
                return False
        return True  # it came while the time ran out

    def _called(self, patience_s: float | None) -> threading.Event | None:
        """Return what is set when a turn comes, set already where one is free; None where the line
        is full.
        """
        called = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                called.set()
            elif patience_s is not None and len(self._line) >= self._most:
                return None
            else:
                self._line.append(called)
        return called

    def _pass_on(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1
