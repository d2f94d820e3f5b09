"""What a query found in an article, and the passages that show it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Generic, NamedTuple

from search.engine import Snippet
from search.highlight import cuts
from search.highlight.excerpts import WordStarts
from search.highlight.passages import Passages, Stretch
from search.highlight.reading import Analysis, OutOfTime, Pace, Sentences, W
from search.highlight.scanning import U2, Cutter

OPENING = 4
"""An article that there is no time for is read this many times the length of its passage."""


class Place(NamedTuple):
    """Where a body stands in the signs of texts that were scanned, and what cuts it there."""

    signs: U2
    begin: int
    end: int
    cutter: Cutter


class Found(Generic[W]):
    """Where a query stands in one article: `title` and `body` are offsets, sorted and disjoint.

    Not `is_read`: there was no time for that.
    """

    def __init__(
        self,
        title: tuple[Stretch, ...],
        body: tuple[Stretch, ...],
        text: str,
        analysis: Analysis[W],
        pace: Pace,
        *,
        is_read: bool = True,
        place: Place | None = None,
    ) -> None:
        self.title = tuple([(start, end) for start, end, _ in title])
        self.marks = body
        self.pace = pace
        self.place = place
        self._text = text
        self._is_read = is_read
        self._analysis = analysis

    @cached_property
    def body(self) -> tuple[tuple[int, int], ...]:
        """Where it stands in the body."""
        return tuple([(start, end) for start, end, _ in self.marks])

    def snippets(self, count: int = 2, length: int = 240) -> tuple[Snippet, ...]:
        """Return the passages of the body that show most of the query, best first.

        None overlap. Without marks in the body, or time for them: its opening. Empty when the body
        is.
        """
        if not self._is_read:
            return self._opening(count, length)
        try:
            self.pace.look()
            if self.place is not None:
                signs, begin, end, cutter = self.place
                body = begin, end, self.marks
                cut = cutter.passages(signs, body, count, length, self._sentence)
                if cut is not None:
                    return self.shown(cut)
            passages = self._passages(self._text, self.marks)
            return _cut(self._text, passages, passages.last, count, length)
        except OutOfTime:
            return self._opening(count, length)

    def shown(self, cut: Sequence[int]) -> tuple[Snippet, ...]:
        """Return the passages that kernels have cut, and behind them where the body begins and
        ends.
        """
        text, marks = self._text, self.marks
        *passages, opening, closing = cut
        read = iter(passages)
        return tuple(
            [
                Snippet(
                    "body",
                    text[start:end],
                    tuple([(a - start, b - start) for a, b, _ in marks[first:stop]]),
                    start,
                    before=opening < start,
                    after=end < closing,
                )
                for start, end, first, stop in zip(read, read, read, read, strict=True)
            ]
        )

    def _sentence(self, low: int, high: int) -> int | None:
        return self._sentences.last(low, high)

    @cached_property
    def _sentences(self) -> Sentences:
        return self._analysis.Sentences(self._text)

    def _opening(self, count: int, length: int) -> tuple[Snippet, ...]:
        """Return the first passage of the body; no more of it is looked at than that needs."""
        text = self._text[: OPENING * length + len(self._text) - len(self._text.lstrip())]
        last = cuts.trimmed_end(self._text, len(self._text))
        return _cut(self._text, self._passages(text, ()), last, count, length)

    def _passages(self, text: str, marks: Sequence[Stretch]) -> Passages:
        sentences = self._analysis.Sentences(text)
        starts = WordStarts(text, self._analysis.words)
        return Passages(text, sentences.last, starts.between, marks, self.pace)


def snippets(
    several: Sequence[Found[W]], count: int = 2, length: int = 240
) -> list[tuple[Snippet, ...]]:
    """Return the passages of several articles; of those that were scanned together all are cut at
    once.
    """
    shown: dict[int, tuple[Snippet, ...]] = {}
    scanned: dict[int, list[tuple[int, Place]]] = {}
    for number, one in enumerate(several):
        if one.place is not None:
            scanned.setdefault(id(one.place.signs), []).append((number, one.place))
    for places in scanned.values():
        try:
            several[0].pace.look()
        except OutOfTime:
            break
        _, (signs, _, _, cutter) = places[0]
        bodies = [(place.begin, place.end, several[number].marks) for number, place in places]
        for (number, _), cut in zip(
            places, cutter.each(signs, bodies, count, length), strict=True
        ):
            if cut is not None:
                shown[number] = several[number].shown(cut)
    return [
        shown[number] if number in shown else one.snippets(count, length)
        for number, one in enumerate(several)
    ]


def _cut(text: str, passages: Passages, last: int, count: int, length: int) -> tuple[Snippet, ...]:
    """Return the best passages of a text that ends at `last`, maybe behind what they know."""
    return tuple(
        [
            Snippet(
                field="body",
                text=text[start:end],
                marks=passages.marks(start, end),
                start=start,
                before=passages.first < start,
                after=end < last,
            )
            for start, end in passages.best(count, length)
        ]
    )
