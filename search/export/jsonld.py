"""An article as schema.org describes news: a NewsArticle in JSON-LD, which search engines, Zotero
and archives of the web read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from search.article import Article, Person
from search.export.about import About, published

CONTEXT = "https://schema.org"


def graph(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield one document with every article, an article a line."""
    yield f'{{"@context": "{CONTEXT}", "@graph": [\n'
    comma = ""
    for article in articles:
        yield comma + json.dumps(_described(article, about))
        comma = ",\n"
    yield "\n]}\n"


def item(article: Article, about: About) -> dict[str, object]:
    """Return one article as a document of its own."""
    return {"@context": CONTEXT, **_described(article, about)}


def heading(article: Article, about: About) -> dict[str, object]:
    """Return the same without the text, for a page that shows it."""
    return {name: value for name, value in item(article, about).items() if name != "articleBody"}


def _described(article: Article, about: About) -> dict[str, object]:
    """Return what is known of an article; what is not known has no property."""
    link = about.link(article)
    own = article.url if (article.url or "").lower().startswith(("http://", "https://")) else None
    identity = link or f"urn:dateline:article:{quote(article.id, safe='', errors='replace')}"
    known: dict[str, object] = {
        "@type": "NewsArticle",
        "@id": identity,
        "identifier": article.id,
        "url": own or link,
        "headline": article.title,
        "datePublished": published(article),
        "inLanguage": article.lang,
        "articleSection": article.section,
        "author": article.author and {"@type": "Person", "name": article.author},
        "publisher": article.outlet and {"@type": "NewsMediaOrganization", "name": article.outlet},
        "sourceOrganization": article.agency
        and {"@type": "NewsMediaOrganization", "name": article.agency},
        "mentions": [_person(one) for one in article.people],
        "wordCount": article.words,
        "articleBody": article.body,
    }
    return {name: value for name, value in known.items() if value not in (None, "", [])}


def _person(one: Person) -> dict[str, object]:
    """Return somebody the article names, with its other spellings."""
    others = [name for name in one.as_written if name != one.name]
    person: dict[str, object] = {"@type": "Person", "name": one.name, "identifier": one.id}
    return {**person, "alternateName": others} if others else person
