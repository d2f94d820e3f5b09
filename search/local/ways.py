"""The ways in which a word as typed may stand in an article, and which forms it stands for."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from search.analysis import Word, words
from search.local.searched import Wanted
from search.query.tree import DateRange, Exact, Phrase, Term

MAX_WAYS = 16
"""Ways to write one query word that are tried: four hyphens apart from each other have as many."""

REMEMBERED = 2_000
"""Words and phrases of which it is remembered."""

LAST_DAY = 1 << 30
"""After every day."""


@lru_cache(REMEMBERED)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a query word."""
    return tuple(words(text))


def is_one_word(text: str) -> bool:
    """Return whether a query word is one word of an article, whichever way it is written."""
    return len(words_of(text)) == 1


def wanted(node: Term | Exact) -> Wanted:
    """Return which forms a query word stands for."""
    if isinstance(node, Term):
        return Wanted.STEM
    return Wanted.FORM if node.cased else Wanted.FOLD


@lru_cache(REMEMBERED)
def plain_forms(phrase: Phrase) -> tuple[tuple[str, Wanted], ...]:
    """Return the words of a phrase of exact words that are written one way; nothing of others."""
    forms: list[tuple[str, Wanted]] = []
    for node in phrase.words:
        if not isinstance(node, Exact):
            return ()
        ways = list(paths(node.text))
        if len(ways) != 1:
            return ()
        forms += [(word.form, wanted(node)) for word in ways[0]]
    return tuple(forms)


def paths(text: str) -> Iterator[list[Word]]:
    """Yield the ways in which a query word may be written: its pieces, or some of them joined."""
    found = words_of(text)
    at_position: dict[int, list[Word]] = {}
    for word in found:
        at_position.setdefault(word.position, []).append(word)
    starts = [word.start for word in found]
    ways: list[_Way] = [None]
    for _ in found:
        longer: list[_Way] = []
        for way in ways:
            at = _reach(way[1], found, starts, at_position) if way else 0
            longer.extend([(way, word) for word in at_position.get(at, ())] or [way])
        ways = longer[:MAX_WAYS]
    yield from (_in_order(way) for way in ways if way)


_Way: TypeAlias = "tuple[_Way, Word] | None"
"""A way so far, and the word that follows: of thousands of words none is copied for the next."""


def _in_order(way: _Way) -> list[Word]:
    found: list[Word] = []
    while way:
        way, word = way
        found.append(word)
    return found[::-1]


def _reach(
    word: Word, found: Sequence[Word], starts: Sequence[int], at_position: dict[int, list[Word]]
) -> int:
    """Return the position after the last one that a word, perhaps a joined one, takes up.

    Pairs of characters overlap in the text and take up one position each; the joined form stands
    behind the first piece, at its position.
    """
    if word == at_position[word.position][0]:
        return word.position + 1
    inside = found[bisect_left(starts, word.start) : bisect_left(starts, word.end)]
    return 1 + max(other.position for other in inside)


def days_of(node: DateRange) -> tuple[int, int]:
    """Return the first and the last day of a period, as ordinals."""
    low = node.first.toordinal() if node.first else 1
    return low, node.last.toordinal() if node.last else LAST_DAY
