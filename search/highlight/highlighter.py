"""What a query found in an article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from search.engine import Snippet
from search.highlight.compiler import Compiler
from search.highlight.passages import Passages, Stretch, merged
from search.highlight.reading import BODY, Analysis, OutOfTime, Pace, Reading, W, Word
from search.query.tree import Node

OPENING = 4
"""An article that there is no time for is read this many times the length of its passage."""


class Highlighter(Generic[W]):
    """A query tree made ready to be found in many articles. Not for use by two threads at once.

    Once `is_late` says so nothing more is looked for, and `was_late` is True.
    """

    def __init__(
        self, tree: Node, analysis: Analysis[W], is_late: Callable[[], bool] = lambda: False
    ) -> None:
        compiler = Compiler(analysis)
        self._matcher = compiler.matcher(tree)
        self._vocabulary = compiler.vocabulary
        self._has_breaks = compiler.has_breaks
        self._analysis = analysis
        self._pace = Pace(is_late)

    @property
    def was_late(self) -> bool:
        """Whether there was no time for some article, or its passages."""
        return self._pace.was_late

    def found(
        self,
        title: str | None,
        body: str,
        lang: str | None = None,
        quotes: Sequence[tuple[int, int]] = (),
    ) -> Found[W]:
        """Return where the query stands in an article; `quotes` are offsets into its body.

        Nowhere, when time is up before that is known.
        """
        try:
            self._pace.look()
            return self._found(title or "", body, lang, quotes)
        except OutOfTime:
            return Found((), (), body, None, self._analysis, self._pace)

    def _found(
        self,
        title: str,
        body: str,
        lang: str | None,
        quotes: Sequence[tuple[int, int]],
    ) -> Found[W]:
        heading, words = self._analysis.words(title), self._analysis.words(body)
        reading = Reading(heading, words, self._vocabulary.passed(lang), quotes, self._pace)
        if self._has_breaks:
            breaks = self._analysis.breaks
            reading.break_at(breaks(title, heading), breaks(body, words))
        spans = self._matcher.spans(reading)
        self._pace.look()
        return Found(
            merged([mark for span in spans if span.first < BODY for mark in span.marks]),
            merged([mark for span in spans if span.first >= BODY for mark in span.marks]),
            body,
            words,
            self._analysis,
            self._pace,
        )


class Found(Generic[W]):
    """Where a query stands in one article: `title` and `body` are offsets, sorted and disjoint.

    `words` is None when there was no time for them.
    """

    def __init__(
        self,
        title: tuple[Stretch, ...],
        body: tuple[Stretch, ...],
        text: str,
        words: list[W] | None,
        analysis: Analysis[W],
        pace: Pace,
    ) -> None:
        self.title = tuple((start, end) for start, end, _ in title)
        self.body = tuple((start, end) for start, end, _ in body)
        self._marks = body
        self._text = text
        self._words = words
        self._analysis = analysis
        self._pace = pace

    def snippets(self, count: int = 2, length: int = 240) -> tuple[Snippet, ...]:
        """Return the passages of the body that show most of the query, best first.

        None overlap. Without marks in the body, or time for them: its opening. Empty when the body
        is.
        """
        if self._words is None:
            return self._opening(count, length)
        try:
            self._pace.look()
            passages = self._passages(self._text, self._words, self._marks)
            return tuple(self._snippet(start, end) for start, end in passages.best(count, length))
        except OutOfTime:
            return self._opening(count, length)

    def _opening(self, count: int, length: int) -> tuple[Snippet, ...]:
        """Return the first passage of the body; no more of it is looked at than that needs."""
        text = self._text[: OPENING * length + len(self._text) - len(self._text.lstrip())]
        passages = self._passages(text, self._analysis.words(text), ())
        return tuple(self._snippet(start, end) for start, end in passages.best(count, length))

    def _passages(self, text: str, words: list[W], marks: Sequence[Stretch]) -> Passages:
        sentences = self._analysis.breaks(text, words).sentences
        starts = _sentence_starts(text, words, sentences)
        return Passages(text, starts, [word.start for word in words], marks, self._pace)

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
