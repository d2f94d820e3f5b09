"""Words in context as a request asks for them, and as JSON and a table have them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast, get_args

from search.archive import Answer
from search.article import Article
from search.concordance import (
    LEAST_WIDTH,
    MOST_OF_ARTICLE,
    MOST_WIDTH,
    WIDTH,
    By,
    Concordance,
    Cut,
    Line,
)
from web import articles, present
from web.arguments import choice, whole
from web.groups import Pair
from web.params import SearchParams

VIEWS = ("list", "lines")
SORTS = get_args(By)
WIDTHS = (WIDTH, LEAST_WIDTH, MOST_WIDTH)
"""Characters on either side when not given, the fewest and the most."""

ASKED: Mapping[str, tuple[str, ...]] = {"kwic_sort": (), "width": ()}
"""The parameters of lines, and the other names they go by."""

VIEWED: Mapping[str, tuple[str, ...]] = {"view": (), **ASKED}
"""Those of a page that shows lines or a list."""

COLUMNS = (
    *("left", "words", "right", "outlet", "date", "title", "id", "field", "start", "end"),
    *("link", "note"),
)

_UNREAD = "This article was not looked through to its end: it is too long, or there was no time."


@dataclass(frozen=True, slots=True)
class Lining:
    """How lines are asked for; `is_on` unless a page shows a list."""

    is_on: bool = True
    by: By = "article"
    width: int = WIDTH

    def pairs(self, *, view: bool = True) -> tuple[Pair, ...]:
        """Return the arguments that say so, defaults left out; `view` says lines or list."""
        found = [("view", "lines")] if view and self.is_on else []
        if self.by != "article":
            found.append(("kwic_sort", self.by))
        return (*found, *([("width", str(self.width))] if self.width != WIDTH else []))


def read(given: Mapping[str, list[str]], *, view: bool = False) -> Lining:
    """Return how a request asks for lines; with `view`, a list where it does not say lines."""
    return Lining(
        not view or choice(given, "view", VIEWS, VIEWS[0]) == "lines",
        cast("By", choice(given, "kwic_sort", SORTS, SORTS[0])),
        whole(given, "width", *WIDTHS),
    )


def record(
    answer: Answer, found: Concordance, params: SearchParams, *, path: str, root: str
) -> dict[str, Any]:
    """Return a page of lines: those of a page of articles, or, sorted, a page of lines."""
    is_sorted = found.by != "article"
    count = len(found.lines) if is_sorted else answer.total
    head = present.turning(answer, params, path=path, total=count)
    head["warnings"] += [present.notice(one) for one in found.notices]
    return {
        **head,
        "pages_of": "lines" if is_sorted else "articles",
        "looked_through": found.articles,
        "lines": [_line(line, root) for line in shown(found, params)],
        "cuts": [
            {"id": one.article.id, "shown": one.shown, "places": one.places, "read": one.is_read}
            for one in found.cuts
        ],
        "most_of_article": None if is_sorted else MOST_OF_ARTICLE,
    }


def shown(found: Concordance, params: SearchParams) -> Sequence[Line]:
    """Return the lines of this page."""
    if found.by == "article":
        return found.lines
    return found.lines[params.skip : params.skip + params.per_page]


def rows(
    lines: Iterable[Line | Cut], notes: Iterable[str], link: Callable[[Article], str]
) -> Iterator[str]:
    """Yield CSV: a header, a row a line, and a row without words for each thing to know.

    `link` gives the address of an article.
    """
    # Every form of export comes with it: a search in the terminal passes this file.
    from search.export.tables import csv_row

    yield csv_row(COLUMNS)
    for one in lines:
        about = one.article
        who = (about.outlet or "", articles.date(about) or "", about.title or "", about.id)
        if isinstance(one, Cut):
            yield csv_row(("", "", "", *who, "", "", "", link(about), _UNREAD))
        else:
            where = (one.field, str(one.start), str(one.end), link(about), "")
            yield csv_row((one.left, one.words, one.right, *who, *where))
    for note in notes:
        yield csv_row((*("" for _ in COLUMNS[1:]), note))


def _line(line: Line, root: str) -> dict[str, Any]:
    return {
        "left": line.left,
        "words": line.words,
        "right": line.right,
        "cut": {"left": line.before, "right": line.after},
        "field": line.field,
        "start": line.start,
        "end": line.end,
        "article": present.reference(line.article, root),
    }
