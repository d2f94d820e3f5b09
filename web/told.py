"""JSON and CSV: a story, and articles or searches side by side."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, request, url_for

from search.article import Article
from search.story import Member
from web import api, articles, comparing, comparison, present, turns
from web import versus as searches
from web.access import Access, current
from web.arguments import canonical, choice
from web.conditional import same, tagged
from web.errors import NoSuchPage
from web.openapi import Parameter, door
from web.openapi import comparing as shapes
from web.openapi.schema import TEXT, either, many, said
from web.openapi.schema import choice as one_of

told = Blueprint("told", __name__)

CSV = "text/csv"
FORMS = ("json", "csv")

COLUMNS = (
    *("event", "copy_of", "id", "title", "outlet", "agency", "author", "date", "date_precision"),
    *("lang", "people", "quotes", "words", "url", "link"),
)


@told.get("/api/stories/<story_id>")
@door(
    "One story: its articles, who was first, and what stands in them side by side.",
    group="Lists",
    more="Up to twelve articles are compared, of each outlet the earliest that is no copy first: "
    "`comparison.articles` says which. CSV has a row for each article. An id that the story had "
    "earlier is answered with the story that it is now.",
    takes=(
        Parameter("story_id", "The id of the story.", where="path"),
        Parameter("format", "The form of the answer.", one_of(FORMS, "json"), example="csv"),
    ),
    gives={"application/json": shapes.STORY, CSV: said(TEXT, "`format=csv`")},
    headers={"X-Total-Count": "Of CSV: how many articles it has."},
    refuses=(404,),
    tagged=True,
    tries=(
        "/api/stories/sv3hgq7w3",
        "/api/stories/sv3hgq7w3?format=csv",
        "/api/stories/nosuch",
        "/api/stories/nosuch?format=csv",
    ),
)
def story(story_id: str) -> Response:
    """Return a story with its articles, compared; or a table of them."""
    given = canonical(request.args.items(multi=True), {"format": ()})
    form = choice(given, "format", FORMS, "json")
    access = current()
    unchanged = same(_tag(access, access.snapshot(), form))
    if unchanged is not None:
        return unchanged
    if form == "csv":
        return _table(access, story_id)
    found = turns.telling(access, story_id)
    if found is None:
        raise _absent()
    response = api.sent(comparison.story(found, request.script_root))
    if not found.is_settled:
        return response
    return tagged(response, _tag(access, found.told.snapshot, form))


@told.get("/api/compare")
@door(
    "Two to four articles side by side, or two searches.",
    group="Articles",
    more="Of articles: sentences that state the same, those that one outlet has alone, numbers "
    "that differ, quotes, people. Of searches: what each finds, and both. Give `ids`, or `a` and "
    "`b`; an empty search finds every article.",
    takes=(
        Parameter(
            "ids",
            "The ids of two to four articles; repeat, or put commas between them.",
            many(TEXT),
            example=["strike", "a2"],
        ),
        Parameter("a", "A search.", example="strike"),
        Parameter("b", "Another.", example="bridge"),
    ),
    gives=either(shapes.COMPARED, shapes.VERSUS),
    refuses=(404,),
    tagged=True,
    tries=(
        "?ids=strike,a2",
        "?ids=strike&ids=a2&ids=a3,a7",
        "?ids=strike,nosuch",
        "?ids=strike",
        "?a=strike&b=people:marsh",
        "?a=strike AND&b=date:2021-13",
        "?b=nosuchword",
        "",
    ),
)
def compare() -> Response:
    """Return two to four articles side by side, or two searches."""
    asked = comparing.asked(comparing.given(request.args.items(multi=True)))
    access = current()
    snapshot = access.snapshot()
    unchanged = same(_tag(access, snapshot, asked))
    if unchanged is not None:
        return unchanged
    if asked.ids:
        found, is_whole = turns.compared(access, asked.ids)
        shown = {
            "articles": [present.reference(one, request.script_root) for one in found.articles],
            "comparison": comparison.record(found),
            "index": present.snapshot(snapshot),
        }
        response = api.sent(shown)
    else:
        sides = searches.versus(access, asked.a, asked.b)
        response, is_whole = api.sent(searches.record(sides)), sides.is_whole
        snapshot = sides.both.page.snapshot
    return tagged(response, _tag(access, snapshot, asked)) if is_whole else response


def _table(access: Access, story_id: str) -> Response:
    """Return the articles of a story as CSV, streamed."""
    found, members, done = turns.members(access, story_id)
    if found is None:
        raise _absent()
    at = url_for("pages.article", article_id="-", _external=True).removesuffix("-")

    def rows() -> Iterator[bytes]:
        from search.export.tables import csv_row

        try:
            yield csv_row(COLUMNS).encode()
            for member, article in members:
                # A lone surrogate in some source has no UTF-8 form.
                yield csv_row(_row(member, article, at)).encode("utf-8", "replace")
        finally:
            done()

    response = Response(rows(), content_type=f"{CSV}; charset=utf-8")
    response.call_on_close(done)  # where nothing of it was ever asked for
    response.headers["X-Total-Count"] = str(len(found.members))
    name = f"dateline-story-{found.story.id}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return tagged(response, _tag(access, found.snapshot, "csv"))


def _row(member: Member, article: Article, at: str) -> tuple[str, ...]:
    return (
        str(member.event),
        member.copy_of or "",
        article.id,
        article.title or "",
        article.outlet or "",
        article.agency or "",
        article.author or "",
        articles.date(article) or "",
        article.date_precision or "",
        article.lang or "",
        "; ".join(one.name for one in article.people),
        str(sum(1 for one in article.quotes if one.direct)),
        str(article.words),
        articles.link(article.url) or "",
        f"{at}{quote(article.id, safe='', errors='replace')}",
    )


def _absent() -> NoSuchPage:
    return NoSuchPage("The archive has no story with this id.", code="story.absent")


def _tag(access: Access, snapshot: object, *asked: object) -> str:
    return access.etag(snapshot, request.script_root, request.path, *asked)  # type: ignore[arg-type]
