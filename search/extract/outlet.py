"""Who published an article, which agency wrote it, and which publishers it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.article import Evidence, RawArticle
from search.extract import agency, captions, imprint, outlets
from search.extract.agency import LEAD, Clue
from search.extract.evidence import at
from search.extract.labels import canonical, named_unmistakably
from search.extract.lines import Line
from search.extract.mentions import Mention, mentions
from search.extract.outlets import Outlet

_OWN_VOICE = re.compile(r"\b(?:told|tells|interview with)\s+((?:The )?[A-Z][\w&.' -]{1,40})")
OWN_WORDS = frozenset(["column", "stated", "declared", "nexis", "proquest", "factiva"])
"""Sources that name the outlet of each article themselves, so that no URL is asked."""


@dataclass(frozen=True, slots=True)
class Publishers:
    """Outlet and agency with their evidence, and the others named."""

    outlet: str | None = None
    outlet_evidence: Evidence | None = None
    agency: str | None = None
    agency_evidence: Evidence | None = None
    country: str | None = None
    mentioned: tuple[str, ...] = ()


def publishers(raw: RawArticle, rows: Sequence[Line], kinds: Sequence[str | None]) -> Publishers:
    """Return who published and who reported, from what is stated and what the text shows."""
    body = [line for line, kind in zip(rows, kinds, strict=True) if kind is None]
    wire, wire_lines = agency.agency(raw, rows, kinds)
    outlet = _stated(raw)
    if outlet is None:
        outlet = _from_text(wire, body, rows, kinds)
    if outlet is None:
        outlet = _label(raw)
    known = outlets.named(outlet.name) if outlet else None
    if wire and known and known.kind == "outlet" and wire.name == known.name:
        wire = None  # its own report, though it serves others too
    return Publishers(
        outlet=outlet.name if outlet else None,
        outlet_evidence=outlet.evidence if outlet else None,
        agency=wire.name if wire else None,
        agency_evidence=wire.evidence if wire else None,
        country=known.country if known else None,
        mentioned=_mentioned(rows, wire_lines, outlet),
    )


def _stated(raw: RawArticle) -> Clue | None:
    """Return the publisher that the source states, a column first, then the URL and the page."""
    by = raw.stated_by.get("outlet", "stated")
    name = " ".join((raw.outlet or "").split())
    if name and by.split(":")[0] in OWN_WORDS:
        return Clue(canonical(name), Evidence(by, name, 0.97, "metadata"))
    if raw.url and not outlets.is_portal(raw.url):
        known = outlets.at(raw.url)
        if known:
            other = (canonical(name),) if name and canonical(name) != known.name else ()
            evidence = Evidence("url", outlets.host(raw.url) or "", 0.97, "url", None, None, other)
            return Clue(known.name, evidence)
    if name and by.split(":")[0] not in ("folder", "feed", "path"):
        return Clue(canonical(name), Evidence(by, name, 0.93, "metadata"))
    if raw.url and not outlets.is_portal(raw.url):
        domain = outlets.registered(outlets.host(raw.url) or "")
        if domain:
            return Clue(domain, Evidence("url", domain, 0.85, "url"))
    return None


def _label(raw: RawArticle) -> Clue | None:
    """Return what the archive itself calls the source: a feed's title, a folder's name."""
    name = " ".join((raw.outlet or "").split())
    if name:
        by = raw.stated_by.get("outlet", "stated")
        return Clue(canonical(name), Evidence(by, name, 0.8, "metadata"))
    for folder in reversed(raw.source.path.replace("!/", "/").split("/")[:-1]):
        known = named_unmistakably(folder)
        if known:
            return Clue(known.name, Evidence("folder", folder, 0.8, "path"))
    return None


def _from_text(
    wire: Clue | None,
    body: Sequence[Line],
    rows: Sequence[Line],
    kinds: Sequence[str | None],
) -> Clue | None:
    """Return the publisher as slug, captions and what the page says of itself show it.

    The slug of one that publishes its reports itself is its own publication unless anybody else
    shows. A wire's slug is not: most of what wires write is printed by others.
    """
    shown = _imprinted(rows, kinds) or _caption_clue(rows)
    writer = outlets.named(wire.name) if wire else None
    by_slug = wire is not None and wire.evidence.method in ("slug", "metadata")
    own = writer is not None and writer.kind != "wire" and by_slug
    if shown and not (own and writer and shown.name == writer.name):
        return shown
    if own and writer and wire:
        sure = 0.97 if shown or writer.name in _voices(body) else 0.85
        old = wire.evidence
        evidence = Evidence("slug", old.text, sure, old.where, old.start, old.end)
        return Clue(writer.name, evidence)
    return shown


def _imprinted(rows: Sequence[Line], kinds: Sequence[str | None]) -> Clue | None:
    """Return what the page says of its publisher, with where it says so."""
    found = imprint.imprint(rows, kinds)
    if found is None:
        return None
    said = found.line.text[found.start : found.end]
    start = found.start + len(said) - len(said.lstrip())
    end = found.end - len(said) + len(said.rstrip())
    evidence = at(found.line, found.method, found.chance, start, end)
    return Clue(found.outlet.name, evidence)


def _caption_clue(rows: Sequence[Line]) -> Clue | None:
    for line in rows:
        ending = captions.suffix(line.text)
        known = outlets.spoken(ending) if ending else None
        if known and known.kind in ("outlet", "house") and not captions.credits(line.text):
            start = line.text.rindex(ending or "")
            return Clue(known.name, at(line, "caption suffix", 0.85, start))
    return None


def _leading_name(text: str) -> Outlet | None:
    """Return the publisher whose name `text` begins with."""
    found = text.split()
    for count in range(min(6, len(found)), 0, -1):
        known = outlets.named(" ".join(found[:count]).strip(".,;:"))
        if known:
            return known
    return None


def _voices(body: Sequence[Line]) -> list[str]:
    """Return the publishers somebody told something to."""
    names: list[str] = []
    for line in body:
        for match in _OWN_VOICE.finditer(line.text[:5000]):
            known = _leading_name(match.group(1))
            if known:
                names.append(known.name)
    return names


def _mentioned(rows: Sequence[Line], own_lines: set[int], outlet: Clue | None) -> tuple[str, ...]:
    """Return the publishers the text names besides its own, in order of first appearance."""
    names: dict[str, None] = {}
    for line in rows:
        for mention in mentions(line.text):
            if line.start in own_lines and mention.end <= LEAD and _in_slug(line, mention):
                continue
            names.setdefault(mention.outlet.name)
    if outlet:
        names.pop(outlet.name, None)
    return tuple(names)


def _in_slug(line: Line, mention: Mention) -> bool:
    around = line.text[max(0, mention.start - 1) : mention.end + 1]
    return around[:1] in "/(" or around[-1:] in "/)" or line.text.count(" ") < 8
