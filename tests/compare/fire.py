"""A fire in an invented town, as five articles have it, and how they are put side by side."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

from search import analysis
from search.article import Article, Person, Quote
from search.compare import compared
from search.comparison import Comparison
from tests.paper import article

MARKED = re.compile("“([^”]+)”")

AGENCY_TEXT = (
    "Flames tore through the old cannery on Osk harbour before dawn on Sunday and brought down "
    "its brick tower within an hour, sending smoke across the bay as far as the lighthouse. "
    "Harbour pilots kept three trawlers outside the breakwater until the wind had turned. "
    "Insurers put the cannery under review last autumn after inspectors found cracked boilers."
)


def told(
    ref: str, outlet: str | None, body: str, date: str | None = "2020-03-02", **more: Any
) -> Article:
    """Return an article with a quote for all that is marked; `speakers` say who said each."""
    speakers = list(more.pop("speakers", ()))
    quotes = tuple(
        Quote(
            text=found[1],
            start=found.start(1),
            end=found.end(1),
            speaker=speakers.pop(0) if speakers else None,
            as_written=None,
            verb=None,
            direct=True,
            confidence=0.9,
        )
        for found in MARKED.finditer(body)
    )
    made = article(ref, "A headline", body, outlet=outlet, date=date, quotes=quotes)
    return replace(made, **more)


def mayor(written: str = "Ada Lunde", mentions: int = 1) -> Person:
    """Return the mayor as an article writes her."""
    return Person("ada-lunde", "Ada Lunde", (written,), mentions)


def beside(*articles: Article, seconds: float = 60, **more: Any) -> Comparison:
    """Return the articles side by side; every stem is as rare as the next."""
    until = time.monotonic() + seconds
    return compared(articles, analysis, lambda stems: [5.0] * len(stems), until, **more)


def written(comparison: Comparison, sentence: Any) -> str:
    """Return the text of what has an article, a start and an end."""
    body = comparison.articles[sentence.article].body
    return str(body[sentence.start : sentence.end])
