"""Which agency reported: by slug, byline, closing line or rights.

That an agency "contributed to this report" does not make the report its own: that is a mention.
Pictures are credited apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.article import Evidence, RawArticle
from search.extract import outlets
from search.extract.evidence import at
from search.extract.labels import publisher
from search.extract.lines import Line
from search.extract.outlets import Outlet
from search.extract.rights import claims

LEAD = 160  # characters of a paragraph in which a slug stands
SLUGGED = 8  # paragraphs that may be captions, before the one that has it
_SLUG = re.compile(r"(?:/|\(|\[|--\()([^\W\d_][\w .-]{1,30})(?:/|\)--|\)|\])\s*(?:[.—–:_-]|--)?")
_SLUG_BEFORE_PLACE = re.compile(
    r"^([A-Z]{2,8}|[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})[ |,–-]{1,3}([A-Z][\w .,-]{2,40})$"
)
_REPORTED = re.compile(
    r"[,.]\s+(?:the |a )?([A-Z][\w ’'/-]{1,40}?) (?:news agency |agency )?"
    r"(?:reported|reports|said|writes)\.?$"
)
_BYLINE = re.compile(r"(?:by|from|with)[: ]\s*((?:the )?[\w -]{2,40})$", re.IGNORECASE)
_OF = re.compile(
    r"^(?:by )?[A-Z][\w.'’ -]{2,40}?(?:,| \||/| [-–—]| of| for)\s?(?:the )?"
    r"([A-Z][\w-]*(?: [A-Z][\w-]*){0,2}?)"
    r"(?: (?:[\w-]+ ){0,3}(?:writers?|reporters?|correspondents?|editor|staff|journalist))?\.?$",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"(?:19|20)\d\d|rights|reserved|may not", re.IGNORECASE)
_SHORTENED = re.compile(r"\b\w{1,5}\.(?=[ ,/]|$)")
_CLOSING = re.compile(r"(?:^|[.!?”\"’)]\s*)(?:[-–—]{1,2}\s?|\()([A-Z][\w -]{1,30}?)\)?\.?$")


@dataclass(frozen=True, slots=True)
class Clue:
    """A publisher's name and what it was told by."""

    name: str
    evidence: Evidence


def agency(
    raw: RawArticle, rows: Sequence[Line], kinds: Sequence[str | None]
) -> tuple[Clue | None, set[int]]:
    """Return the agency, and where the lines begin whose naming it is no mention."""
    if raw.agency and raw.agency.strip():
        by = raw.stated_by.get("agency", "stated")
        name = " ".join(raw.agency.split())
        known = outlets.slugs().get(name) or publisher(name)
        return Clue(known.name if known else name, Evidence(by, name, 0.97, "metadata")), set()
    places = [place for place, kind in enumerate(kinds) if kind is None]
    body = [rows[place] for place in places]
    for line in body[:SLUGGED]:
        clue = _slug(line)
        if clue:
            return clue, {line.start}
    aside = [
        line
        for line, kind in zip(rows, kinds, strict=True)
        if kind not in (None, "caption", "credit")
    ]
    for line in [line for line in aside if line.text.count(" ") < 8][:40]:
        known = _agency_named(line.text)
        if known:
            return Clue(known.name, at(line, "agency line", 0.85)), {line.start}
    author = " ".join((raw.author or "").split())
    known = _byline(author)
    if known:
        by = raw.stated_by.get("author", "stated")
        return Clue(known.name, Evidence(by, author, 0.9, "metadata")), set()
    top = places[0] + 3 if places else 0
    for line, kind in zip(rows[:top], kinds, strict=False):
        picture = kind == "caption" or (kind == "credit" and " " not in line.text)
        if picture or len(line.text) > 90 or "/" in line.text:
            continue
        known = _byline(line.text)
        if known:
            return Clue(known.name, at(line, "byline", 0.85)), {line.start}
    return _at_the_end(body, aside)


def _at_the_end(body: Sequence[Line], aside: Sequence[Line]) -> tuple[Clue | None, set[int]]:
    for line in body[-1:]:
        match = _CLOSING.search(line.text, max(0, len(line.text) - 40))
        known = _signed(match.group(1)) if match else None
        if match and known and known.kind != "outlet":
            return Clue(known.name, at(line, "closing line", 0.85, match.start(1))), {line.start}
    for claim in claims(aside):
        notice = claim.line.text[claim.start :]
        if claim.outlet.kind == "wire" and claim.outlet.slugs and _NOTICE.search(notice):
            evidence = at(claim.line, "rights notice", 0.85, claim.start, claim.end)
            return Clue(claim.outlet.name, evidence), {claim.line.start}
    for line in body[:3]:
        match = _REPORTED.search(line.text, max(0, len(line.text) - 80))
        known = outlets.named(match.group(1)) if match else None
        if match and known and known.slugs and known.kind != "outlet":
            return Clue(known.name, at(line, "lead credit", 0.75, match.start(1))), set()
    return None, set()


def _byline(text: str) -> Outlet | None:
    """Return the agency a byline names, alone or beside a writer."""
    bare = _BYLINE.match(text)
    known = _signed(text) or (_signed(bare.group(1)) if bare else None)
    if known:
        return known
    match = _OF.match(text)
    return _signed(match.group(1)) if match else None


def _slug(line: Line) -> Clue | None:
    """Return the agency whose slug (`/TASS/`, `(Reuters) -`) opens a paragraph."""
    lead = line.text[:LEAD]
    for match in _SLUG.finditer(lead):
        known = outlets.slugs().get(match.group(1).strip())
        place = lead[: match.start()].strip(" ,.-–—")
        short = len(place) < 60 and "." not in _SHORTENED.sub("", place)
        opens = not place or any(word.isupper() and len(word) > 2 for word in place.split())
        dash = bool(re.match(r"\s*(?:[.—–:_-]|--)", lead[match.end(1) + 1 :]))
        if known and short and (opens or dash):
            # the slug with its marks, without the dash or full stop after them
            return Clue(known.name, at(line, "slug", 0.95, match.start(), match.end(1) + 1))
    return None


def is_agency_line(text: str) -> bool:
    """Whether a line names an agency, with a place or alone: `AP Moscow`, `Reuters | London`."""
    return len(text) < 60 and _agency_named(text) is not None


def _agency_named(text: str) -> Outlet | None:
    match = _SLUG_BEFORE_PLACE.match(text)
    return _signed(text) or (_signed(match.group(1)) if match else None)


def _signed(name: str) -> Outlet | None:
    """Return the agency of a slug that stands without its marks, where it is no other word."""
    known = outlets.slugs().get(name)
    return known if known and (name in known.spoken or " " in name) else None
