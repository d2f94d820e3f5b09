"""What an engine is asked for, and gives, where everybody named in a result is listed, or every
outlet of it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Roll:
    """Which names of a result to list, of the people in it or of its outlets.

    `prefix` begins a word of the name, in any spelling known; empty: all. In order of how many
    `articles` have them, most first, or of the `name`. `offset` and `limit` cut the ordered list.
    """

    field: Literal["people", "outlet"]
    prefix: str = ""
    order: Literal["articles", "name"] = "articles"
    offset: int = 0
    limit: int = 20
    initials: bool = False
    """Whether to tell with which letters words of these names begin, in the whole archive."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A name of a result: `value` selects it in a query, so many `articles` of the result have it,
    from the first possible day to the last; None where none of them is dated.
    """

    value: str
    label: str
    articles: int
    first_day: dt.date | None
    last_day: dt.date | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the names of a result: `total` is of all pages, `unknown` the number of articles
    that have none. `initials` are letters that words of names begin with, where they were wanted.
    """

    total: int
    entries: tuple[Listed, ...]
    unknown: int
    initials: tuple[str, ...] = ()
