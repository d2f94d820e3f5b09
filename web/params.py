"""A search as asked for, its parameters, and back to a URL; requested.py reads requests.

Names and aliases are those of the `/api/search` table in the documentation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from itertools import compress
from operator import attrgetter, ne
from typing import Any, Literal

from search.engine import FACETS, Snapshot, Sort
from search.filters import Filters, Groups
from search.query.tree import Parsed
from web import cursor
from web.addresses import Varied, address, varied
from web.arguments import MOST
from web.cursor import Cursor
from web.groups import Pair, added, filter_pairs, removed

Highlight = Literal["html", "offsets", "none"]

ALIASES: Mapping[str, tuple[str, ...]] = {
    "q": ("query", "search"),
    "outlet": ("source", "sources", "publisher"),
    "people": ("person", "name"),
    "agency": (),
    "author": (),
    "lang": (),
    "story": (),
    "has": (),
    "from": ("date_from", "since", "start"),
    "to": ("date_to", "until", "end"),
    "added_since": (),
    "sort": ("sortBy", "sort_by"),
    "page": (),
    "per_page": ("pageSize", "size", "limit", "hitsPerPage"),
    "offset": (),
    "cursor": (),
    "facets": ("facet", "facet_by"),
    "facet_size": (),
    "facet_without": (),
    "facet_empty": (),
    "snippets": ("highlight_count",),
    "snippet_length": (),
    "highlight": (),
    "fields": ("attributesToRetrieve", "include_fields"),
    "duplicates": (),
    "explain": (),
    "semantic": (),
    "strict": (),
    "now": (),
    "tz": (),
    "format": (),
}
"""Every parameter of a search, and the other names it goes by."""

FILTERS = ("outlet", "people", "agency", "author", "lang", "story", "has")
"""Parameters that narrow by name, in the order links show them."""

RESULT_FIELDS = (
    *("id", "link", "url", "source", "title", "outlet", "agency", "date", "date_precision"),
    *("lang", "added", "people", "score", "rank", "words", "snippet", "snippets", "highlights"),
    *("story", "duplicates", "explain", "provenance", "body"),
)
"""What `fields` can choose from; `body` and `provenance` come only when chosen."""

SEARCHED = ("q", *FILTERS, "from", "to", "added_since", "sort", "semantic", "strict")
"""Parameters that say what is searched for and in which order; the rest say what is shown."""

BOUNDS: Mapping[str, tuple[int, int, int | None]] = {
    "page": (1, 1, None),
    "per_page": (20, 1, 200),
    "offset": (0, 0, None),
    "facet_size": (20, 1, 1_000),
    "snippets": (2, 0, 10),
    "snippet_length": (240, 20, 2_000),
}
"""Of each parameter that is a number: what it is when not given, the least and the most."""

FEEDS = ("atom", "rss", "jsonfeed")
"""Forms of export that readers follow: pages of what came last, and not the whole result."""

FEED_ENTRIES = 100
"""Articles of a feed when `per_page` is not given."""

DUPLICATES = ("fold", "show")
"""What `duplicates` can be: the first where nothing is said."""

FACET_NAMES = {
    **{name: name for name in FACETS},
    **{name.removeprefix("date:"): name for name in FACETS},
    "source": "outlet",
    "person": "people",
}
"""What `facets` can be: the names of the engine's facets, and other names of these."""

FACET_FIELDS = {name: facet.partition(":")[0] for name, facet in FACET_NAMES.items()}
FACET_FIELDS["date"] = "date"
"""What `facet_without` can be, and the field whose filter it passes over."""


_PARAMETERS = {"date_from": "from", "date_to": "to"}
"""Fields of a search, and their parameters where these have other names."""

