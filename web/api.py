"""JSON: the paths under /api, and whether the program is alive."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import orjson
from flask import Blueprint, Response, request, url_for

from search.engine import FACETS
from search.export import FORMATS
from web import articles, exports, feeds, present, suggestions
from web.access import current
from web.arguments import BadParameter, canonical, choice, one, whole
from web.articles import Record
from web.conditional import known, same, tag_of, tagged
from web.errors import NoSuchPage
from web.openapi import Parameter, door, reading, records, service
from web.openapi.parameters import LISTING, SEARCHING, only
from web.openapi.schema import TEXT
from web.openapi.schema import choice as one_of
from web.openapi.schema import whole as between
from web.params import ALIASES, FEEDS
from web.requested import read

api = Blueprint("api", __name__)

MOST_COMPLETED = 200
"""Characters of what is being typed that are looked at."""

MOST_SUGGESTED = (10, 1, 50)
"""Completions when no number is asked for, the fewest and the most."""

_OF_AN_ARTICLE = {name: ALIASES[name] for name in ("q", "now", "tz", "format")}
_FORMS_OF_AN_ARTICLE = ("json", "text", "received", *exports.ARTICLE_FORMS)
_FORM_OF_AN_ARTICLE = one_of(_FORMS_OF_AN_ARTICLE, "json")
_LIMIT = between(MOST_SUGGESTED[1], MOST_SUGGESTED[2], MOST_SUGGESTED[0])


@api.route("/api/search", methods=["GET", "POST"])
@door(
    "Search: the articles that match, best first.",
    group="Search",
    more="POST takes the same names as a JSON object, for long queries. A cursor goes on where an "
    "answer ended, in the same state of the index. Where few articles match every word, "
    "`partial_results` are those that match some; `near_headlines` are headlines that are nearly "
    "what was typed. Exports have every article of the result; "
    "feeds those that came into the archive last first, a page at a time.",
    takes=SEARCHING,
    gives=records.sent_as(records.SEARCH_PAGE, FORMATS),
    tagged=True,
    headers={
        **records.LINKS,
        "X-Total-Count": "Of an export: how many articles it has; of a feed: those that match.",
        "Last-Modified": "Of a feed: when the archive was last written to.",
        "X-Timed-Out": "Of an export: true where not every article could be looked at.",
    },
    tries=(
        "",
        "?q=strike&facets=outlet,people,year&explain=1&fields=*",
        "?q=nosuchword AND strike&explain=1",
        "?q=nosuchword harbour strike&explain=1&fields=title,rank",
        "?q=nosuchword harbour strike&strict=1",
        "?q=(%22harbour strike%22 OR strke~)^2 -bridge&explain=1",
        "?q=strike&explain=1&sort=oldest",
        "?q=(strike or not&from=2021&per_page=1&page=2&fields=title",
        *(f"?q=strike&format={name}" for name in FORMATS),
        "?q=strike&page=99999&highlight=none&snippets=0",
    ),
)
def search() -> Response:
    """Return one page of a search, or all of it in the form of an export."""
    asked = exports.negotiated(arguments())
    access, params = current(), read(asked, formats=("json", *FORMATS))
    if params.format in FEEDS:
        return feeds.answer(access, params, params.format)
    if params.format != "json":
        return exports.answer(access, params, params.format)
    unchanged = known(access, params)
    if unchanged is not None:
        return unchanged
    answer = access.search(params, partial=True)
    parts = access.receipt(answer) if params.explain else None
    record = present.search(answer, params, path=_path(), root=request.script_root, parts=parts)
    response = linked(sent(record), record)
    if not answer.is_whole:
        return response
    return tagged(response, tag_of(access, answer.page.snapshot, params))


@api.get("/api/facets")
@door(
    "The counts of a search alone: the facets asked for, else all there are.",
    group="Search",
    takes=LISTING,
    gives=records.COUNTED,
    tagged=True,
    tries=("", "?q=strike&facets=year&facet_size=1"),
)
def facets() -> Response:
    """Return the counts of a search alone: those asked for, else all there are."""
    access, params = current(), read(arguments())
    params = replace(params, facets=params.facets or FACETS, per_page=1, snippets=0)
    unchanged = known(access, params)
    if unchanged is not None:
        return unchanged
    answer = access.search(params)
    record = present.search(answer, params, path=_path(), root=request.script_root)
    wanted = ("query", "parsed", "warnings", "total", "total_relation", "undated_excluded")
    kept = {name: record[name] for name in (*wanted, "took_ms", "timed_out", "index", "facets")}
    response = sent(kept)
    if not answer.is_whole:
        return response
    return tagged(response, tag_of(access, answer.page.snapshot, params))


@api.get("/api/suggest")
@door(
    "What is being typed may become: words, people, outlets, commonest first.",
    group="Search",
    takes=(
        *only("q"),
        Parameter("limit", "How many at most.", _LIMIT, example=5),
    ),
    gives={"application/x-suggestions+json": service.SUGGESTIONS},
    tries=("", "?q=petr", "?q=str&limit=1"),
)
def suggest() -> Response:
    """Return what is being typed may become, as browsers ask for it: the text, completions, what
    they are, and where each leads.
    """
    given = canonical(arguments(), {"q": ALIASES["q"], "limit": ()})
    text = (one(given, "q") or "")[:MOST_COMPLETED]
    most = whole(given, "limit", *MOST_SUGGESTED)
    with current().turn() as archive:
        complete = archive.completions if text.strip() else lambda _, __: ()
        record = suggestions.record(text, most, complete, url_for("pages.search"))
    return sent(record, "application/x-suggestions+json")


@api.get("/api/articles/<article_id>")
@door(
    "One article: text, people, quotes, and the evidence for what is known of it.",
    group="Articles",
    takes=(
        Parameter("article_id", "The id of a result.", where="path"),
        *only("q", "now", "tz"),
        Parameter("format", "The form of the answer.", _FORM_OF_AN_ARTICLE, example="text"),
    ),
    more="With q, `highlights` tells where its words stand. `text` is the article as it is read, "
    "`received` the text as it came.",
    gives={**records.sent_as(reading.ARTICLE, exports.ARTICLE_FORMS), "text/plain": TEXT},
    tagged=True,
    refuses=(404,),
    tries=(
        *("/api/articles/strike?q=harbour", "/api/articles/a5", "/api/articles/nosuch"),
        *(f"/api/articles/strike?format={name}" for name in _FORMS_OF_AN_ARTICLE),
    ),
)
def article(article_id: str) -> Response:
    """Return one article; with `q`, where its words stand."""
    given = canonical(arguments(), _OF_AN_ARTICLE)
    kind = choice(given, "format", _FORMS_OF_AN_ARTICLE, "json") or "json"
    given.pop("format", None)
    params = read((name, value) for name, values in given.items() for value in values)
    access = current()
    # Taken before the article is: an index that changes in between makes the tag old, never new.
    tag = tag_of(access, access.snapshot(), params, kind)
    unchanged = same(tag)
    if unchanged is not None:
        return unchanged
    with access.turn() as archive:
        found = archive.article(article_id)
        if found is None:
            raise NoSuchPage("The archive holds no article with this id.", code="article.absent")
        marks = archive.marks(found, params.q, now=params.moment) if params.q.strip() else {}
        story, copies = archive.story_of(article_id), archive.copies(article_id)
    if kind in exports.ARTICLE_FORMS:
        response = exports.article(access, found, kind)
    elif kind in ("text", "received"):
        plain = articles.plain_text(found) if kind == "text" else articles.received(found)
        # A lone surrogate in some source has no UTF-8 form.
        content = plain.encode("utf-8", "replace")
        response = Response(content, content_type="text/plain; charset=utf-8")
    else:
        response = sent(
            articles.record(
                found,
                marks=marks,
                root=request.script_root,
                story=None if story is None else story.id,
                copies=copies,
            )
        )
    return response if marks is None else tagged(response, tag)


@api.get("/api/status")
@door(
    "What the archive holds, and what of its files could not be read.",
    group="Service",
    gives=service.STATUS,
    tries=("",),
)
def status() -> Response:
    """Return what the archive holds."""
    canonical(arguments(), {})
    return sent(present.status(current().archive.status()))


@api.get("/healthz")
@door(
    "Whether the program is alive, index or no index.",
    group="Service",
    more="`starting` until what searches run is compiled, which a large archive waits for once on "
    "a machine: searches are answered with 503 until then.",
    gives=service.HEALTH,
    always=True,
    tries=("", "?anything=1"),
)
def health() -> Response:
    """Return that the program is alive, index or no index, and whether searches are answered."""
    return sent({"status": "ok" if current().is_ready else "starting"})


def arguments() -> list[tuple[str, str]]:
    """Return the (name, value) pairs of the address and, for POST, of the JSON body."""
    pairs = list(request.args.items(multi=True))
    if request.method == "POST":
        pairs += body()
    return pairs


def body() -> Iterable[tuple[str, str]]:
    """Return the pairs of a JSON object; a list gives its name several times, null none."""
    try:
        # As pairs: of a name that is there twice, a dict would lose one without a word.
        body = json.loads(request.get_data(), object_pairs_hook=_Object)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, _Object):
        raise BadParameter(
            'The body must be a JSON object such as {"q": "sanctions", "page": 2}.',
            parameter=None,
            code="body",
        )
    for name, value in body:
        for item in (
            value if isinstance(value, list) and not isinstance(value, _Object) else [value]
        ):
            if isinstance(item, list | dict):
                raise BadParameter(
                    f"{name} must be text, a number, true, false or a list of these.",
                    parameter=name,
                )
            if item is not None:
                yield name, _text(item)


class _Object(list[tuple[str, Any]]):
    """A JSON object as the pairs it was written with."""


def _text(value: str | float | bool) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _path() -> str:
    return request.script_root + request.path


def linked(response: Response, record: Record) -> Response:
    """Return an answer with the addresses of the pages beside it."""
    links = (("next", record["next"]), ("prev", record["previous"]))
    if any(link for _, link in links):
        response.headers["Link"] = ", ".join(f'<{to}>; rel="{how}"' for how, to in links if to)
    return response


def sent(record: Record | list[Any], content_type: str = "application/json") -> Response:
    """Return a record as the JSON of an answer."""
    try:
        body = orjson.dumps(record)
    except TypeError:  # a lone surrogate in some source: only its escape can be sent
        body = json.dumps(record, separators=(",", ":")).encode()
    return Response(body + b"\n", content_type=content_type)
