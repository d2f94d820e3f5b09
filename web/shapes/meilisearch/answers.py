"""What a search found, as Meilisearch gives it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from flask import request

from search.answer import Answer
from search.engine import FacetCount
from web.access import current
from web.articles import Marks, Record
from web.shapes import asking
from web.shapes.documents import FACETS, FIELDS, document
from web.shapes.meilisearch.formatting import formatted, positions
from web.shapes.meilisearch.options import asked_for, attributes, facets, formatting, order, place

MOST_FACETS = 100
"""Values of a facet, as Meilisearch has it unless told otherwise."""

_HALF = 10.0
"""The score that a ranking score of one half stands for."""


def answered(given: Mapping[str, Any]) -> Record:
    """Return a page of the search that checked parameters ask for."""
    shown = attributes(given, "attributesToRetrieve", FIELDS)
    asked_of = formatting(given)
    counted = facets(given)
    sort = order(given)
    page, begin, size = place(given)
    positioned = asking.flag(given.get("showMatchesPosition"), "showMatchesPosition")
    ranked = asking.flag(given.get("showRankingScore"), "showRankingScore")
    text, asked, relaxed = asked_for(given)
    access = current()
    options: dict[str, Any] = {"sort": sort, "offset": begin, "limit": size}
    if counted:
        options |= {"facets": tuple(FACETS[one] for one in counted), "facet_size": MOST_FACETS}
    answer = asking.searched(access, asked, **options)
    if relaxed is not None and answer.total < begin + size and not answer.page.timed_out:
        asked = relaxed
        answer = asking.searched(access, asked, **options)
    needs_marks = positioned or asked_of.is_asked
    marks: list[Marks] = asking.marks(access, asked, answer) if needs_marks else []
    found = []
    for number, hit in enumerate(answer.hits):
        whole = document(hit.article, request.script_root)
        one: Record = {name: whole[name] for name in FIELDS if name in shown}
        if asked_of.is_asked:
            one["_formatted"] = formatted(whole, shown, marks[number], asked_of)
        if positioned:
            one["_matchesPosition"] = positions(whole, marks[number])
        if ranked:
            one["_rankingScore"] = _ranking(hit.score)
        found.append(one)
    record: Record = {
        "hits": found,
        "query": text,
        "processingTimeMs": round(answer.page.took_ms),
        **_turning(page, begin, size, answer),
    }
    if counted:
        record["facetDistribution"] = {
            name: _distribution(answer.facets.get(FACETS[name], ())) for name in counted
        }
        record["facetStats"] = {}
    warnings = asking.told(answer)
    return {**record, "warnings": warnings} if warnings else record


def _turning(page: int | None, begin: int, size: int, answer: Answer) -> Record:
    if page is None:
        return {"limit": size, "offset": begin, "estimatedTotalHits": answer.total}
    pages = -(-answer.total // size) if size else 0
    return {"hitsPerPage": size, "page": page, "totalPages": pages, "totalHits": answer.total}


def _distribution(counts: tuple[FacetCount, ...]) -> dict[str, int]:
    """Return how many articles have each value; of two people of one name, which of them."""
    labels = Counter(one.label for one in counts)
    return {
        one.label if labels[one.label] == 1 else str(one.value): one.count
        for one in counts
        if one.value is not None
    }


def _ranking(score: float) -> float:
    """Return a score between 0 and 1."""
    return round(max(score, 0.0) / (max(score, 0.0) + _HALF), 6)
