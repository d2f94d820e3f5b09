"""Names in a query that no article has, each with a name of the archive that may have been meant.

    people:"Sergej Lavrow"  ->  people:"Sergey Lavrov", 41 articles

Looked at are the names after people:, said:, author:, outlet: and agency:, and, where a query
finds nothing at all, words in it that no article has together and that may be a person's name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from search.engine import Spelling
from search.query.fields import FIELDS
from search.query.tree import And, Boost, Exact, Field, Node, Not, Or, Phrase, Term

NAMED = ("people", "said", "author", "outlet", "agency")
"""Fields whose names are looked for."""

MOST_NAMES = 8
"""Names of a query that are looked at."""

MOST_OFFERED = 3
"""Names that are offered for one."""

LONGEST = 3
"""Words in a row that are taken for a person's name."""


@dataclass(frozen=True, slots=True)
class Misnomer:
    """A part of a query that no article has, and what may have been meant: two clauses, how many
    articles the second finds, and the text of the whole query with it, None where the first stands
    in a filter beside the query.
    """

    text: str
    suggestion: str
    count: int
    query: str | None
    field: str
    name: str
    """The name as asked for."""
    meant: str
    """The name offered."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What this asks of an archive: how many articles match each tree, which names may have been
    meant by one of a field, and how a query text is read.
    """

    counts: Callable[[Sequence[Node]], Sequence[int | None]]
    names: Callable[[str, str], Sequence[Spelling]]
    read: Callable[[str], Node]


def misnomers(
    text: str, tree: Node, filters: Node | None, total: int, archive: Archived
) -> tuple[Misnomer, ...]:
    """Return the names in a query, or in its filters, that no article has, with what was meant.

    `tree` is how the text is read, `filters` what stands beside it.
    """
    asked = [(clause, True) for clause in _clauses(tree)]
    asked += [(clause, False) for clause in (_clauses(filters) if filters else ())]
    asked = list(dict(islice(asked, MOST_NAMES)).items())
    counts = archive.counts([clause for clause, _ in asked])
    found: list[Misnomer] = []
    for (clause, is_typed), count in zip(asked, counts, strict=True):
        if count == 0:
            name = _name(clause.node)
            for one in archive.names(clause.name, name)[:MOST_OFFERED]:
                better = Field(clause.name, Term(one.word))
                query = _rewritten(text, tree, clause, better, archive) if is_typed else None
                told = (str(clause), str(better), one.articles, query)
                found.append(Misnomer(*told, clause.name, name, one.word))
    if not total and not found:
        found += _unmarked(text, tree, archive)
    return tuple(found)


def _unmarked(text: str, tree: Node, archive: Archived) -> Iterator[Misnomer]:
    """Yield people who may have been meant by the words of a query, most words first."""
    for run in _runs(tree):
        asked: Node = run[0] if len(run) == 1 else And(run)
        (held,) = archive.counts([asked])
        if held:  # it is something else in the query that nothing matches
            continue
        name = " ".join(_name(node) for node in run)
        offered = list(archive.names("people", name)[:MOST_OFFERED])
        if not name.isascii():  # people: finds a name in other letters
            (count,) = archive.counts([Field("people", Term(name))])
            offered = [Spelling(name, count)] if count else offered
        for one in offered:
            better = Field("people", Term(one.word))
            query = _rewritten(text, tree, asked, better, archive)
            written = " ".join(map(str, run))
            yield Misnomer(written, str(better), one.articles, query, "people", name, one.word)
        if offered:
            return


def _runs(tree: Node) -> Iterator[tuple[Node, ...]]:
    """Yield words in a row that may be a name, longest first; one alone where it is all."""
    nodes = tree.nodes if isinstance(tree, And) else (tree,)
    for length in range(min(LONGEST, len(nodes)), 1, -1):
        for start in range(min(len(nodes) - length + 1, MOST_NAMES)):
            run = nodes[start : start + length]
            if all(isinstance(node, Term) and node.text.isalpha() for node in run):
                yield run
    for node in nodes:
        if isinstance(node, Phrase) and all(isinstance(word, Exact) for word in node.words):
            if len(node.words) <= LONGEST:
                yield (node,)
        elif len(nodes) == 1 and isinstance(node, (Term, Exact)) and node.text.isalpha():
            yield (node,)


def _clauses(node: Node) -> Iterator[Field]:
    """Yield each name that a tree asks for in a field of names."""
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from _clauses(part)
    elif isinstance(node, (Not, Boost)):
        yield from _clauses(node.node)
    elif isinstance(node, Field) and node.name in NAMED:
        yield from (Field(node.name, leaf) for leaf in _leaves(node.node))


def _leaves(node: Node) -> Iterator[Node]:
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from _leaves(part)
    elif isinstance(node, (Not, Boost)):
        yield from _leaves(node.node)
    elif _name(node):
        yield node


def _name(node: Node) -> str:
    """Return the name that a leaf is, empty for a pattern."""
    if isinstance(node, (Term, Exact)):
        return node.text
    if isinstance(node, Phrase) and all(isinstance(word, Exact) for word in node.words):
        return " ".join(_name(word) for word in node.words)
    return ""


def _rewritten(text: str, tree: Node, asked: Node, better: Field, archive: Archived) -> str:
    """Return the query text with the one clause for the other, as typed otherwise if it can be."""
    meant = _replaced(tree, asked, better)
    for pattern in _ways(asked):
        written = re.sub(pattern, lambda _: str(better), text, count=1)
        if written != text and archive.read(written) == meant:
            return written
    return str(meant)


def _ways(asked: Node) -> Iterator[str]:
    """Yield patterns of how a clause may have been typed."""
    if isinstance(asked, Field):
        called = "|".join(name for name, scope in FIELDS.items() if scope.name == asked.name)
        yield rf"(?i)\b(?:{called}):\s?=?[\"“”„«»]?{_words(_name(asked.node))}[\"“”„«»]?"
    elif isinstance(asked, And):
        yield r"\s+".join(rf"\b{_words(_name(node))}\b" for node in asked.nodes)
    else:
        yield rf"[\"“”„«»]{_words(_name(asked))}[\"“”„«»]"
        yield rf"\b{_words(_name(asked))}\b"


def _words(name: str) -> str:
    return r"\s+".join(map(re.escape, name.split()))


def _replaced(node: Node, asked: Node, better: Field) -> Node:
    """Return a tree with one clause for another."""
    if node == asked:
        return better
    if isinstance(node, And) and isinstance(asked, And):
        size = len(asked.nodes)
        for start in range(len(node.nodes) - size + 1):
            if node.nodes[start : start + size] == asked.nodes:
                nodes = (*node.nodes[:start], better, *node.nodes[start + size :])
                return And(nodes) if len(nodes) > 1 else better
    if isinstance(node, (And, Or)):
        return type(node)(tuple(_replaced(part, asked, better) for part in node.nodes))
    if isinstance(node, (Not, Boost)):
        return replace(node, node=_replaced(node.node, asked, better))
    if isinstance(node, Field) and isinstance(asked, Field) and node.name == asked.name:
        return replace(node, node=_renamed(node.node, asked.node, better.node))
    return node


def _renamed(node: Node, asked: Node, better: Node) -> Node:
    if node == asked:
        return better
    if isinstance(node, (And, Or)):
        return type(node)(tuple(_renamed(part, asked, better) for part in node.nodes))
    if isinstance(node, (Not, Boost)):
        return replace(node, node=_renamed(node.node, asked, better))
    return node
