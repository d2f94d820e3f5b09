"""Who claims the rights to a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from search.extract import outlets
from search.extract.labels import is_shared
from search.extract.lines import Line
from search.extract.mentions import any_named
from search.extract.outlets import Outlet

LONGEST = 700  # characters of a line that are looked at
ALONE, AMONG, SHARED = 0.95, 0.6, 0.8  # chances: the only claim, one of several, a shared name

_MARK = re.compile(r"[©ⓒ℗]|\([cC]\)|[cC]opyright|COPYRIGHT")
_CLAIM = re.compile(
    r"(?:©|ⓒ|℗|\(c\)|copyright\b)(?:[\s:]|\(c\)|©|ⓒ|by\b|the\b|copyright\b)*"
    r"(?:(?:19|20)\d\d(?:\s*[-–—]\s*(?:(?:19|20)\d\d|present))?)?[,.\s]*(?:©\s*)?"
    r"(?:by\s)?(?:the\s)?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:www\.)?((?:[\w-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
_COMPANY = re.compile(
    r"(?:['’]s)? (?:Inc|LLC|Ltd|Limited|Corp|Corporation|Company|Co|L\.P|plc|PLC|GmbH|AG|All|App|"
    r"Apps|Newsletters?|Privacy|Terms|Alerts|News|Network|Digital|Online|Magazine|Newspapers?|"
    r"Staff|Journalist|Reporter|Writer|Editor|Editorial|Correspondent|Facebook|Twitter|Homepage|Home|"
    r"Opinion|Politics|Sports)\b"
)
_GOES_ON = re.compile(r"(?:['’]s)?[ -][A-Z0-9&]")


@dataclass(frozen=True, slots=True)
class Claim:
    """The rights of a publisher, or of a wire, at `start` to `end` of a line."""

    outlet: Outlet
    chance: float
    line: Line
    start: int
    end: int


def claims(rows: Sequence[Line]) -> list[Claim]:
    """Return who claims the rights: surely one alone; a page and its source both may."""
    found: dict[str, Claim | None] = {}
    for line in rows:
        text = line.text[:LONGEST]
        if not _MARK.search(text):
            continue
        for match in _CLAIM.finditer(text):
            rest = text[match.end() : match.end() + 30]
            if not rest or ("/" in rest and not _HOST.match(rest)):
                continue  # a credit: © AGENCY / Name
            held = _holder(text, match.end())
            claim = Claim(held[0], ALONE, line, match.start(), held[1]) if held else None
            if claim and is_shared(text[match.end() : claim.end]):
                claim = replace(claim, chance=SHARED)
            found.setdefault(claim.outlet.name if claim else rest.casefold(), claim)
    known = [claim for claim in found.values() if claim]
    return known if len(found) == 1 else [replace(one, chance=AMONG) for one in known]


def _holder(text: str, start: int) -> tuple[Outlet, int] | None:
    """Return whose rights the name at `start` holds, and where it ends."""
    for name, outlet in _holders():
        if text[start : start + len(name)].casefold() == name.casefold():
            return (outlet, start + len(name)) if outlet else None
    address = _HOST.match(text, start)
    if address and (owner := outlets.at(address.group(1))):
        return owner, address.end()
    for mention in any_named(text[: start + 80]):
        if mention.start in (start, start - 4):  # with its article, or without
            name, rest = text[mention.start : mention.end], text[mention.end :]
            house = rest.startswith(" Media") and name not in mention.outlet.spoken
            return None if house or goes_on(rest) else (mention.outlet, mention.end)
    return None


def goes_on(after: str) -> bool:
    """Whether a name is but the beginning of a longer one."""
    return bool(_GOES_ON.match(after)) and not _COMPANY.match(after)


@lru_cache(maxsize=1)
def _holders() -> Sequence[tuple[str, Outlet | None]]:
    """Return the companies that hold rights, the longest names first, None for many titles."""
    known: Mapping[str, Outlet] = {outlet.name: outlet for outlet in outlets.table()}
    return tuple(
        (holder, known[name] if name != "-" else None)
        for holder, name in sorted(_rows(), key=lambda row: -len(row[0]))
    )


def _rows() -> Iterator[list[str]]:
    source = files("search.extract").joinpath("data/holders.tsv").read_text(encoding="utf-8")
    return (row.split("\t") for row in source.splitlines() if row and not row.startswith("#"))
