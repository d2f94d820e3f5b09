"""The paths of NewsAPI, and an article as it gives one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for

from search import analysis, query
from search.article import Article
from search.engine import Snapshot, Sort
from search.export.about import summary
from search.query.tree import Field, Node, Notice, Term, Wildcard
from web import api, articles, days
from web.access import Access, current
from web.arguments import BadParameter, nearest, short
from web.articles import Record
from web.errors import Problem, shape
from web.openapi import Parameter, door
from web.shapes import asking, trees
from web.shapes.asking import Asked
from web.shapes.newsapi import contract

newsapi = Blueprint("newsapi", __name__)

MOST_CONTENT = 200
"""Characters of an article's text that are sent."""

_CANNOT = ("country", "category")
_SCOPES = ("q", "qInTitle", "sources", "domains")
_SORTS: Mapping[str, Sort] = dict(
    zip(contract.SORTS, ("relevance", "relevance", "newest"), strict=True)
)
_PARTS = dict(zip(contract.PARTS, ("title", "body", "body"), strict=True))
_CODES = {429: "rateLimited", 500: "unexpectedError", 503: "unavailable"}


@newsapi.get("/v2/everything")
@door(
    "NewsAPI: the articles that a search finds, newest first.",
    group="Other engines",
    takes=contract.EVERYTHING,
    gives=contract.PAGE,
    problem=contract.ERROR,
    more="One of q, qInTitle, sources and domains has to be there.",
    tries=("?q=", "?q=strike&pageSize=1&page=2", "?q=strike+AND", "?sources=nosuch", "?page=0"),
)
def everything() -> Response:
    """Return a page of the articles that a search finds, newest first unless asked otherwise."""
    given = _given(contract.EVERYTHING)
    if not any(name in given for name in _SCOPES):
        raise BadParameter(
            "Required parameters are missing, the scope of your search is too broad. Please set "
            f"any of the following required parameters and try again: {', '.join(_SCOPES)}.",
            parameter=None,
            code="parametersMissing",
        )
    sort = given.get("sortBy") or "publishedAt"
    if sort not in _SORTS:
        raise _invalid("sortBy", f"sortBy can be {', '.join(_SORTS)}, not {short(sort)}.")
    notices = []
    if sort == "popularity":
        message = "Nothing here says how popular an outlet is: the most relevant come first."
        notices.append(Notice("popularity", message, 0, 0))
    return _page(given, _SORTS[sort], 100, notices)


@newsapi.get("/v2/top-headlines")
@door(
    "NewsAPI: the newest articles.",
    group="Other engines",
    takes=contract.HEADLINES,
    gives=contract.PAGE,
    problem=contract.ERROR,
    tries=("", "?q=strike", "?country=us"),
)
def headlines() -> Response:
    """Return the newest articles."""
    return _page(_given(contract.HEADLINES), "newest", 20, [])


def _given(takes: Sequence[Parameter]) -> Mapping[str, str]:
    allowed = [one.name for one in takes]
    for name in request.args:
        if name in allowed:
            continue
        if name in _CANNOT:
            raise _invalid(name, f"{name} is not known of the articles here.")
        likely = nearest(name, allowed)
        raise _invalid(name, f"There is no parameter {short(name)}. Did you mean {likely}?")
    return request.args


def _page(
    given: Mapping[str, str], sort: Sort, default_size: int, notices: list[Notice]
) -> Response:
    size = asking.whole(given.get("pageSize"), "pageSize", 1, 100, default_size)
    number = asking.whole(given.get("page"), "page", 1, None, 1)
    asked = _asked(given, notices)
    access = current()
    answer = asking.searched(
        access, asked, sort=sort, offset=min((number - 1) * size, 10**9), limit=size
    )
    at = url_for("pages.article", article_id="-", _external=True).removesuffix("-")
    record: Record = {
        "status": "ok",
        "totalResults": answer.total,
        "articles": [_article(hit.article, at) for hit in answer.hits],
    }
    warnings = asking.told(answer)
    return api.sent({**record, "warnings": warnings} if warnings else record)


