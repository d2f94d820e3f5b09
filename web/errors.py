"""Every error to a page or to application/problem+json: the only place that knows status codes.

Paths under /api answer problem+json, the rest and those under /api/docs a page, unless the client
asks for JSON alone; doors that have the shape of another engine have its errors too.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, render_template, request
from jinja2 import TemplateNotFound
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from search.errors import IndexAbsent, IndexDamaged, SearchError, SnapshotUnknown
from web.arguments import BadParameter

PROBLEM = "application/problem+json"

_log = logging.getLogger(__name__)


class NoSuchPage(SearchError):
    """There is nothing at this address: an article that is not in the archive, a wrong path."""


class CursorGone(SearchError):
    """The index has changed since a cursor was given out: its place is nowhere any more."""


class Overloaded(SearchError):
    """As many searches as are allowed at once are running."""


class Starting(SearchError):
    """What searches run is being compiled, before the first search on a machine."""


class TooOften(SearchError):
    """A client asks more often than it may; `retry_after` seconds from now it may again."""

    def __init__(self, message: str, *, code: str, retry_after: int) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class ForeignHost(SearchError):
    """The Host header names neither this machine nor a host that was allowed."""


_TABLE: tuple[tuple[type[SearchError], int, str, int | None], ...] = (
    # error, status, title, seconds after which another try makes sense
    (BadParameter, 400, "A parameter is wrong", None),
    (NoSuchPage, 404, "Not found", None),
    (CursorGone, 410, "This cursor has ended", None),
    (SnapshotUnknown, 410, "This state of the archive is not known", None),
    (ForeignHost, 421, "This host is not served here", None),
    (TooOften, 429, "Too many requests", 1),
    (Overloaded, 503, "Too many searches at once", 1),
    (Starting, 503, "The archive is being made ready", 5),
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


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, as a reader or a program is told: `code` is stable, `status` that of HTTP.

    `retry_after` is in seconds, None where another try makes no sense; `allow` the methods there
    are, where another was used.
    """

    status: int
    title: str
    detail: str
    code: str
    parameter: str | None = None
    position: int | None = None
    suggestion: str | None = None
    retry_after: int | None = None
    allow: str = ""

    @property
    def record(self) -> dict[str, object]:
        """The problem as RFC 9457 has it."""
        return {
            "type": f"urn:dateline:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "parameter": self.parameter,
            "position": self.position,
            "suggestion": self.suggestion,
        }


def register(app: Flask) -> None:
    """Let every error of this application be answered here."""
    _handle(app, _answer)


def shape(doors: Blueprint, form: Callable[[Problem], Response]) -> None:
    """Let the errors of some doors be answered in a form of their own."""
    _handle(doors, form)


def statuses() -> dict[int, tuple[str, ...]]:
    """Return every status that an error is answered with, and what it may be called."""
    found: dict[int, tuple[str, ...]] = {}
    rows = [(status, title) for _, status, title, _ in _TABLE]
    for status, title in (*rows, *_TITLES.items()):
        found[status] = (*found.get(status, ()), title)
    return {status: tuple(dict.fromkeys(titles)) for status, titles in found.items()}


def _handle(doors: Flask | Blueprint, form: Callable[[Problem], Response]) -> None:
    def answer(error: Exception) -> Response:
        if isinstance(error, HTTPException) and (error.code or 500) < 400:
            redirect = error.get_response()  # a redirect is no error
            assert isinstance(redirect, Response)
            return redirect
        problem = _problem(error)
        response = form(problem)
        response.status_code = problem.status
        if problem.retry_after is not None:
            response.headers["Retry-After"] = str(problem.retry_after)
        if problem.allow:
            response.headers["Allow"] = problem.allow
        return response

    for kind in (SearchError, HTTPException, Exception):
        doors.register_error_handler(kind, answer)


def _problem(error: Exception) -> Problem:
    """Return what an error comes to."""
    if isinstance(error, SearchError):
        return _expected(error)
    if isinstance(error, HTTPException):
        return _http(error)
    # Where it happened, but not the message: that could hold a reader's words.
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    _log.error("%s at %s", type(error).__name__, places)
    return Problem(500, _TITLES[500], "The log names the place.", "unexpected")


def _expected(error: SearchError) -> Problem:
    status, title, retry = next(row[1:] for row in _TABLE if isinstance(error, row[0]))
    detail = str(error)
    if isinstance(error, IndexAbsent) and "index rebuild" not in detail:
        detail = f"{detail} Run: index rebuild"
    return Problem(
        status,
        title,
        detail,
        error.code,
        parameter=getattr(error, "parameter", None),
        position=getattr(error, "position", None),
        suggestion=getattr(error, "suggestion", None),
        retry_after=getattr(error, "retry_after", retry),
    )


def _http(error: HTTPException) -> Problem:
    status = error.code or 500
    allow = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    detail = _DETAILS.get(status, error.description or "").format(
        allow=allow, limit=request.max_content_length
    )
    title = _TITLES.get(status, error.name)
    return Problem(status, title, detail, f"http.{status}", allow=allow)


def _answer(problem: Problem) -> Response:
    if _wants_json():
        return Response(json.dumps(problem.record) + "\n", content_type=PROBLEM)
    return Response(_page(problem.record), content_type="text/html; charset=utf-8")


def _wants_json() -> bool:
    path = request.path
    if path.startswith("/api/"):
        if not path.startswith("/api/docs/"):  # which are pages about the others
            return True
    elif path in ("/healthz", "/metrics"):
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
