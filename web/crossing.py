"""What many queries are crossed with, as a request or a command line names it."""

from __future__ import annotations

from collections.abc import Mapping

from search.engine import CROSSED
from web.arguments import BadParameter, names
from web.params import FACET_NAMES

NONE = "none"
"""What `by` is where nothing but the whole is counted."""

NAMES = {name: facet for name, facet in FACET_NAMES.items() if facet in CROSSED}
"""What `by` can choose from, and the facet that each is."""

USUAL = ("outlet", "date:month")
"""What is counted by where nothing is said of it."""


def facets(given: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return the facets that `by` names."""
    if "by" not in given:
        return USUAL
    chosen = names(given, "by", {**NAMES, NONE: NONE})
    if NONE in chosen and len(chosen) > 1:
        raise BadParameter("by is none, or else names of columns; not both.", parameter="by")
    return tuple(name for name in chosen if name != NONE)
