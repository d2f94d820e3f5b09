"""Text exports of ProQuest: labelled fields, with lines of underscores between the articles.

____________________________________________________________

Strike ends: Ferries to sail again

Full text: The strike is over, both sides said.

Title: Strike ends: Ferries to sail again

Publication title: The Gazette, Late Edition; Halin

Publication date: Jun 20, 2017

ProQuest document ID: 1911234567
____________________________________________________________
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from search.ingest import clipping
from search.ingest.clipping import Clipping

DATABASE = "proquest"
LABELS = clipping.labels(DATABASE)

_RULE = re.compile(r"\s*_{20,}\s*")
_LABEL = re.compile(r"([A-Z][\w /&'’-]{1,40}?)\s*:(?:\s+(.*)|$)")
_SURE = ("outlet", "id", "body", "date", "link", "publication-info")
_EDITION = re.compile(r"[,;]\s*([^,;]*\b(?:edition|ed\.)[^,;]*).*$", re.IGNORECASE)
_COVER = re.compile(
    r"\s*(?:Table of contents|Report Information|Bibliography|Contact us|Database copyright"
    r"|Search Strategy|Citation style|Copyright (?:©|\(c\)) \d{4} ProQuest|ProQuest\s*$)",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:none|not|(?:the )?(?:full text|abstract)(?: is)? (?:not|un)) ?available\.?", re.IGNORECASE
)
_NUMBER = re.compile(r"\s*(?:Document|Dokument|Documento) \d{1,5} (?:of|von|de|di) \d{1,5}\s*")


def recognised(lines: Sequence[str]) -> bool:
    """Return whether lines are the beginning of such an export."""
    found = {one[0] for line in lines if (one := _labelled(line))}
    sure = sum(name in found for name in _SURE)
    return sure > 2 or (sure > 1 and any(_RULE.fullmatch(line) for line in lines))


def starts(line: str) -> bool:
    """Return whether an article begins after this line."""
    return False


def ends(line: str) -> bool:
    """Return whether an article ends with this line."""
    return _RULE.fullmatch(line) is not None


def is_cover(lines: Sequence[str]) -> bool:
    """Return whether lines are what stands around the articles: a list of titles, an address."""
    told = [line for line in lines if line.strip() and not ends(line)]
    named = {one[0] for line in told if (one := _labelled(line))}
    return not told or (not named.intersection(_SURE) and any(map(_COVER.match, told)))


def clipped(lines: Sequence[str]) -> Clipping | None:
    """Return the article in the lines of one document, None where they are laid out otherwise."""
    stated: dict[str, tuple[str, str]] = {}
    texts: dict[str, list[str]] = {}
    name: str | None = None
    blank = True
    first = ""
    for at, line in enumerate(lines):
        if ends(line) or (name is None and _NUMBER.fullmatch(line)):
            continue
        found = _labelled(line)
        if name == "body" and not (found and blank and _labels_follow(lines[at + 1 : at + 200])):
            found = None
        if found and found[0] not in texts:
            name, value, label = found
            texts[name] = [value] if value else []
            stated[name] = ("", label)
        elif name is not None:
            texts[name].append(line)
        elif line.strip() and not first:
            first = line
        blank = not line.strip()
    if not stated.keys() & set(_SURE):
        return None
    for key, (_, label) in list(stated.items()):
        stated[key] = (" ".join(texts[key]), label)
    stated.setdefault("title", (first, "first line"))
    _refine(stated)
    key = "body" if _text(texts.get("body")) else "abstract"
    if key == "abstract":
        stated.pop("abstract", None)
    return clipping.clipping(DATABASE, stated, _text(texts.get(key)))


def _labels_follow(lines: Sequence[str]) -> bool:
    """Return whether the next paragraph has a label too, or none follows: else this is prose."""
    blank = False
    for line in lines:
        if line.strip() and (blank or _labelled(line)):
            return ends(line) or _labelled(line) is not None
        blank = blank or not line.strip()
    return True


def _labelled(line: str) -> tuple[str, str, str] | None:
    found = _LABEL.match(line)
    name = LABELS.get(found[1].casefold()) if found else None
    return (name, (found[2] or "").strip(), found[1].lower()) if found and name else None


def _text(lines: Sequence[str] | None) -> str:
    text = "\n\n".join(clipping.running(block) for block in clipping.blocks(lines or ()))
    return "" if _NONE.fullmatch(text) else text


def _upright(names: str) -> str:
    """Return names with the family name last, where all of them have it first: `Lee, Ann`."""
    parts = [[part.strip() for part in name.split(",")] for name in names.split(";")]
    if not all(len(part) == 2 and all(part) for part in parts):
        return names
    return "; ".join(f"{given} {family}" for family, given in parts)


def _refine(stated: dict[str, tuple[str, str]]) -> None:
    """Part the title of a paper from its edition and place; find the date where it must be."""
    if "outlet" not in stated and "publication-info" in stated:
        value, label = stated["publication-info"]
        stated["outlet"] = (re.split(r"\s+,|[;:]", value)[0], label)
    if "outlet" in stated:
        value, label = stated["outlet"]
        if edition := _EDITION.search(value):
            stated["edition"] = (edition[1], label)
            value = value[: edition.start()]
        stated["outlet"] = (value.partition(";")[0].strip(" ,"), label)
    if "date" not in stated:
        for name in ("publication-info", "year"):
            value, label = stated.get(name, ("", ""))
            if found := clipping.date(value) or re.search(r"\b(?:1[6-9]|20)\d\d\b", value):
                stated["date"] = (found[0], label)
                break
    if "author" in stated:
        value, label = stated["author"]
        stated["author"] = (clipping.author(_upright(value)), label)
    if "lang" in stated:
        stated["lang"] = (re.split(r"[;,]", stated["lang"][0])[0], stated["lang"][1])
