"""Query text as Lucene's classic parser reads it, which `query_string` gives it to.

AND, OR, NOT, `+` and `-` say which clauses must, may and must not match, as in Lucene; a clause
itself is a word, phrase, pattern or field of our own language. Nothing typed is refused: what
cannot be read is left out with a notice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search import query
from search.query.tree import Everything, Node, Notice
from web.shapes import moments, trees
from web.shapes.documents import DATE, TEXT
from web.shapes.elastic.fields import Fields, inside, known

MOST_CHARACTERS = 4_000

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<open>\() | (?P<close>\))
      | (?P<and>AND(?=[\s(]|\Z) | &&) | (?P<or>OR(?=[\s(]|\Z) | \|\|)
      | (?P<not>NOT(?=[\s(]|\Z) | [!-](?=\S)) | (?P<plus>\+(?=\S))
      | (?P<field>[A-Za-z_][\w.]*):(?!//)(?=\S)
      | (?P<range>[\[{][^\[\]{}]*\sTO\s[^\[\]{}]*[\]}]) | (?P<compare>[<>]=?[^\s()"]+)
      | "(?P<phrase>(?:[^"\\]|\\.)*)"?(?:~(?P<slop>\d{1,9}))?(?:\^(?P<boost>\d{1,4}(?:\.\d*)?))?
      | (?P<word>(?:\\.|[^\s()"])+)
    )""",
    re.X | re.S,
)
ESCAPED = re.compile(r"\\(.)", re.S)
_RANGE = re.compile(r"([\[{])\s*(\S+)\s+TO\s+(\S+)\s*([\]}])", re.S)

