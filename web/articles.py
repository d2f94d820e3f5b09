"""One article to plain dicts: what JSON says of it and templates show is one thing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from search.article import Article, Evidence, Person, Quote
from search.report import instant
from search.story import Copy

Record = dict[str, Any]
Marks = Mapping[str, tuple[tuple[int, int], ...]]

_LENGTHS = {"day": 10, "month": 7, "year": 4}
"""Letters of a date that is known so closely."""

_PLAIN_ID = re.compile(r"[A-Za-z0-9_.~-]+")
"""Ids that `quote` leaves as they are."""

_PLAIN_LINK = re.compile(r"https?://[!-Z^-~]+")


def record(
    found: Article,
    *,
    marks: Marks | None,
    root: str = "",
    story: str | None = None,
    copies: Iterable[Copy] = (),
) -> Record:
    """Return everything known about one article; `marks` are where a query's words stand in it,
    None when there was no time to find them. `story` is the id of the one it belongs to, `copies`
    what shares much of its text.
    """
    names = {one.id: one.name for one in (*found.captioned, *found.people)}
    return {
        **identity(found, root),
        "author": found.author,
        "section": found.section,
        "first_day": day(found.first_day),
        "last_day": day(found.last_day),
        "words": found.words,
        "body": found.body,
        "paragraphs": paragraphs(found.body),
        "people": [person(one) for one in found.people],
        "captioned": [person(one) for one in found.captioned],
        "credits": list(found.credits),
        "mentioned_outlets": list(found.mentioned_outlets),
        "quotes": [quotation(one, names) for one in found.quotes],
        "set_aside": [
            {"text": one.text, "kind": one.kind, "line": one.line, "lang": one.lang}
            for one in found.set_aside
        ],
        "received": found.received,
        "notes": dict(found.notes),
        "highlights": [
            span(field, start, end)
            for field, spans in (marks or {}).items()
            for start, end in spans
        ],
        "timed_out": marks is None,
        "story": story,
        "duplicates": [copy(one) for one in copies],
        "provenance": provenance(found),
    }


def plain_text(found: Article) -> str:
    """Return an article as text to read: headline, what is known about it, body."""
    known = [found.outlet, date(found), found.author, link(found.url)]
    head = [found.title, " · ".join(one for one in known if one)]
    return "\n\n".join([*(line for line in head if line), found.body]) + "\n"


def received(found: Article) -> str:
    """Return the text as it was received, which is the body where it is not kept apart."""
    return found.body if found.received is None else found.received


def paragraphs(body: str) -> list[Record]:
    """Return the paragraphs of a body, numbered from 1, with their offsets in it."""
    found: list[Record] = []
    start = 0
    for text in body.split("\n\n"):
        if text.strip():
            end = start + len(text)
            found.append({"number": len(found) + 1, "start": start, "end": end, "text": text})
        start += len(text) + 2
    return found


def person(one: Person) -> Record:
    """Return a person by canonical name, with every spelling the article has."""
    return {
        "name": one.name,
        "id": one.id,
        "as_written": one.as_written,
        "mentions": one.mentions,
    }


def quotation(one: Quote, names: Mapping[str, str]) -> Record:
    """Return a quote; `names` gives the canonical name of a person's id.

    Offsets are into the body: `mention` of the words that name the speaker, `verb_at` of the verb.
    """
    speaker = None
    if one.speaker is not None:
        name = names.get(one.speaker) or one.as_written or one.speaker
        speaker = {"name": name, "id": one.speaker}
    return {
        "text": one.text,
        "start": one.start,
        "end": one.end,
        "speaker": speaker,
        "as_written": one.as_written,
        "verb": one.verb,
        "direct": one.direct,
        "confidence": one.confidence,
        "kind": one.kind,
        "cue": one.cue or None,
        "mention": _place(one.mention),
        "verb_at": _place(one.verb_at),
    }


def _place(span: tuple[int, int] | None) -> Record | None:
    return {"start": span[0], "end": span[1]} if span else None


def copy(one: Copy) -> Record:
    """Return an article that shares much of its text with another."""
    return {
        "id": one.id,
        "outlet": one.outlet,
        "relation": one.relation,
        "similarity": round(one.jaccard, 3),
        "containment": round(one.containment, 3),
    }


def provenance(found: Article) -> Record:
    """Return for each field that has a value how it got it; offsets are into `where`'s text."""
    return {name: evidence(one) for name, one in found.provenance.items()}


def evidence(one: Evidence) -> Record:
    """Return how one field got its value."""
    return {
        "method": one.method,
        "evidence": one.text,
        "where": one.where,
        "start": one.start,
        "end": one.end,
        "confidence": one.confidence,
        "alternatives": list(one.alternatives),
    }


def date(found: Article) -> str | None:
    """Return the date as precisely as it is known: 2017-06-20, 2017-06, 2017 or None."""
    if found.first_day is None:
        return None
    return found.first_day.isoformat()[: _LENGTHS.get(found.date_precision or "day", 10)]


def identity(found: Article, root: str) -> Record:
    """Return what an article is and where it is from."""
    name = found.id if _PLAIN_ID.fullmatch(found.id) else quote(found.id, safe="")
    return {
        "id": found.id,
        "link": f"{root}/article/{name}",
        "url": link(found.url),
        "source": {"path": found.source.path, "record": found.source.record},
        "title": found.title,
        "outlet": found.outlet,
        "agency": found.agency,
        "date": date(found),
        "date_precision": found.date_precision,
        "lang": found.lang,
        "added": found.added and instant(found.added),
    }


def link(url: str | None) -> str | None:
    """Return an address a reader may follow: http and https only."""
    if url and _PLAIN_LINK.fullmatch(url):  # nothing in it could be wrong
        return url
    try:
        return url if url and urlsplit(url).scheme.lower() in ("http", "https") else None
    except ValueError:
        return None


def span(field: str, start: int, end: int) -> Record:
    """Return a stretch of a field, by its offsets."""
    return {"field": field, "start": start, "end": end}


def day(one: dt.date | None) -> str | None:
    """Return a day as 2017-06-20."""
    return one.isoformat() if one else None
