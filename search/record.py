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
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from itertools import accumulate, chain, pairwise
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
    "url",
    "author",
    "section",
    "outlet",
    "agency",
    "date_precision",
    "lang",
)
_VALUE = {"date": "first_day"}
"""The card's name for the value of a field of `provenance`, where it has another."""

_USUAL = {kind: [field.default for field in fields(kind)] for kind in (Evidence, Quote)}
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
    values = {name: getattr(article, name) for name in _PLAIN}
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
        }
    )
    if dated is not None:
        card["dated"] = _evidence(dated, card.get("first_day"))
    further = _filled(
        {
            "captioned": [_person(person) for person in article.captioned],
            "credits": article.credits,
            "mentioned_outlets": article.mentioned_outlets,
            "set_aside": [[line.text, line.kind, line.line] for line in article.set_aside],
            "received": _copied(article.received, article.body),
            "provenance": {
                field: None if field == "date" else _evidence(found, _value(card, field))
                for field, found in article.provenance.items()
            },
            "notes": dict(article.notes),
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


def _value(card: Mapping[str, Any], field: str) -> object:
    return card.get(_VALUE.get(field, field))


def _person(person: Person) -> list[Any]:
    ends = chain((0,), chain.from_iterable(person.spans))
    spans = " ".join(str(after - before) for before, after in pairwise(ends))
    return [person.id, person.name, person.as_written, person.mentions, spans]


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


def _row(found: Evidence | Quote) -> list[Any]:
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


def card(front: bytes) -> dict[str, Any]:
    """Return what the first line says."""
    found: dict[str, Any] = _scan(_str(front[: front.index(b"\n")]))[0]
    return found


def _text(data: bytes) -> str:
    """Return what stands between the quotation marks of a JSON string."""
    text = _str(data)
    return str(json.loads(f'"{text}"')) if "\\" in text else text


def _str(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


_scan: Callable[[str], tuple[Any, int]] = json.JSONDecoder().raw_decode


# Reading


def loads(data: bytes) -> Article:
    """Return the article that `dumps` wrote."""
    return read(*parts(data))


def read(front: bytes, body: bytes) -> Article:
    """Return the article of a record in its parts."""
    lines = _str(front)
    values, _ = _scan(lines)
    text = _str(body)
    article = object.__new__(_Stored)
    further = _Further(lines, values, text)
    put = _PUT
    for name in _PLAIN:
        put[name](article, values.get(name))
    put["id"](article, values["id"])
    put["source"](article, Source(*values["source"]))
    put["extractor"](article, values["extractor"])
    put["body"](article, text)
    put["first_day"](article, _day(values.get("first_day")))
    put["last_day"](article, _day(values.get("last_day")))
    partial = values.get("partial_date")
    put["partial_date"](article, _read_partial_date(partial) if partial else None)
    put["people"](article, tuple([_read_person(one) for one in values.get("people", ())]))
    put["quotes"](article, tuple([_read_quote(one, text) for one in values.get("quotes", ())]))
    put["provenance"](article, _Provenance(further))
    put["_further"](article, further)
    return article


class _Further:
    """The second line of a record, read when it is asked for."""

    __slots__ = ("_lines", "_read", "body", "card")

    def __init__(self, lines: str, card: Mapping[str, Any], body: str) -> None:
        self._lines = lines
        self.card = card
        self.body = body
        self._read: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        """Return what the line says under a name, nothing where it says nothing."""
        if self._read is None:
            self._read = _scan(self._lines[self._lines.index("\n") + 1 :])[0]
        return self._read.get(name, ())


class _Stored(Article):
    """An article of whose fields some are made of its record when they are first asked for."""

    __slots__ = ("_further",)
    _further: _Further

    def __getattr__(self, name: str) -> Any:
        make = _LATER.get(name)
        if make is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {name}")
        value = make(self._further)
        _PUT[name](self, value)
        return value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Article):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Article.__slots__)


_LATER: dict[str, Callable[[_Further], Any]] = {
    "captioned": lambda line: tuple(_read_person(person) for person in line["captioned"]),
    "credits": lambda line: tuple(line["credits"]),
    "mentioned_outlets": lambda line: tuple(line["mentioned_outlets"]),
    "set_aside": lambda line: tuple(SetAside(*values) for values in line["set_aside"]),
    "received": lambda line: _read_copied(line["received"], line.body),
    "notes": lambda line: dict(line["notes"]),
}
_PUT: dict[str, Callable[[Article, Any], None]] = {
    name: getattr(_Stored, name).__set__ for name in (*Article.__slots__, "_further")
}
"""What puts a value into a field of an article that is being made."""


class _Provenance(Mapping[str, Evidence]):
    """The evidence of an article: that of its date at once, all else when it is asked for."""

    __slots__ = ("_further",)

    def __init__(self, further: _Further) -> None:
        self._further = further

    def __getitem__(self, field: str) -> Evidence:
        card = self._further.card
        found = card.get("dated") if field == "date" else self._found.get(field)
        if found is None:
            raise KeyError(field)
        return _read_evidence(found, _value(card, field))

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return repr(dict(self))

    @property
    def _found(self) -> Mapping[str, Any]:
        return self._further["provenance"] or {}


class _StoredPerson(Person):
    """A person whose places are made of the record when they are first asked for."""

    __slots__ = ("_differences",)
    _differences: str

    def __getattr__(self, name: str) -> Any:
        if name != "spans":
            raise AttributeError(f"{type(self).__name__} has no attribute {name}")
        ends = accumulate(map(int, self._differences.split()))
        spans = tuple(zip(ends, ends, strict=True))
        object.__setattr__(self, name, spans)
        return spans

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Person):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in Person.__slots__)

    __hash__ = Person.__hash__


_put_id, _put_name, _put_as_written, _put_mentions, _put_differences = (
    getattr(_StoredPerson, name).__set__ for name in (*Person.__slots__[:-1], "_differences")
)


def _read_person(values: Sequence[Any]) -> Person:
    identity, name, as_written, mentions, differences = values
    person = object.__new__(_StoredPerson)
    _put_id(person, identity)
    _put_name(person, name)
    _put_as_written(person, tuple(as_written))
    _put_mentions(person, mentions)
    _put_differences(person, differences)
    return person


def _read_quote(values: Sequence[Any], body: str) -> Quote:
    text, start, end, *others = _fields(values)
    others = [tuple(one) if isinstance(one, list) else one for one in others]
    return Quote(body[start:end] if text is None else text, start, end, *others)


def _read_evidence(values: Sequence[Any], value: Any = None) -> Evidence:
    method, text, *others = _fields(values)
    return Evidence(method, value if text is True else text, *others)


def _fields(values: Sequence[Any]) -> list[Any]:
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _read_partial_date(values: Sequence[Any]) -> PartialDate:
    month, day, weekday, found = values
    return PartialDate(month, day, weekday, _read_evidence(found))


def _read_copied(values: Sequence[Any], body: str) -> str | None:
    if not values:
        return None
    return "".join(one if isinstance(one, str) else body[one[0] : one[1]] for one in values)


@lru_cache(maxsize=1 << 12)
def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
