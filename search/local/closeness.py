"""What it adds that words of a query stand close together in an article.

Words that are asked for side by side are as often as not one thing: a name and a surname, an
attribute and what it is of. Each pair of neighbours among the words of a query adds

    CLOSE * rarity * c / (c + 1)

where c is how often they stand close together (search/codec/closeness.py) and the rarity that of
the commoner. In a query of few words every two of them are neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from search.codec.best import F8
from search.codec.closeness import closeness
from search.codec.words import I8
from search.local import scoring
from search.local.matching import DEFAULT_SCOPE, fields_of
from search.local.plan import Scored
from search.local.searched import FIELDS, Searched
from search.local.ways import is_one_word, wanted, words_of
from search.local.weighing import Weight
from search.query.tree import Exact, Term

CLOSE = 0.3

FEW = 4
"""Words up to which every two of a query are neighbours."""

NO_PLACES: I8 = np.empty(0, np.int64)


class Pair(NamedTuple):
    """Two words of a query, by their number, and what they add that are always close together."""

    left: int
    right: int
    most: float


class Closeness(NamedTuple):
    """The pairs of words of a query; `places` tells where the words stand, a segment each."""

    words: tuple[Scored, ...]
    pairs: tuple[Pair, ...]
    places: tuple[tuple[I8, I8], ...]
    numbers: I8
    weights: F8

    def add(self, segment: Searched, place: int, docs: I8, scores: F8, wanted: int) -> int:
        """Add to the scores of articles of a segment, which come best first; return how many of
        them may be among the best `wanted`. Nothing is added to the others.
        """
        return self._ask(segment, place, docs, scores, wanted)[0]

    def times(self, segment: Searched, place: int, docs: Sequence[int]) -> I8:
        """Return how often pairs stand close together; shape (articles, pairs)."""
        size = len(docs)
        _, found = self._ask(segment, place, np.array(docs, np.int64), np.zeros(size), size)
        return found.reshape(size, len(self.pairs))

    def _ask(
        self, segment: Searched, place: int, docs: I8, scores: F8, wanted: int
    ) -> tuple[int, I8]:
        times = np.zeros(len(docs) * len(self.pairs), np.int64)
        given = (*segment.placed("title"), *segment.placed("body"), *self.places[place])
        size = closeness.run(*given, self.numbers, self.weights, docs, scores, wanted, times)
        return int(size), times


def closeness_of(
    weights: Sequence[Weight], segments: Sequence[Searched], archive: scoring.Archive
) -> Closeness | None:
    """Return the pairs of words of a query that count, None if there are none."""
    found = [weight for weight in weights if is_near_able(weight)]
    words = tuple(dict.fromkeys(weight.scored for weight in found))
    if len(words) < 2:
        return None
    rarity = {one.scored: one.scored.boost * scoring.rarity(one.holders, archive) for one in found}
    order = [words.index(weight.scored) for weight in found]
    joined = combinations(range(len(words)), 2) if len(words) <= FEW else pairwise(order)
    pairs = tuple(
        Pair(left, right, CLOSE * min(rarity[words[left]], rarity[words[right]]))
        for left, right in dict.fromkeys(joined)
        if left != right and words[left].scope == words[right].scope
    )
    if not pairs:
        return None
    return Closeness(
        words,
        pairs,
        tuple(_places(segment, words) for segment in segments),
        np.array([number for pair in pairs for number in pair[:2]], np.int64),
        np.array([pair.most for pair in pairs]),
    )


def is_near_able(weight: Weight) -> bool:
    """Return whether a part of a query is a word that others may stand close to."""
    node, scope, _ = weight.scored
    return (
        not weight.is_common
        and isinstance(node, (Term, Exact))
        and is_one_word(node.text)
        and (scope == DEFAULT_SCOPE or scope in FIELDS)
    )


def _places(segment: Searched, words: Sequence[Scored]) -> tuple[I8, I8]:
    """Return the places of words in titles and bodies in turn, and where those of each begin."""
    tables = []
    for node, scope, _ in words:
        assert isinstance(node, (Term, Exact))
        (word,) = words_of(node.text)
        for field in FIELDS:
            is_asked = field in fields_of(scope)
            spelled = segment.spelled(field, word.form, wanted(node)) if is_asked else None
            tables.append(spelled.table if spelled else NO_PLACES)
    return np.concatenate(tables), np.cumsum([0, *map(len, tables)], dtype=np.int64)
