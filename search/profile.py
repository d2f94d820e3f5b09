"""What an engine tells of one person, or of one outlet, from all articles that have it; and who
is quoted in a result.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from search.article import Article
from search.roll import Listed

if TYPE_CHECKING:
    from search.engine import FacetCount, Snapshot


@dataclass(frozen=True, slots=True)
class Written:
    """A name as it is written, and how many articles write it so."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class Usage:
    """How an outlet writes a name, the commonest first, in those of its articles that have it."""

    outlet: str | None
    articles: int
    spellings: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One person (`value` is the id) or outlet (its name), as `articles` of a snapshot tell.

    From the first possible day to the last; `undated` articles have no date. `facets` are those of
    the search for it, commonest first: `people` without the person itself. `spellings` are the
    commonest of `spelt`, of an outlet the names of its authors; `usages` those of the outlets that
    write most of a person. `quoting` articles quote the person, or, of an outlet, anybody; `said`
    are the latest of them, `latest` the latest of all. `methods` says of an outlet how it is known
    in the `looked` latest of its articles.
    """

    field: Literal["people", "outlet"]
    value: str
    label: str
    articles: int
    undated: int
    first_day: dt.date | None
    last_day: dt.date | None
    facets: Mapping[str, tuple[FacetCount, ...]]
    spellings: tuple[Written, ...]
    spelt: int
    usages: tuple[Usage, ...]
    quoting: int
    said: tuple[Article, ...]
    latest: tuple[Article, ...]
    methods: Mapping[str, int]
    looked: int
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Speakers:
    """Who is quoted in a result: the commonest of `total` people, each with how many articles
    quote them; and of how many `quotes` in all.
    """

    total: int
    entries: tuple[Listed, ...]
    quotes: int
