"""Why articles rank where they do: what each part of a query adds to the score of each.

Only the articles of a page are looked at, by places (occurrences.py). The statistics and the
arithmetic are those of the ranking: what is added up here is what the kernels added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from search.codec.ranking import K1, Bool
from search.engine import Explanation, Part, SearchRequest, Weighed
from search.local import scoring
from search.local.budget import Budget
from search.local.executor import Executor, Searchable
from search.local.matching import DEFAULT_SCOPE
from search.local.names import Aliases
from search.local.plan import Scored, scored
from search.local.ranked import Ranked
from search.local.searched import Searched
from search.local.ways import is_one_word
from search.query.tree import And, Boost, Everything, Exact, Field, Fuzzy, Node, Or

AS_TYPED = "as-typed"

NONE = (0, 0)
"""Of what stands neither in a title nor in a body."""


class _Leaf(NamedTuple):
    """What scores; `text` says it, `most` is what it adds to an article that could not be fuller
    of it, and `typed` the word as it was typed where a misspelling was allowed for.
    """

    scored: Scored
    text: str
    holders: int
    rarity: float
    most: float
    typed: Scored | None


TIME_S = 0.5
"""Seconds there are to explain a page."""


def explanations(
    searchable: Searchable, request: SearchRequest, ranked: Ranked, aliases: Aliases
) -> tuple[Explanation | None, ...]:
    """Return why each article of a page ranks where it does; None where there was no time, also
    for all of the search.
    """
    numbers = ranked.numbers
    unscored = tuple(dict.fromkeys(str(node) for node in conditions(request.tree)))
    if request.sort != "relevance":
        return (Explanation(request.sort, unscored=unscored),) * len(numbers)
    if ranked.timed_out:
        return (None,) * len(numbers)
    budget = Budget(TIME_S)
    executor = Executor(searchable, aliases, budget)
    leaves = [
        _weighed(leaf, holders, searchable.lengths)
        for leaf, holders in executor.scored(request.tree)
    ]
    found: dict[int, Explanation] = {}
    for place, segment in enumerate(searchable.segments):
        here = [number for number in numbers if 0 <= number - segment.base < segment.size]
        if not here:
            continue
        docs = [number - segment.base for number in here]
        parts = _parts(executor, place, segment, leaves, docs, searchable.lengths.count)
        for number, (its, absent) in zip(here, parts, strict=True):
            found[number] = Explanation("relevance", its, absent, unscored)
    return tuple(None if budget.spent else found[number] for number in numbers)


def conditions(node: Node, scope: str = DEFAULT_SCOPE) -> Iterator[Node]:
    """Yield the parts of a tree in which nothing scores, the largest there are."""
    if not any(scored(node, scope)):
        if not isinstance(node, Everything):
            yield _scoped(node, scope)
    elif isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from conditions(part, scope)
    elif isinstance(node, (Boost, Field)):
        yield from conditions(node.node, node.name if isinstance(node, Field) else scope)


def _scoped(node: Node, scope: str) -> Node:
    return node if scope == DEFAULT_SCOPE else Field(scope, node)


def _weighed(leaf: Scored, holders: int, archive: scoring.Lengths) -> _Leaf:
    text = str(_scoped(leaf.node, leaf.scope))
    rarity = scoring.rarity(holders, archive)
    if isinstance(leaf.node, Fuzzy) and is_one_word(leaf.node.text):
        typed = leaf._replace(node=Exact(leaf.node.text))
        most = scoring.fuzzy_weight(holders, archive)
        return _Leaf(leaf, text, holders, rarity, most, typed)
    return _Leaf(leaf, text, holders, rarity, scoring.weight(holders, archive), None)


def _parts(
    executor: Executor,
    place: int,
    segment: Searched,
    leaves: Sequence[_Leaf],
    docs: Sequence[int],
    articles: int,
) -> Iterator[tuple[tuple[Part, ...], tuple[str, ...]]]:
    """Yield for each article of a segment its parts, and what does not stand in it."""
    mask = np.zeros(segment.size, np.bool_)
    mask[docs] = True
    counted = [
        (
            leaf,
            _counts(executor, place, leaf.scored, mask),
            _counts(executor, place, leaf.typed, mask) if leaf.typed else {},
        )
        for leaf in leaves
    ]
    for doc in docs:
        parts: list[Part] = []
        absent = []
        for leaf, counts, typed in counted:
            title, body = counts.get(doc, NONE)
            if not title and not body:
                absent.append(leaf.text)
                continue
            shares = segment.shares
            f = title * float(shares[doc]) + body * float(shares[segment.size + doc])
            parts.append(_part(leaf, (title, body), f / (f + K1), articles))
            if doc in typed:
                parts.append(_part(leaf, typed[doc], 1.0, articles, is_typed=True))
        yield tuple(parts), tuple(dict.fromkeys(absent))


def _part(
    leaf: _Leaf, counts: tuple[int, int], share: float, articles: int, *, is_typed: bool = False
) -> Part:
    boost, node = leaf.scored.boost, leaf.typed if is_typed and leaf.typed else leaf.scored
    return Part(
        kind=AS_TYPED if is_typed else type(leaf.scored.node).__name__.lower(),
        text=str(_scoped(node.node, node.scope)),
        score=boost * leaf.most * share,
        node=_scoped(node.node, node.scope),
        weighed=Weighed(*counts, leaf.holders, articles, leaf.rarity, leaf.most, share, boost),
    )


def _counts(
    executor: Executor, place: int, leaf: Scored, mask: Bool
) -> dict[int, tuple[int, int]]:
    """Return how often a leaf stands in title and body, of those articles that hold it."""
    found: dict[int, tuple[int, int]] = {}
    for field, spans in executor.spans(place, leaf, mask).items():
        docs, counts = np.unique(spans.articles(), return_counts=True)
        for doc, count in zip(docs.tolist(), counts.tolist(), strict=True):
            title, body = found.get(doc, NONE)
            found[doc] = (count, body) if field == "title" else (title, count)
    return found
