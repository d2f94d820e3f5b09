"""What changes one operand: NOT, `^2` and `atleast3`, with their limits."""

from __future__ import annotations

from search.query import simplify
from search.query.fields import Scope
from search.query.lexer import Lexeme
from search.query.notices import Edit, Notices
from search.query.tree import And, AtLeast, Node, Not
from search.query.words import number

LEAST_BOOST, MOST_BOOST = 0.01, 100.0
MOST_COUNTED = 100


def negated(node: Node, negations: list[Lexeme], notices: Notices) -> Node:
    """Return the node under as many NOTs as were typed: two are none."""
    signs = sum(1 if n.kind == "not" else len(n.text.replace("+", "")) for n in negations)
    start, end = negations[0].start, negations[-1].end
    if signs > 1:
        edits = (Edit(start, end, "NOT " if signs % 2 else ""),)
        message = "NOT twice is the thing itself, so the two were dropped."
        notices.add("double-not", message, start, end, edits)
    elif isinstance(node, Not):
        message = "NOT of NOT is the thing itself, so both were dropped."
        notices.add("double-not", message, start, end)
    return simplify.negated(node) if signs % 2 else node


def boosted(
    node: Node, factor: str, place: tuple[int, int], scope: Scope, notices: Notices
) -> Node:
    """Return the node with the boost that was typed at `place` behind it."""
    start, end = place
    wanted = float(factor)
    if not wanted or scope.names or not simplify.scored(node):
        message = "A boost here has no use; it was ignored."
        notices.add("boost-ignored", message, start, end, (Edit(start, end, ""),))
        return node
    allowed = float(f"{min(max(wanted, LEAST_BOOST), MOST_BOOST):.6g}")
    if allowed != wanted:
        message = f"A boost is 0.01 to 100, in six digits; this was read as {allowed:g}."
        notices.add("boost-clamped", message, start, end, (Edit(start, end, f"^{allowed:g}"),))
    return simplify.boosted(node, allowed)


def count(lexeme: Lexeme, notices: Notices) -> int:
    """Return the number of `atleast3`, brought within 1 to 100."""
    wanted = number(lexeme.text[len("atleast") :])
    allowed = min(max(wanted, 1), MOST_COUNTED)
    if allowed != wanted:
        message = f"A count is 1 to {MOST_COUNTED}; this was read as {allowed}."
        edits = (Edit(lexeme.start, lexeme.end, f"atleast{allowed}"),)
        notices.add("count-clamped", message, lexeme.start, lexeme.end, edits)
    return allowed


def counted(times: int, node: Node, lexeme: Lexeme, scope: Scope, notices: Notices) -> Node:
    """Return the node that must occur so often; of several joined by AND, each of them."""
    if scope.kind == "words":
        if simplify.spanned(node):
            return AtLeast(times, node)
        if isinstance(node, And) and all(map(simplify.spanned, node.nodes)):
            return And(tuple(AtLeast(times, part) for part in node.nodes))
    message = "Only words and phrases can be counted; atleast was ignored."
    edits = (Edit(lexeme.start, lexeme.end, ""),)
    notices.add("count-ignored", message, lexeme.start, lexeme.end, edits)
    return node
