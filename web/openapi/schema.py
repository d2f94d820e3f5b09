"""The words that schemas are written in: JSON Schema 2020-12, as OpenAPI 3.1 has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A record that the document names once: a name of one word, what it is, its schema."""

    name: str
    says: str
    schema: Mapping[str, Any]


Plain: TypeAlias = Mapping[str, Any]
Schema: TypeAlias = Plain | Shape

TEXT: Plain = {"type": "string"}
WHOLE: Plain = {"type": "integer", "minimum": 0}
NUMBER: Plain = {"type": "number"}
YES_NO: Plain = {"type": "boolean"}
NOTHING: Plain = {"type": "null"}
ANYTHING: Plain = {}
INSTANT: Plain = {"type": "string", "format": "date-time"}
DAY: Plain = {"type": "string", "format": "date"}
PERIOD: Plain = {"type": "string", "pattern": r"^[0-9]{4}(-[0-9]{2}){0,2}$"}


def said(schema: Plain, says: str) -> Plain:
    """Return a schema with a sentence on what the value is."""
    return {**schema, "description": says}


def whole(least: int | None, most: int | None = None, default: int | None = None) -> Plain:
    """Return the schema of a whole number between bounds."""
    bounds = {"minimum": least, "maximum": most, "default": default}
    given = {name: value for name, value in bounds.items() if value is not None}
    return {"type": "integer", **given}


def choice(choices: Iterable[object], default: object = None) -> Plain:
    """Return the schema of one of some values."""
    found: dict[str, Any] = {"enum": list(choices)}
    if all(isinstance(one, str) for one in found["enum"]):
        found = {"type": "string", **found}
    return found if default is None else {**found, "default": default}


def maybe(schema: Schema) -> Plain:
    """Return the schema of a value that is null where it is unknown or there is none."""
    if not isinstance(schema, Shape) and isinstance(schema.get("type"), str):
        if "enum" in schema:
            return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
        return {**schema, "type": [schema["type"], "null"]}
    return either(schema, NOTHING)


def either(*schemas: Schema) -> Plain:
    """Return the schema of a value that is of one of these kinds."""
    return {"anyOf": list(schemas)}


def many(schema: Schema, **bounds: int) -> Plain:
    """Return the schema of a list."""
    return {"type": "array", "items": schema, **bounds}


def record(always: Mapping[str, Schema], sometimes: Mapping[str, Schema] | None = None) -> Plain:
    """Return the schema of an object: what it always holds, and what only when asked for."""
    found: dict[str, Any] = {"type": "object", "properties": {**always, **(sometimes or {})}}
    return {**found, "required": list(always)} if always else found


def among(always: Mapping[str, Schema]) -> Plain:
    """Return the schema of an object that holds these names among others."""
    return {**record(always), "additionalProperties": True}


def table(schema: Schema) -> Plain:
    """Return the schema of an object whose names are values themselves."""
    return {"type": "object", "additionalProperties": schema}


def resolved(schema: Any, shapes: dict[str, Shape]) -> Any:
    """Return a schema with references in place of its shapes, which are put into `shapes`."""
    if isinstance(schema, Shape):
        known = shapes.setdefault(schema.name, schema)
        if known is not schema and known.schema != schema.schema:
            raise ValueError(f"Two shapes are called {schema.name}.")
        return {"$ref": f"#/components/schemas/{schema.name}"}
    if isinstance(schema, Mapping):
        return {name: resolved(value, shapes) for name, value in schema.items()}
    if isinstance(schema, list | tuple):
        return [resolved(one, shapes) for one in schema]
    return schema


def components(shapes: dict[str, Shape]) -> dict[str, Any]:
    """Return the schemas of all shapes, and of those inside them, by name."""
    done: dict[str, Any] = {}
    while left := [shape for name, shape in shapes.items() if name not in done]:
        for shape in left:
            done[shape.name] = {"description": shape.says, **resolved(shape.schema, shapes)}
    return dict(sorted(done.items()))


def inner(schema: Any) -> Iterator[Mapping[str, Any]]:
    """Yield a resolved schema and every one that stands in it."""
    if isinstance(schema, Mapping):
        yield schema
        for value in schema.values():
            yield from inner(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from inner(value)
