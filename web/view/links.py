"""Where the pages lead: the addresses of searches and articles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from search.article import Article, Person
from web.params import SearchParams


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go: `note` stands beside it."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of the site are, path prefix included."""

    search: str
    api: str
    article: Callable[[str], str]


def person_query(name: str) -> str:
    """Return the query for a person by name."""
    return f"people:{_quoted(name)}"


def outlet_query(name: str) -> str:
    """Return the query for an outlet by its whole name."""
    return f"outlet:{_quoted(name)}"


def person_link(person: Person, path: str) -> Link:
    """Return the search for a person."""
    return Link(person.name, SearchParams(q=person_query(person.name)).url(path))


def article_href(params: SearchParams, article: Article, rank: int, places: Places) -> str:
    """Return the address of an article that remembers the search it was found by."""
    address = params.url(places.article(article.id))
    return f"{address}{'&' if '?' in address else '?'}hit={rank}"


def _quoted(name: str) -> str:
    bare = re.sub(r'["“”„«»]', " ", name)
    return f'"{" ".join(bare.split())}"'
