"""Headlines that are nearly what was typed: who half remembers one changes words of it, and then
no article, or the wrong ones, hold them all.

They are looked for where a line of words was typed side by side, perhaps with fields, dates and
filters, which hold for them as well. A headline that was pasted may have quotation marks, and one
of eight words or more brackets, a `-` before a word or a `?`: these are passed over, but only if
the query as it stands finds nothing. Any operator or other sign says exactly what is wanted.

How alike two lines are is told by the words that both have in the same order: by how rare these
are, as a share of all words of both. Few are shown, and these must be right: the shorter the line,
the more alike they have to be, and surely more so than any of the articles that a reader sees
first without them (bench/results/quality.md).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

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
from search.rareness import COMMON, rareness
from search.stories.rarity import Rarity

FEWEST, MOST = 4, 40
"""Words of a line that may be a headline."""

LEAST, LEAST_TOPICS, SHORT, EACH = 0.45, 0.5, 8, 0.025
"""How alike a headline must be to a line of so many words, and how much more for each it lacks:
more where no word such as "the" is in the line, which may be a name and some topics.
"""

OVER = 0.2
"""How much more alike than those of the articles that are seen first."""

SHARED, SHARED_TOPICS = 3, 5
"""Words that both must have, but for those that say little: likewise."""

FIRST = 3
"""Articles of a page that are seen first."""

MARGIN = 0.1
"""How much less alike than the best any other may be."""

READ, LEAST_SCORE = 3, 0.3
"""Articles that are read, of which are all that are shown; and what part they have of the score of
a headline with all words."""

CUT = Notice("near-cut", "There was no time to look for headlines much like this.", 0, 0)


def line_of(parsed: Parsed) -> tuple[tuple[str, ...], Node] | None:
    """Return the words of a query, folded and in order, and what stands beside them; None where
    it is no line of words.
    """
    if not parsed.pasted:
        return None
    nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else (parsed.tree,)
    typed = [text for node in nodes for text in _texts(node)]
    beside = tuple(node for node in nodes if not _is_text(node))
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
    seen = [hit.article for hit in (*page.hits, *(some or ()))][:FIRST]
    first = [_forms(one.title or "") for one in seen]
    if any({*forms} <= {*title} for title in first):
        return page, ()
    left = until - time.monotonic()
    found = None
    if left > 0:
        words = tuple(Term(form) for form in dict.fromkeys(forms))
        found = engine.headed(words, narrowed(beside, filters), LEAST_SCORE, READ, left)
    if found is None:
        return replace(page, notices=(*page.notices, CUT)), None
    if not found:
        return page, ()
    titles = [*first, *(_forms(one.title or "") for one in found)]
    weigh = _Weighed(forms, titles, [one.lang for one in (*seen, *found)], rarity())
    ids = {one.id for one in seen}
    common = [common_words(one.lang) for one in found if one.lang]
    is_prose = any(form in listed for listed in common for form in forms)
    least, needed = (LEAST, SHARED) if is_prose else (LEAST_TOPICS, SHARED_TOPICS)
    least += EACH * max(0, SHORT - len(forms))
    least = max([least, *(weigh.shared(at) + OVER for at in range(len(seen)))])
    near = []
    for at, one in enumerate(found, len(seen)):
        if one.id not in ids and weigh.shared(at) >= least and weigh.telling(at) >= needed:
            alike = weigh.in_order(at)
            if alike >= least:
                near.append((alike, one))
    near.sort(key=lambda one: -one[0])
    return page, tuple(
        Hit(rank, alike, one)
        for rank, (alike, one) in enumerate(near, 1)
        if alike >= near[0][0] - MARGIN
    )


class _Weighed:
    """A line beside some titles, by the stems of their languages and how rare each is: how alike
    it is to the title at a place among them, from 0 to 1.
    """

    def __init__(
        self,
        line: Sequence[str],
        titles: Sequence[Sequence[str]],
        languages: Sequence[str | None],
        counted: Rarity,
    ) -> None:
        lines = {lang: stems(line, lang) for lang in {*languages}}
        self._pairs = [
            (lines[lang], stems(title[: 2 * MOST], lang))
            for title, lang in zip(titles, languages, strict=True)
        ]
        every = [*{one for pair in self._pairs for side in pair for one in side}]
        weigh = rareness(counted, {lang for lang in languages if lang})
        self._weight = dict(zip(every, weigh(every), strict=True))

    def shared(self, at: int) -> float:
        """Return twice the weight of the words of both, as a share of the weight of both."""
        typed, title = self._pairs[at]
        common = Counter(typed) & Counter(title)
        return 2 * self._sum(common.elements()) / (self._sum(typed) + self._sum(title))

    def in_order(self, at: int) -> float:
        """Return the same of the heaviest words that both have in the same order."""
        typed, title = self._pairs[at]
        most = _in_order(typed, title, self._weight)
        return 2 * most / (self._sum(typed) + self._sum(title))

    def telling(self, at: int) -> int:
        """Return how many words that tell something are in both."""
        typed, title = self._pairs[at]
        return sum(self._weight[one] > COMMON for one in {*typed} & {*title})

    def _sum(self, words: Iterable[str]) -> float:
        weight = self._weight
        return sum([weight[one] for one in words])


def _in_order(typed: Sequence[str], title: Sequence[str], weight: dict[str, float]) -> float:
    """Return the weight of the heaviest words that two lines have in the same order."""
    before = [0.0] * (len(title) + 1)
    for one in typed:
        row = [0.0]
        for at, other in enumerate(title):
            row.append(before[at] + weight[one] if one == other else max(before[at + 1], row[at]))
        before = row
    return before[-1]


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
