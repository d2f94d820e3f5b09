"""The article page: the text with its hits, and the record with the evidence for each value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from markupsafe import Markup

from search.article import Article, Evidence, Person
from search.engine import Snapshot
from web import articles, markup
from web.params import SearchParams, searching
from web.view import wording
from web.view.links import Link, Places, outlet_query, person_link, person_query
from web.view.rewording import of_quote

Spans = tuple[tuple[int, int], ...]

MOST_LINKED = 100
"""Hits that have a link each at the top of an article; of more, every so many have one."""

LEAST_WORDS = 6
"""Words of a quote that may be known again in another article."""

MOST_SHOWN = 24
"""People, and speakers, that are shown at once; the others are folded away."""

LONG_TITLE = 140
"""Characters of a title past which it is set smaller."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `hit` is the number of the mark it is, 0 for none."""

    text: Markup
    hit: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, numbered from 1."""

    number: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One value of the record: `tag` says stated or inferred, `evidence` where it comes from."""

    name: str
    value: str
    href: str
    tag: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Named:
    """A person of the article."""

    link: Link
    mentions: str
    spellings: str


@dataclass(frozen=True, slots=True)
class Said:
    """One quote: `paragraph` is where it stands, 0 when that is not known; `wordings` the page of
    the wordings of others, empty where it has too few words to be known again.
    """

    text: str
    paragraph: int
    wordings: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the article page shows."""

    article: Article
    title: tuple[Piece, ...]
    plain_title: str
    when: wording.When | None
    inferred: str
    outlet_href: str
    words: str
    paragraphs: tuple[Paragraph, ...]
    hits: int
    hit_links: Sequence[int]
    is_long: bool
    record: tuple[Row, ...]
    people: tuple[Named, ...]
    captioned: tuple[Named, ...]
    outlets: tuple[Link, ...]
    quotes: tuple[tuple[Link, tuple[Said, ...]], ...]
    aside: tuple[tuple[str, str, int], ...]
    citation: str
    json: str


def reading(
    article: Article, marks: Mapping[str, Spans], snapshot: Snapshot, places: Places, json: str
) -> Reading:
    """Return the view of an article, `marks` (spans in `title` and `body`) its numbered hits."""
    numbers = count(1)
    title = article.title or "Untitled"
    heading = _pieces(
        title, 0, len(title), marks.get("title", ()) if article.title else (), numbers
    )
    body_marks = marks.get("body", ())
    bounds = articles.paragraphs(article.body)
    paragraphs = tuple(
        Paragraph(
            one["number"],
            _pieces(article.body, one["start"], one["end"], body_marks, numbers),
        )
        for one in bounds
    )
    proof = article.provenance.get("date")
    hits = next(numbers) - 1
    names = {one.id: one.name for one in (*article.captioned, *article.people)}
    return Reading(
        article=article,
        title=heading,
        plain_title=title,
        when=wording.when(article),
        inferred=wording.evidence(proof) if wording.inferred(proof) else "",
        outlet_href=_outlet(article.outlet or "", places).href,
        words=wording.count(article.words, "word"),
        paragraphs=paragraphs,
        hits=hits,
        hit_links=range(1, hits + 1, -(-hits // MOST_LINKED) or 1),
        is_long=len(title) > LONG_TITLE,
        record=_record(article, places),
        people=tuple(_named(one, places) for one in article.people),
        captioned=tuple(_captioned(one, places) for one in article.captioned),
        outlets=tuple(
            Link(name, searching(outlet_query(name), places.search))
            for name in article.mentioned_outlets
        ),
        quotes=_quotes(article, names, [(one["start"], one["number"]) for one in bounds], places),
        aside=tuple((one.kind, one.text, one.line) for one in article.set_aside),
        citation=citation(article, snapshot),
        json=json,
    )


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


def _pieces(
    text: str, start: int, end: int, spans: Spans, numbers: count[int]
) -> tuple[Piece, ...]:
    """Return text[start:end] in runs, each span that touches it a hit with the next number."""
    found, position = [], start
    for first, last in sorted(spans):
        first, last = max(first, position), min(last, end)
        if first >= last:
            continue
        if position < first:
            found.append(Piece(markup.marked(text[position:first]), 0))
        found.append(Piece(markup.marked(text[first:last]), next(numbers)))
        position = last
    if position < end:
        found.append(Piece(markup.marked(text[position:end]), 0))
    return tuple(found)


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
    rows += [
        Row(name.replace("-", " ").capitalize(), value, web_address(value), "stated", "")
        for name, value in article.notes.items()
    ]
    source = article.source
    place = f"Record {source.record + 1}" if source.record else ""
    if source.line and source.line > 1:
        place = f"{place}, line {source.line}" if place else f"Line {source.line}"
    rows.append(Row("File", source.path, "", "", place))
    if article.added:
        rows.append(Row("Added", wording.moment(article.added), "", "", ""))
    rows.append(Row("Checksum", f"SHA-256 {source.checksum[:12]}…", "", "", ""))
    rows.append(Row("Id", article.id, "", "", ""))
    return tuple(rows)


def _row(name: str, value: str | None, proof: Evidence | None, href: str = "") -> Row:
    if not value:
        return Row(name, "Not stated" if name == "Outlet" else "Not known", "", "", "")
    tag = ""
    if proof is not None:
        tag = "inferred" if wording.inferred(proof) else "stated"
    repeats = proof is not None and proof.text.strip() == value
    return Row(name, value, href, tag, wording.evidence(proof, quoted=not repeats))


def _named(person: Person, places: Places) -> Named:
    others = [one for one in person.as_written if one != person.name]
    return Named(
        link=person_link(person.id, person.name, places),
        mentions=wording.count(person.mentions, "mention"),
        spellings=", ".join(others),
    )


def _captioned(person: Person, places: Places) -> Named:
    """Return a person of a caption, who need not be known by any text: the search for the name."""
    link = Link(person.name, searching(person_query(person.name), places.search))
    return replace(_named(person, places), link=link)


def _outlet(name: str | None, places: Places) -> Link:
    return Link(name or "", places.outlet(name) if name else places.search)


def _quotes(
    article: Article, names: Mapping[str, str], starts: list[tuple[int, int]], places: Places
) -> tuple[tuple[Link, tuple[Said, ...]], ...]:
    """Return the quotes by speaker, speakers in order of first appearance."""
    spoken: dict[str, list[Said]] = {}
    hrefs = {one.name: places.person(one.id) for one in article.people}
    for place, quote in enumerate(article.quotes):
        if not quote.direct:
            continue
        speaker = names.get(quote.speaker or "") or quote.as_written or "Speaker not known"
        before = [number for start, number in starts if start <= quote.start]
        is_known = len(quote.text.split()) >= LEAST_WORDS
        href = of_quote(article.id, place, places).href if is_known else ""
        spoken.setdefault(speaker, []).append(Said(quote.text, before[-1] if before else 0, href))
    return tuple(
        (Link(speaker, hrefs.get(speaker, "")), tuple(said)) for speaker, said in spoken.items()
    )
