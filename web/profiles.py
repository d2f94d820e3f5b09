"""JSON: what the archive tells of one person, or of one outlet."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request

from search.profile import Profile, Written
from web import api, articles, present
from web.access import Access, current
from web.arguments import canonical
from web.articles import Record
from web.conditional import same, tagged
from web.errors import NoSuchPage
from web.lists import Field
from web.openapi import Parameter, Shape, door, reading, records
from web.openapi.schema import DAY, TEXT, WHOLE, Schema, many, maybe, record, said, table

profiles = Blueprint("profiles", __name__)

WRITTEN = Shape(
    "Written",
    "A name as it is written, and how many articles write it so.",
    record({"text": TEXT, "articles": WHOLE}),
)
_SHARED: dict[str, Schema] = {
    "articles": WHOLE,
    "undated": WHOLE,
    "first": maybe(DAY),
    "last": maybe(DAY),
    "quoting": WHOLE,
    "facets": records.FACETS,
    "latest": many(records.REFERENCE),
    "index": records.SNAPSHOT,
}
PERSON = Shape(
    "PersonProfile",
    "What all articles that name a person tell; `quoting` of them quote the person. `spellings` "
    "are the commonest of `spelt`; `names_line` is the line of the names file that says who this "
    "is, null where the archive itself joined the spellings.",
    record(
        {
            "id": TEXT,
            "name": TEXT,
            "spellings": many(WRITTEN),
            "spelt": WHOLE,
            "names_line": maybe(WHOLE),
            "outlets": said(
                many(record({"name": TEXT, "articles": WHOLE, "spellings": many(WRITTEN)})),
                "The outlets that name the person most, and what they write.",
            ),
            "quotes": said(
                many(record({**reading.QUOTE_FIELDS, "article": records.REFERENCE})),
                "What the latest articles quote.",
            ),
            **_SHARED,
        }
    ),
)
OUTLET = Shape(
    "OutletProfile",
    "What all articles of an outlet tell; `quoting` of them quote somebody. `authors` are the "
    "commonest of `bylines`; `methods` says by what the outlet is known in the `looked` latest "
    "articles.",
    record(
        {
            "name": TEXT,
            "authors": many(WRITTEN),
            "bylines": WHOLE,
            "methods": table(WHOLE),
            "looked": WHOLE,
            **_SHARED,
        }
    ),
)


@profiles.get("/api/people/<path:person>")
@door(
    "One person: how the name is written and where, with whom, when, and what is quoted.",
    group="Lists",
    takes=(Parameter("person", "The id of the person.", where="path"),),
    gives=PERSON,
    refuses=(404,),
    tagged=True,
    tries=("/api/people/jon-marsh", "/api/people/ana-petrova"),
)
def person(person: str) -> Response:
    """Return what the archive tells of one person."""
    return _profile("people", person)


@profiles.get("/api/outlets/<path:outlet>")
@door(
    "One outlet: what is held of it, from when, whom it names, who writes, how it is known.",
    group="Lists",
    takes=(Parameter("outlet", "The whole name of the outlet.", where="path"),),
    gives=OUTLET,
    refuses=(404,),
    tagged=True,
    tries=("/api/outlets/Halin%20Courier", "/api/outlets/Guardian,%20The"),
)
def outlet(outlet: str) -> Response:
    """Return what the archive tells of one outlet."""
    return _profile("outlet", outlet)


def _profile(field: Field, value: str) -> Response:
    canonical(request.args.items(multi=True), {})
    access = current()
    unchanged = same(_tag(access, access.snapshot()))
    if unchanged is not None:
        return unchanged
    with access.turn() as archive:
        found = archive.profile(field, value)
    if found is None:
        lack = "person of this id" if field == "people" else "outlet of this name"
        raise NoSuchPage(f"The archive has no {lack}.", code="name.absent")
    told = _person(found, access) if field == "people" else _outlet(found)
    return tagged(api.sent({**told, **_shared(found)}), _tag(access, found.snapshot))


def _tag(access: Access, snapshot: object) -> str:
    return access.etag(snapshot, request.script_root, request.path)  # type: ignore[arg-type]


def _person(found: Profile, access: Access) -> Record:
    names = {found.value: found.label}
    return {
        "id": found.value,
        "name": found.label,
        "spellings": _written(found.spellings),
        "spelt": found.spelt,
        "names_line": access.archive.wish(found.label),
        "outlets": [
            {"name": one.outlet, "articles": one.articles, "spellings": _written(one.spellings)}
            for one in found.usages
        ],
        "quotes": [
            {
                **articles.quotation(one, names),
                "article": present.reference(article, request.script_root),
            }
            for article in found.said
            for one in article.quotes
            if one.direct and one.speaker == found.value
        ],
    }


def _outlet(found: Profile) -> Record:
    return {
        "name": found.value,
        "authors": _written(found.spellings),
        "bylines": found.spelt,
        "methods": dict(found.methods),
        "looked": found.looked,
    }


def _shared(found: Profile) -> Record:
    return {
        "articles": found.articles,
        "undated": found.undated,
        "first": articles.day(found.first_day),
        "last": articles.day(found.last_day),
        "quoting": found.quoting,
        "facets": present.facets(found.facets),
        "latest": [present.reference(one, request.script_root) for one in found.latest],
        "index": present.snapshot(found.snapshot),
    }


def _written(ones: Iterable[Written]) -> list[Record]:
    return [{"text": one.text, "articles": one.articles} for one in ones]
