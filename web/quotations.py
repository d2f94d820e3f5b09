"""Who is quoted with what in the articles of a search: what page, JSON and CSV have of it."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search import analysis, query
from search.archive import Answer, Archive
from search.article import Article, Quote
from search.filters import Groups
from search.query.tree import (
    TEXT_FIELDS,
    Added,
    And,
    Boost,
    DateRange,
    Everything,
    Exact,
    Field,
    Node,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)
from search.query.tree import Not as Without
from web.access import Access
from web.articles import paragraphs
from web.params import SearchParams
from web.parts import Whereabouts

TOGETHER = 100
"""Words between words that are looked for in one quotation."""

MARKING_S = 2.0
"""Seconds there are to find the words inside quotations in the articles of a page."""


@dataclass(frozen=True, slots=True)
class Said:
    """A quote, the article it is from, and where the words asked for stand in its body."""

    quote: Quote
    article: Article
    marks: tuple[tuple[int, int], ...] = ()

    @property
    def speaker(self) -> str | None:
        """What the speaker is called, None where nobody is named."""
        wanted = self.quote.speaker
        for one in (*self.article.people, *self.article.captioned):
            if one.id == wanted:
                return one.name
        return self.quote.as_written or wanted


@dataclass(frozen=True, slots=True)
class Page:
    """What a page of a search quotes; `is_whole` unless there was no time to find the words."""

    answer: Answer
    said: tuple[Said, ...]
    is_whole: bool


def asked(params: SearchParams, *, indirect: bool) -> SearchParams:
    """Return the search for articles in which the people of a request speak."""
    return replace(
        params,
        people=(),
        said=(*params.said, *_any(params.people)),
        has=(("quote",), *params.has) if not indirect else params.has,
        snippets=0,
        highlight="none",
        facets=(),
    )


def page(access: Access, params: SearchParams, *, indirect: bool) -> Page:
    """Return the quotes in the articles of one page of a search, in the order of both."""
    answer = access.search(asked(params, indirect=indirect))
    found = [hit.article for hit in answer.page.hits]
    wanted = Wanted(params, answer.parsed.tree)
    wanted.meet(found)
    said: list[Said] = []
    until = time.monotonic() + MARKING_S
    is_whole = True
    with access.turn() as archive:
        for article in found:
            is_late = wanted.has_words and time.monotonic() > until
            its = None if is_late else wanted.of(article, archive, indirect=indirect)
            is_whole = is_whole and its is not None
            said += its or ()
    return Page(answer, tuple(said), is_whole)


class Wanted:
    """Which quotes of articles are asked for: whose, and with which words.

    Who is asked for by one name is so under every other, as far as articles have been met.
    """

    def __init__(self, params: SearchParams, tree: Node) -> None:
        values = [value for group in params.people for value in group if value[:1] != "-"]
        self._asked = {*(value.lstrip("=") for value in values), *_speakers(tree)}
        self._names = {value: _words(value) for value in self._asked}
        self._ids: set[str] = set()
        self._params = params
        self.has_words = any(True for _ in _quoted(tree))

    def meet(self, articles: Iterable[Article]) -> None:
        """Note who of some articles is asked for."""
        people = [one for article in articles for one in article.people]
        for one in people:
            if one.id in self._asked:  # an id is nobody else's name
                self._ids.add(one.id)
                self._names.pop(one.id, None)
        for one in people:
            if any(map(self._is_named, (one.name, *one.as_written))):
                self._ids.add(one.id)

    def of(self, article: Article, archive: Archive, *, indirect: bool) -> list[Said] | None:
        """Return the quotes of an article, None where there was no time to find the words."""
        marks: Mapping[str, Sequence[tuple[int, int]]] | None = {}
        if self.has_words:
            marks = archive.marks(article, self._params.q, now=self._params.moment)
            if marks is None:
                return None
        spans = marks.get("body", ()) if marks else ()
        found = []
        for one in article.quotes:
            if not (one.direct or (indirect and one.kind == "indirect")):
                continue
            within = tuple(span for span in spans if one.start <= span[0] and span[1] <= one.end)
            if (within or not self.has_words) and self._holds(one):
                found.append(Said(one, article, within))
        return found

    def _holds(self, quote: Quote) -> bool:
        """Return whether a quote is one of theirs; everybody's is when nobody was asked for."""
        if not self._asked or quote.speaker in self._ids or quote.speaker in self._asked:
            return True
        return bool(quote.as_written) and self._is_named(quote.as_written or "")

    def _is_named(self, name: str) -> bool:
        words = _words(name)
        return any(wanted and wanted <= words for wanted in self._names.values())


