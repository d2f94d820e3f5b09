"""What can be asked of an archive: the second journey, told as short recipes.

query text --query.parse--> tree --engine.search--> Page --highlight--> Page with snippets
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from search import analysis, concordance, coverage, evidence, query
from search.aliases import Aliases, Stamp
from search.answer import UNEXPLAINED, Answer, headed, marked_up, marks_in
from search.article import Article
from search.clerk import Clerk
from search.comparison import Comparison
from search.concordance import WIDTH, By, Concordance
from search.coverage import Grid
from search.engine import Completion, Crossing, Page, SearchRequest, Snapshot, Sort, Status
from search.evidence import Doubt, Known
from search.filters import NO_FILTERS, Filters, narrowed
from search.local import LocalEngine
from search.meaning import Meanings
from search.nearby import near_headlines
from search.partial import partial_results
from search.periods import Unit
from search.profile import Profile, Speakers
from search.query.tree import Parsed
from search.receipt import Receipt
from search.roll import Listing, Roll
from search.story import Copy, Grouping, Shelf, Shelved, Story, Told

if TYPE_CHECKING:
    from search.wordings import Reworded

LEAST_MARKING_S = 0.25
"""Seconds there are to mark a page when matching has used up its time."""


class ReadingRoom:
    """An archive as its readers have it. Safe to share between threads."""

    def __init__(self, engine: LocalEngine, aliases: Aliases, meanings: Meanings) -> None:
        self._engine = engine
        self._aliases = aliases
        self._clerk = Clerk(engine)
        self._meanings = meanings

    def search(
        self,
        query_text: str | Parsed = "",
        *,
        outlet: Iterable[str] = (),
        people: Iterable[str] = (),
        filters: Filters = NO_FILTERS,
        sort: Sort | None = None,
        page: int = 1,
        per_page: int = 20,
        offset: int | None = None,
        facets: tuple[str, ...] = (),
        facet_size: int = 20,
        facet_without: Collection[str] = (),
        snippets: int = 2,
        snippet_length: int = 240,
        marked: bool = True,
        explain: bool = False,
        partial: bool = False,
        semantic: bool = False,
        fold: bool = False,
        shelf: Shelf | None = None,
        now: dt.datetime | None = None,
        timeout_s: float = 0.75,
    ) -> Answer:
        """Return one page of the articles that match the query text and the filters.

        `outlet`: any of them; `people`: all of them; `filters` for everything else. Without a
        query every article, newest first. `offset` overrides `page`, which counts from 1. A
        query may be one that has been read, in whatever language it was asked.
        `facet_without`: facets that are counted as if no filter chose values of them.
        `marked`: with where its words stand; `explain`: with why each ranks where it does;
        `partial`: beside few articles, those that match some of the words (search/partial.py),
        and headlines that are nearly what was typed (search/nearby.py).
        `semantic`: the first articles by relevance in an order that meaning makes, too.
        `fold`: of near-duplicates that match one is listed; everything is counted.
        `shelf`: and the stories of the whole result, where an article of the page is of one.
        """
        until = time.monotonic() + timeout_s
        filters = filters.also(outlets=outlet, people=people)
        text, parsed = _read(query_text, now)
        order = sort or ("relevance" if parsed.ranked else "newest")
        others = {name: narrowed(parsed.tree, filters.without(name)) for name in facet_without}
        request = SearchRequest(
            tree=narrowed(parsed.tree, filters),
            sort=order,
            offset=(page - 1) * per_page if offset is None else offset,
            limit=per_page,
            facets=tuple("date:year" if name == "year" else name for name in facets),
            facet_size=facet_size,
            facet_trees=tuple(others.items()),
            timeout_s=timeout_s,
            explain=explain,
            fold=fold,
            shelf=shelf,
        )
        request, noted = self._meanings.asked(request, parsed, semantic)
        found, some, near = noted(self._engine.search(request)), None, None
        if partial:
            found, some = partial_results(self._engine, request, found, parsed, filters, until)
            found, near = near_headlines(
                self._engine, request, found, some, parsed, filters, until
            )
        if explain and any(hit.explanation is None for hit in (*found.hits, *(some or ()))):
            found = replace(found, notices=(*found.notices, UNEXPLAINED))
        if marked:
            until = max(until, time.monotonic() + LEAST_MARKING_S)
            found, some = marked_up(found, some, parsed, snippets, snippet_length, until)
            near = near and headed(near, parsed)
        repaired = None
        if not isinstance(query_text, Parsed):
            repaired = self._clerk.repair(text, filters, found, now)
        return Answer(text, parsed, filters, order, found, repaired, some, near)

    def every(
        self,
        query_text: str = "",
        *,
        filters: Filters = NO_FILTERS,
        sort: Sort | None = None,
        semantic: bool = False,
        now: dt.datetime | None = None,
        timeout_s: float = 0.75,
    ) -> tuple[Answer, Iterator[Article]]:
        """Return what a search comes to, without hits, and every article that matches, in order.

        `timeout_s` bounds the matching, not the reading. All are of one snapshot.
        """
        parsed = query.parse(query_text, now=now)
        order = sort or ("relevance" if parsed.ranked else "newest")
        tree = narrowed(parsed.tree, filters)
        request = SearchRequest(tree, order, timeout_s=timeout_s)
        request, noted = self._meanings.asked(request, parsed, semantic)
        page, articles = self._engine.every(request)
        return Answer(query_text, parsed, filters, order, noted(page)), articles

    def listing(
        self,
        roll: Roll,
        query_text: str = "",
        *,
        filters: Filters = NO_FILTERS,
        now: dt.datetime | None = None,
        timeout_s: float = 0.75,
    ) -> tuple[Answer, Listing]:
        """Return what a search comes to, without hits, and a page of the people or outlets in it.

        `timeout_s` bounds the matching, not the counting.
        """
        parsed = query.parse(query_text, now=now)
        request = SearchRequest(narrowed(parsed.tree, filters), timeout_s=timeout_s)
        page, listing = self._engine.listed(request, roll)
        return Answer(query_text, parsed, filters, "relevance", page), listing

    def stories(
        self,
        shelf: Shelf,
        query_text: str | Parsed = "",
        *,
        filters: Filters = NO_FILTERS,
        now: dt.datetime | None = None,
        timeout_s: float = 0.75,
    ) -> tuple[Answer, Shelved]:
        """Return what a search comes to, without hits, and a page of the stories in it."""
        text, parsed = _read(query_text, now)
        request = SearchRequest(narrowed(parsed.tree, filters), timeout_s=timeout_s)
        page, shelved = self._engine.stories(request, shelf)
        return Answer(text, parsed, filters, "relevance", page), shelved

    def story(self, story_id: str) -> Told | None:
        """Return the story that an id names, with its articles; None where it names none."""
        return self._engine.story(story_id)

    def story_of(self, article_id: str) -> Story | None:
        """Return the story that an article belongs to; None where it is of none."""
        return self._engine.story_of(article_id)

    def copies(self, article_id: str) -> tuple[Copy, ...]:
        """Return the articles that share much of their text with one, the most alike first."""
        return self._engine.copies(article_id)

    def compared(self, article_ids: Iterable[str], timeout_s: float = 0.75) -> Comparison:
        """Return what stands in some articles side by side; ids that are not there are passed
        over.
        """
        from search.compare import compared
        from search.extract import outlets
        from search.rareness import rareness

        until = time.monotonic() + timeout_s
        found = [self._engine.article(one) for one in dict.fromkeys(article_ids)]
        articles = [one for one in found if one is not None]
        languages = {one.lang for one in articles if one.lang}
        weight = rareness(self._engine.rarity(), languages)
        return compared(articles, analysis, weight, until, outlets.agency_of)

    def reworded(
        self, article_id: str, quote: int, timeout_s: float = 0.75
    ) -> tuple[Answer, Reworded] | None:
        """Return the search for a quote of an article, its place among them counted from 0, and
        all its wordings in the archive; None where there is no such article.

        Raises UsageError where the article has no such quotation.
        """
        from search.rareness import rareness
        from search.wordings import reworded

        until = time.monotonic() + timeout_s
        article = self._engine.article(article_id)
        if article is None:
            return None
        weight = rareness(self._engine.rarity(), [article.lang] if article.lang else [])
        tree, page, found = reworded(self._engine, article, quote, weight, until)
        parsed = query.parse(str(tree))
        return Answer(str(tree), parsed, NO_FILTERS, "relevance", page), found

    def profile(self, field: Literal["people", "outlet"], value: str) -> Profile | None:
        """Return what is known of one person, by id, or outlet; None where no article has it."""
        return self._engine.profile(field, value)

    def wish(self, name: str) -> int | None:
        """Return the line of the names file that says who is called so, None where none does."""
        return self._aliases.line(name)

    def speakers(
        self,
        query_text: str | Parsed = "",
        most: int = 20,
        *,
        filters: Filters = NO_FILTERS,
        now: dt.datetime | None = None,
        timeout_s: float = 0.75,
    ) -> tuple[Answer, Speakers]:
        """Return what a search comes to, without hits, and who is quoted in it most."""
        text, parsed = _read(query_text, now)
        request = SearchRequest(narrowed(parsed.tree, filters), timeout_s=timeout_s)
        page, speakers = self._engine.speakers(request, most)
        return Answer(text, parsed, filters, "relevance", page), speakers

    def crossing(self, facets: Sequence[str]) -> Crossing:
        """Return what crosses facets over the articles of many queries; see search.matrix."""
        return self._engine.crossing(facets)

    def coverage(
        self,
        query_text: str = "",
        by: Unit | None = None,
        *,
        filters: Filters = NO_FILTERS,
        fits: int = 31,
        most: int = 62,
        now: dt.datetime | None = None,
        timeout_s: float = 0.75,
    ) -> tuple[Answer, Grid]:
        """Return what a search comes to, without hits, and which outlets wrote of it when, of all
        that is held of them; see search/coverage.py for `by`, `fits` and `most`.
        """
        began = time.perf_counter()
        parsed = query.parse(query_text, now=now)
        tree = narrowed(parsed.tree, filters)
        found = coverage.grid(
            self._engine.crossing, tree, by, fits=fits, most=most, timeout_s=timeout_s
        )
        page = Page(
            total=found.total,
            hits=(),
            facets={},
            undated=found.undated,
            notices=found.notices,
            timed_out=found.timed_out,
            snapshot=found.snapshot,
            took_ms=(time.perf_counter() - began) * 1e3,
        )
        return Answer(query_text, parsed, filters, "relevance", page), found

    def lines(
        self,
        answer: Answer,
        by: By = "article",
        width: int = WIDTH,
        most: int = concordance.MOST_OF_ARTICLE,
    ) -> Concordance:
        """Return every place where the words of a query stand, see search/concordance.py."""
        request = SearchRequest(narrowed(answer.parsed.tree, answer.filters), answer.sort)
        return concordance.of(answer, lambda: self._engine.every(request)[1], by, width, most)

    def completions(self, text: str, most: int = 10) -> Sequence[Completion]:
        """Return what text that is being typed may become, commonest first."""
        return self._engine.completions(text, most)

    def receipt(self, answer: Answer) -> Receipt:
        """Return what each part of a query came to, its filters among them."""
        return self._clerk.receipt(answer)

    def article(self, article_id: str) -> Article | None:
        """Return one article, None when there is none of that id."""
        return self._engine.article(article_id)

    def marks(
        self, article: Article, query_text: str | Parsed, *, now: dt.datetime | None = None
    ) -> Mapping[str, tuple[tuple[int, int], ...]] | None:
        """Return where the words of a query stand in the article's `title` and `body`.

        None when that would take too long.
        """
        return marks_in(article, _read(query_text, now)[1])

    def status(self) -> Status:
        """Return what the archive holds."""
        return self._engine.status()

    def known(self) -> Mapping[str, Known]:
        """Return for each field by which methods it is known; every article is looked at."""
        return evidence.known(self._engine.fronts())

    def doubts(
        self, fields: Iterable[str] = evidence.FIELDS, limit: int = 20
    ) -> tuple[Doubt, ...]:
        """Return the values with the weakest evidence, weakest first."""
        wanted = frozenset(fields)
        return tuple(evidence.doubts(self._engine.fronts(), self._engine.article, wanted, limit))

    def snapshot(self) -> Snapshot:
        """Return which state of the archive answers now; cheap, for every request."""
        return self._engine.snapshot()

    def names_stamp(self) -> Stamp | None:
        """Return the stamp of the names file, which searches for people follow at once."""
        return self._aliases.stamp()

    def grouping(self) -> Grouping:
        """Return what there is of copies and stories."""
        return self._engine.grouping()

    def verify(self) -> None:
        """Check every file against the manifest and ask canary queries; raise IndexDamaged."""
        self._engine.verify()

    def close(self) -> None:
        """Let go of the index."""
        self._engine.close()


def _read(query_text: str | Parsed, now: dt.datetime | None) -> tuple[str, Parsed]:
    """Return the text of a query, empty where it was read by others, and the query as read."""
    if isinstance(query_text, Parsed):
        return "", query_text
    return query_text, query.parse(query_text, now=now)
