"""The archive: both journeys, told as short recipes. Read this first.

article file --ingest--> RawArticle --extract--> Article --engine.rebuild--> index
query text --query.parse--> tree --engine.search--> Page --highlight--> Page with snippets
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from search.article import Article, Skipped
from search.engine import FacetCount, Hit, Page, Sort, Status
from search.query.tree import Parsed


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrowings that stand beside the query text, as a form or a URL gives them.

    Each tuple of `outlets`, `people`, ... is a list of groups: all groups must hold, a group holds
    when any of its values does. A value that begins with `-` excludes. `first` and `last` are
    inclusive days.
    """

    outlets: tuple[tuple[str, ...], ...] = ()
    people: tuple[tuple[str, ...], ...] = ()
    agencies: tuple[tuple[str, ...], ...] = ()
    authors: tuple[tuple[str, ...], ...] = ()
    langs: tuple[tuple[str, ...], ...] = ()
    stories: tuple[tuple[str, ...], ...] = ()
    has: tuple[tuple[str, ...], ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, and how the query was read."""

    query: str
    parsed: Parsed
    filters: Filters
    sort: Sort
    page: Page

    @property
    def total(self) -> int:
        """How many articles match."""
        return self.page.total

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The articles of this page, best first."""
        return self.page.hits

    @property
    def facets(self) -> Mapping[str, tuple[FacetCount, ...]]:
        """Counts over the whole result, by facet."""
        return self.page.facets


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rebuild has come. `done` and `total` are bytes while reading, articles after."""

    stage: Literal["reading", "indexing", "checking"]
    done: int
    total: int
    articles: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a rebuild, add or remove did."""

    generation: int
    files: int
    articles: int
    added: int
    updated: int
    removed: int
    reused: int
    skipped: tuple[Skipped, ...]
    seconds: float
    megabytes: float


class Archive:
    """A searchable archive in one directory. Reading may be shared between threads."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @classmethod
    def open(cls, directory: str | Path) -> Archive:
        """Return the archive kept in `directory`, which need not exist yet."""
        return cls(Path(directory))

    def search(
        self,
        query: str = "",
        *,
        outlet: Iterable[str] = (),
        people: Iterable[str] = (),
        filters: Filters | None = None,
        sort: Sort | None = None,
        page: int = 1,
        per_page: int = 20,
        offset: int | None = None,
        facets: tuple[str, ...] = (),
        facet_size: int = 20,
        snippets: int = 2,
        snippet_length: int = 240,
        now: dt.datetime | None = None,
        timeout_s: float = 0.75,
    ) -> Answer:
        """Return one page of the articles that match `query` and the filters.

        `outlet`: any of them; `people`: all of them; `filters` for everything else. Without a
        query every article, newest first. `offset` overrides `page`.
        """
        raise NotImplementedError

    def article(self, article_id: str) -> Article | None:
        """Return one article, None when there is none of that id."""
        raise NotImplementedError

    def marks(
        self, article: Article, query: str, *, now: dt.datetime | None = None
    ) -> Mapping[str, tuple[tuple[int, int], ...]]:
        """Return where the words of `query` stand in the article's `title` and `body`."""
        raise NotImplementedError

    def status(self) -> Status:
        """Return what the archive holds."""
        raise NotImplementedError

    def rebuild(
        self,
        paths: Iterable[Path] = (),
        *,
        columns: Mapping[str, str] | None = None,
        yes: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Read every article under `paths` into a new generation, and switch to it.

        Without paths: the sources of the live generation. `columns` maps our field names to the
        column names of JSONL and CSV. Raises RebuildRefused when over half of the articles would
        go and `yes` is not given.
        """
        raise NotImplementedError

    def add(
        self,
        paths: Iterable[Path],
        *,
        columns: Mapping[str, str] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Report:
        """Read every article under `paths` and add it, or update it when its id is known."""
        raise NotImplementedError

    def remove(self, article_ids: Iterable[str]) -> Report:
        """Remove articles by id."""
        raise NotImplementedError

    def verify(self) -> None:
        """Check every file against the manifest and ask canary queries; raise IndexDamaged."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of the index."""
