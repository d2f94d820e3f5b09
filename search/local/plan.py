"""What kind of search a query is: the common ones are answered in one pass over postings."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from search.local.matching import DEFAULT_SCOPE
from search.query.tree import (
    TEXT_FIELDS,
    And,
    AtLeast,
    Boost,
    DateRange,
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

SCORED = (Term, Exact, Prefix, Wildcard, Fuzzy, Phrase, Within, Near)

REMEMBERED = 1_000
"""Trees whose plans are kept, for the next page and the next facet."""

LEAST_BOOST, MOST_BOOST = 1e-9, 1e9
"""Factors with which a sum of scores is safely above 0 and finite."""


class Kind(Enum):
    """How the leaves of a plan are joined."""

    ANY = "any of the leaves"
    ALL = "all of the leaves"
    MASK = "as the masks of the whole tree say"


class Scored(NamedTuple):
    """A node that scores, the field it is looked for in, and its boost."""

    node: Node
    scope: str
    boost: float


class Plan(NamedTuple):
    """The leaves that score, in order; how they are joined; and what filters them besides.

    Of the kind MASK, the whole tree is the one filter.
    """

    kind: Kind
    leaves: tuple[Scored, ...]
    filters: tuple[tuple[Node, str], ...] = ()

    @property
    def has_dates(self) -> bool:
        """Whether a date could be what keeps an article out."""
        return any(
            isinstance(leaf, DateRange) for node, _ in self.filters for leaf in parts_of(node)
        )


@lru_cache(REMEMBERED)
def plan(tree: Node) -> Plan:
    """Return how a tree is to be searched."""
    if isinstance(tree, Term):
        return Plan(Kind.ANY, (Scored(tree, DEFAULT_SCOPE, 1.0),))
    leaves = tuple(scored(tree))
    if leaves and all(LEAST_BOOST <= leaf.boost <= MOST_BOOST for leaf in leaves):
        core, filters = _parted(tree, DEFAULT_SCOPE)
        if len(core) == 1:
            if _is_union(*core[0]):
                return Plan(Kind.ANY, leaves, tuple(filters))
        elif all(_is_leaf(node, scope) for node, scope in core):
            return Plan(Kind.ALL, leaves, tuple(filters))
    return Plan(Kind.MASK, leaves, ((tree, DEFAULT_SCOPE),))


def _parted(node: Node, scope: str) -> tuple[list[tuple[Node, str]], list[tuple[Node, str]]]:
    """Return the parts of a conjunction that score, and those that do not."""
    if isinstance(node, And):
        parts = [_parted(part, scope) for part in node.nodes]
        return (
            [found for core, _ in parts for found in core],
            [found for _, filters in parts for found in filters],
        )
    if isinstance(node, (Field, Boost)) and isinstance(_bare(node), And):
        return _parted(node.node, node.name if isinstance(node, Field) else scope)
    if any(scored(node, scope)):
        return [(node, scope)], []
    return [], [(node, scope)]


def _bare(node: Node) -> Node:
    """Return what a field or boost is of."""
    while isinstance(node, (Field, Boost)):
        node = node.node
    return node


def _is_union(node: Node, scope: str) -> bool:
    """Return whether a node matches just the articles in which one of its leaves is."""
    if isinstance(node, Or):
        return all(_is_union(part, scope) for part in node.nodes)
    if isinstance(node, Boost):
        return _is_union(node.node, scope)
    if isinstance(node, Field):
        return _is_union(node.node, node.name)
    return _is_text(scope) and isinstance(node, SCORED)


def _is_leaf(node: Node, scope: str) -> bool:
    """Return whether a node is one leaf, perhaps boosted, that is scored by runs alone."""
    if isinstance(node, (Boost, Field)):
        return _is_leaf(node.node, node.name if isinstance(node, Field) else scope)
    return _is_text(scope) and isinstance(node, SCORED) and not isinstance(node, Fuzzy)


def _is_text(scope: str) -> bool:
    return scope == DEFAULT_SCOPE or scope in TEXT_FIELDS


def parts_of(node: Node) -> Iterator[Node]:
    """Yield the nodes of a tree that combine nothing but words."""
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from parts_of(part)
    elif isinstance(node, (Not, Boost, Field, AtLeast)):
        yield from parts_of(node.node)
    else:
        yield node


def scored(node: Node, scope: str = DEFAULT_SCOPE, boost: float = 1.0) -> Iterator[Scored]:
    """Yield each part of a tree that scores."""
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from scored(part, scope, boost)
    elif isinstance(node, Boost):
        yield from scored(node.node, scope, boost * node.factor)
    elif isinstance(node, AtLeast):
        yield from scored(node.node, scope, boost)
    elif isinstance(node, Field):
        yield from scored(node.node, node.name, boost)
    elif isinstance(node, SCORED) and _is_text(scope):
        yield Scored(node, scope, boost)


def scoped(node: Node, scope: str = DEFAULT_SCOPE) -> Iterator[tuple[Node, str]]:
    """Yield every node that combines nothing, down to the words of phrases, with its scope."""
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from scoped(part, scope)
    elif isinstance(node, Field):
        yield from scoped(node.node, node.name)
    elif isinstance(node, (Not, Boost, AtLeast)):
        yield from scoped(node.node, scope)
    elif isinstance(node, Near) and _is_text(scope):
        yield from scoped(node.left, scope)
        yield from scoped(node.right, scope)
    elif isinstance(node, (Phrase, Within)) and _is_text(scope):
        for word in node.words:
            yield word, scope
    else:
        yield node, scope


@lru_cache(REMEMBERED)
def spanning(tree: Node) -> tuple[tuple[Node, str], ...]:
    """Return the parts that only the whole archive tells what they stand for, or whether it has
    anything of the kind: patterns, names and quotations, each once.
    """
    return tuple(
        (node, scope)
        for node, scope in dict.fromkeys(scoped(tree))
        if not _is_text(scope) or scope == "quote" or isinstance(node, (Prefix, Wildcard, Fuzzy))
    )
