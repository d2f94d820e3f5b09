"""What is being typed and what it may become, in the form that browsers read."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from search.engine import Completion
from search.query.tree import Field, Term
from web.addresses import searching
from web.view.wording import count

Complete = Callable[[str, int], Sequence[Completion]]

_NAMED = re.compile(
    r"""(?ix) (?<![^\s(]) (?P<lead> [-+]? (?P<field>
    people | person | said | speaker | outlet | source | publication) :)
    (?P<typed> "[^"]* | [^\s"()]*) $"""
)
"""A field of names at the end of a query, its value being typed."""

_TAILS = 3
"""Words at the end of a query of which a name is looked for."""


def record(text: str, most: int, complete: Complete, path: str) -> list[Any]:
    """Return at most so many completions in the form that browsers read."""
    named = _NAMED.search(text)
    if named:
        kind = "outlet" if named["field"].lower() in ("outlet", "source", "publication") else ""
        found = _of_field(named["typed"].lstrip('"'), most, complete, kind or "person")
        before = text[: named.start()] + named["lead"]
        rows = [(before + _value(one), one, before + _value(one)) for one in found]
    else:
        rows = [(one.text, one, _asking(one)) for one in complete(text, most)]
        if not any(one.kind != "word" for _, one, _ in rows):
            rows = _with_names(rows, text, most, complete)
    return [
        text,
        [shown for shown, _, _ in rows],
        [_says(one) for _, one, _ in rows],
        [searching(query, path) for _, _, query in rows],
    ]


def _says(one: Completion) -> str:
    """Return what a completion is; the articles of several words are those of the last alone."""
    _, several, last = one.text.rpartition(" ")
    what = one.kind if one.kind != "word" else last if several else ""
    articles = count(one.articles, "article")
    return f"{what} · {articles}" if what else articles


def _of_field(typed: str, most: int, complete: Complete, kind: str) -> list[Completion]:
    """Return names of one kind; they share the list with words and with names of the other."""
    if not typed.strip():
        return []
    return [one for one in complete(typed, 4 * most) if one.kind == kind][:most]


def _with_names(
    rows: list[tuple[str, Completion, str]], text: str, most: int, complete: Complete
) -> list[tuple[str, Completion, str]]:
    """Return the rows, and names that only the last words begin: those before stay as typed."""
    starts = [found.start() for found in re.finditer(r"(?<!\S)[^\W_]", text)][1:]
    for start in starts[-_TAILS:]:
        names = [one for one in complete(text[start:], most) if one.kind != "word"]
        if names:
            kept = max(most - len(names), most // 2)
            queries = [text[:start] + _asking(one) for one in names]
            more = [(query, one, query) for query, one in zip(queries, names, strict=True)]
            return [*rows[:kept], *more][:most]
    return rows


def _asking(one: Completion) -> str:
    """Return the query for what was chosen."""
    field = {"person": "people", "outlet": "outlet"}.get(one.kind)
    return f"{field}:{_value(one)}" if field else one.text


def _value(one: Completion) -> str:
    """Return a name as the value of a field."""
    return str(Field("people", Term(one.text))).partition(":")[2]
