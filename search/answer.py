"""What a search found, as it is shown: articles with their marks and passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search import analysis
from search.article import Article
from search.engine import FacetCount, Hit, Page, Sort
from search.filters import Filters
from search.highlight import Highlighter
from search.query.tree import Notice, Parsed
from search.receipt import Repair

MOST_LISTED = 200_000
"""Characters of an article that are read for a list."""

UNMARKED = Notice(
    "marks-cut", "There was no time to mark the words in all of these articles.", 0, 0
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found, and how the query was read."""

    query: str
    parsed: Parsed
    filters: Filters
    sort: Sort
    page: Page
    repair: Repair | None = None
    """The query with words as the archive spells them, where it finds next to nothing."""

    @property
    def total(self) -> int:
        """How many articles match."""
        return self.page.total

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out for want of time: asked again, it would be the same."""
        return not self.page.timed_out and UNMARKED not in self.page.notices

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The articles of this page, best first."""
        return self.page.hits

    @property
    def facets(self) -> Mapping[str, tuple[FacetCount, ...]]:
        """Counts over the whole result, by facet."""
        return self.page.facets


def shown(hit: Hit, highlighter: Highlighter[analysis.Word], count: int, length: int) -> Hit:
    """Return a hit with its marks and passages."""
    article = hit.article
    body = article.body[:MOST_LISTED]
    found = highlighter.found(article.title, body, article.lang, quoted(article, highlighter))
    passages = found.snippets(count, length) if count else ()
    return Hit(hit.rank, hit.score, article, found.title, passages)


def is_marked(hit: Hit) -> bool:
    """Return whether any of a hit's passages holds what was asked for."""
    return any(snippet.marks for snippet in hit.snippets)


def quoted(article: Article, highlighter: Highlighter[analysis.Word]) -> Sequence[tuple[int, int]]:
    """Return where quotes stand in the body, if that matters."""
    if not highlighter.has_quotes:
        return ()
    return [(quote.start, quote.end) for quote in article.quotes if quote.direct]
