"""The results page: how the query was read, what was found, and where to go from here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from markupsafe import Markup

from search.archive import Answer
from search.article import Article, Person
from search.engine import Hit
from search.query.tree import And, Node
from web import markup, present
from web.params import SearchParams
from web.view import narrowing, timeline, wording
from web.view.narrowing import Chip, Group
from web.view.timeline import Timeline

FACETS = ("outlet", "people", "lang", "agency")
FACET_SIZE = 120
"""Values of a facet that are asked for: enough for the years or months of a timeline."""

_PEOPLE = 4
_PARTS = 6


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere to go: `note` stands beside it."""

    label: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One article of the list."""

    id: str
    rank: int
    href: str
    title: Markup
    lang: str | None
    outlet: str | None
    outlet_href: str
    agency: str | None
    when: wording.When | None
    inferred: str
    words: str
    passages: tuple[Markup, ...]
    people: tuple[Link, ...]
    more_people: int


@dataclass(frozen=True, slots=True)
class Remark:
    """A notice about the query; `repaired` is the query that would not cause it."""

    message: str
    spot: tuple[str, str, str] | None
    repaired: Link | None


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number in the row of pages; without `href` it is a gap or the page itself."""

    label: str
    href: str | None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """Everything the results page shows."""

    params: SearchParams
    heading: str
    reading: str
    dates: tuple[str, ...]
    rewrites: tuple[Link, ...]
    remarks: tuple[Remark, ...]
    chips: tuple[Chip, ...]
    clear: str
    groups: tuple[Group, ...]
    timeline: Timeline | None
    sorts: tuple[tuple[str, str, bool], ...]
    items: tuple[Item, ...]
    total: int
    undated: str
    undated_href: str
    timed_out: bool
    pages: tuple[PageLink, ...]
    previous: str | None
    next: str | None
    past_end: Link | None
    json: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of the site are, path prefix included."""

    search: str
    api: str
    article: Callable[[str], str]


def asked(params: SearchParams) -> SearchParams:
    """Return the search a page needs: the reader's, with the facets that are shown."""
    facets = (*FACETS, *timeline.facets_for(params.first, params.last))
    return replace(params, facets=facets, facet_size=FACET_SIZE)


