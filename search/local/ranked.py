"""A search request to the numbers of the articles that are asked for, before any is read."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from search.codec import jit
from search.engine import FacetCount, SearchRequest
from search.local.answer import Answer
from search.local.bound import Bound
from search.local.budget import Budget
from search.local.executor import Executor, Searchable
from search.local.facets import facet
from search.local.latest import latest
from search.local.names import Aliases
from search.query.tree import Node, Notice


class Ranked(NamedTuple):
    """What a search found: `numbers` and `scores` are of the articles asked for, in order."""

    total: int
    numbers: Sequence[int]
    scores: Sequence[float]
    facets: Mapping[str, tuple[FacetCount, ...]]
    undated: int
    notices: tuple[Notice, ...]
    timed_out: bool


class Matched(NamedTuple):
    """What a search found, what the reader should know, and whether time ran out."""

    answer: Answer
    notices: tuple[Notice, ...]
    is_spent: bool


def ranking(searchable: Searchable, request: SearchRequest, aliases: Aliases) -> Ranked:
    """Return which articles of a snapshot match a request."""
    names = request.facets
    until = time.monotonic() + request.timeout_s
    found, notices, is_spent = matched(searchable, request, aliases, marked=bool(names))
    results = {request.tree: found.matched}
    trees: Mapping[str, Node] = dict(request.facet_trees)
    facets = {}
    for name in names:
        tree = trees.get(name, request.tree)
        if tree not in results:
            left = max(0.0, until - time.monotonic())
            other = replace(
                request, tree=tree, sort="relevance", offset=0, limit=0, timeout_s=left
            )
            counted = matched(searchable, other, aliases, marked=True)
            results[tree] = counted.answer.matched
            is_spent = is_spent or counted.is_spent
        facets[name] = facet(searchable.segments, name, results[tree], request.facet_size)
    total, undated, numbers, scores, _ = found
    return Ranked(total, numbers, scores, facets, undated, notices, is_spent)


def matched(
    searchable: Searchable, request: SearchRequest, aliases: Aliases, *, marked: bool
) -> Matched:
    """Return the best articles of a request; `marked`: and which of the snapshot match it."""
    notices: tuple[Notice, ...] = ()
    is_spent = False
    bound = searchable.bound.get(request.tree) if request.sort == "relevance" else None
    while bound is None:
        begun = jit.begun()
        budget = Budget(request.timeout_s)
        executor = Executor(searchable, aliases, budget)
        bound = executor.bound(request.tree, request.sort)
        notices, is_spent = tuple(executor.notices.values()), budget.spent
        if is_spent and jit.begun() > begun:
            bound = None  # the time went into compiling kernels, which is done only once
    if request.sort == "added" and isinstance(bound, Bound):
        found = latest(bound, request.limit, request.offset)
    else:
        found = bound.ask(request.limit, request.offset, marked=marked)
    return Matched(found, notices, is_spent)
