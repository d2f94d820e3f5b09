"""What a search found, as it is shown: articles with their marks and passages."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from search import analysis, nearby, partial
from search.article import Article
from search.codec import jit
from search.engine import FacetCount, Hit, Page, Sort
from search.explanation import Form, Part
from search.filters import Filters
from search.highlight import Highlighter, Texts, snippets
from search.query.tree import Node, Notice, Parsed
from search.receipt import Repair

MOST_LISTED = 200_000
"""Characters of an article that are read for a list."""

MARKING_S = 2.0
"""Seconds there are to mark one article that is read."""

MOST_MARKED = 2_000_000
"""Characters of an article that are read for its own page: no news is as long."""

UNMARKED = Notice(
    "marks-cut", "There was no time to mark the words in all of these articles.", 0, 0
)


UNEXPLAINED = Notice(
    "explain-cut", "There was no time to say why each of these articles ranks where it does.", 0, 0
)

CUT_SHORT = frozenset({UNMARKED, UNEXPLAINED, partial.CUT, nearby.CUT})
"""What is said where there was no time for all that is shown of a page."""

MOST_FORMS = 5
"""Ways in which a part is written that are told of an article, the commonest."""

MOST_WRITTEN = 30
"""Parts of a hit of which it is told how they are written."""


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
    partial_results: tuple[Hit, ...] | None = None
    """Articles that hold some of the words, ranked from 1; None where none were looked for."""
    near_headlines: tuple[Hit, ...] | None = None
    """Articles whose headline is nearly what was typed, ranked from 1, their score how alike they
    are from 0 to 1; None where none were looked for."""

    @property
    def total(self) -> int:
        """How many articles match."""
        return self.page.total

    @property
    def listed(self) -> int:
        """How many of them are listed: all but those that others stand for."""
        return self.page.total - self.page.folded

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out for want of time: asked again, it would be the same."""
        return not self.page.timed_out and not CUT_SHORT & {*self.page.notices}

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The articles of this page, best first."""
        return self.page.hits

    @property
    def facets(self) -> Mapping[str, tuple[FacetCount, ...]]:
        """Counts over the whole result, by facet."""
        return self.page.facets


def marked_up(
    page: Page,
    some: tuple[Hit, ...] | None,
    parsed: Parsed,
    count: int,
    length: int,
    until: float,
) -> tuple[Page, tuple[Hit, ...] | None]:
    """Return a page, and the hits of some of the words beside it, if there are any, with marks and
    passages, and explanations, if they have any, with forms; what there is no time for until then
    is said.
    """

    def is_late() -> bool:
        return time.monotonic() > until

    started, begun = time.monotonic(), jit.begun()
    highlighter = Highlighter(parsed.tree, analysis, is_late)
    hits = shown((*page.hits, *(some or ())), highlighter, count, length)
    if highlighter.was_late and jit.begun() > begun:
        # The time went into compiling kernels, which is done only once.
        again = time.monotonic() + until - started
        return marked_up(page, some, parsed, count, length, again)
    cut = any(len(hit.article.body) > MOST_LISTED and not is_marked(hit) for hit in hits)
    whole = not highlighter.was_late and not (cut and parsed.ranked and count)
    notices = page.notices if whole else (*page.notices, UNMARKED)
    forms = Forms(is_late)
    hits = tuple(forms.written(hit) if hit.explanation else hit for hit in hits)
    size = len(page.hits)
    marked = replace(page, hits=hits[:size], notices=notices)
    return marked, None if some is None else hits[size:]


def headed(hits: tuple[Hit, ...], parsed: Parsed) -> tuple[Hit, ...]:
    """Return hits with the marks of their headlines alone."""
    highlighter = Highlighter(parsed.tree, analysis)
    found = highlighter.each([Texts(hit.title or "", "", hit.article.lang) for hit in hits])
    return tuple(replace(hit, title_marks=one.title) for hit, one in zip(hits, found, strict=True))


def marks_in(article: Article, parsed: Parsed) -> Mapping[str, tuple[tuple[int, int], ...]] | None:
    """Return where the words of a query stand in an article's `title` and `body`; None where that
    would take too long.
    """
    if len(article.body) > MOST_MARKED:
        return None
    until = time.monotonic() + MARKING_S
    highlighter = Highlighter(parsed.tree, analysis, lambda: time.monotonic() > until)
    found = highlighter.found(
        article.title, article.body, article.lang, quoted(article, highlighter)
    )
    return None if highlighter.was_late else {"title": found.title, "body": found.body}


def shown(
    hits: Sequence[Hit], highlighter: Highlighter[analysis.Word], count: int, length: int
) -> tuple[Hit, ...]:
    """Return hits with their marks and passages."""
    found = highlighter.each([_texts(hit.article, highlighter) for hit in hits])
    passages = snippets(found, count, length) if count else [()] * len(hits)
    return tuple(
        [
            Hit(  # as `replace` would, in a third of the time
                hit.rank,
                hit.score,
                hit.article,
                one.title,
                its,
                hit.explanation,
                hit.missing,
                hit.story,
                hit.copies,
            )
            for hit, one, its in zip(hits, found, passages, strict=True)
        ]
    )


def _texts(article: Article, highlighter: Highlighter[analysis.Word]) -> Texts:
    """Return what is read of an article for a list."""
    quotes = quoted(article, highlighter)
    return Texts(article.title or "", article.body[:MOST_LISTED], article.lang, quotes)


class Forms:
    """How the parts of explanations are written in the articles of a page, as far as there is
    time.
    """

    def __init__(self, is_late: Callable[[], bool]) -> None:
        self._is_late = is_late
        self._highlighters: dict[Node, Highlighter[analysis.Word]] = {}

    def written(self, hit: Hit) -> Hit:
        """Return a hit with the forms of its parts."""
        why = hit.explanation
        if why is None or not why.parts:
            return hit
        parts = [
            replace(part, forms=self._of(part, hit.article)) if number < MOST_WRITTEN else part
            for number, part in enumerate(why.parts)
        ]
        return replace(hit, explanation=replace(why, parts=tuple(parts)))

    def _of(self, part: Part, article: Article) -> tuple[Form, ...]:
        if part.node is None:
            return ()
        highlighter = self._highlighters.get(part.node)
        if highlighter is None:
            highlighter = Highlighter(part.node, analysis, self._is_late)
            self._highlighters[part.node] = highlighter
        body = article.body[:MOST_LISTED]
        found = highlighter.found(article.title, body, article.lang, quoted(article, highlighter))
        texts = [
            " ".join(text[start:end].split())
            for text, marks in ((article.title or "", found.title), (body, found.body))
            for start, end in marks
        ]
        return tuple(Form(text, count) for text, count in Counter(texts).most_common(MOST_FORMS))


def is_marked(hit: Hit) -> bool:
    """Return whether any of a hit's passages holds what was asked for."""
    return any(snippet.marks for snippet in hit.snippets)


def quoted(article: Article, highlighter: Highlighter[analysis.Word]) -> Sequence[tuple[int, int]]:
    """Return where quotes stand in the body, if that matters."""
    if not highlighter.has_quotes:
        return ()
    return [(quote.start, quote.end) for quote in article.quotes if quote.direct]
