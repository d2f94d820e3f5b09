"""The closed tree of a query: these nodes and no others, and every engine answers all of them.

Meaning, over an article A:

- A node may *match* an article and may *fail* it; NOT node matches just the articles it fails.
  For words these are opposites. A dated article matches a date range when its possible days
  overlap it, and matches NOT that range unless they lie wholly inside it (so a month may match
  both); an undated article matches neither. So:
    And matches when all parts match, fails when any part fails;
    Or matches when any part matches, fails when all parts fail;
    Not swaps the two.
- Words have *spans*: (field, first position, last position), in the title or the body, apart.
  Term, Exact, Prefix, Wildcard, Fuzzy: one span an occurrence. Phrase, Within, Near: the smallest
  stretch that holds the parts. Or: the spans of its parts. Field, Boost: of the inside.
- Added says nothing of an article's text or day, but when it came into the archive. It has no form
  in the query language: it stands beside a query, as filters do.
- A word that analysis splits (a hyphen, an elision, `AT&T`, Han bigrams) is its pieces side by
  side; with a hyphen, the joined form is as good.

Nodes are compared by value, print themselves as query text, and print to something that parses
to the same tree.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, Union, cast

TEXT_FIELDS = ("title", "body", "quote")
"""Fields that hold words: any node may stand in them."""

NAME_FIELDS = (
    "outlet",
    "agency",
    "author",
    "people",
    "said",
    "lang",
    "url",
    "file",
    "id",
    "story",
    "has",
)
"""Fields that hold names: Term, Exact, Phrase, Prefix, Wildcard, And, Or and Not of these."""

LIST_FIELDS = ("outlet", "agency", "people", "lang", "id", "file", "story", "has")
"""Name fields whose value may be a list between commas: any of them."""


class _Printed:
    """What every node shares: it prints itself as query text."""

    __slots__ = ()

    def __str__(self) -> str:
        return _text(cast("Node", self), names=False)


@dataclass(frozen=True, slots=True)
class Everything(_Printed):
    """Every article: `*`."""


@dataclass(frozen=True, slots=True)
class Term(_Printed):
    """A word in any of its inflections, accents and case ignored: `sanctions`."""

    text: str


@dataclass(frozen=True, slots=True)
class Exact(_Printed):
    """A word as written but for accents and, unless `cased`, case: `=sanctions`, `case:US`."""

    text: str
    cased: bool = False


@dataclass(frozen=True, slots=True)
class Prefix(_Printed):
    """Words that begin so: `sanction*`. Case and accents are ignored, nothing is stemmed."""

    text: str


@dataclass(frozen=True, slots=True)
class Wildcard(_Printed):
    """Words of this shape, `*` for any letters and `?` for one: `organi?ation`."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy(_Printed):
    """Words within `edits` (1 or 2) letters inserted, left out, changed or swapped: `putin~`."""

    text: str
    edits: int = 1


@dataclass(frozen=True, slots=True)
class Phrase(_Printed):
    """Exactly these words, adjacent and in order: `"secretary of state"`."""

    words: tuple[Exact | Prefix | Wildcard, ...]


@dataclass(frozen=True, slots=True)
class Within(_Printed):
    """These words in one field, any order, with at most `slop` others between: `"a b"~5`.

    Distinct positions p with max(p) - min(p) - (len(words) - 1) <= slop.
    """

    words: tuple[Term | Prefix | Wildcard, ...]
    slop: int


@dataclass(frozen=True, slots=True)
class Near(_Printed):
    """Two operands close together, in one field, their spans not overlapping.

    unit "word": nearest ends at most `distance` positions apart (`a NEAR/5 b`);
    "sentence", "paragraph": both wholly in the same one (`a w/s b`, `a w/p b`), distance 0.
    `ordered`: left before right (`a PRE/5 b`). Operands are Term, Exact, Prefix, Wildcard, Fuzzy,
    Phrase, Within, Near, or an Or of these.
    """

    left: Node
    right: Node
    distance: int
    ordered: bool = False
    unit: Literal["word", "sentence", "paragraph"] = "word"


