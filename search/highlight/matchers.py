"""Matchers: a query tree made ready, once, to find its spans in many articles."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal, Protocol

from search.highlight import anchors
from search.highlight.anchors import Anchor, Letters
from search.highlight.reading import BODY, Pace, Reading, Word
from search.highlight.spans import Mark, Span, smallest, united

MAX_PAIRS = 20_000
"""More pairs of neighbours than any readable article has."""


_first = itemgetter(0)


class Matcher(Protocol):
    """Something that has spans in an article."""

    def spans(self, reading: Reading) -> list[Span]:
        """Return the spans, in order, each once."""

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return which words no span is without, None when spans depend on the whole text."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No spans, whatever the article."""

    def spans(self, reading: Reading) -> list[Span]:
        """Return none."""
        return []

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return that of no spans."""
        return anchors.NOTHING


@dataclass(frozen=True, slots=True)
class Chain:
    """One word, or its pieces side by side, marked as one stretch.

    `steps[i]` are the ways to go on from the i-th piece: a test for the word that stands next, and
    the piece after it. A hyphenated word has two ways: piece by piece, or the joined form.
    """

    steps: tuple[tuple[tuple[int, int], ...], ...]
    part: int

    def spans(self, reading: Reading) -> list[Span]:
        """Return a span for each place at which the whole sequence begins, its longest way."""
        reached: list[dict[tuple[int, int], tuple[Word, Word]]] = [{} for _ in self.steps]
        reached.append({})
        for test, after in self.steps[0]:
            for position, word in reading.passed.get(test, {}).items():
                reading.pace.step()
                reached[after][position, position] = (word, word)
        for piece, ways in enumerate(self.steps[1:], 1):
            for (first, last), (head, _) in reached[piece].items():
                reading.pace.step()
                for test, after in ways:
                    following = reading.passed.get(test, {}).get(last + 1)
                    if following is not None:
                        reached[after][first, last + 1] = (head, following)
        longest = {first: (last, *ends) for (first, last), ends in sorted(reached[-1].items())}
        return [
            Span(first, last, (Mark(head.start, tail.end, self.part),))
            for first, (last, head, tail) in longest.items()
        ]

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return the words that may stand for its rarest piece."""
        width = len(self.steps)
        if width == 1:
            only = frozenset([test for test, _ in self.steps[0]])
            return Anchor(only, min(map(letters, only)), 1, 0)
        covers: list[set[int]] = [set() for _ in self.steps]
        for first, ways in enumerate(self.steps):
            for test, after in ways:
                for piece in covers[first:after]:
                    piece.add(test)
        rarity, tests = max(((min(map(letters, tests)), tests) for tests in covers), key=_first)
        return Anchor(frozenset(tests), rarity, width, width - 1)


@dataclass(frozen=True, slots=True)
class Adjacent:
    """Words that follow one another without a gap, marked as one stretch."""

    words: tuple[Matcher, ...]
    part: int

    def spans(self, reading: Reading) -> list[Span]:
        """Return the stretches where all of them stand."""
        found = self.words[0].spans(reading)
        for word in self.words[1:]:
            if not found:
                break
            reading.pace.look()
            following = {span.first: span for span in word.spans(reading)}
            found = [
                Span(a.first, b.last, a.marks + b.marks)
                for a in found
                if (b := following.get(a.last + 1))
            ]
        return [
            Span(first, last, (Mark(marks[0].start, marks[-1].end, self.part),))
            for first, last, marks in found
        ]

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return those of its rarest word."""
        parts = anchors.of(self.words, letters)
        return anchors.together(parts, 0) if parts else None


@dataclass(frozen=True, slots=True)
class Smallest:
    """The spans of a matcher that hold no smaller one."""

    matcher: Matcher

    def spans(self, reading: Reading) -> list[Span]:
        """Return them with the marks of those that are left out."""
        spans = self.matcher.spans(reading)
        reading.pace.look()
        return smallest(spans)

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return that of the matcher."""
        return self.matcher.anchor(letters)


