"""Query tree to the articles that match it, best first.

A search goes segment by segment. What spans the archive is settled before: the words that patterns
stand for, the terms of names, and how rare each word is. What the plan calls ONE, ANY or ALL is
one pass over postings, under a mask of whatever else the query asks for; any other tree gives a
mask by itself, and the scores are added under it. All of them share one arithmetic (ranking.py).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from search.codec.best import F8
from search.codec.conjunction import best_of_all
from search.codec.places import holders as holders_of
from search.codec.ranking import NEWEST, OLDEST, RELEVANCE, Bool, best_of_any, best_of_one
from search.codec.tallies import mask_of
from search.codec.words import U1
from search.engine import Sort
from search.local import names, scoring
from search.local.answer import Answer, in_order
from search.local.budget import Budget
from search.local.leaf import Leaf, together
from search.local.lexicon import Lexicon
from search.local.matching import DEFAULT_SCOPE, Matching, Resolved
from search.local.plan import Kind, Plan, Scored, plan, spanning
from search.local.schema import name_term
from search.local.searched import Searched
from search.local.view import SnapshotView
from search.local.ways import is_one_word
from search.query.tree import (
    TEXT_FIELDS,
    Exact,
    Fuzzy,
    Node,
    Notice,
    Prefix,
    Term,
    Wildcard,
)

ORDERS = {"relevance": RELEVANCE, "newest": NEWEST, "oldest": OLDEST}

LAID = {"story": "story", "duplicate": "fold"}
"""What may be asked for of the overlays, and where it is looked up."""

NO_QUOTES = Notice("no-quotes", "No quotes are known in this index yet.", 0, 0)
NO_STORIES = Notice("no-stories", "No stories or copies are known in this index yet.", 0, 0)

MOST_HEAPED = 100
"""Best articles up to which a heap of them costs less than to keep all and choose."""

REMEMBERED = 10_000
"""Leaves of which it is remembered how many articles hold them."""


Out: TypeAlias = tuple[F8, scoring.I64, int]
"""Room for scores and articles, and how many of the best are wanted (best.py)."""


class Searchable:
    """One snapshot with what its searches share. Safe to share between threads."""

    def __init__(self, reader: SnapshotView) -> None:
        self.reader = reader
        self.lengths = scoring.lengths(
            (view.file.array("title_words"), view.file.array("body_words"), view.live)
            for view in reader.segments
        )
        self.segments = tuple(Searched(view, self.lengths) for view in reader.segments)
        self.lexicon = Lexicon(self.segments)
        self.holders: OrderedDict[tuple[Node, str], int] = OrderedDict()

    def forget(self) -> None:
        """Forget what searches have worked out, but for where words stand in the dictionary."""
        self.holders.clear()
        for segment in self.segments:
            segment.leaves.clear()


class Executor:
    """One search over one snapshot."""

    def __init__(self, searchable: Searchable, aliases: names.Aliases, budget: Budget) -> None:
        self._searchable = searchable
        self._segments = searchable.segments
        self._aliases = aliases
        self._budget = budget
        self._resolved = Resolved({}, {})
        self._matchings: dict[int, Matching] = {}
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
        found = plan(tree)
        if sort != "relevance" and found.kind in (Kind.ONE, Kind.ALL):
            whole = ((tree, DEFAULT_SCOPE),)
            found = (
                Plan(Kind.ANY, found.leaves, found.filters)
                if found.kind is Kind.ONE
                else Plan(Kind.MASK, found.leaves, whole)
            )
        parts = spanning(tree)
        if parts:
            self._resolve(parts)
        return self._run(found, ORDERS[sort], most, skip, marked=marked)

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
        elif asked in LAID:
            name = LAID[asked]
            if all(segment.view.overlaid(name) is None for segment in self._segments):
                self.notices["stories"] = NO_STORIES

    # Passes over the segments

    def _matching(self, number: int) -> Matching:
        """Return what a segment says to the parts of the query."""
        matching = self._matchings.get(number)
        if matching is None:
            matching = self._matchings[number] = Matching(
                self._segments[number], number, self._resolved, self._budget
            )
        return matching

    def _run(self, found: Plan, order: int, most: int, skip: int, *, marked: bool) -> Answer:
        weights = () if found.kind is Kind.ONE else self._weights(found.leaves)
        total = undated = holders = 0
        best: list[tuple[int, F8, list[int]]] = []
        matched: list[Bool] = []
        for number, segment in enumerate(self._segments):
            marks = np.zeros(segment.size, np.bool_) if marked else segment.no_marks
            matched.append(marks)
            if self._budget.over():
                continue
            mask = self._mask(number, found)
            kept = min(skip + most, segment.size)
            room = kept if kept <= MOST_HEAPED else segment.size
            out = np.empty(room), np.empty(room, np.int64), kept
            if found.kind is Kind.ONE:
                held, many, free, size = self._one(number, found, mask, marks, out)
                holders += held
            elif found.kind is Kind.ALL:
                many, free, size = self._all(number, found, weights, mask, marks, out)
            else:
                many, free, size = self._any(number, found, weights, mask, marks, order, out)
            total += many
            undated += free
            first = skip if len(self._segments) == 1 else 0
            best.append((number, out[0][first:size], out[1][first:size].tolist()))
        if found.kind is Kind.ONE:
            leaf = found.leaves[0]
            factor = leaf.boost * scoring.weight(holders, self._searchable.lengths)
            best = [(number, factor * scoring.saturation(f), docs) for number, f, docs in best]
        shown = in_order(self._segments, best, order)
        if len(self._segments) > 1:
            shown = shown[skip : skip + most]
        return Answer(total, int(undated), tuple(shown), tuple(matched))

    def _mask(self, number: int, found: Plan) -> U1 | None:
        """Return what the filters of a plan leave in a segment; None for everything."""
        segment = self._segments[number]
        if not found.filters:
            return segment.live_mask if segment.has_dead else None
        matching = self._matching(number)
        match = all_of([matching.found(*part).match for part in found.filters])
        if not (found.has_dates and segment.has_undated):
            return match.view(np.uint8)
        freed = all_of([matching.found(*part, free_undated=True).match for part in found.filters])
        mask = np.empty(segment.size, np.uint8)
        mask_of(match, freed, mask)
        return mask

    def _one(
        self, number: int, found: Plan, mask: U1 | None, marks: Bool, out: Out
    ) -> tuple[int, int, int, int]:
        segment = self._segments[number]
        leaf = self._leaf(number, found.leaves[0])
        title, body, _ = together([leaf], segment.own["title"], segment.own["body"])
        return best_of_one(
            *title,
            *body,
            leaf.array,
            segment.title_share,
            segment.body_share,
            segment.live,
            segment.has_dead,
            segment.no_mask if mask is None else mask,
            mask is not None,
            marks,
            len(marks) > 0,
            segment.day,
            segment.id_rows,
            *out,
        )

    def _any(
        self,
        number: int,
        found: Plan,
        weights: Sequence[float],
        mask: U1 | None,
        marks: Bool,
        order: int,
        out: Out,
    ) -> tuple[int, int, int]:
        segment, matching = self._segments[number], self._matching(number)
        leaves = [self._leaf(number, leaf) for leaf in found.leaves]
        factors = list(weights)
        for scored_, factor in zip(found.leaves, weights, strict=True):
            if isinstance(scored_.node, Fuzzy) and is_one_word(scored_.node.text):
                leaves.append(matching.leaf(Exact(scored_.node.text), scored_.scope))
                factors.append(factor)
        title, body, runs = together(leaves, segment.own["title"], segment.own["body"])
        by_run = [
            factor
            for factor, bounds in zip(factors, runs, strict=True)
            for _ in range(len(bounds) // 4)
        ]
        whole_from = sum(len(bounds) // 4 for bounds in runs[: len(found.leaves)])
        with segment.totals() as totals:
            return best_of_any(
                *title,
                *body,
                np.array([bound for bounds in runs for bound in bounds], np.int64),
                np.array(by_run),
                whole_from,
                segment.title_share,
                segment.body_share,
                segment.body_half,
                totals,
                segment.no_mask if mask is None else mask,
                mask is not None,
                found.kind is Kind.MASK,
                marks,
                len(marks) > 0,
                order,
                segment.day,
                segment.id_rows,
                *out,
            )

    def _all(
        self,
        number: int,
        found: Plan,
        weights: Sequence[float],
        mask: U1 | None,
        marks: Bool,
        out: Out,
    ) -> tuple[int, int, int]:
        segment = self._segments[number]
        leaves = [self._leaf(number, leaf) for leaf in found.leaves]
        sizes = [len(leaf) for leaf in leaves]
        if not min(sizes):
            return 0, 0, 0
        title, body, runs = together(leaves, segment.own["title"], segment.own["body"])
        words = [0]
        for bounds in runs:
            words.append(words[-1] + len(bounds) // 4)
        return best_of_all(
            *title,
            *body,
            np.array([bound for bounds in runs for bound in bounds], np.int64),
            np.array(words),
            np.array(sorted(range(len(sizes)), key=sizes.__getitem__)),
            np.empty(2 * words[-1], np.int64),
            np.array(weights),
            np.empty(len(sizes)),
            segment.title_share,
            segment.body_share,
            segment.no_mask if mask is None else mask,
            mask is not None,
            marks,
            len(marks) > 0,
            segment.day,
            segment.id_rows,
            *out,
        )

    # Leaves and their weights

    def _leaf(self, number: int, scored: Scored) -> Leaf:
        """Return who holds a leaf in a segment; it is remembered as long as there is room."""
        key = (scored.node, scored.scope)
        known = self._segments[number].leaves
        leaf = known.get(key)
        if leaf is None:
            leaf = self._matching(number).leaf(*key)
            if not self._budget.spent:
                known.put(key, leaf)
        return leaf

    def _weights(self, leaves: Sequence[Scored]) -> list[float]:
        """Return what each leaf adds to an article that could not be fuller of it."""
        weights = []
        for scored in leaves:
            held = self._holders(scored)
            is_fuzzy = isinstance(scored.node, Fuzzy) and is_one_word(scored.node.text)
            weight = scoring.fuzzy_weight if is_fuzzy else scoring.weight
            weights.append(scored.boost * weight(held, self._searchable.lengths))
        return weights

    def _holders(self, scored: Scored) -> int:
        """Return how many articles hold a leaf."""
        known = self._searchable.holders
        key = (scored.node, scored.scope)
        held = known.get(key)
        if held is not None:
            return held
        held = 0
        for number, segment in enumerate(self._segments):
            leaf = self._leaf(number, scored)
            title, body = (
                (segment.title.docs, segment.body.docs)
                if leaf.title is None or leaf.body is None
                else (leaf.title.docs, leaf.body.docs)
            )
            held += holders_of(
                title, body, leaf.array, 0, len(leaf.runs) // 4, segment.live, segment.has_dead
            )
        if not self._budget.over():
            if len(known) >= REMEMBERED:
                known.clear()
            known[key] = held
        return held


def all_of(masks: Sequence[Bool]) -> Bool:
    """Return which articles are in all masks."""
    found = masks[0]
    for mask in masks[1:]:
        found = found & mask
    return found
