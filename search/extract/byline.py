"""Who wrote an article, as stated or as a byline says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.article import Evidence, RawArticle
from search.extract import outlets
from search.extract.evidence import at
from search.extract.lines import Line

_BYLINE = re.compile(
    r"^(?:(?:story|words|written|reported)\s+)?(?:by|von|par|por|di|door|av|автор:?)\s*:?\s+(.{3,120})$",
    re.IGNORECASE,
)
_URL = re.compile(r"^https?://|^www\.|@")
_TAIL = re.compile(
    r"\s*(?:[|•·]|\s[–—-]\s|, (?=\w+ (?:editor|correspondent|reporter|writer))|\bfor\b|\bin\b|"
    r"\b(?:[Uu]pdated|[Pp]ublished|\d)).*$"
)
_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,5}")


def author(
    raw: RawArticle, rows: Sequence[Line], kinds: Sequence[str | None]
) -> tuple[str, Evidence] | None:
    """Return the author and the evidence, None when nobody is named."""
    stated = " ".join((raw.author or "").split())
    if stated and not _URL.search(stated):
        name = re.sub(r"^(?:by|von|par|por)\s+", "", stated, flags=re.IGNORECASE)
        if name and not _is_publisher(name):
            by = raw.stated_by.get("author", "stated")
            return name, Evidence(by, stated, 0.97, "metadata")
    first = next((index for index, kind in enumerate(kinds) if kind is None), 0)
    for line, kind in list(zip(rows, kinds, strict=True))[max(0, first - 15) : first + 4]:
        if kind not in ("dateline", "furniture") and not line.text.lower().startswith("by "):
            continue
        match = _BYLINE.match(line.text) if len(line.text) < 140 else None
        names = _names(match.group(1)) if match else None
        if names and not _is_publisher(names):
            return names, at(line, "byline", 0.85)
    return None


def _names(text: str) -> str | None:
    """Return the names of a byline, None when what follows `by` is no name."""
    text = _TAIL.sub("", text)
    parts = re.split(r",? (?:and|und|et|y|e|en|och|&) |, ", text)
    names = []
    for part in parts:
        words = part.split()
        if not (1 < len(words) < 7 and words[0][0].isupper() and words[-1][0].isupper()):
            break
        if not _NAME.fullmatch(part):
            break
        names.append(part.title() if part.isupper() else part)
    return ", ".join(names) or None


def _is_publisher(name: str) -> bool:
    return outlets.named(name) is not None or name in outlets.slugs()
