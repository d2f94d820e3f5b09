"""What is being typed and what it may become, in the form that browsers read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from search.engine import Completion
from search.query.tree import Field, Term
from web.params import searching


def record(text: str, found: Iterable[Completion], path: str) -> list[Any]:
    """Return completions in the form that browsers read."""
    kinds = {"person": "person · ", "outlet": "outlet · "}
    shown = tuple(found)
    return [
        text,
        [one.text for one in shown],
        [f"{kinds.get(one.kind, '')}{one.articles:,} articles" for one in shown],
        [searching(_asking(one), path) for one in shown],
    ]


def _asking(one: Completion) -> str:
    """Return the query for what was chosen."""
    field = {"person": "people", "outlet": "outlet"}.get(one.kind)
    return str(Field(field, Term(one.text))) if field else one.text
