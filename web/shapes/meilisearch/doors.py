"""The paths of Meilisearch that search, and that say it lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from web import api
from web.access import version
from web.arguments import canonical, short
from web.errors import NoSuchPage, Problem, shape
from web.openapi import door
from web.shapes import asking
from web.shapes.documents import INDEX
from web.shapes.meilisearch import contract, filters
from web.shapes.meilisearch.answers import answered
from web.shapes.meilisearch.options import checked, wrong

meilisearch = Blueprint("meilisearch", __name__)

MOST_QUERIES = 20
"""Searches of one request."""

_CODES = {
    404: ("not_found", "invalid_request"),
    405: ("method_not_allowed", "invalid_request"),
    413: ("payload_too_large", "invalid_request"),
    421: ("invalid_host", "auth"),
    429: ("too_many_search_requests", "system"),
    500: ("internal", "internal"),
    503: ("too_many_search_requests", "system"),
}


@meilisearch.route("/indexes/<uid>/search", methods=["GET", "POST"])
@door(
    "Meilisearch: a page of a search.",
    group="Other engines",
    takes=(contract.UID, *contract.OPTIONS),
    gives=contract.FOUND,
    body=contract.BODY,
    problem=contract.ERROR,
    refuses=(404,),
    tries=(
        "/indexes/articles/search?q=strike&facets=*&attributesToHighlight=*&showRankingScore=true",
        "/indexes/articles/search?q=strike&page=2&hitsPerPage=1&showMatchesPosition=true",
        "/indexes/articles/search?filter=outlet",
        "/indexes/nosuch/search",
    ),
)
def search(uid: str) -> Response:
    """Return a page of a search, as Meilisearch does."""
    _known_index(uid)
    return api.sent(answered(_given()))


@meilisearch.post("/multi-search")
@door(
    "Meilisearch: a page of each of several searches.",
    group="Other engines",
    gives=contract.SEVERAL,
    body=contract.QUERIES,
    problem=contract.ERROR,
    refuses=(404,),
    tries=("",),
)
def multi_search() -> Response:
    """Return a page of each of several searches, one after the other."""
    canonical(request.args.items(multi=True), {})
    given = {name: value for name, value in asking.body().items() if value is not None}
    queries = given.get("queries")
    if not isinstance(queries, list) or len(given) > 1:
        raise wrong("A body has `queries`, a list, and nothing else here.", "queries")
    if len(queries) > MOST_QUERIES:
        raise wrong(f"`queries` may have {MOST_QUERIES} searches.", "queries")
    found = []
    for one in queries:
        if not isinstance(one, dict):
            raise wrong("Each of `queries` must be an object.", "queries")
        uid = one.get("indexUid")
        _known_index(uid if isinstance(uid, str) else "")
        asked = {name: value for name, value in one.items() if name != "indexUid"}
        found.append({"indexUid": uid, **answered(checked(asked))})
    return api.sent({"results": found})


@meilisearch.get("/health")
@door(
    "Meilisearch: whether the program is alive.",
    group="Other engines",
    gives=contract.HEALTH,
    problem=contract.ERROR,
    tries=("",),
)
def health() -> Response:
    """Return that the program is alive, in Meilisearch's words."""
    canonical(request.args.items(multi=True), {})
    return api.sent({"status": "available"})


@meilisearch.get("/version")
@door(
    "Meilisearch: the program's version.",
    group="Other engines",
    gives=contract.VERSION,
    problem=contract.ERROR,
    tries=("",),
)
def told_version() -> Response:
    """Return the program's version, in Meilisearch's form."""
    canonical(request.args.items(multi=True), {})
    return api.sent({"commitSha": "dateline", "commitDate": "unknown", "pkgVersion": version()})


def _known_index(uid: str) -> None:
    if uid != INDEX:
        raise NoSuchPage(
            f"Index `{short(uid)}` not found: the index here is `{INDEX}`.", code="index_not_found"
        )


def _given() -> Mapping[str, Any]:
    """Return the parameters of a request, of its address or of its body."""
    post = request.method == "POST"
    given: dict[str, Any] = asking.body() if post else {}
    for name, value in request.args.items(multi=True):
        if name in given or post:
            raise wrong(f"Parameter `{short(name)}` is given twice, or beside a body.", name)
        given[name] = value
    return checked(given)


def _error(problem: Problem) -> Response:
    code, kind = _CODES.get(problem.status, ("bad_request", "invalid_request"))
    if problem.status == 400 and problem.code == "parameter.value" and problem.parameter:
        code = "invalid_search_" + "".join(
            f"_{letter.lower()}" if letter.isupper() else letter for letter in problem.parameter
        )
    elif problem.code in ("index_not_found", "bad_request", filters.CODE):
        code = problem.code
    elif problem.code == "json":
        code = "malformed_payload"
    link = f"https://docs.meilisearch.com/errors#{code}"
    return api.sent({"message": problem.detail, "code": code, "type": kind, "link": link})


shape(meilisearch, _error)
