"""Articles that hold some of the words of a query, for a search that finds few with all of them.

They are asked for only where somebody typed words side by side and nothing else: an operator or a
sign says exactly what is wanted, and so does a quotation with a few words. A headline that was
pasted may have a quotation within it: its words count like others, and where it does not stand as
it was written it is named as missing. Fields, dates and filters hold for them as well.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from search.analysis import common_words, fold
from search.analysis import words as analysed
from search.engine import Asked, Engine, Hit, Page, SearchRequest
from search.filters import Filters, narrowed
from search.query.tree import (
    And,
    Everything,
    Exact,
    Node,
    Notice,
    Or,
    Parsed,
    Phrase,
    Prefix,
    Term,
    Wildcard,
)

FEW = 10
"""Articles with all words from which on nobody looks for those with some."""

LEAST_BESIDE = 4
"""Words beside quotations that make a line of them: a few words narrow a quotation, and that is
asked for as it stands.
"""

MOST_LANGUAGES = 20
"""Languages of an archive that a query may be in, the commonest."""

CUT = Notice("partial-cut", "There was no time to look for articles with some of the words.", 0, 0)


@dataclass(frozen=True, slots=True)
class Some:
    """A query for some of the words of another: its tree, every word of the other once, and those
    of these that tell something.
    """

    tree: Node
    words: tuple[Asked, ...]
    telling: tuple[Asked, ...]

    def are_in(self, hit: Hit) -> bool:
        """Return whether an article holds some, but not all of the words."""
        return bool(hit.missing) and not {*self.telling} <= {*(hit.missing or ())}


def words_of(parsed: Parsed) -> tuple[Asked, ...]:
    """Return the words that were typed side by side, quotations among them if it is a line of
    words; none where anything else was.
    """
    nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else ()
    words = [one for one in nodes if isinstance(one, Term)]
    if parsed.plain:
        return tuple(words)
    if not parsed.quoted or len(words) < LEAST_BESIDE or not all(map(_is_plain, nodes)):
        return ()
    return tuple(one for one in nodes if isinstance(one, (Term, Exact, Phrase)))


def some_of(parsed: Parsed, common: Collection[str] = ()) -> Some | None:
    """Return a query for the articles that hold any word of this one, of which those count that
    hold one that is not common, or any word where all are; what is no word holds for them too.
    None where there are no two words.

    `common` words, which are folded, tell little, but how far apart others were typed.
    """
    typed = words_of(parsed)
    words: dict[str, Asked] = {}
    for word in typed:
        words.setdefault(_key(word), word)
    if len(words) < 2:
        return None
    telling = {word: words[word] for word in words if word not in common} or words
    leaves = _leaves(typed)
    tree: Node = leaves[0] if len(leaves) == 1 else Or(leaves)
    nodes = parsed.tree.nodes if isinstance(parsed.tree, And) else ()
    others = tuple(part for part in nodes if not isinstance(part, (Term, Exact, Phrase)))
    tree = And((tree, *others)) if others else tree
    return Some(tree, tuple(words.values()), tuple(telling.values()))


def _key(word: Asked) -> str:
    """Return what two words have in common that are the same one."""
    return fold(word.text if isinstance(word, Term) else str(word))


def _is_plain(node: Node) -> bool:
    """Return whether a part of a query is no pattern, nor has any."""
    if isinstance(node, Phrase):
        return all(isinstance(word, Exact) for word in node.words)
    return not isinstance(node, (Prefix, Wildcard))


def _leaves(typed: Iterable[Asked]) -> tuple[Term, ...]:
    """Return the words that were typed, in order: of a word with a hyphen its pieces, of a
    quotation its words; what pieces are when they are joined comes last.
    """
    leaves: list[Term] = []
    joined: list[Term] = []
    for node in typed:
        texts = [node.text] if not isinstance(node, Phrase) else _texts(node)
        for text in texts:
            forms = analysed(text)
            if len(forms) == 1 and isinstance(node, Term):
                leaves.append(node)
                continue
            places = [word.position for word in forms]
            for at, word in enumerate(forms):
                kept = joined if word.position in places[:at] else leaves
                kept.append(Term(word.form))
    return (*leaves, *joined)


def _texts(phrase: Phrase) -> list[str]:
    return [word.text for word in phrase.words if isinstance(word, Exact)]


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
    if found is None:
        return replace(page, notices=(*page.notices, CUT)), None
    kept = found[: request.limit - len(page.hits)]
    return page, tuple(replace(hit, rank=rank) for rank, hit in enumerate(kept, 1))


def _asked(
    engine: Engine, request: SearchRequest, parsed: Parsed, filters: Filters, until: float
) -> list[Hit] | None:
    """Return the articles that hold any word that tells something but not all words, best first;
    None where there was no time.
    """
    left = until - time.monotonic()
    if left <= 0:
        return None
    every = SearchRequest(
        Everything(), limit=0, facets=("lang",), facet_size=MOST_LANGUAGES, timeout_s=left
    )
    languages = [one.value for one in engine.search(every).facets["lang"] if one.value]
    words = {_key(word) for word in words_of(parsed)}
    some = some_of(parsed, common_of(words, languages))
    left = until - time.monotonic()
    if some is None or left <= 0:
        return None
    tree = narrowed(some.tree, filters)
    found = engine.search(
        SearchRequest(
            tree, limit=request.limit, timeout_s=left, explain=request.explain, checked=some.words
        )
    )
    if found.timed_out or any(hit.missing is None for hit in found.hits):
        return None
    # All words are in those that the page has already, and in what has come in since.
    return [hit for hit in found.hits if some.are_in(hit)]
