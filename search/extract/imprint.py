"""Whose page a text stands on, by what the page says of its own publisher.

A page asks to subscribe to its publisher, offers its app, names who holds the rights, introduces
its writers. Each such clue is right as often as its file says; clues of several kinds for one
publisher add up, and what speaks for another publisher counts against it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

from search.extract import outlets
from search.extract.labels import is_shared
from search.extract.lines import Line
from search.extract.mentions import Mention, any_named
from search.extract.outlets import Outlet
from search.extract.rights import claims, goes_on

LONGEST = 700  # characters of a line that are looked at
ENDS = 6  # lines at either end of the article where its writers are introduced
LEAST = 0.9  # chance from which a publisher is told
MOST = 0.97
SHARED = 0.8  # chance that a name borne by several papers means the one known best
SHORT = 60  # characters of a line at the ends that may be furniture left standing
_BEFORE, _AFTER = 160, 110  # characters around a name that can belong to its clue
_PLAIN = frozenset(["about", "contact", "search", "more from", "support", "back to"])
_ADDRESS = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b", re.IGNORECASE)
_LONGER = re.compile(r"(?:[A-Z][\w’'.]*|&) (?:the |The )?$")
_OWN_URL = re.compile(r"^\W*https?://((?:[\w-]+\.)+[a-z]{2,})/\S{12,}$", re.IGNORECASE)
_ANYWHERE = (
    r"subscribe |sign up |newsletter|alerts\b| apps?\b|follow .* on|contributed|reported from|"
    r"(?:respond|repl|return|answer)\w* .*(?:request|inquir|question|calls?\b|messag|mail)|"
    r"for comment|(?:view|opinion|position)s? of |policy of "
)
_AT_ENDS = (
    r"^\W*by |staff|report|correspond|edit|writ|columnist|journalist|critic|cover|source|from:"
)
_ASIDE = (
    r"about|contact|advertis|jobs|career|work|search|more |back |return |go to|welcome|support|"
    r"join|donate|member|like |get |home ?page|main menu|front page|follow |trade ?mark|terms|"
    r"privacy|cookie|subscriber|no |commission|share|portion|compensation|revenue|featured|"
    r"values|moderates|supported|responsible|encourages|necessarily|committed|right|use|"
    r"occasionally|part of|owned|published"
)
_TRIGGERS = {
    (aside, ends): re.compile("|".join([_ANYWHERE, _ASIDE * aside or "@", _AT_ENDS * ends or "@"]))
    for aside in (False, True)
    for ends in (False, True)
}
"""What a line holds that any wording fits, which is sooner seen than who is named in it."""


@dataclass(frozen=True, slots=True)
class Clue:
    """A publisher spoken for at `start` to `end` of a line, rightly with this chance."""

    outlet: Outlet
    method: str
    chance: float
    line: Line
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Wording:
    method: str
    chance: float
    where: str
    before: re.Pattern[str]
    after: re.Pattern[str]


def imprint(rows: Sequence[Line], kinds: Sequence[str | None]) -> Clue | None:
    """Return the best clue to the publisher, with the chance from all, if that is high."""
    best: dict[str, dict[str, Clue]] = {}
    for clue in clues(rows, kinds):
        if clue.outlet.kind in ("outlet", "house"):
            known = best.setdefault(clue.outlet.name, {})
            if clue.method not in known or known[clue.method].chance < clue.chance:
                known[clue.method] = clue
    weights = {name: sum(_odds(clue) for clue in found.values()) for name, found in best.items()}
    ranked = sorted(weights, key=lambda name: (-weights[name], name))
    if not ranked:
        return None
    ahead = weights[ranked[0]] - max(0.0, weights[ranked[1]] if ranked[1:] else 0.0)
    chance = 1 / (1 + math.exp(-ahead))
    if chance < LEAST - 1e-9:
        return None
    leading = max(best[ranked[0]].values(), key=lambda clue: clue.chance)
    return replace(leading, chance=min(MOST, chance))


def _odds(clue: Clue) -> float:
    return math.log(clue.chance / (1 - clue.chance))


def clues(rows: Sequence[Line], kinds: Sequence[str | None]) -> Iterator[Clue]:
    """Yield what the lines say of their publisher, in order."""
    kept = [place for place, kind in enumerate(kinds) if kind is None]
    first, last = (kept[0], kept[-1]) if kept else (0, len(rows))
    for claim in claims(rows):
        yield Clue(claim.outlet, "rights notice", claim.chance, claim.line, claim.start, claim.end)
    for place, line in enumerate(rows):
        ends = place < first + ENDS or place > last - ENDS
        text = line.text[:LONGEST]
        aside = kinds[place] is not None or (ends and len(text) < SHORT)
        if "@" in text or "://" in text:
            yield from _addresses(line, text)
        if not _TRIGGERS[aside, ends].search(text.lower()):
            continue
        for mention in any_named(text):
            for wording in _wordings():
                if wording.where == "any" or (aside if wording.where == "aside" else ends):
                    found = _said(wording, text, mention)
                    if found:
                        name = text[mention.start : mention.end]
                        chance = min(wording.chance, SHARED if is_shared(name) else 1.0)
                        yield Clue(mention.outlet, wording.method, chance, line, *found)
                        break


def _said(wording: _Wording, text: str, mention: Mention) -> tuple[int, int] | None:
    """Return where the wording stands around a name, None where it does not."""
    name = text[mention.start : mention.end]
    after = text[mention.end : mention.end + _AFTER]
    if goes_on(after) and not text.isupper():
        return None
    if not wording.before.pattern and _LONGER.search(text[: mention.start]):
        return None
    if wording.method in _PLAIN and not any(
        name in (one, one.upper()) for one in mention.outlet.spoken
    ):
        return None
    start = max(0, mention.start - _BEFORE)
    before = wording.before.search(text[start : mention.start])
    tail = wording.after.match(after) if before else None
    if not before or not tail:
        return None
    return start + before.start(), mention.end + tail.end()


def _addresses(line: Line, text: str) -> Iterator[Clue]:
    """Yield whose mailboxes are given, and whose address stands alone on the line."""
    for pattern, method, chance in ((_ADDRESS, "mail address", 0.95), (_OWN_URL, "address", 0.8)):
        for match in pattern.finditer(text) if "." in text else ():
            host = match.group(1).lower()
            outlet = outlets.at(host) if outlets.registered(host) not in _mailers() else None
            if outlet:
                yield Clue(outlet, method, chance, line, match.start(), match.end())


@lru_cache(maxsize=1)
def _wordings() -> Sequence[_Wording]:
    source = files("search.extract").joinpath("data/imprint.tsv").read_text(encoding="utf-8")
    return tuple(
        _Wording(
            method,
            float(chance),
            where,
            re.compile(rf"(?:{before})\s*(?:the )?$" if before else "", re.IGNORECASE),
            re.compile(after, re.IGNORECASE),
        )
        for method, chance, where, before, after in (
            row.split("\t") for row in source.splitlines() if row and not row.startswith("#")
        )
    )


@lru_cache(maxsize=1)
def _mailers() -> frozenset[str]:
    """Return the domains where anybody may have a mailbox."""
    source = files("search.extract").joinpath("data/mailers.txt").read_text(encoding="utf-8")
    return frozenset(row for row in source.splitlines() if not row.startswith("#"))
