"""One form for equal queries: nodes joined without needless layers, and no deeper than allowed.

And holds no And, Or no Or, neither holds fewer than two nodes, and Not holds no Not.
"""

from __future__ import annotations

from collections.abc import Iterable

from search.query.tree import (
    NAME_FIELDS,
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

_WORDS = (Term, Exact, Prefix, Wildcard, Fuzzy, Phrase, Within, Near)


def all_of(nodes: Iterable[Node]) -> Node | None:
    """Return the nodes joined by AND; one alone is itself, none is None."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes) if isinstance(node, And) else flat.append(node)
    return And(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def any_of(nodes: Iterable[Node]) -> Node | None:
    """Return the nodes joined by OR; one alone is itself, none is None."""
    flat: list[Node] = []
    for node in nodes:
        flat.extend(node.nodes) if isinstance(node, Or) else flat.append(node)
    return Or(tuple(flat)) if len(flat) > 1 else flat[0] if flat else None


def negated(node: Node) -> Node:
    """Return the opposite of a node: of a Not, what it held."""
    return node.node if isinstance(node, Not) else Not(node)


def boosted(node: Node, factor: float) -> Node:
    """Return the node with its share of the score multiplied, if it has any."""
    return Boost(node, factor) if scored(node) else node


def near_operand(node: Node) -> bool:
    """Whether a node may stand beside NEAR: words, phrases, what is near, and lists of these."""
    if isinstance(node, Or):
        return all(near_operand(part) for part in node.nodes)
    return isinstance(node, _WORDS)


def spanned(node: Node) -> bool:
    """Whether the occurrences of a node can be counted."""
    if isinstance(node, Or):
        return all(spanned(part) for part in node.nodes)
    if isinstance(node, Field):
        return node.name not in NAME_FIELDS and spanned(node.node)
    if isinstance(node, Boost):
        return spanned(node.node)
    return isinstance(node, _WORDS)


def scored(node: Node) -> bool:
    """Whether anything in a node adds to an article's score."""
    if isinstance(node, (And, Or)):
        return any(scored(part) for part in node.nodes)
    if isinstance(node, Field):
        return node.name not in NAME_FIELDS and scored(node.node)
    if isinstance(node, (Boost, AtLeast)):
        return scored(node.node)
    return not isinstance(node, (Not, DateRange, Everything))


def depth(node: Node) -> int:
    """Return how many And, Or, Not, Near, AtLeast, Field and Boost lie within one another."""
    inside = parts(node)
    return 1 + max(map(depth, inside)) if inside else 0


def parts(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly within a node; the words of a phrase are not."""
    if isinstance(node, (And, Or)):
        return node.nodes
    if isinstance(node, (Not, AtLeast, Field, Boost)):
        return (node.node,)
    return (node.left, node.right) if isinstance(node, Near) else ()


def shallow(node: Node, limit: int) -> Node | None:
    """Return the node without whatever lies deeper than `limit` layers, None if all of it does."""
    inside = parts(node)
    if not inside:
        return node
    if limit == 0:
        return None
    kept = [part for part in (shallow(part, limit - 1) for part in inside) if part is not None]
    if not kept or (len(kept) == len(inside) == 1 and kept[0] is inside[0]):
        return node if kept else None
    if isinstance(node, And):
        return all_of(kept)
    if isinstance(node, Or):
        return any_of(kept)
    if isinstance(node, Near):
        if len(kept) < 2:
            return kept[0]
        return Near(kept[0], kept[1], node.distance, node.ordered, node.unit)
    if isinstance(node, Not):
        return negated(kept[0])
    if isinstance(node, Boost):
        return boosted(kept[0], node.factor)
    if isinstance(node, AtLeast):
        return AtLeast(node.count, kept[0])
    return Field(node.name, kept[0]) if isinstance(node, Field) else node
