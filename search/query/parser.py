"""Lexemes to a tree. A space binds loosest, then OR, AND, NEAR, NOT; nothing typed is refused.

    parse('putin zelensky OR zelenskyy since:2022')
      -> putin AND (zelensky OR zelenskyy) AND date:2022-01-01..

What cannot be read is left out with a notice; what is ambiguous is read one way, and the notice
offers the other.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from search.query import hints, modifiers, simplify
from search.query.cursor import MAX_DEPTH, TOO_DEEP, Cursor
from search.query.dated import Dated
from search.query.fields import EVERYWHERE, FIELDS, HAS, Scope
from search.query.lexer import BINARY, Lexeme, is_pasted, is_plain, is_quoted
from search.query.notices import Again, Edit, Notices
from search.query.precedence import SPACE, Item, joined
from search.query.tree import (
    Everything,
    Field,
    Node,
    Not,
    Parsed,
    Term,
)
from search.query.words import Words

SYNTAX = 1
"""The version of the language: stored with every saved query."""

MAX_LENGTH = 4_000
MAX_CLAUSES = 200

_SURROGATES = re.compile("[\ud800-\udfff]")


def parse(text: str, *, now: dt.datetime | None = None, max_length: int = MAX_LENGTH) -> Parsed:
    """Return how `text` is read; any string can be.

    `now` is what relative dates count from, the clock by default; its own day counts, whatever
    its zone. Text beyond `max_length` characters is not read; a tree that was parsed may print
    longer than that.
    """
    reader, node = _read(text, now, max_length)

    def again(repair: str) -> Again:
        other, tree = _read(repair, now, MAX_LENGTH)
        return Again(tree, other.notices.counts)

    notices = reader.notices.told(node, again)
    dates = tuple(reader.dated.resolved)
    plain = is_plain(reader.lexemes)
    quoted = not plain and is_quoted(reader.lexemes)
    pasted = plain or quoted or is_pasted(reader.lexemes)
    return Parsed(node, notices, dates, simplify.scored(node), plain, pasted, quoted)


def _read(text: str, now: dt.datetime | None, max_length: int) -> tuple[_Reader, Node]:
    """Return the tree of a text, and the reader with what it noted."""
    text = text if text.isascii() else _SURROGATES.sub(" ", text)
    notices = Notices(text)
    if len(text) > max_length:
        notices.end = _cut(text, max_length)
        notices.add(
            "too-long",
            f"A query may have {max_length:,} characters; the rest was left out.",
            notices.end,
            len(text),
            (),
        )
    reader = _Reader(text[: notices.end], notices, now)
    return reader, reader.read()


def _cut(text: str, most: int) -> int:
    """Return where to cut a long text: at most `most`, and not within a word if that can be."""
    if text[most].isspace():
        return most
    space = max(text.rfind(char, 0, most) for char in " \n\t\xa0\u3000")
    return space if space > 0 else most


class _Reader(Cursor):
    """Reads one query, from a cursor over its lexemes."""

    def __init__(self, text: str, notices: Notices, now: dt.datetime | None) -> None:
        super().__init__(text, notices)
        self.words = Words(notices)
        self.dated = Dated(notices, now)
        self.enclosing = EVERYWHERE
        """The scope of the innermost open bracket."""
        self.clauses = 0
        self.factor: str | None = None
        """The boost typed behind the word read last."""
        self.dangled = False
        """Whether the operand being read turned out to be a field or a count of nothing."""

    def read(self) -> Node:
        """Return the tree of the whole query."""
        if self.next.kind == "end":
            message = "The query is empty, so every article is shown."
            self.notices.add("empty", message, 0, len(self.notices.text))
            return Everything()
        node = self.level(EVERYWHERE)
        if node is not None and len(self.lexemes) > MAX_DEPTH:
            shallow = simplify.shallow(node, MAX_DEPTH)
            if shallow != node:
                self.notices.add("too-deep", TOO_DEEP, 0, self.end)
            node = shallow
        if node is None:
            message = "Nothing of the query could be used, so every article is shown."
            self.notices.add("nothing-left", message, 0, len(self.text))
            return Everything()
        return node

    def level(self, scope: Scope) -> Node | None:
        """Return what stands up to the end or the closing bracket, None when nothing is left."""
        items: list[Item] = []
        operators: list[Lexeme] = []
        pending: Lexeme | None = None
        while True:
            lexeme = self.next
            kind = lexeme.kind
            if kind == "end" or (kind == "close" and self.depth):
                break
            if kind in BINARY:
                self.take()
                if not items or pending:
                    self.dangling(lexeme, "stands before")
                else:
                    pending = lexeme
            elif kind == "close":
                self.take()
                self.left_out("stray-bracket", "Nothing was open for", lexeme)
            else:
                item = self.operand(scope, bool(items) and pending is None)
                if item is None:
                    continue
                if items:
                    operators.append(pending or SPACE)
                items.append(item)
                pending = None
        if pending:
            self.dangling(pending, "follows")
        if not items:
            return None
        if not operators:
            return items[0].node
        return joined(items, operators, scope, self.notices)

    def operand(self, scope: Scope, preceded: bool) -> Item | None:
        """Return the next operand with its NOTs and its boost, None when only NOTs are there.

        `preceded`: there is one before, and only a space between.
        """
        start = self.notices.operand = self.next.start
        negations: list[Lexeme] = []
        sign: Lexeme | None = None
        while self.next.kind in ("not", "signs"):
            sign = self.take()
            if sign.text.strip("+"):
                negations.append(sign)
        if sign and (self.next.kind in BINARY or self.next.kind in ("end", "close")):
            self.dangling(sign, "follows")
            return None
        if self.next.kind == "word" and scope.kind == "words":
            following = self.lexemes[self.at + 1]
            followed = following.kind in _OPERANDS and not negations
            hints.word(self.next, following, (preceded, followed), self.notices)
        node = self.boosted(scope)
        if self.dangled:
            self.dangled = False
            return None
        if negations and node is not None:
            node = modifiers.negated(node, negations, self.notices)
        return Item(node, start, self.end)

    def boosted(self, scope: Scope) -> Node | None:
        """Return the next primary, with `^2` if it has one."""
        self.factor = None
        node = self.primary(scope)
        factor, self.factor = self.factor, None
        if self.next.kind == "caret":
            factor = self.take().text
        if factor is None or node is None:
            return node
        place = (self.text.rfind("^", 0, self.end), self.end)
        return modifiers.boosted(node, factor, place, scope, self.notices)

    def primary(self, scope: Scope) -> Node | None:
        """Return the next word, quotation, bracket or field, None when it was left out."""
        while scope.listed and self.next.kind == "comma":
            self.take()
        kind = self.next.kind
        if kind in _LEAVES:
            return self.leaf(scope)
        if kind == "field":
            return self.field(scope)
        if kind == "open":
            return self.bracket(scope)
        if kind == "atleast":
            return self.at_least(scope)
        if kind == "signs":
            return self.minus(scope)
        if kind == "stray":
            self.left_out("stray-quote", "Nothing was open for", self.take())
        elif kind in ("tilde", "caret", "comma"):
            self.left_out("stray-sign", "There is nothing for", self.take())
        return None

    def bracket(self, scope: Scope) -> Node | None:
        """Return what stands between brackets; one that is never closed is closed at the end."""
        if not self.deeper(self.next):
            return None
        opening = self.take()
        enclosing, self.enclosing = self.enclosing, scope
        empty = self.next.kind == "close"
        node = self.level(scope)
        self.enclosing = enclosing
        self.depth -= 1
        if self.next.kind == "end" and self.end == opening.end and not self.cut:
            self.notices.mend(opening.start, opening.end, "")
            self.left_out("stray-bracket", "Nothing follows", opening)
            return None
        if self.next.kind != "close":
            self.notices.mend(self.next.start, self.next.start, ")")
            if not self.cut:
                message = "This bracket is never closed, so it was closed at the end."
                self.notices.add("unclosed-bracket", message, opening.start, opening.end, ())
            return node
        self.take()
        if empty:
            message = "There is nothing between these brackets; they were left out."
            edits = (Edit(opening.start, self.end, ""),)
            self.notices.add("empty-brackets", message, opening.start, self.end, edits)
        if self.next.kind == "tilde":
            self.left_out("distance-ignored", "Only a quotation can have", self.take())
        return node

    def leaf(self, scope: Scope) -> Node | None:
        """Return a word, a quotation or a date; of a list of names, any of them."""
        first = self.single(scope)
        if self.next.kind != "comma":
            return first
        nodes = [first]
        while scope.listed and self.next.kind == "comma":
            comma = self.take()
            if self.next.kind not in _LEAVES:
                continue
            self.notices.operand = self.next.start
            if self.next.start == comma.end or self.enclosing is scope:
                nodes.append(self.single(scope))
                continue
            message = f"The list after {scope.name}: ends at the space; write it without spaces."
            edits = (Edit(comma.start, self.next.start, ","),)
            self.notices.add("list-ended", message, comma.start, comma.end, edits)
        return simplify.any_of(node for node in nodes if node is not None)

    def single(self, scope: Scope) -> Node | None:
        """Return one word, quotation or date."""
        if self.clauses == MAX_CLAUSES:
            message = f"A query may have {MAX_CLAUSES} parts; the rest was left out."
            self.cut_at(self.next.start, "too-many-clauses", message)
            return None
        lexeme = self.take()
        exact = lexeme.kind == "equals"
        if exact:
            if self.next.kind not in _LEAVES:
                self.left_out("no-letters", "Nothing follows", lexeme)
                return None
            sign, lexeme = lexeme, self.take()
            if lexeme.kind == "word":
                lexeme = lexeme._replace(start=sign.start)
        if lexeme.kind == "unclosed":
            self.unclosed(lexeme)
        node: Node | None
        if scope.kind == "date":
            node = self.dated.days(lexeme, scope, self.lexemes[self.at - 2])
        elif lexeme.kind in ("phrase", "unclosed"):
            tilde = self.take() if self.next.kind == "tilde" else None
            node = self.words.phrase(lexeme, scope, exact, tilde)
        else:
            node, self.factor = self.words.word(lexeme, scope, exact)
        if node is None:
            return None
        if isinstance(node, Everything) and scope.kind != "words" and self.enclosing is scope:
            self.left_out("field-anything", f"Nothing is said of {scope.name}: by", lexeme)
            return None
        self.clauses += 1
        return node

    def unclosed(self, lexeme: Lexeme) -> None:
        """Note a quotation without an end; one without a word is left out later."""
        if not any(map(str.isalnum, lexeme.text)):
            self.notices.mend(lexeme.start, lexeme.end, "")
            return
        self.notices.mend(lexeme.end, lexeme.end, '"')
        message = "This quotation is never closed, so it was closed at the end."
        self.notices.add("unclosed-quote", message, lexeme.start, lexeme.start + 1, ())

    def field(self, scope: Scope) -> Node | None:
        """Return what a field's value asks for."""
        lexeme = self.take()
        inner = FIELDS[lexeme.text.lower()]
        if self.next.kind not in _OPERANDS or self.next.start - lexeme.end > 1:
            self.dangling(lexeme._replace(text=lexeme.text + ":"), "follows")
            self.dangled = True
            return None
        if not self.deeper(lexeme):
            return None
        negated = self.next.kind == "signs"
        if scope.kind != "words":
            self.field_in_names(lexeme, scope)
        if inner.kind == "case":
            node = self.primary(replace(scope, cased=True))
        elif inner.kind == "words":
            node = self.primary(replace(inner, cased=scope.cased))
        else:
            node = self.primary(inner)
        self.depth -= 1
        if node is None or scope.kind != "words":
            return None
        if isinstance(node, Everything) and inner.kind != "case":
            if inner.name in HAS:
                return Field("has", Term(inner.name))
            self.left_out("field-anything", "Every article is found by", lexeme)
            return None
        if inner.kind in ("case", "date"):
            return node
        if negated and isinstance(node, Not):  # as it is told to be written
            return Not(Field(inner.name, node.node))
        return Field(inner.name, node)

    def field_in_names(self, lexeme: Lexeme, scope: Scope) -> None:
        """Note a field inside the value of another that holds names or dates."""
        message = f"{lexeme.text}: cannot stand inside {scope.name}:, so it was left out."
        self.notices.add("not-in-field", message, lexeme.start, lexeme.end)

    def minus(self, scope: Scope) -> Node | None:
        """Return the opposite of a value: `outlet:-TASS`, though the minus belongs before."""
        field = self.lexemes[self.at - 1]
        sign = self.take()
        node = self.primary(scope)
        if node is None or not sign.text.replace("+", ""):
            return node
        negations = sign.text.replace("+", "")
        if len(negations) % 2 == 0:
            return node
        message = f"{sign.text} belongs before the field; this leaves out what follows it."
        edits = (
            (Edit(field.start, sign.end, f"-{field.text}:"),) if field.kind == "field" else None
        )
        self.notices.add("minus-in-field", message, sign.start, sign.end, edits)
        return simplify.negated(node)

    def at_least(self, scope: Scope) -> Node | None:
        """Return what must occur a number of times."""
        lexeme = self.take()
        if self.next.kind not in _OPERANDS:
            self.dangling(lexeme, "follows")
            self.dangled = True
            return None
        if not self.deeper(lexeme):
            return None
        times = modifiers.count(lexeme, self.notices)
        node = self.primary(scope)
        self.depth -= 1
        return node and modifiers.counted(times, node, lexeme, scope, self.notices)


_LEAVES = frozenset({"word", "phrase", "unclosed", "value", "equals"})
_OPERANDS = _LEAVES | {"open", "field", "atleast", "signs", "comma"}
