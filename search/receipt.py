"""What a search came to, part by part: how many articles each part of a query matches, what the
search would find without it, and what a word that nothing holds may have been meant to be.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from search.engine import Spelling
from search.misnomers import Misnomer
from search.query.tree import (
    NAME_FIELDS,
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Term,
    Within,
)

Counts = Callable[[Sequence[Node]], Sequence[int | None]]
"""How many articles match each tree; None where there was no time to count them."""

MOST_PARTS = 50
"""Parts of a query that are counted one by one."""

MOST_REMOVED = 16
"""Parts up to which a query is also counted without each: past it nobody reads them one by one."""

FEW = 3
"""Articles up to which a search found so little that its words are looked at."""

COMMONER = ((0, 0), (3, 50), (30, 500))
"""Of a word that so many articles hold at most: how many times as many must hold the one that it
may be a slip of. Other people make the same slips.
"""

MOST_REPAIRED = 8
"""Words of a query that are looked up."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a query: its text, how many articles match it, and how many match the whole query
    without it, which is counted where the query finds nothing. None is not known.
    """

    node: Node
    text: str
    count: int | None
    without: int | None = None
    rest: Node | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """A query with words as the archive spells them; `words` are (as written, as spelt)."""

    query: str
    words: tuple[tuple[str, str], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Days:
    """When what a query finds without its dates was published: first and last day."""

    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Receipt:
    """What each part of a query came to. `days`, where dates alone keep everything out; `names`
    that no article has, with those that may have been meant.
    """

    parts: tuple[Part, ...]
    days: Days | None = None
    names: tuple[Misnomer, ...] = ()


def parts(tree: Node) -> tuple[Node, ...]:
    """Return the parts that a query is made of: what its AND, or its OR, joins."""
    if isinstance(tree, Everything):
        return ()
    if isinstance(tree, And):
        nested = (parts(node) if isinstance(node, And) else (node,) for node in tree.nodes)
        return tuple(chain.from_iterable(nested))
    return tree.nodes if isinstance(tree, Or) else (tree,)


def parts_of(tree: Node, total: int, counts: Counts) -> tuple[Part, ...]:
    """Return the parts of a query, counted; of one that finds nothing, also without each."""
    found = parts(tree)[:MOST_PARTS]
    told = tuple(
        Part(node, str(node), count) for node, count in zip(found, counts(found), strict=True)
    )
    if total or not 1 < len(found) <= MOST_REMOVED or isinstance(tree, Or):
        return told
    rests = [_joined([*found[:at], *found[at + 1 :]]) for at in range(len(found))]
    return tuple(
        replace(part, without=count, rest=rest)
        for part, rest, count in zip(told, rests, counts(rests), strict=True)
    )


def _joined(nodes: Sequence[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def is_dated(node: Node) -> bool:
    """Return whether a part asks for dates and nothing else."""
    return isinstance(node, DateRange) or (isinstance(node, Not) and is_dated(node.node))


@dataclass(frozen=True, slots=True)
class Archived:
    """What a repair asks of an archive: `counts`; how a query text is read; what may have been
    meant by a word, likeliest first; and a tree with the filters that stand beside the query.
    """

    counts: Counts
    read: Callable[[str], Node]
    spellings: Callable[[str], Sequence[Spelling]]
    narrowed: Callable[[Node], Node]


def repair(text: str, total: int, archive: Archived) -> Repair | None:
    """Return a query that finds more than this one, with words as the archive spells them.

    None where no word is in doubt, or no other spelling helps.
    """
    if total > FEW:
        return None
    tree = archive.read(text)
    words = dict(islice(_words(tree), MOST_REPAIRED))
    spelt: dict[str, str] = {}
    for word, held in zip(words, archive.counts(tuple(words.values())), strict=True):
        times = next(
            (times for most, times in COMMONER if held is not None and held <= most), None
        )
        if held is None or times is None:
            continue
        likely = next(iter(archive.spellings(word)), None)
        if likely and likely.articles > times * held:
            spelt[word] = likely.word
    if not spelt:
        return None
    respelt = _respelt(tree, spelt)
    (count,) = archive.counts([archive.narrowed(respelt)])
    if not count or count <= total:
        return None
    written = _rewritten(text, spelt)
    if archive.read(written) != respelt:
        written = str(respelt)
    return Repair(written, tuple(spelt.items()), count)


def _words(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield the words that a tree looks for in the text, each with the node that looks for it."""
    if isinstance(node, (Term, Exact)):
        yield node.text, node
    elif isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from _words(part)
    elif isinstance(node, (Phrase, Within)):
        for part in node.words:
            yield from _words(part)
    elif isinstance(node, Near):
        yield from _words(node.left)
        yield from _words(node.right)
    elif isinstance(node, (Boost, AtLeast)):
        yield from _words(node.node)
    elif isinstance(node, Field) and node.name not in NAME_FIELDS:
        yield from ((word, Field(node.name, inner)) for word, inner in _words(node.node))


def _respelt(node: Node, spelt: dict[str, str]) -> Node:
    """Return a tree with other words; two that were written as one stand side by side."""
    if isinstance(node, (Term, Exact)):
        words = spelt.get(node.text, node.text).split(" ")
        if len(words) > 1:
            return Phrase(tuple(Exact(word) for word in words))
        return replace(node, text=words[0])
    if isinstance(node, (And, Or)):
        return type(node)(tuple(_respelt(part, spelt) for part in node.nodes))
    if isinstance(node, Phrase):
        words_of = [
            tuple(_side_by_side(word, spelt)) if isinstance(word, Exact) else (word,)
            for word in node.words
        ]
        return Phrase(tuple(word for words in words_of for word in words))
    if isinstance(node, Within):
        kept = tuple(
            replace(word, text=spelt[word.text])
            if isinstance(word, Term) and " " not in spelt.get(word.text, " ")
            else word
            for word in node.words
        )
        return replace(node, words=kept)
    if isinstance(node, Near):
        left, right = _respelt(node.left, spelt), _respelt(node.right, spelt)
        return replace(node, left=left, right=right)
    if isinstance(node, (Boost, AtLeast)) or (
        isinstance(node, Field) and node.name not in NAME_FIELDS
    ):
        return replace(node, node=_respelt(node.node, spelt))
    return node


def _side_by_side(word: Exact, spelt: dict[str, str]) -> Iterator[Exact]:
    return (replace(word, text=text) for text in spelt.get(word.text, word.text).split(" "))


def _rewritten(text: str, spelt: dict[str, str]) -> str:
    """Return the query text with other words."""
    for word, other in spelt.items():
        quoted = f'"{other}"' if " " in other else other
        pattern = rf"(?<![\w'’]){re.escape(word)}(?![\w'’])"
        text = re.sub(pattern, quoted.replace("\\", r"\\"), text, flags=re.IGNORECASE)
    return text