Token = tuple[str, "re.Match[str]"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, and how it must occur: "must", "should" or "not"."""

    node: Node
    occurs: str


def read(
    text: str, fields: Fields, *, all_words: bool, slop: int, now: dt.datetime
) -> tuple[Node | None, tuple[Notice, ...]]:
    """Return the tree of a query string, None where nothing could be used of it.

    `all_words`: clauses without a sign must match. `slop` is what a phrase has without one.
    """
    reader = _Lucene(cut(text), fields, all_words, slop, now)
    node = reader.level(0)
    return node, tuple(reader.notices)


def cut(text: str) -> str:
    """Return as much of a query's text as is read."""
    return re.sub("[\ud800-\udfff]", " ", text[:MOST_CHARACTERS])


class _Lucene:
    """Reads one query string from its tokens."""

    def __init__(
        self, text: str, fields: Fields, all_words: bool, slop: int, now: dt.datetime
    ) -> None:
        self.tokens = list(matches(_TOKEN, text))
        self.at = 0
        self.fields = fields
        self.all_words = all_words
        self.slop = slop
        self.now = now
        self.notices: list[Notice] = []
        self.leaves = 0

    def level(self, depth: int, name: str | None = None) -> Node | None:
        """Return what stands up to the end or the closing bracket."""
        clauses: list[Clause] = []
        joined = sign = ""
        while self.at < len(self.tokens):
            kind, token = self.tokens[self.at]
            self.at += 1
            if kind == "close":
                if depth:
                    break
            elif kind in ("and", "or"):
                joined = kind
            elif kind in ("not", "plus"):
                sign = "" if kind == sign == "not" else kind
            else:
                node = self.clause(kind, token, depth, name)
                if node is not None:
                    self.join(clauses, node, joined, sign)
                joined = sign = ""
        return combined(clauses)

    def join(self, clauses: list[Clause], node: Node, joined: str, sign: str) -> None:
        """Add a clause; AND before it makes the one before required too, as OR frees it."""
        before = clauses[-1] if clauses else None
        if before and before.occurs != "not":
            if joined == "and":
                clauses[-1] = Clause(before.node, "must")
            elif joined == "or" and self.all_words and before.occurs == "must":
                clauses[-1] = Clause(before.node, "should")
        must = joined != "or" if self.all_words else joined == "and"
        occurs = "not" if sign == "not" else "must" if must or sign == "plus" else "should"
        clauses.append(Clause(node, occurs))

    def clause(self, kind: str, token: re.Match[str], depth: int, name: str | None) -> Node | None:
        """Return one clause, None where it is left out."""
        if kind == "open":
            if depth >= trees.MOST_DEEP:
                self.leave_out("Brackets lie too deep in one another.")
                return None
            node = self.level(depth + 1, name)
            if self.at < len(self.tokens) and self.boost_behind():
                node = node and trees.weighted(node, self.boost())
            return node
        if kind == "field":
            return self.in_field(token, depth)
        self.leaves += 1
        if self.leaves > trees.MOST_WORDS:
            if self.leaves == trees.MOST_WORDS + 1:
                self.leave_out(f"A query may have {trees.MOST_WORDS} parts.")
            return None
        return self.leaf(kind, token, name)

    def boost_behind(self) -> bool:
        kind, token = self.tokens[self.at]
        return kind == "word" and re.fullmatch(r"\^\d{1,4}(?:\.\d*)?", token["word"]) is not None

    def boost(self) -> float:
        _, token = self.tokens[self.at]
        self.at += 1
        return float(token["word"][1:]) or 1.0

    def in_field(self, token: re.Match[str], depth: int) -> Node | None:
        """Return what a field's value asks for; a name that is no field's is a word."""
        name = token["field"]
        if self.at == len(self.tokens):
            return None
        kind, following = self.tokens[self.at]
        if kind in ("close", "and", "or", "not", "plus", "field"):
            return self.words(name)
        self.at += 1
        if name == "_exists_" and kind == "word":
            return self.exists(following["word"])
        found = known(name)
        if found is None:
            self.leave_out(f"There is no field {name}: to search; it was read as a word.")
            rest = self.clause(kind, following, depth, None)
            return trees.any_of([self.words(name), *([rest] if rest is not None else [])])
        return self.clause(kind, following, depth, found)

    @staticmethod
    def exists(name: str) -> Node | None:
        """Return what has a value in a field."""
        found = known(name)
        return trees.having(found) if found else None

    def leaf(self, kind: str, token: re.Match[str], name: str | None) -> Node | None:
        """Return a word, a phrase or a range."""
        if name == DATE:
            return self.days(token)
        if kind == "phrase":
            text = ESCAPED.sub(r"\1", token["phrase"])
            if not trees.pieces(text):
                return None
            slop = min(int(token["slop"]) if token["slop"] else self.slop, 100)
            node = self.put(text, lambda words: trees.phrase(words, slop), name)
            return trees.weighted(node, float(token["boost"] or 1) or 1.0)
        text = token[0].strip()
        if kind in ("range", "compare"):
            if name:
                self.leave_out("Only a date can be between two values.")
                return None
            return self.words(text)
        if "\\" in text:
            bare = ESCAPED.sub(r"\1", text)
            return self.words(bare, name) if trees.pieces(bare) else None
        if text in ("*", "*:*"):
            return Everything()
        if name is not None and name not in TEXT:
            return self.own(f"{name}:{text}")
        own = self.own(text)
        return own and self.put(text, lambda _: own, name)

    def own(self, text: str) -> Node | None:
        """Return a word, pattern or name with its signs, as our own language has it."""
        parsed = query.parse(text, now=self.now)
        self.notices += parsed.notices
        if isinstance(parsed.tree, Everything):
            return None
        return parsed.tree

    def words(self, text: str, name: str | None = None) -> Node:
        """Return words without any sign."""
        return self.put(text, lambda one: trees.all_of(trees.words(one)), name)

    def put(self, text: str, node: Callable[[str], Node], name: str | None) -> Node:
        return inside(name, text, node) if name else self.fields.spread(text, node)

    def days(self, token: re.Match[str]) -> Node | None:
        """Return a range of days: `[2017 TO now]`, `{* TO 2018}`, `>=2017-06`, `2017-06`."""
        text = ESCAPED.sub(r"\1", token["phrase"] or token[0].strip())
        try:
            return days(text, self.now)
        except ValueError:
            return self.own(f'date:"{text}"' if " " in text else f"date:{text}")

    def leave_out(self, message: str) -> None:
        """Note what was not used."""
        self.notices.append(Notice("left-out", message, 0, 0))


def combined(clauses: list[Clause]) -> Node | None:
    """Return clauses as Lucene joins them, None of none."""
    must = [one.node for one in clauses if one.occurs == "must"]
    should = [one.node for one in clauses if one.occurs == "should"]
    without = trees.none_of(one.node for one in clauses if one.occurs == "not")
    if not clauses:
        return None
    wishes = map(trees.wish, should) if must else [trees.any_of(should)] if should else []
    return trees.all_of([*must, *wishes, *without])


def days(text: str, now: dt.datetime) -> Node:
    """Return the articles of a range of days as a query string writes it. Raises ValueError."""
    match = _RANGE.fullmatch(text)
    bounds: dict[str, dt.date] = {}
    if match:
        for sign, value, closed, which in (
            (match[1], match[2], "[", ("gte", "gt")),
            (match[4], match[3], "]", ("lte", "lt")),
        ):
            if value != "*":
                how = which[0] if sign == closed else which[1]
                bounds[which[0]] = moments.bound(
                    value.strip('"'),
                    how,  # type: ignore[arg-type]
                    now,
                    moments.DEFAULT_FORMATS,
                )
        return trees.between(bounds.get("gte"), bounds.get("lte"))
    sign = re.match("[<>]=?", text)
    if sign:
        how = {">=": "gte", ">": "gt", "<=": "lte", "<": "lt"}[sign[0]]
        day = moments.bound(text[sign.end() :], how, now, moments.DEFAULT_FORMATS)  # type: ignore[arg-type]
        return trees.between(day, None) if how[0] == "g" else trees.between(None, day)
    first = moments.moment(text, now)
    last = moments.moment(text, now, up=True)
    return trees.between(first.date(), last.date())


def matches(pattern: re.Pattern[str], text: str) -> Iterator[Token]:
    """Yield the tokens of a text: the group that matched, and the match."""
    position = 0
    while position < len(text):
        match = pattern.match(text, position)
        if match is None or match.end() == position:
            position += 1
            continue
        position = match.end()
        kind = match.lastgroup or ""
        yield ("phrase" if kind in ("slop", "boost") else kind), match
