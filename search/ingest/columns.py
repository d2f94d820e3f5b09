"""Which column of a record is which field of an article."""

from __future__ import annotations

import datetime as dt
import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from search.ingest.charset import clean
from search.ingest.wordlist import table

Record = Mapping[str, object]

# Parts of a value that is an object, the best first: NewsAPI's source, WordPress's rendered,
# JSON-LD's and MongoDB's spellings.
INNER: tuple[str, ...] = (
    "name",
    "rendered",
    "title",
    "full_name",
    "display_name",
    "text",
    "value",
    "#text",
)
INNER += ("@value", "$date", "$oid", "$numberLong", "@id", "url", "href")
EMPTY = frozenset({"", "nan", "none", "null", "nat", "n/a", "na", "<na>", "undefined", "[]", "{}"})
EPOCHS = ((1e8, 2.2e9, 1), (1e11, 2.2e12, 10**3), (1e14, 2.2e15, 10**6), (1e17, 2.2e18, 10**9))
VALUE_CHARS = 4000  # of a field other than the body: longer ones are not what their name says

_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE)
_ITEMS = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_COMPACT_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d\d){0,3}")


@lru_cache(maxsize=8192)
def normal(name: str) -> str:
    """Return a column's name without case, spaces, dashes and underscores."""
    return "".join(c for c in name.casefold() if c.isalnum())


ALIASES = {
    field: tuple(dict.fromkeys(map(normal, names)))
    for field, names in table("columns.txt").items()
}
FIELDS = tuple(ALIASES)
KNOWN = frozenset(name for names in ALIASES.values() for name in names)
NESTS = frozenset(map(normal, table("nests.txt")["fields"]))
WRAPPERS = frozenset(map(normal, table("nests.txt")["list"]))


@dataclass(frozen=True, slots=True)
class Stated:
    """What a record or page states: values by our field, and by which method each."""

    values: Mapping[str, str]
    by: Mapping[str, str]


def stated(record: Record, mapping: Mapping[str, str]) -> Stated:
    """Return the fields of a record; a field that is mapped is looked for nowhere else."""
    names = _names(record)
    values: dict[str, str] = {}
    by: dict[str, str] = {}
    for field, aliases in ALIASES.items():
        if field in mapping:
            candidates: tuple[str, ...] = (mapping[field],)
        else:
            candidates = tuple(names[alias] for alias in aliases if alias in names)
        for column in candidates:
            value = _value(field, follow(record, column))
            if value is not None:
                values[field], by[field] = value, f"column:{column}"
                break
    return Stated(values, by)


def body_column(header: tuple[str, ...], mapping: Mapping[str, str]) -> bool:
    """Return whether a header names a body."""
    if "body" in mapping:
        return mapping["body"] in header
    return not {normal(name) for name in header}.isdisjoint(ALIASES["body"])


def follow(record: Record, path: str) -> object:
    """Return the value at a column's name or dotted path, None where there is none."""
    if path in record:
        return record[path]
    value: object = record
    for part in path.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def _names(record: Record) -> dict[str, str]:
    """Return the record's columns by normal name; those of a nested object come second."""
    names: dict[str, str] = {}
    nested: dict[str, str] = {}
    for name, value in record.items():
        key = normal(name)
        if isinstance(value, Mapping) and key in NESTS:
            for inner in value:
                nested.setdefault(normal(inner), f"{name}.{inner}")
        if value is not None:
            names.setdefault(key, name)
    return nested | names


def _value(field: str, value: object) -> str | None:
    """Return a column's value as text for this field, None when it says nothing."""
    if field == "date" and (moment := _moment(value)):
        return moment
    joint = {"body": "\n\n", "author": "; "}.get(field, ", ")
    text = plain(value, joint)
    if text is None:
        return None
    text = clean(text)
    if not text or text.isspace() or (len(text) < 16 and text.strip().casefold() in EMPTY):
        return None
    if field == "body":
        return text
    text = " ".join((html.unescape(text) if _ENTITY.search(text) else text).split())
    if field == "url" and not re.match(r"https?://|//|[\w-]+(\.[\w-]+)+(?:[:/?#]|$)", text, re.I):
        return None
    if field == "date" and (moment := _moment(text)):
        return moment
    if field == "author" and text.startswith("[") and text.endswith("]"):
        text = "; ".join(a or b for a, b in _ITEMS.findall(text)) or text
    return text if 0 < len(text) <= VALUE_CHARS else None


def plain(value: object, joint: str, depth: int = 0) -> str | None:
    """Return text, a number, the name in an object, or a list of these joined; else None."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or depth > 4:
        return None
    if isinstance(value, int):
        return str(value) if -(10**30) < value < 10**30 else None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else str(value)
    if isinstance(value, list):
        parts = (plain(part, joint, depth + 1) for part in value)
        return joint.join(part for part in parts if part and part.strip()) or None
    if isinstance(value, Mapping):
        for name in INNER:
            if (text := plain(value.get(name), joint, depth + 1)) is not None and text.strip():
                return text
    return None


def _moment(value: object) -> str | None:
    """Return a moment counted from 1970 in s, ms, µs or ns as ISO 8601 in UTC; else None."""
    if isinstance(value, Mapping) and "$date" in value:
        value = value["$date"]
    if isinstance(value, Mapping) and "$numberLong" in value:
        value = value["$numberLong"]
    if isinstance(value, str):
        text = value.strip()
        if not re.fullmatch(r"\d{9,19}(?:\.\d{1,9})?", text) or _COMPACT_DATE.fullmatch(text):
            return None
        value = float(text)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, int) and _COMPACT_DATE.fullmatch(str(value)):
        return None
    for low, high, unit in EPOCHS:
        if low <= value < high:
            moment = dt.datetime.fromtimestamp(value / unit, dt.timezone.utc)
            return moment.isoformat(timespec="seconds")
    return None
