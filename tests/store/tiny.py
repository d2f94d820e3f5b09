"""The smallest engine over the store: it keeps headlines, and notices when files disagree.

Each part is written three times, as three files that an index would keep in step; a set of files
from two commits, or with a piece missing, does not read back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from search.errors import IndexAbsent, IndexDamaged
from search.store import Draft, Store, View, layout, pointer
from search.store.view import load

KINDS = ("terms", "postings", "columns")


def rebuild(directory: Path, headlines: Iterable[str], data: object = None) -> View:
    """Make a generation of these headlines."""
    with Store(directory).writing("index rebuild") as writer:
        writer.need(10_000)
        draft = writer.new_generation()
        return _publish(draft, [], sorted(headlines), data)


def add(directory: Path, headlines: Iterable[str], data: object = None) -> View:
    """Make a commit with these headlines more."""
    with Store(directory).writing("index add") as writer:
        draft = writer.new_commit()
        assert draft.base is not None
        parts = [str(part) for part in draft.base.manifest.data["parts"]]
        return _publish(draft, parts, sorted(headlines), data)


def read(directory: Path) -> list[str] | None:
    """Return the headlines that an index holds; None when there is no index."""
    try:
        return Store(directory).open(contents)
    except IndexAbsent:
        return None


def contents(view: View) -> list[str]:
    """Return the headlines of a commit; IndexDamaged when its files do not agree."""
    found: list[str] = []
    for part in view.manifest.data["parts"]:
        path = view.directory / f"{part}.{KINDS[0]}"
        texts = {(view.directory / f"{part}.{kind}").read_text() for kind in KINDS}
        try:
            (text,) = texts
            found += json.loads(text)
        except ValueError as error:
            raise IndexDamaged(f"{path} disagrees", code="index.damaged", path=path) from error
    if len(found) != view.manifest.articles:
        raise IndexDamaged("count differs", code="index.damaged", path=view.directory)
    return sorted(found)


def leftovers(directory: Path) -> set[str]:
    """Return the files of an index directory that no kept commit needs."""
    needed = {directory / layout.CURRENT, directory / layout.LOCK}
    for point in pointer.read(directory).points:
        view = load(directory, point)
        needed |= {view.directory, view.directory / layout.manifest_name(point.commit)}
        needed |= {view.directory / file.name for file in view.manifest.files}
    return {str(path.relative_to(directory)) for path in set(directory.rglob("*")) - needed}


def _publish(draft: Draft, parts: list[str], headlines: list[str], data: object) -> View:
    part = f"part-{draft.point.commit}"
    (draft.path / "scratch").write_text("a file that is needed while writing only")
    for kind in KINDS:
        (draft.path / f"{part}.{kind}").write_text(json.dumps(headlines))
    parts = [*parts, part]

    def check(view: View) -> None:
        assert set(headlines) <= set(contents(view))

    old = sum(len(json.loads((draft.path / f"{p}.{KINDS[0]}").read_text())) for p in parts[:-1])
    return draft.publish(
        files=[f"{part}.{kind}" for part in parts for kind in KINDS],
        articles=old + len(headlines),
        data={"parts": parts, "note": data},
        check=check,
    )
