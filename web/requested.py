"""Request arguments to SearchParams: one reading for HTML and JSON.

A name that is unknown or a value that makes no sense is refused, never ignored: a mistyped filter
that is passed over gives wrong numbers. The words of a query are never refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from search.engine import Sort
from search.filters import Groups
from search.query.fields import HAS
from web import cursor, days
from web.arguments import BadParameter, canonical, choice, flag, names, nearest, one, short, whole
from web.groups import groups_of
from web.params import (
    ALIASES,
    BOUNDS,
    DUPLICATES,
    FACET_FIELDS,
    FACET_NAMES,
    FEED_ENTRIES,
    FEEDS,
    FILTERS,
    RESULT_FIELDS,
    SEARCHED,
    Highlight,
    SearchParams,
)


def read(
    arguments: Iterable[tuple[str, str]],
    *,
    also: Collection[str] = (),
    formats: tuple[str, ...] = ("json",),
    clock: Callable[[], dt.datetime] = lambda: dt.datetime.now().astimezone(),
) -> SearchParams:
    """Return the search that a request's (name, value) pairs ask for; empty values ask nothing.

    Names in `also` belong to the caller and are passed over; `formats` are those it can answer in.
    Raises BadParameter.
    """
    given = canonical(arguments, ALIASES, also=also)
    if "cursor" in given:
        return _resumed(given)
    now, tz = one(given, "now"), one(given, "tz")
    moment = days.moment(now, tz, clock)
    has = groups_of(given, "has")
    _refuse_what_cannot_be_had(has)
    date_from, date_to = one(given, "from"), one(given, "to")
    first, last = days.days(date_from, date_to, moment)
    added_since = one(given, "added_since")
    form = choice(given, "format", formats, "json") or "json"
    shown, least, most = BOUNDS["per_page"]
    shown = FEED_ENTRIES if form in FEEDS else shown
    if "page" in given and "offset" in given:
        raise BadParameter(
            "page and offset both say where to begin; give one.", parameter="offset"
        )
    return SearchParams(
        q=one(given, "q") or "",
        **dict[str, Any]({name: groups_of(given, name) for name in FILTERS}),
        date_from=date_from,
        date_to=date_to,
        first=first,
        last=last,
        added_since=added_since,
        added=days.since(added_since, moment) if added_since else None,
        sort=cast("Sort | None", choice(given, "sort", get_args(Sort), None)),
        page=whole(given, "page", *BOUNDS["page"]),
        per_page=whole(given, "per_page", shown, least, most),
        offset=whole(given, "offset", *BOUNDS["offset"]) if "offset" in given else None,
        facets=names(given, "facets", FACET_NAMES),
        facet_size=whole(given, "facet_size", *BOUNDS["facet_size"]),
        facet_without=names(given, "facet_without", FACET_FIELDS),
        facet_empty=flag(given, "facet_empty"),
        snippets=whole(given, "snippets", *BOUNDS["snippets"]),
        snippet_length=whole(given, "snippet_length", *BOUNDS["snippet_length"]),
        highlight=cast("Highlight", choice(given, "highlight", get_args(Highlight), "html")),
        fields=names(given, "fields", {name: name for name in ("*", *RESULT_FIELDS)}),
        explain=flag(given, "explain"),
        semantic=flag(given, "semantic"),
        duplicates=choice(given, "duplicates", DUPLICATES, DUPLICATES[0]) or DUPLICATES[0],
        strict=flag(given, "strict"),
        now=now,
        tz=tz,
        moment=moment,
        snapshot=None,
        parsed=None,
        format=form,
    )


def _refuse_what_cannot_be_had(has: Groups) -> None:
    for value in (name.removeprefix("-") for group in has for name in group):
        if value not in HAS:
            closest = nearest(value, HAS)
            raise BadParameter(
                f'has knows no "{short(value)}". Did you mean "{closest}"?',
                parameter="has",
                suggestion=closest,
            )


def _resumed(given: Mapping[str, list[str]]) -> SearchParams:
    """Return the search that a cursor is of, from where it has come to.

    What else is given says how articles are shown; a search beside it must be the cursor's.
    """
    at = cursor.read(one(given, "cursor") or "")
    if "page" in given or "offset" in given:
        raise BadParameter(
            "A cursor says where to begin: leave out page and offset.", parameter="cursor"
        )
    rest = [(name, value) for name, values in given.items() for value in values]
    beside = [pair for pair in rest if pair[0] in SEARCHED]
    shown = [pair for pair in rest if pair[0] not in (*SEARCHED, "cursor", "now", "tz")]
    moment = [pair for pair in at.pairs if pair[0] == "now"]
    if beside and read([*beside, *moment]).searched() != read(at.pairs).searched():
        raise BadParameter(
            "This cursor is of another search. Begin anew without it.", parameter="cursor"
        )
    return replace(read([*at.pairs, *shown]), offset=at.passed, snapshot=at.snapshot)
