"""The results page: how the query was read, what was found, and where to go from here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType

from search.archive import Answer
from search.concordance import Concordance
from search.engine import Hit
from search.filters import narrowed
from search.story import Shelf, Shelved, Story
from web import accounts, explained, present
from web.lines import Lining
from web.params import BOUNDS, FILTERS, SearchParams
from web.partial import HEADING, NEAR_HEADING
from web.view import items, lines, narrowing, rewriting, timeline, wording
from web.view.following import Follow, follow
from web.view.items import Headline, Item
from web.view.lines import Lines
from web.view.links import Link, Places
from web.view.narrowing import Chip, Group
from web.view.paging import PageLink, paging
from web.view.rewriting import Remark
from web.view.room import FULL, room
from web.view.timeline import Timeline

FACETS = ("outlet", "people", "lang", "agency")
FACET_SIZE, NARROWED_SIZE = FULL.shown + FULL.folded + 1, 144
"""Values of a facet that are asked for: what is shown and whether there are more; and where some
are in force, enough to have these among them."""

LIST = Lining(is_on=False)

PER_PAGE = BOUNDS["per_page"][0]
"""Articles of a page where nothing is said."""

RAIL = Shelf(order="matched", limit=5, people=False)
"""The stories that are listed beside results."""

NO_STORIES = Shelved(0, (), 0)

NOWHERE: lines.Where = MappingProxyType({})
"""Where no article is long."""

SAVED = (("csv", "CSV"), ("ris", "RIS"), ("bibtex", "BibTeX"))
"""Forms of export that a page of results offers, and what they are called."""


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
    coverage: str
    sorts: tuple[tuple[str, str, bool], ...]
    shows: tuple[tuple[str, str, bool], ...]
    by_words: str
    folded: Link | None
    compare: str
    is_brief: bool
    whole_query: str
    because: str
    items: tuple[Item, ...]
    partial: tuple[Item, ...]
    partial_heading: str
    near: tuple[Headline, ...]
    near_heading: str
    lines: Lines | None
    total: int
    undated: str
    undated_href: str
    timed_out: bool
    pages: tuple[PageLink, ...]
    previous: str | None
    next: str | None
    past_end: Link | None
    json: str
    follow: Follow
    saves: tuple[Link, ...]
    hints: tuple[Link, ...]
    stories: tuple[Link, ...]
    more_stories: Link | None
    instead: Link | None
    citation: str


def asked(params: SearchParams, lining: Lining = LIST) -> SearchParams:
    """Return the search a page needs: the reader's, with the facets that are shown."""
    facets = (*FACETS, *timeline.facets_for(params.first, params.last))
    narrowed = any(getattr(params, name) for name in FILTERS)
    fits = room(params)
    wanted = replace(
        params,
        snippets=params.snippets if fits.passages is None else fits.passages,
        facets=facets,
        facet_size=NARROWED_SIZE if narrowed else FACET_SIZE,
        facet_without=narrowing.free(params),
    )
    if not lining.is_on:
        return wanted
    wanted = replace(wanted, snippets=0, highlight="none", explain=False, duplicates="show")
    if lining.by == "article":
        return wanted
    return replace(wanted, page=1, offset=None, per_page=1)  # the page is one of lines


