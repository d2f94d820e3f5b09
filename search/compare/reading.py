"""Articles as they are compared: words, what they stem from, sentences and what each weighs."""

from __future__ import annotations

import math
import time
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from search.article import Article
from search.comparison import Sentence, Span

MOST_SENTENCES = 2000
"""Sentences that are compared, of all articles together: each one has its share of them."""

MOST_OF_ONE = 400
"""Sentences that are compared of one article: some seven times those of a long report."""

LONGEST = 240
"""Characters that a sentence has, generously; so much of a body is read for each it may have."""


class Breaks(Protocol):
    """The positions of the first word of each sentence and of each paragraph, rising."""

    @property
    def sentences(self) -> Sequence[int]:
        """First positions of sentences."""

    @property
    def paragraphs(self) -> Sequence[int]:
        """First positions of paragraphs."""


W = TypeVar("W", bound=tuple[int, str, int, int])
"""One word as it stands in a text: its place, from 0, which a joined form shares with the word
before it; the word as written; and where it begins and ends in the text."""

Rarity = Callable[[Sequence[str]], Sequence[float]]
"""Tells of stems how few articles have each, never below 0."""


class Analysis(Protocol[W]):
    """What `search.analysis` does with a text; that module is one of these."""

    def words(self, text: str, /) -> list[W]:
        """Return the words of a text in order of position."""

    def breaks(self, text: str, words: list[W], /) -> Breaks:
        """Return where its sentences and paragraphs begin."""

    def fold(self, form: str, /) -> str:
        """Return the form without case and accents."""

    def stems(self, folded: Sequence[str], lang: str | None, /) -> list[str]:
        """Return the stems of folded forms."""

    def common_words(self, language: str, /) -> Collection[str]:
        """Return words that say little of what a text is about, folded."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence: the words `low` to `high` of its text, the stems in it that tell something and
    what they weigh together.
    """

    place: Sentence
    low: int
    high: int
    stems: frozenset[str]
    weight: float


@dataclass(slots=True)
class Text:
    """An article as read: lists with a value for each word of its body, and its sentences.

    `outlet` tells outlets apart, those that nobody knows too. `is_telling`: whether a word is no
    common one. `is_cut`: whether the body goes on after what was read.
    """

    number: int
    article: Article
    outlet: str
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    folds: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)
    is_telling: list[bool] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    is_cut: bool = False

    def within(self, start: int, end: int) -> range:
        """Return the places of the words that begin from one offset up to another."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))

    def spans(self, places: Sequence[int]) -> tuple[Span, ...]:
        """Return the stretches of the body where these words stand, neighbours as one."""
        found: list[Span] = []
        before = -2
        for place in places:
            start = self.starts[place]
            if place == before + 1 and found:
                start = found.pop()[0]
            found.append((start, self.ends[place]))
            before = place
        return tuple(found)


class Reader:
    """Reads articles that are to be compared. `weights` has what each stem that it met weighs."""

    def __init__(self, analysis: Analysis[W], rarity: Rarity, articles: int) -> None:
        self._analysis = analysis
        self._rarity = rarity
        self._most = max(1, min(MOST_OF_ONE, MOST_SENTENCES // max(1, articles)))
        self._known: dict[str | None, dict[str, tuple[str, str, bool]]] = {}
        self.weights: dict[str, float] = {}

    def text(self, number: int, article: Article) -> Text:
        """Return an article as read; its place among those compared is `number`."""
        body = article.body
        end = self._most * LONGEST
        is_cut = len(body) > end
        if is_cut:
            body = body[: max(body.rfind(" ", 0, end), body.rfind("\n", 0, end)) + 1] or body[:end]
        text = Text(number, article, article.outlet or f"\0{number}", is_cut=is_cut)
        words = self._analysis.words(body)
        breaks = self._analysis.breaks(body, words)
        firsts = breaks.sentences
        if len(firsts) > self._most:
            text.is_cut, stop = True, firsts[self._most]
            words = [word for word in words if word[0] < stop]
            body, firsts = body[: words[-1][3]], firsts[: self._most]
        self._fill(text, words)
        self._weigh(text, body, firsts, breaks.paragraphs)
        return text

    def _fill(self, text: Text, words: Sequence[W]) -> None:
        """Take one word at each position: the joined form of a compound comes second."""
        if not words:
            return
        lang = text.article.lang
        first = {word[0]: word for word in reversed(words)}
        _, forms, starts, ends = zip(*reversed(first.values()), strict=True)
        text.starts, text.ends = [*starts], [*ends]
        known = self._known.setdefault(lang, {})  # articles of one story share most of their words
        new = sorted({*forms} - known.keys())
        folds = [self._analysis.fold(form) for form in new]
        stems = self._analysis.stems(folds, lang)
        common = self._analysis.common_words(lang or "")
        for form, fold, stem in zip(new, folds, stems, strict=True):
            is_letter = len(fold) == 1 and fold.isascii() and not fold.isdigit()
            known[form] = (fold, stem, not is_letter and fold not in common)
        found = zip(*map(known.__getitem__, forms), strict=True)
        text.folds, text.stems, text.is_telling = map(list, found)
        unweighed = sorted({*stems} - self.weights.keys())
        self.weights.update(zip(unweighed, self._rarity(unweighed), strict=True))

    def _weigh(
        self, text: Text, body: str, firsts: Sequence[int], paragraphs: Sequence[int]
    ) -> None:
        """Cut the text into its sentences."""
        weights = self.weights
        starts = [_opening(body, text, first) for first in firsts]
        told = [
            stem if tells else "" for stem, tells in zip(text.stems, text.is_telling, strict=True)
        ]
        for number, low in enumerate(firsts):
            is_last = number + 1 == len(firsts)
            high = len(text.starts) if is_last else firsts[number + 1]
            after = len(body) if is_last else starts[number + 1]
            start = starts[number]
            end = start + len(body[start:after].rstrip())
            stems = frozenset(told[low:high]) - {""}
            place = Sentence(text.number, start, end, bisect_right(paragraphs, low))
            weight = math.fsum(weights[stem] for stem in stems)
            text.statements.append(Statement(place, low, high, stems, weight))


def read(
    articles: Sequence[Article],
    analysis: Analysis[W],
    rarity: Rarity,
    until: float,
) -> tuple[list[Text], Mapping[str, float]]:
    """Return the articles as read, as far as there is time, and the weights of their stems."""
    reader = Reader(analysis, rarity, len(articles))
    texts = []
    for number, article in enumerate(articles):
        if time.monotonic() > until:
            break
        texts.append(reader.text(number, article))
    return texts, reader.weights


def _opening(body: str, text: Text, first: int) -> int:
    """Return where a sentence begins: with the marks before its first word."""
    floor = text.ends[first - 1] if first else 0
    start = text.starts[first]
    begin = start
    while begin > floor and not body[begin - 1].isspace():
        begin -= 1
    return begin if begin == 0 or body[begin - 1].isspace() else start


def days_apart(one: Article, other: Article) -> int:
    """Return how many days are between two articles at least; 0 where they may be of one day."""
    if not (one.first_day and one.last_day and other.first_day and other.last_day):
        return 0
    return max(0, (other.first_day - one.last_day).days, (one.first_day - other.last_day).days)