@dataclass(frozen=True, slots=True)
class AtLeast(_Printed):
    """At least `count` spans of a node that has spans: `atleast3 sanctions`."""

    count: int
    node: Node


@dataclass(frozen=True, slots=True)
class DateRange(_Printed):
    """Articles that may have been published on a day from `first` to `last`, both inclusive.

    None is an open end; at least one end is set.
    """

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Added(_Printed):
    """Articles that came into the archive at a moment or later, or after one of its snapshots.

    `since` has a time zone and whole seconds; or it is the generation and commit of the snapshot.
    """

    since: dt.datetime | tuple[int, int]


@dataclass(frozen=True, slots=True)
class Field(_Printed):
    """`node` looked for in one field: `title:kremlin`, `people:"sergei lavrov"`.

    `name` is the canonical name, one of TEXT_FIELDS or NAME_FIELDS. In a name field a Term is the
    whole value (outlet, agency, lang, url, file, id, story, has), an alias or a domain; or any run
    of words of the value (author, people, said: name variants too). Exact: no variants.
    """

    name: str
    node: Node


@dataclass(frozen=True, slots=True)
class And(_Printed):
    """All of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(_Printed):
    """Any of the nodes."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not(_Printed):
    """Articles that fail the node."""

    node: Node


@dataclass(frozen=True, slots=True)
class Boost(_Printed):
    """The node, its share of the score multiplied by `factor` (> 0)."""

    node: Node
    factor: float


Node = Union[  # noqa: UP007  a forward reference that Python 3.10 must evaluate
    Everything,
    Term,
    Exact,
    Prefix,
    Wildcard,
    Fuzzy,
    Phrase,
    Within,
    Near,
    AtLeast,
    DateRange,
    Added,
    Field,
    And,
    Or,
    Not,
    Boost,
]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of a query should know about how it was read.

    `start` and `end` are offsets into the query text; `suggestion` is a repaired query, if any.
    """

    code: str
    message: str
    start: int
    end: int
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """What a date in the query was taken to mean: inclusive days, None where open."""

    text: str
    first: dt.date | None
    last: dt.date | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query as read: its tree, the notices and the dates, in order of appearance.

    `ranked` is False when nothing in the tree can be scored (only dates, names, everything).
    `plain`: it was typed as words side by side, perhaps beside fields and dates, without any sign
    or operator: `a b`, though `a AND b` is the same tree.
    `pasted`: so, or also with quotations among the words and, where these are many, signs that
    are punctuation in a line that was pasted.
    `quoted`: so, but with quotations among the words.
    """

    tree: Node
    notices: tuple[Notice, ...] = ()
    dates: tuple[ResolvedDate, ...] = ()
    ranked: bool = True
    plain: bool = False
    pasted: bool = False
    quoted: bool = False


_PLAIN = re.compile(r"[^\W_](?:[\w.'’&/-]*[^\W_])?")
_ODD = re.compile(
    r"(?:AND|OR|NOT|(?i:(?:o?near|pre|w)/\d+|near\d+|w/[sp]|atleast\d+))$"
    r"|(?i:title|headline|body|text|quote|author|people|person|said|speaker|outlet|source"
    r"|publication|agency|lang|url|file|id|story|has|date|on|since|from|until|to|after|before"
    r"|newer|older|case):(?!//)"
)
"""Words that would be read as an operator or a field: they are printed with a \\ before them."""


def _text(node: Node, names: bool) -> str:
    """Return `node` as query text; `names` inside a name field, where words are values."""
    if isinstance(node, (And, Or)):
        joiner, brackets = (" AND ", (Or,)) if isinstance(node, And) else (" OR ", (And,))
        return joiner.join(_bracketed(part, brackets, names) for part in node.nodes)
    if isinstance(node, Not):
        return "NOT " + _bracketed(node.node, (And, Or, Near), names)
    if isinstance(node, Near):
        return _near(node)
    if isinstance(node, Boost):
        inside = _bracketed(node.node, (And, Or, Not, Near, Boost), names)
        return f"{inside}^{_number(node.factor)}"
    if isinstance(node, AtLeast):
        return f"atleast{node.count} " + _bracketed(node.node, _NOT_PRIMARY, names)
    if isinstance(node, Field):
        return f"{node.name}:{_value(node)}"
    if isinstance(node, DateRange):
        return "date:" + _days(node.first, node.last)
    if isinstance(node, Added):
        since = node.since
        return f"added since {f'{since[0]}.{since[1]}' if isinstance(since, tuple) else since}"
    return _name(node) if names else _word(node)


