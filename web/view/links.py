"""Where the pages lead: the addresses of searches and articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from search.article import Article
from search.frozen import readily
from web.params import SearchParams


@readily
@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go: `note` stands beside it."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the parts of the site are, path prefix included; there is one of each prefix."""

    search: str
    api: str
    lines: str
    quotes: str
    coverage: str
    stories: str
    article: Callable[[str], str]
    person: Callable[[str], str]
    outlet: Callable[[str], str]
    story: Callable[[str], str]
    compare: str
    why: Callable[[str], str]
    people: str
    outlets: str

    def comparing(self, ids: Iterable[str]) -> str:
        """Return the page of some articles side by side."""
        return (
            f"{self.compare}?ids={','.join(quote(one, safe='', errors='replace') for one in ids)}"
        )


def person_query(name: str) -> str:
    """Return the query for a person by name."""
    return f"people:{_quoted(name)}"


def outlet_query(name: str) -> str:
    """Return the query for an outlet by its whole name."""
    return f"outlet:{_quoted(name)}"


@lru_cache(maxsize=4096)
def person_link(identity: str, name: str, places: Places) -> Link:
    """Return the page of a person; a page of results names dozens, the same on many pages."""
    return Link(name, places.person(identity))


def article_hrefs(params: SearchParams, places: Places) -> Callable[[Article, int], str]:
    """Return what gives the address of an article, which remembers its search and its rank."""
    search = params.url("")
    hit = f"{search}{'&' if search else '?'}hit="
    return lambda article, rank: f"{places.article(article.id)}{hit}{rank}"


def part_hrefs(params: SearchParams, article: str, rank: int | None) -> Callable[[str], str]:
    """Return what gives the address of a part of an article, which has its search and its rank;
    the first is the article's own.
    """
    search = params.url("")
    pairs = [f"hit={rank}"] if rank else []

    def address(part: str) -> str:
        said = "&".join([*pairs, *([f"part={part}"] if part != "1" else [])])
        return f"{article}{search}{'&' if search and said else '?' if said else ''}{said}"

    return address


def passing_hrefs(params: SearchParams, places: Places) -> Callable[[Article, int], str]:
    """Return what gives the address of an article that is none of the results of its search."""
    search = params.url("")
    return lambda article, _: f"{places.article(article.id)}{search}"


def account_hrefs(params: SearchParams, places: Places) -> Callable[[str], str]:
    """Return what gives the address of why an article, by its id, ranks where it does."""
    search = params.url("")
    return lambda one: f"{places.why(one)}{search}"


def _quoted(name: str) -> str:
    bare = re.sub(r'["“”„«»]', " ", name)
    return f'"{" ".join(bare.split())}"'