def limited(params: SearchParams) -> tuple[SearchParams, Sequence[str]]:
    """Return a search whose words are looked for in quotations alone, and what is to be said of
    the query as it was written.
    """
    if not params.q.strip():
        return params, ()
    parsed = query.parse(params.q, now=params.moment)
    tree = _limited(parsed.tree)
    text = "" if isinstance(tree, Everything) else str(tree)
    return replace(params, q=text), [one.message for one in parsed.notices]


def _limited(node: Node) -> Node:
    if isinstance(node, And):
        words = [one for one in node.nodes if isinstance(one, (Term, Prefix, Wildcard))]
        rest = [_limited(one) for one in node.nodes if one not in words]
        if len(words) > 1:  # of one quotation, not of several
            rest = [Field("quote", Within(tuple(words), TOGETHER)), *rest]
        elif words:
            rest = [_limited(words[0]), *rest]
        return And(tuple(rest)) if len(rest) > 1 else rest[0]
    if isinstance(node, Or):
        return Or(tuple(map(_limited, node.nodes)))
    if isinstance(node, Without):
        return Without(_limited(node.node))
    if isinstance(node, Boost):
        return Boost(_limited(node.node), node.factor)
    if isinstance(node, Field):
        return Field("quote", node.node) if node.name in TEXT_FIELDS else node
    if isinstance(node, (DateRange, Added, Everything)):
        return node
    return Field("quote", node)


def _quoted(node: Node) -> Iterator[Node]:
    """Yield what a query wants inside quotations."""
    for field in _fields(node):
        if field.name == "quote":
            yield field.node


def _speakers(node: Node) -> Iterator[str]:
    """Yield the names of speakers that a query asks for; a pattern is no name."""
    for field in _fields(node):
        if field.name == "said":
            yield from _named(field.node)


def _named(node: Node) -> Iterator[str]:
    if isinstance(node, (Term, Exact)):
        yield node.text
    elif isinstance(node, Phrase):
        if not any(isinstance(word, (Prefix, Wildcard)) for word in node.words):
            yield " ".join(word.text for word in node.words if isinstance(word, Exact))
    elif isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from _named(part)


def _fields(node: Node) -> Iterator[Field]:
    if isinstance(node, Field):
        yield node
    elif isinstance(node, (And, Or)):
        for part in node.nodes:
            yield from _fields(part)
    elif isinstance(node, Boost):
        yield from _fields(node.node)


def _any(groups: Groups) -> Groups:
    """Return the values as one group, and each that is excluded as one of its own."""
    values = [value for group in groups for value in group]
    wanted = tuple(value for value in values if not value.startswith("-"))
    excluded = [(value,) for value in values if value.startswith("-")]
    return (wanted, *excluded) if wanted else tuple(excluded)


def _words(name: str) -> frozenset[str]:
    return frozenset(analysis.fold(word) for word in name.replace("-", " ").split())


class Paragraphs:
    """The paragraphs of an article, which are numbered from 1, as its page numbers them."""

    def __init__(self, body: str) -> None:
        self._bounds = [(one["start"], one["end"]) for one in paragraphs(body)] or [(0, len(body))]
        self._starts = [start for start, _ in self._bounds]
        self._whereabouts = Whereabouts(body)

    def number(self, place: int) -> int:
        """Return the number of the one in which a place of the body stands."""
        return max(1, bisect_right(self._starts, place))

    def bounds(self, number: int) -> tuple[int, int]:
        """Return where one begins and ends."""
        return self._bounds[number - 1]

    def address(self, article: str, place: int, anchor: str) -> str:
        """Return the address of a place of the article: of the part that holds it, and of what has
        the id `anchor` there.
        """
        return self._whereabouts.address(article, place, anchor)
