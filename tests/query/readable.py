"""A parser to read in a sitting: the grammar of the language, rule by rule, for queries that say
what they mean. The fast parser, which also mends the others, is compared with it.

    query    = or { SPACE or }                  boosted  = primary [ "^" number ]
    or       = and { ("OR" | "|" | "||") and }  primary  = "(" query ")" | field | phrase | atleast
    and      = near { ("AND" | "&" | "&&") near }          | "=" word | word
    near     = unary { NEAROP unary }           phrase   = QUOTE words QUOTE [ "~" digits ]
    unary    = ("NOT" | "-" | "!" | "+") unary | boosted   atleast  = "atleast" n primary
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

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

ALIASES = {
    "headline": "title",
    "text": "body",
    "source": "outlet",
    "publication": "outlet",
    "person": "people",
    "speaker": "said",
}
FIELDS = ("title", "body", "quote", *NAME_FIELDS)
DATES = ("date", "on", "since", "from", "until", "to", "after", "before", "newer", "older")

SPACE = re.compile(r"\s+")
FIELD = re.compile(r"([a-z]+): ?", re.I)
QUOTED = re.compile(r'["“„«]([^"“”„«»]*)["”“»](?:\s?~(\d+))?')
ATLEAST = re.compile(r"atleast(\d+) ?", re.I)
NEAR = re.compile(
    r"(?:(?P<name>o?near|pre|w)/(?P<n>\d+)|near(?P<m>\d+)|around\((?P<k>\d+)\)|w/(?P<u>[sp]))"
    r"(?=\s)",
    re.I,
)
NUMBER = re.compile(r"\^(\d+(?:\.\d+)?)")
WORD = re.compile(r"[^\s()\"“”„«»^]+")
VALUE = re.compile(r"[^\s()\"“”„«»,^]+")


class Readable:
    """Reads one query. `now` is what relative dates count from."""

    def __init__(self, text: str, now: dt.datetime) -> None:
        self.text = text
        self.at = 0
        self.today = now.date()

    def tree(self) -> Node:
        """Return the tree of the whole query."""
        self.space()
        found = self.query(self.word)
        assert self.at == len(self.text), f"not a valid query at {self.text[self.at :]!r}"
        return found

    # What joins: each rule calls the next tighter one

    def query(self, leaf: Callable[[], Node]) -> Node:
        parts = [self.either(leaf)]
        while self.at < len(self.text) and self.text[self.at] != ")":
            parts.append(self.either(leaf))
        return joined(And, parts)

    def either(self, leaf: Callable[[], Node]) -> Node:
        parts = [self.both(leaf)]
        while self.sign("OR", "||", "|"):
            parts.append(self.both(leaf))
        return joined(Or, parts)

    def both(self, leaf: Callable[[], Node]) -> Node:
        parts = [self.close(leaf)]
        while self.sign("AND", "&&", "&"):
            parts.append(self.close(leaf))
        return joined(And, parts)

    def close(self, leaf: Callable[[], Node]) -> Node:
        left = self.unary(leaf)
        while found := self.take(NEAR):
            right = self.unary(leaf)
            near = nearness(found)
            if isinstance(left, Field) and isinstance(right, Field):  # title:a NEAR/3 title:b
                left = Field(left.name, replace(near, left=left.node, right=right.node))
            else:
                left = replace(near, left=left, right=right)
        return left

    def unary(self, leaf: Callable[[], Node]) -> Node:
        if self.sign("NOT") or self.prefix("-") or self.prefix("!"):
            inside = self.unary(leaf)
            return inside.node if isinstance(inside, Not) else Not(inside)
        if self.prefix("+"):
            return self.unary(leaf)
        node = self.primary(leaf)
        factor = self.take(NUMBER)
        return Boost(node, float(factor[1])) if factor else node

    def primary(self, leaf: Callable[[], Node]) -> Node:
        if self.prefix("("):
            self.space()
            inside = self.query(leaf)
            assert self.prefix(")"), "a bracket is not closed"
            self.space()
            return inside
        found = self.take(ATLEAST, spaces=False)
        if found:
            node = self.primary(leaf)
            if isinstance(node, And):
                return And(tuple(AtLeast(int(found[1]), part) for part in node.nodes))
            return AtLeast(int(found[1]), node)
        name = FIELD.match(self.text, self.at)
        if name and leaf not in (self.name, self.date):
            called = ALIASES.get(name[1].lower(), name[1].lower())
            if called in (*FIELDS, *DATES, "case"):
                self.at = name.end()
                return self.field(called, leaf)
        return leaf()

    def field(self, called: str, leaf: Callable[[], Node]) -> Node:
        if called == "case":
            return self.primary(self.cased)
        if called in DATES:
            self.asked = called
            return self.primary(self.date)
        if called not in NAME_FIELDS:
            return Field(called, self.primary(leaf))
        self.asked = called
        node = self.primary(self.name)
        if isinstance(node, Everything):
            return Field("has", Term(called))
        return Field(called, node)

    # Leaves

    def word(self) -> Node:
        if self.text.startswith('="', self.at):
            self.prefix("=")  # quotation marks say as much
        phrase = self.take(QUOTED)
        if phrase:
            words = [shaped(word) or Exact(word) for word in phrase[1].split()]
            if phrase[2] is None:
                return Phrase(tuple(words)) if len(words) > 1 else words[0]
            loose = [Term(word.text) if isinstance(word, Exact) else word for word in words]
            return Within(tuple(loose), int(phrase[2])) if len(loose) > 1 else loose[0]
        if self.prefix("="):
            return Exact(self.plain())
        text = self.plain()
        base, tilde, edits = text.partition("~")
        if tilde:
            return Fuzzy(base, int(edits or 1))
        return Everything() if text == "*" else shaped(text) or Term(text)

    def cased(self) -> Node:
        phrase = self.take(QUOTED)
        if phrase:
            words = [Exact(word, cased=True) for word in phrase[1].split()]
            return Phrase(tuple(words)) if len(words) > 1 else words[0]
        return Exact(self.plain(), cased=True)

    def name(self) -> Node:
        """One name, or several between commas."""
        names = [self.one_name()]
        while self.text[self.at - 1 : self.at + 1] != ", " and self.prefix(","):
            names.append(self.one_name())
        self.space()
        return joined(Or, names)

    def one_name(self) -> Node:
        exact = self.prefix("=")
        phrase = QUOTED.match(self.text, self.at)
        found = phrase or VALUE.match(self.text, self.at)
        assert found, "a name is missing"
        self.at = found.end()
        text = phrase[1] if phrase else found[0]
        if text == "*":
            return Everything()
        if phrase and "*" in text and self.asked in ("people", "said", "author"):
            return Phrase(tuple(shaped(word) or Exact(word) for word in text.split()))
        return shaped(text) or (Exact(text) if exact else Term(text))

    def date(self) -> Node:
        found = QUOTED.match(self.text, self.at) or re.compile(r"[^\s()]+").match(
            self.text, self.at
        )
        assert found, "a date is missing"
        self.at = found.end()
        self.space()
        return self.range(found[1] if found[0][0] == '"' else found[0])

    def range(self, text: str) -> DateRange:
        day = dt.timedelta(days=1)
        signs = {">=": "since", "<=": "until", ">": "after", "<": "before"}
        sign = next((one for one in signs if text.startswith(one)), "")
        asked = signs.get(sign, self.asked)
        if ".." in text:
            left, right = text.split("..")
            first, last = left and self.period(left)[0], right and self.period(right)[1]
            return DateRange(first or None, last or None)
        first, last = self.period(text.removeprefix(sign))
        is_length = text[-1] in "dwmy" and text[:-1].isdigit()
        if is_length and asked not in ("date", "on", "newer"):
            last = first  # a moment, not a stretch
        if asked in ("date", "on") or (asked == "newer" and is_length):
            return DateRange(first, last)
        if asked in ("since", "from", "newer"):
            return DateRange(first, None)
        if asked in ("until", "to"):
            return DateRange(None, last)
        return DateRange(last + day, None) if asked == "after" else DateRange(None, first - day)

    def period(self, text: str) -> tuple[dt.date, dt.date]:
        """Return the first and last day of a year, a month, a day, or a stretch up to today."""
        if text in ("today", "yesterday"):
            day = self.today - dt.timedelta(days=text == "yesterday")
            return day, day
        if text == "last-month":
            last = self.today.replace(day=1) - dt.timedelta(days=1)
            return last.replace(day=1), last
        if text[-1] in "dw":
            days = int(text[:-1]) * (7 if text[-1] == "w" else 1)
            return self.today - dt.timedelta(days=days), self.today
        if text[-1] in "my":
            months = self.today.year * 12 + self.today.month - 1
            months -= int(text[:-1]) * (12 if text[-1] == "y" else 1)
            year, month = months // 12, months % 12 + 1
            most = calendar.monthrange(year, month)[1]
            return dt.date(year, month, min(self.today.day, most)), self.today
        year, month, number = (*map(int, text.split("-")), 0, 0)[:3]
        if number:
            return dt.date(year, month, number), dt.date(year, month, number)
        end = calendar.monthrange(year, month or 12)[1]
        return dt.date(year, month or 1, 1), dt.date(year, month or 12, end)

    # Letters

    def plain(self) -> str:
        found = self.take(WORD)
        assert found, f"a word is missing at {self.text[self.at :]!r}"
        return found[0]

    def take(self, pattern: re.Pattern[str], *, spaces: bool = True) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
            if spaces:
                self.space()
        return found

    def sign(self, *signs: str) -> bool:
        """Take an operator that stands apart from what follows, or a sign right before it."""
        for sign in signs:
            after = self.text[self.at + len(sign) : self.at + len(sign) + 1]
            if self.text.startswith(sign, self.at) and not (sign.isalpha() and after.isalnum()):
                self.at += len(sign)
                self.space()
                return True
        return False

    def prefix(self, sign: str) -> bool:
        if not self.text.startswith(sign, self.at):
            return False
        self.at += len(sign)
        return True

    def space(self) -> None:
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at


def joined(kind: type[And] | type[Or], parts: Iterable[Node]) -> Node:
    """Return the parts as one node, those of the same kind taken apart."""
    flat = [node for part in parts for node in (part.nodes if isinstance(part, kind) else (part,))]
    return kind(tuple(flat)) if len(flat) > 1 else flat[0]


def nearness(found: re.Match[str]) -> Near:
    """Return a Near of nothing as the operator says."""
    if found["u"]:
        unit: Literal["sentence", "paragraph"] = (
            "sentence" if found["u"].lower() == "s" else "paragraph"
        )
        return Near(Everything(), Everything(), 0, unit=unit)
    ordered = (found["name"] or "").lower() in ("onear", "pre")
    apart = int(found["n"] or found["m"] or found["k"])
    return Near(Everything(), Everything(), apart, ordered=ordered)


def shaped(text: str) -> Prefix | Wildcard | None:
    """Return the leaf for a word with `*` or `?` in it."""
    if not set(text) & set("*?"):
        return None
    return Prefix(text[:-1]) if re.fullmatch(r"[^*?]+\*", text) else Wildcard(text)
