"""Query tree to matcher. Only what a query asks for is kept: nothing under NOT has marks."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Generic

from search.highlight.distance import Within
from search.highlight.matchers import (
    Adjacent,
    AtLeast,
    Chain,
    Either,
    Inside,
    Matcher,
    Near,
    Nothing,
    Smallest,
)
from search.highlight.needles import Kind
from search.highlight.reading import Analysis, W
from search.highlight.rows import LONGEST, Row
from search.highlight.vocabulary import Vocabulary
from search.query import tree

Ways = list[list[tuple[int, int]]]
"""For each piece: tests for the word that stands there, and how many pieces such a word is."""


class Compiler(Generic[W]):
    """Compiles one tree; `vocabulary` then holds its tests.

    `has_breaks` and `has_quotes` say whether it looks at sentences, paragraphs and quotes.
    """

    def __init__(self, analysis: Analysis[W]) -> None:
        self.vocabulary = Vocabulary(analysis)
        self.has_breaks = False
        self.has_quotes = False
        self._analysis = analysis
        self._parts: dict[tree.Node, int] = {}

    def matcher(self, node: tree.Node, scope: str = "", wanted: bool = True) -> Matcher:
        """Return what finds the spans of a node in a field; of an AND, those of its parts.

        The scope "" is title and body, each apart.
        """
        if isinstance(node, tree.Not):
            return self.matcher(node.node, scope, not wanted)
        if isinstance(node, _Several):
            matchers = (self.matcher(part, scope, wanted) for part in node.nodes)
            kept = tuple(matcher for matcher in matchers if not isinstance(matcher, Nothing))
            return Either(kept) if kept else Nothing()
        if isinstance(node, tree.Boost):
            return self.matcher(node.node, scope, wanted)
        if isinstance(node, tree.Field):
            return self.matcher(node.node, node.name, wanted)
        if not wanted or scope not in ("", *tree.TEXT_FIELDS):
            return Nothing()
        if isinstance(node, tree.AtLeast):
            return AtLeast(node.count, self.matcher(node.node, scope))
        self.has_quotes |= scope == "quote"
        spanning = self._spanning(node)
        if isinstance(spanning, Near):
            spanning = Smallest(spanning)
        return Inside(scope, spanning) if scope else spanning

    def parts(self, matcher: Matcher) -> dict[int, int] | None:
        """Return test to parts, a bit each, of a matcher that finds single words anywhere; else
        None.
        """
        if isinstance(matcher, Chain):
            if len(matcher.steps) > 1:
                return None
            return {test: 1 << matcher.part for test, _ in matcher.steps[0]}
        if not isinstance(matcher, Either):
            return None
        found: dict[int, int] = {}
        for one in matcher.matchers:
            its = self.parts(one)
            if its is None:
                return None
            for test, parts in its.items():
                found[test] = found.get(test, 0) | parts
        return found

    def rows(self, matcher: Matcher) -> list[Row] | None:
        """Return the rows of a matcher that finds words and phrases anywhere, else None."""
        if isinstance(matcher, Either):
            found: list[Row] = []
            for one in matcher.matchers:
                its = self.rows(one)
                if its is None:
                    return None
                found += its
            return found
        words = matcher.words if isinstance(matcher, Adjacent) else (matcher,)
        tests = [
            frozenset(test for test, _ in word.steps[0])
            for word in words
            if isinstance(word, Chain) and len(word.steps) == 1
        ]
        if len(tests) < len(words) or len(words) > LONGEST:
            return None
        return [Row(tuple(tests), matcher.part)] if isinstance(matcher, Adjacent | Chain) else None

    def _spanning(self, node: tree.Node) -> Matcher:
        """Return what finds a word, or words together."""
        if isinstance(node, _Leaf):
            steps = tuple(
                tuple((test, number + width) for test, width in ways)
                for number, ways in enumerate(self._ways(node))
            )
            return Chain(steps, self._part(node)) if steps else Nothing()
        if isinstance(node, tree.Near):
            self.has_breaks |= node.unit != "word"
            left, right = self._spanning(node.left), self._spanning(node.right)
            return Near(left, right, node.distance, node.ordered, node.unit)
        if isinstance(node, tree.Or):
            return Either(tuple(self._spanning(part) for part in node.nodes))
        if isinstance(node, tree.Boost):
            return self._spanning(node.node)
        if isinstance(node, tree.Within):
            return Within(tuple(self._spanning(word) for word in node.words), node.slop)
        if isinstance(node, tree.Phrase):
            return Adjacent(tuple(self._spanning(word) for word in node.words), self._part(node))
        return Nothing()

    def _part(self, node: tree.Node) -> int:
        return self._parts.setdefault(node, len(self._parts))

    def _ways(self, leaf: _Leaf) -> Ways:
        if isinstance(leaf, tree.Wildcard):
            return self._shapes(leaf.pattern)
        if leaf.text.isascii() and leaf.text.isalnum():  # a word, as most are
            return [[(self._test(leaf, leaf.text, True), 1)]]
        words = self._analysis.words(leaf.text)
        count = len({word.position for word in words})
        if isinstance(leaf, tree.Fuzzy) and count > 1:  # several words are found as they are
            leaf = tree.Exact(leaf.text)
        ways: Ways = [[] for _ in range(count)]
        starts = [word.start for word in words]
        for word in words:
            low, high = bisect_left(starts, word.start), bisect_left(starts, word.end)
            inside = (other for other in words[low:high] if other.end <= word.end)
            width = len({other.position for other in inside})
            is_last = word.position + width == count
            ways[word.position].append((self._test(leaf, word.form, is_last), width))
        return ways

    def _test(self, leaf: _Leaf, form: str, is_last: bool) -> int:
        if isinstance(leaf, tree.Exact) and leaf.cased:
            return self.vocabulary.test("form", form)
        folded = self._analysis.fold(form)
        if isinstance(leaf, tree.Fuzzy):
            return self.vocabulary.test("fuzzy", folded, leaf.edits)
        kind: Kind = "fold"
        if isinstance(leaf, tree.Term):
            kind = "stem"
        elif isinstance(leaf, tree.Prefix) and is_last:
            kind = "prefix"
        return self.vocabulary.test(kind, folded)

    def _shapes(self, pattern: str) -> Ways:
        """Return the ways of a wildcard: analysis would lose its signs, so hyphens split here."""
        fold = self._analysis.fold
        letters = re.sub("[^*?]+", lambda run: fold(run[0].replace("’", "'")), pattern)
        pieces = [piece for piece in re.split("[-\u2010\u2011]", letters) if piece]
        ways: Ways = [[(self.vocabulary.test("shape", piece), 1)] for piece in pieces]
        if len(pieces) > 1:
            ways[0].append((self.vocabulary.test("shape", "".join(pieces)), len(pieces)))
        return ways


_Leaf = tree.Term | tree.Exact | tree.Prefix | tree.Wildcard | tree.Fuzzy
_Several = tree.And | tree.Or