@dataclass(frozen=True, slots=True)
class Either:
    """The spans of all the matchers."""

    matchers: tuple[Matcher, ...]

    def spans(self, reading: Reading) -> list[Span]:
        """Return every span of the parts."""
        return united(span for matcher in self.matchers for span in matcher.spans(reading))

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return those of all the matchers."""
        parts = anchors.of(self.matchers, letters)
        return anchors.either(parts) if parts else None


@dataclass(frozen=True, slots=True)
class Inside:
    """The spans of a matcher that lie in the title, the body or one quote: see `field`."""

    field: str
    matcher: Matcher

    def spans(self, reading: Reading) -> list[Span]:
        """Return the spans that lie there whole."""
        spans = self.matcher.spans(reading)
        if self.field == "title":
            return [span for span in spans if span.first < BODY]
        return [
            span
            for span in spans
            if span.first >= BODY and (self.field == "body" or _is_quoted(span, reading.quotes))
        ]

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return that of the matcher."""
        return self.matcher.anchor(letters)


def _is_quoted(span: Span, quotes: list[tuple[int, int]]) -> bool:
    start, end = min(mark.start for mark in span.marks), max(mark.end for mark in span.marks)
    return any(first <= start and end <= last for first, last in quotes)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The spans of a matcher when there are `count` of them in title and body together."""

    count: int
    matcher: Matcher

    def spans(self, reading: Reading) -> list[Span]:
        """Return all of them or none."""
        spans = self.matcher.spans(reading)
        return spans if len(spans) >= self.count else []

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return that of the matcher."""
        return self.matcher.anchor(letters)


@dataclass(frozen=True, slots=True)
class Near:
    """Two matchers whose spans stand close together; see `tree.Near`."""

    left: Matcher
    right: Matcher
    distance: int
    ordered: bool
    unit: Literal["word", "sentence", "paragraph"]

    def spans(self, reading: Reading) -> list[Span]:
        """Return the stretches that hold a span of each, close enough.

        Past MAX_PAIRS of them: those of each span with its nearest partner. So every span that
        has a partner is in one, since its nearest one is close enough if any is.
        """
        starts = {"sentence": reading.sentences, "paragraph": reading.paragraphs}.get(self.unit)
        left = _unbroken(self.left.spans(reading), starts)
        right = _unbroken(self.right.spans(reading), starts)
        pairs = list(self._pairs(left, right, starts, reading.pace))
        if not self.ordered:
            pairs += self._pairs(right, left, starts, reading.pace)
        return united(pairs)

    def anchor(self, letters: Letters) -> Anchor | None:
        """Return that of its rarer side, for a text that is read in whole paragraphs."""
        parts = anchors.of((self.left, self.right), letters)
        if parts is None:
            return None
        return anchors.together(parts, self.distance)._replace(is_counted=True)

    def _pairs(
        self, left: list[Span], right: list[Span], starts: list[int] | None, pace: Pace
    ) -> Iterator[Span]:
        """Yield the stretches from a span to one after it."""
        heads = [span.first for span in right]
        budget = MAX_PAIRS
        for span in left:
            for number in range(bisect_right(heads, span.last), len(right)):
                if not self._holds(span, right[number], starts):
                    break
                pace.step()
                yield _stretch(span, right[number])
                budget -= 1
                if budget < 0:
                    break
        if budget < 0:
            left = sorted(left, key=lambda span: (span.last, span.first))
            tails = [span.last for span in left]
            for span in right:
                pace.step()
                before = bisect_left(tails, span.first)
                if before and self._holds(left[before - 1], span, starts):
                    yield _stretch(left[before - 1], span)

    def _holds(self, a: Span, b: Span, starts: list[int] | None) -> bool:
        return b.first - a.last <= self.distance if starts is None else _together(a, b, starts)


def _stretch(a: Span, b: Span) -> Span:
    return Span(a.first, b.last, a.marks + b.marks)


def _unbroken(spans: list[Span], starts: list[int] | None) -> list[Span]:
    return spans if starts is None else [span for span in spans if _together(span, span, starts)]


def _together(a: Span, b: Span, starts: list[int]) -> bool:
    return bisect_right(starts, a.first) == bisect_right(starts, b.last)
