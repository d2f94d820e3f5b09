"""Nodes of the query tree from the parts that other engines' queries have.

A condition that must hold without adding to the score is its own double negation, and a wish that
need not hold stands beside everything: both are what the tree means already.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb

from search.query import simplify
from search.query.fields import HAS
from search.query.lexer import trimmed
from search.query.tree import (
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)

MOST_WORDS = 200
"""Words of a text that are looked for."""

MOST_PARTS = 4_096
"""Leaves that a query may have."""

MOST_DEEP = 30
"""Layers that a query may have."""

MOST_CHOICES = 64
"""Ways in which some of several conditions may hold that are written out."""

EVERYTHING = Everything()
NOTHING = Not(EVERYTHING)


def all_of(nodes: Iterable[Node]) -> Node:
    """Return what matches where all nodes do; of none, everything."""
    return simplify.all_of(nodes) or EVERYTHING


def any_of(nodes: Iterable[Node]) -> Node:
    """Return what matches where any node does; of none, nothing."""
    return simplify.any_of(nodes) or NOTHING


def none_of(nodes: Iterable[Node]) -> list[Node]:
    """Return what matches where each of the nodes fails."""
    return [simplify.negated(node) for node in nodes]


def wish(node: Node) -> Node:
    """Return what matches everywhere, and scores where the node does."""
    return Or((node, EVERYTHING))


def unscored(node: Node) -> Node:
    """Return the node without its share of the score."""
    return Not(Not(node)) if simplify.scored(node) else node


def weighted(node: Node, factor: float) -> Node:
    """Return the node with its share of the score multiplied."""
    return node if factor == 1 else simplify.boosted(node, factor)


def at_least(count: int, nodes: Sequence[Node]) -> Node | None:
    """Return what matches where so many of the nodes do, None when there are too many ways."""
    if count <= 1:
        return any_of(nodes) if count == 1 else all_of(wish(node) for node in nodes)
    if count > len(nodes):
        return NOTHING
    if count == len(nodes):
        return all_of(nodes)
    if comb(len(nodes), count) > MOST_CHOICES:
        return None
    chosen = any_of(all_of(some) for some in combinations(nodes, count))
    return all_of([unscored(chosen), *(wish(node) for node in nodes)])


def pieces(text: str) -> list[str]:
    """Return the words of a text as they are looked for, without the punctuation around them."""
    clean = "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    return [word for word in map(trimmed, clean.split()) if word]


def words(text: str) -> list[Node]:
    """Return a node for each word of a text."""
    return [Term(word) for word in pieces(text)]


def phrase(text: str, slop: int = 0, *, open_end: bool = False) -> Node:
    """Return what matches these words in this order, `slop` others between in any order.

    `open_end`: the last word may be the beginning of one. Of no words nothing.
    """
    found = pieces(text)[:MOST_WORDS]
    if not found:
        return NOTHING
    last = found[-1]
    ends = open_end and last.isalnum() and len(last) > 1
    if slop and len(found) > 1:
        loose: list[Term | Prefix | Wildcard] = [Term(word) for word in found]
        return Within((*loose[:-1], Prefix(last) if ends else loose[-1]), slop)
    exact: list[Exact | Prefix | Wildcard] = [Exact(word) for word in found]
    if ends:
        exact[-1] = Prefix(last)
    return Phrase(tuple(exact)) if len(exact) > 1 else exact[0]


def fuzzy(word: str, edits: int | None) -> Node:
    """Return a word, or one as many letters away as its length allows; None: as `AUTO` does."""
    if not word.isalnum():
        return Term(word)
    allowed = 2 if len(word) >= 8 else 1 if len(word) >= 4 else 0
    wanted = (2 if len(word) > 5 else 1) if edits is None else edits
    nearest = min(allowed, wanted)
    return Or((Term(word), Fuzzy(word, nearest))) if nearest else Term(word)


def between(first: dt.date | None, last: dt.date | None) -> Node:
    """Return the articles of these days; without a bound, all that have a date."""
    if first is None and last is None:
        return DateRange(dt.date.min, None)
    if first and last and last < first:
        return NOTHING
    return DateRange(first, last)


def having(name: str) -> Node:
    """Return the articles that have a value in a field."""
    if name == "date":
        return Field("has", Term("date"))
    if name in ("id", "file", "title", "body"):
        return EVERYTHING
    if name in HAS:
        return Field("has", Term(name))
    if name == "said":
        return Field("has", Term("quote"))
    return Field(name, Wildcard("*"))


def scoped(node: Node, field: str) -> Node:
    """Return the node with its words looked for in one field of text, `title` or `body`."""
    if isinstance(node, And | Or):
        return type(node)(tuple(scoped(part, field) for part in node.nodes))
    if isinstance(node, Not):
        return Not(scoped(node.node, field))
    if isinstance(node, Boost):
        return Boost(scoped(node.node, field), node.factor)
    if isinstance(
        node, AtLeast | Term | Exact | Prefix | Wildcard | Fuzzy | Phrase | Within | Near
    ):
        return Field(field, node)
    return node  # everything, days, or a field of its own


def size(node: Node) -> int:
    """Return how many leaves a tree has."""
    inside = simplify.parts(node)
    return sum(map(size, inside)) if inside else 1
