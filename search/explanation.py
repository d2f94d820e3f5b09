"""Why a hit ranks where it does: the parts that its score adds up from, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.query.tree import Node

if TYPE_CHECKING:
    from search.engine import Sort


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the score of a word or clause in one article rests on: `boost` × `most` × `share`.

    It stands so often in the `title` and in the `body`; `holders` articles of `articles` hold it.
    `rarity` is what that makes of it, `most` what it adds to an article that could not be fuller
    of it, and `share`, from 0 to 1, how full of it this one is. `burst`, 1 or more, is what it
    counts that a word stands often in those that hold it; `is_common` tells of words such as "the"
    that they count little beside others.
    """

    title: int
    body: int
    holders: int
    articles: int
    rarity: float
    most: float
    share: float
    boost: float = 1.0
    burst: float = 1.0
    is_common: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """How two words of a query stand in an article: near each other, just as far apart and in the
    order in which they were typed, or both.
    """

    near: bool
    as_typed: bool


@dataclass(frozen=True, slots=True)
class Form:
    """How a word or clause is written in an article, and how often."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """Something that adds to the score of a hit.

    `kind` is what it is: of words and clauses their node in lower case ("term", "exact", "prefix",
    "wildcard", "fuzzy", "phrase", "within", "near"); "as-typed" for what a misspelling adds where
    the word as it was typed stands; "headline" for how much of the headline was typed, and is of
    what was typed; "together" for two words of the query that stand together; "line" for what puts
    those few first that hold the words of a long line in a row; "shared" for a word that nobody
    typed but the first articles share; "first" for what keeps the first three before whatever
    those words move; "meaning" for what is added by a `likeness` from 0 to 1, None where it was
    not judged. `text` is query text, of `node` if there is one.
    """

    kind: str
    text: str
    score: float
    node: Node | None = None
    weighed: Weighed | None = None
    forms: tuple[Form, ...] = ()
    likeness: float | None = None
    together: Together | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a hit ranks where it does. By `relevance` the scores of the `parts` add up to its own;
    in any other order, or where nothing is scored, there are none.

    `absent` are words and clauses that would add to the score, but do not stand in the article;
    `unscored` the conditions of the query that never do.
    """

    order: Sort
    parts: tuple[Part, ...] = ()
    absent: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
