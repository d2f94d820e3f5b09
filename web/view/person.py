"""The page of a person: names, when and where there was news of them, what they said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.article import Article
from search.engine import FacetCount
from search.profile import Profile
from web.addresses import Varied
from web.groups import filter_pairs
from web.params import SearchParams
from web.quotations import Said
from web.view import following, narrowing, quotes, timeline, wording
from web.view.links import Link, Places, person_link
from web.view.quotes import Source
from web.view.timeline import Timeline

SHOWN = 12
_QUOTES = 2
"""Quotes that are shown of one article."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article of a list."""

    link: Link
    lang: str | None
    outlet: str
    when: wording.When | None
    inferred: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """An outlet, how many of its articles name the person, and what it writes, commonest first."""

    outlet: Link
    articles: Link
    writes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Everything the page of a person shows; `line` is that of the names file which joins them."""

    profile: Profile
    days: str
    all: Link
    search: str
    hidden: tuple[tuple[str, str], ...]
    tag: str
    tag_kind: str
    tag_says: str
    spellings: tuple[tuple[str, str], ...]
    more_spellings: int
    timeline: Timeline | None
    sources: tuple[Source, ...]
    all_quotes: Link | None
    people: tuple[Link, ...]
    all_people: str
    coverage: tuple[Coverage, ...]
    not_stated: Link | None
    all_outlets: Link | None
    latest: tuple[Entry, ...]
    saves: tuple[Link, ...]


def person(
    profile: Profile, line: int | None, places: Places, api: str, lists: tuple[str, str]
) -> Person:
    """Return the view of a person. `api` is where the same is as JSON; `lists` are those of people
    and of outlets.
    """
    params = SearchParams(people=((profile.value,),))
    tag, kind, says = _joined(profile, line)
    said = [
        Said(one, article)
        for article in profile.said
        for one in article.quotes
        if one.direct and one.speaker == profile.value
    ]
    outlets = profile.facets.get("outlet", ())
    having = params.varied(places.search, "outlet")
    everything = params.url(places.search)
    return Person(
        profile=profile,
        days=wording.days(profile.first_day, profile.last_day),
        all=Link(wording.count(profile.articles, "article"), everything),
        search=places.search,
        hidden=tuple(params.pairs()),
        tag=tag,
        tag_kind=kind,
        tag_says=says,
        spellings=tuple(
            (one.text, wording.number(one.articles)) for one in profile.spellings[:SHOWN]
        ),
        more_spellings=max(0, profile.spelt - SHOWN),
        timeline=timeline.timeline(_periods(profile), narrowing.within(params, places.search)),
        sources=quotes.sources(said, places, _QUOTES),
        all_quotes=Link(
            wording.count(profile.quoting, "article"), replace(params).url(places.quotes)
        )
        if profile.quoting
        else None,
        people=named(profile, places),
        all_people=params.url(lists[0]),
        coverage=_coverage(profile, places, having),
        not_stated=_not_stated(outlets, params, places),
        all_outlets=_all(outlets, params.url(lists[1])),
        latest=tuple(entry(one, places) for one in profile.latest),
        saves=saves(params, profile, places, api),
    )


def named(profile: Profile, places: Places) -> tuple[Link, ...]:
    """Return who else is named in the articles of a profile, with how many of them."""
    people = [one for one in profile.facets.get("people", ()) if one.value]
    return tuple(
        replace(
            person_link(one.value or "", one.label, places),
            note=wording.count(one.count, "article"),
        )
        for one in people[:SHOWN]
    )


def entry(article: Article, places: Places) -> Entry:
    """Return an article as an entry of a list."""
    proof = article.provenance.get("date")
    return Entry(
        Link(article.title or "Untitled", places.article(article.id)),
        article.lang,
        article.outlet or "Outlet not stated",
        wording.when(article),
        wording.evidence(proof) if wording.inferred(proof) else "",
    )


def saves(params: SearchParams, profile: Profile, places: Places, api: str) -> tuple[Link, ...]:
    """Return the forms in which a profile and its articles can be had."""
    forms = (("csv", "CSV"), ("ris", "RIS"), ("bibtex", "BibTeX"))
    feed = following.follow(params, profile.snapshot, places).feed
    return (
        Link("JSON", api),
        *(Link(label, replace(params, format=form).url(places.api)) for form, label in forms),
        Link("Feed", feed),
    )


def _joined(profile: Profile, line: int | None) -> tuple[str, str, str]:
    """Return how it is known that these are one person: a tag, its kind, and in words."""
    ways = wording.count(profile.spelt, "spelling")
    if line is not None:
        return "names file", "stated", f"Said in line {line} of the archive’s names file"
    if profile.spelt > 1:
        return (
            f"joined from {ways}",
            "inferred",
            "Joined by the archive, by how the names are made",
        )
    return "one spelling", "stated", "Every article writes the name so"


def _periods(profile: Profile) -> dict[str, Sequence[FacetCount]]:
    wanted = timeline.facets_for(profile.first_day, profile.last_day)
    return {name: profile.facets[name] for name in wanted}


def _coverage(profile: Profile, places: Places, having: Varied) -> tuple[Coverage, ...]:
    return tuple(
        Coverage(
            Link(one.outlet or "", places.outlet(one.outlet or "")),
            Link(
                wording.number(one.articles),
                having(filter_pairs("outlet", ((one.outlet or "",),))),
            ),
            tuple((its.text, wording.number(its.articles)) for its in one.spellings),
        )
        for one in profile.usages
    )


def _not_stated(
    outlets: Sequence[FacetCount], params: SearchParams, places: Places
) -> Link | None:
    for one in outlets:
        if one.value is None:
            href = params.adding("has", "-outlet").url(places.search)
            return Link("Outlet not stated", href, wording.number(one.count))
    return None


def _all(outlets: Sequence[FacetCount], href: str) -> Link | None:
    known = [one for one in outlets if one.value is not None]
    return Link("All outlets that name this person", href) if len(known) > SHOWN else None
