"""HTML, JSON and CSV: the stories of a search, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import cast, get_args

from flask import Blueprint, Response, request, url_for

from search.answer import Answer
from search.export import About
from search.story import Shelf, ShelfOrder, Shelved, Story
from web import api, comparison, present, sheets, turns
from web.access import Access, current
from web.arguments import MOST, canonical, choice, whole
from web.articles import Record
from web.conditional import known, tag_of, tagged
from web.groups import Pair
from web.openapi import Parameter, Shape, door, records
from web.openapi.comparing import STORY_FIELDS
from web.openapi.parameters import only
from web.openapi.schema import TEXT, WHOLE, many, record, said
from web.openapi.schema import choice as one_of
from web.openapi.schema import whole as between
from web.params import ALIASES, BOUNDS, FILTERS, SearchParams
from web.requested import read
from web.view import shelf as view

shelf = Blueprint("shelf", __name__)
page = Blueprint("shelves", __name__)

ORDERS: tuple[ShelfOrder, ...] = get_args(ShelfOrder)
USUAL: ShelfOrder = "newest"

LEAST: Mapping[str, tuple[int, int, int]] = {
    "min_articles": (2, 2, 1_000_000),
    "min_outlets": (1, 0, 1_000_000),
}
"""Of how few articles and outlets a story may be: the usual, the least and the most."""

CSV, LINES, ATOM = "text/csv", "application/x-ndjson", "application/atom+xml"
FORMS = ("json", "csv", "jsonl", "atom")

COLUMNS = (
    *("id", "label", "first", "last", "articles", "matched", "outlets", "events", "undated"),
    *("people", "link"),
)

_SHARED = ("q", *FILTERS, "from", "to", "added_since", "strict", "page", "per_page", "offset")
_KNOWN = {
    **{name: ALIASES[name] for name in (*_SHARED, "now", "tz", "format", "sort")},
    **dict.fromkeys(LEAST, ()),
}
_OWN = ("sort", *LEAST)
"""What means another thing here than in a search, or is known here alone."""

_TOGETHER = 200
"""Rows of a table that are written together."""

LISTED = Shape(
    "StoryListed",
    "A story of which `matched` articles are in the search.",
    record({**STORY_FIELDS, "matched": WHOLE}),
)


def _least(name: str, says: str) -> Parameter:
    usual, least, most = LEAST[name]
    return Parameter(name, says, between(least, most, usual), example=max(2, least))


@shelf.get("/api/stories")
@door(
    "The stories of a search: articles of several days and outlets that tell the same.",
    group="Lists",
    more="Listed are stories that an article of the search belongs to, whole; `matched` of their "
    "articles are in the search. CSV and JSON Lines have all of the list; a feed is a page of it.",
    takes=(
        *only(*_SHARED),
        Parameter(
            "sort",
            "The order: by the last day, latest first, or the first, earliest first; by how many "
            "articles, outlets or articles of the search, most first. Undated stories come last "
            "by day, and equals by how many articles.",
            one_of(ORDERS, USUAL),
            ALIASES["sort"],
            "largest",
        ),
        _least("min_articles", "Stories of so many articles at least."),
        _least("min_outlets", "Stories of so many known outlets at least."),
        *only("now", "tz"),
        Parameter("format", "The form of the answer.", one_of(FORMS, "json"), example="csv"),
    ),
    gives={
        "application/json": Shape(
            "StoriesPage",
            "A page of stories: `total` are listed in all, and `alone` articles of the search "
            "belong to none.",
            record({**records.TURNING, "total": WHOLE, "alone": WHOLE, "stories": many(LISTED)}),
        ),
        CSV: said(TEXT, "`format=csv`"),
        LINES: said(TEXT, "`format=jsonl`: each story as in JSON, a line each."),
        ATOM: said(TEXT, "`format=atom`: a feed, in which a story is new with each day of it."),
    },
    tagged=True,
    headers={
        **records.LINKS,
        "X-Total-Count": "Of all but JSON: how many stories there are.",
        "X-Timed-Out": "Of these: true where not every article could be looked at.",
    },
    tries=(
        "",
        "?q=strike&sort=largest&per_page=1",
        "?min_articles=3&min_outlets=2&page=2",
        "?q=nosuchword",
        "?format=csv",
        "?format=jsonl&sort=outlets",
        "?q=strike&format=atom",
    ),
)
def listed() -> Response:
    """Return a page of the stories of a search, or all of them as a table or as lines."""
    wanted, access = asked(api.arguments()), current()
    params = wanted.params
    unchanged = known(access, params, wanted.own, wanted.form)
    if unchanged is not None:
        return unchanged
    if wanted.form in ("csv", "jsonl"):
        return _exported(access, wanted)
    answer, found = access.shelved(params, wanted.shelf(params.per_page))
    if wanted.form == "atom":
        return _feed(access, wanted, answer, found)
    path = request.script_root + request.path
    told = {
        **present.turning(answer, params, path=path, total=found.total, own=wanted.own),
        "total": found.total,
        "alone": found.alone,
        "stories": [story(one, request.script_root) for one in found.entries],
    }
    return _tagged(api.linked(api.sent(told), told), access, wanted, answer)


@page.get("/stories")
def shown() -> Response:
    """Return the stories of a search, a page at a time."""
    access = current()
    wanted = asked(request.args.items(multi=True), paged=True)
    snapshot = access.snapshot()
    same = sheets.known(access, snapshot, wanted.params, wanted.own)
    if same is not None:
        return same
    count = int(wanted.own.get("per_page", view.SHOWN))
    answer, found = access.shelved(wanted.params, wanted.shelf(count))
    paths = (url_for("shelves.shown"), url_for("shelf.listed"))
    labels = turns.labels(access, wanted.params)
    shows = view.stories(wanted.params, wanted.own, answer, found, sheets.places(), paths, labels)
    snapshot = answer.page.snapshot
    if not answer.is_whole:
        return sheets.page(snapshot, "stories.html", view=shows)
    return sheets.answer(access, snapshot, "stories.html", wanted.params, wanted.own, view=shows)


@dataclass(frozen=True, slots=True)
class Asked:
    """A list as it is asked for. `own` is what only this takes and, of a page, how many stories it
    has where that was said, for addresses.
    """

    params: SearchParams
    order: ShelfOrder
    least_articles: int
    least_outlets: int
    form: str
    own: Mapping[str, str]

    def shelf(self, count: int) -> Shelf:
        """Return which stories a page of so many shows."""
        skip = replace(self.params, per_page=count).skip
        return Shelf(self.order, self.least_articles, self.least_outlets, skip, count)


def asked(arguments: Iterable[tuple[str, str]], *, paged: bool = False) -> Asked:
    """Return what a request asks for; `paged`: it is for a page. Raises BadParameter."""
    taken = {name: also for name, also in _KNOWN.items() if not (paged and name == "format")}
    given = canonical(arguments, taken)
    order = cast("ShelfOrder", choice(given, "sort", ORDERS, USUAL))
    least = {name: whole(given, name, *bounds) for name, bounds in LEAST.items()}
    form = choice(given, "format", FORMS, "json") or "json"
    own: dict[str, str] = {"sort": order} if order != USUAL else {}
    own |= {name: str(least[name]) for name in LEAST if least[name] != LEAST[name][0]}
    if paged and "per_page" in given:
        own["per_page"] = str(whole(given, "per_page", *BOUNDS["per_page"]))
    params = read(
        (name, value)
        for name, values in given.items()
        if name not in (*_OWN, "format") and not (name == "per_page" and paged)
        for value in values
    )
    return Asked(params, order, least["min_articles"], least["min_outlets"], form, own)


def story(one: Story, root: str) -> Record:
    """Return a story as a list of a search has it; `root` is the prefix of addresses."""
    return {**comparison.listed(one, root), "matched": one.matched}


def _tagged(response: Response, access: Access, wanted: Asked, answer: Answer) -> Response:
    if not answer.is_whole:
        return response
    tag = tag_of(access, answer.page.snapshot, wanted.params, wanted.own, wanted.form)
    return tagged(response, tag)


def _exported(access: Access, wanted: Asked) -> Response:
    """Return all of a list, as a table or a story a line."""
    everything = Shelf(wanted.order, wanted.least_articles, wanted.least_outlets, 0, MOST)
    answer, found, done = turns.all_shelved(access, wanted.params, everything)
    root, host = request.script_root, request.host_url.rstrip("/")
    rows = _lines(found, root) if wanted.form == "jsonl" else _rows(found, host, root)

    def pieces() -> Iterator[bytes]:
        try:
            for piece in rows:
                # A lone surrogate in some source has no UTF-8 form.
                yield piece.encode("utf-8", "replace")
        finally:
            done()

    kind = LINES if wanted.form == "jsonl" else f"{CSV}; charset=utf-8"
    response = Response(pieces(), content_type=kind)
    response.call_on_close(done)  # where nothing of it was ever asked for
    name = f"dateline-stories.{wanted.form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Total-Count"] = str(found.total)
    if answer.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
    return _tagged(response, access, wanted, answer)


def _feed(access: Access, wanted: Asked, answer: Answer, found: Shelved) -> Response:
    """Return a page of a list as a feed."""
    from search.export.feeds import atom_of_stories

    params, host = wanted.params, request.host_url.rstrip("/")

    def at(endpoint: str, page: int, *form: Pair) -> str:
        turned = replace(params, page=page, more=(*wanted.own.items(), *form))
        return turned.url(url_for(endpoint, _external=True), page=page)

    feed = ("format", "atom")
    goes_on = params.offset is None and params.skip + len(found.entries) < found.total
    about = About(
        params.q,
        answer.page.snapshot.built_at,
        at("shelf.listed", params.page, feed),
        page=at("shelves.shown", 1),
        following=at("shelf.listed", params.page + 1, feed) if goes_on else None,
        identity=at("shelf.listed", 1, feed),
    )
    root = request.script_root
    text = "".join(
        atom_of_stories(found.entries, about, lambda one: host + story(one, root)["link"])
    )
    response = Response(text.encode("utf-8", "replace"), content_type=f"{ATOM}; charset=utf-8")
    response.headers["X-Total-Count"] = str(found.total)
    if answer.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
    return _tagged(response, access, wanted, answer)


def _rows(found: Shelved, host: str, root: str) -> Iterator[str]:
    """Yield a table, some hundred rows at a time."""
    from search.export.tables import csv_row, csv_text

    yield csv_row(COLUMNS)
    for at in range(0, len(found.entries), _TOGETHER):
        yield csv_text(_row(one, host, root) for one in found.entries[at : at + _TOGETHER])


def _row(one: Story, host: str, root: str) -> Iterator[str]:
    told = story(one, root)
    told["people"] = "; ".join(who.label for who in one.people)
    told["link"] = host + told["link"]
    return ("" if told[name] is None else str(told[name]) for name in COLUMNS)


def _lines(found: Shelved, root: str) -> Iterator[str]:
    """Yield one object a story, on a line of its own."""
    for one in found.entries:
        yield json.dumps(story(one, root)) + "\n"
