"""HTML: the pages a reader sees. GET only; the address holds all there is to say about a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.blueprints import BlueprintSetupState

from search.article import Article
from search.concordance import Concordance
from search.engine import Snapshot
from search.export import jsonld
from search.roll import Roll
from web import exports, lines, markup, sheets, telling
from web.access import Access, current, version
from web.arguments import BadParameter, canonical
from web.assets import address, assets, fingerprint
from web.errors import NoSuchPage
from web.escaping import Templates
from web.lines import Lining
from web.params import ALIASES, FILTERS, SearchParams
from web.parts import Whereabouts, with_part
from web.requested import read
from web.view import (
    account,
    annex,
    beside,
    front,
    manual,
    reading,
    results,
    rewriting,
    text,
    wording,
)
from web.view import lines as view_lines
from web.view.links import Link, Places, article_hrefs, part_hrefs
from web.view.room import VERY_LONG, room

pages = Blueprint("pages", __name__)
pages.register_blueprint(assets)

_NOT_IN_FORMS = ("q", "page", "offset")
_ABSENT = "The archive holds no article with this id."


@pages.record_once
def _words_for_templates(state: BlueprintSetupState) -> None:
    env = state.app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    assert isinstance(env, Templates)
    env.constants = {"dot": wording.DOT}
    env.globals.update(asset=address, page_of=sheets.page_of, dot=wording.DOT)
    env.filters.update(count_of=wording.count, number=wording.number, day=wording.day)
    env.filters.update(dict_of=dict, apart=wording.apart, tight=wording.tight)
    env.filters["said"] = wording.said
    env.filters["pieces"] = manual.pieces


@pages.get("/")
def home() -> Response:
    """Return the front page: the box, what the archive holds, and searches to begin with."""
    canonical(request.args.items(multi=True), {})
    access = current()
    snapshot = access.snapshot()
    known = sheets.known(access, snapshot)
    if known is not None:
        return known
    view, _ = _overview(access, snapshot, request.script_root)
    return sheets.answer(access, snapshot, "home.html", view=view)


@pages.get("/search")
def search() -> Response:
    """Return one page of results, or what may help when there are none."""
    access, places = current(), sheets.places()
    params, lining = _asked()
    known = sheets.known(access, None, params)
    if known is not None:
        return known
    answer = access.search(
        results.asked(params, lining), partial=not lining.is_on, shelf=results.RAIL
    )
    found = (
        access.lines(answer, lining.by, lining.width, room(params).lines) if lining.is_on else None
    )
    snapshot = answer.page.snapshot
    has_model = bool(access.settings.semantic)
    view = results.results(
        params,
        answer,
        places,
        lining,
        found,
        has_model=has_model,
        where=_whereabouts(access, found, params),
    )
    hidden = [pair for pair in params.pairs() if pair[0] not in _NOT_IN_FORMS]
    context: dict[str, Any] = {"view": view, "hidden": hidden, "hidden_all": _kept(params)}
    context["permalink"] = params.url(places.search)
    template = "results.html"
    if not answer.total and not answer.page.timed_out:
        template = "empty.html"
        context["held"] = _overview(access, snapshot, request.script_root)[1]
        parts = access.receipt(answer)
        context["parts"] = rewriting.left_out(
            params, answer, parts, lambda less: access.search(less).total, places.search
        )
        context["meant"] = rewriting.meant(params, parts, places.search)
        context["days"] = parts.days and wording.span(parts.days.first, parts.days.last)
    if not answer.is_whole or (found is not None and not found.is_whole):
        return sheets.page(snapshot, template, **context)
    return sheets.answer(access, snapshot, template, params, **context)


@pages.get("/why/<article_id>")
def why(article_id: str) -> Response:
    """Return why an article of one page of results ranks where it does, in full."""
    access, places = current(), sheets.places()
    params = read(request.args.items(multi=True))
    known = sheets.known(access, None, params)
    if known is not None:
        return known
    answer = access.search(account.asked(params), partial=True)
    view = account.account(params, answer, article_id, places)
    if view is None:
        raise NoSuchPage("This article is not on this page of results.", code="article.absent")
    snapshot = answer.page.snapshot
    if not answer.is_whole:
        return sheets.page(snapshot, "why.html", view=view)
    return sheets.answer(access, snapshot, "why.html", params, view=view)


@pages.get("/article/<article_id>")
def article(article_id: str) -> Response:
    """Return one article, a long one a part at a time; with the search it was found by, its hits,
    and the way back.
    """
    access, places = current(), sheets.places()
    params, _ = _asked("hit", "part")
    rank, part = _number("hit"), _part()
    snapshot = access.snapshot()
    known = sheets.known(access, snapshot, params, rank, part)
    if known is not None:
        return known
    with access.turn() as archive:
        found = archive.article(article_id)
        if found is None:
            raise NoSuchPage(_ABSENT, code="article.absent")
        marks = archive.marks(found, params.q, now=params.moment) if params.q.strip() else {}
        near = telling.beside(archive, article_id)
    turned = part_hrefs(params, places.article(article_id), rank)
    shown = text.text(found, marks or {}, part, turned)
    if shown is None:
        raise NoSuchPage("This article has not so many parts.", code="part.absent")
    hrefs = reading.Hrefs(
        part=_within(params, found, places, shown.part, turned),
        annex=lambda name: _annexed(article_id, name, params, rank),
        json=url_for("api.article", article_id=article_id, q=params.q.strip() or None),
    )
    context = dict(_neighbours(access, params, article_id, rank, places))
    about = exports.of_an_archive("", snapshot, None)
    context["jsonld"] = markup.embedded(jsonld.heading(found, about))
    context["view"] = reading.reading(found, shown, snapshot, places, hrefs)
    context |= {"query": params.q, "unmarked": marks is None}
    context["beside"] = beside.beside(found, near, places)
    if marks is None:
        return sheets.page(snapshot, "article.html", **context)
    return sheets.answer(access, snapshot, "article.html", params, rank, part, **context)


@pages.get("/article/<article_id>/<name>")
def annexed(article_id: str, name: str) -> Response:
    """Return all people, quotes or lines set aside of an article, or its text as received."""
    if name not in annex.NAMES:
        said = f"An article has no page of this name, but {', '.join(annex.NAMES)}."
        raise NoSuchPage(said, code="page.absent")
    access, places = current(), sheets.places()
    params, _ = _asked("hit")
    rank = _number("hit")
    snapshot = access.snapshot()
    known = sheets.known(access, snapshot, params, rank)
    if known is not None:
        return known
    with access.turn() as archive:
        found = archive.article(article_id)
    if found is None:
        raise NoSuchPage(_ABSENT, code="article.absent")
    plain = replace(params, page=1, offset=None)
    view = annex.annex(
        found,
        name,
        params.page,
        places,
        lambda number: _annexed(article_id, name, plain, rank, number),
        url_for("api.article", article_id=article_id),
    )
    if view is None:
        raise NoSuchPage("There are not so many pages of this.", code="part.absent")
    back = part_hrefs(plain, places.article(article_id), rank)("1")
    context: dict[str, Any] = {"view": view, "back": back, "query": params.q}
    return sheets.answer(access, snapshot, "annex.html", params, rank, **context)


@pages.get("/help")
def syntax() -> Response:
    """Return how to search, by example."""
    canonical(request.args.items(multi=True), {})
    return sheets.settled(sheets.page(None, "help.html"))


@pages.get("/about")
def about() -> Response:
    """Return what this is, and the state of the archive."""
    canonical(request.args.items(multi=True), {})
    access = current()
    status = access.archive.status()
    known = sheets.known(access, status.snapshot)
    if known is not None:
        return known
    return sheets.answer(
        access,
        status.snapshot,
        "about.html",
        status=status,
        problems=status.problems,
        version=version(),
        held=_overview(access, status.snapshot, request.script_root)[1],
    )


@pages.get("/opensearch.xml")
def opensearch() -> Response:
    """Return the description by which browsers offer this archive as a search engine."""
    text = render_template(
        "opensearch.xml",
        search=url_for("pages.search", _external=True),
        suggest=url_for("api.suggest", _external=True),
        icon=url_for("pages.assets.file", version=fingerprint(), name="icon.svg", _external=True),
    )
    return Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")


def _asked(*also: str) -> tuple[SearchParams, Lining]:
    """Return the search that a page is of, and whether it is shown as lines."""
    pairs = list(request.args.items(multi=True))
    lining = lines.read(canonical(pairs, {**ALIASES, **lines.VIEWED}, also=also), view=True)
    params = read(pairs, also=(*also, *lines.VIEWED))
    return replace(params, more=lining.pairs()) if lining.is_on else params, lining


def _overview(access: Access, snapshot: Snapshot, root: str) -> tuple[front.Front, str]:
    """Return the front page's view and what the archive covers, which change with the snapshot."""
    view, held, whole = _counted(access, snapshot, root)
    if not whole:  # counts that ran out of time are shown once, and made anew for the next reader
        _counted.cache_clear()
    return view, held


