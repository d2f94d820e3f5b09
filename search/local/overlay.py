"""Integer columns beside the segments: an article's story, and which copy stands for it.

Grouping changes articles that were not rewritten, so these are files of their own, replaced whole
by a commit that writes nothing else. They go by an article's *key*, a number that it gets when it
is written and keeps through merges, and that no other article of the generation ever has.

    "DLO1"  4 bytes
    values  32-bit, least significant byte first, one for each key from 0; -1 is none

    44 4c 4f 31  ff ff ff ff  07 00 00 00      key 0: none, key 1: 7
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

I32 = npt.NDArray[np.int32]

NAMES = ("story", "fold")
NONE = -1
MAGIC = b"DLO1"


def file_name(name: str, commit: int) -> str:
    """Return the name of the file that a commit writes for an overlay."""
    return f"{name}-{commit}.overlay"


def write(path: Path, values: Mapping[int, int]) -> None:
    """Write an overlay: `values` by key."""
    column = np.full(max(values, default=NONE) + 1, NONE, dtype="<i4")
    for key, value in values.items():
        column[key] = value
    path.write_bytes(MAGIC + column.tobytes())


def read(path: Path, keys: I32) -> I32:
    """Return the value of each article, given their keys; NONE past the end of the file."""
    data = path.read_bytes()
    if data[:4] != MAGIC or len(data) % 4:
        raise ValueError(f"{path.name} is no overlay")
    column = np.append(np.frombuffer(data, dtype="<i4", offset=4), np.int32(NONE))
    values: I32 = column[np.minimum(keys, len(column) - 1)].astype(np.int32)
    return values
