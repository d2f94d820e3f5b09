"""The names of fields as clients of Elasticsearch write them, and words looked for in several."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.query.fields import FIELDS
from search.query.tree import Field, Node, Term
from web.arguments import BadParameter, short
from web.shapes import trees
from web.shapes.documents import DATE, NAMES, TEXT

_SUFFIXES = (".keyword", ".raw", ".text", ".exact", ".english")
_OWN = {"_id": "id", "section": "", "words": "", "link": "", "story": "", "has": ""}


def field(name: object, where: str) -> str:
    """Return our name of a field that can be searched: `outlet.keyword` is `outlet`."""
    found = known(name)
    if found is None:
        closest = difflib.get_close_matches(str(name)[:100], (*TEXT, *NAMES, DATE), n=1)
        hint = f" did you mean [{closest[0]}]?" if closest else ""
        raise BadParameter(
            f"[{where}] there is no field [{short(str(name))}] to search;{hint} fields are "
            f"{', '.join((*TEXT, *NAMES, DATE))}",
            parameter=where,
            code="parsing_exception",
        )
    return found


def known(name: object) -> str | None:
    """Return our name of a field that can be searched, None where there is none of that name."""
    if not isinstance(name, str):
        return None
    bare = next((name.removesuffix(one) for one in _SUFFIXES if name.endswith(one)), name).lower()
    scope = FIELDS.get(_OWN.get(bare, bare))
    if scope is None or scope.kind == "case" or (scope.kind == "date" and bare != DATE):
        return None
    found = scope.name or bare
    return found if found in (*TEXT, *NAMES, DATE) else None


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields that words are looked for in, each with its weight; none is title and body."""

    names: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, given: Sequence[object], where: str) -> Fields:
        """Return the fields of a list such as `["title^3", "body"]`."""
        found: dict[str, float] = {}
        for one in given:
            name, _, weight = one.partition("^") if isinstance(one, str) else (one, "", "")
            if name in ("*", "_all"):
                return cls()
            found[field(name, where)] = factor(weight or 1.0, where)
        if set(found) == {"title", "body"} and len(set(found.values())) == 1:
            return cls()
        return cls(tuple(found.items()))

    def spread(self, text: str, node: Callable[[str], Node]) -> Node:
        """Return words looked for in these fields; in a field of names the whole text is."""
        if not self.names:
            return node(text)
        return trees.any_of(
            trees.weighted(inside(name, text, node), weight) for name, weight in self.names
        )


def inside(name: str, text: str, node: Callable[[str], Node]) -> Node:
    """Return words looked for in one field."""
    if name in TEXT:
        return trees.scoped(node(text), name)
    value = " ".join(text.split())
    return Field(name, Term(value)) if any(map(str.isalnum, value)) else trees.NOTHING


def factor(value: object, where: str) -> float:
    """Return the weight of a part of a query."""
    try:
        found = float(value) if isinstance(value, str | int | float) else 0.0
    except ValueError:
        found = 0.0
    if isinstance(value, bool) or not 0 < found <= 1e6:
        raise BadParameter(
            f"[{where}] a boost must be a number above 0, not [{short(str(value))}]",
            parameter=where,
            code="parsing_exception",
        )
    return found
