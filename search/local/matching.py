"""One segment's answer to each node of a query: which articles match, and who holds its words.

Every node yields two masks over the articles, those it matches and those it fails, as tree.py
defines them. What scores yields leaves besides: postings of title and body. Plain words are runs
of the segment's own postings, most others are made by kernels, and what is about nearness goes by
places (occurrences.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.codec.places import PLACE
from search.codec.ranking import mark
from search.codec.tallies import dated
from search.local import doubled, names, occurrences, recipes
from search.local import leaf as leaves
from search.local.budget import Budget
from search.local.leaf import RUN, Leaf
from search.local.lexicon import Expansion
from search.local.occurrences import I64, NOWHERE, Spans
from search.local.recipes import Recipe
from search.local.scoring import Mask
from search.local.searched import FIELDS, NO_MARKS, NONE, Counts, Searched, Spelled
from search.local.ways import days_of, is_one_word, paths, plain_forms, wanted
from search.query.tree import (
    TEXT_FIELDS,
    Added,
    And,
    AtLeast,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Fuzzy,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)

DEFAULT_SCOPE = "default"
"""Title and body, each apart."""

MAX_AT_ONCE = 12
"""Words of a phrase that are looked for in one pass, which no clock is asked during."""


@dataclass(frozen=True, slots=True)
class Found:
    """The articles a node matches and those it fails: both of shape (articles,)."""

    match: Mask
    fail: Mask


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a search has worked out over the whole archive: `expansions` of patterns by node,
    `named` terms by (field, leaf).
    """

    expansions: dict[Node, Expansion]
    named: dict[tuple[str, Node], Sequence[bytes]]


