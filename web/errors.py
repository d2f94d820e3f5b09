"""Every error to a page or to application/problem+json: the only place that knows status codes.

Paths under /api answer problem+json, the rest a page, unless the client asks for JSON alone.
"""

from __future__ import annotations

import json
import logging
import traceback

from flask import Flask, Response, render_template, request
from jinja2 import TemplateNotFound
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from search.errors import IndexAbsent, IndexDamaged, SearchError
from web.arguments import BadParameter

PROBLEM = "application/problem+json"

_log = logging.getLogger(__name__)


class NoSuchPage(SearchError):
    """There is nothing at this address: an article that is not in the archive, a wrong path."""


class CursorGone(SearchError):
    """The index has changed since a cursor was given out: its place is nowhere any more."""


class Overloaded(SearchError):
    """As many searches as are allowed at once are running."""


class ForeignHost(SearchError):
    """The Host header names neither this machine nor a host that was allowed."""


_TABLE: tuple[tuple[type[SearchError], int, str, int | None], ...] = (
    # error, status, title, seconds after which another try makes sense
    (BadParameter, 400, "A parameter is wrong", None),
    (NoSuchPage, 404, "Not found", None),
    (CursorGone, 410, "This cursor has ended", None),
    (ForeignHost, 421, "This host is not served here", None),
    (Overloaded, 503, "Too many searches at once", 1),
    (IndexAbsent, 503, "There is no index yet", 10),
    (IndexDamaged, 503, "The index is damaged", 60),
    (SearchError, 503, "The archive cannot answer", 10),
)

_TITLES = {
    400: "The request cannot be read",
    404: "Not found",
    405: "This method is not allowed here",
    413: "The request is too large",
    414: "The address is too long",
    500: "Something went wrong here",
}

_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address answers {allow}.",
    413: "A request body may have at most {limit} bytes.",
}


def register(app: Flask) -> None:
    """Let every error of this application be answered here."""
    app.register_error_handler(SearchError, _expected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _expected(error: SearchError) -> Response:
    status, title, retry = next(row[1:] for row in _TABLE if isinstance(error, row[0]))
    detail = str(error)
    if isinstance(error, IndexAbsent) and "index rebuild" not in detail:
        detail = f"{detail} Run: index rebuild"
    response = _answer(
        status,
        title,
        detail,
        code=error.code,
        parameter=getattr(error, "parameter", None),
        position=getattr(error, "position", None),
        suggestion=getattr(error, "suggestion", None),
    )
    if retry is not None:
        response.headers["Retry-After"] = str(retry)
    return response


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect is no error
        response = error.get_response()
        assert isinstance(response, Response)
        return response
    allow = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    detail = _DETAILS.get(status, error.description or "").format(
        allow=allow, limit=request.max_content_length
    )
    response = _answer(status, _TITLES.get(status, error.name), detail, code=f"http.{status}")
    if allow:
        response.headers["Allow"] = allow
    return response


def _unexpected(error: Exception) -> Response:
    # Where it happened, but not the message: that could hold a reader's words.
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    _log.error("%s at %s", type(error).__name__, places)
    return _answer(500, _TITLES[500], "The log names the place.", code="unexpected")


def _answer(
    status: int,
    title: str,
    detail: str,
    *,
    code: str,
    parameter: str | None = None,
    position: int | None = None,
    suggestion: str | None = None,
) -> Response:
    problem = {
        "type": f"urn:dateline:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "parameter": parameter,
        "position": position,
        "suggestion": suggestion,
    }
    if _wants_json():
        return Response(json.dumps(problem) + "\n", status=status, content_type=PROBLEM)
    return Response(_page(problem), status=status, content_type="text/html; charset=utf-8")


def _wants_json() -> bool:
    if request.path == "/healthz" or request.path == "/api/" or request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    return accepted.best in ("application/json", PROBLEM)


def _page(problem: dict[str, object]) -> str:
    try:
        return render_template("error.html", problem=problem)
    except TemplateNotFound:
        title, detail = escape(problem["title"]), escape(problem["detail"])
        return (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
            f'<h1>{title}</h1><p>{detail}</p><p><a href="/">Search</a></p></html>'
        )
