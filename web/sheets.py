"""A page as an answer: rendered, named by a tag, and not sent to a browser that has it already."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Response, render_template, request, url_for

from search.engine import Snapshot
from web import buttons
from web.access import Access
from web.assets import fingerprint
from web.params import SearchParams
from web.view.links import Places, outlet_query, person_query

_PLAIN_ID = re.compile("[A-Za-z0-9_-]+")
"""Ids that stand in an address as they are."""

_NO_PLACE = re.compile(r"(?:^|/)\.{0,2}(?:/|$)|[\x00-\x1f\x7f]")
"""Names that would be another address, or none, if they stood in a path."""


def places() -> Places:
    """Return where the parts of the site are that serves this request."""
    return _places(request.script_root)


@lru_cache(maxsize=8)
def _places(_: str) -> Places:
    search = url_for("pages.search")
    return Places(
        search=search,
        api=url_for("api.search"),
        lines=url_for("kwic.listed"),
        quotes=url_for("names.quotes"),
        coverage=url_for("grids.shown"),
        stories=url_for("shelves.shown"),
        article=_address(
            url_for("pages.article", article_id="-"),
            lambda one: url_for("pages.article", article_id=one),
        ),
        person=_named(url_for("names.person", person="-"), lambda one: person_query(one), search),
        outlet=_named(url_for("names.outlet", outlet="-"), lambda one: outlet_query(one), search),
        story=_address(
            url_for("stories.story", story_id="-"),
            lambda one: url_for("stories.story", story_id=one),
        ),
        compare=url_for("stories.compare"),
        why=_address(
            url_for("pages.why", article_id="-"),
            lambda one: url_for("pages.why", article_id=one),
        ),
        people=url_for("names.people"),
        outlets=url_for("names.outlets"),
    )


def page_of(endpoint: str) -> str:
    """Return the address of a page that takes nothing, for a request to this site."""
    return _page_of(request.script_root, endpoint)


@lru_cache(maxsize=256)
def _page_of(_: str, endpoint: str) -> str:
    return url_for(endpoint)


def _address(other: str, odd: Callable[[str], str]) -> Callable[[str], str]:
    """Return what gives the address of an article or story, like that of the one called `-`;
    `odd` that of one whose id cannot stand in a path as it is.
    """
    before = other.removesuffix("-")

    def address(identity: str) -> str:
        if _PLAIN_ID.fullmatch(identity):
            return before + identity
        return odd(identity)

    return address


def _named(other: str, query: Callable[[str], str], search: str) -> Callable[[str], str]:
    """Return what gives the address of a person or outlet, like that of the one called `-`; of
    names that no path can hold, a search.
    """
    before = other.removesuffix("-")

    @lru_cache(maxsize=4096)  # a page names few outlets, and the same again and again
    def address(name: str) -> str:
        if _PLAIN_ID.fullmatch(name):
            return before + name
        if _NO_PLACE.search(name):
            return SearchParams(q=query(name)).url(search)
        return before + quote(name, safe="", errors="replace")

    return address


def known(access: Access, snapshot: Snapshot | None, *asked: object) -> Response | None:
    """Return the empty answer for a browser that has this page already, as it is in a state of the
    index; None stands for the one that serves now.
    """
    if not request.if_none_match:  # most clients have none to compare with
        return None
    tag = _tag(access, snapshot or access.snapshot(), *asked)
    if not request.if_none_match.contains_weak(tag):
        return None
    response = _tagged(Response(), tag)
    response.make_conditional(request)
    return response


def answer(
    access: Access, snapshot: Snapshot, template: str, *asked: object, **context: object
) -> Response:
    """Return a page with its tag: `asked` is what it is made from, besides its address."""
    return _tagged(page(snapshot, template, **context), _tag(access, snapshot, *asked))


def page(snapshot: Snapshot | None, template: str, **context: object) -> Response:
    """Return a page."""
    text = render_template(template, snapshot=snapshot, **context)
    text = buttons.shortened(text, request.query_string.decode("ascii", "replace"))
    # A lone surrogate in some source has no UTF-8 form.
    body = text.encode("utf-8", "replace")
    return Response(body, content_type="text/html; charset=utf-8")


def settled(response: Response) -> Response:
    """Return a page tagged by what it holds, for those in which the index has no part."""
    _tagged(response, hashlib.blake2b(response.get_data(), digest_size=12).hexdigest())
    response.make_conditional(request)
    return response


def _tag(access: Access, snapshot: Snapshot, *asked: object) -> str:
    """Return the tag of a page in one state of the index, dates resolved."""
    parts = [one.key() if isinstance(one, SearchParams) else one for one in asked]
    place = (request.script_root, request.path)
    return access.etag(snapshot, *place, _design(), *parts)


@cache
def _design() -> str:
    """Return a name for the present templates and static files: part of every page's tag."""
    digest = hashlib.blake2b(fingerprint().encode(), digest_size=6)
    for path in sorted((Path(__file__).parent / "templates").iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
