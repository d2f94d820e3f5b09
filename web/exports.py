"""Every article of a search, sent a piece at a time in the form that was asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import quote

from flask import Response, request, url_for

from search.article import Article
from search.engine import Snapshot
from search.export import FORMATS, About, Format
from web.access import Access
from web.groups import Pair
from web.params import SearchParams

ARTICLE_FORMS = ("ris", "bibtex", "ninjs", "jsonld")
"""Forms that one article can be had in."""


def negotiated(pairs: list[Pair]) -> list[Pair]:
    """Return the arguments of a request with the form that it asks for by what it accepts."""
    accepted = request.environ.get("HTTP_ACCEPT", "")
    if accepted in ("", "*/*") or any(name == "format" for name, _ in pairs):
        return pairs
    kinds = {form.content_type.partition(";")[0]: name for name, form in FORMATS.items()}
    kinds.pop("application/json")
    best = request.accept_mimetypes.best_match(["application/json", *kinds], "application/json")
    return [*pairs, ("format", kinds[best])] if best in kinds else pairs


def answer(access: Access, params: SearchParams, name: str) -> Response:
    """Return the whole result of a search in one of FORMATS, streamed."""
    form = FORMATS[name]
    found, articles, done = access.every(params)
    about = of_an_archive(params.q, found.page.snapshot, request.url)
    pieces = _encoded(form, articles, about, done)
    response = Response(pieces, content_type=form.content_type)
    response.call_on_close(done)  # where nothing of it was ever asked for
    response.headers["X-Total-Count"] = str(found.total)
    if found.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
    file = f"dateline.{form.suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def article(access: Access, found: Article, name: str) -> Response:
    """Return one article in one of ARTICLE_FORMS."""
    form = FORMATS[name]
    text = form.of_one(found, of_an_archive("", access.snapshot(), None))
    response = Response(text.encode("utf-8", "replace"), content_type=form.content_type)
    if form.item is None:
        response.headers["Content-Disposition"] = f'attachment; filename="article.{form.suffix}"'
    return response


def of_an_archive(query: str, snapshot: Snapshot, address: str | None) -> About:
    """Return what an export is of, every article at the address of its page here."""
    at = url_for("pages.article", article_id="-", _external=True).removesuffix("-")
    return About(
        query,
        snapshot.built_at,
        address,
        lambda one: at + quote(one.id, safe="", errors="replace"),
    )


def _encoded(
    form: Format, articles: Iterator[Article], about: About, done: Callable[[], None]
) -> Iterator[bytes]:
    """Yield an export as bytes. A lone surrogate in some source has no UTF-8 form."""
    try:
        for piece in form.write(articles, about):
            yield piece.encode("utf-8", "replace")
    finally:
        done()
