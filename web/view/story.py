"""The page of a story: its days, who was first, its articles side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from search.article import Article
from search.story import Member, Story
from web import markup
from web.params import SearchParams
from web.telling import First, Telling
from web.view import comparing, cuttings, wording
from web.view.comparing import Compared, WireRow
from web.view.cuttings import Head
from web.view.links import Link, Places
from web.view.person import Entry, entry

OPENING = 420
"""Characters of an article that are shown as its opening."""

DAYS = 15
"""Days of a timeline."""

OUTLETS = 5
"""Articles of one day that a timeline names."""

COPIES = 8
"""Copies that are listed below the article they copy."""

OTHERS = 24
"""Articles that are listed beside those that are compared."""

PEOPLE = 12
"""People of the story that are listed."""

NAMED = 3
"""People that are named of one article."""


@dataclass(frozen=True, slots=True)
class Day:
    """The articles of one day, or month or year, in one event; `more` beside those named."""

    when: wording.When | None
    links: tuple[Link, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a story and its days; `label` is empty where the story has no other."""

    label: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """An article that is compared, as it opens, and its record; `copies` are folded under it."""

    head: Head
    key: str
    opening: Markup
    people: str
    quotes: str
    most: tuple[Link, ...]
    event: str
    wire: WireRow | None
    copies: tuple[Entry, ...]
    more_copies: int


