"""Headlines that are nearly what was typed: who half remembers one changes words of it, and then
no article, or the wrong ones, hold them all.

They are looked for where a line of words was typed side by side, perhaps with fields, dates and
filters, which hold for them as well; where quotation marks are among its words, as in a headline
that was pasted, only if it finds nothing. Any operator or other sign says exactly what is wanted.

How alike two lines are is told by the words that both have in the same order: by how rare these
are, as a share of all words of both. Few are shown, and these must be right: the shorter the line,
the more alike they have to be, and surely more so than any of the articles that a reader sees
first without them (bench/results/quality.md).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from search.analysis import fold, stems, words
from search.article import Article
from search.engine import Engine, Hit, Page, SearchRequest
from search.filters import Filters, narrowed
from search.query.tree import And, Everything, Exact, Node, Notice, Parsed, Phrase, Term
from search.rareness import COMMON, rareness
from search.stories.rarity import Rarity

FEWEST, MOST = 4, 40
"""Words of a line that may be a headline."""

LEAST, SHORT, EACH = 0.5, 8, 0.025
"""How alike a headline must be to a line of so many words, and how much more for each it lacks."""

OVER = 0.2
"""How much more alike than those of the articles that are seen first."""

SHARED = 3
"""Words that both must have, but for those that say little."""

FIRST = 3
"""Articles of a page that are seen first, and headlines that are shown at most."""

MARGIN = 0.1
"""How much less alike than the best any other may be."""

READ, LEAST_SCORE = 5, 0.3
"""Articles that are read, and which part they have of what a headline with all words scores."""

CUT = Notice("near-cut", "There was no time to look for headlines much like this.", 0, 0)


def line_of(parsed: Parsed) -> tuple[tuple[str, ...], Node] | None:
    """Return the words of a query, folded and in order, and what stands beside them; None where
    it is no line of words.
    """
    if not parsed.pasted:
        return None
    nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else (parsed.tree,)
    typed = [text for node in nodes for text in _texts(node)]
    beside = tuple(node for node in nodes if not isinstance(node, (Term, Exact, Phrase)))
    if len(beside) == 1:
        return _forms(" ".join(typed)), beside[0]
    return _forms(" ".join(typed)), And(beside) if beside else Everything()


def near_headlines(
    engine: Engine,
    rarity: Callable[[], Rarity],
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
    if line is None or not FEWEST <= len(line[0]) <= MOST:
        return page, None
    forms, beside = line
    asked = tuple(Term(form) for form in dict.fromkeys(forms))
    left = until - time.monotonic()
    found = None
    if left > 0:
        tree = narrowed(beside, filters)
        found = engine.headed(asked, tree, LEAST_SCORE, READ, left)
    if found is None:
        return replace(page, notices=(*page.notices, CUT)), None
    if not found:
        return page, ()
    seen = [hit.article for hit in (*page.hits, *(some or ()))][:FIRST]
    typed = Line(forms, rarity(), {one.lang for one in (*found, *seen) if one.lang})
    least = LEAST + EACH * max(0, SHORT - len(forms))
    least = max(least, *(typed.shared(one) + OVER for one in seen), 0.0)
    alike = [(typed.likeness(one), one) for one in found if typed.telling(one) >= SHARED]
    first = {one.id for one in seen}
    near = [(how, one) for how, one in alike if how >= least and one.id not in first]
    near.sort(key=lambda one: -one[0])
    best = near[0][0] if near else 0.0
    return page, tuple(
        Hit(rank, how, one)
        for rank, (how, one) in enumerate(near[:FIRST], 1)
        if how >= best - MARGIN
    )


class Line:
    """The words of a line, to be compared with headlines."""

    def __init__(self, forms: Sequence[str], counted: Rarity, languages: set[str]) -> None:
        self._forms = forms
        self._weights = rareness(counted, languages)
        self._known: dict[str, float] = {}

    def likeness(self, article: Article) -> float:
        """Return how alike it is to an article's headline, from 0 to 1: twice the weight of what
        both have in the same order, as a share of the weight of both.
        """
        typed, title = self._stems(article)
        weight = self._weight(typed, title)
        both = _sum(weight, typed) + _sum(weight, title)
        most = 2 * self._common(typed, title, weight)
        if most < LEAST * both:  # in order they have no more
            return most / both if both else 0.0
        return 2 * _in_order(typed, title, weight) / both

    def shared(self, article: Article) -> float:
        """Return the same, in whatever order the words stand."""
        typed, title = self._stems(article)
        weight = self._weight(typed, title)
        both = _sum(weight, typed) + _sum(weight, title)
        return 2 * self._common(typed, title, weight) / both if both else 0.0

    def telling(self, article: Article) -> int:
        """Return how many words that tell something both have."""
        typed, title = self._stems(article)
        both = {*typed} & {*title}
        weight = self._weight(typed, title)
        return sum(weight[one] > COMMON for one in both)

    def _stems(self, article: Article) -> tuple[list[str], list[str]]:
        title = _forms(article.title or "")[: 2 * MOST]
        return stems(self._forms, article.lang), stems(title, article.lang)

    def _weight(self, *lines: Sequence[str]) -> dict[str, float]:
        fresh = [one for line in lines for one in line if one not in self._known]
        if fresh:
            self._known.update(zip(fresh, self._weights(fresh), strict=True))
        return self._known

    def _common(
        self, typed: Sequence[str], title: Sequence[str], weight: dict[str, float]
    ) -> float:
        both = Counter(typed) & Counter(title)
        return sum(weight[one] * times for one, times in both.items())


def _in_order(typed: Sequence[str], title: Sequence[str], weight: dict[str, float]) -> float:
    """Return the weight of the heaviest words that two lines have in the same order."""
    before = [0.0] * (len(title) + 1)
    for one in typed:
        row = [0.0]
        for at, other in enumerate(title):
            row.append(before[at] + weight[one] if one == other else max(before[at + 1], row[at]))
        before = row
    return before[-1]


def _sum(weight: dict[str, float], line: Sequence[str]) -> float:
    return sum(weight[one] for one in line)


def _forms(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded, each place once: with a hyphen they are its pieces."""
    found: dict[int, str] = {}
    for word in words(text):
        found.setdefault(word.position, fold(word.form))
    return tuple(found.values())


def _texts(node: Node) -> Iterator[str]:
    """Yield the texts of a word or of the words of a quotation."""
    for one in node.words if isinstance(node, Phrase) else (node,):
        if isinstance(one, (Term, Exact)):
            yield one.text