class Matching:
    """One search of one segment."""

    def __init__(self, segment: Searched, number: int, resolved: Resolved, budget: Budget) -> None:
        self._segment = segment
        self._number = number
        self._resolved = resolved
        self._budget = budget
        self._leaves: dict[tuple[Node, str], Leaf] = {}
        self._spans: dict[tuple[Node, str, int, bool], Spans] = {}
        self._masks: dict[tuple[Node, str], Found] = {}
        self._days: dict[Node, Found] = {}
        self._among: list[Mask] = []
        self._told: dict[tuple[Node, tuple[str, ...]], Mapping[str, Spelled]] = {}

    # Which articles match

    def found(self, node: Node, scope: str, *, free_undated: bool = False) -> Found:
        """Return what a node matches and fails; `free_undated`: dates hold nobody undated back."""
        if isinstance(node, Not):
            inner = self.found(node.node, scope, free_undated=free_undated)
            return Found(inner.fail, inner.match)
        if isinstance(node, Boost):
            return self.found(node.node, scope, free_undated=free_undated)
        if isinstance(node, Field):
            return self.found(node.node, node.name, free_undated=free_undated)
        if isinstance(node, (And, Or)):
            parts = [self.found(part, scope, free_undated=free_undated) for part in node.nodes]
            match, fail = [part.match for part in parts], [part.fail for part in parts]
            if isinstance(node, And):
                return Found(np.logical_and.reduce(match), np.logical_or.reduce(fail))
            return Found(np.logical_or.reduce(match), np.logical_and.reduce(fail))
        if isinstance(node, DateRange):
            return self._dated(node, free_undated=free_undated)
        if isinstance(node, Added):
            came, live = self._segment.view.came(node), self._segment.live
            return Found(came & live, ~came & live)
        key = (node, scope)
        if key not in self._masks:
            holds, live = self._matches(node, scope), self._segment.live
            self._masks[key] = Found(holds & live, ~holds & live)
        return self._masks[key]

    def _dated(self, node: DateRange, *, free_undated: bool) -> Found:
        segment = self._segment
        if node not in self._days:
            low, high = days_of(node)
            found = Found(np.empty(segment.size, np.bool_), np.empty(segment.size, np.bool_))
            days = segment.day, segment.last_day
            dated.run(*days, segment.live, low, high, found.match, found.fail)
            self._days[node] = found
        found = self._days[node]
        if free_undated and segment.has_undated:
            return Found(found.match | segment.undated, found.fail | segment.undated)
        return found

    def _matches(self, node: Node, scope: str) -> Mask:
        segment = self._segment
        if isinstance(node, Everything):
            return segment.live
        if scope != DEFAULT_SCOPE and scope not in TEXT_FIELDS:
            if not names.is_leaf(node):
                return np.zeros(segment.size, np.bool_)
            terms = self._resolved.named.get((scope, node), ())
            return names.holders(segment.view, scope, node, terms)
        if isinstance(node, AtLeast) and node.count > 1:
            by_field = self._by_field(node.node, scope).values()
            counts = sum(spans.counts(segment.size) for spans in by_field)
            return np.asarray(counts >= node.count)
        return self._holders(node.node if isinstance(node, AtLeast) else node, scope)

    def _holders(self, node: Node, scope: str) -> Mask:
        """Return which articles hold a leaf, those removed since included."""
        segment = self._segment
        mask = np.zeros(segment.size, np.bool_)
        if isinstance(node, (And, Or)):
            for part in node.nodes:
                mask |= self._holders(part, scope)
        elif isinstance(node, Boost):
            return self._holders(node.node, scope)
        elif isinstance(node, Field):
            return self._holders(node.node, node.name)
        else:
            self._mark(self.leaf(node, scope), mask)
        return mask

    def _mark(self, leaf: Leaf, mask: Mask) -> None:
        segment, runs = self._segment, leaf.runs
        sources = (segment.title.docs, segment.body.docs, leaf.made.docs)
        for run in range(0, len(runs), RUN):
            for number, docs in enumerate(sources):
                low, high = runs[run + 2 * number], runs[run + 2 * number + 1]
                if low < high:
                    mark.run(docs, low, high, mask)

    # Who holds a leaf

    def leaf(self, node: Node, scope: str) -> Leaf:
        """Return who holds a node that scores, in the fields of the scope."""
        key = (node, scope)
        found = self._leaves.get(key)
        if found is None:
            found = self._leaves[key] = (
                leaves.NOWHERE if self._budget.over() else self._leaf(node, scope)
            )
        return found

    def _leaf(self, node: Node, scope: str) -> Leaf:
        if isinstance(node, Fuzzy) and not is_one_word(node.text):
            return self.leaf(Exact(node.text), scope)
        recipe = self.recipe(node, scope)
        if recipe is recipes.NOT_HELD:
            return leaves.NOWHERE
        if recipe is None:
            by_field = self._by_field(node, scope)
            return self._blended({f: self._tallied(spans) for f, spans in by_field.items()})
        if recipe.is_own and isinstance(node, (Term, Exact)):
            return self._runs(node, fields_of(scope))
        return leaves.made(recipe.made())

    def times(self, node: Node, scope: str) -> int:
        """Return how often a word, in any form, stands in live articles."""
        assert isinstance(node, Term)
        found = self._spelled(node, fields_of(scope))
        return sum(self._segment.tokens(field, its.table) for field, its in found.items())

    def recipe(self, node: Node, scope: str) -> Recipe | None:
        """Return how postings are made of what the dictionary tells; None where it cannot."""
        segment, fields = self._segment, fields_of(scope)
        if scope == "quote":
            return None
        if isinstance(node, (Term, Exact)) and is_one_word(node.text):
            found = self._spelled(node, fields)
            if not found:
                return recipes.NOT_HELD
            is_own = all(spelled.is_whole for spelled in found.values())
            return recipes.of_word(segment, found, is_own=is_own)
        if isinstance(node, (Prefix, Wildcard, Fuzzy)):
            expansion = self._resolved.expansions[node].tables[self._number]
            return recipes.of_places(segment, {field: expansion[field] for field in fields})
        if isinstance(node, Phrase):
            forms = plain_forms(node)
            if 0 < len(forms) <= MAX_AT_ONCE:
                return recipes.of_phrase(segment, forms, fields)
        return None

    def _spelled(self, node: Term | Exact, fields: tuple[str, ...]) -> Mapping[str, Spelled]:
        key = (node, fields)
        found = self._told.get(key)
        if found is None:
            found = self._told[key] = recipes.spelled(self._segment, node, fields)
        return found

    def _blended(self, counts: Mapping[str, Counts]) -> Leaf:
        title, body = (counts.get(field, NONE) for field in FIELDS)
        return leaves.made(self._segment.blended(title, body))

    def _tallied(self, spans: Spans) -> Counts:
        """Return who holds spans, and how many."""
        docs, counts = np.unique(spans.articles(), return_counts=True)
        return Counts(docs.astype(np.uint16), counts.astype(np.uint32))

    def _runs(self, node: Term | Exact, fields: tuple[str, ...]) -> Leaf:
        """Return who holds a word, as the segment's postings lie."""
        runs: dict[int, list[int]] = {}
        held = 0
        found = self._spelled(node, fields)
        # A body may have the stem of a title's word without the word.
        in_bodies = found["body"].languages if "body" in found else ()
        for field, (languages, _, alone, places, *_) in found.items():
            at = 0 if field == "title" else 2
            for lang, place, beside_none in zip(languages, places, alone, strict=True):
                runs.setdefault(lang, [0] * RUN)[at : at + 2] = place[:2]
                is_beside = field == "title" and lang in in_bodies
                held += beside_none if is_beside else place[1] - place[0]
        leaf = Leaf(tuple(bound for run in runs.values() for bound in run), held)
        return doubled.apart(self._segment, leaf, found)

    def _expanded(self, node: Node, field: str) -> I64:
        return self._resolved.expansions[node].tables[self._number][field]

    # Places

    def spans(self, node: Node, scope: str, articles: Mask) -> Mapping[str, Spans]:
        """Return where a node that scores stands in these articles, by field: what counts."""
        self._among.append(articles)
        return self._by_field(node, scope, len(self._among) - 1)

    def _by_field(self, node: Node, scope: str, among: int = -1) -> Mapping[str, Spans]:
        """Return the spans of a node in each field of the scope, "title" and "body"."""
        if isinstance(node, (Boost, AtLeast)):
            return self._by_field(node.node, scope, among)
        if isinstance(node, Field):
            return self._by_field(node.node, node.name, among)
        if isinstance(node, (Or, And)):
            parts = [self._by_field(part, scope, among) for part in node.nodes]
            return {
                f: occurrences.union([p[f] for p in parts if f in p]) for f in ("title", "body")
            }
        if scope == "quote":
            spans = self._counted(node, "body", among)
            return {"body": occurrences.inside(spans, self._quotations(spans))}
        return {f: self._counted(node, f, among) for f in fields_of(scope) if f in FIELDS}

    def _counted(self, node: Node, field: str, among: int) -> Spans:
        """Return the spans of a node that count as occurrences: of nested ones the smallest."""
        return self._span(node, field, among, smallest=isinstance(node, Near))

    def _span(self, node: Node, field: str, among: int, *, smallest: bool = False) -> Spans:
        """Return where a node stands in one field, in the articles of a mask or in all (-1)."""
        key = (node, field, among, smallest)
        if key not in self._spans:
            if self._budget.over():
                return NOWHERE
            self._spans[key] = self._place(node, field, among, smallest=smallest)
        return self._spans[key]

    def _place(self, node: Node, field: str, among: int, *, smallest: bool) -> Spans:
        if isinstance(node, Fuzzy) and not is_one_word(node.text):
            node = Exact(node.text)
        if isinstance(node, (Term, Exact)):
            return self._written(node, field, among)
        if isinstance(node, (Prefix, Wildcard, Fuzzy)):
            return self._located(field, self._expanded(node, field), among)
        if isinstance(node, Or):
            return occurrences.union([self._span(part, field, among) for part in node.nodes])
        if isinstance(node, Boost):
            return self._span(node.node, field, among)
        if not isinstance(node, (Phrase, Within, Near)):
            return NOWHERE
        operands = (node.left, node.right) if isinstance(node, Near) else node.words
        among = self._where_all_are(operands, field, among)
        parts = [self._span(part, field, among) for part in operands]
        if isinstance(node, Phrase):
            return occurrences.adjacent(parts, self._budget)
        if isinstance(node, Within):
            return occurrences.windows(parts, node.slop, self._budget)
        return self._near(node, field, *parts, smallest=smallest)

    def _where_all_are(self, operands: Sequence[Node], field: str, among: int) -> int:
        """Return the number of the mask of the articles that may hold all operands."""
        mask = self._segment.live.copy() if among < 0 else self._among[among].copy()
        for operand in dict.fromkeys(operands):
            holders = np.zeros(self._segment.size, np.bool_)
            self._mark_possible(operand, field, holders)
            mask &= holders
        self._among.append(mask)
        return len(self._among) - 1

    def _mark_possible(self, node: Node, field: str, mask: Mask) -> None:
        """Mark the articles that may hold a node in a field, and perhaps some that do not."""
        if isinstance(node, Or):
            for part in node.nodes:
                self._mark_possible(part, field, mask)
        elif isinstance(node, Boost):
            self._mark_possible(node.node, field, mask)
        elif isinstance(node, (Prefix, Wildcard, Fuzzy)) or (
            isinstance(node, (Term, Exact)) and is_one_word(node.text)
        ):
            self._mark(self.leaf(node, field), mask)
        else:
            mask[:] = True

    def _written(self, node: Term | Exact, field: str, among: int) -> Spans:
        """Return where a word as typed stands: its pieces side by side, or joined."""
        # Where the text itself has a hyphen, pieces and joined form are one occurrence.
        ways = []
        for path in paths(node.text):
            parts = [
                self._located(
                    field, self._segment.spelled(field, word.form, wanted(node)).table, among
                )
                for word in path
            ]
            ways.append(occurrences.adjacent(parts, self._budget))
        return occurrences.longest(ways)

    def _located(self, field: str, table: I64, among: int) -> Spans:
        """Return where the forms of a table stand, in live articles."""
        segment = self._segment
        if not len(table) or self._budget.over():
            return NOWHERE
        everything = segment.live if segment.has_dead else NO_MARKS
        found = segment.located(field, table, everything if among < 0 else self._among[among])
        if len(table) > PLACE:
            return occurrences.spans(found, found)
        return Spans(found, found)

    def _near(self, node: Near, field: str, left: Spans, right: Spans, *, smallest: bool) -> Spans:
        """Return every stretch that holds both, as what stands near to it needs them; `smallest`:
        those that hold no smaller one.
        """
        ordered = node.ordered
        if node.unit == "word":
            if smallest:
                return occurrences.nearest(left, right, node.distance, ordered=ordered)
            return occurrences.joined(left, right, node.distance, self._budget, ordered=ordered)
        both = np.intersect1d(left.articles(), right.articles())
        starts = self._starts(node.unit, field, both)
        if smallest:
            return occurrences.nearest_together(left, right, starts, ordered=ordered)
        return occurrences.together(left, right, starts, self._budget, ordered=ordered)

    def _starts(self, unit: str, field: str, articles: I64) -> I64:
        """Return where sentences or paragraphs begin in a field of these articles."""
        if field == "body":
            return self._numbered(f"{unit}s", articles)
        later = self._numbered("title_sentences", articles) if unit == "sentence" else articles[:0]
        return np.sort(np.concatenate([articles << 32, later]))

    def _quotations(self, spans: Spans) -> Spans:
        """Return the stretches of quoted words in the articles of these spans."""
        flat = self._numbered("quotes", np.unique(spans.articles()))
        return occurrences.spans(flat[0::2], flat[1::2])

    def _numbered(self, column: str, articles: I64) -> I64:
        """Return the places that a column of positions holds for these articles."""
        return self._segment.view.file.starts(column).of_all(articles)


def fields_of(scope: str) -> tuple[str, ...]:
    """Return the fields that a scope is of."""
    return FIELDS if scope == DEFAULT_SCOPE else (scope,)
