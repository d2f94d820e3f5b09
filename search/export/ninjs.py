"""A result as ninjs 1.3, the JSON that news agencies exchange: an array of items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from search.article import Article
from search.export.about import About


def items(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield the array, an item a line."""
    yield "[\n"
    comma = ""
    for article in articles:
        yield comma + json.dumps(item(article, about))
        comma = ",\n"
    yield "\n]\n"


def item(article: Article, about: About) -> dict[str, object]:
    """Return one item."""
    identity = quote(article.id, safe="", errors="replace")
    found: dict[str, object] = {
        "uri": about.link(article) or f"urn:dateline:article:{identity}",
        "type": "text",
        "mimetype": "text/plain",
        "body_text": article.body,
        "wordcount": article.words,
        "charcount": len(article.body),
    }
    if article.title:
        found["headline"] = article.title
    if article.author:
        found["byline"] = article.author
    if article.lang:
        found["language"] = article.lang
    if article.first_day and article.date_precision == "day":
        found["versioncreated"] = f"{article.first_day.isoformat()}T00:00:00Z"
    if article.people:
        found["person"] = [{"name": one.name, "rel": "about"} for one in article.people]
    if article.outlet:
        found["organisation"] = [{"name": article.outlet, "rel": "publisher"}]
    if article.agency:
        found["infosource"] = [{"name": article.agency}]
    return found
