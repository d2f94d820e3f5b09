"""JSON and CSV: everybody who is named in the articles of a search, and every outlet of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from flask import Blueprint, Response, request

from search.archive import Answer
from search.roll import Listed, Listing, Roll
from web import api, articles, present, sheets
from web.access import Access, current
from web.arguments import MOST, canonical, choice, one, whole
from web.articles import Record
from web.conditional import known, tag_of, tagged
from web.openapi import Parameter, Shape, door, records
from web.openapi.parameters import only
from web.openapi.schema import DAY, TEXT, WHOLE, many, maybe, record, said
from web.openapi.schema import choice as one_of
from web.params import ALIASES, BOUNDS, SEARCHED, SearchParams
from web.requested import read

lists = Blueprint("lists", __name__)

Order = Literal["articles", "name"]
Field = Literal["people", "outlet"]

_ORDERS = get_args(Order)
_OWN = ("prefix", "sort")
"""What means another thing here than in a search, or is known here alone."""

CSV = "text/csv"
FORMS = ("json", "csv")

_TOGETHER = 500
"""Rows of a table that are written together."""

_OF_A_SEARCH = tuple(
    name
    for name in (*SEARCHED, "page", "per_page", "offset", "now", "tz", "duplicates", "format")
    if name not in _OWN
)
_KNOWN = {**{name: ALIASES[name] for name in (*_OF_A_SEARCH, "sort")}, "prefix": ()}

_TAKES = (
    Parameter(
        "prefix",
        "How a word of the name begins, in any spelling or script that the archive has of it.",
        example="pet",
    ),
    *(one for one in only(*_OF_A_SEARCH) if one.name != "format"),
    Parameter(
        "sort",
        "The order: by how many articles, most first, or by name.",
        one_of(_ORDERS, "articles"),
        ALIASES["sort"],
        "name",
    ),
    Parameter("format", "The form of the answer.", one_of(FORMS, "json"), example="csv"),
)
_COUNTED = {"articles": WHOLE, "first": maybe(DAY), "last": maybe(DAY)}
_TRIES = (
    "",
    "?prefix=p&sort=name&per_page=1",
    "?q=strike&from=2021&per_page=1&page=2",
    "?prefix=nosuchname",
    "?q=nosuchword",
    "?format=csv",
    "?format=csv&q=strike&prefix=p",
)
_MORE = "CSV has all of the list, and the address of each page here."
_HEADERS = {
    **records.LINKS,
    "X-Total-Count": "Of CSV: how many names it has.",
    "X-Timed-Out": "Of CSV: true where not every article could be looked at.",
}


def _page(name: str, says: str, field: str, entry: Shape) -> Shape:
    listed = {**records.TURNING, "total": WHOLE, "unknown": WHOLE, field: many(entry)}
    return Shape(name, f"{says} `unknown` articles of the search name none.", record(listed))


@lists.get("/api/people")
@door(
    "Everybody who is named in the articles of a search, with how many articles name them.",
    group="Lists",
    more=_MORE,
    takes=_TAKES,
    gives={
        "application/json": _page(
            "PeoplePage",
            "A page of people: `total` are listed in all, found in `articles` articles.",
            "people",
            Shape(
                "PersonListed",
                "A person, in how many articles of the search, from which day to which.",
                record({"id": TEXT, "name": TEXT, **_COUNTED}),
            ),
        ),
        CSV: said(TEXT, "`format=csv`"),
    },
    tagged=True,
    headers=_HEADERS,
    tries=_TRIES,
)
def people() -> Response:
    """Return a page of the people in the articles of a search."""
    return _listed("people", "people")


@lists.get("/api/outlets")
@door(
    "Every outlet of the articles of a search, with how many articles are theirs.",
    group="Lists",
    more=_MORE,
    takes=_TAKES,
    gives={
        "application/json": _page(
            "OutletsPage",
            "A page of outlets: `total` are listed in all, of `articles` articles.",
            "outlets",
            Shape(
                "OutletListed",
                "An outlet, with how many articles of the search, from which day to which.",
                record({"name": TEXT, **_COUNTED}),
            ),
        ),
        CSV: said(TEXT, "`format=csv`"),
    },
    tagged=True,
    headers=_HEADERS,
    tries=_TRIES,
)
def outlets() -> Response:
    """Return a page of the outlets of the articles of a search."""
    return _listed("outlet", "outlets")


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it is asked for: the search that it is of, and which names of it. `shown` on a
    page; `own` is what only lists take, and what a page says besides, for addresses.
    """

    params: SearchParams
    prefix: str
    order: Order
    form: str
    shown: int
    own: Mapping[str, str]

    @property
    def skip(self) -> int:
        """How many names come before the first of this page."""
        return replace(self.params, per_page=self.shown).skip

    def roll(self, field: Field, *, initials: bool = False) -> Roll:
        """Return which names a page shows."""
        return Roll(field, self.prefix, self.order, self.skip, self.shown, initials)


