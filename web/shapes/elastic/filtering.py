"""`filter_path`: parts of an answer, by paths such as `hits.hits._source.title` or `-_shards`."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from web.arguments import BadParameter
from web.articles import Record

Path = tuple[str, ...]

MOST_PATHS = 50
MOST_NAMES = 20
"""Names in one path."""


def filtered(record: Record, paths: Sequence[str]) -> Record:
    """Return the parts of a record that paths name, without those named after a `-`.

    `*` is any letters of a name, `**` any names; lists are looked into.
    """
    split = [(path, tuple(path.removeprefix("-").split("."))) for path in paths]
    if len(split) > MOST_PATHS or any(len(names) > MOST_NAMES for _, names in split):
        raise BadParameter(
            f"[filter_path] may have {MOST_PATHS} paths, each of {MOST_NAMES} names.",
            parameter="filter_path",
        )
    kept = [names for path, names in split if not path.startswith("-")]
    without = [names for path, names in split if path.startswith("-")]
    found = _kept(record, kept) if kept else record
    return _without(found, without) if without else found or {}


def _kept(value: Any, paths: Sequence[Path]) -> Any:
    """Return what the paths name of a value, None where that is nothing."""
    if any(not path or path == ("**",) for path in paths):
        return value
    if isinstance(value, list):
        inside = [_kept(one, paths) for one in value]
        return [one for one in inside if one is not None] or None
    if not isinstance(value, dict):
        return None
    found = {}
    for name, one in value.items():
        rest = _rest(name, paths)
        part = _kept(one, rest) if rest else None
        if part is not None:
            found[name] = part
    return found or None


def _without(value: Any, paths: Sequence[Path]) -> Any:
    """Return a value without what the paths name."""
    if isinstance(value, list):
        return [_without(one, paths) for one in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, one in value.items():
        rest = _rest(name, paths)
        if not any(not path for path in rest):
            found[name] = _without(one, rest) if rest else one
    return found


def _rest(name: str, paths: Sequence[Path]) -> list[Path]:
    """Return what is left of the paths that lead into a name."""
    found: list[Path] = []
    for path in paths:
        if not path:
            continue
        if path[0] == "**":
            found += [path, *_rest(name, [path[1:]])]
        elif fnmatchcase(name, path[0].replace("[", "[[]")):
            found.append(path[1:])
    return list(dict.fromkeys(found))
