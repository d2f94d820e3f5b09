"""Four notes from the invented town of Halin, as files of a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

HARBOUR = "Dockers end strike\n\nDockers in the harbour of Halin went back to work on Tuesday."
FERRY = "Ferry delayed by fog\n\nThe ferry to Osk left an hour late, the harbour master said."
MAYOR = "Mayor resigns\n\nMayor Ana Lee of Halin resigned on Sunday after a long quarrel."
BRIDGE = "Bridge opens\n\nThe new bridge over the Hal opened to traffic at noon, says Ana Lee."


def put(folder: Path, texts: Mapping[str, str]) -> Path:
    """Write files below a folder, which is returned."""
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder
