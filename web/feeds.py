"""A search that feed readers follow: what came into the archive last, first.

Readers ask again and again for what has seldom changed. What they hold is told by a tag of the
feed's own text, so a commit that brings nothing for a search changes nothing of its feed; and
which text belongs to a state of the index is remembered, so that to ask again costs no search.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from dataclasses import fields, replace

from flask import Response, request, url_for

from search.article import Article
from search.engine import Snapshot
from search.export import FORMATS, About
from web import exports
from web.access import Access
from web.params import FILTERS, SearchParams

MOST_REMEMBERED = 4_096
"""Feeds whose tags are remembered."""

_NAMED = (*FILTERS, "from", "to", "added_since")
"""Parameters that a feed's title tells besides its query."""

_SHOWING = (
    *("snippets", "snippet_length", "highlight", "fields", "facets", "facet_size", "explain"),
)

_tags: dict[str, str] = {}
"""Tags of feeds, by what names a request and a state of the index."""


def answer(access: Access, params: SearchParams, name: str) -> Response:
    """Return a page of a search in one of FEEDS; nothing to readers who have it already."""
    params = _plain(params)
    snapshot = access.snapshot()
    asked = _asked(access, snapshot, params)
    changed = _changed(access, snapshot)
    if _is_held(_tags.get(asked), changed):
        return _dated(Response(status=304), _tags.get(asked), changed)
    found = access.search(replace(params, sort=params.sort or "added", snippets=0))
    snapshot = found.page.snapshot
    articles = [hit.article for hit in found.hits]
    came = [one.added for one in articles if one.added]
    end = params.skip + len(articles)
    about = replace(
        exports.of_an_archive(_name(params), snapshot, _address(params)),
        page=_page(params),
        following=_address(replace(params, page=params.page + 1))
        if articles and end < found.total and params.offset is None
        else None,
        identity=_address(replace(params, page=1, offset=None, per_page=20)),
        updated=max(came, default=None),
    )
    body = _written(articles, about, name)
    response = Response(body, content_type=FORMATS[name].content_type)
    response.headers["X-Total-Count"] = str(found.total)
    response.headers["Cache-Control"] = "private, no-cache"
    if about.following:
        response.headers["Link"] = f'<{about.following}>; rel="next"'
    if found.page.timed_out:
        response.headers["X-Timed-Out"] = "true"
        return response
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    if len(_tags) >= MOST_REMEMBERED:
        _tags.clear()
    _tags[_asked(access, snapshot, params)] = tag
    changed = _changed(access, snapshot)
    if _is_held(tag, changed):
        response = Response(status=304)
    return _dated(response, tag, changed)


def _plain(params: SearchParams) -> SearchParams:
    """Return a search without what says how articles are shown: a feed shows them its own way."""
    return SearchParams(
        **{
            one.name: getattr(params, one.name)
            for one in fields(params)
            if one.name not in _SHOWING
        }
    )


def _written(articles: list[Article], about: About, name: str) -> bytes:
    return "".join(FORMATS[name].write(articles, about)).encode("utf-8", "replace")


def _is_held(tag: str | None, changed: dt.datetime) -> bool:
    """Return whether who asks has the feed with this tag; by its date, if it sends no tag."""
    if request.method == "POST":
        return False
    if request.if_none_match:
        return tag is not None and request.if_none_match.contains_weak(tag)
    since = request.if_modified_since
    return since is not None and since >= changed


def _changed(access: Access, snapshot: Snapshot) -> dt.datetime:
    """Return the whole second before which the index or the names file was last written."""
    names = access.archive.names_stamp()
    written = max(snapshot.built_at.timestamp(), names[0] / 1e9 if names else 0.0)
    return dt.datetime.fromtimestamp(math.ceil(written), dt.timezone.utc)


def _dated(response: Response, tag: str | None, changed: dt.datetime) -> Response:
    """Return an answer with what it can be asked for by again."""
    if request.method == "POST":
        return response
    if tag is not None:
        response.set_etag(tag, weak=True)
    # Within that second the index may change once more.
    if changed <= dt.datetime.now(dt.timezone.utc):
        response.last_modified = changed
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _asked(access: Access, snapshot: Snapshot, params: SearchParams) -> str:
    """Return what names a request in a state of the index, dates resolved."""
    day = params.moment.date() if params.moment else None
    return access.etag(snapshot, _address(params), replace(params, moment=None), day)


def _address(params: SearchParams) -> str:
    """Return the whole address of a feed, the same however its parameters were written."""
    return params.url(url_for("api.search", _external=True), page=params.page)


def _page(params: SearchParams) -> str:
    """Return the address of the page on which people read it."""
    plain = replace(params, format="json", per_page=20, page=1, offset=None)
    return plain.url(url_for("pages.search", _external=True))


def _name(params: SearchParams) -> str:
    """Return the query and what narrows it, for the title."""
    further = [f"{name} {value}" for name, value in params.pairs() if name in _NAMED]
    return "; ".join([*([params.q.strip()] if params.q.strip() else []), *further])
