"""The paths of Elasticsearch and OpenSearch that search and count, and their greeting."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

from flask import Blueprint, Response, request

from search.answer import Answer
from web import api
from web.access import Access, current, version
from web.arguments import BadParameter, nearest, short
from web.articles import Record
from web.errors import NoSuchPage, Problem, shape
from web.openapi import Parameter, door
from web.shapes import asking, trees
from web.shapes.asking import Asked
from web.shapes.documents import INDEX
from web.shapes.elastic import aggregations, contract
from web.shapes.elastic.answers import SHARDS, Highlighting, Source, highlighting, hits, sorting
from web.shapes.elastic.dsl import Dsl
from web.shapes.elastic.filtering import filtered
from web.shapes.elastic.options import refused

elastic = Blueprint("elastic", __name__)

VERSION = "8.19.0"
"""The version of Elasticsearch whose search this is like."""

_SEARCHED = ("query", "from", "size", "sort", "_source", "highlight", "aggs", "aggregations")
_TAKEN = ("track_total_hits", "timeout", "min_score", "track_scores", "version", "explain")
_OFF: Mapping[str, tuple[object, ...]] = {
    "min_score": (0, 0.0, None),
    "track_scores": (False,),
    "version": (False,),
    "explain": (False,),
    "seq_no_primary_term": (False,),
    "profile": (False,),
    "terminate_after": (0,),
    "stored_fields": (["_source"], "_source"),
    "script_fields": ({},),
    "docvalue_fields": ([],),
    "fields": ([],),
    "indices_boost": ([], {}),
    "post_filter": (None,),
    "suggest": (None, {}),
}
"""What a body may say that asks for nothing."""

_TYPES = {
    400: "illegal_argument_exception",
    404: "index_not_found_exception",
    405: "illegal_argument_exception",
    413: "content_too_long_exception",
    421: "security_exception",
    429: "es_rejected_execution_exception",
    500: "exception",
    503: "es_rejected_execution_exception",
}
_TYPED = frozenset(
    {"parsing_exception", "parse_exception", "index_not_found_exception", "json_parse_exception"}
)


@elastic.route("/_search", methods=["GET", "POST"])
@elastic.route("/<index>/_search", methods=["GET", "POST"])
@door(
    "Elasticsearch, OpenSearch: a page of a search.",
    group="Other engines",
    takes=contract.SEARCHING,
    gives=contract.FOUND,
    body=contract.BODY,
    problem=contract.ERROR,
    refuses=(404,),
    headers={"Warning": "What there is to say of how a query was read."},
    tries=(
        *("", "?q=strike&sort=date:desc&_source=title", "?q=AND+x&size=0", "?size=201"),
        *("/articles/_search?q=title:strike&typed_keys=true", "/nosuch/_search"),
    ),
)
def search(index: str = INDEX) -> Response:
    """Return a page of a search, as Elasticsearch does."""
    _known_index(index)
    address = _address(contract.SEARCHING)
    body = _body((*_SEARCHED, *_TAKEN, *_OFF))
    begin = asking.whole(address.get("from", body.get("from")), "from", 0, None, 0)
    size = _size(address.get("size", body.get("size")))
    sort = sorting(address.get("sort", body.get("sort")))
    source = Source.of(
        address.get("_source", body.get("_source")),
        address.get("_source_includes"),
        address.get("_source_excludes"),
    )
    wanted = highlighting(body.get("highlight"))
    if body.get("aggs") is not None and body.get("aggregations") is not None:
        raise refused("[aggs] and [aggregations] are one", "aggs")
    counted = aggregations.read(body.get("aggs", body.get("aggregations")))
    access, asked = current(), _asked(body, address)
    count, length = wanted.passages if wanted else (0, 240)
    answer = asking.searched(
        access,
        asked,
        sort=sort,
        offset=begin,
        limit=size,
        facets=aggregations.needed(counted),
        facet_size=aggregations.MOST_BUCKETS,
        marked=wanted is not None,
        snippets=count,
        snippet_length=length,
    )
    total = _total(address.get("track_total_hits", body.get("track_total_hits")), answer)
    if asking.flag(address.get("rest_total_hits_as_int"), "rest_total_hits_as_int"):
        total = answer.total if total is not None else None
    bodies = _whole_bodies(access, asked, answer, wanted)
    found = hits(answer, sort, source, wanted, bodies, request.script_root)
    scores = [hit["_score"] for hit in found if hit["_score"] is not None]
    record: Record = {
        "took": round(answer.page.took_ms),
        "timed_out": answer.page.timed_out,
        "_shards": SHARDS,
        "hits": {
            **({"total": total} if total is not None else {}),
            "max_score": max(scores) if scores else None,
            "hits": found,
        },
    }
    if counted:
        typed = asking.flag(address.get("typed_keys"), "typed_keys")
        record["aggregations"] = aggregations.answered(counted, answer.facets, typed)
    return _sent(record, answer)


@elastic.route("/_count", methods=["GET", "POST"])
@elastic.route("/<index>/_count", methods=["GET", "POST"])
@door(
    "Elasticsearch, OpenSearch: how many articles a query finds.",
    group="Other engines",
    takes=contract.COUNTING,
    gives=contract.COUNTED,
    body=contract.BODY,
    problem=contract.ERROR,
    refuses=(404,),
    headers={"Warning": "What there is to say of how a query was read."},
    tries=("", "?q=strike", "/articles/_count?q=strike", "/nosuch/_count"),
)
def count(index: str = INDEX) -> Response:
    """Return how many articles a query finds."""
    _known_index(index)
    address, body = _address(contract.COUNTING), _body(("query",))
    answer = asking.searched(current(), _asked(body, address), limit=0)
    return _sent({"count": answer.total, "_shards": SHARDS}, answer)


@elastic.before_app_request
def greet() -> Response | None:
    """Return who this is to clients that ask at `/`; a browser gets the page there."""
    if request.path != "/" or request.method not in ("GET", "HEAD") or not _is_client():
        return None
    record = {
        "name": "dateline",
        "cluster_name": "dateline",
        "cluster_uuid": "dateline",
        "version": {
            "number": VERSION,
            "build_flavor": "default",
            "build_type": "dateline",
            "build_hash": version(),
            "build_date": "1970-01-01T00:00:00.000Z",
            "build_snapshot": False,
            "lucene_version": "9.12.0",
            "minimum_wire_compatibility_version": "7.17.0",
            "minimum_index_compatibility_version": "7.0.0",
        },
        "tagline": f"Dateline {version()}: _search and _count as Elasticsearch has them",
    }
    return named(api.sent(record))


@elastic.after_request
def named(response: Response) -> Response:
    """Return an answer with the name that Elasticsearch's own clients insist on."""
    response.headers["X-Elastic-Product"] = "Elasticsearch"
    return response


