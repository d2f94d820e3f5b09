"""The page of two searches side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.answer import Answer
from search.engine import FacetCount
from web import present
from web.params import SearchParams
from web.versus import MOST, Versus
from web.view import wording
from web.view.links import Link, Places

SHOWN = 15
"""Outlets or people that are listed."""

PERIODS = 36
"""Months that are listed; where there are more, years are."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A value with how many articles of each search have it, and of both."""

    name: Link
    cells: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The commonest values of a facet: `more` are left out."""

    name: str
    title: str
    rows: tuple[Counts, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Side:
    """What one of the searches finds, or both."""

    label: str
    query: str
    reading: str
    notes: tuple[str, ...]
    all: Link


@dataclass(frozen=True, slots=True)
class VersusPage:
    """Everything the page of two searches shows."""

    sides: tuple[Side, ...]
    tables: tuple[Table, ...]
    is_whole: bool
    saves: tuple[Link, ...]


def versus(found: Versus, places: Places, json: str) -> VersusPage:
    """Return the view of two searches; `json` is where they are as JSON."""
    sides = (found.a, found.b, found.both)
    queries = (found.a.query, found.b.query, _both(found))
    searches = tuple(SearchParams(q=text) for text in queries)
    labels = ("First", "Second", "Both")
    asked = tuple(zip(sides, searches, strict=True))
    tables = [
        _named("outlet", "Outlets", asked, places),
        _named("people", "People", asked, places),
        _dated(asked, places),
    ]
    return VersusPage(
        sides=tuple(
            Side(
                label=label,
                query=one.query,
                reading=present.reading(one),
                notes=tuple(notice.message for notice in present.notices(one)),
                all=Link(
                    ("at least " if one.page.timed_out else "")
                    + wording.count(one.total, "article"),
                    search.url(places.search),
                ),
            )
            for label, one, search in zip(labels, sides, searches, strict=True)
        ),
        tables=tuple(one for one in tables if one.rows),
        is_whole=found.is_whole,
        saves=(Link("JSON", json),),
    )


def _both(found: Versus) -> str:
    """Return both searches as one query, as they were read."""
    return present.reading(found.both)


Asked = Sequence[tuple[Answer, SearchParams]]


def _named(facet: str, title: str, asked: Asked, places: Places) -> Table:
    """Return the values of a facet that are commonest in either search, or in both."""
    counts = [_counts(one.page.facets.get(facet, ())) for one, _ in asked]
    labels = {
        each.value: each.label
        for one, _ in asked
        for each in one.page.facets.get(facet, ())
        if each.value is not None
    }
    best = sorted(labels, key=lambda value: (-max(one.get(value, 0) for one in counts), value))
    to = places.outlet if facet == "outlet" else places.person
    rows = [
        Counts(
            Link(labels[value], to(value)),
            tuple(
                _cell(one, value, params.adding(facet, value).url(places.search))
                for one, (_, params) in zip(counts, asked, strict=True)
            ),
        )
        for value in best[:SHOWN]
    ]
    return Table(facet, title, tuple(rows), max(0, len(best) - SHOWN))


def _counts(ones: Sequence[FacetCount]) -> dict[str, int]:
    return {one.value: one.count for one in ones if one.value is not None}


def _cell(counts: Mapping[str, int], value: str, href: str) -> Link:
    """Return a count; of a value that is rarer than all that were counted, how common at most."""
    if value in counts:
        return Link(wording.number(counts[value]), href)
    if len(counts) >= MOST - 1:
        return Link(f"at most {wording.number(min(counts.values()))}", href)
    return Link("0", "")


def _dated(asked: Asked, places: Places) -> Table:
    """Return the months of both searches, or the years where they are too many."""
    title = "Months"
    counts = [_counts(one.page.facets.get("date:month", ())) for one, _ in asked]
    if len({key for one in counts for key in one}) > PERIODS:
        title = "Years"
        counts = [_counts(one.page.facets.get("date:year", ())) for one, _ in asked]
    keys = sorted({key for one in counts for key in one})
    rows = [
        Counts(
            Link(wording.period(key), ""),
            tuple(
                Link(
                    wording.number(one.get(key, 0)),
                    _between(params, key).url(places.search) if one.get(key) else "",
                )
                for one, (_, params) in zip(counts, asked, strict=True)
            ),
        )
        for key in keys[-PERIODS:]
    ]
    return Table("days", title, tuple(rows), max(0, len(keys) - PERIODS))


def _between(params: SearchParams, key: str) -> SearchParams:
    return SearchParams(q=params.q, date_from=key, date_to=key)
