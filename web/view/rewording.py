"""One quote as several articles have it: what the page of its wordings shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.answer import Answer
from web.params import SearchParams
from web.quotations import Said
from web.view import wording
from web.view.links import Link, Places
from web.view.quotes import LONGEST, Source, sources

if TYPE_CHECKING:
    from search.wordings import Reworded

MOST_OF_ARTICLE = 12
"""Pieces of the quote that are shown of one article."""


@dataclass(frozen=True, slots=True)
class Rewordings:
    """Everything the page shows; `text` is the quote that was asked for, and `href` its article.

    `says` tells how many have it, `passed` what was not looked at. `search` finds the articles
    that have some of its words.
    """

    text: str
    href: str
    speaker: str
    says: str
    passed: str
    sources: tuple[Source, ...]
    search: str
    json: str
    timed_out: bool


def rewordings(answer: Answer, found: Reworded, places: Places, json: str) -> Rewordings:
    """Return the view of a quote in all its wordings."""
    said = [
        Said(found.articles[one.article].quotes[one.quote], found.articles[one.article], one.own)
        for one in found.wordings.wordings
    ]
    asked = said[found.asked]
    text = " ".join(asked.quote.text.split())
    speaker = found.wordings.speaker
    return Rewordings(
        text=text if len(text) <= LONGEST else text[:LONGEST].rstrip() + " …",
        href=places.article(asked.article.id),
        speaker=speaker[1] if speaker else "",
        says=_says(found),
        passed=_passed(answer, found),
        sources=sources(said, places, MOST_OF_ARTICLE),
        search=SearchParams(q=answer.query).url(places.search),
        json=json,
        timed_out=not found.is_whole,
    )


def of_quote(article_id: str, place: int, places: Places) -> Link:
    """Return the page of the wordings of a quote, by its place among those of its article."""
    return Link(
        "other wordings",
        SearchParams(more=(("like", f"{article_id}:{place}"),)).url(places.quotes),
    )


def _says(found: Reworded) -> str:
    articles = len(found.articles)
    if articles == 1:
        return "No other article of this archive quotes these words."
    if found.wordings.is_same:
        return f"{wording.count(articles, 'article')} quote the same words, the earliest first."
    return (
        f"{wording.count(articles, 'article')} quote it, the earliest first. "
        "Marked are words that the earliest does not have."
    )


def _passed(answer: Answer, found: Reworded) -> str:
    left = answer.total - found.read
    if left <= 0:
        return ""
    return (
        f"{wording.count(left, 'article')} more with some of these words had too few to be read."
    )
