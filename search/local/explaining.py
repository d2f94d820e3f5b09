"""Why articles rank where they do: what each part of a query adds to the score of each.

Only the articles of a page are looked at, by places (occurrences.py). The statistics and the
arithmetic are those of the ranking: what is added up here is what the kernels added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from search.codec import closer
from search.codec.ranking import Bool
from search.engine import SearchRequest
from search.explanation import Explanation, Part, Together, Weighed
from search.local import scoring
from search.local.budget import Budget
from search.local.closer import CloserLook, closer_look_for
from search.local.executor import Executor
from search.local.matching import DEFAULT_SCOPE
from search.local.names import Aliases
from search.local.plan import Scored, scored
from search.local.ranked import Ranked
from search.local.searchable import Searchable
from search.local.searched import Searched
from search.local.ways import is_one_word
from search.local.weighing import Weight
from search.query.tree import And, Boost, Everything, Exact, Field, Fuzzy, Node, Or

AS_TYPED = "as-typed"
TOGETHER = "together"
HEADLINE = "headline"

NONE = (0, 0)
"""Of what stands neither in a title nor in a body."""


class _Leaf(NamedTuple):
    """What scores; `text` says it, and `typed` is the word as it was typed where a misspelling was
    allowed for.
    """

    scored: Scored
    text: str
    weight: Weight
    typed: Scored | None


TIME_S = 0.5
"""Seconds there are to explain a page."""


def explanations(
    searchable: Searchable, request: SearchRequest, ranked: Ranked, aliases: Aliases
) -> tuple[Explanation | None, ...]:
    """Return why each article of a page ranks where it does; None where there was no time, also
    for all of the search.
    """
    answer = ranked.answer
    numbers = answer.numbers
    unscored = tuple(dict.fromkeys(str(node) for node in conditions(request.tree)))
    if request.sort != "relevance":
        return (Explanation(request.sort, unscored=unscored),) * len(numbers)
    if ranked.timed_out:
        return (None,) * len(numbers)
    budget = Budget(TIME_S)
    executor = Executor(searchable, aliases, budget)
    weights = executor.weighed(request.tree)
    leaves = [_leaf(weight) for weight in weights]
    look = closer_look_for(weights, searchable.segments, searchable.archive)
    looked_at = {*numbers[: max(answer.looked_at - request.offset, 0)]}
    found: dict[int, Explanation] = {}
    for place, segment in enumerate(searchable.segments):
        here = [number for number in numbers if 0 <= number - segment.base < segment.size]
        if not here:
            continue
        docs = [number - segment.base for number in here]
        parts = _parts(executor, place, segment, leaves, docs, searchable.archive)
        close = _closer(look, here)
        for number, (its, absent), both in zip(here, parts, close, strict=True):
            if number in looked_at:
                also = (Part(*one) for one in answer.also.get(number, ()))
                its = (*its, *both, *also)
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


def _leaf(weight: Weight) -> _Leaf:
    scored = weight.scored
    typed = None
    if isinstance(scored.node, Fuzzy) and is_one_word(scored.node.text):
        typed = scored._replace(node=Exact(scored.node.text))
    return _Leaf(scored, str(_scoped(scored.node, scored.scope)), weight, typed)


def _parts(
    executor: Executor,
    place: int,
    segment: Searched,
    leaves: Sequence[_Leaf],
    docs: Sequence[int],
    archive: scoring.Archive,
) -> Iterator[tuple[tuple[Part, ...], tuple[str, ...]]]:
    """Yield for each article of a segment its parts, and what does not stand in it."""
    mask = np.zeros(segment.size, np.bool_)
    mask[docs] = True
    asked = {one for leaf in leaves for one in (leaf.scored, leaf.typed) if one}  # each once
    held = {one: _counts(executor, place, one, mask) for one in asked}
    counted = [
        (leaf, held[leaf.scored], held[leaf.typed] if leaf.typed else {}) for leaf in leaves
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
            parts.append(_part(leaf, (title, body), scoring.saturation(f), archive))
            if doc in typed:
                parts.append(_part(leaf, typed[doc], 1.0, archive, is_typed=True))
        yield tuple(parts), tuple(dict.fromkeys(absent))


def _closer(look: CloserLook | None, numbers: Sequence[int]) -> Iterator[tuple[Part, ...]]:
    """Yield for each article what a closer look at it adds."""
    if look is None:
        yield from [()] * len(numbers)
        return
    size = len(numbers)
    found = look.at(np.array(numbers, np.int64), np.zeros(size), size)
    words = [str(_scoped(scored.node, scored.scope)) for scored in look.words]
    together = found.together.reshape(size, len(look.pairs)).tolist()
    for headline, kinds in zip(found.headlines.tolist(), together, strict=True):
        parts = [Part(HEADLINE, " ".join(words), headline)] if headline else []
        as_they_were = sum(
            pair.as_typed for pair, kind in zip(look.pairs, kinds, strict=True) if kind & 2
        )
        root = (as_they_were / look.most) ** 0.5 if as_they_were else 0.0
        for pair, kind in zip(look.pairs, kinds, strict=True):
            if kind:
                near, as_typed = bool(kind & 1), bool(kind & 2)
                score = closer.NEAR * pair.near * near
                score += closer.AS_TYPED * pair.as_typed * root * as_typed
                text = f"{words[pair.left]} {words[pair.right]}"
                parts.append(Part(TOGETHER, text, score, together=Together(near, as_typed)))
        yield tuple(parts)


def _part(
    leaf: _Leaf,
    counts: tuple[int, int],
    share: float,
    archive: scoring.Archive,
    *,
    is_typed: bool = False,
) -> Part:
    boost, node = leaf.scored.boost, leaf.typed if is_typed and leaf.typed else leaf.scored
    weight = leaf.weight
    return Part(
        kind=AS_TYPED if is_typed else type(leaf.scored.node).__name__.lower(),
        text=str(_scoped(node.node, node.scope)),
        score=boost * weight.most * share,
        node=_scoped(node.node, node.scope),
        weighed=Weighed(
            *counts,
            weight.holders,
            archive.count,
            scoring.rarity(weight.holders, archive),
            weight.most,
            share,
            boost,
            weight.burst,
            weight.is_common,
        ),
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
