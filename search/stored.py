"""Articles as they are read back from their records: what is seldom asked for is made then.

What a record looks like is told in record.py. An article read back is as good as the one that was
written, and equal to it.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from itertools import accumulate
from typing import Any

import orjson

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

PLAIN = (
    "title",
    "url",
    "author",
    "section",
    "outlet",
    "agency",
    "date_precision",
    "lang",
)
"""Fields that a card has as they are."""

_QUOTES = "quotes"
_BEGIN_QUOTES, _END_QUOTES = b',"quotes":[', b'],"words":'
_TITLE = re.compile(rb'\],"title":("[^"\\]*(?:\\.[^"\\]*)*")')
"""A headline, which follows where the article is from."""

_VALUE = {"date": "first_day"}
"""The card's name for the value of a field of `provenance`, where it has another."""


def read(front: bytes, body: bytes, added: dt.datetime | None = None) -> Article:
    """Return the article of a record in its parts; `added` is when it came into the archive."""
    values, quotes = _parted(front[: front.index(b"\n")])
    text = decoded(body)
    article = object.__new__(_Stored)
    get = values.get
    for put, name in _PUT_PLAIN:
        put(article, get(name))
    _put_source(article, Source(*values["source"]))
    _put_body(article, text)
    _put_first_day(article, _day(get("first_day")))
    _put_last_day(article, _day(get("last_day")))
    _put_added(article, added)
    _put_further(article, _Further(front, values, quotes, text))
    return article


class _Further:
    """The second line of a record, read when it is asked for, and the quotes of the first."""

    __slots__ = ("_front", "_quotes", "_read", "body", "card")

    def __init__(self, front: bytes, card: Mapping[str, Any], quotes: bytes, body: str) -> None:
        self._front = front
        self._quotes = quotes
        self.card = card
        self.body = body
        self._read: dict[str, Any] | None = None

    @property
    def quotes(self) -> list[Any]:
        """The quotes of the card."""
        card = _values(self._quotes) if self._quotes else self.card
        found: list[Any] = card.get(_QUOTES, [])
        return found

    def __getitem__(self, name: str) -> Any:
        """Return what the line says under a name, nothing where it says nothing."""
        if self._read is None:
            self._read = _values(self._front[self._front.index(b"\n") + 1 :])
        return self._read.get(name, ())


class _Stored(Article):
    """An article of whose fields some are made of its record when they are first asked for."""

    __slots__ = ("_further",)
    _further: _Further

    @property
    def words(self) -> int:
        """How many words of the body stand between spaces."""
        further = getattr(self, "_further", None)  # none where fields were replaced
        said: int | None = further and further.card.get("words")  # earlier records do not say
        return super().words if said is None else said

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
        return all(getattr(self, name) == getattr(other, name) for name in _COMPARED)


_LATER: dict[str, Callable[[_Further], Any]] = {
    "people": lambda line: tuple([_read_person(one) for one in line.card.get("people", ())]),
    "captioned": lambda line: tuple(_read_person(person) for person in line["captioned"]),
    "credits": lambda line: tuple(line["credits"]),
    "mentioned_outlets": lambda line: tuple(line["mentioned_outlets"]),
    "set_aside": lambda line: tuple(SetAside(*values) for values in line["set_aside"]),
    "received": lambda line: _read_copied(line["received"], line.body),
    "notes": lambda line: dict(line["notes"]),
    "alone": lambda line: _read_alone(line["alone"]),
    "partial_date": lambda line: _read_partial_date(line.card.get("partial_date")),
    "quotes": lambda line: tuple(_read_quote(q, line.body) for q in line.quotes),
    "provenance": lambda line: _Provenance(line),
}
_PUT: dict[str, Callable[[Article, Any], None]] = {
    name: getattr(_Stored, name).__set__ for name in (*Article.__slots__, "_further")
}
"""What puts a value into a field of an article that is being made."""

