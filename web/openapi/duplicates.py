"""The shape of an article that shares its text with another."""

from __future__ import annotations

from typing import get_args

from search.story import Relation
from web.openapi.schema import NUMBER, TEXT, Shape, choice, maybe, record

DUPLICATE = Shape(
    "Duplicate",
    "An article that shares much of its text with another: a copy of it, one that contains it, or "
    "one that it contains. `similarity` is the share of the runs of five words that both have, of "
    "all that either has; `containment` of those of the shorter one.",
    record(
        {
            "id": TEXT,
            "outlet": maybe(TEXT),
            "relation": choice(get_args(Relation)),
            "similarity": NUMBER,
            "containment": NUMBER,
        }
    ),
)
