"""Arrays in a file of safetensors: mapped, and read where they are used.

The file is the length of a header (8 bytes, little-endian), the header as JSON, which gives each
array its type, shape and place, and the bytes of the arrays. Nothing in it is code.
Source: the format's own description in huggingface/safetensors.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MOST_HEADER = 1 << 20
"""Bytes of a header; one of 100 arrays has 11,000."""

_TYPES = {"F32": "<f4", "F16": "<f2"}


class Tensors:
    """The arrays of a file, by name. Raises ValueError where the file is none of safetensors."""

    def __init__(self, path: Path) -> None:
        self._bytes: npt.NDArray[np.uint8] = np.memmap(path, np.uint8, mode="r")
        size = int.from_bytes(self._bytes[:8].tobytes(), "little")
        if len(self._bytes) < 8 or not 2 <= size <= min(MOST_HEADER, len(self._bytes) - 8):
            raise ValueError(f"{path.name} is no file of safetensors, or is cut off")
        self._begin = 8 + size
        try:
            self._header: dict[str, Any] = json.loads(self._bytes[8 : self._begin].tobytes())
        except ValueError:
            raise ValueError(f"{path.name} has a header that cannot be read") from None

    def array(self, name: str, *shape: int) -> npt.NDArray[Any]:
        """Return an array of float32 or float16 that has to have this shape."""
        try:
            entry = self._header[name]
            kind = np.dtype(_TYPES[entry["dtype"]])
            begin, end = entry["data_offsets"]
            is_sound = tuple(entry["shape"]) == shape
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"it has no array {name} of float32 or float16") from None
        size = int(np.prod(shape)) * kind.itemsize
        if not is_sound or begin < 0 or end - begin != size:
            raise ValueError(f"its array {name} is not one of {' × '.join(map(str, shape))}")
        data = self._bytes[self._begin + begin : self._begin + end]
        if len(data) != size:
            raise ValueError(f"its file ends before {name} does")
        return data.view(kind).reshape(shape)