def _asked(given: Mapping[str, str], notices: list[Notice]) -> Asked:
    """Return what a request asks for as a tree."""
    nodes: list[Node] = []
    text = given.get("q", "")
    if text.strip():
        parsed = query.parse(text)
        nodes.append(_within(parsed.tree, given.get("searchIn", "")))
        notices += parsed.notices
    if given.get("qInTitle", "").strip():
        parsed = query.parse(given["qInTitle"])
        nodes.append(trees.scoped(parsed.tree, "title"))
        notices += parsed.notices
    for name in ("sources", "domains"):
        values = asking.texts(given.get(name), name)
        read = _source if name == "sources" else _domain
        if values:
            nodes.append(trees.any_of(map(read, values)))
    nodes += trees.none_of(map(_domain, asking.texts(given.get("excludeDomains"), "")))
    if given.get("language", "").strip():
        nodes.append(Field("lang", Term(given["language"].strip().lower())))
    first, last = _days(given)
    if first or last:
        nodes.append(trees.between(first, last))
    return Asked(trees.all_of(nodes), tuple(notices), text)


def _within(node: Node, where: str) -> Node:
    """Return a query looked for in some parts of articles."""
    names = asking.texts(where, "searchIn")
    for name in names:
        if name not in _PARTS:
            known = ", ".join(_PARTS)
            raise _invalid("searchIn", f"searchIn can be {known}, not {short(name)}.")
    fields = {_PARTS[name] for name in names}
    if len(fields) != 1:
        return node
    return trees.scoped(node, fields.pop())


def _source(name: str) -> Node:
    """Return the articles of an outlet, by its id here or by its name: `fox-news`, `Fox News`."""
    access = current()
    own = _outlets(access, access.snapshot()).get(name.lower(), name)
    return Field("outlet", Term(own))


@lru_cache(maxsize=2)
def _outlets(access: Access, snapshot: Snapshot) -> Mapping[str, str]:
    """Return the outlets of the archive by id."""
    asked = Asked(trees.EVERYTHING)
    counted = asking.searched(access, asked, limit=0, facets=("outlet",), facet_size=10_000)
    names = [one.value for one in counted.facets["outlet"] if one.value]
    return {_slug(name): name for name in reversed(names)}  # the commonest, where two are alike


def _domain(name: str) -> Node:
    """Return the articles of the outlet at a domain, and those with an address there."""
    bare = name.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    bare = bare.partition("/")[0]
    nodes: list[Node] = [Field("outlet", Term(bare))]
    if len(bare) > 2 and all(one.isalnum() or one in ".-" for one in bare):
        nodes += [Field("url", Wildcard(f"*{before}{bare}/*")) for before in ("//", ".")]
    return trees.any_of(nodes)


def _days(given: Mapping[str, str]) -> tuple[dt.date | None, dt.date | None]:
    now = dt.datetime.now(dt.timezone.utc)
    try:
        return days.days(given.get("from") or None, given.get("to") or None, now)
    except BadParameter as error:
        raise _invalid(error.parameter, str(error)) from None


def _invalid(name: str | None, message: str) -> BadParameter:
    return BadParameter(message, parameter=name, code="parameterInvalid")


def _article(found: Article, at: str) -> Record:
    text = found.body
    rest = len(text) - MOST_CONTENT
    content = f"{text[:MOST_CONTENT]}… [+{rest} chars]" if rest > 0 else text
    whole = found.first_day is not None and found.date_precision == "day"
    return {
        "source": {"id": found.outlet and _slug(found.outlet), "name": found.outlet},
        "author": found.author,
        "title": found.title,
        "description": summary(found),
        "url": articles.link(found.url) or at + quote(found.id, safe="", errors="replace"),
        "urlToImage": None,
        "publishedAt": f"{found.first_day}T00:00:00Z" if whole else None,
        "content": content,
    }


def _slug(name: str) -> str:
    """Return the id of an outlet, as `sources` takes it."""
    return "-".join(analysis.fold(word.form) for word in analysis.words(name)) or name


def _error(problem: Problem) -> Response:
    code = problem.code
    if problem.status == 400 and code not in ("parametersMissing", "parameterInvalid"):
        code = "parameterInvalid"
    code = _CODES.get(problem.status, code)
    return api.sent({"status": "error", "code": code, "message": problem.detail})


shape(newsapi, _error)
