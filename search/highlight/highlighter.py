"""A query made ready to be found in articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Generic, NamedTuple

from search.codec import jit
from search.highlight import excerpts
from search.highlight.compiler import Compiler
from search.highlight.excerpts import Excerpts
from search.highlight.found import Found, Place
from search.highlight.needles import Needles, fewest
from search.highlight.passages import Stretch, marked, merged
from search.highlight.reading import BODY, Analysis, OutOfTime, Pace, Reading, W
from search.highlight.rows import Rows
from search.highlight.scanning import Cutter, Scan, Scanned, can_scan, classes, rules
from search.highlight.sieve import Sieve
from search.highlight.sieve import plain as as_ascii
from search.highlight.spans import Mark
from search.highlight.vocabulary import Passed
from search.query.tree import Node

HEADLINE = 300
"""A text shorter than this is looked through for its letters before anything else is done."""


MOST_TOGETHER = 1 << 18
"""Signs of articles that are looked through without a look at the clock."""


class Texts(NamedTuple):
    """What is looked through of an article; `quotes` are offsets into its body."""

    title: str
    body: str
    lang: str | None = None
    quotes: Sequence[tuple[int, int]] = ()


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
        return self._several([Texts(title or "", body, lang, quotes)], lang)[0]

    def each(self, articles: Sequence[Texts]) -> list[Found[W]]:
        """Return the same of several articles: those of one language are looked through as one."""
        found: dict[int, Found[W]] = {}
        several: dict[str | None, list[int]] = {}
        for number, one in enumerate(articles):
            several.setdefault(one.lang, []).append(number)
        for lang, numbers in several.items():
            for some in _together(numbers, articles):
                its = self._several([articles[number] for number in some], lang)
                found.update(zip(some, its, strict=True))
        return [found[number] for number in range(len(articles))]

    def _several(self, articles: Sequence[Texts], lang: str | None) -> list[Found[W]]:
        """Return where the query stands in articles of one language."""
        try:
            self._pace.look()
        except OutOfTime:
            return [self._unread(one) for one in articles]
        sieve = self._sieve_in(lang)
        scanned = None
        if sieve is not None and sieve.scan is not None:
            scanned = sieve.scan.each([text for one in articles for text in (one.title, one.body)])
            if scanned is None and len(articles) > 1:
                return [found for one in articles for found in self._several([one], lang)]
        tests = self._vocabulary.passed(lang)
        found: list[Found[W]] = []
        with suppress(OutOfTime):
            for number, one in enumerate(articles):
                found.append(self._found(one, sieve, tests, scanned, 2 * number))
        return [*found, *(self._unread(one) for one in articles[len(found) :])]

    def _unread(self, article: Texts) -> Found[W]:
        return Found((), (), article.body, self._analysis, self._pace, is_read=False)

    def _found(
        self,
        article: Texts,
        sieve: Sieve | None,
        tests: Passed,
        scanned: Scanned | None,
        number: int,
    ) -> Found[W]:
        """Return where the query stands in an article, whose title is that `number` of the texts
        that were scanned, if they were.
        """
        title, body, _, quotes = article
        if sieve is not None and (self._parts is not None or self._rows is not None):
            its_title, its = scanned.found[number : number + 2] if scanned else (None, None)
            title_marks = self._seen(title, its_title, sieve, tests)
            body_marks = self._seen(body, its, sieve, tests)
            self._pace.look()
            place = None
            if scanned is not None and its is not None and self._cutter is not None:
                begin, end = scanned.ends[number : number + 2]
                place = Place(scanned.signs, begin, end, self._cutter)
            return Found(title_marks, body_marks, body, self._analysis, self._pace, place=place)
        heading, words = self._read(title, sieve), self._read(body, sieve)
        reading = Reading(heading.words, words.words, tests, quotes, self._pace)
        reading.break_at(heading, words)
        spans = self._matcher.spans(reading)
        self._pace.look()
        return Found(
            merged([mark for span in spans if span.first < BODY for mark in span.marks]),
            merged([mark for span in spans if span.first >= BODY for mark in span.marks]),
            body,
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
        row, spelled = (0, 1) if self._parts is not None else None, None
        if self._rows is not None and self._rows.alone is not None:
            number, alone = self._rows.alone
            row, spelled = (number, len(alone.words)), self._vocabulary.spelled(alone.words)
        if self._anchor is None or row is None or not jit.is_native() or not can_scan(needles):
            return Sieve(needles)
        by_fold = self._vocabulary.is_ascii(self._anchor.tests)
        fold = self._analysis.fold
        return Sieve(needles, Scan(needles, fold, by_fold=by_fold, row=row, spelled=spelled or ()))

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
        self, text: str, scanned: Sequence[int] | None, sieve: Sieve, tests: Passed
    ) -> tuple[Stretch, ...]:
        """Return the marks of a query of words and phrases, given what was scanned of a text."""
        if not scanned if scanned is not None else len(text) < HEADLINE and sieve.misses(text):
            return ()
        if self._parts is not None:
            return self._glance(text, sieve, scanned, tests, self._parts)
        if self._rows is not None:
            return self._side_by_side(text, sieve, scanned, tests, self._rows)
        return ()

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
        if scanned is None:
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
            scanned = excerpts.placed(plain.text, sieve.places(plain))
        return marked(excerpts.passing(scanned, text, words, tests, self._pace), parts)

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
            is_spelled = sieve.scan is not None and sieve.scan.is_spelled
            marks, unclear = rows.scanned(scanned, text, None if is_spelled else tests, self._pace)
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


def _together(numbers: Sequence[int], articles: Sequence[Texts]) -> Iterator[list[int]]:
    """Yield the numbers of articles in runs that are short enough to be looked through at once."""
    run: list[int] = []
    size = 0
    for number in numbers:
        size += len(articles[number].title) + len(articles[number].body)
        if run and size > MOST_TOGETHER:
            yield run
            run, size = [], len(articles[number].title) + len(articles[number].body)
        run.append(number)
    if run:
        yield run
