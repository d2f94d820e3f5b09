"""A search request to the numbers of the articles that are asked for, before any is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from search.codec import jit
from search.engine import FacetCount, SearchRequest
from search.local.budget import Budget
from search.local.executor import Executor, Searchable
from search.local.facets import facet
from search.local.names import Aliases
from search.query.tree import Notice


class Ranked(NamedTuple):
    """What a search found: `numbers` and `scores` are of the articles asked for, in order."""

    total: int
    numbers: Sequence[int]
    scores: Sequence[float]
    facets: Mapping[str, tuple[FacetCount, ...]]
    undated: int
    notices: tuple[Notice, ...]
    timed_out: bool


def ranking(searchable: Searchable, request: SearchRequest, aliases: Aliases) -> Ranked:
    """Return which articles of a snapshot match a request."""
    names = request.facets
    while True:
        begun = jit.begun()
        budget = Budget(request.timeout_s)
        executor = Executor(searchable, aliases, budget)
        answer = executor.search(
            request.tree, request.sort, request.limit, skip=request.offset, marked=bool(names)
        )
        if not budget.spent or jit.begun() == begun:
            break  # else the time went into compiling kernels, which is done only once
    segments, matched, size = searchable.segments, answer.matched, request.facet_size
    return Ranked(
        answer.total,
        answer.numbers,
        answer.scores,
        {name: facet(segments, name, matched, size) for name in names} if names else {},
        answer.undated,
        tuple(executor.notices.values()),
        budget.spent,
    )
