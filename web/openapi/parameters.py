"""The parameters of a search, each in a sentence; what they accept is read from web.params."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import get_args

from search.engine import Sort
from search.export import FORMATS
from search.query.fields import HAS
from web.groups import ALL_MUST_HOLD
from web.openapi.doors import Parameter
from web.openapi.schema import TEXT, YES_NO, Plain, choice, many, whole
from web.params import (
    ALIASES,
    BOUNDS,
    DUPLICATES,
    FACET_FIELDS,
    FACET_NAMES,
    FEED_ENTRIES,
    FILTERS,
    RESULT_FIELDS,
    Highlight,
)

_SAYS: Mapping[str, str] = {
    "q": "The query, in the language of /help. Empty: every article, newest first.",
    "outlet": "Who published it, by whole name, alias or domain.",
    "people": "Who is named in it, by id or by any part of a name.",
    "agency": "The news agency it came from.",
    "author": "Who wrote it.",
    "lang": "Its language, as a code of two letters (ISO 639-1).",
    "story": "The story it belongs to.",
    "has": "What must be known of it.",
    "from": "The first day: 2017, 2017-06, 2017-06-20, yesterday, last-week, 30d. Included.",
    "to": "The last day, written likewise. Included.",
    "added_since": (
        "What came into the archive from then on: a time (2026-11-20T18:00Z), a date (yesterday, "
        "7d), or after a state of the index, generation and commit as /api/status tells them "
        "(3.12). A state that the index does not know is 410."
    ),
    "sort": (
        "The order; by relevance where there is a query to rank by, else newest. Undated articles "
        "stand last, equals by id. `added` is what came into the archive last first."
    ),
    "page": "Which page, counted from 1. One past the end is empty.",
    "per_page": f"How many results a page has; a feed has {FEED_ENTRIES} unless it is given.",
    "offset": "How many results to pass over, in place of page.",
    "cursor": (
        "Where the answer before came to: its `cursor`. It holds the whole search, to any depth, "
        "in one state of the index; once that is gone the answer is 410."
    ),
    "facets": (
        "What to count over the whole result. Names come commonest first, periods in order of "
        "time; a value of null counts articles where the field is unknown."
    ),
    "facet_size": "How many names of a facet to count at most; periods are never cut.",
    "facet_without": (
        "Facets to count as if the parameter of the same name were not given, `from` and `to` for "
        "date: what else could be chosen, and how many articles it would have."
    ),
    "facet_empty": (
        "Count by date with every year, month or day from the first to the last, 0 where nothing "
        "is; without it those that have articles. From `from` to `to`, where these are given."
    ),
    "snippets": "How many passages of each article to show.",
    "snippet_length": "Characters of a passage.",
    "highlight": (
        "How passages show what was found: `html` has <mark> and is otherwise escaped; `offsets` "
        "gives places alone, `none` neither."
    ),
    "fields": (
        "Which fields of each result to send; `*` is all. `body` and `provenance` come only when "
        "they are named."
    ),
    "duplicates": (
        "`fold` lists one of the near-duplicates that match, `show` all of them. Counts are "
        "the same, and exports have every article."
    ),
    "explain": "Say why each article ranks where it does, and give a `receipt` of the query.",
    "semantic": (
        "Put the first 50 by relevance in order also by how alike they are to the query in "
        "meaning. Where the archive cannot, `warnings` says why, and words alone make the order."
    ),
    "strict": (
        "Refuse a query about which there is anything to say in `warnings`; no `partial_results` "
        "and no `near_headlines`."
    ),
    "now": "The time that relative dates count from; else the clock.",
    "tz": "The time zone in which days begin: Europe/Moscow, +03:00.",
    "format": (
        "The form of the answer. Exports have the whole result; feeds (atom, rss, jsonfeed) a "
        "page of it, what came into the archive last first."
    ),
}

_EXAMPLES: Mapping[str, object] = {
    "q": "syria",
    "outlet": ["TASS"],
    "people": ["putin"],
    "agency": ["TASS"],
    "author": ["Smith"],
    "lang": ["en"],
    "story": ["s1"],
    "has": ["date"],
    "from": "2017-01",
    "to": "2018",
    "added_since": "2017-06-20T12:00:00Z",
    "sort": "newest",
    "page": 2,
    "per_page": 5,
    "offset": 10,
    "facets": ["outlet", "date:year"],
    "facet_size": 5,
    "facet_without": ["outlet"],
    "facet_empty": True,
    "snippets": 1,
    "snippet_length": 120,
    "highlight": "offsets",
    "fields": ["title", "outlet", "date"],
    "duplicates": "show",
    "explain": True,
    "semantic": True,
    "strict": True,
    "now": "2017-06-20T12:00:00Z",
    "tz": "Europe/Moscow",
    "format": "json",
}


def _schema(name: str) -> Plain:
    if name in BOUNDS:
        default, least, most = BOUNDS[name]
        return whole(least, most, default)
    schemas: Mapping[str, Plain] = {
        "has": many(choice([*HAS, *(f"-{one}" for one in HAS)])),
        "sort": choice(get_args(Sort)),
        "facets": many(choice(FACET_NAMES)),
        "facet_without": many(choice(FACET_FIELDS)),
        "fields": many(choice(["*", *RESULT_FIELDS])),
        "highlight": choice(get_args(Highlight), "html"),
        "duplicates": choice(DUPLICATES, DUPLICATES[0]),
        "facet_empty": {**YES_NO, "default": False},
        "explain": {**YES_NO, "default": False},
        "semantic": {**YES_NO, "default": False},
        "strict": {**YES_NO, "default": False},
        "format": choice(["json", *FORMATS], "json"),
    }
    return schemas.get(name) or (many(TEXT) if name in FILTERS else TEXT)


def _parameter(name: str) -> Parameter:
    says = _SAYS.get(name, "")
    if name in FILTERS:
        together = "all of them; with commas, any" if name in ALL_MUST_HOLD else "any"
        says += f" Several: {together} of them. A - before a value excludes it."
    return Parameter(name, says, _schema(name), ALIASES[name], _EXAMPLES.get(name))


SEARCHING = tuple(_parameter(name) for name in ALIASES)
"""The parameters of a search."""


LISTING = (
    *(one for one in SEARCHING if one.name != "format"),
    Parameter("format", "The form of the answer.", choice(("json",), "json"), example="json"),
)
"""The parameters of what takes a search and answers as JSON alone."""


def only(*names: str) -> tuple[Parameter, ...]:
    """Return some parameters of a search."""
    return tuple(one for one in SEARCHING if one.name in names)


def saying(takes: Iterable[Parameter], **says: str) -> tuple[Parameter, ...]:
    """Return parameters of which some mean another thing than elsewhere."""
    return tuple(replace(one, says=says.get(one.name, one.says)) for one in takes)
