"""Options of queries, checked one by one: what is not known is refused, never passed over."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from search.query.tree import Node
from web.arguments import BadParameter, short
from web.shapes import moments, trees
from web.shapes.documents import DATE
from web.shapes.elastic.fields import factor

Body = Mapping[str, Any]

_ALWAYS = ("boost", "_name")
_HARMLESS = {
    "lenient": (True, False),
    "analyze_wildcard": (True, False),
    "allow_leading_wildcard": (True,),
    "auto_generate_synonyms_phrase_query": (True, False),
    "fuzzy_transpositions": (True,),
    "enable_position_increments": (True,),
    "escape": (False,),
    "case_insensitive": (True,),
    "ignore_unmapped": (True, False),
    "max_expansions": (50,),
    "prefix_length": (0,),
    "adjust_pure_negative": (True,),
    "flags": ("ALL", "all", -1),
    "rewrite": ("constant_score",),
    "relation": ("INTERSECTS", "intersects"),
}
"""Options that ask for what is so anyway, with the values that do."""

_MSM = re.compile(r"(-?)(\d{1,9})(%?)")


def refused(message: str, where: object) -> BadParameter:
    """Return the error for a part of a query that cannot be answered."""
    return BadParameter(message, parameter=short(str(where)), code="parsing_exception")


def no_date(value: object, formats: tuple[str, ...]) -> BadParameter:
    shown = "||".join(formats)
    return BadParameter(
        f"failed to parse date field [{short(str(value))}] with format [{shown}]",
        parameter=DATE,
        code="parse_exception",
    )


def an_object(given: object, where: str) -> Body:
    if not isinstance(given, dict):
        raise refused(f"[{where}] must be an object", where)
    return given


def options_of(given: object, where: str, allowed: Collection[str]) -> Body:
    """Return the options of a query; one that is not known is refused."""
    options = an_object(given, where)
    for name, value in options.items():
        if name in allowed or name in _ALWAYS:
            continue
        if name in _HARMLESS and value in _HARMLESS[name]:
            continue
        raise refused(f"[{where}] does not support [{short(str(name))}]", where)
    if options.get("_name") is not None:
        raise refused(f"[{where}] does not support [_name]", where)
    return options


def boosted(node: Node, options: Body) -> Node:
    return trees.weighted(node, factor(options["boost"], "boost")) if "boost" in options else node


def a_list(options: Body, name: str, where: str) -> list[object]:
    return listed(options.get(name), name, where)


def listed(value: object, name: str = "fields", where: str = "query") -> list[object]:
    if value is None:
        return []
    if isinstance(value, dict):
        raise refused(f"[{where}] [{name}] must be a list", where)
    return list(value) if isinstance(value, list) else [value]


def choice(options: Body, name: str, where: str, choices: Sequence[str]) -> str:
    """Return which of the choices an option is, the first where it is not given."""
    value = str(options.get(name) or choices[0]).lower()
    if value not in choices:
        raise refused(f"[{where}] {name} can be {', '.join(choices)}, not [{short(value)}]", where)
    return value


def operator(options: Body, name: str, where: str) -> str:
    return choice(options, name, where, ("or", "and"))


def whole(options: Body, name: str, where: str, lowest: int, most: int) -> int:
    value = options.get(name, lowest)
    digits = str(value)
    if isinstance(value, bool) or not digits.isdecimal() or not lowest <= int(digits[:9]) <= most:
        raise refused(
            f"[{where}] {name} must be from {lowest} to {most}, not [{short(digits)}]", where
        )
    return int(digits)


def fuzziness(value: object, where: str) -> int | None:
    """Return how many letters words may differ in, None where their length decides."""
    text = str(value).upper()
    if text == "AUTO":
        return None
    if text not in ("0", "1", "2"):
        raise refused(f"[{where}] fuzziness can be AUTO, 0, 1 or 2, not [{short(text)}]", where)
    return int(text)


def least(value: object, count: int) -> int:
    """Return how many of so many clauses have to match: `2`, `-1`, `75%`."""
    match = _MSM.fullmatch(str(value).strip())
    if match is None or isinstance(value, bool):
        raise refused(
            f"minimum_should_match can be a number or a percentage, not [{short(str(value))}]",
            "minimum_should_match",
        )
    number = int(match[2])
    if match[3]:
        number = count * min(number, 100) // 100
    return max(0, count - number) if match[1] else number


def formats_of(value: object) -> tuple[str, ...]:
    """Return the formats of a range's dates."""
    if value is None:
        return moments.DEFAULT_FORMATS
    names = tuple(name.strip() for name in str(value).split("||"))
    for name in names:
        if name not in moments.FORMATS:
            raise refused(f"[range] does not support the format [{short(name)}]", "range")
    return names


def one_of_many(options: Body, where: str) -> None:
    """Refuse to count the clauses of a query string, but for the least there can be."""
    if str(options.get("minimum_should_match", 1)) not in ("1", "0"):
        raise refused(f"[{where}] does not support [minimum_should_match]", where)
    if options.get("fields") is not None and options.get("default_field") is not None:
        raise refused(f"[{where}] takes fields or default_field, not both", where)
