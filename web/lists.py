"""JSON: everybody who is named in the articles of a search, and every outlet of them."""

from __future__ import annotations

from typing import Literal, cast, get_args

from flask import Blueprint, Response, request

from search.roll import Listed, Listing, Roll
from web import api, articles, present
from web.access import current
from web.arguments import canonical, choice, one
from web.articles import Record
from web.conditional import known, tag_of, tagged
from web.openapi import Parameter, Shape, door, records
from web.openapi.parameters import only
from web.openapi.schema import DAY, TEXT, WHOLE, many, maybe, record
from web.openapi.schema import choice as one_of
from web.params import ALIASES, SEARCHED, read

lists = Blueprint("lists", __name__)

Order = Literal["articles", "name"]
Field = Literal["people", "outlet"]

_ORDERS = get_args(Order)
_OWN = ("prefix", "sort")
"""What means another thing here than in a search, or is known here alone."""

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
    Parameter("format", "The form of the answer.", one_of(("json",), "json"), example="json"),
)
_COUNTED = {"articles": WHOLE, "first": maybe(DAY), "last": maybe(DAY)}
_TRIES = (
    "",
    "?prefix=p&sort=name&per_page=1",
    "?q=strike&from=2021&per_page=1&page=2",
    "?prefix=nosuchname",
    "?q=nosuchword",
)


def _page(name: str, says: str, field: str, entry: Shape) -> Shape:
    listed = {**records.TURNING, "total": WHOLE, "unknown": WHOLE, field: many(entry)}
    return Shape(name, f"{says} `unknown` articles of the search name none.", record(listed))


@lists.get("/api/people")
@door(
    "Everybody who is named in the articles of a search, with how many articles name them.",
    group="Lists",
    takes=_TAKES,
    gives=_page(
        "PeoplePage",
        "A page of people: `total` are listed in all, found in `articles` articles.",
        "people",
        Shape(
            "PersonListed",
            "A person, in how many articles of the search, from which day to which.",
            record({"id": TEXT, "name": TEXT, **_COUNTED}),
        ),
    ),
    tagged=True,
    headers=records.LINKS,
    tries=_TRIES,
)
def people() -> Response:
    """Return a page of the people in the articles of a search."""
    return _listed("people", "people")


@lists.get("/api/outlets")
@door(
    "Every outlet of the articles of a search, with how many articles are theirs.",
    group="Lists",
    takes=_TAKES,
    gives=_page(
        "OutletsPage",
        "A page of outlets: `total` are listed in all, of `articles` articles.",
        "outlets",
        Shape(
            "OutletListed",
            "An outlet, with how many articles of the search, from which day to which.",
            record({"name": TEXT, **_COUNTED}),
        ),
    ),
    tagged=True,
    headers=records.LINKS,
    tries=_TRIES,
)
def outlets() -> Response:
    """Return a page of the outlets of the articles of a search."""
    return _listed("outlet", "outlets")


def _listed(field: Field, name: str) -> Response:
    given = canonical(request.args.items(multi=True), _KNOWN)
    order = cast("Order", choice(given, "sort", _ORDERS, "articles"))
    prefix = one(given, "prefix") or ""
    params = read(
        (name, value) for name, values in given.items() if name not in _OWN for value in values
    )
    access = current()
    own = {"prefix": prefix, "sort": order if order != "articles" else ""}
    own = {name: value for name, value in own.items() if value}
    unchanged = known(access, params, own)
    if unchanged is not None:
        return unchanged
    roll = Roll(field, prefix, order, params.skip, params.per_page)
    answer, listing = access.listing(params, roll)
    path = request.script_root + request.path
    turning = present.turning(answer, params, path=path, total=listing.total, own=own)
    found = {
        **turning,
        "total": listing.total,
        "unknown": listing.unknown,
        name: _entries(field, listing),
    }
    response = api.linked(api.sent(found), found)
    if not answer.is_whole:
        return response
    return tagged(response, tag_of(access, answer.page.snapshot, params, own))


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
