"""The second pass: what only all articles together can tell is put into each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search import record
from search.article import Article
from search.intake.course import Course
from search.intake.earlier import Earlier
from search.intake.met import Met
from search.intake.recall import Recall
from search.intake.spool import Spool, Unchanged
from search.record import Kept


class Settling:
    """Articles of a spool, and those that are there, with what the archive knows of itself."""

    def __init__(self, earlier: Earlier, recall: Recall, course: Course) -> None:
        self._earlier = earlier
        self._recall = recall
        self._course = course

    def unsettled(self, spool: Spool) -> Iterator[Article]:
        """Yield every article as it was set down."""
        for entry in spool.entries():
            yield self._of(entry) if isinstance(entry, Unchanged) else entry

    def settled(self, spool: Spool, count: int) -> Iterator[Article | Kept]:
        """Yield each of so many articles as it goes into the index."""
        for number, entry in enumerate(spool.entries(), 1):
            if isinstance(entry, Unchanged):
                yield self._again(entry)
            else:
                yield self._recall.resolve(entry)
            self._course.settled(number, count)
        self._course.checking()

    def renamed(self, but: Met) -> Iterator[Article]:
        """Yield the articles besides these that the names file gives other people now."""
        for number, article_id in enumerate(list(self._earlier.ids()), 1):
            if article_id not in but:
                article = self._earlier.article(article_id)
                settled = self._recall.resolve(article)
                if settled != article:
                    yield settled
            self._course.settled(number, self._earlier.count)

    def _again(self, entry: Unchanged) -> Article | Kept:
        """Return an article that is kept with what the others tell of it now."""
        kept = Kept(entry.id, entry.head)
        if entry.holds and self._recall.is_settled:
            return kept
        article = self._of(entry)
        settled = self._recall.resolve(article)
        return kept if settled == article else settled

    def _of(self, entry: Unchanged) -> Article:
        """Return an article that has not changed, but for its head."""
        source = record.head(entry.head).source
        return replace(self._earlier.article(entry.id), source=source)
