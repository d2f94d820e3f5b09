"""A commit that changes what stands beside the segments, and no article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from search.local import overlay, remembered, vectors
from search.local.reader import Reader
from search.local.snapshot import Opened, check
from search.store import Draft, View


def files(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield the files beside the segments that a manifest names."""
    yield from data["overlays"].values()
    if data.get(vectors.NAME):
        yield data[vectors.NAME]


def overlaid(
    draft: Draft, reader: Reader, name: str, values: Mapping[str, int]
) -> Mapping[str, Any]:
    """Write an overlay into a draft, by article id; return what changes in its manifest's data."""
    path = draft.path / overlay.file_name(name, draft.point.commit)
    keys = {reader.key(ref): value for ref, value in values.items()}
    overlay.write(path, {key: value for key, value in keys.items() if key is not None})
    return {"overlays": {name: path.name}}


def published(
    draft: Draft, before: Opened, segments: Iterable[str], changes: Mapping[str, Any]
) -> View:
    """Publish a snapshot anew, with these segments and changes in its manifest's data."""
    known = before.view.manifest.data
    data = {**known, "arrivals": before.arrivals.to_data(), **changes}
    data["overlays"] = {**known["overlays"], **changes.get("overlays", {})}
    return draft.publish(
        files=[*segments, *remembered.files(data), *files(data)],
        articles=before.reader.count,
        data=data,
        check=lambda view: check(view, before.reader),
    )
