"""What a door says of itself: a sentence, what it takes, what it gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from web.openapi.schema import TEXT, Plain, Schema, Shape

Group = Literal["Search", "Articles", "Lists", "Service", "Other engines"]
Gives = Mapping[str, Schema]

_View = TypeVar("_View", bound=Callable[..., Any])

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument of a request. A schema of type array may be given several times.

    `aliases` are its other names; `example` is a value that makes sense in any archive.
    """

    name: str
    says: str
    schema: Plain = field(default_factory=lambda: TEXT)
    aliases: tuple[str, ...] = ()
    example: object = None
    where: Literal["query", "path", "header"] = "query"


@dataclass(frozen=True, slots=True)
class Door:
    """A door as described, see the package's docstring.

    `gives` maps content types to schemas. POST takes what GET does, and in its body `body`, None
    for an object of the same names, or one of `bodies`, by content type. `problem` is the schema
    of its errors, None for problem+json. `always`: it answers whatever it is asked, with or
    without an index. `tagged`: the answer has an ETag; `headers` are others it may have, and what
    they say. `tries` are addresses that are asked in the tests, without the path:
    `?q=strike&page=2`, or, of a path with arguments, whole.
    """

    says: str
    group: Group
    takes: tuple[Parameter, ...]
    gives: Gives
    more: str
    body: Schema | None
    bodies: Gives
    problem: Schema | None
    refuses: tuple[int, ...]
    always: bool
    tagged: bool
    headers: Mapping[str, str]
    tries: tuple[str, ...]


_doors: dict[object, Door] = {}


def door(
    says: str,
    *,
    group: Group,
    gives: Schema | Gives,
    takes: Iterable[Parameter] = (),
    more: str = "",
    body: Schema | None = None,
    bodies: Gives | None = None,
    problem: Schema | None = None,
    refuses: Iterable[int] = (),
    always: bool = False,
    tagged: bool = False,
    headers: Mapping[str, str] | None = None,
    tries: Iterable[str] = (),
) -> Callable[[_View], _View]:
    """Return what describes the view it decorates; the view itself stays as it is."""
    found = Door(
        says,
        group,
        tuple(takes),
        _by_type(gives),
        more,
        body,
        dict(bodies or {}),
        problem,
        tuple(refuses),
        always,
        tagged,
        dict(headers or {}),
        tuple(tries),
    )

    def described(view: _View) -> _View:
        _doors[view] = found
        return view

    return described


def door_of(view: Callable[..., Any]) -> Door | None:
    """Return how a view is described, None where it is not."""
    return _doors.get(view) or _doors.get(inspect.unwrap(view))


def _by_type(gives: Schema | Gives) -> Gives:
    if not isinstance(gives, Shape) and any("/" in name for name in gives):
        return gives
    return {JSON: gives}
