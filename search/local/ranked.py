"""A search request to the numbers of the articles that are asked for, before any is read."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from search.codec import jit
from search.codec.ranking import Bool
from search.engine import FacetCount, SearchRequest
from search.local import likeness
from search.local.answer import Answer
from search.local.bound import Bound, Lone
from search.local.budget import Budget
from search.local.executor import Executor, asking_of
from search.local.facets import facet, numbers_of
from search.local.folding import MORE, folded
from search.local.latest import latest
from search.local.likeness import FIRST, Alike
from search.local.names import Aliases
from search.local.searchable import Searchable
from search.query.tree import Node, Notice

NOTHING: Mapping[int, Alike] = {}
NO_FACETS: Mapping[str, tuple[FacetCount, ...]] = {}


class Ranked(NamedTuple):
    """What a request comes to; `answer` has the articles asked for, in order."""

    answer: Answer
    notices: tuple[Notice, ...] = ()
    timed_out: bool = False
    facets: Mapping[str, tuple[FacetCount, ...]] = NO_FACETS
    alike: Mapping[int, Alike] = NOTHING
    by_meaning: bool = False
    folded: int = 0


def ranking(searchable: Searchable, request: SearchRequest, aliases: Aliases) -> Ranked:
    """Return which articles of a snapshot match a request."""
    names = request.facets
    if not (names or request.fold or request.meaning or request.shelf):
        return matched(searchable, request, aliases)
    until = time.monotonic() + request.timeout_s
    grouped = searchable.grouped if request.fold else None
    folds = grouped is not None and grouped.groups.has_copies
    asked = request if request.meaning is None else _wide(request)
    marked = folds or bool(names) or request.shelf is not None
    first = asked
    if folds and asked.limit and not asked.offset:
        first = replace(asked, limit=asked.limit + MORE)  # or most would have to be asked again
    found = matched(searchable, first, aliases, marked=marked)
    matched_all = found.answer.matched
    if grouped is not None and folds and matched_all:
        cut, gone = folded(
            grouped,
            found.answer,
            asked.offset,
            asked.limit,
            lambda most: matched(searchable, replace(asked, offset=0, limit=most), aliases).answer,
        )
        found = found._replace(answer=cut, folded=gone)
    if names:
        facets, is_late = _counted(searchable, request, aliases, matched_all, until)
        found = found._replace(facets=facets, timed_out=found.timed_out or is_late)
    return found if request.meaning is None else _by_meaning(searchable, request, found)


def _counted(
    searchable: Searchable,
    request: SearchRequest,
    aliases: Aliases,
    matched_all: Sequence[Bool],
    until: float,
) -> tuple[Mapping[str, tuple[FacetCount, ...]], bool]:
    """Return the facets of a request, over what matches or over what another tree matches that
    is given for one of them; and whether there was no time for all of it.
    """
    results = {request.tree: numbers_of(matched_all)}
    trees: Mapping[str, Node] = dict(request.facet_trees)
    facets, is_late = {}, False
    for name in request.facets:
        tree = trees.get(name, request.tree)
        if tree not in results:
            left = max(0.0, until - time.monotonic())
            other = replace(
                request, tree=tree, sort="relevance", offset=0, limit=0, timeout_s=left
            )
            counted = matched(searchable, other, aliases, marked=True)
            results[tree] = numbers_of(counted.answer.matched)
            is_late = is_late or counted.timed_out
        facets[name] = facet(searchable.segments, name, results[tree], request.facet_size)
    return facets, is_late


def _wide(request: SearchRequest) -> SearchRequest:
    """Return a request for a page of the first articles as one for all of these."""
    if request.meaning is None or request.sort != "relevance" or request.offset >= FIRST:
        return request
    if not request.limit:
        return request
    return replace(request, offset=0, limit=max(FIRST, request.offset + request.limit))


def _by_meaning(searchable: Searchable, request: SearchRequest, found: Ranked) -> Ranked:
    """Return what was found by `_wide` in the order that meaning makes, too, cut to its page."""
    wide, answer = _wide(request), found.answer
    if request.meaning is None or request.sort != "relevance" or not answer.numbers:
        return found
    if wide is request:
        _, notice = likeness.usable(searchable, request.meaning)
        return _noted(found, notice, by_meaning=notice is None)
    first = likeness.reranked(
        searchable, request.meaning, answer.numbers[:FIRST], answer.scores[:FIRST]
    )
    page = slice(request.offset, request.offset + request.limit)
    cut = answer._replace(
        numbers=[*first.numbers, *answer.numbers[FIRST:]][page],
        scores=[*first.scores, *answer.scores[FIRST:]][page],
    )
    found = found._replace(answer=cut, alike=first.alike)
    return _noted(found, first.notice, by_meaning=bool(first.alike))


def _noted(found: Ranked, notice: Notice | None, *, by_meaning: bool) -> Ranked:
    notices = found.notices if notice is None else (*found.notices, notice)
    return found._replace(notices=notices, by_meaning=by_meaning)


def matched(
    searchable: Searchable, request: SearchRequest, aliases: Aliases, *, marked: bool = False
) -> Ranked:
    """Return the best articles of a request; `marked`: and which of the snapshot match it."""
    asking = partial(asking_of, searchable)
    bound = searchable.bound.get(request.tree) if request.sort == "relevance" else None
    if bound is not None:
        return Ranked(bound.ask(request.limit, request.offset, marked=marked, asking=asking))
    bound, notices, is_spent = _bound(searchable, request, aliases)
    if request.sort == "added" and isinstance(bound, Bound):
        found = latest(bound, request.limit, request.offset)
    else:
        found = bound.ask(request.limit, request.offset, marked=marked, asking=asking)
    return Ranked(found, notices, is_spent)


def _bound(
    searchable: Searchable, request: SearchRequest, aliases: Aliases
) -> tuple[Bound | Lone, tuple[Notice, ...], bool]:
    """Return what a request asks of each segment, what the reader should know of that, and whether
    time ran out.
    """
    while True:
        begun = jit.begun()
        budget = Budget(request.timeout_s)
        executor = Executor(searchable, aliases, budget)
        bound = executor.bound(request.tree, request.sort)
        if not (budget.spent and jit.begun() > begun):
            return bound, tuple(executor.notices.values()), budget.spent
        # The time went into compiling kernels, which is done only once.
