"""One door of the API as its page shows it, read off the OpenAPI document."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import quote, urlencode

from web.openapi.doors import Group
from web.openapi.schema import inner
from web.view.kinds import Kind, kind
from web.view.links import Link
from web.view.sample import Sample

Schema = Mapping[str, Any]
SEARCH = "/api/search"

_ARGUMENT = re.compile(r"{([^}]+)}")
_PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter, a header, or a field of a record."""

    name: str
    also: tuple[str, ...]
    kind: Kind
    says: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A content type and what is sent in it; no `kind` for an object of the parameters."""

    content_type: str
    kind: Kind | None
    says: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is shown; `kind` where it is no object."""

    name: str
    says: str
    rows: tuple[Row, ...]
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Line:
    """A door in a line: `name` is that of its page, and where the line is found."""

    name: str
    methods: str
    path: str
    says: str


@dataclass(frozen=True, slots=True)
class Door:
    """A door as it is shown. `example` is an address that works here, `command` how to ask it in
    a terminal. `errors` are those of a shape of its own; `records` all that stand in what it
    takes and gives, each after the first that has it.
    """

    line: Line
    group: str
    beside: tuple[Line, ...]
    more: str
    parameters: tuple[Row, ...]
    bodies: tuple[Sent, ...]
    answers: tuple[Sent, ...]
    headers: tuple[Row, ...]
    errors: tuple[Sent, ...]
    statuses: tuple[str, ...]
    example: Link | None
    command: str
    records: tuple[Record, ...]


def name_of(path: str) -> str:
    """Return what the page of a path is called: api-articles-article-id."""
    return re.sub("[^a-z0-9]+", "-", path.lower()).strip("-") or "root"


def groups(document: Schema) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """Return every door in a line, by groups: searching first, then by path."""
    found: dict[str, list[Line]] = {}
    for path, item in sorted(document["paths"].items(), key=lambda it: (it[0] != SEARCH, it[0])):
        found.setdefault(_operation(item)["tags"][0], []).append(_line(path, item))
    return tuple((group, tuple(found[group])) for group in get_args(Group) if group in found)


def door(document: Schema, name: str, sample: Sample, server: str) -> Door | None:
    """Return the door whose page is called so, None where there is none. `server` is the address
    of this one, without a slash.
    """
    for path, item in document["paths"].items():
        if name_of(path) == name:
            return _Reader(document, sample, server).door(path, item)
    return None


def parameters(document: Schema, path: str) -> list[Schema]:
    """Return what may be asked at a path, headers aside."""
    operation = _operation(document["paths"][path])
    return [one for one in _parameters(document, operation) if one["in"] != "header"]


def records(document: Schema, path: str) -> list[str]:
    """Return the names of the records that stand in what a path takes and gives; the error that
    every door has is none of them.
    """
    schemas: list[Any] = []
    for operation in reversed(document["paths"][path].values()):  # a body before the answers
        schemas += operation.get("requestBody", {}).get("content", {}).values()
    for response in _answers_first(_operation(document["paths"][path])["responses"]):
        schemas += [one for type_, one in _content(response) if type_ != _PROBLEM]
    known = document["components"]["schemas"]
    found: list[str] = []
    while schemas:
        for one in inner(schemas.pop(0)):
            name = str(one.get("$ref", "")).rpartition("/")[2]
            if name in known and name not in found:
                found.append(name)
                schemas.append(known[name])
    return found


def record(name: str, schema: Schema) -> Record:
    """Return a record with its fields."""
    says = schema.get("description", "")
    if "properties" not in schema:
        plain = {key: value for key, value in schema.items() if key != "description"}
        return Record(name, says, (), kind(plain))
    always = schema.get("required", ())
    rows = tuple(
        Row(
            field,
            () if field in always else ("not always",),
            kind(one),
            one.get("description", ""),
        )
        for field, one in schema["properties"].items()
    )
    return Record(name, says, rows, None)


