"""Articles to bytes and back: one compact JSON object an article.

    {"id":"…","extractor":"…","source":["root","path",record,line,"checksum"],"title":"…",…}

This is how articles are kept in an index and between the two passes of a rebuild. What tells
whether an article has changed stands in front, so that it is told without reading the rest. Dates
are ISO days; people, quotes and set-aside lines are arrays in the order of their fields.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
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
)
_STRING = rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
_HEAD = re.compile(
    rb'\{"id":S,"extractor":S,"source":\[S,S,(\d+),(\d+|null),S\]'.replace(b"S", _STRING)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that stays as it is stored, but for `record`, its bytes from now on.

    All that is searched is the same: only its source's line, record number or path may differ.
    """

    id: str
    record: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in front of a record, and in how many bytes."""

    id: str
    extractor: str
    source: Source
    size: int


def dumps(article: Article) -> bytes:
    """Return the article as UTF-8 JSON without line breaks; what is empty is left out."""
    record: dict[str, Any] = {name: getattr(article, name) for name in _PLAIN}
    record |= {
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
        "notes": dict(article.notes),
    }
    kept = {name: value for name, value in record.items() if value or name == "body"}
    return head_bytes(article.id, article.extractor, article.source) + b"," + _json(kept)[1:]


def head_bytes(article_id: str, extractor: str, source: Source) -> bytes:
    """Return the bytes that a record of this article begins with."""
    place = [source.root, source.path, source.record, source.line, source.checksum]
    return _json({"id": article_id, "extractor": extractor, "source": place})[:-1]


def head(data: bytes) -> Head:
    """Return the head of a record that `dumps` wrote. Raises ValueError for other bytes."""
    found = _HEAD.match(data)
    if found is None:
        raise ValueError("no record of an article")
    article_id, extractor, root, path, number, line, checksum = found.groups()
    source = Source(
        _text(root),
        _text(path),
        int(number),
        None if line == b"null" else int(line),
        _text(checksum),
    )
    return Head(_text(article_id), _text(extractor), source, found.end())


def rest(data: bytes) -> bytes:
    """Return what comes after the head of a record. Raises ValueError where there is no head."""
    found = _HEAD.match(data)
    if found is None:
        raise ValueError("no record of an article")
    return data[found.end() :]


def _text(data: bytes) -> str:
    """Return what stands between the quotation marks of a JSON string."""
    text = data.decode("utf-8", "surrogatepass")
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def loads(data: bytes) -> Article:
    """Return the article that `dumps` wrote."""
    record: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
    partial = record.get("partial_date")
    plain: dict[str, Any] = {name: record[name] for name in _PLAIN if name in record}
    return Article(
        **{"title": None, **plain},
        id=record["id"],
        extractor=record.get("extractor", ""),
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
        notes=record.get("notes", {}),
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
