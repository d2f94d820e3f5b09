"""What a query found in an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic

from search.codec import jit
from search.engine import Snippet
from search.highlight import cuts, excerpts
from search.highlight.compiler import Compiler
from search.highlight.excerpts import Excerpts, WordStarts
from search.highlight.needles import Needles, fewest
from search.highlight.passages import Passages, Stretch, marked, merged
from search.highlight.reading import BODY, Analysis, OutOfTime, Pace, Reading, Sentences, W
from search.highlight.rows import Rows
from search.highlight.scanning import U2, Cutter, Scan, can_scan, classes, rules
from search.highlight.sieve import Sieve
from search.highlight.sieve import plain as as_ascii
from search.highlight.spans import Mark
from search.highlight.vocabulary import Passed
from search.query.tree import Node

OPENING = 4
"""An article that there is no time for is read this many times the length of its passage."""

HEADLINE = 300
"""A text shorter than this is looked through for its letters before anything else is done."""


class Highlighter(Generic[W]):
    """A query tree made ready to be found in many articles. Not for use by two threads at once.

    Once `is_late` says so nothing more is looked for, and `was_late` is True. `has_quotes` says
    whether the query asks where quotes stand.
    """

    def __init__(
        self, tree: Node, analysis: Analysis[W], is_late: Callable[[], bool] = lambda: False
    ) -> None:
        compiler = Compiler(analysis)
        self._matcher = compiler.matcher(tree)
        self._vocabulary = compiler.vocabulary
        self._has_breaks = compiler.has_breaks
        self.has_quotes = compiler.has_quotes
        self._anchor = self._matcher.anchor(self._vocabulary.letters)
        self._parts = compiler.parts(self._matcher)
        self._rows: Rows | None = None
        if self._parts is None and self._anchor is not None:
            rows = compiler.rows(self._matcher)
            self._rows = Rows(rows, self._anchor.tests) if rows else None
        self._sieves: dict[str | None, Sieve | None] = {}
        self._analysis = analysis
        self._pace = Pace(is_late)
        ruled = rules(analysis.ABBREVIATIONS, analysis.STARTERS) if jit.is_native() else None
        self._cutter = Cutter(classes(analysis.fold), ruled) if ruled is not None else None

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
            return Found((), (), body, False, self._analysis, self._pace)

    def _found(
        self,
        title: str,
        body: str,
        lang: str | None,
        quotes: Sequence[tuple[int, int]],
    ) -> Found[W]:
        tests = self._vocabulary.passed(lang)
        sieve = self._sieve_in(lang)
        if sieve is not None and (self._parts is not None or self._rows is not None):
            title_marks, _ = self._seen(title, sieve, tests)
            body_marks, signs = self._seen(body, sieve, tests)
            self._pace.look()
            cutter = self._cutter if signs is not None else None
            return Found(
                title_marks, body_marks, body, True, self._analysis, self._pace, signs, cutter
            )
        heading, words = self._read(title, sieve), self._read(body, sieve)
        reading = Reading(heading.words, words.words, tests, quotes, self._pace)
        reading.break_at(heading, words)
        spans = self._matcher.spans(reading)
        self._pace.look()
        return Found(
            merged([mark for span in spans if span.first < BODY for mark in span.marks]),
            merged([mark for span in spans if span.first >= BODY for mark in span.marks]),
            body,
            True,
            self._analysis,
            self._pace,
        )

    def _sieve_in(self, lang: str | None) -> Sieve | None:
        """Return what to look for in articles of a language, None when they are to be read."""
        if lang not in self._sieves:
            found = self._anchor and self._vocabulary.needles(self._anchor.tests, lang)
            self._sieves[lang] = None if found is None else self._sieve(fewest(found))
        return self._sieves[lang]

    def _sieve(self, needles: Needles) -> Sieve:
        row = (0, 1) if self._parts is not None else None
        if self._rows is not None and self._rows.alone is not None:
            row = self._rows.alone[0], len(self._rows.alone[1].words)
        if self._anchor is None or row is None or not jit.is_native() or not can_scan(needles):
            return Sieve(needles)
        by_fold = self._vocabulary.is_ascii(self._anchor.tests)
        return Sieve(needles, Scan(needles, self._analysis.fold, by_fold=by_fold, row=row))

    def _read(self, text: str, sieve: Sieve | None) -> Excerpts:
        """Return the words that the query may be about, at positions as good as their own."""
        stretches: Iterable[tuple[int, int]] = ((0, len(text)),)
        plain = as_ascii(text) if sieve is not None else None
        if plain is not None and sieve is not None and self._anchor is not None:
            places = sieve.places(plain)
            stretches = excerpts.around(plain.text, places, self._anchor.radius, self._pace)
            if self._has_breaks:
                stretches = excerpts.whole_paragraphs(text, stretches)
        return excerpts.read(stretches, text, self._analysis, self._has_breaks)

    def _seen(
        self, text: str, sieve: Sieve, tests: Passed
    ) -> tuple[tuple[Stretch, ...], U2 | None]:
        """Return the marks of a query of words and phrases, and the signs of a text if they were
        scanned.
        """
        if len(text) < HEADLINE and sieve.misses(text):
            return (), None
        scanned = sieve.scan.places(text) if sieve.scan is not None else None
        signs, places = scanned or (None, None)
        if self._parts is not None:
            return self._glance(text, sieve, places, tests, self._parts), signs
        if self._rows is not None:
            return self._side_by_side(text, sieve, places, tests, self._rows), signs
        return (), None

    def _glance(
        self,
        text: str,
        sieve: Sieve,
        scanned: Sequence[int] | None,
        tests: Passed,
        parts: Mapping[int, int],
    ) -> tuple[Stretch, ...]:
        """Return the marks of a query of single words."""
        words = self._analysis.words
        if scanned is not None:
            return marked(excerpts.scanned(scanned, text, words, tests, self._pace), parts)
        plain = as_ascii(text)
        if plain is None:
            return marked(
                [
                    (word.start, word.end, passed)
                    for word in words(text)
                    if (passed := tests[word.form])
                ],
                parts,
            )
        places = sieve.places(plain)
        return marked(excerpts.passing(plain.text, places, text, words, tests, self._pace), parts)

    def _side_by_side(
        self,
        text: str,
        sieve: Sieve,
        scanned: Sequence[int] | None,
        tests: Passed,
        rows: Rows,
    ) -> tuple[Stretch, ...]:
        """Return the marks of a query of words and phrases."""
        marks: list[Mark] = []
        unclear: Sequence[int] = ()
        if scanned is not None:
            marks, unclear = rows.scanned(scanned, text, tests, self._pace)
            if not unclear:
                return merged(marks) if marks else ()
        plain = as_ascii(text)
        stretches: Iterable[tuple[int, int]] = ((0, len(text)),)
        if plain is not None and self._anchor is not None:
            if scanned is None:
                marks, unclear = rows.marks(plain.text, sieve.places(plain), tests, self._pace)
                if not unclear:
                    return merged(marks) if marks else ()
            stretches = excerpts.around(plain.text, unclear, self._anchor.radius, self._pace)
        words = excerpts.read(stretches, text, self._analysis, False).words
        if words:
            spans = self._matcher.spans(Reading((), words, tests, (), self._pace))
            marks += [mark for span in spans for mark in span.marks]
        return merged(marks)


class Found(Generic[W]):
    """Where a query stands in one article: `title` and `body` are offsets, sorted and disjoint.

    Not `is_read`: there was no time for that.
    """

    def __init__(
        self,
        title: tuple[Stretch, ...],
        body: tuple[Stretch, ...],
        text: str,
        is_read: bool,
        analysis: Analysis[W],
        pace: Pace,
        signs: U2 | None = None,
        cutter: Cutter | None = None,
    ) -> None:
        self.title = tuple([(start, end) for start, end, _ in title])
        self._marks = body
        self._text = text
        self._is_read = is_read
        self._analysis = analysis
        self._pace = pace
        self._signs = signs
        self._cutter = cutter

    @cached_property
    def body(self) -> tuple[tuple[int, int], ...]:
        """Where it stands in the body."""
        return tuple([(start, end) for start, end, _ in self._marks])

    def snippets(self, count: int = 2, length: int = 240) -> tuple[Snippet, ...]:
        """Return the passages of the body that show most of the query, best first.

        None overlap. Without marks in the body, or time for them: its opening. Empty when the body
        is.
        """
        if not self._is_read:
            return self._opening(count, length)
        try:
            self._pace.look()
            if self._signs is not None and self._cutter is not None:
                cut = self._cutter.passages(
                    self._signs, self._marks, count, length, self._sentence
                )
                if cut is not None:
                    return self._shown(cut)
            passages = self._passages(self._text, self._marks)
            return _cut(self._text, passages, passages.last, count, length)
        except OutOfTime:
            return self._opening(count, length)

    def _shown(self, cut: Sequence[int]) -> tuple[Snippet, ...]:
        """Return the passages that kernels have cut."""
        text, marks = self._text, self._marks
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
        return Passages(text, sentences.last, starts.between, marks, self._pace)


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
