"""A search for a tree, as every shape asks it; JSON in and out."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from search.answer import Answer
from search.engine import Sort
from search.query import simplify
from search.query.tree import Node, Notice, Parsed
from web import present
from web.access import Access
from web.arguments import BadParameter, short
from web.articles import Marks
from web.params import SearchParams
from web.shapes import trees

MOST_RESULTS = 200
"""Results on one page, as everywhere here."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be found: a tree, what to tell of how it was read, and the words as typed."""

    tree: Node
    notices: tuple[Notice, ...] = ()
    text: str = ""

    @property
    def parsed(self) -> Parsed:
        """The query as the archive takes it."""
        return Parsed(self.tree, self.notices, (), simplify.scored(self.tree))


def searched(
    access: Access,
    asked: Asked,
    *,
    sort: Sort | None = None,
    offset: int = 0,
    limit: int = 10,
    facets: tuple[str, ...] = (),
    facet_size: int = 10,
    marked: bool = False,
    snippets: int = 0,
    snippet_length: int = 240,
) -> Answer:
    """Return what the archive finds; `limit` may be 0. Too large a query is a BadParameter.

    `marked`: with marks in titles, and `snippets` passages with theirs.
    """
    if trees.size(asked.tree) > trees.MOST_PARTS:
        raise BadParameter(
            f"A query may have {trees.MOST_PARTS:,} parts.", parameter="query", code="too_large"
        )
    params = SearchParams(
        q=asked.text,
        parsed=asked.parsed,
        sort=sort,
        offset=offset,
        per_page=limit,
        facets=facets,
        facet_size=facet_size,
        snippets=snippets if marked else 0,
        snippet_length=snippet_length,
        highlight="html" if marked else "none",
    )
    return access.search(params)


def told(answer: Answer) -> list[str]:
    """Return what a reader should know of how a query was read and answered."""
    found = [one.message for one in present.notices(answer) if one.code not in _NO_NEWS]
    if answer.page.timed_out:
        found.append("The search ran out of time: there may be more.")
    return found


_NO_NEWS = ("empty",)


def body() -> dict[str, Any]:
    """Return the JSON object of a request's body, empty where there is none."""
    data = request.get_data()
    if not data.strip():
        return {}
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        raise BadParameter("The body is no JSON.", parameter="body", code="json") from None
    if not isinstance(found, dict):
        raise BadParameter("The body must be a JSON object.", parameter="body", code="json")
    return found


def whole(value: object, name: str, least: int, most: int | None, default: int) -> int:
    """Return a whole number of a request, given as a number or as digits."""
    if value is None or value == "":
        return default
    digits = str(value).strip() if isinstance(value, int | str) else ""
    if isinstance(value, bool) or not digits.removeprefix("-").isdecimal() or len(digits) > 18:
        raise BadParameter(
            f"[{name}] must be a whole number, not [{short(str(value))}].", parameter=name
        )
    number = int(digits)
    if number < least or (most is not None and number > most):
        limits = f"from {least} to {most}" if most is not None else f"{least} or more"
        raise BadParameter(f"[{name}] must be {limits}, not {number}.", parameter=name)
    return number


def flag(value: object, name: str, default: bool = False) -> bool:
    """Return a switch of a request: true or false, also as text."""
    if value is None or isinstance(value, bool):
        return default if value is None else value
    found = {"true": True, "": True, "false": False}.get(str(value).strip().lower())
    if found is None:
        raise BadParameter(
            f"[{name}] must be true or false, not [{short(str(value))}].", parameter=name
        )
    return found


def texts(value: object, name: str) -> list[str]:
    """Return names of a request: a list of text, or text with commas between."""
    if value is None:
        return []
    if isinstance(value, str):
        return [one.strip() for one in value.split(",") if one.strip()]
    if isinstance(value, Sequence) and all(isinstance(one, str) for one in value):
        return [one for one in value if one]
    raise BadParameter(f"[{name}] must be a list of names.", parameter=name)


def marks(access: Access, asked: Asked, answer: Answer) -> list[Marks]:
    """Return where the words stand in title and body of each hit; nowhere, once time is up."""
    until = time.monotonic() + access.settings.search_timeout
    found: list[Marks] = []
    with access.turn() as archive:
        for hit in answer.hits:
            late = time.monotonic() > until
            found.append({} if late else archive.marks(hit.article, asked.parsed) or {})
    return found
