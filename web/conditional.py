"""Answers that name themselves by an ETag, so that who has one already is told so."""

from __future__ import annotations

from flask import Response, request

from search.engine import Snapshot
from web.access import Access
from web.params import SearchParams


def tag_of(access: Access, snapshot: Snapshot, params: SearchParams, *more: object) -> str:
    """Return the tag of the answer in one state of the index, dates resolved."""
    return access.etag(snapshot, request.script_root, request.path, params.key(), *more)


def known(access: Access, params: SearchParams, *more: object) -> Response | None:
    """Return the empty answer for a client that has the one to this search already."""
    if not request.if_none_match:  # most clients have none to compare with
        return None
    return same(tag_of(access, access.snapshot(), params, *more))


def same(tag: str) -> Response | None:
    """Return the empty answer for a client that has the one with this tag."""
    if request.method == "POST" or not request.if_none_match.contains_weak(tag):
        return None
    response = tagged(Response(), tag)
    response.make_conditional(request)
    return response


def tagged(response: Response, tag: str) -> Response:
    """Return an answer with its tag."""
    if request.method != "POST":
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "private, no-cache"
    return response
