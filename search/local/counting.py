"""A search without hits: what it comes to, and which articles match, for what is counted in it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from search.codec.ranking import Bool
from search.engine import Page, SearchRequest
from search.local.names import Aliases
from search.local.ranked import matched
from search.local.snapshot import Opened


def counted(
    opened: Opened, request: SearchRequest, aliases: Aliases
) -> tuple[Page, Sequence[Bool]]:
    """Return what a search comes to, its page without hits, and a mask a segment of what matches.

    The request's order, `offset`, `limit` and facets mean nothing.
    """
    started = time.perf_counter()
    alone = replace(request, sort="relevance", offset=0, limit=0, facets=())
    ranked = matched(opened.searchable, alone, aliases, marked=True)
    found = ranked.answer
    page = Page(
        total=found.total,
        hits=(),
        facets={},
        undated=found.undated,
        notices=ranked.notices,
        timed_out=ranked.timed_out,
        snapshot=opened.view.snapshot,
        took_ms=(time.perf_counter() - started) * 1000,
    )
    return page, found.matched
