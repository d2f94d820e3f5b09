"""One quote in the wordings of several articles: how it is asked for, and what JSON says of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.answer import Answer
from web import articles, present
from web.arguments import BadParameter, one
from web.articles import Record

if TYPE_CHECKING:
    from search.wordings import Reworded

LIKE = "like"
MOST_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """A quote by the id of its article and its place among the article's quotes, from 0."""

    article: str
    quote: int

    def __str__(self) -> str:
        return f"{self.article}:{self.quote}"


def asked(given: Mapping[str, list[str]], beside: Collection[str] = ()) -> Asked | None:
    """Return the quote whose wordings a request asks for, None where it asks for none.

    Raises BadParameter for what is no quote, and for other parameters than those `beside`.
    """
    text = one(given, LIKE)
    if text is None:
        return None
    other = next((name for name in given if name != LIKE and name not in beside), None)
    if other is not None:
        raise BadParameter(
            f"{LIKE} asks for the wordings of one quote, and {other} for quotes of a search: "
            "give one or the other.",
            parameter=other,
        )
    article, _, place = text.strip().rpartition(":")
    if not article or not (place.isascii() and place.isdigit() and len(place) <= MOST_DIGITS):
        raise BadParameter(
            f"{LIKE} is the id of an article, a colon, and the place of a quote among those of "
            f"the article, from 0: {LIKE}=strike:0",
            parameter=LIKE,
        )
    return Asked(article, int(place))


def record(answer: Answer, found: Reworded, root: str) -> Record:
    """Return a quote in all its wordings, earliest first."""
    said = []
    for number, wording in enumerate(found.wordings.wordings):
        article = found.articles[wording.article]
        names = {person.id: person.name for person in (*article.captioned, *article.people)}
        said.append(
            {
                **articles.quotation(article.quotes[wording.quote], names),
                "quote": wording.quote,
                "own": [{"start": start, "end": end} for start, end in wording.own],
                "asked": number == found.asked,
                "article": present.reference(article, root),
            }
        )
    speaker = found.wordings.speaker
    return {
        "query": answer.query,
        "candidates": max(answer.total, found.read),
        "read": found.read,
        "speaker": speaker and {"name": speaker[1], "id": speaker[0]},
        "same": found.wordings.is_same,
        "wordings": said,
        "timed_out": not found.is_whole,
        "index": present.snapshot(answer.page.snapshot),
    }
