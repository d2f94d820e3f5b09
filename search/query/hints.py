"""Words that may have been meant as an operator or a field: read as words, and said to be.

Those of other search languages are known, so that a query brought along is told what it is here.
"""

from __future__ import annotations

import re

from search.query.fields import FIELDS, nearest
from search.query.lexer import Lexeme, suffixed
from search.query.notices import Edit, Notices

_PREFIXED = re.compile(r"([A-Za-z_]{2,}):(?!//)(.*)", re.S)
_EQUATED = re.compile(r"([A-Za-z_]{2,})=(.*)", re.S)
_BETWEEN = re.compile(
    r"(?i)(?:(?P<ordered>adj)/?(?P<n>\d{1,3})|(?:w/|/)(?P<s>s|sent(?:ence)?)"
    r"|(?:w/|/)(?P<p>p|para(?:graph)?)|/(?P<near>\d{1,3}))",
    re.A,
)
"""Distances as Factiva, Nexis and Westlaw write them, where we write another."""

_COUNTED = re.compile(r"(?i)atl/?(\d{1,3})", re.A)
_BEGINNING = re.compile(r"([a-z]{3,})[!$]")
"""Counts and beginnings of words, likewise."""

OTHERS = {
    **dict.fromkeys(("subject", "intitle", "allintitle", "hd", "hl", "hlead"), "title"),
    "newer_than": "newer",
    "older_than": "older",
    "_exists_": "has",
    **dict.fromkeys(("byline", "by", "au"), "author"),
    **dict.fromkeys(("pub", "publisher", "journal", "newspaper", "sn", "site"), "outlet"),
    **dict.fromkeys(("language", "la"), "lang"),
    **dict.fromkeys(("allintext", "intext", "bdy"), "body"),
    **dict.fromkeys(("filename", "path"), "file"),
    **dict.fromkeys(("pd", "published", "day"), "date"),
}
"""Fields of Google, Gmail, Nexis, Factiva, Recoll and the like, and what they are called here."""


def word(lexeme: Lexeme, following: Lexeme, joins: tuple[bool, bool], notices: Notices) -> None:
    """Note a word that looks like what it is not; `following` is the lexeme behind it.

    `joins`: whether there is an operand before it that nothing joins yet, and one behind it.
    """
    text = lexeme.text
    attached = following.start == lexeme.end and following.kind in ("phrase", "unclosed", "open")
    if text.isalpha() and not attached:
        if joins[1] and text in ("or", "not", "NEAR"):
            _operator(lexeme, joins[0], notices)
    elif ":" in text:
        _field(lexeme, attached, notices)
    elif attached and text.isalpha():
        if following.kind == "open":
            _colon(lexeme, text, lexeme.end, notices)
    elif "=" in text:
        match = _EQUATED.fullmatch(text)
        if match and (match[2] or attached):
            _colon(lexeme, match[1], lexeme.start + match.start(2), notices)
    elif joins[0] or following.kind != "end":
        _elsewhere(lexeme, joins, notices)


def _operator(lexeme: Lexeme, preceded: bool, notices: Notices) -> None:
    """Note a lone small `or` or `not`, or a NEAR without its number, before another operand."""
    text = lexeme.text
    if not (preceded or text == "not"):
        return
    better = "NEAR/5" if text == "NEAR" else text.upper()
    message = f"{text} was read as a word; the operator is written {better}."
    edits = (Edit(lexeme.start, lexeme.end, better),)
    code = "near-number" if text == "NEAR" else "small-operator"
    notices.add(code, message, lexeme.start, lexeme.end, edits)


def _elsewhere(lexeme: Lexeme, joins: tuple[bool, bool], notices: Notices) -> None:
    """Note what another language writes so: `a adj5 b`, `a w/sent b`, `atl5(a)`, `acquir!`."""
    text = lexeme.text
    between = _BETWEEN.fullmatch(text) if all(joins) else None
    counted = _COUNTED.fullmatch(text) if joins[1] else None
    beginning = _BEGINNING.fullmatch(text)
    message = f"{text} was read as a word; the operator is written"
    if between:
        better = "w/s" if between["s"] else "w/p" if between["p"] else f"NEAR/{between['near']}"
        better = f"PRE/{between['n']}" if between["ordered"] else better
    elif counted:
        better = f"atleast{counted[1]}"
    elif beginning:
        better = f"{beginning[1]}*"
        message = f"{text} was read as the word {beginning[1]}; words that begin so are written"
    else:
        return
    edits = (Edit(lexeme.start, lexeme.end, better),)
    notices.add("operator-elsewhere", f"{message} {better}.", lexeme.start, lexeme.end, edits)


def _field(lexeme: Lexeme, attached: bool, notices: Notices) -> None:
    """Note a word that looks like a field, `nosuch:foo`, but names none we know."""
    match = _PREFIXED.match(lexeme.text)
    if match is None:
        return
    name, rest = match.groups()
    other = OTHERS.get(name.lower()) if rest or attached else None
    known = other or (None if notices.full("unknown-field") else nearest(name))
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


def _colon(lexeme: Lexeme, name: str, end: int, notices: Notices) -> None:
    """Note a field written as elsewhere, `headline(kremlin)` or `hd=kremlin`."""
    known = name.lower() if name.lower() in FIELDS else OTHERS.get(name.lower())
    if not known:
        return
    shown = lexeme.text[: end - lexeme.start]
    message = f"{shown} was read as text; the field is written {known}:"
    edits = (Edit(lexeme.start, end, f"{known}:"),)
    notices.add("field-colon", f"{message} here.", lexeme.start, end, edits)
