"""Query text as Elasticsearch's simple parser reads it: what `simple_query_string` asks for."""

from __future__ import annotations

import re

from search.query import simplify
from search.query.tree import Everything, Node, Prefix
from web.shapes import trees
from web.shapes.elastic.fields import Fields
from web.shapes.elastic.lucene import ESCAPED, Token, cut, matches

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\)) | (?P<and>\+) | (?P<or>\|) | (?P<not>-(?=\S))
      | "(?P<phrase>(?:[^"\\]|\\.)*)"?(?:~(?P<slop>\d{1,9}))?
      | (?P<word>(?:\\.|[^\s()"|])+)
    )""",
    re.X | re.S,
)
_FUZZY = re.compile(r"(.+?)~(\d?)\Z", re.S)


def read(text: str, fields: Fields, *, all_words: bool) -> Node | None:
    """Return the tree of a simple query string, None where it holds no word.

    `+` is AND, `|` is OR, `-` NOT; `"a b"~2`, `word*` and `word~1` are known, and brackets.
    """
    tokens = list(matches(_TOKEN, cut(text)))
    node, _ = _level(tokens, 0, 0, fields, "and" if all_words else "or")
    return node


def _level(
    tokens: list[Token], at: int, depth: int, fields: Fields, default: str
) -> tuple[Node | None, int]:
    """Return what stands up to the closing bracket, and where that is."""
    node: Node | None = None
    joined, negated, count = default, False, 0
    while at < len(tokens):
        kind, token = tokens[at]
        at += 1
        if kind == "close":
            if depth:
                break
            continue
        if kind in ("and", "or"):
            joined = kind
            continue
        if kind == "not":
            negated = not negated
            continue
        found: Node | None = None
        if kind == "open":
            if depth < trees.MOST_DEEP:
                found, at = _level(tokens, at, depth + 1, fields, default)
        elif count < trees.MOST_WORDS:
            found = _leaf(kind, token, fields)
            count += 1
        if found is not None:
            found = simplify.negated(found) if negated else found
            join = trees.all_of if joined == "and" else trees.any_of
            node = found if node is None else join([node, found])
        joined, negated = default, False
    return node, at


def _leaf(kind: str, token: re.Match[str], fields: Fields) -> Node | None:
    if kind == "phrase":
        text = ESCAPED.sub(r"\1", token["phrase"])
        slop = min(int(token["slop"] or 0), 100)
        return fields.spread(text, lambda one: trees.phrase(one, slop)) if text.strip() else None
    text = token["word"]
    if text == "*":
        return Everything()
    fuzzy = _FUZZY.fullmatch(text)
    bare = ESCAPED.sub(r"\1", text)
    if not trees.pieces(bare):
        return None
    if text.endswith("*") and text[:-1].isalnum() and len(text) > 2:
        return fields.spread(text[:-1], Prefix)
    if fuzzy:
        edits = int(fuzzy[2] or 1)
        return fields.spread(fuzzy[1], lambda one: _fuzzy(one, edits))
    return fields.spread(bare, lambda one: trees.all_of(trees.words(one)))


def _fuzzy(text: str, edits: int) -> Node:
    return trees.all_of(trees.fuzzy(word, edits) for word in trees.pieces(text))
