"""What a query found in an article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

from search.engine import Snippet
from search.highlight.compiler import Compiler
from search.highlight.passages import Passages, Stretch, merged
from search.highlight.reading import BODY, Analysis, Reading, W, Word
from search.query.tree import Node


class Highlighter(Generic[W]):
    """A query tree made ready to be found in many articles. Not for use by two threads at once."""

    def __init__(self, tree: Node, analysis: Analysis[W]) -> None:
        compiler = Compiler(analysis)
        self._matcher = compiler.matcher(tree)
        self._vocabulary = compiler.vocabulary
        self._has_breaks = compiler.has_breaks
        self._analysis = analysis

    def found(
        self,
        title: str | None,
        body: str,
        lang: str | None = None,
        quotes: Sequence[tuple[int, int]] = (),
    ) -> Found[W]:
        """Return where the query stands in an article; `quotes` are offsets into its body."""
        title = title or ""
        heading, words = self._analysis.words(title), self._analysis.words(body)
        reading = Reading(heading, words, self._vocabulary.passed(lang), quotes)
        if self._has_breaks:
            breaks = self._analysis.breaks
            reading.break_at(breaks(title, heading), breaks(body, words))
        spans = self._matcher.spans(reading)
        return Found(
            merged([mark for span in spans if span.first < BODY for mark in span.marks]),
            merged([mark for span in spans if span.first >= BODY for mark in span.marks]),
            body,
            words,
            self._analysis,
        )


class Found(Generic[W]):
    """Where a query stands in one article: `title` and `body` are offsets, sorted and disjoint."""

    def __init__(
        self,
        title: tuple[Stretch, ...],
        body: tuple[Stretch, ...],
        text: str,
        words: list[W],
        analysis: Analysis[W],
    ) -> None:
        self.title = tuple((start, end) for start, end, _ in title)
        self.body = tuple((start, end) for start, end, _ in body)
        self._marks = body
        self._text = text
        self._words = words
        self._analysis = analysis

    def snippets(self, count: int = 2, length: int = 240) -> tuple[Snippet, ...]:
        """Return the passages of the body that show most of the query, best first.

        None overlap. Without marks in the body: its opening. Empty when the body is.
        """
        sentences = self._analysis.breaks(self._text, self._words).sentences
        starts = _sentence_starts(self._text, self._words, sentences)
        words = [word.start for word in self._words]
        passages = Passages(self._text, starts, words, self._marks)
        return tuple(self._snippet(start, end) for start, end in passages.best(count, length))

    def _snippet(self, start: int, end: int) -> Snippet:
        text = self._text
        return Snippet(
            field="body",
            text=text[start:end],
            marks=tuple((a - start, b - start) for a, b in self.body if start <= a and b <= end),
            start=start,
            before=bool(text[:start].strip()),
            after=bool(text[end:].strip()),
        )


def _sentence_starts(text: str, words: Sequence[Word], sentences: Sequence[int]) -> list[int]:
    """Return the offsets at which sentences begin, with the quotation marks before them."""
    firsts = set(sentences)
    starts = []
    position, floor = -1, 0
    for word in words:
        if word.position != position and word.position in firsts:
            start = word.start
            while start > floor and not text[start - 1].isspace():
                start -= 1
            is_clean = start == 0 or text[start - 1].isspace()
            starts.append(start if is_clean else word.start)
        position = word.position
        floor = max(floor, word.end)
    return starts
