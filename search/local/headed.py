"""Articles by their headlines alone: which have the most of some words in it.

One pass over the postings of titles, which are few. How many of the words a headline has at most
is told by its score and its length; only what may be near is read, and whole only what is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from search import stored
from search.article import Article
from search.codec.ranking import K1, RELEVANCE
from search.local import scoring
from search.local.bound import Bound, bound, part_of_any
from search.local.budget import Budget
from search.local.executor import Executor
from search.local.leaf import RUN, Leaf
from search.local.matching import DEFAULT_SCOPE
from search.local.names import Aliases
from search.local.plan import Scored
from search.local.searchable import Searchable
from search.local.searched import NO_MASK
from search.local.snapshot import Opened
from search.query.tree import Everything, Node, Term

CLOSE = 0.8
"""What part of the best score another must have: what is far behind is not meant, and not read."""

LEAST = 0.25
"""What part of the score it must have that a headline with all of the words would."""

SMOOTHING = 1 / 300
"""Added to the part of all headlines that has a word, so that very rare ones are all alike: they
may be the wrong ones.
"""

Weigh = Callable[[int], float]


class Titles(NamedTuple):
    """What is asked of the titles of each segment, and what each word weighs that is in any."""

    bound: Bound
    weights: tuple[float, ...]


def headed(
    opened: Opened,
    words: Sequence[Term],
    beside: Node,
    may_be: Callable[[int, int], bool],
    alike: Callable[[str, str | None], float],
    most: int,
    known: Collection[str],
    aliases: Aliases,
    timeout_s: float,
) -> tuple[tuple[float, Article], ...] | None:
    """Return what `Engine.headed` does."""
    searchable = opened.searchable
    archive = searchable.archive
    telling = [one for one in dict.fromkeys(words) if not scoring.is_common(one.text, archive)]
    if not telling:
        return ()

    def weight(held: int) -> float:
        return math.log((1 + SMOOTHING) / (held / (archive.count + 1) + SMOOTHING))

    budget = Budget(timeout_s)
    executor = Executor(searchable, aliases, budget)
    titles = None
    if isinstance(beside, Everything):
        titles = _of_own(searchable, executor, telling, weight)
    if titles is None:
        titles = _of_any(executor, telling, beside, weight)
    if budget.spent:
        return None
    best = titles.bound.ask(most, 0, marked=False)
    least = max(LEAST * sum(titles.weights), CLOSE * max(best.scores, default=0.0))
    small = len(words) - len(telling)
    passed = opened.reader.numbers(known)
    found = []
    for number, score in zip(best.numbers, best.scores, strict=True):
        if score < least:
            break
        if number in passed:
            continue
        segment = next(s for s in searchable.segments if number < s.base + s.size)
        share, length = (
            float(segment.shares[number - segment.base]),
            int(segment.title_words[number - segment.base]),
        )
        if may_be(small + _most_of(titles.weights, score * (1 + K1 / share)), length):
            card = stored.brief(opened.reader.front(number))
            how = alike(card.get("title") or "", card.get("lang"))
            if how > 0:
                found.append((how, opened.reader.article(number)))
    return tuple(found)


def _of_own(
    searchable: Searchable, executor: Executor, words: Sequence[Term], weight: Weigh
) -> Titles | None:
    """Return what is asked of titles, of where the words stand in articles, which the search has
    asked for already; None where their postings do not lie there, or some have been removed.
    """
    if searchable.has_dead:
        return None
    scored = [Scored(word, DEFAULT_SCOPE, 1.0) for word in words]
    numbers = range(len(searchable.segments))
    leaves = [[executor.weighing.leaf(number, one) for one in scored] for number in numbers]
    if not all(leaf.is_own for each in leaves for leaf in each):
        return None
    titles = [[_of_title(leaf) for leaf in each] for each in leaves]
    holders = [sum(leaf.held for leaf in each) for each in zip(*titles, strict=True)]
    weights = [weight(held) if held else 0.0 for held in holders]
    parts = tuple(
        part_of_any(segment, each, weights, NO_MASK, every=False, flat=0)
        for segment, each in zip(searchable.segments, titles, strict=True)
    )
    return Titles(bound(parts, RELEVANCE), _told(weights))


def _of_any(executor: Executor, words: Sequence[Term], beside: Node, weight: Weigh) -> Titles:
    """Return what is asked of titles, whatever stands beside."""
    asked, _ = executor.of_titles(words, beside, weight)
    held = [executor.weighing.holders(Scored(word, "title", 1.0)) for word in words]
    return Titles(asked, _told([weight(one) if one else 0.0 for one in held]))


def _of_title(leaf: Leaf) -> Leaf:
    """Return who holds a word in the title, of a leaf whose runs are the segment's own."""
    runs: list[int] = []
    held = 0
    for at in range(0, len(leaf.runs), RUN):
        low, high = leaf.runs[at : at + 2]
        if low < high:
            runs += (low, high, 0, 0, 0, 0)
            held += high - low
    return Leaf(tuple(runs), held)


def _told(weights: Sequence[float]) -> tuple[float, ...]:
    return tuple(sorted(one for one in weights if one))


def _most_of(weights: Sequence[float], together: float) -> int:
    """Return how many of some words, lightest first, weigh so much together at most."""
    most = 0
    for one in weights:
        together -= one
        if together < -1e-9:
            break
        most += 1
    return most
