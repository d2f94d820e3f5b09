"""A recall for one article after another: it answers at once, and learns when there is time.

Whom a large archive means by which name is worked out in seconds from all its articles, and would
have to be after each. What articles told that is not in the survey yet is its lag: an index keeps
it beside the survey (see inventory.py), and the next to read the survey makes up for it.
"""

from __future__ import annotations

import time

from search import extract
from search.article import Article
from search.intake.recall import Recall

AT_ONCE_S = 0.25
"""What learning may take for it to be done at once, in seconds of the processor."""


class LateRecall(Recall):
    """A recall that learns at once until `prepare` finds that this takes too long."""

    def __init__(self, before: bytes, corrections: extract.Corrections) -> None:
        super().__init__(before, corrections=corrections)
        self._is_late = False
        self._waiting: list[tuple[int, Article]] = []

    def __len__(self) -> int:
        """Return how many articles it has yet to learn from or to forget."""
        return len(self._waiting)

    def __bool__(self) -> bool:
        """Return True: it is one, also when nothing waits."""
        return True

    def prepare(self) -> None:
        """Work out what the next article would have to wait for."""
        from search.intake.warm import ANY

        if isinstance(ANY, Article):
            began = time.thread_time()
            self.resolve(ANY)
            self._is_late = time.thread_time() - began > AT_ONCE_S

    def observe(self, article: Article) -> None:
        """Remember what an article tells about others, now or later."""
        if self._is_late:
            self._waiting.append((1, article))
        else:
            super().observe(article)

    def forget(self, article: Article) -> None:
        """Take back what was remembered of an article, now or later."""
        if self._is_late:
            self._waiting.append((-1, article))
        else:
            super().forget(article)

    def catch_up(self) -> None:
        """Learn what waits."""
        for sign, article in self._waiting:
            if sign > 0:
                super().observe(article)
            else:
                super().forget(article)
        self._waiting.clear()
        self._before = super().to_bytes(is_settled=False)

    @property
    def lag(self) -> tuple[tuple[str, ...], bool]:
        """What `to_bytes` does not tell: ids of new articles, and whether it tells of old ones."""
        new: dict[str, None] = {}
        is_stale = False
        for sign, article in self._waiting:
            if sign > 0:
                new[article.id] = None
            elif article.id in new:
                del new[article.id]
            else:
                is_stale = True
        return tuple(new), is_stale

    def take_in(self, article: Article) -> None:
        """Learn what was not in the bytes it began with."""
        super().take_in(article)
        self._before = b""

    def to_bytes(self, *, is_settled: bool) -> bytes:
        """Return the survey as it was before what waits."""
        if not self._waiting:
            self._before = super().to_bytes(is_settled=is_settled)
        return self._before