@lru_cache(maxsize=4)
def _counted(access: Access, snapshot: Snapshot, root: str) -> tuple[front.Front, str, bool]:
    """Return the overview, and whether it was finished; `root`, the prefix, is in every link."""
    answer = access.search(front.asked())
    oldest = access.search(SearchParams(sort="oldest", per_page=1, snippets=0)).hits
    first = oldest[0].article if oldest else None
    everything = SearchParams()
    (named, people), (published, outlets) = (
        access.listing(everything, Roll(field, limit=front.LISTED))
        for field in ("people", "outlet")
    )
    quoted, speakers = access.speakers(everything, 1)
    told, stories = access.shelved(everything, front.STORIES)
    asked = [answer, named, published, quoted, told]

    def finds(query: str) -> bool:
        asked.append(access.search(SearchParams(q=query, per_page=1, snippets=0)))
        return asked[-1].total > 0 or asked[-1].page.timed_out

    view = front.front(
        answer, first, people, outlets, speakers.quotes, stories, sheets.places(), finds
    )
    return view, front.held(answer), not any(one.page.timed_out for one in asked)


def _number(name: str) -> int | None:
    """Return a number that a request may give, such as which result of its search an article was;
    None when it is not said.
    """
    given = request.args.get(name, "")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or not 1 <= int(given[:12]) < 10**9:
        raise BadParameter(f"{name} must be a whole number from 1.", parameter=name)
    return int(given)


