"""Articles to look at: they are in the archive, but something about them is odd."""

from __future__ import annotations

from collections.abc import Iterable

from search.article import RawArticle, Skipped
from search.intake.understanding import skipped

MOST = 10_000
"""Articles that are told one by one; the rest are counted."""


class Warned:
    """What a reading found odd, in order."""

    def __init__(self, first: Iterable[Skipped] = ()) -> None:
        self._listed = list(first)
        self._more = 0

    def add(self, raw: RawArticle, reason: str, code: str) -> None:
        """Note what is odd about a record."""
        if len(self._listed) < MOST:
            self._listed.append(skipped(raw, reason, code))
        else:
            self._more += 1

    def told(self) -> tuple[Skipped, ...]:
        """Return everything noted; what was too much is one line at the end."""
        if not self._more:
            return tuple(self._listed)
        reason = f"and {self._more:,} more articles to look at"
        return (*self._listed, Skipped("…", None, None, reason, "more"))
