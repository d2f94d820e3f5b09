"""The text that stands for a query when meanings are compared: the words that are wanted in it."""

from __future__ import annotations

from collections.abc import Iterator

from search.query.tree import (
    TEXT_FIELDS,
    And,
    AtLeast,
    Boost,
    Exact,
    Field,
    Fuzzy,
    Near,
    Node,
    Or,
    Phrase,
    Term,
    Within,
)


def worded(tree: Node) -> str:
    """Return the words of a query in their order, without operators, names, dates, patterns and
    what is not wanted; empty where nothing is left.
    """
    return " ".join(_words(tree))


def _words(node: Node) -> Iterator[str]:
    if isinstance(node, Term | Exact | Fuzzy):
        yield node.text
    elif isinstance(node, Phrase | Within):
        yield from (word.text for word in node.words if isinstance(word, Term | Exact))
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _words(part)
    elif isinstance(node, Near):
        yield from _words(node.left)
        yield from _words(node.right)
    elif isinstance(node, Boost | AtLeast) or (
        isinstance(node, Field) and node.name in TEXT_FIELDS
    ):
        yield from _words(node.node)
