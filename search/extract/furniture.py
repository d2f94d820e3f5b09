"""What a line is when it is known by its wording alone: page furniture, captions, paywalls."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

LONGEST = 400  # characters; a longer line is prose, whatever words stand in it

_KINDS = ("paywall", "section", "furniture", "dateline", "promo", "caption", "credit")
_WHERE = {
    "full": r"^(?:[*+•·»>|–—-]\s?)?(?:{})\s*$",
    "start": r"^(?:[*+•·»>|–—-]\s?)?(?:{})",
    "end": r"(?:{})\s*$",
    "any": "(?:{})",
}


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    grouped: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    source = files("search.extract").joinpath("data/furniture.tsv").read_text(encoding="utf-8")
    for row in source.splitlines():
        if row and not row.startswith("#"):
            kind, where, pattern = row.split("\t")
            grouped[kind].append(_WHERE[where].format(pattern))
    return tuple(
        (kind, re.compile("|".join(patterns), re.IGNORECASE)) for kind, patterns in grouped.items()
    )


@lru_cache(maxsize=32_768)
def wording(text: str) -> str | None:
    """Return the kind a line's wording gives it away as, None when it could be anything.

    A kind of SetAside, or "section": a heading below which other things than the article follow.
    """
    if len(text) > LONGEST:
        return None
    for kind, pattern in _patterns():
        if pattern.search(text):
            return kind
    return None