def _bracketed(node: Node, kinds: tuple[type, ...], names: bool) -> str:
    """Return `node` as query text, in brackets when it is one of `kinds`."""
    inside = _text(node, names)
    return f"({inside})" if isinstance(node, kinds) else inside


def _near(node: Near) -> str:
    """Return two operands with the operator between them; chains lean to the left."""
    operator = f"{'PRE' if node.ordered else 'NEAR'}/{node.distance}"
    if node.unit != "word":
        operator = "w/s" if node.unit == "sentence" else "w/p"
    left = _bracketed(node.left, (And, Or, Not, Boost), names=False)
    right = _bracketed(node.right, (And, Or, Not, Near, Boost), names=False)
    return f"{left} {operator} {right}"


def _value(node: Field) -> str:
    """Return what follows a field's colon: one value, a comma list, or brackets."""
    names = node.name in NAME_FIELDS
    inside = node.node
    if (
        node.name in LIST_FIELDS
        and isinstance(inside, Or)
        and all(isinstance(part, (Term, Exact)) for part in inside.nodes)
    ):
        return ",".join(_text(part, names) for part in inside.nodes)
    return _bracketed(inside, _NOT_PRIMARY, names)


def _word(node: Node) -> str:
    """Return a leaf that looks for words, as query text."""
    if isinstance(node, Term):
        return "\\" + node.text if _ODD.match(node.text) else node.text
    if isinstance(node, Exact):
        sign = "case:" if node.cased else "="
        if _PLAIN.fullmatch(node.text) and not (node.cased and _ODD.match(node.text)):
            return sign + node.text
        return f'case:"{node.text}"' if node.cased else f'"{node.text}"'
    if isinstance(node, Fuzzy):
        return node.text + ("~" if node.edits == 1 else f"~{node.edits}")
    if isinstance(node, Phrase):
        cased = any(isinstance(word, Exact) and word.cased for word in node.words)
        return ("case:" if cased else "") + _quoted(node.words)
    if isinstance(node, Within):
        return f"{_quoted(node.words)}~{node.slop}"
    return _bare(node)


def _name(node: Node) -> str:
    """Return a leaf inside a name field: a value, quoted where it has to be."""
    if isinstance(node, Phrase):
        return _quoted(node.words)
    text = _bare(node)
    letters = text.replace("*", "").replace("?", "")
    plain = _PLAIN.fullmatch(letters) and not _ODD.match(text)
    return ("=" if isinstance(node, Exact) else "") + (text if plain else f'"{text}"')


def _bare(node: Node) -> str:
    """Return the text of a leaf without signs or quotes."""
    if isinstance(node, Everything):
        return "*"
    if isinstance(node, Prefix):
        return node.text + "*"
    if isinstance(node, Wildcard):
        return node.pattern
    assert isinstance(node, (Term, Exact, Fuzzy)), node
    return node.text


def _quoted(words: tuple[Node, ...]) -> str:
    """Return words between quotes."""
    return '"' + " ".join(_bare(word) for word in words) + '"'


def _number(factor: float) -> str:
    """Return a factor without a needless `.0`."""
    return repr(factor).removesuffix(".0")


def _days(first: dt.date | None, last: dt.date | None) -> str:
    """Return a range of days in its shortest form: a year, a month, a day, or two ends."""
    if first and last:
        if first == last:
            return first.isoformat()
        if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
            if (first.year, first.month) == (last.year, last.month):
                return first.isoformat()[:7]
            if first.year == last.year and (first.month, last.month) == (1, 12):
                return first.isoformat()[:4]
    start = first.isoformat() if first else ""
    return f"{start}..{last.isoformat() if last else ''}"


_NOT_PRIMARY = (And, Or, Not, Near, Boost, AtLeast)
