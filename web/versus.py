"""Two searches side by side: what each finds, and both."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search import query
from search.answer import Answer
from search.query.tree import And, Parsed
from web import present
from web.access import Access
from web.articles import Record
from web.params import SearchParams

FACETS = ("outlet", "people", "date:year", "date:month")

MOST = 1_000
"""Values of a facet that are counted: of rarer ones it is only said that they are no commoner."""


@dataclass(frozen=True, slots=True)
class Versus:
    """What two searches find, and what both of them find."""

    a: Answer
    b: Answer
    both: Answer

    @property
    def is_whole(self) -> bool:
        """Whether there was time for all of it."""
        return self.a.is_whole and self.b.is_whole and self.both.is_whole


def versus(access: Access, a: str, b: str) -> Versus:
    """Return two searches side by side; an empty one finds every article."""
    first, second = (query.parse(text) for text in (a, b))
    tree = And((first.tree, second.tree))
    params = SearchParams(facets=FACETS, facet_size=MOST, per_page=1, snippets=0, highlight="none")
    found = [
        access.search(replace(params, q=text, parsed=parsed))
        for text, parsed in ((a, first), (b, second), ("", Parsed(tree)))
    ]
    return Versus(replace(found[0], query=a), replace(found[1], query=b), found[2])


def record(found: Versus) -> Record:
    """Return two searches side by side as a plain dict."""
    return {
        **{name: _side(one) for name, one in (("a", found.a), ("b", found.b))},
        "both": _side(found.both),
        "index": present.snapshot(found.both.page.snapshot),
    }


def _side(one: Answer) -> Record:
    page = one.page
    return {
        "query": one.query,
        "parsed": present.reading(one),
        "warnings": [present.notice(notice) for notice in present.notices(one)],
        "total": page.total,
        "total_relation": "gte" if page.timed_out else "eq",
        "undated_excluded": page.undated,
        "timed_out": page.timed_out,
        "facets": present.facets(page.facets),
    }
