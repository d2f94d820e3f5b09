"""Keyword in context: JSON and CSV of every place where the words of a search stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for

from search import concordance
from search.article import Article
from search.concordance import MOST_OF_ARTICLE, MOST_SORTED, Cut, Line
from web import api, lines, present
from web.access import Access, current
from web.arguments import canonical, choice
from web.lines import Lining
from web.openapi import Parameter, Shape, door
from web.openapi.parameters import only
from web.openapi.records import REFERENCE, TURNING
from web.openapi.schema import TEXT, WHOLE, YES_NO, many, maybe, record, said
from web.openapi.schema import choice as one_of
from web.openapi.schema import whole as between
from web.params import ALIASES, SearchParams
from web.params import SEARCHED as SAYING
from web.requested import read

kwic = Blueprint("kwic", __name__)

CSV = "text/csv"

SEARCHED = (*SAYING, "page", "per_page", "offset", "duplicates", "now", "tz")
"""The parameters of a search that say what is found, in which order, and where a page begins."""

TAKEN = {**{name: ALIASES[name] for name in SEARCHED}, **lines.ASKED, "format": ()}

FORMS = ("json", "csv")

UNMARKED: dict[str, Any] = {"snippets": 0, "highlight": "none", "duplicates": "show"}
"""A search whose words are looked for in its articles later."""

LINE = Shape(
    "Line",
    "One place: the words, and what stands before and behind them on one line, spaces included. "
    "The offsets are characters of the title or the body.",
    record(
        {
            **dict.fromkeys(("left", "words", "right"), TEXT),
            "cut": said(record({"left": YES_NO, "right": YES_NO}), "Whether more stands there."),
            "field": one_of(("title", "body")),
            "start": WHOLE,
            "end": WHOLE,
            "article": REFERENCE,
        }
    ),
)

LINES_PAGE = Shape(
    "LinesPage",
    "The lines of a page of articles, in its order; sorted, a page of lines.",
    record(
        {
            **TURNING,
            "pages_of": said(one_of(("articles", "lines")), "What `pages` and `per_page` count."),
            "looked_through": said(WHOLE, "Articles whose lines are here, or were sorted."),
            "lines": many(LINE),
            "cuts": said(
                many(record({"id": TEXT, "shown": WHOLE, "places": WHOLE, "read": YES_NO})),
                "Articles of which not every place has a line; not `read` to its end where there "
                "was no time, or it is too long.",
            ),
            "most_of_article": said(maybe(WHOLE), "Lines of one article on a page."),
        }
    ),
)


@kwic.route("/api/kwic", methods=["GET", "POST"])
@door(
    "Keyword in context: every place where the words of a search stand, one line each.",
    group="Lists",
    more="Lines come in the order of their articles, of which `per_page` are on a page with at "
    f"most {MOST_OF_ARTICLE} lines of each (`cuts`). Sorted by the words before or behind, they "
    f"are those of the whole result up to {MOST_SORTED:,} lines, and a page is of lines; "
    "`warnings` says when there are more. CSV has every line of the whole result, or those that "
    "are sorted.",
    takes=(
        *only(*SEARCHED),
        Parameter(
            "kwic_sort",
            "The order of lines: as their articles, or by the words before or behind.",
            one_of(lines.SORTS, lines.SORTS[0]),
            example="right",
        ),
        Parameter(
            "width",
            "Characters on either side of the words.",
            between(lines.WIDTHS[1], lines.WIDTHS[2], lines.WIDTHS[0]),
            example=40,
        ),
        Parameter("format", "The form of the answer.", one_of(FORMS, "json"), example="csv"),
    ),
    gives={"application/json": LINES_PAGE, CSV: said(TEXT, "`format=csv`")},
    headers={
        "X-Total-Count": "Of CSV: how many articles were found.",
        "X-Timed-Out": "Of CSV: true where not every article could be looked at.",
    },
    tries=(
        "",
        "?q=strike",
        "?q=strike&kwic_sort=left&width=10&per_page=1&page=2",
        "?q=%22harbour strike%22 OR mayor&kwic_sort=right&page=99",
        "?q=outlet:tass&format=csv",
        "?q=strike&format=csv&kwic_sort=right",
    ),
)
def listed() -> Response:
    """Return the lines of one page of a search, or all of them as CSV."""
    given = canonical(api.arguments(), TAKEN)
    form = choice(given, "format", FORMS, None) or _accepted()
    lining = lines.read(given)
    asked = [(name, value) for name in SEARCHED for value in given.get(name, ())]
    params = replace(read(asked), more=lining.pairs(view=False))
    access = current()
    if form == "csv":
        return _table(access, params, lining)
    answer = access.search(replace(params, **UNMARKED))
    found = access.lines(answer, lining.by, lining.width)
    path = request.script_root + request.path
    return api.sent(lines.record(answer, found, params, path=path, root=request.script_root))


def _accepted() -> str:
    """Return the form that a request would rather have that does not name one."""
    best = request.accept_mimetypes.best_match(["application/json", CSV], "application/json")
    return "csv" if best == CSV else "json"


def _table(access: Access, params: SearchParams, lining: Lining) -> Response:
    """Return every line of a search as CSV, streamed; those that are sorted at once."""
    found: Iterable[Line | Cut]
    if lining.by == "article":
        answer, articles, done = access.every(params)
        found, notes = concordance.every(answer.parsed.tree, articles, lining.width), []
    else:
        answer, done = (
            access.search(replace(params, page=1, per_page=1, offset=None, **UNMARKED)),
            _nothing,
        )
        whole = access.lines(answer, lining.by, lining.width)
        found, notes = whole.lines, [one.message for one in whole.notices]
    notes = [*(one.message for one in present.notices(answer)), *notes]
    at = url_for("pages.article", article_id="-", _external=True).removesuffix("-")

    def link(article: Article) -> str:
        return at + quote(article.id, safe="")

    response = Response(
        _encoded(lines.rows(found, notes, link), done), content_type=f"{CSV}; charset=utf-8"
    )
    response.call_on_close(done)  # where nothing of it was ever asked for
    response.headers["X-Total-Count"] = str(answer.total)
    if answer.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
    response.headers["Content-Disposition"] = 'attachment; filename="dateline-lines.csv"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _encoded(pieces: Iterator[str], done: Callable[[], None]) -> Iterator[bytes]:
    """Yield CSV as bytes. A lone surrogate in some source has no UTF-8 form."""
    try:
        for piece in pieces:
            yield piece.encode("utf-8", "replace")
    finally:
        done()


def _nothing() -> None:
    """Do nothing: nothing was held."""
