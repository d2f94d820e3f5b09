"""How much each part of a query counts, by what the whole archive says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from search.codec.ranking import holders as holders_of
from search.local import scoring
from search.local.budget import Budget
from search.local.leaf import Leaf
from search.local.matching import Matching
from search.local.plan import Scored
from search.local.searched import Searched
from search.local.ways import is_one_word
from search.query.tree import Fuzzy, Node, Term

REMEMBERED = 10_000
"""Parts of queries of which is remembered what the archive says."""


class Weight(NamedTuple):
    """How a part of a query is weighed: how many articles hold it, its burst, whether it is a
    common word beside others, and what it adds to an article that is full of it.
    """

    scored: Scored
    holders: int
    burst: float
    is_common: bool
    most: float


class Known:
    """What the archive says of parts of queries: how many articles hold each and, of a word, how
    often it stands in them. Safe to share between threads.
    """

    def __init__(self) -> None:
        self.holders: dict[tuple[Node, str], int] = {}
        self.times: dict[tuple[Node, str], int] = {}

    def clear(self) -> None:
        """Forget it."""
        self.holders.clear()
        self.times.clear()


class Weighing:
    """The weights of one search; `matching` gives what a segment says, by its number."""

    def __init__(
        self,
        segments: Sequence[Searched],
        archive: scoring.Archive,
        known: Known,
        matching: Callable[[int], Matching],
        budget: Budget,
    ) -> None:
        self._segments = segments
        self._archive = archive
        self._known = known
        self._matching = matching
        self._budget = budget

    def weights(self, leaves: Sequence[Scored]) -> tuple[Weight, ...]:
        """Return how each part of a query is weighed."""
        common = [self._is_common(leaf.node) for leaf in leaves]
        if all(common):
            common = [False] * len(common)
        return tuple(map(self._weight, leaves, common))

    def _is_common(self, node: Node) -> bool:
        word = word_of(node)
        return word is not None and scoring.is_common(word, self._archive)

    def _weight(self, scored: Scored, is_common: bool) -> Weight:
        held, burst = self.holders(scored), 1.0
        if has_burst(scored):
            burst = scoring.burst(self.times(scored), held)
        is_fuzzy = isinstance(scored.node, Fuzzy) and is_one_word(scored.node.text)
        most = burst * (scoring.fuzzy_weight if is_fuzzy else scoring.weight)(held, self._archive)
        if is_common:
            most *= scoring.COMMON
        return Weight(scored, held, burst, is_common, most)

    def leaf(self, number: int, scored: Scored) -> Leaf:
        """Return who holds a part in a segment; it is remembered as long as there is room."""
        key = (scored.node, scored.scope)
        known = self._segments[number].leaves
        leaf = known.get(key)
        if leaf is None:
            leaf = self._matching(number).leaf(*key)
            if not self._budget.spent:
                known.put(key, leaf)
        return leaf

    def holders(self, scored: Scored) -> int:
        """Return how many articles hold a part."""
        return self._told(self._known.holders, scored, self._holders)

    def times(self, scored: Scored) -> int:
        """Return how often a word stands in all articles."""
        return self._told(self._known.times, scored, self._times)

    def _told(
        self,
        known: dict[tuple[Node, str], int],
        scored: Scored,
        ask: Callable[[int, Scored], int],
    ) -> int:
        key = (scored.node, scored.scope)
        found = known.get(key)
        if found is None:
            found = sum(ask(number, scored) for number in range(len(self._segments)))
            if not self._budget.over():
                if len(known) >= REMEMBERED:
                    known.clear()
                known[key] = found
        return found

    def _holders(self, number: int, scored: Scored) -> int:
        segment, leaf = self._segments[number], self.leaf(number, scored)
        if not segment.has_dead:
            return leaf.held
        runs = np.array(leaf.runs, np.int64)
        return int(holders_of.run(*segment.held, leaf.made.docs, runs, segment.live))

    def _times(self, number: int, scored: Scored) -> int:
        return self._matching(number).times(scored.node, scored.scope)


def has_burst(scored: Scored) -> bool:
    """Return whether it counts how often a part stands in the articles that hold it."""
    return scored.scope != "quote" and word_of(scored.node) is not None


def word_of(node: Node) -> str | None:
    """Return the word that a node is, None if it is none or several."""
    return node.text if isinstance(node, Term) and is_one_word(node.text) else None
