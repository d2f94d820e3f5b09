"""Query tree to the articles that match it, best first.

What spans the archive is settled first: the words that patterns stand for, the terms of names, and
how rare each word is; then what is asked of each segment. What the plan calls ANY or ALL is one
pass over postings, under a mask of whatever else the query asks for; any other tree gives a mask
by itself, and the scores are added under it. All of them share one arithmetic (ranking.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np

from search.codec.ranking import NEWEST, OLDEST, RELEVANCE, Bool
from search.codec.tallies import mask_of
from search.codec.words import I8, U1
from search.engine import Sort
from search.local import names
from search.local.answer import Answer
from search.local.bound import (
    NO_NUMBERS,
    Bound,
    Lone,
    Part,
    bound,
    empty,
    lone,
    lone_part,
    part_of_all,
    part_of_any,
)
from search.local.budget import Budget, unlimited
from search.local.closer import closer_look_for
from search.local.feedback import Asking
from search.local.groups import NONE
from search.local.leaf import NOTHING
from search.local.matching import DEFAULT_SCOPE, Matching, Resolved
from search.local.occurrences import Spans
from search.local.plan import Kind, Plan, Scored, plan, spanning
from search.local.recipes import Ready, Recipe
from search.local.schema import name_term
from search.local.searchable import Searchable
from search.local.searched import NO_MASK, Searched
from search.local.ways import days_of, is_one_word
from search.local.weighing import Weighing, Weight, has_burst
from search.query.tree import (
    TEXT_FIELDS,
    DateRange,
    Everything,
    Exact,
    Fuzzy,
    Node,
    Notice,
    Prefix,
    Term,
    Wildcard,
)

ORDERS = {"relevance": RELEVANCE, "newest": NEWEST, "oldest": OLDEST, "added": NEWEST}
"""The order that kernels keep the best in; what was added last is put in order after them."""

NO_QUOTES = Notice("no-quotes", "No quotes are known in this index yet.", 0, 0)
NO_STORIES = Notice(
    "no-stories",
    "This index has not been looked through for stories and copies. Run: index rebuild",
    0,
    0,
)
NO_STORY = Notice("no-story", "The archive has no story of this id.", 0, 0)


class Matchings:
    """What each segment says to the parts of a query; called with its number."""

    def __init__(self, segments: Sequence[Searched], resolved: Resolved, budget: Budget) -> None:
        self._segments = segments
        self._resolved = resolved
        self._budget = budget
        self._made: dict[int, Matching] = {}

    def __call__(self, number: int) -> Matching:
        """Return what a segment says."""
        made = self._made.get(number)
        if made is None:
            made = Matching(self._segments[number], number, self._resolved, self._budget)
            self._made[number] = made
        return made


class Executor:
    """One search over one snapshot."""

    def __init__(self, searchable: Searchable, aliases: names.Aliases, budget: Budget) -> None:
        self._searchable = searchable
        self._segments = searchable.segments
        self._aliases = aliases
        self._budget = budget
        self._resolved = Resolved({}, {})
        self._matching = Matchings(self._segments, self._resolved, budget)
        self.weighing = Weighing(
            self._segments, searchable.archive, searchable.known, self._matching, budget
        )
        self.notices: dict[str, Notice] = {}

    def search(
        self,
        tree: Node,
        sort: Sort = "relevance",
        most: int = 10,
        *,
        skip: int = 0,
        marked: bool = False,
    ) -> Answer:
        """Return the best `most` articles that match but for the first `skip` of them; `marked`:
        and which articles do.
        """
        asking = partial(asking_of, self._searchable)
        return self.bound(tree, sort).ask(most, skip, marked=marked, asking=asking)

    def bound(self, tree: Node, sort: Sort) -> Bound | Lone:
        """Return what a query asks of each segment; it is kept where the dictionary told all."""
        found = plan(tree)
        if sort != "relevance" and found.kind is Kind.ALL:
            found = Plan(Kind.MASK, found.leaves, ((tree, DEFAULT_SCOPE),))
        days = _days(found)
        if len(days):
            found = found._replace(filters=())
        parts = spanning(tree)
        if parts:
            self._resolve(parts)
        if sort == "relevance":
            lone = self._lone(found, days)
            if lone is not None:
                if not found.filters and all(part.recipe.is_told for part in lone.parts):
                    self._keep(tree, lone)
                return lone
        weighed = self.weighing.weights(found.leaves)
        weights = [one.scored.boost * one.most for one in weighed]
        numbers = range(len(self._segments))
        order = ORDERS[sort]
        of_each = tuple(self._part(number, found, weights) for number in numbers)
        look = None
        if sort == "relevance" and not self._budget.spent:
            look = closer_look_for(weighed, self._segments, self._searchable.archive)
        titles = self._of_titles(found, weighed, days) if look and look.is_wide else None
        is_all = found.kind is Kind.ALL
        asked = bound(of_each, order, is_all=is_all, look=look, titles=titles, days=days)
        is_told = not parts and not found.filters and all(part.is_own for part in of_each)
        if is_told and sort == "relevance":
            self._keep(tree, asked)
        return asked

    def of_titles(
        self, words: Sequence[Term], beside: Node, weight: Callable[[int], float]
    ) -> tuple[Bound, float]:
        """Return what is asked of each segment for the articles that have any of some words in
        their headline and match what stands beside; and what a headline would score that is full
        of all that stand in any. `weight` is that of a word by how many headlines have it.
        """
        leaves = tuple(Scored(word, "title", 1.0) for word in words)
        filters = () if isinstance(beside, Everything) else ((beside, DEFAULT_SCOPE),)
        asked = Plan(Kind.ANY, leaves, filters)
        self._resolve(spanning(beside))
        holders = [self.weighing.holders(leaf) for leaf in leaves]
        weights = [weight(held) for held in holders]
        numbers = range(len(self._segments))
        parts = tuple(self._part(number, asked, weights) for number in numbers)
        full = sum(weight for weight, held in zip(weights, holders, strict=True) if held)
        return bound(parts, RELEVANCE), full

    def _of_titles(self, found: Plan, weighed: Sequence[Weight], days: I8) -> Bound | None:
        """Return what is asked of titles where any of many words will do."""
        if found.kind is not Kind.ANY:
            return None
        most = {
            one.scored._replace(scope="title"): one.scored.boost * one.most
            for one in weighed
            if one.scored.scope in (DEFAULT_SCOPE, "title")
        }
        asked, weights = found._replace(leaves=tuple(most)), list(most.values())
        numbers = range(len(self._segments))
        parts = tuple(self._part(number, asked, weights) for number in numbers)
        return bound(parts, RELEVANCE, days=days)

    def weighed(self, tree: Node) -> tuple[Weight, ...]:
        """Return what scores in a query, and how each is weighed."""
        self._resolve(spanning(tree))
        return self.weighing.weights(plan(tree).leaves)

    def spans(self, number: int, leaf: Scored, articles: Bool) -> Mapping[str, Spans]:
        """Return where a leaf stands in some articles of a segment, by field."""
        return self._matching(number).spans(leaf.node, leaf.scope, articles)

    def _keep(self, tree: Node, bound: Bound | Lone) -> None:
        """Keep what the dictionary told, unless there was no time to ask it all."""
        if self._budget.spent or self.notices:
            return
        self._searchable.keep(tree, bound)

    def _lone(self, found: Plan, days: I8) -> Lone | None:
        """Return what is asked where one leaf is wanted whose postings do not lie there."""
        if found.kind is not Kind.ANY or len(found.leaves) != 1:
            return None
        node, scope, boost = found.leaves[0]
        if isinstance(node, Fuzzy):
            return None
        made = []
        for number in range(len(self._segments)):
            recipe: Recipe | None = Ready(NOTHING)
            if not self._budget.over():
                recipe = self._matching(number).recipe(node, scope)
            if recipe is None:
                recipe = Ready(self.weighing.leaf(number, found.leaves[0]).made)
            made.append(recipe)
        if all(recipe.is_own for recipe in made):
            return None
        parts = tuple(
            lone_part(segment, recipe, self._mask(number, found))
            for number, (segment, recipe) in enumerate(zip(self._segments, made, strict=True))
        )
        times = self.weighing.times(found.leaves[0]) if has_burst(found.leaves[0]) else 0
        return lone(parts, boost, times, self._searchable.archive, days)

    def _part(self, number: int, found: Plan, weights: Sequence[float]) -> Part:
        segment = self._segments[number]
        if self._budget.over():
            return empty(segment)
        leaves = [self.weighing.leaf(number, leaf) for leaf in found.leaves]
        mask = self._mask(number, found)
        if found.kind is Kind.ALL:
            return part_of_all(segment, leaves, weights, mask)
        whole = [
            (Exact(scored.node.text), scored.scope, weight)
            for scored, weight in zip(found.leaves, weights, strict=True)
            if isinstance(scored.node, Fuzzy) and is_one_word(scored.node.text)
        ]
        if whole:
            matching = self._matching(number)
            leaves += [matching.leaf(node, scope) for node, scope, _ in whole]
            weights = [*weights, *(weight for _, _, weight in whole)]
        every = found.kind is Kind.MASK
        flat = len(whole)
        return part_of_any(segment, leaves, weights, mask, every=every, flat=flat)

    # What spans the archive

    def _resolve(self, parts: Sequence[tuple[Node, str]]) -> None:
        """Find out what patterns and names stand for."""
        for node, scope in parts:
            if scope == DEFAULT_SCOPE or scope in TEXT_FIELDS:
                if isinstance(node, (Prefix, Wildcard, Fuzzy)):
                    self._expand(node)
                if scope == "quote":
                    self._say_what_is_missing(node, scope)
            elif names.is_leaf(node):
                self._say_what_is_missing(node, scope)
                self._resolved.named[scope, node] = names.terms(
                    self._searchable.reader, scope, node, self._aliases, self._budget
                )

    def _expand(self, node: Prefix | Wildcard | Fuzzy) -> None:
        if node in self._resolved.expansions:
            return
        expansion = self._searchable.lexicon.expanded(node, self._budget)
        self._resolved.expansions[node] = expansion
        if expansion.limit is not None:
            self.notices[str(node)] = Notice(
                "too-many-words",
                f"{node} stands for more than {expansion.limit:,} words; "
                f"the {expansion.limit:,} commonest were searched.",
                0,
                0,
            )

    def _say_what_is_missing(self, node: Node, scope: str) -> None:
        """Note what this index holds nothing of, or a search for it would look like an answer."""
        asked = node.text if scope == "has" and isinstance(node, Term) else scope
        if asked in ("said", "quote"):
            if name_term("quote") not in self._searchable.reader.names("has"):
                self.notices["quotes"] = NO_QUOTES
        elif asked in ("story", "duplicate") and self._searchable.reader.groups is None:
            self.notices["stories"] = NO_STORIES
        elif asked == "story" and isinstance(node, Term) and self._is_no_story(node.text):
            self.notices["stories"] = NO_STORY

    def _is_no_story(self, story_id: str) -> bool:
        return self._searchable.reader.story(story_id) == NONE

    # What is asked of a segment

    def _mask(self, number: int, found: Plan) -> U1:
        """Return what the filters of a plan leave in a segment."""
        segment = self._segments[number]
        if not found.filters:
            return segment.live_mask if segment.has_dead else NO_MASK
        matching = self._matching(number)
        match = all_of([matching.found(*part).match for part in found.filters])
        if not (found.has_dates and segment.has_undated):
            return match.view(np.uint8)
        freed = all_of([matching.found(*part, free_undated=True).match for part in found.filters])
        mask = np.empty(segment.size, np.uint8)
        mask_of(match, freed, mask)
        return mask


def asking_of(searchable: Searchable) -> Asking:
    """Return what tells of words, whatever was asked for. What a snapshot keeps must not hold it:
    it holds the snapshot.
    """

    def fresh() -> Weighing:
        return Executor(searchable, names.NoAliases(), unlimited()).weighing

    return Asking(
        lambda leaves: fresh().weights(leaves), lambda place, scored: fresh().leaf(place, scored)
    )


def all_of(masks: Sequence[Bool]) -> Bool:
    """Return which articles are in all masks."""
    found = masks[0]
    for mask in masks[1:]:
        found = found & mask
    return found


def _days(found: Plan) -> I8:
    """Return the periods that articles must be of, where a plan has no other filters."""
    dates = [
        node
        for node, scope in found.filters
        if isinstance(node, DateRange) and scope == DEFAULT_SCOPE
    ]
    if len(dates) < len(found.filters):
        return NO_NUMBERS
    return np.array([day for node in dates for day in days_of(node)], np.int64)
