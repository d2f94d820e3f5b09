"""The paths of Meilisearch that search, and that say it lives."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request

from search.answer import Answer
from search.engine import FacetCount, Sort
from search.query.tree import Node
from web import api
from web.access import current, version
from web.arguments import BadParameter, canonical, short
from web.errors import NoSuchPage, Problem, shape
from web.openapi import door
from web.present import Record
from web.shapes import asking, trees
from web.shapes.asking import Asked, Marks
from web.shapes.documents import DATE, FACETS, FIELDS, INDEX, document
from web.shapes.meilisearch import contract, filters, words
from web.shapes.meilisearch.formatting import TEXTS, Formatting, formatted, positions
from web.shapes.tags import MOST_TAG, Tags

meilisearch = Blueprint("meilisearch", __name__)

MOST_FACETS = 100
"""Values of a facet, as Meilisearch has it unless told otherwise."""

_HALF = 10.0
"""The score that a ranking score of one half stands for."""

_PARAMETERS = tuple(one.name for one in contract.OPTIONS)
_OFF = (
    *("vector", "hybrid", "distinct", "locales", "rankingScoreThreshold", "retrieveVectors"),
    *("showRankingScoreDetails", "showPerformanceDetails", "personalize", "media", "useNetwork"),
)
"""What is known there and cannot be had here."""

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
    if uid != INDEX:
        raise NoSuchPage(
            f"Index `{short(uid)}` not found: the index here is `{INDEX}`.", code="index_not_found"
        )
    given = _given()
    shown = _attributes(given, "attributesToRetrieve", FIELDS)
    asked_of = _formatting(given)
    counted = _facets(given)
    sort = _sort(given)
    page, begin, size = _place(given)
    positioned = asking.flag(given.get("showMatchesPosition"), "showMatchesPosition")
    ranked = asking.flag(given.get("showRankingScore"), "showRankingScore")
    text, asked, relaxed = _asked(given)
    access = current()
    options: dict[str, Any] = {"sort": sort, "offset": begin, "limit": size}
    if counted:
        options |= {"facets": tuple(FACETS[one] for one in counted), "facet_size": MOST_FACETS}
    answer = asking.searched(access, asked, **options)
    if relaxed is not None and answer.total < begin + size and not answer.page.timed_out:
        asked = relaxed
        answer = asking.searched(access, asked, **options)
    needs_marks = positioned or asked_of.is_asked
    marks: list[Marks] = asking.marks(access, asked, answer) if needs_marks else []
    found = []
    for number, hit in enumerate(answer.hits):
        whole = document(hit.article, request.script_root)
        one: Record = {name: whole[name] for name in FIELDS if name in shown}
        if asked_of.is_asked:
            one["_formatted"] = formatted(whole, shown, marks[number], asked_of)
        if positioned:
            one["_matchesPosition"] = positions(whole, marks[number])
        if ranked:
            one["_rankingScore"] = _ranking(hit.score)
        found.append(one)
    record: Record = {
        "hits": found,
        "query": text,
        "processingTimeMs": round(answer.page.took_ms),
        **_turning(page, begin, size, answer),
    }
    if counted:
        record["facetDistribution"] = {
            name: _distribution(answer.facets.get(FACETS[name], ())) for name in counted
        }
        record["facetStats"] = {}
    warnings = asking.told(answer)
    return api.sent({**record, "warnings": warnings} if warnings else record)


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


def _given() -> Mapping[str, Any]:
    """Return the parameters of a request, of its address or of its body."""
    post = request.method == "POST"
    given: dict[str, Any] = asking.body() if post else {}
    for name, value in request.args.items(multi=True):
        if name in given or post:
            raise _wrong(f"Parameter `{short(name)}` is given twice, or beside a body.", name)
        given[name] = value
    for name, value in given.items():
        if name in _OFF and value not in (None, False, [], "", "false"):
            raise _wrong(f"`{name}` cannot be had here.", name)
        if name not in _PARAMETERS and name not in _OFF:
            known = "`, `".join(_PARAMETERS)
            raise BadParameter(
                f"Unknown field `{short(str(name))}`: expected one of `{known}`",
                parameter=name,
                code="bad_request",
            )
    return {name: value for name, value in given.items() if value is not None}


def _asked(given: Mapping[str, Any]) -> tuple[str, Asked, Asked | None]:
    """Return the words, the search, and the one that is made where that finds too little."""
    text = given.get("q", "")
    if not isinstance(text, str):
        raise _wrong("Invalid value type for parameter `q`: expected a string.", "q")
    strategy = given.get("matchingStrategy", "last")
    if strategy not in contract.STRATEGIES:
        raise _wrong(
            f"`matchingStrategy` can be `last` or `all`, not `{short(str(strategy))}`.",
            "matchingStrategy",
        )
    fields = _attributes(given, "attributesToSearchOn", TEXTS, TEXTS)
    narrowing = filters.node(given.get("filter"), dt.datetime.now(dt.timezone.utc))
    read = words.read(text)

    def asked(node: Node) -> Asked:
        parts = [node] if narrowing is None else [node, trees.unscored(narrowing)]
        return Asked(trees.all_of(parts), read.notices, text)

    relaxed = None
    if strategy == "last" and len(read.parts) > 1:
        relaxed = asked(read.first_of_them(fields))
    return text, asked(read.all_of_them(fields)), relaxed


def _place(given: Mapping[str, Any]) -> tuple[int | None, int, int]:
    """Return the page, None where `offset` and `limit` decide, where it begins, and its size."""
    most = asking.MOST_RESULTS
    offset = asking.whole(given.get("offset"), "offset", 0, None, 0)
    limit = asking.whole(given.get("limit"), "limit", 0, most, 20)
    if "page" not in given and "hitsPerPage" not in given:
        return None, min(offset, 10**9), limit
    size = asking.whole(given.get("hitsPerPage"), "hitsPerPage", 0, most, 20)
    page = asking.whole(given.get("page"), "page", 0, None, 1)
    if page == 0:  # Meilisearch's page before the first, which is empty
        return 0, 0, 0
    return page, min((page - 1) * size, 10**9), size


def _turning(page: int | None, begin: int, size: int, answer: Answer) -> Record:
    if page is None:
        return {"limit": size, "offset": begin, "estimatedTotalHits": answer.total}
    pages = -(-answer.total // size) if size else 0
    return {"hitsPerPage": size, "page": page, "totalPages": pages, "totalHits": answer.total}


def _attributes(
    given: Mapping[str, Any],
    name: str,
    known: tuple[str, ...],
    default: tuple[str, ...] | None = None,
) -> tuple[str, ...]:
    """Return the attributes that a parameter names; `*` is all of them."""
    value = given.get(name)
    if value is None or value == "":
        return known if default is None else default
    names = asking.texts(value, name)
    if "*" in names:
        return known
    for one in names:
        if one not in known and name == "attributesToSearchOn":
            raise _wrong(
                f"Attribute `{short(one)}` is not searchable. Available searchable attributes "
                f"are: `{', '.join(known)}`.",
                name,
            )
    return tuple(one for one in names if one in known)


def _formatting(given: Mapping[str, Any]) -> Formatting:
    length = asking.whole(given.get("cropLength"), "cropLength", 0, 10_000, 10)
    cropped = {}
    for one in asking.texts(given.get("attributesToCrop"), "attributesToCrop"):
        name, colon, own = one.partition(":")
        words_kept = asking.whole(own, "attributesToCrop", 0, 10_000, length) if colon else length
        cropped.update(dict.fromkeys(TEXTS if name == "*" else [name], words_kept))
    highlighted = _attributes(given, "attributesToHighlight", FIELDS, ())
    before = _text(given, "highlightPreTag", "<em>")
    after = _text(given, "highlightPostTag", "</em>")
    marker = _text(given, "cropMarker", "…")
    kept = {name: count for name, count in cropped.items() if name in FIELDS}
    return Formatting(highlighted, kept, marker, Tags.of(before, after))


def _text(given: Mapping[str, Any], name: str, default: str) -> str:
    value = given.get(name, default)
    if not isinstance(value, str) or len(value) > MOST_TAG:
        raise _wrong(f"`{name}` must be text of at most {MOST_TAG} characters.", name)
    return value


def _facets(given: Mapping[str, Any]) -> tuple[str, ...]:
    names = asking.texts(given.get("facets"), "facets")
    if "*" in names:
        return tuple(FACETS)
    for name in names:
        if name not in FACETS:
            raise _wrong(
                f"Attribute `{short(name)}` is not a facet. Available facets are: "
                f"`{', '.join(FACETS)}`.",
                "facets",
            )
    return tuple(dict.fromkeys(names))


def _distribution(counts: tuple[FacetCount, ...]) -> dict[str, int]:
    """Return how many articles have each value; of two people of one name, which of them."""
    labels = Counter(one.label for one in counts)
    return {
        one.label if labels[one.label] == 1 else str(one.value): one.count
        for one in counts
        if one.value is not None
    }


def _sort(given: Mapping[str, Any]) -> Sort | None:
    names = asking.texts(given.get("sort"), "sort")
    if not names:
        return None
    found: dict[str, Sort] = {f"{DATE}:desc": "newest", f"{DATE}:asc": "oldest"}
    if len(names) > 1 or names[0] not in found:
        raise _wrong(
            f"`{short(', '.join(names))}` is no order here. Available sortable attributes are: "
            f"`{DATE}`, as `{DATE}:asc` or `{DATE}:desc`.",
            "sort",
        )
    return found[names[0]]


def _ranking(score: float) -> float:
    """Return a score between 0 and 1."""
    return round(max(score, 0.0) / (max(score, 0.0) + _HALF), 6)


def _wrong(message: str, name: str) -> BadParameter:
    return BadParameter(message, parameter=name)


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
