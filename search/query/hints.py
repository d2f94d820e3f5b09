"""Words that may have been meant as an operator or a field: read as words, and said to be."""

from __future__ import annotations

import re

from search.query.fields import nearest
from search.query.lexer import Lexeme, suffixed
from search.query.notices import Edit, Notices

_PREFIXED = re.compile(r"([A-Za-z]{2,}):(?!//)(.*)", re.S)


def operator(lexeme: Lexeme, preceded: bool, notices: Notices) -> None:
    """Note a lone small `or` or `not`, or a NEAR without its number, before another operand.

    `preceded`: there is an operand before it too.
    """
    text = lexeme.text
    if text not in ("or", "not", "NEAR") or not (preceded or text == "not"):
        return
    better = "NEAR/5" if text == "NEAR" else text.upper()
    message = f"{text} was read as a word; the operator is written {better}."
    edits = (Edit(lexeme.start, lexeme.end, better),)
    code = "near-number" if text == "NEAR" else "small-operator"
    notices.add(code, message, lexeme.start, lexeme.end, edits)


def field(lexeme: Lexeme, following: Lexeme, notices: Notices) -> None:
    """Note a word that looks like a field, `nosuch:foo`, but names none we know."""
    match = _PREFIXED.match(lexeme.text)
    if match is None:
        return
    name, rest = match.groups()
    known = None if notices.full("unknown-field") else nearest(name)
    attached = following.start == lexeme.end and following.kind in ("phrase", "unclosed", "open")
    if not (rest or attached or known):
        return
    after = lexeme.start + len(name)
    message = f"There is no field {name}:, so it was read as text."
    edits = (Edit(lexeme.start, lexeme.end, f'"{suffixed(lexeme.text).base}"'),)
    if known:
        message += f" Did you mean {known}:?"
        edits = (Edit(lexeme.start, after, known),)
    elif attached:
        edits = (Edit(after, after + 1, " "),)
    notices.add("unknown-field", message, lexeme.start, after + 1, edits)
