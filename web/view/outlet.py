"""The page of an outlet: what is held of it, and what it writes of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from search.profile import Profile
from web.params import SearchParams
from web.view import narrowing, timeline, wording
from web.view.links import Link, Places
from web.view.person import Entry, entry, named, saves
from web.view.timeline import EARLIEST, LATEST, Timeline

AUTHORS = 12
_GAPS = 8


@dataclass(frozen=True, slots=True)
class Outlet:
    """Everything the page of an outlet shows."""

    profile: Profile
    days: str
    all: Link
    search: str
    hidden: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str, str], ...]
    looked: str
    tag: str
    tag_kind: str
    tag_says: str
    months: str
    gaps: tuple[str, ...]
    more_gaps: int
    timeline: Timeline | None
    people: tuple[Link, ...]
    all_people: str
    authors: tuple[Link, ...]
    more_authors: int
    langs: tuple[Link, ...]
    agencies: tuple[Link, ...]
    quotes: Link | None
    latest: tuple[Entry, ...]
    saves: tuple[Link, ...]


def outlet(profile: Profile, places: Places, api: str, people: str) -> Outlet:
    """Return the view of an outlet; `api` is where the same is as JSON, `people` their list."""
    params = SearchParams(outlet=((profile.value,),))
    months, gaps = _months(profile)
    tag, kind, says = _known(profile)
    wanted = timeline.facets_for(profile.first_day, profile.last_day)
    periods = {name: profile.facets[name] for name in wanted}
    return Outlet(
        profile=profile,
        days=wording.days(profile.first_day, profile.last_day),
        all=Link(wording.count(profile.articles, "article"), params.url(places.search)),
        search=places.search,
        hidden=tuple(params.pairs()),
        methods=tuple(
            (_capital(wording.method(name)) if name else "Not told", wording.number(count), name)
            for name, count in profile.methods.items()
        ),
        looked=_looked(profile),
        tag=tag,
        tag_kind=kind,
        tag_says=says,
        months=months,
        gaps=gaps[:_GAPS],
        more_gaps=max(0, len(gaps) - _GAPS),
        timeline=timeline.timeline(periods, narrowing.within(params, places.search)),
        people=named(profile, places),
        all_people=params.url(people),
        authors=tuple(
            Link(
                one.text,
                params.adding("author", one.text).url(places.search),
                wording.number(one.articles),
            )
            for one in profile.spellings[:AUTHORS]
        ),
        more_authors=max(0, profile.spelt - AUTHORS),
        langs=_facet(profile, "lang", params, places),
        agencies=_facet(profile, "agency", params, places),
        quotes=Link(wording.count(profile.quoting, "article"), params.url(places.quotes))
        if profile.quoting
        else None,
        latest=tuple(entry(one, places) for one in profile.latest),
        saves=saves(params, profile, places, api),
    )


def _facet(profile: Profile, name: str, params: SearchParams, places: Places) -> tuple[Link, ...]:
    counts = [one for one in profile.facets.get(name, ()) if one.value]
    return tuple(
        Link(
            wording.language(one.label) if name == "lang" else one.label,
            params.adding(name, one.value or "").url(places.search),
            wording.number(one.count),
        )
        for one in counts[:6]
    )


def _known(profile: Profile) -> tuple[str, str, str]:
    """Return whether the outlet is stated by its sources, or worked out."""
    inferred = sum(count for name, count in profile.methods.items() if wording.is_worked_out(name))
    if not any(profile.methods):
        return "", "", ""
    if not inferred:
        return "stated", "stated", "Each article’s source states it"
    share = f"{wording.number(inferred)} of {wording.number(profile.looked)}"
    return "inferred", "inferred", f"Worked out from other signs in {share} articles"


def _looked(profile: Profile) -> str:
    if profile.looked == profile.articles:
        return ""
    return f"Of the latest {wording.count(profile.looked, 'article')}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _months(profile: Profile) -> tuple[str, tuple[str, ...]]:
    """Return in how many months from the first to the last something is held, and the stretches
    of which nothing is, the latest first.
    """
    held = {one.value for one in profile.facets.get("date:month", ()) if one.value}
    keys = sorted(key for key in held if EARLIEST <= int(key[:4]) <= LATEST)
    if not keys:
        return "", ()
    first, last = (_number(key) for key in (keys[0], keys[-1]))
    numbers = sorted(map(_number, keys))
    gaps = [(before + 1, after - 1) for before, after in pairwise(numbers) if after - before > 1]
    every = last - first + 1
    text = f"Articles in {wording.number(len(keys))} of {wording.count(every, 'month')}"
    if len(keys) == every:
        text = f"Articles in each of {wording.count(every, 'month')}" if every > 1 else ""
    return text, tuple(_stretch(*gap) for gap in reversed(gaps))


def _number(key: str) -> int:
    return int(key[:4]) * 12 + int(key[5:7]) - 1


def _stretch(first: int, last: int) -> str:
    begin, end = (wording.period(_key(number)) for number in (first, last))
    return begin if first == last else f"{begin} to {end}"


def _key(number: int) -> str:
    return dt.date(number // 12, number % 12 + 1, 1).isoformat()[:7]
