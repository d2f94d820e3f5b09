"""The work that one search may cost: past it, whatever was found so far is the answer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Budget:
    """A clock that runs for `seconds`. `spent` once anything was cut short for it."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deadline = clock() + seconds
        self.spent = False

    def over(self) -> bool:
        """Return whether time is up; who is told so stops, and the answer is partial."""
        if not self.spent and self._clock() > self._deadline:
            self.spent = True
        return self.spent

    def cut(self) -> None:
        """Note that something was left out for another reason than time."""
        self.spent = True

    def in_time(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items until time is up."""
        for item in items:
            if self.over():
                return
            yield item


def unlimited() -> Budget:
    """Return a budget that is never spent."""
    return Budget(float("inf"))
