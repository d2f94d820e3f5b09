"""The article page: what stands about the text, and the record with the evidence for values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from search.article import Article, Evidence
from search.engine import Snapshot
from web.addresses import searching
from web.params import SearchParams
from web.parts import size_bytes
from web.view import annex, wording
from web.view.links import Link, Places, outlet_query
from web.view.text import Text

MOST_TEXT = 32_000
"""Bytes of an article and its text as received, up to which both stand on one page."""

MOST_NOTES = 24
"""Values of a source's own that the record tells."""

LONG_TITLE = 140
"""Characters of a title past which it is set smaller."""


@dataclass(frozen=True, slots=True)
class Row:
    """One value of the record: `tag` says stated or inferred, `evidence` where it comes from."""

    name: str
    value: str
    href: str
    tag: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Some:
    """The first of something beside an article; `more` are not shown, all are at `href`."""

    shown: tuple[Any, ...]
    more: int
    href: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the article page shows. `received` is the text as it came, where it stands on the
    page; `received_href` where it does not.
    """

    article: Article
    plain_title: str
    when: wording.When | None
    inferred: str
    outlet_href: str
    words: str
    text: Text
    is_long: bool
    record: tuple[Row, ...]
    people: Some
    captioned: Some
    outlets: Some
    credits: Some
    quotes: Some
    aside: Some
    received: str | None
    received_href: str
    citation: str
    json: str


@dataclass(frozen=True, slots=True)
class Hrefs:
    """Where an article is: what a link to a place in a `part` of it begins with, its `annex` of a
    name, and the article as `json`.
    """

    part: Callable[[int], str]
    annex: Callable[[str], str]
    json: str


def reading(
    article: Article, text: Text, snapshot: Snapshot, places: Places, hrefs: Hrefs
) -> Reading:
    """Return the view of an article, of which `text` is shown."""
    title = article.title or "Untitled"
    proof = article.provenance.get("date")
    outlets = article.mentioned_outlets[: annex.MOST_OTHERS]
    is_light = size_bytes(article.body) + size_bytes(article.received or "") <= MOST_TEXT
    return Reading(
        article=article,
        plain_title=title,
        when=wording.when(article),
        inferred=wording.evidence(proof) if wording.inferred(proof) else "",
        outlet_href=_outlet(article.outlet or "", places).href,
        words=wording.count(article.words, "word"),
        text=text,
        is_long=len(title) > LONG_TITLE,
        record=_record(article, places),
        people=_some(
            article.people,
            annex.MOST_PEOPLE,
            lambda ones: annex.people(ones, places),
            hrefs.annex("people"),
        ),
        captioned=_some(
            article.captioned,
            annex.MOST_OTHERS,
            lambda ones: annex.captioned(ones, places),
            hrefs.annex("people"),
        ),
        outlets=Some(
            tuple(Link(name, searching(outlet_query(name), places.search)) for name in outlets),
            len(article.mentioned_outlets) - len(outlets),
            hrefs.json,
        ),
        credits=_some(
            article.credits,
            annex.MOST_OTHERS,
            lambda ones: tuple(map(annex.shortened, ones)),
            hrefs.json,
        ),
        quotes=_quotes(article, places, hrefs),
        aside=_some(article.set_aside, annex.MOST_LINES, annex.aside, hrefs.annex("set-aside")),
        received=article.received if is_light else None,
        received_href="" if is_light or article.received is None else hrefs.annex("received"),
        citation=citation(article, snapshot),
        json=hrefs.json,
    )


def _some(
    ones: Sequence[Any], most: int, view: Callable[[Sequence[Any]], tuple[Any, ...]], href: str
) -> Some:
    shown = annex.first(ones, most)
    return Some(view(ones[:shown]), len(ones) - shown, href)


def _quotes(article: Article, places: Places, hrefs: Hrefs) -> Some:
    ones = [*annex.direct(article)]
    shown = annex.first(ones, annex.MOST_QUOTES)
    view = annex.speeches(article, range(shown), places, hrefs.part)
    return Some(view, len(ones) - shown, hrefs.annex("quotes"))


def citation(article: Article, snapshot: Snapshot) -> str:
    """Return the article as a source to cite, with the state of the archive it was read in."""
    when = wording.when(article)
    known = [
        f"{wording.apart(article.author)}." if article.author else "",
        f"“{wording.apart((article.title or 'Untitled').rstrip('.'))}.”",
        f"{wording.apart(article.outlet or 'Outlet not stated')},",
        f"{when.long if when else 'no date'}.",
        f"{article.url}." if web_address(article.url) else "",
        f"Dateline {article.id}, index {snapshot.generation}.{snapshot.commit}.",
    ]
    return " ".join(part for part in known if part)


def web_address(url: str | None) -> str:
    """Return an address that readers may follow, empty for anything but http and https."""
    address = (url or "").strip()
    return address if address.lower().startswith(("http://", "https://")) else ""


def _record(article: Article, places: Places) -> tuple[Row, ...]:
    when = wording.when(article)
    proofs = article.provenance
    rows = [
        _row("Outlet", article.outlet, proofs.get("outlet"), _outlet(article.outlet, places).href),
        _row("Date", when.long if when else None, proofs.get("date")),
    ]
    if article.agency:
        href = SearchParams(agency=((article.agency,),)).url(places.search)
        rows.append(_row("Agency", article.agency, proofs.get("agency"), href))
    language = wording.language(article.lang) if article.lang else None
    optional = (
        ("Author", article.author, "author"),
        ("Section", article.section, "section"),
        ("Language", language, "lang"),
    )
    rows += [_row(name, value, proofs.get(key)) for name, value, key in optional if value]
    if article.url:
        rows.append(_row("Address", article.url, proofs.get("url"), web_address(article.url)))
    if article.title:
        said = wording.evidence(proofs.get("title"), quoted=False)
        rows.append(Row("Headline", "As shown", "", "", said))
    if "body" in proofs:
        rows.append(
            Row("Text", "As shown", "", "", wording.evidence(proofs["body"], quoted=False))
        )
    if "people" in proofs:
        named = wording.count(len(article.people), "person", "people")
        said = wording.evidence(proofs["people"], quoted=False)
        rows.append(Row("People", f"{named} named", "", "", said))
    notes = [*article.notes.items()]
    rows += [
        Row(_name(name), annex.shortened(value), web_address(value), "stated", "")
        for name, value in notes[:MOST_NOTES]
    ]
    if len(notes) > MOST_NOTES:
        rows.append(Row("More", f"{len(notes) - MOST_NOTES} values in JSON", "", "", ""))
    source = article.source
    place = f"Record {source.record + 1}" if source.record else ""
    if source.line and source.line > 1:
        place = f"{place}, line {source.line}" if place else f"Line {source.line}"
    rows.append(Row("File", annex.shortened(source.path), "", "", place))
    if article.added:
        rows.append(Row("Added", wording.moment(article.added), "", "", ""))
    rows.append(Row("Checksum", f"SHA-256 {source.checksum[:12]}…", "", "", ""))
    rows.append(Row("Id", article.id, "", "", ""))
    return tuple(rows)


def _name(key: str) -> str:
    return annex.shortened(key.replace("-", " ").capitalize())


def _row(name: str, value: str | None, proof: Evidence | None, href: str = "") -> Row:
    if not value:
        return Row(name, "Not stated" if name == "Outlet" else "Not known", "", "", "")
    tag = ""
    if proof is not None:
        tag = "inferred" if wording.inferred(proof) else "stated"
    repeats = proof is not None and proof.text.strip() == value
    return Row(
        name, annex.shortened(value), href, tag, wording.evidence(proof, quoted=not repeats)
    )


def _outlet(name: str | None, places: Places) -> Link:
    return Link(name or "", places.outlet(name) if name else places.search)