def _error(problem: Problem) -> Response:
    kind = _TYPES.get(problem.status, "exception")
    if problem.code in _TYPED or problem.code == "json":
        kind = "parse_exception" if problem.code == "json" else problem.code
    cause: Record = {"type": kind, "reason": problem.detail}
    if kind == "index_not_found_exception":
        cause |= {"resource.type": "index_or_alias", "resource.id": problem.parameter or ""}
    record = {"error": {"root_cause": [cause], **cause}, "status": problem.status}
    return api.sent(record)


shape(elastic, _error)


def _is_client() -> bool:
    """Return whether a client of Elasticsearch or OpenSearch asks."""
    accepted = request.headers.get("Accept", "")
    agent = request.headers.get("User-Agent", "").lower()
    return "vnd.elasticsearch" in accepted or agent.startswith(("opensearch", "elasticsearch"))


def _known_index(names: str) -> None:
    """Refuse an index that is not there; patterns and lists may name the one there is."""
    for name in names.split(","):
        if name == "_all" or ("*" in name and fnmatchcase(INDEX, name.replace("[", "[[]"))):
            continue
        if name != INDEX:
            raise NoSuchIndex(name)


class NoSuchIndex(NoSuchPage):
    """There is no index of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"no such index [{short(name)}]: the index here is [{INDEX}]",
            code="index_not_found_exception",
        )
        self.parameter = short(name)


def _address(takes: Sequence[Parameter]) -> Mapping[str, str]:
    """Return the parameters of an address."""
    allowed = [one.name for one in takes if one.where == "query"]
    for name in request.args:
        if name not in allowed:
            likely = nearest(name, allowed)
            raise BadParameter(
                f"request [{request.path}] contains unrecognized parameter: [{short(name)}] -> "
                f"did you mean [{likely}]?",
                parameter=name,
            )
    return request.args


def _body(allowed: tuple[str, ...]) -> Mapping[str, Any]:
    """Return the options of a body."""
    body = asking.body()
    for name, value in body.items():
        if name not in allowed:
            likely = nearest(str(name), allowed)
            raise refused(f"unknown key [{short(name)}] did you mean [{likely}]?", name)
        if name in _OFF and value not in _OFF[name]:
            raise refused(f"[{name}] is not supported", name)
    timeout = body.get("timeout")
    if timeout is not None and not re.fullmatch(r"\d{1,9}(nanos|micros|ms|s|m|h|d)", str(timeout)):
        raise refused(f"[timeout] must be a time such as 500ms, not [{short(str(timeout))}]", "t")
    return body


def _asked(body: Mapping[str, Any], address: Mapping[str, str]) -> Asked:
    """Return what a request asks for: its query, or `q` of its address, or both of them."""
    dsl = Dsl(dt.datetime.now(dt.timezone.utc))
    parts = []
    if body.get("query") is not None:
        parts.append(dsl.node(body["query"]))
    if address.get("q", "").strip():
        options = {
            "query": address["q"],
            "default_operator": address.get("default_operator", "or"),
        }
        if address.get("df"):
            options["default_field"] = address["df"]
        parts.append(dsl.node({"query_string": options}))
    return Asked(trees.all_of(parts), tuple(dsl.notices), " ".join(dsl.typed))


def _size(given: object) -> int:
    number = asking.whole(given, "size", 0, None, 10)
    if number > asking.MOST_RESULTS:
        raise BadParameter(
            f"Result window is too large, size must be less than or equal to: "
            f"[{asking.MOST_RESULTS}] but was [{number}]. Here [from] may be of any size: ask for "
            "the rest with it.",
            parameter="size",
        )
    return number


def _total(track: object, answer: Answer) -> Record | int | None:
    """Return how many there are, which is always counted exactly; None where nobody asks."""
    if track in (False, "false"):
        return None
    if track not in (None, True, "true", ""):
        asking.whole(track, "track_total_hits", -1, None, 0)
    return {"value": answer.total, "relation": "gte" if answer.page.timed_out else "eq"}


def _whole_bodies(
    access: Access, asked: Asked, answer: Answer, wanted: Highlighting | None
) -> list[tuple[tuple[int, int], ...]]:
    """Return where the words stand in each body, when bodies are highlighted whole."""
    if wanted is None or "body" not in wanted.fields or wanted.passages[0]:
        return []
    return [marks.get("body", ()) for marks in asking.marks(access, asked, answer)]


def _sent(record: Record, answer: Answer) -> Response:
    paths = asking.texts(request.args.get("filter_path"), "filter_path")
    response = api.sent(filtered(record, paths))
    for message in asking.told(answer)[:10]:
        text = message.encode("ascii", "replace").decode().replace("\\", "/").replace('"', "'")
        text = re.sub(r"[^ -~]", " ", text)[:400]
        response.headers.add("Warning", f'299 Dateline-{version()} "{text}"')
    return response
