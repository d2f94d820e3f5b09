"""The page of stories: what they are called, when, of how many outlets, and about whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from search.answer import Answer
from search.story import Shelved, Story
from web import present
from web.groups import Pair
from web.params import FILTERS, SearchParams
from web.view import narrowing, rewriting, wording
from web.view.links import Link, Places
from web.view.narrowing import Chip, Labels
from web.view.paging import Paging, paging
from web.view.rewriting import Remark

SHOWN = 20
"""Stories of a page, where the request does not say how many."""

_SORTS = (
    ("", "Newest"),
    ("oldest", "Oldest"),
    ("largest", "Largest"),
    ("outlets", "Most outlets"),
)
_MATCHED = ("matched", "Most found")
"""The orders of the list, and the one that only a search has."""

_OUTLETS = (("", "Any"), ("2", "2 or more"), ("3", "3 or more"), ("5", "5 or more"))
"""Of how many outlets at least stories may be, and what that is called."""

_HIDDEN = ("from", "to", "added_since", "now", "tz", "sort", "min_articles", "min_outlets")
"""What the form passes on beside its own field, and filters."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A story of the list: `found` leads to its articles in the search, where these are not all;
    `coverage` to who wrote of it when.
    """

    link: Link
    days: str
    counts: tuple[str, ...]
    found: Link | None
    people: tuple[Link, ...]
    coverage: str


@dataclass(frozen=True, slots=True)
class Stories:
    """Everything a page of stories shows."""

    says: str
    reading: str
    remarks: tuple[Remark, ...]
    chips: tuple[Chip, ...]
    clear: str
    query: str
    hidden: tuple[Pair, ...]
    sorts: tuple[tuple[str, str, bool], ...]
    outlets: tuple[tuple[str, str, bool], ...]
    entries: tuple[Entry, ...]
    start: int
    paging: Paging
    saves: tuple[Link, ...]
    search: str
    is_narrowed: bool
    timed_out: bool


def stories(
    params: SearchParams,
    own: Mapping[str, str],
    answer: Answer,
    found: Shelved,
    places: Places,
    paths: tuple[str, str],
    labels: Labels = narrowing.NO_LABELS,
) -> Stories:
    """Return the view of a page of stories; `own` is what only this page takes, `paths` are where
    it stands and where the same is as JSON. `labels` as for chips.
    """
    path, api = paths
    here = replace(params, more=tuple(own.items()))
    search = replace(params, page=1, offset=None)
    shown = int(own.get("per_page", SHOWN))
    return Stories(
        says=_says(params, answer, found),
        reading=present.reading(answer) if params.q.strip() else "",
        remarks=rewriting.remarks(here, answer, path),
        chips=tuple(narrowing.chips(here, labels, path)),
        clear=narrowing.cleared(here, path),
        query=params.q,
        hidden=tuple(pair for pair in here.pairs() if pair[0] in (*FILTERS, *_HIDDEN)),
        sorts=tuple(
            _choices(here, path, "sort", (*_SORTS, _MATCHED) if search.pairs() else _SORTS)
        ),
        outlets=tuple(_choices(here, path, "min_outlets", _OUTLETS)),
        entries=tuple(entry(one, search, places) for one in found.entries),
        start=replace(params, per_page=shown).skip + 1,
        paging=paging(here, found.total, path, shown),
        saves=_saves(here, shown, api),
        search=search.url(places.search),
        is_narrowed=bool(search.pairs()),
        timed_out=answer.page.timed_out,
    )


def entry(one: Story, search: SearchParams, places: Places) -> Entry:
    """Return a story as a list shows it, of a search."""
    counts = [wording.count(one.articles, "article")]
    if one.outlets:
        counts.append(wording.count(one.outlets, "outlet"))
    if 1 < one.events < one.articles:
        counts.append(wording.count(one.events, "event"))
    if one.undated:
        counts.append(f"{wording.number(one.undated)} without a date")
    only = SearchParams(story=((one.id,),))
    within = None
    if one.matched < one.articles:
        matched = f"{wording.number(one.matched)} in this search"
        within = Link(matched, replace(search, story=((one.id,),)).url(places.search))
    return Entry(
        link=Link(one.label, places.story(one.id)),
        days=wording.days(one.first_day, one.last_day) or "No date",
        counts=tuple(counts),
        found=within,
        people=tuple(Link(who.label, places.person(who.value)) for who in one.people),
        coverage=only.url(places.coverage),
    )


def _says(params: SearchParams, answer: Answer, found: Shelved) -> str:
    text = wording.count(found.total, "story", "stories")
    text += f", in {wording.count(answer.total, 'article')}"
    if found.alone:
        belong = "belongs" if found.alone == 1 else "belong"
        text += f"; {wording.number(found.alone)} {belong} to none"
    return f"{text}."


def _choices(
    params: SearchParams, path: str, name: str, choices: tuple[tuple[str, str], ...]
) -> list[tuple[str, str, bool]]:
    """Return what can be chosen: what it is called, its address, whether it is."""
    own = dict(params.more)
    found = []
    for value, label in choices:
        changed = {**own, name: value}
        more = tuple(pair for pair in changed.items() if pair[1])
        address = replace(params, page=1, offset=None, more=more).url(path)
        found.append((label, address, own.get(name, "") == value))
    return found


def _saves(params: SearchParams, shown: int, api: str) -> tuple[Link, ...]:
    own = tuple(pair for pair in params.more if pair[0] != "per_page")
    paged = replace(params, per_page=shown, more=own)
    first = replace(params, page=1, offset=None)
    table, feed = (replace(first, more=(*own, ("format", form))) for form in ("csv", "atom"))
    return Link("JSON", paged.url(api)), Link("CSV", table.url(api)), Link("Feed", feed.url(api))