_FIRST_PAGE: Mapping[str, Any] = {"page": 1, "offset": None}


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A search as asked for, checked.

    The filters are groups as `Filters` has them. `date_from` and `date_to` are as written
    (`2017-06`, `last-week`), `first` and `last` the days they came to. `moment` is the time all
    relative dates count from; `now` and `tz` are what the request said about it. `added_since` is
    as written, `added` the moment or the snapshot that it came to. `offset` is None
    when `page` decides. `said` and `parsed` are for callers, no parameters: who is quoted, and a
    query that was asked in another language, of which `q` is then the text. `snapshot` names the
    state of the index that a cursor asks for, None where any will do. `more` is what a door takes
    besides, for the addresses of its pages.
    """

    q: str = ""
    outlet: Groups = ()
    people: Groups = ()
    said: Groups = ()
    agency: Groups = ()
    author: Groups = ()
    lang: Groups = ()
    story: Groups = ()
    has: Groups = ()
    date_from: str | None = None
    date_to: str | None = None
    first: dt.date | None = None
    last: dt.date | None = None
    added_since: str | None = None
    added: dt.datetime | tuple[int, int] | None = None
    sort: Sort | None = None
    page: int = 1
    per_page: int = 20
    offset: int | None = None
    facets: tuple[str, ...] = ()
    facet_size: int = 20
    facet_without: tuple[str, ...] = ()
    facet_empty: bool = False
    snippets: int = 2
    snippet_length: int = 240
    highlight: Highlight = "html"
    fields: tuple[str, ...] = ()
    explain: bool = False
    semantic: bool = False
    duplicates: str = DUPLICATES[0]
    strict: bool = False
    now: str | None = None
    tz: str | None = None
    moment: dt.datetime | None = None
    snapshot: str | None = None
    format: str = "json"
    parsed: Parsed | None = None
    more: tuple[Pair, ...] = ()

    @property
    def filters(self) -> Filters:
        """What stands beside the query, as the archive takes it."""
        return Filters(
            outlets=self.outlet,
            people=self.people,
            said=self.said,
            agencies=self.agency,
            authors=self.author,
            langs=self.lang,
            stories=self.story,
            has=self.has,
            first=self.first,
            last=self.last,
            added=self.added,
        )

    @property
    def uncounted(self) -> tuple[str, ...]:
        """The facets asked for that are counted as if no filter chose values of them."""
        return tuple(name for name in self.facets if name.partition(":")[0] in self.facet_without)

    @property
    def skip(self) -> int:
        """How many results come before this page's first."""
        if self.offset is not None:
            return min(self.offset, MOST)
        return min((self.page - 1) * self.per_page, MOST)

    def url(self, path: str = "/search", **changes: object) -> str:
        """Return the address of this search with some fields changed.

        Changing anything but `page` leads back to the first page. Defaults are left out.
        """
        if changes and not changes.keys() & {"page", "offset"}:
            changes |= _FIRST_PAGE
        return address(path, self._said(changes))

    def varied(self, path: str, *parameters: str) -> Varied:
        """Return the addresses of this search, page 1, with other values of parameters, which
        stand side by side in an address, as `from` and `to` do.
        """
        places = _told()[3]
        first, last = places[parameters[0]], places[parameters[-1]]
        kept = [pair for pair in self.pairs() if pair[0] not in ("page", "offset")]
        return varied(
            path,
            [pair for pair in kept if places.get(pair[0], MOST) < first],
            [pair for pair in kept if places.get(pair[0], MOST) > last],
        )

    def cursor(self, snapshot: Snapshot, passed: int) -> str:
        """Return the token of a place in this search's result; relative dates stay what they are.

        What a page shows of its articles is not of the search: facets, fields and the like are
        asked for anew.
        """
        moment = []
        if self.moment:  # the day is enough, and where it begins
            day = self.moment.replace(hour=0, minute=0, second=0, microsecond=0)
            moment = [("now", day.isoformat())]
        return cursor.written(Cursor((*self.searched(), *moment), passed, cursor.mark(snapshot)))

    def adding(self, name: str, value: str) -> SearchParams:
        """Return this search narrowed further: `adding("outlet", "TASS")`. Starts at page 1.

        Of outlets, agencies, authors, languages and stories one more is an alternative; of people
        and `has` it is one more condition.
        """
        return self._with(name, added(name, getattr(self, name), value))

    def removing(self, name: str, value: str) -> SearchParams:
        """Return this search without one value of a filter. Starts at page 1."""
        return self._with(name, removed(getattr(self, name), value))

    def key(self) -> tuple[object, ...]:
        """Return all that tells searches apart, of the moment the day: those of one key have the
        same answer in one state of the index.
        """
        values = _every()(self)
        return (*values, self.moment and self.moment.date())

    def pairs(self) -> list[Pair]:
        """Return the arguments that say this search, in a fixed order, defaults left out."""
        return self._said({})

    def searched(self) -> list[Pair]:
        """Return those of them that say what is searched for and in which order."""
        return [pair for pair in self.pairs() if pair[0] in SEARCHED]

    def _said(self, changes: Mapping[str, Any]) -> list[Pair]:
        """Return the arguments that say this search with some fields changed."""
        pairs: list[Pair] = []
        getter, told, defaults, _ = _told()
        values = getter(self)
        if changes:
            of = _fields()
            values = list(values)
            for name, value in changes.items():
                if name in of:
                    values[of[name]] = value
        for at in compress(range(len(told)), map(ne, values, defaults)):
            name, value = told[at], values[at]
            if name in FILTERS:
                pairs += filter_pairs(name, value)
            elif isinstance(value, tuple):
                pairs.append((name, ",".join(value)))
            else:
                pairs.append((name, str(int(value) if isinstance(value, bool) else value)))
        return [*pairs, *changes.get("more", self.more)]

    def _with(self, name: str, groups: Groups) -> SearchParams:
        changes: dict[str, Any] = {name: groups, **_FIRST_PAGE}
        return replace(self, **changes)


@lru_cache(maxsize=1)
def _told() -> tuple[
    Callable[[SearchParams], Sequence[Any]], tuple[str, ...], tuple[object, ...], dict[str, int]
]:
    """Return what takes all that an address says, in order; the parameter and the default of each;
    and where each parameter stands.
    """
    told = [one for one in fields(SearchParams) if _PARAMETERS.get(one.name, one.name) in ALIASES]
    names = tuple(_PARAMETERS.get(one.name, one.name) for one in told)
    places = {name: number for number, name in enumerate(names)}
    defaults = tuple(one.default for one in told)
    return attrgetter(*(one.name for one in told)), names, defaults, places


@lru_cache(maxsize=1)
def _fields() -> dict[str, int]:
    """Return where each field stands of all that an address says."""
    parameters = {parameter: name for name, parameter in _PARAMETERS.items()}
    return {parameters.get(name, name): number for name, number in _told()[3].items()}


@lru_cache(maxsize=1)
def _every() -> Callable[[SearchParams], tuple[object, ...]]:
    """Return what takes all fields but the moment."""
    return attrgetter(*(one.name for one in fields(SearchParams) if one.name != "moment"))
