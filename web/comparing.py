"""What is asked of a comparison: two to four articles, or two searches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from web.arguments import BadParameter, canonical, one

LEAST, MOST = 2, 4
"""Articles that are compared at once."""

KNOWN: Mapping[str, tuple[str, ...]] = {"ids": (), "a": (), "b": ()}


@dataclass(frozen=True, slots=True)
class Asked:
    """The ids of articles to compare; without any, two searches, of which an empty one finds
    every article.
    """

    ids: tuple[str, ...] = ()
    a: str = ""
    b: str = ""


def given(arguments: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Return the arguments of a request by name. Raises BadParameter for others than KNOWN."""
    return canonical(arguments, KNOWN)


def asked(found: Mapping[str, list[str]]) -> Asked:
    """Return what a request asks to compare. Raises BadParameter."""
    ids = [text.strip() for value in found.get("ids", ()) for text in value.split(",")]
    chosen = tuple(dict.fromkeys(filter(None, ids)))
    a, b = one(found, "a") or "", one(found, "b") or ""
    if chosen and (a or b):
        raise BadParameter(
            "ids compares articles, a and b compare searches: give one or the other.",
            parameter="ids",
        )
    if a or b:
        return Asked(a=a, b=b)
    if not LEAST <= len(chosen) <= MOST:
        had = f", not {len(chosen):,}" if chosen else ""
        raise BadParameter(
            f"Give the ids of two to four articles to compare{had}: ids=…,…", parameter="ids"
        )
    return Asked(ids=chosen)


def query(wanted: Asked) -> str:
    """Return what is asked as the query of an address."""
    if wanted.ids:
        return urlencode({"ids": ",".join(wanted.ids)}, safe=",", errors="replace")
    return urlencode({"a": wanted.a, "b": wanted.b}, errors="replace")
