"""Headlines that are nearly what was typed: who half remembers one changes words of it, and then
no article, or the wrong ones, hold them all.

They are looked for where a line of words was typed side by side, perhaps with fields, dates and
filters, which hold for them as well. A headline that was pasted may have quotation marks, and one
of eight words or more brackets, a `-` before a word or a `?`: these are passed over, but only if
the query as it stands finds nothing. Any operator or other sign says exactly what is wanted.

How alike two lines are is told by how many words both have in the same order, small ones too, and
by whether these stand as far apart. Few headlines are shown, and these must be right: surely more
alike than those of the articles that a reader sees first without them
(bench/results/quality.md).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from search.analysis import common_words, fold, stems
from search.analysis import words as words_of
from search.engine import Engine, Hit, Page, SearchRequest
from search.filters import Filters, narrowed
from search.query.tree import (
    And,
    Everything,
    Exact,
    Node,
    Not,
    Notice,
    Or,
    Parsed,
    Phrase,
    Prefix,
    Term,
    Wildcard,
)

FEWEST, MOST = 4, 40
"""Words of a line that may be a headline."""

LEAST, OVER = 0.55, 0.4
"""How alike a headline must be to the line, and how much more for each point that any of those of
the articles that are seen first is."""

IN_STEP, FIRST_OF_SOME = 0.05, 0.05
"""How much more alike it is if what both have stands as far apart, but for one word; and if its
article is the first of those that hold some of the words: its text has most of them, too."""

SHARED = 2
"""Words that both must have, but for those that say little."""

ALIKE = 3
"""Letters that all forms of a word begin with, or nearly all."""

LEAST_LINE, MOST_TEXT = 6, 100_000
"""Words of a line that was not half remembered if a text that is seen first has it, and characters
of such a text that are read."""

FIRST = 3
"""Articles of a page that are seen first."""

MARGIN = 0.1
"""How much less alike than the best any other may be."""

READ, SHOWN = 4, 3
"""Headlines that are read, and are shown, at most."""

CUT = Notice("near-cut", "There was no time to look for headlines much like this.", 0, 0)


class Line:
    """Words that were typed side by side: as terms, and folded, each place once. What stands
    `beside` them holds for the articles; `added` may come to how alike a headline is.
    """

    def __init__(self, texts: Sequence[str], beside: Node) -> None:
        self.beside = beside
        self.added = 0.0
        self.terms: list[Term] = []
        self.forms: list[str] = []
        for text in texts:
            if text.isascii() and text.isalnum():  # most words, at a third of the cost
                self.terms.append(Term(text))
                self.forms.append(fold(text))
            else:
                forms = _forms(text)
                self.terms += map(Term, forms)
                self.forms += forms
        self._begins = [form[:ALIKE] for form in self.forms]
        self._stems: dict[str | None, Sequence[str]] = {}

    def is_in(self, title: str) -> bool:
        """Return whether a headline has every word of the line as it was typed."""
        folded = fold(title)
        return all(form in folded for form in self.forms) and {*self.forms} <= {*_forms(title)}

    def stands_in(self, body: str) -> bool:
        """Return whether a text has the line, if it is a long one, word by word."""
        if len(self.forms) < LEAST_LINE:
            return False
        body = body[:MOST_TEXT]
        pair = max(pairwise(self.forms), key=lambda pair: len(pair[0]) + len(pair[1]))
        left, right = map(re.escape, pair)
        side_by_side = rf"{left}\W+(?:s\W+)?{right}"
        if not re.search(side_by_side, body.lower()):  # at a hundredth of the cost
            return False
        return f" {' '.join(self.forms)} " in f" {' '.join(_forms(body))} "

    def may_be(self, kept: int, length: int) -> bool:
        """Return whether a headline of so many words may be near that has at most so many of those
        of the line.
        """
        in_step = IN_STEP if abs(length - len(self.forms)) <= 1 else 0.0
        return self._share(kept, length) + in_step + self.added >= LEAST

    def alike(self, title: str, lang: str | None) -> float:
        """Return how alike a headline in a language is, from 0 to 1: the mean of two shares, of
        the words of the line and of the words of both, that both have in the same order.
        """
        return self._alike(self._stemmed(lang), stems(_forms(title)[: 2 * MOST], lang))

    def near(self, title: str, lang: str | None) -> float:
        """Return how alike a headline in a language is; 0 if it cannot be near, or if both share
        too little that tells anything.
        """
        folded = fold(title)
        at_most = sum(begin in folded for begin in self._begins)
        most = self._share(at_most, 1 + folded.count(" ")) + IN_STEP
        if most + self.added < LEAST:  # many, at a tenth of the cost
            return 0.0
        typed, words = self._stemmed(lang), stems(_forms(title)[: 2 * MOST], lang)
        common = common_words(lang) if lang else frozenset[str]()
        told = {one for one, form in zip(typed, self.forms, strict=True) if form not in common}
        if len({*words} & told) < SHARED:
            return 0.0
        alike = self._alike(typed, words)
        return alike if alike + self.added >= LEAST else 0.0

    def _alike(self, typed: Sequence[str], words: Sequence[str]) -> float:
        kept = _in_order(typed, words)
        in_step = _out_of_step(kept, len(typed), len(words)) <= 1
        return min(1.0, self._share(len(kept), len(words)) + (IN_STEP if in_step else 0.0))

    def _stemmed(self, lang: str | None) -> Sequence[str]:
        found = self._stems.get(lang)
        if found is None:
            found = self._stems[lang] = stems(self.forms, lang)
        return found

    def _share(self, kept: int, length: int) -> float:
        size = len(self.forms)
        return kept / (size + length) + kept / size / 2


def line_of(parsed: Parsed) -> Line | None:
    """Return the words of a query in order, and what stands beside them; None where it is no line
    of words.
    """
    if not parsed.pasted:
        return None
    nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else (parsed.tree,)
    typed = [text for node in nodes for text in _texts(node)]
    beside = tuple(node for node in nodes if not _is_text(node))
    if len(beside) == 1:
        return Line(typed, beside[0])
    return Line(typed, And(beside) if beside else Everything())


def near_headlines(
    engine: Engine,
    request: SearchRequest,
    page: Page,
    some: tuple[Hit, ...] | None,
    parsed: Parsed,
    filters: Filters,
    until: float,
) -> tuple[Page, tuple[Hit, ...] | None]:
    """Return the page of a search, and the articles whose headline is nearly what was typed but
    stands neither first on the page nor first of those with `some` of the words; most alike first
    and ranked from 1, their score how alike they are.

    None where such are not looked for, or there was no time until then, which the page says.
    """
    is_first = request.sort == "relevance" and not request.offset and not page.timed_out
    line = line_of(parsed) if is_first and (parsed.plain or not page.total) else None
    if line is None or not FEWEST <= len(line.forms) <= MOST:
        return page, None
    seen = [hit.article for hit in (*page.hits, *(some or ()))][:FIRST]
    if any(line.is_in(one.title or "") for one in seen):
        return page, ()
    known = {one.id for one in seen}
    line.added = FIRST_OF_SOME if some else 0.0
    left = until - time.monotonic()
    found = None
    if left > 0:
        beside = narrowed(line.beside, filters)
        given = (line.terms, beside, line.may_be, line.near, READ, known)
        found = engine.headed(*given, left)
    if found is None:
        return replace(page, notices=(*page.notices, CUT)), None
    near = {one.id: (alike, one) for alike, one in found}
    for hit in (some or ())[:1]:
        if hit.id not in known:
            alike, one = near.get(hit.id) or (
                line.near(hit.title or "", hit.article.lang),
                hit.article,
            )
            near[hit.id] = (min(1.0, alike + FIRST_OF_SOME), one)
    best = max((alike for alike, _ in near.values()), default=0.0)
    if best < LEAST:
        return page, ()
    least = LEAST + OVER * max((line.alike(one.title or "", one.lang) for one in seen), default=0)
    shown = [pair for pair in near.values() if pair[0] >= max(least, best - MARGIN)]
    if shown and any(line.stands_in(hit.article.body) for hit in page.hits[:1]):
        return page, ()  # who has the line word by word is first of the results
    shown.sort(key=lambda pair: -pair[0])
    return page, tuple(Hit(rank, alike, one) for rank, (alike, one) in enumerate(shown[:SHOWN], 1))


def _in_order(typed: Sequence[str], title: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the most words stand in either line that both have in the same order."""
    most = [[0] * (len(title) + 1) for _ in range(len(typed) + 1)]
    for at in reversed(range(len(typed))):
        row, after, one = most[at], most[at + 1], typed[at]
        for place in reversed(range(len(title))):
            if one == title[place]:
                row[place] = after[place + 1] + 1
            else:
                row[place] = max(after[place], row[place + 1])
    at = place = 0
    kept = []
    while at < len(typed) and place < len(title):
        if typed[at] == title[place]:
            kept.append((at, place))
            at, place = at + 1, place + 1
        elif most[at + 1][place] >= most[at][place + 1]:
            at += 1
        else:
            place += 1
    return kept


