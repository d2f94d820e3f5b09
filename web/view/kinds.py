"""What a value may be, by its schema, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value is: words, and the record among them, if any."""

    text: str
    record: str = ""
    end: str = ""


def kind(schema: Schema) -> Kind:
    """Return what a value is, in words."""
    if "$ref" in schema:
        return Kind("", schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return _either([kind(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return Kind(_listed([one for one in schema["enum"] if one is not None], schema))
    named = schema.get("type")
    if isinstance(named, list):
        inner = kind({**schema, "type": named[0]})
        return Kind(inner.text, inner.record, f"{inner.end}{';' * (':' in inner.text)} or null")
    if named == "array" and "items" in schema:
        inner = kind(schema["items"]) if schema["items"] else Kind("anything")
        text = inner.text.replace("object", "objects", 1)
        return Kind(f"list of {text}", inner.record, inner.end)
    if named == "object":
        inside = schema.get("additionalProperties")
        if isinstance(inside, Mapping):
            inner = kind(inside)
            return Kind(f"object of {inner.text}", inner.record, inner.end)
        fields = ", ".join(schema.get("properties", ()))
        return Kind(f"object: {fields}" if fields else "object")
    return Kind(_plain(schema))


def _either(kinds: list[Kind]) -> Kind:
    """Return one kind for several; the last record of them is the one that is linked."""
    texts = [f"{one.text}{one.record}{one.end}" for one in kinds]
    linked = [at for at, one in enumerate(kinds) if one.record]
    if not linked:
        return Kind(" or ".join(texts))
    at = linked[0]
    before = "".join(f"{text} or " for text in texts[:at]) + kinds[at].text
    return Kind(
        before, kinds[at].record, kinds[at].end + "".join(f" or {t}" for t in texts[at + 1 :])
    )


def _plain(schema: Schema) -> str:
    words = {
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
        None: "anything",
    }
    named = schema.get("type")
    text: str = words.get(named, str(named))
    text = {"date-time": "time", "date": "day"}.get(schema.get("format", ""), text)
    least, most = schema.get("minimum"), schema.get("maximum")
    if named == "integer" and most is not None:
        text = f"{least:,} to {most:,}"
    elif named == "integer" and least:
        text = f"{text} from {least:,}"
    if schema.get("default") is not None and named == "integer":
        text += f"; else {schema['default']}"
    return text


def _listed(values: Sequence[object], schema: Schema) -> str:
    text = ", ".join(str(one) for one in values)
    return f"{text}; else {schema['default']}" if "default" in schema and len(values) > 1 else text
