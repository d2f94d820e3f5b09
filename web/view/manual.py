"""The page about the API, read off its OpenAPI document."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args
from urllib.parse import quote, urlencode

from search.answer import Answer
from search.export import FORMATS
from web.openapi.doors import Group
from web.params import SearchParams
from web.view.kinds import Kind, kind
from web.view.links import Link

Schema = Mapping[str, Any]
SEARCH = "/api/search"

_ARGUMENT = re.compile(r"{([^}]+)}")
_PART = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Sample:
    """What examples are about: words that articles hold, a person, an outlet, an article and the
    last day of this archive, each empty where it has none; and articles that may be compared.
    """

    words: str = ""
    person: str = ""
    outlet: str = ""
    article: str = ""
    day: str = ""
    pair: tuple[str, ...] = ()
    story: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The words as a query."""
        return {"q": self.words} if self.words else {}

    @property
    def few(self) -> dict[str, str]:
        """A search that finds few articles: whole results are sent for it."""
        return {"from": self.day} if self.day else self.asked


def asked() -> SearchParams:
    """Return the search that examples are taken from."""
    return SearchParams(per_page=2, snippets=0, facets=("people", "outlet"), facet_size=1)


def sample(answer: Answer) -> Sample:
    """Return what examples are about: the commonest person and outlet, the newest article."""
    common = {
        name: next((one for one in counts if one.value is not None), None)
        for name, counts in answer.page.facets.items()
    }
    person, outlet = common.get("people"), common.get("outlet")
    newest = answer.hits[0].article if answer.hits else None
    return Sample(
        words=person.label.lower() if person else "",
        person=(person.value or "") if person else "",
        outlet=(outlet.value or "") if outlet else "",
        article=newest.id if newest else "",
        day=newest.first_day.isoformat() if newest and newest.first_day else "",
        pair=tuple(hit.id for hit in answer.hits) if len(answer.hits) > 1 else (),
        story=next((hit.story for hit in answer.hits if hit.story), ""),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter, or a field of a record."""

    name: str
    also: tuple[str, ...]
    kind: Kind
    says: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A content type and what is sent in it."""

    content_type: str
    kind: Kind
    says: str


@dataclass(frozen=True, slots=True)
class Door:
    """An address as it is shown. `shared` are parameters told of elsewhere, `own` its own;
    `whole`: it takes every parameter of a search. `example` is an address that works here;
    `command` how to ask it in a terminal.
    """

    anchor: str
    methods: str
    path: str
    says: str
    more: str
    whole: bool
    shared: tuple[str, ...]
    own: tuple[Row, ...]
    answers: tuple[Sent, ...]
    headers: tuple[Row, ...]
    statuses: tuple[str, ...]
    example: Link | None
    command: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is shown; `kind` where it is no object."""

    name: str
    says: str
    rows: tuple[Row, ...]
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Manual:
    """The whole page."""

    groups: tuple[tuple[str, tuple[Door, ...]], ...]
    parameters: tuple[Row, ...]
    recipes: tuple[tuple[str, Link], ...]
    statuses: tuple[tuple[str, str], ...]
    records: tuple[Record, ...]
    forms: tuple[tuple[Link, str], ...]
    mistake: Link
    server: str
    words: str


def manual(document: Schema, sample: Sample, server: str) -> Manual:
    """Return the page of a document. `server` is the address of this one, without a slash."""
    reader = _Reader(document, sample, server)
    paths = sorted(document["paths"].items(), key=lambda one: (one[0] != SEARCH, one[0]))
    doors = [reader.door(path, item) for path, item in paths]
    tags = [tag for _, tag in doors]
    root = document["servers"][0]["url"].rstrip("/")
    return Manual(
        groups=tuple(
            (tag, tuple(one for one, its in doors if its == tag))
            for tag in get_args(Group)
            if tag in tags
        ),
        parameters=tuple(reader.row(one) for one in reader.searching.values()),
        recipes=tuple(_recipes(sample, root)),
        statuses=tuple(reader.statuses()),
        records=tuple(
            reader.record(name, one) for name, one in document["components"]["schemas"].items()
        ),
        forms=tuple(_forms(sample, root)),
        mistake=Link("/api/search?outlt=TASS", f"{root}/api/search?outlt=TASS"),
        server=server,
        words=sample.words,
    )


def _forms(sample: Sample, root: str) -> Iterable[tuple[Link, str]]:
    for name, form in FORMATS.items():
        query = urlencode({**sample.few, "format": name})
        yield Link(name, f"{root}{SEARCH}?{query}"), form.content_type.partition(";")[0]


class _Reader:
    def __init__(self, document: Schema, sample: Sample, server: str) -> None:
        self._document = document
        self._sample = sample
        self._server = server
        self._root: str = document["servers"][0]["url"].rstrip("/")
        self.searching = {
            one["name"]: one
            for one in self._parameters(document["paths"][SEARCH]["get"])
            if one["in"] == "query"
        }

    def door(self, path: str, item: Schema) -> tuple[Door, str]:
        """Return an address, and the group it belongs to."""
        operation = item.get("get") or item["post"]
        found = self._parameters(operation)
        shared = [one["name"] for one in found if self.searching.get(one["name"]) == one]
        is_search = path == SEARCH
        whole = len(shared) == len(self.searching)
        ok = operation["responses"]["200"]
        example = self._example(path, found) if "get" in item else None
        said = Door(
            anchor=_anchor(path),
            methods=" or ".join(method.upper() for method in item),
            path=path,
            says=operation["summary"],
            more=operation.get("description", ""),
            whole=whole,
            shared=() if whole else tuple(shared),
            own=tuple(
                self.row(one)
                for one in found
                if one["name"] not in shared and one["in"] != "header" and not is_search
            ),
            answers=tuple(
                Sent(name, kind(one["schema"]), one["schema"].get("description", ""))
                for name, one in ok.get("content", {}).items()
            ),
            headers=tuple(
                Row(name, (), kind(one["schema"]), one["description"])
                for name, one in ok.get("headers", {}).items()
            ),
            statuses=tuple(operation["responses"]),
            example=example,
            command=self._command(path, item, example),
        )
        return said, operation["tags"][0]

    def row(self, one: Schema) -> Row:
        """Return a parameter."""
        says = one["description"]
        also = tuple(one.get("x-aliases", ()))
        if also:
            says = says[: says.index(" Also: ")]
        return Row(one["name"], also, kind(one["schema"]), says)

    def record(self, name: str, schema: Schema) -> Record:
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

    def statuses(self) -> Iterable[tuple[str, str]]:
        """Yield every status of an error that any door has, and what it means."""
        found: dict[str, str] = {}
        for item in self._document["paths"].values():
            for operation in item.values():
                for status, one in operation["responses"].items():
                    found.setdefault(status, one["description"])
        return sorted((status, says) for status, says in found.items() if status >= "300")

    def _parameters(self, operation: Schema) -> list[Schema]:
        named = self._document["components"]["parameters"]
        return [
            named[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
            for one in operation.get("parameters", ())
        ]

    def _example(self, path: str, parameters: Sequence[Schema]) -> Link | None:
        """Return an address that works here; None where there is no such thing here."""
        sample = self._sample
        named = {"article_id": sample.article, "person": sample.person, "outlet": sample.outlet}
        named["story_id"] = sample.story
        if "{story_id}" in path and not sample.story:
            return None
        values = {name: quote(value, safe="") or "none" for name, value in named.items()}
        address = _ARGUMENT.sub(lambda found: values.get(found[1], "articles"), path)
        asked: dict[str, object] = {}
        for one in parameters:
            if one["name"] == "q" and self._sample.words:
                asked["q"] = self._sample.words
            elif one["name"] == "ids":
                asked["ids"] = ",".join(sample.pair)
            elif one.get("required") and one["in"] == "query":
                asked[one["name"]] = one["example"]
        query = f"?{urlencode(asked, doseq=True, safe=',')}" if asked else ""
        return Link(f"{address}{query}", f"{self._root}{address}{query}")

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


def _recipes(sample: Sample, root: str) -> Iterable[tuple[str, Link]]:
    """Yield what may be asked, as people would say it, and its address."""
    q = sample.asked
    asked: list[tuple[str, str, dict[str, str]]] = [
        ("Articles that hold some words, best first", SEARCH, q),
        (
            "… newest first, titles and dates alone",
            SEARCH,
            {**q, "sort": "newest", "fields": "title,date,outlet"},
        ),
    ]
    if sample.words:
        few = {"q": f"{sample.words} nosuchword"}
        asked.append(("… and, where few hold all, those that hold some", SEARCH, few))
    if sample.outlet:
        asked.append((f"… of {sample.outlet}", SEARCH, {**q, "outlet": _quoted(sample.outlet)}))
    if sample.person:
        asked.append(("… that name a person, by any spelling", SEARCH, {"people": sample.person}))
    if sample.day:
        year = sample.day[:4]
        asked.append((f"… from {year} on", SEARCH, {**q, "from": year}))
    asked += [
        ("How many, by outlet and by month", "/api/facets", {**q, "facets": "outlet,date:month"}),
        ("Why each article ranks where it does", SEARCH, {**q, "explain": "1"}),
        ("Everybody named in these articles", "/api/people", q),
        ("What people are quoted with", "/api/quotes", q),
        ("Every article of a search, as a table", SEARCH, {**sample.few, "format": "csv"}),
        ("… the latest, as a feed to subscribe to", SEARCH, {**q, "format": "atom"}),
    ]
    if sample.article:
        path = f"/api/articles/{quote(sample.article, safe='')}"
        asked.append(("One article, with its text and evidence", path, q))
    for says, path, arguments in asked:
        query = urlencode(arguments, safe=",:")
        address = f"{path}?{query}" if query else path
        yield says, Link(address, f"{root}{address}")


def _quoted(name: str) -> str:
    return f'"{name}"' if "," in name else name


def _anchor(path: str) -> str:
    return re.sub("[^a-z0-9]+", "-", path.lower()).strip("-") or "root"


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, and of each whether it is code: what stands in backticks."""
    found = [(part, at % 2 == 1) for at, part in enumerate(_PART.split(text))]
    return [one for one in found if one[0]]
