"""What a line is when it is known by its wording alone: page furniture, captions, paywalls."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

LONGEST = 400  # characters; a longer line is prose, whatever words stand in it

_KINDS = ("paywall", "section", "furniture", "dateline", "promo", "caption", "credit")
_CAPITAL = re.compile(r"(?<!\\)[A-Z]")
_BULLET = r"(?:[*+•·»>|–—-]\s?)?"
_WHERE = {
    "full": _BULLET + r"(?:{})\s*$",
    "start": _BULLET + "(?:{})",
    "end": r"(?:{})\s*$",
    "any": "{}",
}


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    """Return for each kind what a line begins with, and what stands anywhere in it.

    Apart, because trying every pattern at every place of a line takes thirty times as long.
    """
    rooted: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    loose: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    source = files("search.extract").joinpath("data/furniture.tsv").read_text(encoding="utf-8")
    for row in source.splitlines():
        if row and not row.startswith("#"):
            kind, where, pattern = row.split("\t")
            group = rooted if where in ("full", "start") else loose
            group[kind].append(_WHERE[where].format(pattern))
    return tuple((kind, _any_of(rooted[kind]), _any_of(loose[kind])) for kind in _KINDS)


def _any_of(patterns: list[str]) -> re.Pattern[str] | None:
    """Return one pattern for lines in lower case: told to ignore case, it takes twice as long."""
    small = [_CAPITAL.sub(lambda found: found.group().lower(), one) for one in patterns]
    return re.compile("|".join(small)) if patterns else None


@lru_cache(maxsize=32_768)
def wording(text: str) -> str | None:
    """Return the kind a line's wording gives it away as, None when it could be anything.

    A kind of SetAside, or "section": a heading below which other things than the article follow.
    """
    if len(text) > LONGEST:
        return None
    text = text.lower()
    for kind, rooted, loose in _patterns():
        if (rooted and rooted.match(text)) or (loose and loose.search(text)):
            return kind
    return None