@dataclass(frozen=True, slots=True)
class Teller:
    """An article that is one of the first, or may be."""

    link: Link
    label: str
    inferred: str


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Everything the page of a story shows."""

    story: Story
    days: str
    counts: tuple[str, ...]
    all: Link
    search: str
    hidden: tuple[tuple[str, str], ...]
    events: tuple[Event, ...]
    more_days: int
    first_says: str
    first: tuple[Teller, ...]
    more_first: int
    perhaps_says: str
    perhaps: tuple[Teller, ...]
    more_perhaps: int
    columns: tuple[Column, ...]
    which: str
    others: tuple[Entry, ...]
    more_others: int
    compared: Compared | None
    people: tuple[Link, ...]
    coverage: str
    saves: tuple[Link, ...]


def story(found: Telling, places: Places, api: str) -> StoryPage:
    """Return the view of a story; `api` is where the same is as JSON."""
    one = found.told.story
    params = SearchParams(story=((one.id,),), sort="oldest")
    every = params.url(places.search)
    compared = None
    if found.comparison is not None:
        compared = comparing.compared(found.comparison, places, comparing.CROWD)
    columns = _columns(found, compared, places)
    shown = {column.head.id for column in columns}
    folded = {member.id for column in columns for member in _copies(found, column.head.id)}
    rest = [
        found.articles[member.id]
        for member in found.members
        if member.id not in shown and member.id not in folded
    ]
    events, more_days = _events(found, {one.head.id: f"#{one.key}" for one in columns}, places)
    first = [_teller(article, places) for article in found.first.leading]
    perhaps = [_teller(article, places) for article in found.first.perhaps]
    unread = one.articles - len(found.articles)
    return StoryPage(
        story=one,
        days=wording.days(one.first_day, one.last_day),
        counts=_counts(one),
        all=Link(wording.count(one.articles, "article"), every),
        search=places.search,
        hidden=tuple(replace(params, sort=None).pairs()),
        events=events,
        more_days=more_days,
        first_says=_first(found.first),
        first=tuple(first[:OUTLETS]),
        more_first=max(0, len(first) - OUTLETS),
        perhaps_says=_perhaps(found),
        perhaps=tuple(perhaps[:OUTLETS]) if first else (),
        more_perhaps=max(0, len(perhaps) - OUTLETS) if first else 0,
        columns=columns,
        which=_which(one, len(columns)),
        others=tuple(entry(article, places) for article in rest[:OTHERS]),
        more_others=max(0, len(rest) - OTHERS) + unread,
        compared=compared,
        people=tuple(
            Link(each.label, places.person(each.value), wording.count(each.articles, "article"))
            for each in one.people[:PEOPLE]
        ),
        coverage=replace(params, sort=None).url(places.coverage),
        saves=(Link("JSON", api), Link("CSV", f"{api}?format=csv")),
    )


def _counts(one: Story) -> tuple[str, ...]:
    counts = [wording.count(one.outlets, "outlet")] if one.outlets else []
    if one.events > 1:
        counts.append(wording.count(one.events, "event"))
    if one.undated:
        every = one.undated == one.articles
        counts.append("no dates" if every else f"{wording.number(one.undated)} without a date")
    return tuple(counts)


def _which(one: Story, shown: int) -> str:
    """Return which articles are compared, where these are not all."""
    if shown >= one.articles or not shown:
        return ""
    return (
        f"{wording.number(shown)} of {wording.number(one.articles)} articles are shown and "
        "compared: the earliest of each outlet first, and copies last."
    )


def _columns(found: Telling, compared: Compared | None, places: Places) -> tuple[Column, ...]:
    if compared is not None and found.comparison is not None:
        heads, shown = compared.heads, found.comparison.articles
    else:
        shown = tuple(found.articles.values())[:1]
        heads = cuttings.heads(shown, places)
    openings = markup.many([(_opening(one), ()) for one in shown])
    events = {member.id: member.event for member in found.members}
    wire = {row.head.id: row for row in (compared.wire if compared else ())}
    columns = []
    for number, (head, article, opening) in enumerate(zip(heads, shown, openings, strict=True), 1):
        copies = [found.articles[one.id] for one in _copies(found, article.id)]
        most = sorted(article.people, key=lambda one: -one.mentions)[:NAMED]
        columns.append(
            Column(
                head=head,
                key=f"c{number}",
                opening=opening,
                people=wording.number(len(article.people)),
                quotes=_quotes(article),
                most=tuple(
                    Link(one.name, places.person(one.id), wording.number(one.mentions))
                    for one in most
                ),
                event=_event(events.get(article.id, 0), found.told.story.events),
                wire=wire.get(article.id),
                copies=tuple(entry(one, places) for one in copies[:COPIES]),
                more_copies=max(0, len(copies) - COPIES),
            )
        )
    return tuple(columns)


def _copies(found: Telling, article_id: str) -> list[Member]:
    """Return the members that are near-duplicates of an article, and are not shown themselves."""
    shown = {one.id for one in found.comparison.articles} if found.comparison else set()
    return [one for one in found.members if one.copy_of == article_id and one.id not in shown]


def _opening(article: Article) -> str:
    """Return the first paragraphs of an article on one line."""
    text = " ".join(article.body[: OPENING * 2].split())
    if len(text) <= OPENING:
        return text
    return f"{text[:OPENING].rpartition(' ')[0] or text[:OPENING]} …"


def _quotes(article: Article) -> str:
    direct = [one for one in article.quotes if one.direct]
    speakers = {one.speaker for one in direct if one.speaker}
    if not speakers:
        return wording.number(len(direct))
    return f"{wording.number(len(direct))}, from {wording.count(len(speakers), 'speaker')}"


def _event(number: int, events: int) -> str:
    return f"Event {number + 1}" if events > 1 else ""


def _events(
    found: Telling, anchors: dict[str, str], places: Places
) -> tuple[tuple[Event, ...], int]:
    """Return the timeline, a line a day in each event, and how many days it leaves out."""
    of_event = sorted(found.members, key=lambda one: one.event)  # stable: earliest first in each
    events: list[Event] = []
    left = DAYS
    more = 0
    for number, members in groupby(of_event, key=lambda one: one.event):
        ones = (found.articles[member.id] for member in members)
        days = [
            _day(when, list(same), anchors, places)
            for when, same in groupby(ones, key=wording.when)
        ]
        if left:
            events.append(Event(_event(number, found.told.story.events), tuple(days[:left])))
        more += max(0, len(days) - left)
        left = max(0, left - len(days))
    return tuple(events), more


def _day(
    when: wording.When | None,
    ones: Sequence[Article],
    anchors: dict[str, str],
    places: Places,
) -> Day:
    named: dict[str, Link] = {}
    for one in ones:
        outlet = one.outlet or "Outlet not stated"
        named.setdefault(outlet, Link(outlet, anchors.get(one.id) or places.article(one.id)))
    links = tuple(named.values())[:OUTLETS]
    return Day(when, links, len(ones) - len(links))


def _teller(article: Article, places: Places) -> Teller:
    when = wording.when(article)
    return Teller(
        Link(article.outlet or "Outlet not stated", places.article(article.id)),
        when.long if when else "no date",
        cuttings.inferred(article),
    )


def _first(found: First) -> str:
    """Return what the first articles are by what is known of their days."""
    if found.day is None:
        return "No article has a date: which was first is not known."
    outlets = {one.outlet or one.id for one in found.leading}
    if not found.is_exact:
        return (
            "No day is known for the earliest articles, only a month or a year: which was first "
            "is not known. The earliest by that:"
        )
    if len(outlets) > 1:
        return (
            f"{wording.count(len(found.leading), 'article')} of the earliest day that is known. "
            "Days are known and not hours, so which of them was first is not."
        )
    return "The earliest day that is known:"


def _perhaps(found: Telling) -> str:
    """Return how many articles may have been as early as the first, those unread among them."""
    first = found.first
    read = sum(1 for one in found.articles.values() if one.first_day is None)
    undated = max(found.told.story.undated, read)
    vague = sum(1 for one in first.perhaps if one.first_day is not None)
    if first.day is None or not undated + vague:
        return ""
    parts = []
    if undated:
        parts.append(wording.count(undated, "article without a date", "articles without a date"))
    if vague:
        known = "known only to the month or year"
        parts.append(wording.count(vague, f"article {known}", f"articles {known}"))
    return f"May have been earlier: {' and '.join(parts)}."
