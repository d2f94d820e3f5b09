"""HTML: what the doors of the API are and how to ask them: an index, and a page for each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from flask import Blueprint, Response, current_app, request

from search.config import Settings
from search.engine import Snapshot
from search.errors import SearchError
from search.query.parser import MAX_LENGTH
from web import openapi, sheets
from web.access import MAX_EXPORTS, Access, current
from web.arguments import canonical
from web.errors import NoSuchPage
from web.params import BOUNDS
from web.security import MAX_BODY, allowed
from web.view import doors
from web.view import manual as view
from web.view.sample import Sample, asked, sample

manual = Blueprint("manual", __name__)


@manual.get("/api")
def shown() -> Response:
    """Return how to ask the API, with examples that work here, and every door in a line."""
    canonical(request.args.items(multi=True), {})
    access = current()
    document = openapi.document(current_app, request.script_root)
    told = view.manual(document, _examples(access), _server(), _limits(access.settings))
    return sheets.settled(sheets.page(None, "api.html", view=told))


@manual.get("/api/docs/<name>")
def door(name: str) -> Response:
    """Return what one door takes and gives, with an example that works here."""
    canonical(request.args.items(multi=True), {})
    document = openapi.document(current_app, request.script_root)
    told = doors.door(document, name, _examples(current()), _server())
    if told is None:
        raise NoSuchPage("No door of the API is called so: /api lists them.", code="door.absent")
    return sheets.settled(sheets.page(None, "door.html", view=told))


def _server() -> str:
    """Return the address of this server as the request has it, without a slash."""
    return request.host_url.rstrip("/") + request.script_root


def _examples(access: Access) -> Sample:
    try:
        return _sample(access, access.snapshot())
    except SearchError:  # without an index there is nothing to take examples from
        return Sample()


@lru_cache(maxsize=4)
def _sample(access: Access, _: Snapshot) -> Sample:
    return sample(access.search(asked()))


def _limits(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what this server allows, and how much of it."""
    _, _, most = BOUNDS["per_page"]
    seconds, at_once = f"{settings.search_timeout:g} s", settings.max_searches
    often = allowed(settings)
    yield "Results of a page", f"`per_page` is at most {most}; `cursor` and `format` have no end"
    yield "A query", f"its first {MAX_LENGTH:,} characters are read"
    yield "The body of a request", f"{MAX_BODY:,} bytes, where a door does not say more; else 413"
    yield (
        "The time of a search",
        f"{seconds}, past which `timed_out` is true: this was found by then",
    )
    yield (
        "At once",
        f"{at_once} searches, as many in line, and {MAX_EXPORTS} exports; the others get 503",
    )
    yield "Requests of a client", f"{often:,} a minute, else 429" if often else "any number"
