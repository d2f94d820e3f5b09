"""Who published an article, which agency wrote it, and which publishers it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.article import Evidence, RawArticle
from search.extract import captions, outlets
from search.extract.evidence import at
from search.extract.labels import canonical, publisher
from search.extract.lines import Line
from search.extract.mentions import Mention, mentions
from search.extract.outlets import Outlet

_SLUG = re.compile(r"(?:/|\()([^\W\d_][\w .-]{1,30})(?:/|\))\s*(?:[.—–:-]|--)?")
_SLUG_BEFORE_PLACE = re.compile(
    r"^([A-Z]{2,8}|[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})[ |,–-]{1,3}([A-Z][\w .,-]{2,40})$"
)
_REPORTED = re.compile(
    r"[,.]\s+(?:the |a )?([A-Z][\w ’'/-]{1,40}?) (?:news agency |agency )?"
    r"(?:reported|reports|said|writes)\.?$"
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:\(c\)|©)?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?)?,?\s*"
    r"(?:by )?((?:the )?[A-Z][^.,|/©]{1,50}?)(?= all rights|\s*(?:$|[.,|/©]))",
    re.I,
)
_OWN_VOICE = re.compile(r"\b(?:told|tells|interview with)\s+((?:The )?[A-Z][\w&.' -]{1,40})")
_SUBSCRIBE = re.compile(r"\bsubscribe to ((?:The )?[A-Z][\w&' -]{1,40})", re.IGNORECASE)
_DISCLAIMER = re.compile(
    r"\bno ((?:the )?[a-z][\w&.' -]{1,40}?) (?:journalist|reporter|staff|editor)", re.I
)
_LEAD_CHARS = 160
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


@dataclass(frozen=True, slots=True)
class _Clue:
    name: str
    evidence: Evidence


def publishers(raw: RawArticle, rows: Sequence[Line], kinds: Sequence[str | None]) -> Publishers:
    """Return who published and who reported, from what is stated and what the text shows."""
    body = [line for line, kind in zip(rows, kinds, strict=True) if kind is None]
    aside = [line for line, kind in zip(rows, kinds, strict=True) if kind is not None]
    agency, slug_lines = _agency(raw, body, aside)
    outlet = _stated(raw)
    if outlet is None:
        outlet = _from_text(agency, body, rows, kinds)
    if outlet is None:
        outlet = _label(raw)
    known = outlets.named(outlet.name) if outlet else None
    return Publishers(
        outlet=outlet.name if outlet else None,
        outlet_evidence=outlet.evidence if outlet else None,
        agency=agency.name if agency else None,
        agency_evidence=agency.evidence if agency else None,
        country=known.country if known else None,
        mentioned=_mentioned(rows, slug_lines, outlet),
    )


def _stated(raw: RawArticle) -> _Clue | None:
    """Return the publisher that the source states, a column first, then the URL and the page."""
    by = raw.stated_by.get("outlet", "stated")
    name = " ".join((raw.outlet or "").split())
    if name and by.split(":")[0] in OWN_WORDS:
        return _Clue(canonical(name), Evidence(by, name, 0.97, "metadata"))
    if raw.url and not outlets.is_portal(raw.url):
        known = outlets.at(raw.url)
        if known:
            other = (canonical(name),) if name and canonical(name) != known.name else ()
            evidence = Evidence("url", outlets.host(raw.url) or "", 0.97, "url", None, None, other)
            return _Clue(known.name, evidence)
    if name and by.split(":")[0] not in ("folder", "feed", "path"):
        return _Clue(canonical(name), Evidence(by, name, 0.93, "metadata"))
    if raw.url and not outlets.is_portal(raw.url):
        domain = outlets.registered(outlets.host(raw.url) or "")
        if domain:
            return _Clue(domain, Evidence("url", domain, 0.85, "url"))
    return None


def _label(raw: RawArticle) -> _Clue | None:
    """Return what the archive itself calls the source: a folder, a feed."""
    name = " ".join((raw.outlet or "").split())
    if not name:
        return None
    by = raw.stated_by.get("outlet", "stated")
    return _Clue(canonical(name), Evidence(by, name, 0.8, "metadata"))


def _agency(
    raw: RawArticle, body: Sequence[Line], aside: Sequence[Line]
) -> tuple[_Clue | None, set[int]]:
    """Return the agency and the lines whose naming it is no mention."""
    if raw.agency and raw.agency.strip():
        by = raw.stated_by.get("agency", "stated")
        name = " ".join(raw.agency.split())
        return _Clue(_agency_name(name), Evidence(by, name, 0.97, "metadata")), set()
    for line in body[:4]:
        clue = _slug(line)
        if clue:
            return clue, {line.start}
    for line in [line for line in aside if line.text.count(" ") < 8][:40]:
        clue = _place_line(line)
        if clue:
            return clue, {line.start}
    author = " ".join((raw.author or "").split())
    known = outlets.slugs().get(re.sub(r"^(?:by|from) ", "", author, flags=re.IGNORECASE))
    if known:
        by = raw.stated_by.get("author", "stated")
        return _Clue(known.name, Evidence(by, author, 0.9, "metadata")), set()
    for line in aside[:60]:
        match = re.match(r"(?:by|from) ((?:the )?[\w -]{2,30})$", line.text, re.I)
        known = outlets.slugs().get(match.group(1)) if match else None
        if match and known:
            return _Clue(known.name, at(line, "byline", 0.85)), {line.start}
    for line in body[:3]:
        match = _REPORTED.search(line.text, max(0, len(line.text) - 80))
        known = outlets.named(match.group(1)) if match else None
        if match and known and known.slugs:
            return _Clue(known.name, at(line, "lead credit", 0.75, match.start(1))), set()
    return None, set()


def _agency_name(name: str) -> str:
    known = outlets.slugs().get(name) or publisher(name)
    return known.name if known else name


def _slug(line: Line) -> _Clue | None:
    """Return the agency whose slug (`/TASS/`, `(Reuters) -`) opens a paragraph."""
    lead = line.text[:_LEAD_CHARS]
    for match in _SLUG.finditer(lead):
        known = outlets.slugs().get(match.group(1).strip())
        place = lead[: match.start()].strip(" ,.-–—")
        short = len(place) < 60 and "." not in place.rstrip(".")[:-3].replace("St.", "")
        opens = not place or any(word.isupper() and len(word) > 2 for word in place.split())
        dash = bool(re.match(r"\s*(?:[.—–:-]|--)", lead[match.end(1) + 1 :]))
        if known and short and (opens or dash):
            # the slug with its marks, without the dash or full stop after them
            return _Clue(known.name, at(line, "slug", 0.95, match.start(), match.end(1) + 1))
    return None


def is_agency_line(text: str) -> bool:
    """Whether a line names an agency, with a place or alone: `AP Moscow`, `Reuters | London`."""
    return len(text) < 60 and _agency_named(text) is not None


def _agency_named(text: str) -> Outlet | None:
    known = outlets.slugs().get(text)
    if known:
        return known
    match = _SLUG_BEFORE_PLACE.match(text)
    return outlets.slugs().get(match.group(1)) if match else None


def _place_line(line: Line) -> _Clue | None:
    known = _agency_named(line.text)
    return _Clue(known.name, at(line, "agency line", 0.85)) if known else None


def _from_text(
    agency: _Clue | None,
    body: Sequence[Line],
    rows: Sequence[Line],
    kinds: Sequence[str | None],
) -> _Clue | None:
    """Return the publisher as slug, captions, its own voice and rights notices show it.

    A house agency's slug is its own publication unless anybody else shows. A wire's slug is
    not: most of what wires write is printed by others.
    """
    aside = [line for line, kind in zip(rows, kinds, strict=True) if kind is not None]
    shown = _furniture_clues(aside) or _caption_clue(rows)
    writer = outlets.named(agency.name) if agency else None
    by_slug = agency is not None and agency.evidence.method in ("slug", "metadata")
    if shown and not (writer and writer.kind == "house" and by_slug and shown.name == writer.name):
        return shown
    if writer and by_slug and writer.kind == "house" and agency:
        voices = [one for one in _voices(body) if one == writer.name]
        sure = 0.97 if shown or voices else 0.85
        old = agency.evidence
        evidence = Evidence("slug", old.text, sure, old.where, old.start, old.end)
        return _Clue(writer.name, evidence)
    return shown


def _caption_clue(rows: Sequence[Line]) -> _Clue | None:
    for line in rows:
        ending = captions.suffix(line.text)
        known = outlets.spoken(ending) if ending else None
        if known and known.kind in ("outlet", "house") and not captions.credits(line.text):
            start = line.text.rindex(ending or "")
            return _Clue(known.name, at(line, "caption suffix", 0.85, start))
    return None


def _furniture_clues(aside: Sequence[Line]) -> _Clue | None:
    """Return the publisher named by a disclaimer, a subscription offer or a rights notice."""
    for pattern, method, sure in (
        (_DISCLAIMER, "disclaimer", 0.95),
        (_SUBSCRIBE, "subscription", 0.85),
    ):
        for line in aside:
            match = pattern.search(line.text[:400])
            known = _leading_name(match.group(1)) if match else None
            if match and known and known.kind in ("outlet", "house"):
                return _Clue(known.name, at(line, method, sure, *match.span()))
    return _rights(aside)


def _rights(aside: Sequence[Line]) -> _Clue | None:
    """Return the publisher that alone claims the rights: two claims are a page and its source."""
    claims: dict[str, tuple[Line, re.Match[str]]] = {}
    for line in aside:
        match = _RIGHTS.search(line.text[:400])
        if match and "/" not in line.text[:60]:
            claims.setdefault(match.group(1).casefold(), (line, match))
    if len(claims) != 1:
        return None
    holder, (line, match) = next(iter(claims.items()))
    known = outlets.named(holder)
    if known is None or known.kind not in ("outlet", "house"):
        return None
    return _Clue(known.name, at(line, "rights notice", 0.85, match.start(), match.end(1)))


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


def _mentioned(rows: Sequence[Line], own_lines: set[int], outlet: _Clue | None) -> tuple[str, ...]:
    """Return the publishers the text names besides its own, in order of first appearance."""
    names: dict[str, None] = {}
    for line in rows:
        for mention in mentions(line.text):
            if line.start in own_lines and mention.end <= _LEAD_CHARS and _in_slug(line, mention):
                continue
            names.setdefault(mention.outlet.name)
    if outlet:
        names.pop(outlet.name, None)
    return tuple(names)


def _in_slug(line: Line, mention: Mention) -> bool:
    around = line.text[max(0, mention.start - 1) : mention.end + 1]
    return around[:1] in "/(" or around[-1:] in "/)" or line.text.count(" ") < 8
