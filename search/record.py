"""Articles to bytes and back: two lines of JSON, and the body as it is.

    {"id":"…","extractor":"…","source":["root","path",record,line,"checksum"],"title":"…",…}
    {"provenance":{"title":["column:title",true,0.97,"metadata"],"date":null},…}
    The ferry to Osk was an hour late.

This is how articles are kept in an index and between the two passes of a rebuild. The first line,
the card, is all that lists of articles show and searches go by; its beginning, the head, tells
whether an article has changed. The second is read when it is asked for. What is empty is left out.

Dates are ISO days; people, quotes, evidence and set-aside lines are arrays in the order of their
fields, without what ends them as usual. Evidence that is the field's own value is `true`, and a
quotation that is the body's own words null; where people stand are differences, each from the
number before. The text as received is an array of strings, and of [start, end] in the body.
`alone` is people, captioned and speakers before the archive was asked, where that matters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import chain, pairwise
from typing import Any

from search.article import (
    Alone,
    Article,
    Evidence,
    PartialDate,
    Person,
    Quote,
    SetAside,
    Source,
)
from search.stored import PLAIN, decoded, read, value_of

_USUAL = {kind: [field.default for field in fields(kind)] for kind in (Evidence, Quote, SetAside)}
"""What their fields hold where nothing else is said."""

_LEAST_COPIED = 16
"""Characters that are worth being copied from the body."""

_STRING = rb'"([^"\\]*(?:\\.[^"\\]*)*)"'
_HEAD = re.compile(
    rb'\{"id":S,"extractor":S,"source":\[S,S,(\d+),(\d+|null),S\]'.replace(b"S", _STRING)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An article that stays as it is stored, but for `head`, which its record begins with now.

    Nothing else of it may differ from what is stored.
    """

    id: str
    head: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in front of a record, and in how many bytes."""

    id: str
    extractor: str
    source: Source
    size: int


# Writing


def dumps(article: Article) -> bytes:
    """Return the article as bytes; all text in them is UTF-8, half a surrogate pair as it is."""
    values = {name: getattr(article, name) for name in PLAIN}
    dated = article.provenance.get("date")
    card: dict[str, Any] = {
        name: value for name, value in values.items() if value is not None
    } | _filled(
        {
            "first_day": article.first_day and article.first_day.isoformat(),
            "last_day": article.last_day and article.last_day.isoformat(),
            "partial_date": article.partial_date and _partial_date(article.partial_date),
            "people": [_person(person) for person in article.people],
            "quotes": [_quote(quote, article.body) for quote in article.quotes],
            "words": article.words,
        }
    )
    if dated is not None:
        card["dated"] = _evidence(dated, card.get("first_day"))
    further = _filled(
        {
            "captioned": [_person(person) for person in article.captioned],
            "credits": article.credits,
            "mentioned_outlets": article.mentioned_outlets,
            "set_aside": [_row(line) for line in article.set_aside],
            "received": _copied(article.received, article.body),
            "provenance": {
                field: None if field == "date" else _evidence(found, value_of(card, field))
                for field, found in article.provenance.items()
            },
            "notes": dict(article.notes),
            "alone": article.alone and _alone(article.alone),
        }
    )
    head = head_bytes(article.id, article.extractor, article.source)
    front = head + (b"," if card else b"") + _json(card)[1:] + b"\n" + _json(further)
    return joined(front, _bytes(article.body))


def head_bytes(article_id: str, extractor: str, source: Source) -> bytes:
    """Return the bytes that a record of this article begins with."""
    place = [source.root, source.path, source.record, source.line, source.checksum]
    return _json({"id": article_id, "extractor": extractor, "source": place})[:-1]


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}


def _person(person: Person) -> list[Any]:
    ends = chain((0,), chain.from_iterable(person.spans))
    spans = " ".join(str(after - before) for before, after in pairwise(ends))
    return [person.id, person.name, person.as_written, person.mentions, spans]


def _alone(alone: Alone) -> list[Any]:
    people, captioned = (
        [_person(one) for one in many] for many in (alone.people, alone.captioned)
    )
    return [people, captioned, alone.speakers]


def _quote(quote: Quote, body: str) -> list[Any]:
    values = _row(quote)
    if quote.text == body[quote.start : quote.end]:
        values[0] = None
    return values


def _evidence(found: Evidence, value: object = None) -> list[Any]:
    values = _row(found)
    if found.text == value:
        values[1] = True
    return values


def _row(found: Evidence | Quote | SetAside) -> list[Any]:
    """Return the values of the fields, but for those at the end that are as usual."""
    kind = type(found)
    values = [getattr(found, name) for name in kind.__slots__]
    usual = _USUAL[kind]
    while values[-1] == usual[len(values) - 1]:
        values.pop()
    return values


def _partial_date(date: PartialDate) -> list[Any]:
    return [date.month, date.day, date.weekday, _evidence(date.evidence)]


def _copied(text: str | None, body: str) -> list[Any] | None:
    """Return a text as strings and stretches of the body, which together are the text."""
    if text is None:
        return None
    found: list[Any] = []
    own = at = 0  # what is not yet said of the text begins here; the body is searched from here
    place = 0
    for line in text.splitlines(keepends=True):
        words = line.rstrip()
        start = body.find(words, at) if len(words) >= _LEAST_COPIED else -1
        if start >= 0:
            at = start + len(words)
            before = text[own:place]
            if found and before == body[found[-1][1] : start]:
                found[-1][1] = at
            else:
                found += [before, [start, at]] if before else [[start, at]]
            own = place + len(words)
        place += len(line)
    return [*found, text[own:]] if text[own:] or not found else found


def _json(value: object) -> bytes:
    return _bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


# The parts of a record


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


def parts(data: bytes) -> tuple[bytes, bytes]:
    """Return the two lines of a record, and its body. Raises ValueError for other bytes."""
    end = data.index(b"\n", data.index(b"\n") + 1)
    return data[:end], data[end + 1 :]


def joined(front: bytes, body: bytes) -> bytes:
    """Return the record that has these parts."""
    return front + b"\n" + body


def weighed(front: bytes) -> Iterator[tuple[str, str, float]]:
    """Yield field, method and confidence of each value, and of each quote in somebody's own words.

    A quote's method is the cue by which its speaker was found, empty where nobody is named.
    """
    lines = decoded(front)
    end = lines.index("\n")
    for name, values in (_part(lines, "provenance", end, len(lines)) or {}).items():
        method, _, confidence = (_part(lines, "dated", 0, end) if name == "date" else values)[:3]
        yield name, method, confidence
    for values in _part(lines, "quotes", 0, end) or ():
        quote = dict(zip(Quote.__slots__, values, strict=False))
        if quote["direct"]:
            is_named = quote["speaker"] or quote["as_written"]
            yield "quotes", quote.get("cue", "") if is_named else "", quote["confidence"]


def method(front: bytes, field: str) -> str:
    """Return by which method the value of a field is known, empty where there is no value.

    As in `_part`, no text looks so. Of the date it is not told here.
    """
    found = re.compile(rb'"%b":\[%b[,\]]' % (field.encode(), _STRING)).search(
        front, front.index(b"\n")
    )
    return _text(found[1]) if found else ""


def _part(lines: str, name: str, low: int, high: int) -> Any:
    """Return what a line says under a name, None where it says nothing; the rest is not read.

    No text in a line looks so: its quotation marks have a backslash before them, and no colon
    comes after the last.
    """
    key = f'"{name}":'
    at = lines.find(key, low, high)
    return None if at < 0 else _read_at(lines, at + len(key))[0]


_read_at = json.JSONDecoder().raw_decode


def _text(data: bytes) -> str:
    """Return what stands between the quotation marks of a JSON string."""
    text = decoded(data)
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def loads(data: bytes) -> Article:
    """Return the article that `dumps` wrote."""
    return read(*parts(data))
