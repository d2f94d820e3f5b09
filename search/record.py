"""Articles to bytes and back: one compact JSON object an article.

This is how articles are kept in an index and between the two passes of a rebuild. Dates are ISO
days; people, quotes and set-aside lines are arrays in the order of their fields.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from search.article import (
    Article,
    Evidence,
    PartialDate,
    Person,
    Quote,
    SetAside,
    Source,
)

_PLAIN = (
    "id",
    "title",
    "body",
    "url",
    "author",
    "section",
    "outlet",
    "agency",
    "date_precision",
    "lang",
    "received",
    "extractor",
)


def dumps(article: Article) -> bytes:
    """Return the article as UTF-8 JSON without line breaks; what is empty is left out."""
    source = article.source
    record: dict[str, Any] = {name: getattr(article, name) for name in _PLAIN}
    record |= {
        "source": [source.root, source.path, source.record, source.line, source.checksum],
        "first_day": article.first_day and article.first_day.isoformat(),
        "last_day": article.last_day and article.last_day.isoformat(),
        "partial_date": article.partial_date and _partial_date(article.partial_date),
        "people": [_person(person) for person in article.people],
        "captioned": [_person(person) for person in article.captioned],
        "credits": article.credits,
        "mentioned_outlets": article.mentioned_outlets,
        "quotes": [_quote(quote) for quote in article.quotes],
        "set_aside": [[line.text, line.kind, line.line] for line in article.set_aside],
        "provenance": {field: _evidence(found) for field, found in article.provenance.items()},
    }
    kept = {name: value for name, value in record.items() if value or name in ("id", "body")}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def loads(data: bytes) -> Article:
    """Return the article that `dumps` wrote."""
    record: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
    partial = record.get("partial_date")
    plain: dict[str, Any] = {name: record[name] for name in _PLAIN if name in record}
    return Article(
        **{"title": None, **plain},
        source=Source(*record["source"]),
        first_day=_day(record.get("first_day")),
        last_day=_day(record.get("last_day")),
        partial_date=_read_partial_date(partial) if partial else None,
        people=tuple(_read_person(person) for person in record.get("people", ())),
        captioned=tuple(_read_person(person) for person in record.get("captioned", ())),
        credits=tuple(record.get("credits", ())),
        mentioned_outlets=tuple(record.get("mentioned_outlets", ())),
        quotes=tuple(Quote(*quote) for quote in record.get("quotes", ())),
        set_aside=tuple(SetAside(*line) for line in record.get("set_aside", ())),
        provenance={
            field: _read_evidence(found) for field, found in record.get("provenance", {}).items()
        },
    )


def _person(person: Person) -> list[Any]:
    return [person.id, person.name, person.as_written, person.mentions, person.spans]


def _read_person(values: list[Any]) -> Person:
    identity, name, as_written, mentions, spans = values
    return Person(identity, name, tuple(as_written), mentions, tuple((a, b) for a, b in spans))


def _quote(quote: Quote) -> list[Any]:
    return [
        quote.text,
        quote.start,
        quote.end,
        quote.speaker,
        quote.as_written,
        quote.verb,
        quote.direct,
        quote.confidence,
    ]


def _evidence(found: Evidence) -> list[Any]:
    return [
        found.method,
        found.text,
        found.confidence,
        found.where,
        found.start,
        found.end,
        found.alternatives,
    ]


def _read_evidence(values: list[Any]) -> Evidence:
    method, text, confidence, where, start, end, alternatives = values
    return Evidence(method, text, confidence, where, start, end, tuple(alternatives))


def _partial_date(date: PartialDate) -> list[Any]:
    return [date.month, date.day, date.weekday, _evidence(date.evidence)]


def _read_partial_date(values: list[Any]) -> PartialDate:
    month, day, weekday, found = values
    return PartialDate(month, day, weekday, _read_evidence(found))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
