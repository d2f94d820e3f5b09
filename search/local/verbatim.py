"""A line that stands word by word in few articles: these come first.

Who pastes a sentence looks for the article that has it. Where its words are common ones, many
articles have them all, and the one that has them in a row may be far down; so it is looked for by
itself. What stands in many articles is no line of any of them: the order is told by the words.

Found by measuring (bench/results/quality.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from search.codec.words import I8
from search.local.budget import unlimited
from search.local.matching import DEFAULT_SCOPE, MAX_AT_ONCE, Matching, Resolved
from search.local.searched import Searched
from search.local.ways import paths
from search.local.weighing import Weight
from search.query.tree import Exact, Phrase, Term

LEAST_WORDS = 6
"""Words of a line that is looked for: shorter ones are names and things as often."""

MOST_HOLDERS = 10
"""Articles that may hold it."""


class Line(NamedTuple):
    """The words of a line that are looked for in a row: of a long one those that tell most."""

    words: Phrase

    def holders(self, segments: Sequence[Searched]) -> tuple[I8, ...]:
        """Return which live articles of each segment hold the line; none where these are many."""
        found = []
        for number, segment in enumerate(segments):
            matching = Matching(segment, number, Resolved({}, {}), unlimited())
            docs = matching.leaf(self.words, DEFAULT_SCOPE).made.docs
            found.append(docs[segment.live[docs]].astype(np.int64))
        return tuple(found) if sum(map(len, found)) <= MOST_HOLDERS else ()


def line_of(weights: Sequence[Weight]) -> Line | None:
    """Return the line that the parts of a query are, if they are words in a row."""
    words: list[Exact] = []
    rarities: list[float] = []
    for weight in weights:
        node, scope, boost = weight.scored
        if scope != DEFAULT_SCOPE or boost != 1.0:
            return None
        if isinstance(node, Phrase):
            words += [word for word in node.words if isinstance(word, Exact)]
            if len(words) - len(rarities) < len(node.words):
                return None
            rarities += [weight.most / len(node.words)] * len(node.words)
        elif isinstance(node, (Term, Exact)):
            words.append(node if isinstance(node, Exact) else Exact(node.text))
            rarities.append(weight.most)
        else:
            return None
    if len(words) < LEAST_WORDS:
        return None
    stretches = [(sum(rarities[begin:end]), begin, end) for begin, end in _stretches(words)]
    if not stretches:
        return None
    _, begin, end = max(stretches)
    return Line(Phrase(tuple(words[begin:end])))


def _stretches(words: Sequence[Exact]) -> Iterator[tuple[int, int]]:
    """Yield where words begin and end that are looked for in one pass, as many as may be: those
    that are written one way, side by side.
    """
    begin = 0
    for end, word in enumerate(words, 1):
        if len(list(paths(word.text))) != 1:
            begin = end
            continue
        begin = max(begin, end - MAX_AT_ONCE)
        if end - begin >= LEAST_WORDS:
            yield begin, end
