"""The parameters of a search of Meilisearch, checked one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from search.engine import Sort
from search.query.tree import Node
from web.arguments import BadParameter, short
from web.shapes import asking, trees
from web.shapes.asking import Asked
from web.shapes.documents import DATE, FACETS, FIELDS
from web.shapes.meilisearch import contract, filters, words
from web.shapes.meilisearch.formatting import TEXTS, Formatting
from web.shapes.tags import MOST_TAG, Tags

_PARAMETERS = tuple(one.name for one in contract.OPTIONS)
_OFF = (
    *("vector", "hybrid", "distinct", "locales", "rankingScoreThreshold", "retrieveVectors"),
    *("showRankingScoreDetails", "showPerformanceDetails", "personalize", "media", "useNetwork"),
)
"""What is known there and cannot be had here."""


def checked(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the parameters that were given; what is not known, or cannot be had, is refused."""
    for name, value in given.items():
        if name in _OFF and value not in (None, False, [], "", "false"):
            raise wrong(f"`{name}` cannot be had here.", name)
        if name not in _PARAMETERS and name not in _OFF:
            known = "`, `".join(_PARAMETERS)
            raise BadParameter(
                f"Unknown field `{short(str(name))}`: expected one of `{known}`",
                parameter=name,
                code="bad_request",
            )
    return {name: value for name, value in given.items() if value is not None}


def asked_for(given: Mapping[str, Any]) -> tuple[str, Asked, Asked | None]:
    """Return the words, the search, and the one that is made where that finds too little."""
    text = given.get("q", "")
    if not isinstance(text, str):
        raise wrong("Invalid value type for parameter `q`: expected a string.", "q")
    strategy = given.get("matchingStrategy", "last")
    if strategy not in contract.STRATEGIES:
        raise wrong(
            f"`matchingStrategy` can be `last` or `all`, not `{short(str(strategy))}`.",
            "matchingStrategy",
        )
    fields = attributes(given, "attributesToSearchOn", TEXTS, TEXTS)
    narrowing = filters.node(given.get("filter"), dt.datetime.now(dt.timezone.utc))
    read = words.read(text)

    def asked(node: Node) -> Asked:
        parts = [node] if narrowing is None else [node, trees.unscored(narrowing)]
        return Asked(trees.all_of(parts), read.notices, text)

    relaxed = None
    if strategy == "last" and len(read.parts) > 1:
        relaxed = asked(read.first_of_them(fields))
    return text, asked(read.all_of_them(fields)), relaxed


def place(given: Mapping[str, Any]) -> tuple[int | None, int, int]:
    """Return the page, None where `offset` and `limit` decide, where it begins, and its size."""
    most = asking.MOST_RESULTS
    offset = asking.whole(given.get("offset"), "offset", 0, None, 0)
    limit = asking.whole(given.get("limit"), "limit", 0, most, 20)
    if "page" not in given and "hitsPerPage" not in given:
        return None, min(offset, 10**9), limit
    size = asking.whole(given.get("hitsPerPage"), "hitsPerPage", 0, most, 20)
    page = asking.whole(given.get("page"), "page", 0, None, 1)
    if page == 0:  # Meilisearch's page before the first, which is empty
        return 0, 0, 0
    return page, min((page - 1) * size, 10**9), size


def attributes(
    given: Mapping[str, Any],
    name: str,
    known: tuple[str, ...],
    default: tuple[str, ...] | None = None,
) -> tuple[str, ...]:
    """Return the attributes that a parameter names; `*` is all of them."""
    value = given.get(name)
    if value is None or value == "":
        return known if default is None else default
    names = asking.texts(value, name)
    if "*" in names:
        return known
    for one in names:
        if one not in known and name == "attributesToSearchOn":
            raise wrong(
                f"Attribute `{short(one)}` is not searchable. Available searchable attributes "
                f"are: `{', '.join(known)}`.",
                name,
            )
    return tuple(one for one in names if one in known)


def formatting(given: Mapping[str, Any]) -> Formatting:
    length = asking.whole(given.get("cropLength"), "cropLength", 0, 10_000, 10)
    cropped = {}
    for one in asking.texts(given.get("attributesToCrop"), "attributesToCrop"):
        name, colon, own = one.partition(":")
        words_kept = asking.whole(own, "attributesToCrop", 0, 10_000, length) if colon else length
        cropped.update(dict.fromkeys(TEXTS if name == "*" else [name], words_kept))
    highlighted = attributes(given, "attributesToHighlight", FIELDS, ())
    before = _text(given, "highlightPreTag", "<em>")
    after = _text(given, "highlightPostTag", "</em>")
    marker = _text(given, "cropMarker", "…")
    kept = {name: count for name, count in cropped.items() if name in FIELDS}
    return Formatting(highlighted, kept, marker, Tags.of(before, after))


def _text(given: Mapping[str, Any], name: str, default: str) -> str:
    value = given.get(name, default)
    if not isinstance(value, str) or len(value) > MOST_TAG:
        raise wrong(f"`{name}` must be text of at most {MOST_TAG} characters.", name)
    return value


def facets(given: Mapping[str, Any]) -> tuple[str, ...]:
    names = asking.texts(given.get("facets"), "facets")
    if "*" in names:
        return tuple(FACETS)
    for name in names:
        if name not in FACETS:
            raise wrong(
                f"Attribute `{short(name)}` is not a facet. Available facets are: "
                f"`{', '.join(FACETS)}`.",
                "facets",
            )
    return tuple(dict.fromkeys(names))


def order(given: Mapping[str, Any]) -> Sort | None:
    names = asking.texts(given.get("sort"), "sort")
    if not names:
        return None
    found: dict[str, Sort] = {f"{DATE}:desc": "newest", f"{DATE}:asc": "oldest"}
    if len(names) > 1 or names[0] not in found:
        raise wrong(
            f"`{short(', '.join(names))}` is no order here. Available sortable attributes are: "
            f"`{DATE}`, as `{DATE}:asc` or `{DATE}:desc`.",
            "sort",
        )
    return found[names[0]]


def wrong(message: str, name: str) -> BadParameter:
    return BadParameter(message, parameter=name)
