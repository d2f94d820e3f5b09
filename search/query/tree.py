"""The closed tree of a query: these nodes and no others, and every engine answers all of them.

Meaning, over an article A:

- A node may *match* an article and may *fail* it; NOT node matches just the articles it fails.
  For words these are opposites. A dated article matches a date range when its possible days
  overlap it, and matches NOT that range unless they lie wholly inside it (so a month may match
  both); an undated article matches neither. So:
    And matches when all parts match, fails when any part fails;
    Or matches when any part matches, fails when all parts fail;
    Not swaps the two.
- Words have *spans*: (field, first position, last position), in the title or the body, apart.
  Term, Exact, Prefix, Wildcard, Fuzzy: one span an occurrence. Phrase, Within, Near: the smallest
  stretch that holds the parts. Or: the spans of its parts. Field, Boost: of the inside.
- A word that analysis splits (a hyphen, an elision, `AT&T`, Han bigrams) is its pieces side by
  side; with a hyphen, the joined form is as good.

Nodes are compared by value, print themselves as query text, and print to something that parses
to the same tree.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, Union

TEXT_FIELDS = ("title", "body", "quote")
"""Fields that hold words: any node may stand in them."""

NAME_FIELDS = ("outlet", "agency", "author", "people", "said", "lang", "url", "file", "id", "story", "has")
"""Fields that hold names: Term, Exact, Phrase, Prefix, Wildcard, And, Or and Not of these."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article: `*`."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word in any of its inflections, accents and case ignored: `sanctions`."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact:
    """A word just as written but for accents and, unless `cased`, case: `=sanctions`, `case:US`."""

    text: str
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so: `sanction*`. Case and accents are ignored, nothing is stemmed."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Words of this shape, `*` for any letters and `?` for one: `organi?ation`."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within `edits` (1 or 2) letters inserted, left out, changed or swapped: `putin~`."""

    text: str
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Phrase:
    """Exactly these words, adjacent and in order: `"secretary of state"`."""

    words: tuple[Exact | Prefix | Wildcard, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """These words in one field, any order, with at most `slop` others between: `"a b"~5`.

    Distinct positions p with max(p) - min(p) - (len(words) - 1) <= slop.
    """

    words: tuple[Term | Prefix | Wildcard, ...]
    slop: int


@dataclass(frozen=True, slots=True)
class Near:
    """Two operands close together, in one field, their spans not overlapping.

    unit "word": nearest ends at most `distance` positions apart (`a NEAR/5 b`);
    "sentence", "paragraph": both wholly in the same one (`a w/s b`, `a w/p b`), distance 0.
    `ordered`: left before right (`a PRE/5 b`). Operands are Term, Exact, Prefix, Wildcard, Fuzzy,
    Phrase, Within, Near, or an Or of these.
    """

    left: Node
    right: Node
    distance: int
    ordered: bool = False
    unit: Literal["word", "sentence", "paragraph"] = "word"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` spans of a node that has spans: `atleast3 sanctions`."""

    count: int
    node: Node


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles that may have been published on a day from `first` to `last`, both inclusive.

    None is an open end; at least one end is set.
    """

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Field:
    """`node` looked for in one field: `title:kremlin`, `people:"sergei lavrov"`.

    `name` is the canonical name, one of TEXT_FIELDS or NAME_FIELDS. In a name field a Term is the
    whole value (outlet, agency, lang, url, file, id, story, has), an alias or a domain; or any run
    of words of the value (author, people, said: name variants too). Exact: no variants.
    """

    name: str
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that fail the node."""

    node: Node


@dataclass(frozen=True, slots=True)
class Boost:
    """The node, its share of the score multiplied by `factor` (> 0)."""

    node: Node
    factor: float


Node = Union[  # noqa: UP007  a forward reference that Python 3.10 must evaluate
    Everything, Term, Exact, Prefix, Wildcard, Fuzzy, Phrase, Within, Near, AtLeast, DateRange, Field, And, Or, Not, Boost
]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of a query should know about how it was read.

    `start` and `end` are offsets into the query text; `suggestion` is a repaired query, if any.
    """

    code: str
    message: str
    start: int
    end: int
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """What a date in the query was taken to mean: inclusive days, None where open."""

    text: str
    first: dt.date | None
    last: dt.date | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as read: its tree, the notices and the dates, in order of appearance.

    `ranked` is False when nothing in the tree can be scored (only dates, names, everything).
    """

    tree: Node
    notices: tuple[Notice, ...] = ()
    dates: tuple[ResolvedDate, ...] = ()
    ranked: bool = True
