"""Filter expressions of Meilisearch to trees: `outlet = TASS AND date >= 2017-06`.

    filter    = or ; or = and { "OR" and } ; and = not { "AND" not }
    not       = "NOT" not | "(" or ")" | condition
    condition = name ("=" | "!=" | ">" | ">=" | "<" | "<=") value | name value "TO" value
              | name ["NOT"] "IN" "[" value { "," value } "]"
              | name ["NOT"] "EXISTS" | name "IS" ["NOT"] ("NULL" | "EMPTY")
              | name ["NOT"] "STARTS" "WITH" value

A list is its parts joined by AND, a list in it by OR.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.query import simplify
from search.query.tree import And, DateRange, Field, Node, Not, Or, Prefix, Term
from web.arguments import BadParameter, short
from web.shapes import moments, trees
from web.shapes.documents import DATE

FILTERABLE = ("id", "outlet", "agency", "author", "people", "lang", "date", "url", "file")
"""Attributes that can be filtered by."""

CODE = "invalid_search_filter"

MOST_CHARACTERS = 20_000

_TOKEN = re.compile(
    r"""\s*(?:(?P<sign>!=|>=|<=|[=<>(),\[\]])|"(?P<double>(?:[^"\\]|\\.)*)"
    |'(?P<single>(?:[^'\\]|\\.)*)'|(?P<word>[^\s=<>!(),\[\]"']+))""",
    re.X | re.S,
)
_COMPARED: dict[str, moments.Comparison] = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_KEYWORDS = frozenset({"AND", "OR", "NOT", "IN", "TO", "EXISTS", "IS"})
_FORMATS = ("strict_date_optional_time",)


@dataclass(frozen=True, slots=True)
class Token:
    """A sign, a word or a value in quotes, and where it begins."""

    kind: str
    text: str
    start: int


def node(given: object, now: dt.datetime) -> Node | None:
    """Return the tree of a filter, None where it asks for nothing. Raises BadParameter."""
    if given is None or given in ("", []):
        return None
    if isinstance(given, str):
        return _Reader(given, now).read()
    if not isinstance(given, list):
        raise _wrong("Invalid syntax for the filter parameter: `expected String, Array`.")
    parts = []
    for one in given:
        if isinstance(one, list):
            if not all(isinstance(other, str) for other in one):
                raise _wrong("Invalid syntax for the filter parameter: `expected String`.")
            choices = [found for other in one if (found := node(other, now)) is not None]
            parts += [trees.any_of(choices)] if choices else []
        elif isinstance(one, str):
            found = node(one, now)
            parts += [found] if found is not None else []
        else:
            raise _wrong("Invalid syntax for the filter parameter: `expected String, Array`.")
    return trees.all_of(parts) if parts else None


class _Reader:
    """Reads one expression."""

    def __init__(self, text: str, now: dt.datetime) -> None:
        if len(text) > MOST_CHARACTERS:
            raise _wrong(f"A filter may have {MOST_CHARACTERS:,} characters.")
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.now = now

    def read(self) -> Node:
        found = self.either(0)
        if self.at < len(self.tokens):
            raise self.unexpected("`AND` or `OR`")
        return found

    def either(self, depth: int) -> Node:
        parts = [self.both(depth)]
        while self.word("OR"):
            parts.append(self.both(depth))
        return trees.any_of(parts)

    def both(self, depth: int) -> Node:
        parts = [self.negated(depth)]
        while self.word("AND"):
            parts.append(self.negated(depth))
        return trees.all_of(parts)

    def negated(self, depth: int) -> Node:
        if depth > trees.MOST_DEEP:
            raise _wrong(f"A filter may lie {trees.MOST_DEEP} deep in brackets.")
        if self.word("NOT"):
            return _without(self.negated(depth + 1))
        if self.sign("("):
            found = self.either(depth + 1)
            if not self.sign(")"):
                raise self.unexpected("`)`")
            return found
        return self.condition()

    def condition(self) -> Node:
        """Return one condition on one attribute."""
        name = self.attribute()
        for sign, how in _COMPARED.items():
            if self.sign(sign):
                day = self.compared(name, how, self.value())
                return trees.between(day, None) if how[0] == "g" else trees.between(None, day)
        if self.sign("="):
            return self.equal(name, self.value())
        if self.sign("!="):
            return _without(self.equal(name, self.value()))
        negative = self.word("NOT")
        if self.word("IN"):
            found = trees.any_of(self.equal(name, value) for value in self.listed())
        elif self.word("EXISTS"):
            found = trees.EVERYTHING  # a document has every attribute, if only as null
        elif self.word("STARTS"):
            if not self.word("WITH"):
                raise self.unexpected("`WITH`")
            found = self.begins(name, self.value())
        elif not negative and self.word("IS"):
            negative = not self.word("NOT")
            if not (self.word("NULL") or self.word("EMPTY")):
                raise self.unexpected("`NULL` or `EMPTY`")
            found = trees.having(name)
        elif not negative:
            return self.between(name)
        else:
            raise self.unexpected("`IN`, `EXISTS` or `STARTS WITH`")
        return _without(found) if negative else found

    def attribute(self) -> str:
        token = self.token()
        if token is None or token.kind == "sign":
            raise self.unexpected("an attribute")
        if token.kind == "word" and token.text in _KEYWORDS:
            raise self.unexpected("an attribute")
        self.at += 1
        if token.text not in FILTERABLE:
            known = ", ".join(FILTERABLE)
            raise _wrong(
                f"Attribute `{short(token.text)}` is not filterable. Available filterable "
                f"attributes are: `{known}`.",
                token.start,
            )
        return token.text

    def between(self, name: str) -> Node:
        """Return a range: `date 2017 TO 2018`."""
        if self.token() is None or self.sign("("):
            raise self.unexpected(
                "one of `=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`, `IS NULL`"
            )
        first = self.value()
        if not self.word("TO"):
            raise self.unexpected("`TO`")
        low = self.compared(name, "gte", first)
        high = self.compared(name, "lte", self.value())
        return trees.between(low, high)

    def equal(self, name: str, value: str) -> Node:
        if name == DATE:
            low, high = self.compared(name, "gte", value), self.compared(name, "lte", value)
            return trees.between(low, high)
        if not any(map(str.isalnum, value)):
            return trees.NOTHING
        return Field(name, Term(" ".join(value.split())))

    @staticmethod
    def begins(name: str, value: str) -> Node:
        if name == DATE or len(value.strip()) < 2:
            raise _wrong("`STARTS WITH` needs two letters of a name.")
        return Field(name, Prefix(value.strip()))

    def compared(self, name: str, how: moments.Comparison, value: str) -> dt.date:
        """Return the first or last day that compares so with a value: a date, or seconds."""
        if name != DATE:
            raise _wrong(f"Attribute `{name}` has no order: only `{DATE}` has.")
        formats: tuple[str, ...] = _FORMATS
        if re.fullmatch(r"-?\d+(\.\d+)?", value) and len(value) > 4:
            value = value.partition(".")[0]
            formats = ("epoch_second" if len(value) < 12 else "epoch_millis",)
        try:
            return moments.bound(value, how, self.now, formats)
        except ValueError:
            raise _wrong(
                f"`{short(value)}` is no date: write 2017-06-20, 2017-06 or seconds since 1970."
            ) from None

    def listed(self) -> Iterator[str]:
        """Yield the values between brackets."""
        if not self.sign("["):
            raise self.unexpected("`[`")
        while not self.sign("]"):
            yield self.value()
            if not self.sign(","):
                if self.sign("]"):
                    return
                raise self.unexpected("`,` or `]`")

    def value(self) -> str:
        token = self.token()
        if token is None or token.kind == "sign":
            raise self.unexpected("a value")
        if token.kind == "word" and token.text in _KEYWORDS:
            raise _wrong(f"`{token.text}` is a reserved keyword: put it in quotes.", token.start)
        self.at += 1
        return token.text

    def token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def sign(self, text: str) -> bool:
        token = self.token()
        found = token is not None and token.kind == "sign" and token.text == text
        self.at += found
        return found

    def word(self, text: str) -> bool:
        token = self.token()
        found = token is not None and token.kind == "word" and token.text.upper() == text
        self.at += found
        return found

    def unexpected(self, wanted: str) -> BadParameter:
        token = self.token()
        if token is None:
            return _wrong(f"Expected {wanted}, but the filter ends.", len(self.text))
        return _wrong(f"Expected {wanted}, found `{short(token.text)}`.", token.start)


def _without(found: Node) -> Node:
    """Return the articles where a condition does not hold; those without a date are among them."""
    if isinstance(found, And):
        return trees.any_of(map(_without, found.nodes))
    if isinstance(found, Or):
        return trees.all_of(map(_without, found.nodes))
    if isinstance(found, DateRange):
        return Or((Not(found), Not(trees.having(DATE))))
    return simplify.negated(found)


def _wrong(message: str, position: int | None = None) -> BadParameter:
    place = "" if position is None else f" (at character {position + 1})"
    return BadParameter(message + place, parameter="filter", code=CODE, position=position)


def _tokens(text: str) -> Iterator[Token]:
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None:
            raise _wrong(f"`{short(text[position:].strip())}` cannot be read.", position)
        kind = match.lastgroup or ""
        value = match[kind]
        if kind in ("double", "single"):
            value, kind = re.sub(r"\\(.)", r"\1", value, flags=re.S), "value"
        yield Token(kind, value, match.start(match.lastgroup or 0))
        position = match.end()