def results(
    params: SearchParams,
    answer: Answer,
    places: Places,
    lining: Lining = LIST,
    found: Concordance | None = None,
    *,
    has_model: bool = False,
    where: lines.Where = NOWHERE,
) -> Results:
    """Return the view of one page of results; `params` as the reader gave them. With the lines
    that were `found`, those are shown, not the articles. `has_model`: meanings can be compared;
    `where` tells in which part of a long article a line stands.
    """
    path, page, fits = places.search, answer.page, room(params)
    shelved = page.shelved or NO_STORIES
    part = answer.partial_results or ()
    once = accounts.once((*page.hits, *part))
    labels = {
        (name, one.value): one.label
        for name in FILTERS
        for one in (page.facets.get(name, ()) if getattr(params, name) else ())
        if one.value is not None
    }
    labels |= {("story", one.id): one.label for one in shelved.entries}
    is_sorted = found is not None and found.by != "article"
    count = len(found.lines) if found is not None and is_sorted else answer.listed
    turning = paging(params, count, path)
    followed = follow(params, page.snapshot, places)
    least = "At least " if page.timed_out else ""
    return Results(
        params=params,
        heading=least + wording.count(page.total, "result" if params.q.strip() else "article"),
        reading=present.reading(answer),
        dates=tuple(
            f"{one.text}: {wording.span(one.first, one.last)}" for one in answer.parsed.dates
        ),
        rewrites=rewriting.rewrites(params, path),
        remarks=rewriting.remarks(params, answer, path),
        chips=tuple(narrowing.chips(params, labels, path)),
        clear=narrowing.cleared(params, path),
        groups=_groups(params, answer, labels, places),
        timeline=timeline.timeline(
            page.facets, narrowing.within(params, path) if fits.leads else None
        ),
        coverage=_coverage(params, places),
        sorts=_sorts(params, answer, path),
        shows=_shows(params, lining, path, has_model=has_model),
        by_words=_here(params, path, semantic=False) if page.by_meaning else "",
        folded=_folded(params, answer, path) if found is None else None,
        compare=places.compare if fits.compares else "",
        is_brief=not fits.leads,
        whole_query=str(narrowed(answer.parsed.tree, answer.filters)) if page.total else "",
        because=_because((*page.hits, *part), once),
        items=items.items(params, page.hits, places, once) if found is None else (),
        partial=items.items(params, part, places, once, partial=True),
        partial_heading=HEADING,
        near=items.headlines(params, answer.near_headlines or (), places),
        near_heading=NEAR_HEADING,
        lines=lines.view(params, lining, answer, found, places, where)
        if found is not None
        else None,
        total=page.total,
        undated=_undated(page.undated),
        undated_href=_undated_href(params, path),
        timed_out=page.timed_out,
        pages=turning.pages,
        previous=turning.previous,
        next=turning.next,
        past_end=turning.past_end,
        json=lines.in_form(params, lining, places) if found is not None else _json(params, places),
        follow=followed,
        saves=(*_saves(params, lining, places), Link("Feed", followed.feed)),
        hints=rewriting.hints(params, answer, path),
        stories=tuple(_story(one, places) for one in shelved.entries),
        more_stories=_more_stories(params, shelved, places),
        instead=rewriting.instead(params, answer, path),
        citation=_citation(params, answer),
    )


def _groups(
    params: SearchParams, answer: Answer, labels: narrowing.Labels, places: Places
) -> tuple[Group, ...]:
    """Return the filters that there is room for."""
    fits = room(params)
    if not fits.filters:
        return ()
    page, every = answer.page, _everyone(params, places)
    return narrowing.groups(
        params, page.facets, page.total, places.search, labels, fits=fits, every=every
    )


def _everyone(params: SearchParams, places: Places) -> dict[str, str]:
    """Return the addresses of all people and all outlets of a search."""
    return {
        name: _plainly(params, to)
        for name, to in (("people", places.people), ("outlet", places.outlets))
    }


def _because(hits: tuple[Hit, ...], once: accounts.Once) -> str:
    """Return what is said of the order above the list, where each article says why it is there."""
    whys = [hit.explanation for hit in hits if hit.explanation and hit.explanation.parts]
    return f"{explained.because(whys[0])} {once.says}" if whys else once.says


def _story(one: Story, places: Places) -> Link:
    """Return a story with how many of its articles are in the result."""
    articles = wording.count(one.articles, "article")
    if one.matched < one.articles:
        articles = f"{wording.number(one.matched)} of {articles}"
    outlets = f", {wording.count(one.outlets, 'outlet')}" if one.outlets else ""
    return Link(one.label, places.story(one.id), f"{articles}{outlets}")


