"""Where the articles of an archive come from: paths, and the columns that were given for them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from search.article import Source
from search.engine import Engine, Facts
from search.errors import IndexAbsent, IndexDamaged, UsageError
from search.ingest import Found

Columns = Mapping[str, str]

DEMONSTRATION = "seeds"
"""The folder of the demonstration archive: replacing it asks for no confirmation."""


def remembered(engine: Engine) -> Facts:
    """Return what the index was made from. Raises UsageError, or IndexDamaged if it is lost."""
    try:
        facts = engine.facts()
    except IndexDamaged as error:
        raise IndexDamaged(
            f"{str(error).removesuffix(' Run: index rebuild')} Nor can it be read any more what "
            "the index was made from. Name it: index rebuild PATH",
            code=error.code,
            path=error.path,
        ) from error
    except IndexAbsent:
        facts = Facts()
    if not facts.sources:
        raise UsageError(
            "There is no index yet, so there are no sources to read again. "
            "Name a folder or file: index rebuild PATH",
            code="rebuild.no-sources",
        )
    return facts


def absolute(paths: Iterable[Path]) -> tuple[str, ...]:
    """Return paths as they are remembered, each once."""
    return tuple(dict.fromkeys(os.path.abspath(path) for path in paths))  # noqa: PTH100 - no `..`


def without(found: Found, path: Path | None) -> Found:
    """Return the files that were found but for one that is no source."""
    if path is None:
        return found
    own = os.path.abspath(path)  # noqa: PTH100 - no `..`
    files = (file for file in found.files if os.path.join(file.root, file.path) != own)  # noqa: PTH118
    return replace(found, files=tuple(files))


def columns(facts: Facts) -> dict[str, Columns]:
    """Return the columns given for each source."""
    return {source: json.loads(columns) for source, columns in facts.columns.items()}


def nearest(path: str, given: Mapping[str, Columns]) -> Columns | None:
    """Return the columns given for a file: those of the nearest source that holds it."""
    holders = [source for source in given if inside(path, [source])]
    return given[max(holders, key=len)] if holders else None


def inside(path: str, sources: Iterable[str]) -> bool:
    """Return whether a path is one of the sources or below one."""
    return any(path == one or path.startswith(one.rstrip("/") + "/") for one in sources)


def file_of(path: str) -> str:
    """Return the path of the file that holds what a source's path names."""
    return path.partition("!/")[0]


def place_of(source: Source) -> Path:
    """Return the file on disk that a record was read from."""
    return Path(source.root, file_of(source.path))


def are_at_one_place(one: Source, other: Source) -> bool:
    """Return whether two records stand at the same place of the same file."""
    return (one.root, one.path, one.record) == (other.root, other.path, other.record)


def are_like(one: Source, other: Source) -> bool:
    """Return whether two records stand at the same place or say the same."""
    return are_at_one_place(one, other) or one.checksum == other.checksum


def is_demonstration(facts: Facts) -> bool:
    """Return whether an index holds nothing but the demonstration."""
    return all(Path(source).name == DEMONSTRATION for source in facts.sources)
