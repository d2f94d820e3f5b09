"""The operands of one level put together: a space binds loosest, then OR, AND, NEAR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from search.query import simplify
from search.query.fields import Scope
from search.query.lexer import Lexeme
from search.query.notices import Edit, Notices
from search.query.tree import TEXT_FIELDS, And, Field, Near, Node, Or
from search.query.words import distance

SPACE = Lexeme("space", 0, 0, "")
"""What joins operands with no operator between them."""

_UNITS: dict[str, Literal["sentence", "paragraph"]] = {"s": "sentence", "p": "paragraph"}


class Item(NamedTuple):
    """An operand of one level: its node, None when it was left out, and its place."""

    node: Node | None
    start: int
    end: int


Ors = list[list[list[Item]]]
"""Operands joined by AND, in lists joined by OR, in lists joined by spaces."""


def joined(
    items: list[Item], operators: list[Lexeme], scope: Scope, notices: Notices
) -> Node | None:
    """Return the operands with the operators between them as one node, None if none is left."""
    ands = [items[0]]
    ors = [ands]
    spaces = [ors]
    mixable = False
    for operator, item in zip(operators, items[1:], strict=True):
        if operator.kind == "near":
            ands[-1] = _near(ands[-1], operator, item, scope, notices)
        elif operator.kind == "and":
            ands.append(item)
        elif operator.kind == "or":
            ands = [item]
            ors.append(ands)
            mixable = True
        else:
            ands = [item]
            ors = [ands]
            spaces.append(ors)
    if mixable:
        _mixed(spaces, notices)
    return simplify.all_of(_present(_any(ors) for ors in spaces))


def _any(ors: list[list[Item]]) -> Node | None:
    """Return operands joined by AND and those by OR."""
    if len(ors) == 1 and len(ors[0]) == 1:
        return ors[0][0].node
    return simplify.any_of(
        _present(simplify.all_of(_present(item.node for item in ands)) for ands in ors)
    )


def _present(nodes: Iterable[Node | None]) -> Iterator[Node]:
    """Yield the nodes that were not left out."""
    return (node for node in nodes if node is not None)


def _mixed(spaces: Ors, notices: Notices) -> None:
    """Note that AND and OR meet without brackets, and offer the other reading."""
    left: list[list[int]] = []
    for ors in spaces:
        counts = [sum(item.node is not None for item in ands) for ands in ors]
        if any(counts):
            left.append([count for count in counts if count])
    if not any(len(counts) > 1 for counts in left):
        return
    if len(left) < 2 and max(max(counts) for counts in left) < 2:
        return
    groups: list[list[Item]] = [[]]
    if len(left) > 1:
        reading = "OR joins tighter than a space"
        for ors in spaces:
            groups[-1] += ors[0]
            groups += [list(ands) for ands in ors[1:]]
    else:
        reading = "AND joins tighter than OR"
        for ands in (ands for ors in spaces for ands in ors):
            groups[-1].append(ands[0])
            groups += [[item] for item in ands[1:]]
    edits: list[Edit] = []
    for group in groups:
        if len(group) > 1:
            edits.append(Edit(group[0].start, group[0].start, "("))
            edits.append(Edit(group[-1].end, group[-1].end, ")"))
    start, end = spaces[0][0][0].start, spaces[-1][-1][-1].end
    message = f"{reading}. Brackets make it the other way."
    notices.add("mixed-and-or", message, start, end, tuple(edits))


def _near(left: Item, operator: Lexeme, right: Item, scope: Scope, notices: Notices) -> Item:
    """Return two operands near each other, or joined by AND where that cannot be."""
    start, end = left.start, right.end
    if left.node is None or right.node is None:
        return Item(left.node or right.node, start, end)
    text = operator.text.rstrip(")")
    name = text.rstrip("0123456789")
    digits = text[len(name) :]
    unit = None if digits else _UNITS[text[-1].lower()]
    apart = distance(digits, operator, name, notices) if digits else 0
    ordered = name[0] in "oOpP"
    if (
        scope.kind == "words"
        and simplify.near_operand(left.node)
        and simplify.near_operand(right.node)
    ):
        return Item(Near(left.node, right.node, apart, ordered, unit or "word"), start, end)
    if _one_field(left.node, right.node):
        assert isinstance(left.node, Field)
        assert isinstance(right.node, Field)
        near = Near(left.node.node, right.node.node, apart, ordered, unit or "word")
        return Item(Field(left.node.name, near), start, end)
    _refused(left, operator, right, scope, notices)
    return Item(simplify.all_of((left.node, right.node)), start, end)


def _one_field(left: Node, right: Node) -> bool:
    """Whether two operands stand in the same field of text, so that NEAR may join them there."""
    return (
        isinstance(left, Field)
        and isinstance(right, Field)
        and left.name == right.name
        and left.name in TEXT_FIELDS
        and simplify.near_operand(left.node)
        and simplify.near_operand(right.node)
    )


def _refused(left: Item, operator: Lexeme, right: Item, scope: Scope, notices: Notices) -> None:
    """Note that NEAR has an operand it cannot take; offer it shared out, or AND."""
    edits = (Edit(operator.start, operator.end, "AND"),)
    parts = [_conjuncts(item.node) for item in (left, right)]
    operands = [node for part in parts for node in part]
    if scope.kind == "words" and len(operands) <= 4 and all(map(simplify.near_operand, operands)):
        shared = [
            f"({_in_brackets(a)} {operator.text} {_in_brackets(b)})"
            for a in parts[0]
            for b in parts[1]
        ]
        edits = (Edit(left.start, right.end, "(" + " AND ".join(shared) + ")"),)
    notices.add(
        "near-operand",
        f"{operator.text} joins words, phrases, or lists of them with OR; it was read as AND.",
        operator.start,
        operator.end,
        edits,
    )


def _conjuncts(node: Node | None) -> tuple[Node, ...]:
    """Return the nodes that AND joins in a node."""
    return node.nodes if isinstance(node, And) else (node,) if node is not None else ()


def _in_brackets(node: Node) -> str:
    """Return a node as query text that can stand beside NEAR."""
    return f"({node})" if isinstance(node, (Or, Near)) else str(node)
