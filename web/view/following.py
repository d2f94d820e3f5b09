"""A search that is kept: where its feed is, and what came in since it was last looked at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from search.article import Article
from search.engine import Snapshot
from web.params import SearchParams
from web.view import wording
from web.view.links import Places


@dataclass(frozen=True, slots=True)
class Follow:
    """How to follow a search: the address of its feed, and of what comes in from now on."""

    feed: str
    new: str


def follow(params: SearchParams, snapshot: Snapshot, places: Places) -> Follow:
    """Return how to follow a search from this state of the archive on."""
    mark = f"{snapshot.generation}.{snapshot.commit}"
    return Follow(
        params.url(places.api, per_page=20, sort=None, explain=False, format="atom", more=()),
        params.url(places.search, added_since=mark, sort="added"),
    )


def since(params: SearchParams) -> str:
    """Return in words what `added_since` asks for; nothing where it is not given."""
    if isinstance(params.added, tuple):
        return f"New since state {params.added_since}"
    if params.added is None:
        return ""
    if params.added.time() == dt.time() or not params.added_since:
        return f"Added from {wording.day(params.added.date())}"
    return f"Added from {wording.moment(params.added)}"


def added(article: Article, params: SearchParams) -> str:
    """Return when an article came, where a search goes by that."""
    if article.added is None or not (params.added_since or params.sort == "added"):
        return ""
    return f"added {wording.moment(article.added)}"