def _part() -> int:
    """Return which part of an article is asked for, 0 for all of it."""
    if request.args.get("part") == "all":
        return 0
    return _number("part") or 1


def _whereabouts(
    access: Access, found: Concordance | None, params: SearchParams
) -> Mapping[str, Whereabouts]:
    """Return in which parts the places of articles are whose lines may not be in the first."""
    names = view_lines.distant(found, params) if found is not None else ()
    if not names:
        return {}
    with access.turn() as archive:
        read = [archive.article(one) for one in names]
    return {one.id: Whereabouts(one.body) for one in read if one is not None}


def _annexed(
    article_id: str, name: str, params: SearchParams, rank: int | None, number: int = 1
) -> str:
    """Return the address of a page of what an article has of a name, with its search."""
    path = f"{sheets.places().article(article_id)}/{name}"
    more = (("hit", str(rank)),) if rank else ()
    return replace(params, page=number, more=(*params.more, *more)).url(path)


def _within(
    params: SearchParams,
    found: Article,
    places: Places,
    shown: int,
    turned: Callable[[str], str],
) -> Callable[[int], str]:
    """Return what a link to a place of an article begins with, by its part: nothing where that is
    `shown`. A search that is long is left out, as there are many such links.
    """
    is_long = len(params.url("")) > VERY_LONG

    def address(part: int) -> str:
        if part == shown or not shown:
            return ""
        return with_part(places.article(found.id), part) if is_long else turned(str(part))

    return address


def _neighbours(
    access: Access, params: SearchParams, article_id: str, rank: int | None, places: Places
) -> Mapping[str, Any]:
    """Return the way back to the results, the article's place in them, and those beside it."""
    if rank is None and not params.pairs():
        return {}
    label = f"Results for “{params.q.strip()}”" if params.q.strip() else "All results"
    if rank is None:
        return {"back": Link(label, params.url(places.search))}
    listed = replace(params, page=(rank - 1) // params.per_page + 1, offset=None)
    first = max(rank - 2, 0)
    around = access.search(replace(params, offset=first, per_page=3, snippets=0))
    near = {hit.rank: hit for hit in around.hits}
    context: dict[str, Any] = {"back": Link(label, f"{listed.url(places.search)}#t{rank}")}
    if rank not in near or near[rank].id != article_id:
        return context  # the index has changed since: the place would be a wrong one
    context["place"] = f"{wording.number(rank)} of {wording.number(around.listed)}"
    for name, other in (("previous", rank - 1), ("next", rank + 1)):
        if other in near:
            there = replace(params, page=(other - 1) // params.per_page + 1, offset=None)
            context[name] = article_hrefs(there, places)(near[other].article, other)
    return context


def _kept(params: SearchParams) -> list[tuple[str, str]]:
    """Return what the form of dates passes on other its own fields."""
    names = ("q", *FILTERS, "from", "to", "added_since", "sort", "per_page", "now", "tz")
    return [pair for pair in params.pairs() if pair[0] in (*names, *lines.VIEWED)]
