"""The archive as it stands before it is read again, for comparing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from search import extract, ingest, record
from search.article import Article, RawArticle, Source
from search.engine import Engine, Facts, SearchRequest
from search.errors import IndexDamaged, IndexFault
from search.intake import sources, understanding
from search.intake.inventory import Inventory
from search.intake.recall import Recall
from search.query.tree import Exact, Field
from search.record import Head

RecallT = TypeVar("RecallT", bound=Recall)

MOST_COPIES = 20
"""Articles of one checksum that are looked at."""

PAGE = 1_000
"""Articles whose ids are asked for at once."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An article as it is stored: its head has been read, the rest may not have to be.

    `front` is what its record begins with, `read` returns all of it.
    """

    head: Head
    front: bytes
    read: Callable[[], Article]

    @property
    def source(self) -> Source:
        """Where it was read."""
        return self.head.source

    @property
    def article(self) -> Article:
        """The article itself."""
        return self.read()

    @property
    def is_of_this_version(self) -> bool:
        """Whether it was understood as it would be now."""
        return self.head.extractor == understanding.EXTRACTOR

    def would_be_of(self, raw: RawArticle) -> bool:
        """Return whether understanding a record would give it; a suffix helps to tell formats."""
        path, other = self.source.path, raw.source.path
        return (
            self.source.checksum == raw.source.checksum
            and self.is_of_this_version
            and (path == other or Path(path).suffix == Path(other).suffix)
        )


class Earlier:
    """What an engine holds now; nothing, where there is no index or it cannot be read."""

    def __init__(self, engine: Engine, directory: Path) -> None:
        self._engine = engine
        self._directory = directory

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

    def recall(self, corrections: extract.Corrections) -> Recall:
        """Return what is known of just the articles that are there; of none, if that is unsure."""
        nothing = Recall(corrections=corrections)
        if not self.readable:
            return nothing
        try:
            facts = self._engine.facts()  # another writer may have been here since
            fallback = self._engine.status().fallback
            extent = extract.extent(facts.survey)
        except (IndexFault, ValueError):
            return nothing
        inventory = Inventory.from_bytes(facts.inventory)
        known = extent.articles + len(inventory.unsurveyed)
        if known != self.count or inventory.is_stale or fallback is not None:
            return nothing
        settled = extent.settled if extent.digest == corrections.digest else None
        recall = Recall(facts.survey, settled, corrections)
        for article_id in inventory.unsurveyed:
            recall.take_in(self.article(article_id))
        return recall

    def recall_of_all(
        self, corrections: extract.Corrections, kind: Callable[..., RecallT]
    ) -> tuple[RecallT, bytes]:
        """Return what is remembered of the articles, whether all of them are in it or not.

        With it comes the digest of the corrections that they follow.
        """
        facts = self.facts or Facts()
        recall, was = kind(facts.survey, corrections=corrections), corrections.digest
        try:
            if facts.survey:
                was = extract.extent(facts.survey).digest
            recall.opened()
        except ValueError as error:
            raise IndexDamaged(
                f"What the index {self._directory} remembers of its articles is damaged. "
                "Run: index rebuild",
                code="index.damaged",
                path=self._directory,
            ) from error
        for article_id in Inventory.from_bytes(facts.inventory).unsurveyed:
            article = self._engine.article(article_id)
            if article is not None:
                recall.take_in(article)
        return recall, was

    def stored(self, article_id: str) -> Stored | None:
        """Return the article of this id."""
        front = self._engine.front(article_id) if self.readable else None
        if front is None:
            return None
        return Stored(record.head(front), front, lambda: self.article(article_id))

    def article(self, article_id: str) -> Article:
        """Return the article of this id. Raises IndexFault where it is gone meanwhile."""
        article = self._engine.article(article_id)
        if article is None:
            raise IndexFault(
                f"The index {self._directory} has changed meanwhile. Try again.",
                code="index.superseded",
                path=self._directory,
            )
        return article

    def ids(self) -> Iterator[str]:
        """Yield the id of every article, as long as nobody else writes."""
        if self.readable:
            yield from (record.head(front).id for front in self._engine.fronts())

    def all_of_file(self, source: Source) -> Stored | None:
        """Return the article that was all of this file, and had no address that told its id."""
        if not self.readable or source.record:
            return None
        fronts = self._engine.fronts(sources.file_of(source.path))
        heads = [
            head for front in fronts if (head := record.head(front)).source.root == source.root
        ]
        if len(heads) != 1 or not sources.are_at_one_place(heads[0].source, source):
            return None
        found = self.stored(heads[0].id) if ingest.is_made(heads[0].id) else None
        return found if found is not None and found.article.url is None else None

    def with_checksum(self, source: Source) -> Iterator[Stored]:
        """Yield articles made from the same bytes."""
        if not self.readable:
            return
        same = Field("checksum", Exact(source.checksum))
        page = self._engine.search(SearchRequest(same, limit=MOST_COPIES, timeout_s=10))
        for hit in page.hits:
            # An index may go by a part of it.
            if hit.article.source.checksum == source.checksum and (
                found := self.stored(hit.article.id)
            ):
                yield found


def is_gone(path: Path) -> bool:
    """Return whether there is certainly nothing at a path; one that may not be seen may be."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
