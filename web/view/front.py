"""The front page: what the archive holds, and searches to begin with, drawn from itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from search.archive import Answer
from search.article import Article
from search.engine import FacetCount
from search.roll import Listed, Listing
from search.story import Shelf, Shelved, Story
from web.addresses import searching
from web.params import SearchParams
from web.view import narrowing, timeline, wording
from web.view.links import Link, Places, outlet_query, person_query
from web.view.timeline import Timeline

LATEST = 6
FACET_SIZE = 1_000
"""Outlets counted for what the archive covers."""

LISTED = 8
"""People and outlets that the front page names."""


STORIES = Shelf(least_outlets=2, limit=6)
"""The stories that the front page names: the latest that several outlets tell."""


@dataclass(frozen=True, slots=True)
class Front:
    """Everything the front page shows."""

    figures: tuple[tuple[str, str], ...]
    examples: tuple[Link, ...]
    timeline: Timeline | None
    latest: tuple[Link, ...]
    people: tuple[Link, ...]
    outlets: tuple[Link, ...]
    stories: tuple[Link, ...]


def asked() -> SearchParams:
    """Return the search the front page is made from: every article, newest first."""
    return SearchParams(
        sort="newest",
        per_page=LATEST,
        snippets=0,
        facets=("outlet", "date:year", "date:month"),
        facet_size=FACET_SIZE,
    )


def front(
    answer: Answer,
    oldest: Article | None,
    people: Listing,
    outlets: Listing,
    quotes: int,
    stories: Shelved,
    places: Places,
    finds: Callable[[str], bool],
) -> Front:
    """Return the view of the front page: `oldest` is the oldest article, for the span of dates,
    `people` and `outlets` the commonest, `stories` the latest; `finds` tells whether a query
    finds anything.
    """
    path, facets = places.search, answer.page.facets
    newest = answer.hits[0].article if answer.hits else None
    return Front(
        figures=_figures(answer.total, outlets.total, people.total, quotes, oldest, newest),
        examples=_examples(people.entries, outlets.entries, facets, path, finds),
        timeline=timeline.timeline(facets, narrowing.within(SearchParams(), path)),
        latest=tuple(_entry(hit.article, places) for hit in answer.hits),
        people=tuple(
            Link(one.label, places.person(one.value), _articles(one)) for one in people.entries
        ),
        outlets=tuple(
            Link(one.label, places.outlet(one.value), _articles(one)) for one in outlets.entries
        ),
        stories=tuple(_story(one, places) for one in stories.entries),
    )


def held(answer: Answer) -> str:
    """Return what an archive covers, in a sentence; `answer` is to the search of `asked`."""
    years = [one.value for one in answer.page.facets.get("date:month", ()) if one.value]
    text = f"The archive holds {wording.count(answer.total, 'article')}"
    if years:
        first, last = wording.period(min(years)), wording.period(max(years))
        text += f", from {first} to {last}" if first != last else f", from {first}"
    outlets = [one.label for one in answer.page.facets.get("outlet", ()) if one.value]
    if outlets:
        more = len(outlets) - 5
        text += f". Outlets: {', '.join(outlets[:5])}" + (f" and {more} more" if more > 0 else "")
    return text + "."


def _figures(
    total: int,
    outlets: int,
    people: int,
    quotes: int,
    oldest: Article | None,
    newest: Article | None,
) -> tuple[tuple[str, str], ...]:
    figures = [
        ("article" if total == 1 else "articles", wording.number(total)),
        ("named outlet" if outlets == 1 else "named outlets", wording.number(outlets)),
        ("person" if people == 1 else "people", wording.number(people)),
        ("quote" if quotes == 1 else "quotes", wording.number(quotes)),
    ]
    first = wording.when(oldest) if oldest else None
    last = wording.when(newest) if newest else None
    if first and last:
        same = first.short == last.short
        figures.append(("dates", first.short if same else f"{first.short} – {last.short}"))
    return tuple(figures)


def _examples(
    people: Sequence[Listed],
    outlets: Sequence[Listed],
    facets: Mapping[str, Sequence[FacetCount]],
    path: str,
    finds: Callable[[str], bool],
) -> tuple[Link, ...]:
    """Return searches that find something here: the commonest names, outlet and month."""
    queries = []
    surnames = [one.label.split()[-1].lower() for one in people[:2]]
    if len(set(surnames)) == 2:
        queries.append(" ".join(surnames))
    if people:
        queries.append(person_query(people[0].label))
    if outlets:
        queries.append(outlet_query(outlets[0].label))
    months = [one for one in facets.get("date:month", ()) if one.value]
    if months:
        queries.append(f"date:{max(months, key=lambda one: (one.count, one.value)).value}")
    return tuple(Link(query, _search(query, path)) for query in queries if finds(query))


def _entry(article: Article, places: Places) -> Link:
    when = wording.when(article)
    # Isolated, so that a name from right to left does not turn the date that follows it.
    outlet = f"\u2068{article.outlet}\u2069" if article.outlet else "Outlet not stated"
    note = f"{outlet}, {when.short if when else 'no date'}"
    return Link(article.title or "Untitled", places.article(article.id), note)


def _story(one: Story, places: Places) -> Link:
    told = [wording.count(one.articles, "article"), wording.count(one.outlets, "outlet")]
    days = wording.days(one.first_day, one.last_day)
    return Link(one.label, places.story(one.id), ", ".join([*told, *([days] if days else [])]))


def _search(query: str, path: str) -> str:
    return searching(query, path)


def _articles(one: Listed) -> str:
    return wording.count(one.articles, "article")
