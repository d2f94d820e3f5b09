"""The archive as it stands before it is read again, for comparing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from search.article import Article, Source
from search.engine import Engine, Facts, SearchRequest
from search.errors import IndexFault
from search.query.tree import Exact, Field

MOST_COPIES = 20
"""Articles of one checksum that are looked at."""


class Earlier:
    """What an engine holds now; nothing, where there is no index or it cannot be read."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @cached_property
    def facts(self) -> Facts | None:
        """What it was made from, also when it is damaged or of another version."""
        try:
            return self._engine.facts()
        except IndexFault:
            return None

    @cached_property
    def readable(self) -> bool:
        """Whether its articles can be asked for."""
        try:
            self._engine.article("")
        except IndexFault:
            return False
        return True

    @property
    def count(self) -> int:
        """How many articles it holds, as far as that can be told."""
        try:
            return self._engine.snapshot().articles
        except IndexFault:
            return 0

    def article(self, article_id: str) -> Article | None:
        """Return the article of this id."""
        return self._engine.article(article_id) if self.readable else None

    def with_checksum(self, source: Source) -> Iterator[Article]:
        """Yield articles made from the same bytes."""
        if not self.readable:
            return
        same = Field("checksum", Exact(source.checksum))
        page = self._engine.search(SearchRequest(same, limit=MOST_COPIES, timeout_s=10))
        yield from (hit.article for hit in page.hits)


def is_gone(path: Path) -> bool:
    """Return whether there is certainly nothing at a path; one that may not be seen may be."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