def asked(arguments: Iterable[tuple[str, str]], usual: int | None = None) -> Asked:
    """Return what a request asks for. Raises BadParameter.

    `usual` is for pages, which show so many names where they are not told: their addresses leave
    that out, so that `params` say nothing of it.
    """
    known = {name: also for name, also in _KNOWN.items() if usual is None or name != "format"}
    given = canonical(arguments, known)
    order = cast("Order", choice(given, "sort", _ORDERS, "articles"))
    prefix = one(given, "prefix") or ""
    own = {"prefix": prefix, "sort": order if order != "articles" else ""}
    if usual is not None and "per_page" in given:
        own["per_page"] = str(whole(given, "per_page", *BOUNDS["per_page"]))
    params = read(
        (name, value)
        for name, values in given.items()
        if name not in (*_OWN, "format") and not (name == "per_page" and usual is not None)
        for value in values
    )
    shown = params.per_page if usual is None else int(own.get("per_page", usual))
    form = choice(given, "format", FORMS, "json") or "json"
    own = {name: value for name, value in own.items() if value}
    return Asked(params, prefix, order, form, shown, own)


def _listed(field: Field, name: str) -> Response:
    wanted = asked(request.args.items(multi=True))
    params, access = wanted.params, current()
    unchanged = known(access, params, wanted.own, wanted.form)
    if unchanged is not None:
        return unchanged
    if wanted.form == "csv":
        return _table(access, wanted, field)
    answer, listing = access.listing(params, wanted.roll(field))
    path = request.script_root + request.path
    turning = present.turning(answer, params, path=path, total=listing.total, own=wanted.own)
    found = {
        **turning,
        "total": listing.total,
        "unknown": listing.unknown,
        name: _entries(field, listing),
    }
    response = api.linked(api.sent(found), found)
    return _tagged(response, access, wanted, answer)


def _tagged(response: Response, access: Access, wanted: Asked, answer: Answer) -> Response:
    if not answer.is_whole:
        return response
    tag = tag_of(access, answer.page.snapshot, wanted.params, wanted.own, wanted.form)
    return tagged(response, tag)


def _table(access: Access, wanted: Asked, field: Field) -> Response:
    """Return all of a list as CSV."""
    everybody = Roll(field, wanted.prefix, wanted.order, 0, MOST)
    answer, listing, done = access.whole_listing(wanted.params, everybody)
    to = getattr(sheets.places(), "person" if field == "people" else "outlet")
    host = request.host_url.rstrip("/")

    def pieces() -> Iterator[bytes]:
        try:
            for piece in _rows(field, listing, lambda value: host + to(value)):
                # A lone surrogate in some source has no UTF-8 form.
                yield piece.encode("utf-8", "replace")
        finally:
            done()

    response = Response(pieces(), content_type=f"{CSV}; charset=utf-8")
    response.call_on_close(done)  # where nothing of it was ever asked for
    name = "people" if field == "people" else "outlets"
    response.headers["Content-Disposition"] = f'attachment; filename="dateline-{name}.csv"'
    response.headers["X-Total-Count"] = str(listing.total)
    if answer.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
    return _tagged(response, access, wanted, answer)


def _rows(field: Field, listing: Listing, link: Callable[[str], str]) -> Iterator[str]:
    """Yield a table, some hundred rows at a time."""
    from search.export.tables import csv_row, csv_text

    names = ("id", "name") if field == "people" else ("name",)
    yield csv_row((*names, "articles", "first", "last", "link"))
    for at in range(0, len(listing.entries), _TOGETHER):
        yield csv_text(
            (*_named(field, one).values(), *_days(one), link(one.value))
            for one in listing.entries[at : at + _TOGETHER]
        )


def _days(one: Listed) -> tuple[str, str, str]:
    counted = _counted(one)
    return str(counted["articles"]), counted["first"] or "", counted["last"] or ""


def _entries(field: Field, listing: Listing) -> list[Record]:
    return [{**_named(field, one), **_counted(one)} for one in listing.entries]


def _named(field: Field, one: Listed) -> Record:
    if field == "people":
        return {"id": one.value, "name": one.label}
    return {"name": one.value}


def _counted(one: Listed) -> Record:
    return {
        "articles": one.articles,
        "first": articles.day(one.first_day),
        "last": articles.day(one.last_day),
    }
