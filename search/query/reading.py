"""A tree in plain words, for the receipt: what was looked for, then where and when.

reading(parse('tillerson "strategic stability" outlet:TASS date:2017-06').tree)
  -> tillerson AND “strategic stability”; outlet TASS; published 2017-06-01 to 2017-06-30
"""

from __future__ import annotations

import re

from search.query.tree import NAME_FIELDS, And, DateRange, Everything, Field, Node, Not, Or

_QUOTED = re.compile(r'"([^"]*)"')


def reading(tree: Node) -> str:
    """Return how a query was read, in words."""
    words: list[str] = []
    others: list[str] = []
    for node in tree.nodes if isinstance(tree, And) else (tree,):
        said = _filter(node)
        if said:
            others.append(said)
        elif not isinstance(node, Everything):
            words.append(
                f"({node})" if isinstance(node, Or) and isinstance(tree, And) else str(node)
            )
    looked_for = _QUOTED.sub(r"“\1”", " AND ".join(words)) or "every article"
    return "; ".join([looked_for, *others])


def _filter(node: Node) -> str | None:
    """Return what a date or a name asks for, None for anything else."""
    if isinstance(node, Not):
        inside = _filter(node.node)
        return f"not {inside}" if inside else None
    if isinstance(node, DateRange):
        return _published(node)
    if isinstance(node, Field) and node.name in NAME_FIELDS:
        value = str(node).partition(":")[2]
        if isinstance(node.node, Or):
            value = " or ".join(
                str(Field(node.name, part)).partition(":")[2] for part in node.node.nodes
            )
        return f"{node.name} " + _QUOTED.sub(r"“\1”", value)
    return None


def _published(node: DateRange) -> str:
    """Return the days of a range in words."""
    if node.first is None:
        return f"published up to {node.last}"
    if node.last is None:
        return f"published from {node.first}"
    if node.first == node.last:
        return f"published {node.first}"
    return f"published {node.first} to {node.last}"
