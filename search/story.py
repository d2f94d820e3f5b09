"""Stories: articles of several days and outlets that tell the same; what an engine says of them.

A story has two articles or more. Its id names the story that holds a certain article, the one that
founded it, so that it goes on naming it whatever comes and goes: see `search.stories`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from search.roll import Listed

if TYPE_CHECKING:
    from search.engine import Snapshot

Relation = Literal["copy", "contains", "contained"]
"""What an article is to another: a near-duplicate of it, longer with the other in it, or in it."""

ShelfOrder = Literal["newest", "oldest", "largest", "outlets", "matched"]


@dataclass(frozen=True, slots=True)
class Story:
    """One story, as a list shows it.

    `label` is the name its owner gave it (`is_named`), else the headline of the article `lead`,
    the one nearest to all the others. It has so many `articles`, `matched` of which are in the
    result it is listed for, of so many `outlets` that are known, about so many `events`: articles
    of one event are more alike than those of a story. From the first possible day to the last,
    None where no article is dated. `people` are those whom two of its articles name or more, the
    most named first; each with how many of them do.
    """

    id: str
    label: str
    is_named: bool
    lead: str
    articles: int
    matched: int
    outlets: int
    events: int
    first_day: dt.date | None
    last_day: dt.date | None
    undated: int
    people: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story: which of its events it is about, counted from 0, the earliest first;
    and the article that it is a near-duplicate of, None where it is none.
    """

    id: str
    event: int
    copy_of: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A story with its articles, earliest first, undated ones last.

    `asked` is the id that it was asked for by, which may be an earlier one of its own.
    """

    story: Story
    members: tuple[Member, ...]
    asked: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which stories of a result to list: those with as many articles and outlets at least, in
    order of their last day, their first, how many articles or how many outlets they have, or how
    many of their articles are in the result; ties fall to the larger, then to the id. `offset`
    and `limit` cut the ordered list; `people`: with whom their articles name.
    """

    order: ShelfOrder = "newest"
    least_articles: int = 2
    least_outlets: int = 1
    offset: int = 0
    limit: int = 20
    people: bool = True


@dataclass(frozen=True, slots=True)
class Shelved:
    """A page of the stories of a result: `total` is of all pages; `alone` articles of the result
    are of no story.
    """

    total: int
    entries: tuple[Story, ...]
    alone: int


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a line of the owner's stories file came to, when stories were last looked for;
    `is_wrong` where its owner should look at it.
    """

    line: int
    effect: str
    is_wrong: bool


@dataclass(frozen=True, slots=True)
class Grouping:
    """What there is of stories and copies in an archive. `is_current`: it is of all its articles,
    and follows the stories file as that is now.
    """

    stories: int
    in_stories: int
    copies: int
    rulings: tuple[Ruling, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that shares much of its text with another, and how much: of the runs of five
    words that either has, those that both have (`jaccard`); of those of the shorter one, the same
    (`containment`). Both from 0 to 1.
    """

    id: str
    outlet: str | None
    relation: Relation
    jaccard: float
    containment: float