def _saves(params: SearchParams, lining: Lining, places: Places) -> tuple[Link, ...]:
    """Return the forms in which a search can be had, as articles or as lines."""
    if lining.is_on:
        forms = (("json", "JSON"), ("csv", "CSV"))
        return tuple(
            Link(label, lines.in_form(params, lining, places, form)) for form, label in forms
        )
    return (
        Link("JSON", _json(params, places)),
        *(Link(label, _in_form(params, places, form)) for form, label in SAVED),
    )


def _json(params: SearchParams, places: Places) -> str:
    return _here(params, places.api, more=())


def _in_form(params: SearchParams, places: Places, form: str) -> str:
    """Return the address of every article of a search in the form of an export."""
    return params.url(places.api, per_page=20, format=form, more=())


def _more_stories(params: SearchParams, shelved: Shelved, places: Places) -> Link | None:
    """Return the way to all stories of a search, None where all are listed."""
    if shelved.total <= len(shelved.entries):
        return None
    label = f"All {wording.count(shelved.total, 'story', 'stories')}"
    return Link(label, _plainly(params, places.stories))


def _coverage(params: SearchParams, places: Places) -> str:
    """Return the address of which outlets wrote of a search when."""
    return _plainly(params, places.coverage)


def _plainly(params: SearchParams, path: str) -> str:
    """Return an address with what is searched for and nothing of how articles are shown."""
    return params.url(path, sort=None, semantic=False, explain=False, more=(), per_page=PER_PAGE)


def _here(params: SearchParams, path: str, **changes: object) -> str:
    """Return the address of this page of results with something else of it shown."""
    return params.url(path, page=params.page, offset=params.offset, **changes)


def _sorts(params: SearchParams, answer: Answer, path: str) -> tuple[tuple[str, str, bool], ...]:
    orders = [("newest", "Newest"), ("oldest", "Oldest"), ("added", "Last added")]
    if answer.parsed.ranked and params.q.strip():
        orders.insert(0, ("relevance", "Relevance"))
    sorted_by = params.varied(path, "sort")
    return tuple(
        (label, sorted_by([("sort", order)]), answer.sort == order) for order, label in orders
    )


def _shows(
    params: SearchParams, lining: Lining, path: str, *, has_model: bool
) -> tuple[tuple[str, str, bool], ...]:
    """Return what else the page can show: label, address, and whether it does."""
    shows = lines.switched(params, lining, path)
    if lining.is_on:
        return shows
    turned = _here(params, path, explain=not params.explain)
    shows = (*shows, ("Why this rank", turned, params.explain))
    if not (has_model or params.semantic):
        return shows
    turned = params.url(path, semantic=not params.semantic)
    return (*shows, ("Meaning, too", turned, params.semantic))


def _folded(params: SearchParams, answer: Answer, path: str) -> Link | None:
    """Return how many copies are counted and not listed, and the list with them; or, where they
    were asked for, the list without. None where there are none.
    """
    if params.duplicates == "show":
        return Link("Fold them", params.url(path, duplicates="fold"), "Copies are listed.")
    n = answer.page.folded
    if not n:
        return None
    says = f"{wording.count(n, 'copy is', 'copies are')} counted but not listed."
    return Link("Show copies", params.url(path, duplicates="show"), says)


def _undated(n: int) -> str:
    if not n:
        return ""
    return f"{wording.count(n, 'undated article')} {'was' if n == 1 else 'were'} left out"


def _undated_href(params: SearchParams, path: str) -> str:
    """Return the undated articles of a search that dates narrow from outside the query."""
    if not (params.date_from or params.date_to):
        return ""
    return narrowing.between(params, None, None).adding("has", "-date").url(path)


def _citation(params: SearchParams, answer: Answer) -> str:
    """Return what to write down to repeat this search: the address says the rest."""
    state = answer.page.snapshot
    built = f"{wording.day(state.built_at.date())}"
    found = wording.count(answer.total, "article")
    # Isolated, so that a query from right to left does not turn what follows it.
    query = wording.said(params.q.strip())
    said = f"“\u2068{query}\u2069”, " if query else ""
    return f"{said}{found}. Dateline, index {state.generation}.{state.commit} of {built}."
