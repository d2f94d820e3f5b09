"""Arrays that grow at the end, in memory as long as they are small, then in files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np

from search.codec.container import Array

HELD_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Spilled:
    """An array in a file."""

    path: Path
    kind: np.dtype[np.generic]
    size_bytes: int

    def open(self) -> Array:
        """Return the array, mapped: what was read of it stays in memory until it is let go."""
        if not self.size_bytes:
            return np.zeros(0, self.kind)
        # A private copy, as in Container: kernels are compiled for arrays that can be written.
        return np.memmap(self.path, self.kind, "c")


Kept: TypeAlias = Array | Spilled


class Slices:
    """An array read a slice at a time; of one in a file nothing else is in memory.

    Close it when it is done with.
    """

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._file = kept.path.open("rb") if isinstance(kept, Spilled) else None

    def between(self, low: int, high: int) -> Array:
        """Return places low to high."""
        if not isinstance(self._kept, Spilled):
            return self._kept[low:high]
        found = np.empty(high - low, self._kept.kind)
        if self._file is not None and len(found):
            self._file.seek(low * found.itemsize)
            if self._file.readinto(found.view(np.uint8).data) < found.nbytes:
                raise EOFError(f"{self._kept.path.name} ends before place {high}")
        return found

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


class Arrays(Mapping[str, Array]):
    """Arrays by name; those in files are opened each time they are asked for."""

    def __init__(self, kept: Mapping[str, Kept]) -> None:
        self._kept = kept

    def __getitem__(self, name: str) -> Array:
        kept = self._kept[name]
        return kept.open() if isinstance(kept, Spilled) else kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


class Spill:
    """Named arrays, each of one type. Files go into a new directory within `directory`.

    Close it when its arrays are done with: its files go, whatever happened.
    """

    def __init__(self, directory: Path, held_bytes: int = HELD_BYTES) -> None:
        self.parent = directory
        self._directory: Path | None = None
        self._files: dict[str, BinaryIO] = {}
        self._chunks: dict[str, list[Array]] = {}
        self._types: dict[str, np.dtype[np.generic]] = {}
        self._held = 0
        self._limit = held_bytes

    @property
    def directory(self) -> Path:
        """Return a directory of its own, which goes when it is closed."""
        if self._directory is None:
            self._directory = Path(tempfile.mkdtemp(prefix=".spill-", dir=self.parent))
        return self._directory

    def append(self, name: str, array: Array) -> None:
        """Put an array at the end of the one of this name."""
        self._types.setdefault(name, array.dtype)
        self._chunks.setdefault(name, []).append(array)
        self._held += array.nbytes
        if self._held > self._limit:
            self._write_out()

    def take(self, name: str) -> Kept:
        """Return an array as a whole: in memory, or in its file."""
        chunks = self._chunks.pop(name)
        file = self._files.get(name)
        if file is None:
            return chunks[0] if len(chunks) == 1 else np.concatenate(chunks)
        _write(file, chunks)
        file.flush()
        return Spilled(Path(file.name), self._types[name], file.tell())

    def close(self) -> None:
        """Remove the files."""
        for file in self._files.values():
            file.close()
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)

    def _write_out(self) -> None:
        for name, chunks in self._chunks.items():
            if name not in self._files:
                self._files[name] = (self.directory / name).open("wb")
            _write(self._files[name], chunks)
            chunks.clear()
        self._held = 0


def _write(file: BinaryIO, chunks: list[Array]) -> None:
    for chunk in chunks:
        file.write(np.ascontiguousarray(chunk).data)
