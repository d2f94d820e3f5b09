"""Articles that hold some of the words of a query, for a search that finds few with all of them.

They are asked for only where somebody typed words side by side and nothing else: an operator, a
sign or a quotation says exactly what is wanted. Fields, dates and filters hold for them as well.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass, replace

from search.analysis import common_words, fold
from search.engine import Engine, Hit, Page, SearchRequest
from search.filters import Filters, narrowed
from search.query.tree import And, Everything, Node, Notice, Or, Parsed, Term

FEW = 10
"""Articles with all words from which on nobody looks for those with some."""

MOST_LANGUAGES = 20
"""Languages of an archive that a query may be in, the commonest."""

CUT = Notice("partial-cut", "There was no time to look for articles with some of the words.", 0, 0)


@dataclass(frozen=True, slots=True)
class Some:
    """A query for some of the words of another: its tree, and every word of the other once."""

    tree: Node
    words: tuple[Term, ...]


def words_of(parsed: Parsed) -> tuple[Term, ...]:
    """Return the words that were typed side by side, none where anything else was."""
    parts = parsed.tree.nodes if parsed.plain and isinstance(parsed.tree, And) else ()
    return tuple(part for part in parts if isinstance(part, Term))


def some_of(parsed: Parsed, common: Collection[str] = ()) -> Some | None:
    """Return a query for the articles that hold any word of this one that is not common, or any
    word where all are; what is no word holds for them too. None where there are no two words.

    `common` words are folded.
    """
    typed = words_of(parsed)
    words: dict[str, Term] = {}
    for word in typed:
        words.setdefault(fold(word.text), word)
    if len(words) < 2:
        return None
    telling = tuple(word for word in typed if fold(word.text) not in common) or typed
    tree: Node = telling[0] if len(telling) == 1 else Or(telling)
    nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else ()
    others = tuple(part for part in nodes if not isinstance(part, Term))
    return Some(And((tree, *others)) if others else tree, tuple(words.values()))


def common_of(words: Collection[str], languages: Collection[str]) -> frozenset[str]:
    """Return the common words of the language that a query is in: of these languages, likeliest
    first, the one that has most of its words, which are folded.
    """
    listed = [common_words(language) for language in languages]
    return max(listed, key=lambda common: len(common & {*words}), default=frozenset())


def partial_results(
    engine: Engine,
    request: SearchRequest,
    page: Page,
    parsed: Parsed,
    filters: Filters,
    until: float,
) -> tuple[Page, tuple[Hit, ...] | None]:
    """Return the page of a search, and the articles that hold some of its words but not all, best
    first and ranked from 1, as many as the page has room for.

    None where such are not looked for, or there was no time until then, which the page says.
    """
    is_first = request.sort == "relevance" and not request.offset and not page.timed_out
    if not is_first or page.total >= min(FEW, request.limit) or some_of(parsed) is None:
        return page, None
    found = _asked(engine, request, parsed, filters, until)
    if found is None or found.timed_out or any(hit.missing is None for hit in found.hits):
        return replace(page, notices=(*page.notices, CUT)), None
    # All words are in those that the page has already, and in what has come in since.
    kept = [hit for hit in found.hits if hit.missing][: request.limit - len(page.hits)]
    return page, tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, 1))


def _asked(
    engine: Engine, request: SearchRequest, parsed: Parsed, filters: Filters, until: float
) -> Page | None:
    """Return the page of articles that hold any word that tells something, those with all words
    among them; None where there was no time.
    """
    left = until - time.monotonic()
    if left <= 0:
        return None
    every = SearchRequest(
        Everything(), limit=0, facets=("lang",), facet_size=MOST_LANGUAGES, timeout_s=left
    )
    languages = [one.value for one in engine.search(every).facets["lang"] if one.value]
    some = some_of(parsed, common_of({fold(word.text) for word in words_of(parsed)}, languages))
    left = until - time.monotonic()
    if some is None or left <= 0:
        return None
    tree = narrowed(some.tree, filters)
    return engine.search(
        SearchRequest(
            tree, limit=request.limit, timeout_s=left, explain=request.explain, checked=some.words
        )
    )
