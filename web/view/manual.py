"""The first page about the API, read off its OpenAPI document: how to ask, and every door."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from search.export import FORMATS
from web.view import doors
from web.view.doors import SEARCH, Line, Record
from web.view.links import Link
from web.view.sample import Sample

Schema = Mapping[str, Any]

_PART = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Manual:
    """The whole page. `parameters` are the names of those of a search; `records` are the names of
    all records, each with the name of the first door that has it; `problem` is an error.
    """

    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    parameters: tuple[str, ...]
    records: tuple[tuple[str, str], ...]
    recipes: tuple[tuple[str, Link], ...]
    statuses: tuple[tuple[str, str], ...]
    problem: Record
    forms: tuple[tuple[Link, str], ...]
    limits: tuple[tuple[str, str], ...]
    mistake: Link
    search: str
    server: str
    words: str


def manual(
    document: Schema, sample: Sample, server: str, limits: Iterable[tuple[str, str]]
) -> Manual:
    """Return the page of a document. `server` is the address of this one, without a slash;
    `limits` what it allows, and how much of it.
    """
    root = document["servers"][0]["url"].rstrip("/")
    return Manual(
        groups=doors.groups(document),
        parameters=tuple(one["name"] for one in doors.parameters(document, SEARCH)),
        records=tuple(_records(document)),
        recipes=tuple(_recipes(sample, root)),
        statuses=tuple(_statuses(document)),
        problem=doors.record("Problem", document["components"]["schemas"]["Problem"]),
        forms=tuple(_forms(sample, root)),
        limits=tuple(limits),
        mistake=Link("/api/search?outlt=TASS", f"{root}/api/search?outlt=TASS"),
        search=doors.name_of(SEARCH),
        server=server,
        words=sample.words,
    )


def _records(document: Schema) -> list[tuple[str, str]]:
    """Return every record by name, with the first door that has it."""
    found: dict[str, str] = {}
    for _, lines in doors.groups(document):
        for line in lines:
            for name in doors.records(document, line.path):
                found.setdefault(name, line.name)
    return sorted(found.items())


def _statuses(document: Schema) -> Iterable[tuple[str, str]]:
    """Return every status of an error that any door has, and what it means."""
    found: dict[str, str] = {}
    for item in document["paths"].values():
        for operation in item.values():
            for status, one in operation["responses"].items():
                found.setdefault(status, one["description"])
    return sorted((status, says) for status, says in found.items() if status >= "300")


def _forms(sample: Sample, root: str) -> Iterable[tuple[Link, str]]:
    for name, form in FORMATS.items():
        query = urlencode({**sample.few, "format": name})
        yield Link(name, f"{root}{SEARCH}?{query}"), form.content_type.partition(";")[0]


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


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, and of each whether it is code: what stands in backticks."""
    found = [(part, at % 2 == 1) for at, part in enumerate(_PART.split(text))]
    return [one for one in found if one[0]]
