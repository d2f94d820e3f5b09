"""A commit that changes what stands beside the segments, and no article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from search.local import remembered
from search.local.snapshot import Opened, check
from search.store import Draft, View


def published(
    draft: Draft, before: Opened, segments: Iterable[str], changes: Mapping[str, Any]
) -> View:
    """Publish a snapshot anew, with these segments and changes in its manifest's data."""
    known = before.view.manifest.data
    data = {**known, "arrivals": before.arrivals.to_data(), **changes}
    return draft.publish(
        files=[*segments, *remembered.files(data), *remembered.beside(data)],
        articles=before.reader.count,
        data=data,
        check=lambda view: check(view, before.reader),
    )
