"""One article, understood on its own: the extractors, called in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from search.article import Article, Evidence, Person, RawArticle, SetAside
from search.errors import BadInput
from search.extract import (
    boilerplate,
    byline,
    captions,
    dates,
    headline,
    outlet,
    pagebody,
    people,
    title,
    webpage,
)
from search.extract.body import Weighed
from search.extract.evidence import Places, at
from search.extract.language import language, of_line
from search.extract.lines import Line, clean, lines, unwrapped
from search.extract.quotes import quotes


def article(raw: RawArticle) -> Article:
    """Return the article as far as it can be understood without the rest of the archive.

    Raises BadInput, code "article.empty", when there is no text in it.
    """
    paragraphs: list[str] | None = None
    headings: list[str] = []
    weighed: Weighed | None = None
    if raw.kind == "html":
        page = webpage.read(clean(raw.text))
        received, headings = page.visible, page.headings
        rows = lines(received)
        found = pagebody.read(page, rows)
        paragraphs, kinds = found.paragraphs, found.kinds
        how = Evidence(found.method, "", 0.9, "received")
    else:
        received = clean(raw.text)
        rows = unwrapped(lines(received))
        if raw.kind == "text" and rows:
            weighed = boilerplate.looked_at(rows)
            kinds = boilerplate.judged(rows, weighed.chances)
        else:
            kinds = boilerplate.sort_record(rows)
        how = Evidence("lines" if raw.kind == "text" else "record", "", 0.9, "received")
    if not rows or (paragraphs is not None and not paragraphs):
        raise BadInput(
            "There is no article text in it: nothing to index.",
            code="article.empty",
            path=raw.source.path,
            line=raw.source.line,
        )
    publishers = outlet.publishers(raw, rows, kinds)
    heading, provenance = _title(
        raw, rows, kinds, weighed, headings, paragraphs, publishers.outlet
    )
    top = heading[1] if heading else None
    dated = dates.published(raw, rows, kinds, top, publishers.country)
    kept = _without_title(rows, kinds, heading)
    if paragraphs is None:
        paragraphs = [line.text for line, kind in zip(rows, kept, strict=True) if kind is None]
    elif heading:
        paragraphs = [
            text
            for place, text in enumerate(paragraphs)
            if place > 2 or not title.same(text, heading[0])
        ] or paragraphs
    body = "\n\n".join(" ".join(text.split()) for text in paragraphs)
    written = byline.author(raw, rows, kinds)
    spoken = language(body, raw.lang, raw.stated_by.get("lang", "stated"))
    named = people.people(body, heading[0] if heading else None, spoken[0] if spoken else None)
    pictures = [
        line.text[:4000]
        for line, kind in zip(rows, kinds, strict=True)
        if kind in ("caption", "credit")
    ]
    provenance["body"] = how
    for name, evidence in (
        ("outlet", publishers.outlet_evidence),
        ("agency", publishers.agency_evidence),
        ("date", dated.evidence),
        ("author", written[1] if written else None),
        ("lang", spoken[1] if spoken else None),
        ("people", _people_evidence(named) if named.persons else None),
        ("section", _as_stated(raw, "section", raw.section)),
        ("url", _as_stated(raw, "url", raw.url)),
    ):
        if evidence is not None:
            provenance[name] = evidence
    kept_apart = received if received != body else None
    places = Places(rows, kept, body, kept_apart, raw.kind != "html")
    return Article(
        id=raw.id,
        source=raw.source,
        title=heading[0] if heading else None,
        body=body,
        url=raw.url,
        author=written[0] if written else None,
        section=raw.section,
        outlet=publishers.outlet,
        agency=publishers.agency,
        first_day=dated.first,
        last_day=dated.last,
        date_precision=dated.precision,
        partial_date=places.partial(dated.partial) if dated.partial else None,
        lang=spoken[0] if spoken else None,
        people=named.persons,
        quotes=quotes(body, named.persons, spoken[0] if spoken else None),
        captioned=_captioned(pictures, named.persons),
        credits=_credits(raw, pictures),
        mentioned_outlets=publishers.mentioned,
        set_aside=tuple(
            SetAside(line.text, kind, line.number, of_line(line.text, spoken and spoken[0]))
            for line, kind in zip(rows, kept, strict=True)
            if kind is not None and kind != _TITLE
        ),
        received=kept_apart,
        provenance={name: places.settled(evidence) for name, evidence in provenance.items()},
        notes=raw.notes,
    )


_TITLE = "title"


def _title(
    raw: RawArticle,
    rows: Sequence[Line],
    kinds: Sequence[str | None],
    weighed: Weighed | None,
    headings: Sequence[str],
    paragraphs: Sequence[str] | None,
    publisher: str | None,
) -> tuple[tuple[str, int | None] | None, dict[str, Evidence]]:
    """Return the title with the index of its line in the text, if it has one there."""
    given = title.stated(raw.title or "", publisher, raw.url)
    shown = title.shown(headings, given, paragraphs or (), publisher, raw.url)
    if shown and shown != given:
        line = next((line for line in rows if line.text == shown), None)
        how = at(line, "h1", 0.95) if line else Evidence("h1", shown, 0.95, "title")
        return (shown, None), {"title": replace(how, alternatives=(given,) if given else ())}
    if given:
        by = raw.stated_by.get("title", "stated")
        place = next(
            (index for index, line in enumerate(rows[:400]) if title.same(line.text, given)), None
        )
        return (given, place), {"title": Evidence(by, raw.title or "", 0.97, "metadata")}
    best = headline.found(rows, kinds, weighed)
    if best is None:
        return None, {}
    line = rows[best[0]]
    return (line.text, best[0]), {"title": at(line, "headline", min(best[1], headline.SUREST))}


def _without_title(
    rows: Sequence[Line], kinds: Sequence[str | None], heading: tuple[str, int | None] | None
) -> list[str | None]:
    """Return the kinds with the title's own line taken out of the body, and its repeats."""
    kept = list(kinds)
    if heading is None or not any(
        kind is None and not title.same(line.text, heading[0])
        for line, kind in zip(rows, kinds, strict=True)
    ):
        return kept
    own = heading[1]
    for index, line in enumerate(rows):
        if index == own:
            kept[index] = _TITLE
        elif (
            kept[index] in (None, "furniture", "headline")
            and len(line.text) < 400
            and title.same(line.text, heading[0])
        ):
            kept[index] = "repeat"
    return kept


def _credits(raw: RawArticle, pictures: Sequence[str]) -> tuple[str, ...]:
    """Return who took the pictures: as captions say, then as the source states."""
    found = dict.fromkeys(name for text in pictures for name in captions.credits(text))
    if raw.notes.get("credit"):
        found.setdefault(raw.notes["credit"])
    return tuple(found)


def _captioned(pictures: Sequence[str], named: Sequence[Person]) -> tuple[Person, ...]:
    """Return the persons named under pictures only."""
    if not pictures:
        return ()
    shown = people.people_of_lines([captions.without_credits(text) for text in pictures])
    known = {people.identity(person.name) for person in named}
    return tuple(person for person in shown if people.identity(person.name) not in known)


def _people_evidence(named: people.People) -> Evidence:
    return Evidence(named.method, "", named.confidence, "body")


def _as_stated(raw: RawArticle, field: str, value: str | None) -> Evidence | None:
    return Evidence(raw.stated_by.get(field, "stated"), value, 0.97, "metadata") if value else None