def _out_of_step(kept: Sequence[tuple[int, int]], typed: int, title: int) -> int:
    """Return how many words are missing or too many in a line beside a headline, between the words
    that both have and at the ends.
    """
    places = [(-1, -1), *kept, (typed, title)]
    steps = pairwise(at - place for at, place in places)
    return sum(abs(here - before) for before, here in steps)


def _forms(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded, each place once: with a hyphen they are its pieces."""
    found: dict[int, str] = {}
    for word in words_of(text):
        found.setdefault(word.position, fold(word.form))
    return tuple(found.values())


def _is_text(node: Node) -> bool:
    """Return whether a node is words, or says that there are none."""
    if isinstance(node, Not):
        return _is_text(node.node)
    if isinstance(node, (And, Or)):
        return all(map(_is_text, node.nodes))
    return isinstance(node, (Term, Exact, Phrase, Prefix, Wildcard))


def _texts(node: Node) -> Iterator[str]:
    """Yield the texts of the words of a node, whatever it says of them."""
    if isinstance(node, Not):
        yield from _texts(node.node)
    elif isinstance(node, (And, Or)):
        for one in node.nodes:
            yield from _texts(one)
    elif isinstance(node, Phrase):
        for word in node.words:
            yield from _texts(word)
    elif isinstance(node, (Term, Exact, Prefix)):
        yield node.text
    elif isinstance(node, Wildcard):
        yield node.pattern