_PUT_PLAIN = [(_PUT[name], name) for name in ("id", *PLAIN, "extractor")]
_COMPARED = tuple(one.name for one in fields(Article) if one.compare)
_put_source, _put_body, _put_first_day, _put_last_day, _put_added, _put_further = (
    _PUT[name] for name in ("source", "body", "first_day", "last_day", "added", "_further")
)


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
        return _read_evidence(found, value_of(card, field))

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


def _read_alone(values: Sequence[Any]) -> Alone | None:
    if not values:
        return None
    people, captioned, speakers = values
    return Alone(
        tuple(_read_person(one) for one in people),
        tuple(_read_person(one) for one in captioned),
        tuple(speakers),
    )


def _read_quote(values: Sequence[Any], body: str) -> Quote:
    text, start, end, *others = _fields(values)
    others = [tuple(one) if isinstance(one, list) else one for one in others]
    return Quote(body[start:end] if text is None else text, start, end, *others)


def _read_evidence(values: Sequence[Any], value: Any = None) -> Evidence:
    method, text, *others = _fields(values)
    return Evidence(method, value if text is True else text, *others)


def _fields(values: Sequence[Any]) -> list[Any]:
    return [tuple(value) if isinstance(value, list) else value for value in values]


def _read_partial_date(values: Sequence[Any] | None) -> PartialDate | None:
    if not values:
        return None
    month, day, weekday, found = values
    return PartialDate(month, day, weekday, _read_evidence(found))


def _read_copied(values: Sequence[Any], body: str) -> str | None:
    if not values:
        return None
    return "".join(one if isinstance(one, str) else body[one[0] : one[1]] for one in values)


@lru_cache(maxsize=1 << 12)
def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def card(front: bytes) -> dict[str, Any]:
    """Return what the first line of a record says, given its two lines."""
    return _values(front[: front.index(b"\n")])


def brief(front: bytes) -> dict[str, Any]:
    """Return the same, maybe without the quotes: sooner, as these are half of what it says."""
    return _parted(front[: front.index(b"\n")])[0]


def first_people(article: Article, most: int) -> tuple[list[tuple[str, str]], int]:
    """Return the id and the name of those people of an article that are named first, and how many
    it names: lists show few of them, and the others need not be made.
    """
    further = getattr(article, "_further", None)
    if further is None:  # it was not read from a record, or fields were replaced
        people = article.people
        return [(one.id, one.name) for one in people[:most]], len(people)
    read = further.card.get("people", ())
    return [(one[0], one[1]) for one in read[:most]], len(read)


def title(front: bytes) -> str | None:
    """Return the headline of a record, given its two lines, and read nothing else of it."""
    line = front[: front.index(b"\n")]
    found = _TITLE.search(line)
    if found is None:
        said: str | None = _parted(line)[0].get("title")
        return said
    headline: str = _values(b'{"title":%b}' % found[1])["title"]
    return headline


def _parted(line: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what a card says but for its quotes, and these alone, as they are written.

    Reading them took three quarters of the time of a card, and no list shows them (`bench http`).
    A quotation mark within a string is written with a backslash before it, so what is looked for
    stands nowhere but between two values; where it does not, the card has them all.
    """
    begin = line.find(_BEGIN_QUOTES)
    end = line.find(_END_QUOTES, begin) if begin >= 0 else -1
    if end < 0:
        return _values(line), b""
    return _values(line[:begin] + line[end + 1 :]), b"{%b}" % line[begin + 1 : end + 1]


def _values(line: bytes) -> dict[str, Any]:
    try:
        found: dict[str, Any] = orjson.loads(line)
    except orjson.JSONDecodeError:  # half a surrogate pair is no UTF-8
        found = json.loads(decoded(line))
    return found


def value_of(card: Mapping[str, Any], field: str) -> object:
    """Return the value that a card gives a field of `provenance`, None where it gives none."""
    return card.get(_VALUE.get(field, field))


def decoded(data: bytes) -> str:
    """Return text that is UTF-8, half a surrogate pair as it is."""
    return data.decode("utf-8", "surrogatepass")