def results(params: SearchParams, answer: Answer, places: Places) -> Results:
    """Return the view of one page of results; `params` as the reader gave them."""
    path, page = places.search, answer.page
    labels = {
        (name, one.value): one.label
        for name, counts in page.facets.items()
        for one in counts
        if one.value is not None
    }
    pages = -(-page.total // params.per_page)
    number = params.skip // params.per_page + 1
    past_end = None
    if page.total and not page.hits:
        past_end = Link(f"Go to the last page, {pages}", _turned(params, pages).url(path))
    least = "At least " if page.timed_out else ""
    return Results(
        params=params,
        heading=least + wording.count(page.total, "result" if params.q.strip() else "article"),
        reading=present.reading(answer),
        dates=tuple(
            f"{one.text}: {wording.span(one.first, one.last)}" for one in answer.parsed.dates
        ),
        rewrites=_rewrites(params, path),
        remarks=remarks(params, answer, path),
        chips=tuple(narrowing.chips(params, labels, path)),
        clear=narrowing.cleared(params).url(path),
        groups=narrowing.groups(params, page.facets, path),
        timeline=timeline.timeline(
            page.facets, lambda a, b: narrowing.between(params, a, b).url(path)
        ),
        sorts=_sorts(params, answer, path),
        items=_items(params, page.hits, places),
        total=page.total,
        undated=_undated(page.undated),
        undated_href=_undated_href(params, path),
        timed_out=page.timed_out,
        pages=_pages(params, number, pages, path),
        previous=_turned(params, min(number - 1, pages)).url(path)
        if number > 1 and pages
        else None,
        next=_turned(params, number + 1).url(path) if number < pages else None,
        past_end=past_end,
        json=params.url(places.api),
    )


def remarks(params: SearchParams, answer: Answer, path: str) -> tuple[Remark, ...]:
    """Return what the reader should know about the query, each with its repair if there is one."""
    found = []
    for one in present.notices(answer):
        repaired = None
        if one.suggestion is not None and one.suggestion != params.q:
            href = replace(params, q=one.suggestion, page=1, offset=None).url(path)
            repaired = Link(one.suggestion, href)
        spot = None
        if 0 <= one.start < one.end <= len(params.q) and one.end - one.start < len(params.q):
            before, after = params.q[: one.start][-24:], params.q[one.end :][:24]
            spot = (before, params.q[one.start : one.end][:60], after)
        found.append(Remark(one.message, spot, repaired))
    return tuple(found)


def without_parts(params: SearchParams, tree: Node) -> list[tuple[str, SearchParams]]:
    """Return the parts of a query that finds nothing, each with the search that leaves it out."""
    if not isinstance(tree, And) or len(tree.nodes) > _PARTS:
        return []
    found = []
    for i, part in enumerate(tree.nodes):
        rest = [*tree.nodes[:i], *tree.nodes[i + 1 :]]
        kept = rest[0] if len(rest) == 1 else And(tuple(rest))
        found.append((str(part), replace(params, q=str(kept), page=1, offset=None)))
    return found


def person_query(name: str) -> str:
    """Return the query for a person by name."""
    return f"people:{_quoted(name)}"


def outlet_query(name: str) -> str:
    """Return the query for an outlet by its whole name."""
    return f"outlet:{_quoted(name)}"


def _quoted(name: str) -> str:
    bare = re.sub(r'["“”„«»]', " ", name)
    return f'"{" ".join(bare.split())}"'


def _items(params: SearchParams, hits: tuple[Hit, ...], places: Places) -> tuple[Item, ...]:
    """Return the list; all its passages and titles go through markup in one call each."""
    passages = iter(markup.snippets([one for hit in hits for one in hit.snippets]))
    titles = iter(markup.many([(hit.title or "Untitled", hit.title_marks) for hit in hits]))
    return tuple(
        _item(params, hit, next(titles), tuple(next(passages) for _ in hit.snippets), places)
        for hit in hits
    )


def _item(
    params: SearchParams, hit: Hit, title: Markup, passages: tuple[Markup, ...], places: Places
) -> Item:
    article = hit.article
    proof = article.provenance.get("date")
    return Item(
        id=article.id,
        rank=hit.rank,
        href=article_href(params, article, hit.rank, places),
        title=title,
        lang=article.lang,
        outlet=article.outlet,
        outlet_href=SearchParams(q=outlet_query(article.outlet or "")).url(places.search),
        agency=article.agency if article.agency != article.outlet else None,
        when=wording.when(article),
        inferred=wording.evidence(proof) if wording.inferred(proof) else "",
        words=wording.count(len(article.body.split()), "word"),
        passages=passages or _opening(article),
        people=tuple(person_link(one, places.search) for one in article.people[:_PEOPLE]),
        more_people=max(0, len(article.people) - _PEOPLE),
    )


def person_link(person: Person, path: str) -> Link:
    """Return the search for a person."""
    return Link(person.name, SearchParams(q=person_query(person.name)).url(path))


def article_href(params: SearchParams, article: Article, rank: int, places: Places) -> str:
    """Return the address of an article that remembers the search it was found by."""
    address = params.url(places.article(article.id))
    return f"{address}{'&' if '?' in address else '?'}hit={rank}"


def _opening(article: Article) -> tuple[Markup, ...]:
    """Return the beginning of an article, for lists that have no words to show."""
    text = " ".join(article.body[:400].split())
    if len(text) > 240:
        text = text[:240].rsplit(" ", 1)[0] + " …"
    return (markup.marked(text),) if text else ()


def _rewrites(params: SearchParams, path: str) -> tuple[Link, ...]:
    """Return stricter and looser readings of a query that is plain words."""
    words = params.q.split()
    plain = all(re.fullmatch(r"[^\W_]+(?:['’-][^\W_]+)*", word) for word in words)
    capitals = {"AND", "OR", "NOT", "NEAR"}
    if not 2 <= len(words) <= 8 or not plain or capitals & set(words):
        return ()
    phrase = replace(params, q=f'"{" ".join(words)}"', page=1, offset=None)
    either = replace(params, q=" OR ".join(words), page=1, offset=None)
    return (Link("Exact phrase", phrase.url(path)), Link("Any of the words", either.url(path)))


def _sorts(params: SearchParams, answer: Answer, path: str) -> tuple[tuple[str, str, bool], ...]:
    orders = [("newest", "Newest"), ("oldest", "Oldest")]
    if answer.parsed.ranked and params.q.strip():
        orders.insert(0, ("relevance", "Relevance"))
    return tuple(
        (label, params.url(path, sort=order), answer.sort == order) for order, label in orders
    )


def _turned(params: SearchParams, number: int) -> SearchParams:
    return replace(params, page=max(number, 1), offset=None)


def _pages(params: SearchParams, number: int, pages: int, path: str) -> tuple[PageLink, ...]:
    """Return the row of page numbers: the first, the last and those around this one."""
    near = range(number - 2, number + 3)
    shown = sorted(n for n in {1, pages, *near} if 1 <= n <= pages)
    row: list[PageLink] = []
    for before, n in zip([0, *shown], shown, strict=False):
        if n - before > 1:
            row.append(PageLink("…", None))
        here = n == number
        row.append(
            PageLink(wording.number(n), None if here else _turned(params, n).url(path), here)
        )
    return tuple(row)


def _undated(n: int) -> str:
    if not n:
        return ""
    return f"{wording.count(n, 'undated article')} {'was' if n == 1 else 'were'} left out"


def _undated_href(params: SearchParams, path: str) -> str:
    """Return the undated articles of a search that dates narrow from outside the query."""
    if not (params.date_from or params.date_to):
        return ""
    return narrowing.between(params, None, None).adding("has", "-date").url(path)


def left_out(
    params: SearchParams, answer: Answer, count: Callable[[SearchParams], int], path: str
) -> tuple[Link, ...]:
    """Return parts and filters to leave out of a search that finds nothing, and what it finds then.

    `count` tells how many articles a search finds; it is asked a dozen times at most.
    """
    drops = [(text, less) for text, less in without_parts(params, answer.parsed.tree)]
    drops += [(one.label, one.without) for one in narrowing.chips(params, {}, path)[:_PARTS]]
    return tuple(
        Link(text, less.url(path), wording.count(count(_bare(less)), "article"))
        for text, less in drops
    )


def _bare(params: SearchParams) -> SearchParams:
    """Return a search of which only the total matters."""
    return replace(params, per_page=1, snippets=0, facets=())
