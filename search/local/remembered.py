"""What the archive wants remembered with a commit: in its manifest, and in files beside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from typing import Any

from search.engine import Facts, Problem
from search.local import groups, vectors
from search.store import Draft, View

MAX_PROBLEMS = 1_000
"""Problems remembered with a snapshot; a report at the time of reading has them all."""

RUNS = "runs"
"""What the manifest's data calls the files that grouping goes on from (runs.py)."""

FILES = ("survey", "inventory")
"""Facts that are kept in files of their own, each under its name in the manifest."""


def read(view: View) -> Facts:
    """Return what was remembered with a commit."""
    data = view.manifest.data
    kept = {}
    for name in FILES:
        path = view.directory / str(data.get(name) or ".")
        kept[name] = path.read_bytes() if path.is_file() else b""
    return Facts(
        sources=tuple(data.get("sources", ())),
        columns=data.get("columns", {}),
        problems=tuple(Problem(*problem) for problem in data.get("problems", ())),
        **kept,
    )


def written(draft: Draft, base: View | None, facts: Facts) -> tuple[list[str], dict[str, Any]]:
    """Write facts into a draft on top of `base`; return its files and what its manifest says."""
    data = {
        **{name: _file(draft, base, name, getattr(facts, name)) for name in FILES},
        "sources": list(facts.sources),
        "columns": dict(facts.columns),
        "problems": [[p.path, p.line, p.reason] for p in facts.problems[:MAX_PROBLEMS]],
    }
    return list(files(data)), data


def files(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files that a manifest names for facts."""
    yield from (data[name] for name in FILES if data.get(name))


def beside(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files beside the segments that a manifest names: what changes for articles that
    were not written anew.
    """
    yield from data.get(RUNS, ())
    yield from (data[name] for name in (groups.NAME, vectors.NAME) if data.get(name))


def kept(draft: Draft, before: View | None, *names: str) -> dict[str, Any]:
    """Return what a snapshot's manifest says under these names of what is beside the segments, and
    take the files into a draft.

    Keys count on from one generation to the next, so they are as good there.
    """
    data = before.manifest.data if before is not None else {}
    found = {name: data[name] for name in names if data.get(name)}
    if before is not None and before.directory != draft.path:
        for file in beside(found):
            shutil.copyfile(before.directory / file, draft.path / file)
    return found


def _file(draft: Draft, base: View | None, name: str, value: bytes) -> str:
    """Return the name of the file that holds a value: that of `base` if it has not changed.

    What is empty needs none.
    """
    if not value:
        return ""
    if base is not None and base.manifest.data.get(name):
        before = str(base.manifest.data[name])
        path = draft.path / before
        if path.stat().st_size == len(value) and path.read_bytes() == value:
            return before
    path = draft.path / f"{name}-{draft.point.commit}.bin"
    path.write_bytes(value)
    return path.name
