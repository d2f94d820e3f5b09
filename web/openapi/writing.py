"""An application to its OpenAPI 3.1 document: every door that describes itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from web.access import version
from web.errors import PROBLEM as PROBLEM_TYPE
from web.errors import statuses
from web.openapi.doors import JSON, Door, Parameter, door_of
from web.openapi.records import PROBLEM
from web.openapi.schema import Plain, Schema, Shape, components, either, maybe, resolved, said

Record = dict[str, Any]

ABOUT = """\
Full-text search of an archive of news articles: who reported what about whom, when, in which
words.

Every parameter may be given under its own name or one of its others (`x-aliases`), not under two.
One that is not known is refused and the nearest is named; an empty value asks nothing. Words of a
query are never refused, unless `strict` is given: what could not be used is told in `warnings`.
Errors are application/problem+json."""

MOST_KEPT = 8
"""Path prefixes whose documents are kept."""

_KEY = "dateline.openapi"

WITHOUT_DOORS = ("pages.", "names.", "grids.", "shelves.", "stories.", "manual.")
"""How the endpoints begin that are pages for people: they are not described."""

ANY_DOOR = (400, 421, 429, 503)
"""Statuses that every door may answer with, where the program has them at all."""

ALWAYS = (421, 429)
"""Those of a door that answers whatever it is asked."""

OF_A_STATE = ("cursor", "added_since")
"""Parameters that may name a state of the index that is gone: 410."""

WITH_BODY = (413,)
"""Those of a door that takes a body, besides."""

_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def described(app: Flask) -> Iterator[tuple[Rule, Door]]:
    """Yield every address that is described, in order, and its door."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        found = door_of(app.view_functions[rule.endpoint])
        if found is not None:
            yield rule, found


def path_of(rule: Rule) -> str:
    """Return an address as OpenAPI writes it: /api/articles/{article_id}."""
    return _ARGUMENT.sub(r"{\1}", rule.rule)


def document(app: Flask, root: str = "") -> Record:
    """Return the description of all doors of an application below a path prefix; it is shared."""
    known: dict[str, Record] = app.extensions.setdefault(_KEY, {})
    if root not in known:
        if len(known) >= MOST_KEPT:
            known.clear()
        known[root] = _made(app, root)
    return known[root]


def _made(app: Flask, root: str) -> Record:
    shapes: dict[str, Shape] = {}
    parameters: dict[str, Record] = {}
    paths: dict[str, Record] = {}
    names: set[str] = set()
    for rule, found in described(app):
        path = path_of(rule)
        for method in ("GET", "POST"):
            if method in (rule.methods or ()):
                name = _name(rule, method, names)
                operation = _operation(found, rule, method, name, shapes)
                _share(operation, parameters)
                paths.setdefault(path, {})[method.lower()] = operation
    resolved(PROBLEM, shapes)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "summary": "Search of an archive of news articles.",
            "description": ABOUT,
            "version": version(),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": root or "/"}],
        "paths": paths,
        "components": {"parameters": parameters, "schemas": components(shapes)},
    }


def _share(operation: Record, parameters: dict[str, Record]) -> None:
    """Put references in place of parameters that other doors have too."""
    for at, one in enumerate(operation.get("parameters", ())):
        if parameters.setdefault(one["name"], one) == one:
            operation["parameters"][at] = {"$ref": f"#/components/parameters/{one['name']}"}


def _name(rule: Rule, method: str, names: set[str]) -> str:
    """Return an operation's own name: article, search, search_post."""
    name = rule.endpoint.removeprefix("api.").replace(".", "_")
    parts = [name, *(("post",) if method == "POST" and "GET" in (rule.methods or ()) else ())]
    if "_".join(parts) in names:
        parts += ["of", *sorted(rule.arguments)]
    while "_".join(parts) in names:
        parts.append("too")
    names.add("_".join(parts))
    return "_".join(parts)


def _operation(
    found: Door, rule: Rule, method: str, name: str, shapes: dict[str, Shape]
) -> Record:
    operation: Record = {"operationId": name, "summary": found.says, "tags": [found.group]}
    if found.more:
        operation["description"] = found.more
    stated = {one.name: one for one in found.takes if one.where == "path"}
    inside = [
        stated.get(argument) or Parameter(argument, "Which one.", where="path")
        for argument in _ARGUMENT.findall(rule.rule)
    ]
    asked = [one for one in found.takes if one.where != "path"]
    is_post = method == "POST"
    parameters = [_parameter(one, shapes) for one in (*inside, *asked)]
    if found.tagged and not is_post:
        parameters.append(_IF_NONE_MATCH)
    if parameters:
        operation["parameters"] = parameters
    if is_post:
        body = _body_of(asked) if found.body is None else found.body
        operation["requestBody"] = {
            "required": found.body is None,
            "content": {
                kind: {"schema": resolved(schema, shapes)}
                for kind, schema in {JSON: body, **found.bodies}.items()
            },
        }
    operation["responses"] = dict(_responses(found, is_post, shapes))
    return operation


def _parameter(one: Parameter, shapes: dict[str, Shape]) -> Record:
    found: Record = {"name": one.name, "in": one.where, "description": one.says}
    if one.where == "path":
        found["required"] = True
    if one.aliases:
        found["description"] += f" Also: {', '.join(f'`{name}`' for name in one.aliases)}."
        found["x-aliases"] = list(one.aliases)
    found["schema"] = resolved(one.schema, shapes)
    if one.example is not None:
        found["example"] = one.example
    return found


_IF_NONE_MATCH: Record = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the answer you have: while it holds, the answer is 304.",
    "schema": {"type": "string"},
}


def _body_of(takes: list[Parameter]) -> Plain:
    """Return a JSON object of the same names; a list gives a name several times, null none."""
    properties: dict[str, Schema] = {}
    for one in takes:
        schema = one.schema
        if schema.get("type") == "array":
            schema = either(schema, schema["items"])
        properties[one.name] = said(maybe(schema), one.says)
        for alias in one.aliases:
            properties[alias] = said(maybe(schema), f"The same as {one.name}.")
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _responses(
    found: Door, is_post: bool, shapes: dict[str, Shape]
) -> Iterator[tuple[str, Record]]:
    content = {kind: {"schema": resolved(schema, shapes)} for kind, schema in found.gives.items()}
    answer: Record = {"description": "The answer.", "content": content}
    headers = {name: _header(says) for name, says in found.headers.items()}
    if found.tagged and not is_post:
        tag = _header("Names this answer: send it back as If-None-Match.")
        headers["ETag"] = tag
        yield "304", {"description": "What you have still holds.", "headers": {"ETag": tag}}
    if headers:
        answer["headers"] = headers
    yield "200", answer
    titles = statuses()
    common = ALWAYS if found.always else (*ANY_DOOR, *(WITH_BODY if is_post else ()))
    gone = (410,) if any(one.name in OF_A_STATE for one in found.takes) else ()
    refused = {*common, *gone, *found.refuses} & titles.keys()
    errors: Record = {PROBLEM_TYPE: {"schema": resolved(PROBLEM, shapes)}}
    if found.problem is not None:  # what is refused before a door is reached is no engine's own
        errors = {JSON: {"schema": resolved(found.problem, shapes)}, **errors}
    for status in sorted(refused):
        problem: Record = {"description": "; or: ".join(titles[status]) + ".", "content": errors}
        if status in (429, 503):
            problem["headers"] = {"Retry-After": _header("Seconds to wait.", {"type": "integer"})}
        yield str(status), problem


def _header(says: str, schema: Record | None = None) -> Record:
    return {"description": says, "schema": schema or {"type": "string"}}
