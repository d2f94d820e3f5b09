"""The fields a query may name, with their other names, and what kind of value each takes.

words   a field of text; any query may stand in it
run     names of people; any run of words of the value
whole   a value compared whole
date    a date word: what it does to the period it names is told in dates.py
case    keeps the letters as written
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search.query.tree import LIST_FIELDS

Kind = Literal["words", "run", "whole", "date", "case"]


@dataclass(frozen=True, slots=True)
class Scope:
    """What words mean at one place of a query: the field they stand in, and whether case counts.

    `name` is the canonical name, "" outside any field; `listed` whether commas part values.
    """

    name: str
    kind: Kind
    listed: bool = False
    cased: bool = False

    @property
    def names(self) -> bool:
        """Whether the values are names."""
        return self.kind in ("run", "whole")


EVERYWHERE = Scope("", "words")

HAS = ("quote", "date", "outlet", "duplicate", "people", "agency", "lang")
"""What an article may have, after `has:`."""

_ALIASES: dict[Kind, dict[str, tuple[str, ...]]] = {
    "words": {"title": ("headline",), "body": ("text",), "quote": ()},
    "run": {"author": (), "people": ("person",), "said": ("speaker",)},
    "whole": {
        "outlet": ("source", "publication"),
        "agency": (),
        "lang": (),
        "url": (),
        "file": (),
        "id": (),
        "story": (),
        "has": (),
    },
    "date": {
        "date": (),
        "on": (),
        "since": (),
        "from": (),
        "until": (),
        "to": (),
        "after": (),
        "before": (),
        "newer": (),
        "older": (),
    },
    "case": {"case": ()},
}

FIELDS: dict[str, Scope] = {
    name: Scope(canonical, kind, listed=canonical in LIST_FIELDS)
    for kind, fields in _ALIASES.items()
    for canonical, others in fields.items()
    for name in (canonical, *others)
}
"""Every name and alias, in small letters."""


@lru_cache(maxsize=1024)
def nearest(name: str, known: tuple[str, ...] = tuple(FIELDS)) -> str | None:
    """Return the known name that `name` most likely meant: at most a third of it mistyped."""
    name = name.lower()
    allowed = min(2, len(name) // 3)
    close = [other for other in known if abs(len(other) - len(name)) <= allowed]
    ranked = sorted((distance(name, other), other) for other in close)
    return ranked[0][1] if ranked and 0 < ranked[0][0] <= allowed else None


def distance(left: str, right: str) -> int:
    """Return how many letters to insert, leave out, change or swap to turn one into the other."""
    before: list[int] = []
    above = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        row = [i]
        for j, b in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
