"""One quote across the archive: who else quotes it, and in which words."""

from __future__ import annotations

import time
from dataclasses import dataclass

from search import analysis
from search.article import Article
from search.compare import rewording
from search.compare.reading import Rarity
from search.comparison import Wordings
from search.engine import Engine, Page, SearchRequest
from search.errors import UsageError
from search.query.tree import Exact, Field, Node, Or, Phrase

MOST_ARTICLES = 60
"""Articles that may have the quote which are read, those with most of its words first."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A quote in the wordings of the articles that have it, earliest first, undated ones last.

    `asked` is the place among the wordings of the one that was asked for. `read`: how many
    articles that may have it were looked at. `is_whole`: whether there was time for all of it.
    """

    articles: tuple[Article, ...]
    wordings: Wordings
    asked: int
    read: int
    is_whole: bool


def reworded(
    engine: Engine,
    article: Article,
    place: int,
    rarity: Rarity,
    until: float,
) -> tuple[Node, Page, Reworded]:
    """Return the query by which a quote of an article is looked for, what it found, and the quote
    in all its wordings. A quote with too few telling words to be known again is not looked for.

    `place` counts the article's quotes from 0. Raises UsageError where no quotation is there.
    """
    asked = rewording.utterance(article, place, analysis)
    if asked is None:
        raise UsageError(
            f"The article has no quotation {place}: its quotes are numbered from 0, and those "
            "that are only reported or are titles have no other wordings.",
            code="quote.absent",
        )
    phrases = rewording.runs(asked, article.lang, analysis, rarity)
    parts: list[Node] = [Phrase(tuple(Exact(word) for word in run)) for run in phrases]
    tree: Node = Field("id", Exact(article.id))
    if parts:
        tree = Field("quote", Or(tuple(parts)) if len(parts) > 1 else parts[0])
    left = max(0.01, until - time.monotonic())
    page = engine.search(SearchRequest(tree, limit=MOST_ARTICLES, timeout_s=left))
    found = [article, *(hit.article for hit in page.hits if hit.id != article.id)]
    found.sort(key=_when)
    at = next(number for number, one in enumerate(found) if one.id == article.id)
    asked = rewording.utterance(article, place, analysis, at) or asked
    articles, wordings, is_read = rewording.reworded(found, asked, analysis, until)
    is_whole = is_read and not page.timed_out
    places = [(articles[said.article].id, said.quote) for said in wordings.wordings]
    at = places.index((article.id, place))
    return tree, page, Reworded(articles, wordings, at, len(found), is_whole)


def _when(article: Article) -> tuple[bool, int, str]:
    """Return what puts articles in order: the first day each may be of, undated ones last."""
    first = article.first_day.toordinal() if article.first_day else 0
    return (article.first_day is None, first, article.id)
