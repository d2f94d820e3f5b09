"""An article as other engines would hold it: one flat document, and what its fields are."""

from __future__ import annotations

from urllib.parse import quote

from search.article import Article
from web import articles
from web.articles import Record

INDEX = "articles"
"""The one index there is."""

TEXT = ("title", "body", "quote")
"""Fields of words."""

NAMES = ("outlet", "agency", "author", "people", "said", "lang", "url", "file", "id")
"""Fields of names, each compared whole; a person and an author by any part of the name."""

DATE = "date"


FACETS = {name: name for name in ("outlet", "people", "lang", "agency")}
"""Fields that are counted, by our name of the facet."""

FIELDS = (
    *("id", "title", "body", "outlet", "agency", "author", "section", "date", "date_precision"),
    *("lang", "people", "words", "url", "link", "file"),
)
"""What a document holds, in order."""


def document(found: Article, root: str = "") -> Record:
    """Return an article as a document; `root` is the prefix of links."""
    return {
        "id": found.id,
        "title": found.title,
        "body": found.body,
        "outlet": found.outlet,
        "agency": found.agency,
        "author": found.author,
        "section": found.section,
        "date": articles.date(found),
        "date_precision": found.date_precision,
        "lang": found.lang,
        "people": [one.name for one in found.people],
        "words": found.words,
        "url": articles.link(found.url),
        "link": f"{root}/article/{quote(found.id, safe='', errors='replace')}",
        "file": found.source.path,
    }
