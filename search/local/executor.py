"""Query tree to articles: which match, where the words stand, what they score.

Every node yields two masks over the articles, those it matches and those it fails, as tree.py
defines them; words yield their spans besides. What has been found for a node is kept for the
length of one search, since matching, scoring and counting ask for the same leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from search.analysis import Word, fold, words
from search.local import names, occurrences, scoring
from search.local.budget import Budget
from search.local.lexicon import Lexicon
from search.local.occurrences import NOWHERE, Mask, Spans
from search.local.reader import Reader
from search.local.schema import fold_prefix, name_term, stem_prefix, word_term
from search.query.tree import (
    TEXT_FIELDS,
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
    Notice,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)

DEFAULT_SCOPE = "default"
"""Title and body, each apart."""

MAX_WILDCARD = 1_000
MAX_FUZZY = 50
MAX_WAYS = 16
"""Ways to write one query word that are tried: four hyphens apart from each other have as many."""

LAID = {"story": "story", "duplicate": "fold"}
"""What may be asked for of the overlays, and where it is looked up."""

NO_QUOTES = Notice("no-quotes", "No quotes are known in this index yet.", 0, 0)
NO_STORIES = Notice("no-stories", "No stories or copies are known in this index yet.", 0, 0)

SCORED = (Term, Exact, Prefix, Wildcard, Fuzzy, Phrase, Within, Near)


@dataclass(frozen=True, slots=True)
class Found:
    """The articles a node matches and those it fails: both of shape (articles,)."""

    match: Mask
    fail: Mask


class Executor:
    """One search over one snapshot."""

    def __init__(
        self,
        reader: Reader,
        lexicon: Lexicon,
        lengths: scoring.Lengths,
        aliases: names.Aliases,
        budget: Budget,
    ) -> None:
        self._reader = reader
        self._lexicon = lexicon
        self._lengths = lengths
        self._aliases = aliases
        self._budget = budget
        self._spans: dict[tuple[Node, str], Spans] = {}
        self._smallest: dict[tuple[Node, str], Spans] = {}
        self._masks: dict[tuple[Node, str], Found] = {}
        self.notices: dict[str, Notice] = {}

    # Matching

    def matches(self, tree: Node) -> Mask:
        """Return which articles match the query."""
        return self._found(tree, DEFAULT_SCOPE, free_undated=False).match

    def undated(self, tree: Node, matched: Mask) -> int:
        """Return how many articles are left out only because they have no date."""
        if not any(isinstance(node, DateRange) for node in leaves(tree)):
            return 0
        freed = self._found(tree, DEFAULT_SCOPE, free_undated=True).match
        return int((freed & ~matched).sum())

    def _found(self, node: Node, scope: str, *, free_undated: bool) -> Found:
        """Return what a node matches and fails; `free_undated`: dates hold nobody undated back."""
        if isinstance(node, Not):
            inner = self._found(node.node, scope, free_undated=free_undated)
            return Found(inner.fail, inner.match)
        if isinstance(node, Boost):
            return self._found(node.node, scope, free_undated=free_undated)
        if isinstance(node, Field):
            return self._found(node.node, node.name, free_undated=free_undated)
        if isinstance(node, (And, Or)):
            parts = [self._found(part, scope, free_undated=free_undated) for part in node.nodes]
            match, fail = [part.match for part in parts], [part.fail for part in parts]
            if isinstance(node, And):
                return Found(np.logical_and.reduce(match), np.logical_or.reduce(fail))
            return Found(np.logical_or.reduce(match), np.logical_and.reduce(fail))
        if isinstance(node, DateRange):
            return self._dated(node, free_undated=free_undated)
        key = (node, scope)
        if key not in self._masks:
            self._masks[key] = self._two_valued(self._leaf(node, scope))
        return self._masks[key]

    def _say_what_is_missing(self, node: Node, scope: str) -> None:
        """Note what this index holds nothing of, or a search for it would look like an answer."""
        asked = node.text if scope == "has" and isinstance(node, Term) else scope
        if asked in ("said", "quote"):
            if name_term("quote") not in self._reader.names("has"):
                self.notices["quotes"] = NO_QUOTES
        elif asked in LAID and self._reader.overlaid(LAID[asked]) is None:
            self.notices["stories"] = NO_STORIES

    def _two_valued(self, match: Mask) -> Found:
        live = self._reader.live
        return Found(match & live, ~match & live)

    def _dated(self, node: DateRange, *, free_undated: bool) -> Found:
        first, last = self._reader.first_day, self._reader.last_day
        low = node.first.toordinal() if node.first else 1
        high = node.last.toordinal() if node.last else np.iinfo(np.int32).max
        dated = self._reader.live & (first > 0)
        overlap = dated & (first <= high) & (last >= low)
        wholly = dated & (first >= low) & (last <= high)
        free = (self._reader.live & ~dated) if free_undated else np.zeros_like(dated)
        return Found(overlap | free, (dated & ~wholly) | free)

    def _leaf(self, node: Node, scope: str) -> Mask:
        if isinstance(node, Everything):
            return self._reader.live
        if scope != DEFAULT_SCOPE and scope not in TEXT_FIELDS:
            if names.is_leaf(node):
                self._say_what_is_missing(node, scope)
                return names.holders(self._reader, scope, node, self._aliases, self._budget)
            return np.zeros(self._reader.size, dtype=np.bool_)
        counts = sum(
            part.counts(self._reader.size) for part in self._by_field(node, scope).values()
        )
        return np.asarray(counts >= (node.count if isinstance(node, AtLeast) else 1))

    # Places

    def _by_field(self, node: Node, scope: str) -> Mapping[str, Spans]:
        """Return the spans of a node in each field of the scope, "title" and "body"."""
        inner = node.node if isinstance(node, AtLeast) else node
        if isinstance(inner, Boost):
            return self._by_field(inner.node, scope)
        if isinstance(inner, Field):
            return self._by_field(inner.node, inner.name)
        if isinstance(inner, (Or, And)):
            parts = [self._by_field(part, scope) for part in inner.nodes]
            return {
                f: occurrences.union([p[f] for p in parts if f in p]) for f in ("title", "body")
            }
        if scope == "quote":
            self._say_what_is_missing(inner, scope)
            spans = self._counted(inner, "body")
            mask = np.zeros(self._reader.size, dtype=np.bool_)
            mask[spans.articles()] = True
            return {"body": occurrences.inside(spans, self._reader.quotations(mask))}
        fields = ("title", "body") if scope == DEFAULT_SCOPE else (scope,)
        return {f: self._counted(inner, f) for f in fields if f in ("title", "body")}

    def _counted(self, node: Node, field: str) -> Spans:
        """Return the spans of a node that count as occurrences: of nested ones the smallest."""
        if not isinstance(node, Near):
            return self._span(node, field)
        key = (node, field)
        if key not in self._smallest:
            self._smallest[key] = NOWHERE if self._budget.over() else self._nearest(node, field)
        return self._smallest[key]

    def _span(self, node: Node, field: str) -> Spans:
        """Return where a node stands in one field, over all articles."""
        key = (node, field)
        if key not in self._spans:
            if self._budget.over():
                return NOWHERE
            self._spans[key] = self._place(node, field)
        return self._spans[key]

    def _place(self, node: Node, field: str) -> Spans:
        if isinstance(node, Term):
            return self._written(node.text, lambda word: self._stemmed(word.form, field))
        if isinstance(node, Exact):
            return self._written(
                node.text, lambda word: self._exact(word.form, field, cased=node.cased)
            )
        if isinstance(node, (Prefix, Wildcard, Fuzzy)):
            return self._terms(field, self._expanded(node, field))
        if isinstance(node, Phrase):
            parts = [self._span(word, field) for word in node.words]
            return occurrences.adjacent(parts, self._budget)
        if isinstance(node, Within):
            parts = [self._span(word, field) for word in node.words]
            return occurrences.windows(parts, node.slop, self._budget)
        if isinstance(node, Near):
            return self._near(node, field)
        if isinstance(node, Or):
            return occurrences.union([self._span(part, field) for part in node.nodes])
        if isinstance(node, Boost):
            return self._span(node.node, field)
        return NOWHERE

    def _written(self, text: str, spans_of: Callable[[Word], Spans]) -> Spans:
        """Return where a word as typed stands: its pieces side by side, or joined."""
        # Where the text itself has a hyphen, pieces and joined form are one occurrence.
        return occurrences.longest(
            [
                occurrences.adjacent([spans_of(word) for word in path], self._budget)
                for path in paths(text)
            ]
        )

    def _stemmed(self, form: str, field: str) -> Spans:
        folded = fold(form)
        prefixes = {stem_prefix(folded, lang) for lang in self._reader.languages}
        return self._terms(
            field, (t for p in sorted(prefixes) for t in self._reader.terms(field, p))
        )

    def _exact(self, form: str, field: str, *, cased: bool) -> Spans:
        if cased:
            return self._terms(
                field, sorted({word_term(form, lang) for lang in self._reader.languages})
            )
        folded = fold(form)
        prefixes = {fold_prefix(folded, lang) for lang in self._reader.languages}
        return self._terms(
            field, (t for p in sorted(prefixes) for t in self._reader.terms(field, p))
        )

    def _terms(self, field: str, terms: Iterable[bytes]) -> Spans:
        return occurrences.union(
            [self._reader.places(field, term) for term in self._budget.in_time(terms)]
        )

    def _expanded(self, node: Prefix | Wildcard | Fuzzy, field: str) -> list[bytes]:
        """Return the terms of the words that a pattern stands for, the commonest if too many."""
        if isinstance(node, Fuzzy):
            own = fold(node.text)
            others = [word for word in self._lexicon.similar(own, node.edits) if word != own]
            commonest = self._lexicon.commonest(others, MAX_FUZZY - 1, self._budget)
            folds, limit = [own, *commonest], MAX_FUZZY
        elif isinstance(node, Prefix):
            folds, limit = self._lexicon.prefixed(fold(node.text)), MAX_WILDCARD
        else:
            folds, limit = self._lexicon.shaped(node.pattern, self._budget), MAX_WILDCARD
        if len(folds) > limit:
            folds = self._lexicon.commonest(folds, limit, self._budget)
            self.notices[str(node)] = Notice(
                "too-many-words",
                f"{node} stands for more than {limit:,} words; "
                f"the {limit:,} commonest were searched.",
                0,
                0,
            )
        return self._lexicon.terms(field, folds)

    def _near(self, node: Near, field: str) -> Spans:
        """Return every stretch that holds both, as what stands near to it needs them."""
        left, right = self._span(node.left, field), self._span(node.right, field)
        if node.unit == "word":
            return occurrences.joined(
                left, right, node.distance, self._budget, ordered=node.ordered
            )
        starts = self._starts(node, field, left, right)
        return occurrences.together(left, right, starts, self._budget, ordered=node.ordered)

    def _nearest(self, node: Near, field: str) -> Spans:
        """Return the stretches that hold both and no smaller one that does."""
        left, right = self._span(node.left, field), self._span(node.right, field)
        if node.unit == "word":
            return occurrences.nearest(left, right, node.distance, ordered=node.ordered)
        starts = self._starts(node, field, left, right)
        return occurrences.nearest_together(left, right, starts, ordered=node.ordered)

    def _starts(self, node: Near, field: str, left: Spans, right: Spans) -> occurrences.I64:
        """Return where sentences or paragraphs begin in the articles that hold both sides."""
        unit = "sentence" if node.unit == "sentence" else "paragraph"
        both = np.zeros(self._reader.size, dtype=np.bool_)
        both[np.intersect1d(left.articles(), right.articles())] = True
        return self._reader.starts(unit, field, both)

    # Scores

    def scores(self, tree: Node) -> scoring.F64:
        """Return the score of every article, of shape (articles,): the sum over the words."""
        total = np.zeros(self._reader.size)
        for node, scope, boost in scored(tree):
            by_field = self._by_field(node, scope)
            total += boost * self._weights(node, scope, by_field)
        return total

    def _weights(self, node: Node, scope: str, by_field: Mapping[str, Spans]) -> scoring.F64:
        size = self._reader.size
        title, body = (by_field.get(field, NOWHERE).counts(size) for field in ("title", "body"))
        if not isinstance(node, Fuzzy):
            return scoring.weights(title, body, self._lengths)
        exact = self._found(Exact(node.text), scope, free_undated=False).match
        near = scoring.saturation(title, body, self._lengths)
        return scoring.fuzzy_weights(near, exact, scoring.rarity(title, body, self._lengths))


def paths(text: str) -> Iterator[list[Word]]:
    """Yield the ways in which a query word may be written: its pieces, or some of them joined."""
    found = words(text)
    ways: list[list[Word]] = [[]]
    for _ in found:
        longer: list[list[Word]] = []
        for way in ways:
            at = _reach(way[-1], found) if way else 0
            nexts = [[*way, word] for word in found if word.position == at]
            longer.extend(nexts or [way])
        ways = longer[:MAX_WAYS]
    yield from (way for way in ways if way)


def _reach(word: Word, found: Sequence[Word]) -> int:
    """Return the position after the last one that a word, perhaps a joined one, takes up."""
    return 1 + max(other.position for other in found if word.start <= other.start < word.end)


def leaves(node: Node) -> Iterator[Node]:
    """Yield the nodes of a tree that combine nothing but words."""
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from leaves(part)
    elif isinstance(node, (Not, Boost, Field, AtLeast)):
        yield from leaves(node.node)
    else:
        yield node


def scored(
    node: Node, scope: str = DEFAULT_SCOPE, boost: float = 1.0
) -> Iterator[tuple[Node, str, float]]:
    """Yield (leaf, scope, boost) of each part of a tree that scores."""
    if isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from scored(part, scope, boost)
    elif isinstance(node, Boost):
        yield from scored(node.node, scope, boost * node.factor)
    elif isinstance(node, AtLeast):
        yield from scored(node.node, scope, boost)
    elif isinstance(node, Field):
        yield from scored(node.node, node.name, boost)
    elif isinstance(node, SCORED) and (scope == DEFAULT_SCOPE or scope in TEXT_FIELDS):
        yield node, scope, boost