class _Reader:
    def __init__(self, document: Schema, sample: Sample, server: str) -> None:
        self._document = document
        self._sample = sample
        self._server = server
        self._root: str = document["servers"][0]["url"].rstrip("/")

    def door(self, path: str, item: Schema) -> Door:
        """Return an address."""
        operation = _operation(item)
        asked = parameters(self._document, path)
        ok = operation["responses"]["200"]
        example = self._example(path, asked) if "get" in item else None
        (group,) = operation["tags"]
        line = _line(path, item)
        known = self._document["components"]["schemas"]
        return Door(
            line=line,
            group=group,
            beside=dict(groups(self._document))[group],
            more=operation.get("description", ""),
            parameters=tuple(_row(one) for one in asked),
            bodies=tuple(_sent(item.get("post", {}).get("requestBody", {}))),
            answers=tuple(_sent(ok)),
            headers=tuple(
                Row(name, (), kind(one["schema"]), one["description"])
                for name, one in ok.get("headers", {}).items()
            ),
            errors=tuple(
                one
                for one in _sent(operation["responses"].get("400", {}))
                if one.content_type != _PROBLEM
            ),
            statuses=tuple(sorted({one for its in item.values() for one in its["responses"]})),
            example=example,
            command=self._command(path, item, example),
            records=tuple(record(one, known[one]) for one in records(self._document, path)),
        )

    def _example(self, path: str, asked: Sequence[Schema]) -> Link | None:
        """Return an address that works here; None where there is no such thing here."""
        sample = self._sample
        named = {"article_id": sample.article, "person": sample.person, "outlet": sample.outlet}
        named["story_id"] = sample.story
        if "{story_id}" in path and not sample.story:
            return None
        values = {name: quote(value, safe="") or "none" for name, value in named.items()}
        address = _ARGUMENT.sub(lambda found: values.get(found[1], "articles"), path)
        query: dict[str, object] = {}
        for one in asked:
            if one["name"] == "q" and sample.words:
                query["q"] = sample.words
            elif one["name"] == "ids":
                query["ids"] = ",".join(sample.pair)
            elif one.get("required") and one["in"] == "query":
                query[one["name"]] = one["example"]
        if query:
            address += f"?{urlencode(query, doseq=True, safe=',')}"
        return Link(address, f"{self._root}{address}")

    def _command(self, path: str, item: Schema, example: Link | None) -> str:
        if example is not None:
            return f"curl '{self._server}{example.label}'"
        if "post" not in item:
            return f"curl '{self._server}{path}'"
        (schema,) = [one["schema"] for one in item["post"]["requestBody"]["content"].values()]
        if "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        address = self._server + _ARGUMENT.sub("articles", path)
        body = shlex.quote(json.dumps(schema.get("example", {})))
        return f"curl '{address}' -H 'Content-Type: application/json' -d {body}"


def _operation(item: Schema) -> Schema:
    """Return what stands for an address that may be asked in two ways."""
    found: Schema = item.get("get") or item["post"]
    return found


def _line(path: str, item: Schema) -> Line:
    methods = " or ".join(method.upper() for method in item)
    return Line(name_of(path), methods, path, _operation(item)["summary"])


def _parameters(document: Schema, operation: Schema) -> list[Schema]:
    named = document["components"]["parameters"]
    return [
        named[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for one in operation.get("parameters", ())
    ]


def _row(one: Schema) -> Row:
    """Return a parameter."""
    says = one["description"]
    also = tuple(one.get("x-aliases", ()))
    if also:
        says = says[: says.index(" Also: ")]
    return Row(one["name"], also, kind(one["schema"]), says)


def _content(one: Schema) -> Iterable[tuple[str, Schema]]:
    return ((name, its["schema"]) for name, its in one.get("content", {}).items())


def _sent(one: Schema) -> Iterator[Sent]:
    """Yield what is sent as a body or an answer, in each content type."""
    for name, schema in _content(one):
        # The one closed object that nothing names is that of the parameters.
        is_same = schema.get("additionalProperties") is False and "$ref" not in schema
        yield Sent(name, None if is_same else kind(schema), schema.get("description", ""))


def _answers_first(responses: Schema) -> Iterable[Schema]:
    return (responses[status] for status in sorted(responses))
