"""A text as the words that pass the tests of a query, title and body in one row of positions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, TypeVar

BODY = 1 << 40
"""The position of the body's first word: so far from the title's that nothing is near both."""


EVERY = 512
"""Pieces of work between two looks at the clock."""


class Word(Protocol):
    """One word as it stands in a text."""

    @property
    def position(self) -> int:
        """Its place, from 0; a word and its joined form share one."""

    @property
    def form(self) -> str:
        """The word as written."""

    @property
    def start(self) -> int:
        """Where it begins in the text."""

    @property
    def end(self) -> int:
        """Where it ends in the text."""


class Breaks(Protocol):
    """The positions of the first word of each sentence and of each paragraph, rising."""

    @property
    def sentences(self) -> Sequence[int]:
        """First positions of sentences."""

    @property
    def paragraphs(self) -> Sequence[int]:
        """First positions of paragraphs."""


W = TypeVar("W", bound=Word)


class OutOfTime(Exception):
    """What was asked of an article takes longer than there is time for."""


class Pace:
    """A look at the clock every so often; `was_late` once time was up."""

    def __init__(self, is_late: Callable[[], bool] = lambda: False) -> None:
        self._is_late = is_late
        self._steps = 0
        self.was_late = False

    def step(self) -> None:
        """Note a piece of work; raise OutOfTime when time is up."""
        self._steps += 1
        if not self._steps % EVERY:
            self.look()

    def steps(self, count: int) -> None:
        """Note small pieces of work to come, and look at the clock before many of them."""
        self._steps += count
        if count >= EVERY:
            self.look()

    def look(self) -> None:
        """Raise OutOfTime when time is up."""
        if self._is_late():
            self.was_late = True
            raise OutOfTime


class Sentences(Protocol):
    """The sentences of one text."""

    def last(self, low: int, high: int, /) -> int | None:
        """Return the last offset from `low` to `high` where a sentence begins, if one does."""


class Analysis(Protocol[W]):
    """What `search.analysis` does with a text; that module is one of these."""

    ABBREVIATIONS: frozenset[str]
    """What a full stop is part of, in small letters."""

    STARTERS: frozenset[str]
    """What begins a sentence after `U.S.`, in small letters."""

    def words(self, text: str, /) -> list[W]:
        """Return the words of a text in order of position."""

    def breaks(self, text: str, words: list[W], /) -> Breaks:
        """Return where its sentences and paragraphs begin."""

    def Sentences(self, text: str, /) -> Sentences:  # noqa: N802  a class
        """Return its sentences, read where they are asked for."""

    def fold(self, form: str, /) -> str:
        """Return the form without case and accents."""

    def stem(self, folded: str, lang: str | None, /) -> str:
        """Return the stem of a folded form."""


class Reading:
    """Which words of a title and a body pass which tests, and where the stretches of a text lie.

    `passed[test]` maps a position, rising, to the word there, the longest if there are several.
    `sentences` and `paragraphs` are first positions. `quotes` are offsets into the body, in order.
    Whoever does work that grows with the text keeps to its `pace`.
    """

    def __init__(
        self,
        title: Sequence[Word],
        body: Sequence[Word],
        tests: Mapping[str, Sequence[int]],
        quotes: Sequence[tuple[int, int]] = (),
        pace: Pace | None = None,
    ) -> None:
        self.pace = pace or Pace()
        self.passed: dict[int, dict[int, Word]] = {}
        self.sentences: list[int] = []
        self.paragraphs: list[int] = []
        self.quotes = sorted(quotes)
        for origin, words in ((0, title), (BODY, body)):
            for word in words:
                self.pace.step()
                for test in tests[word.form]:
                    at = self.passed.setdefault(test, {})
                    position = origin + word.position
                    if position not in at or at[position].end < word.end:
                        at[position] = word

    def break_at(self, title: Breaks, body: Breaks) -> None:
        """Take note of where sentences and paragraphs begin. A title is one paragraph."""
        self.sentences = [*title.sentences, *(BODY + first for first in body.sentences)]
        self.paragraphs = [*title.paragraphs[:1], *(BODY + first for first in body.paragraphs)]
