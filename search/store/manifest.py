"""What a commit consists of: the sealed record beside its files.

{"articles":5021,"built_at":"2026-11-21T18:00:00+00:00","commit":12,
 "data":{...the engine's own facts...},
 "files":[{"name":"a.post","sha256":"9f86...","size":20480}],
 "format":1,"generation":3}
sha256:...
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from search.store.layout import is_engine_file
from search.store.sealed import seal, unseal

FORMAT = 1


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a commit: name in the generation's directory, size in bytes, SHA-256 in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of a commit, by name, and what the engine wants remembered with them.

    `data` is JSON: maps with string keys, lists, strings, numbers, booleans, None. `built_at` is
    in UTC.
    """

    generation: int
    commit: int
    built_at: dt.datetime
    articles: int
    files: tuple[StoredFile, ...]
    data: Mapping[str, Any]

    @property
    def size_bytes(self) -> int:
        """How many bytes the files hold together."""
        return sum(file.size for file in self.files)


def to_bytes(manifest: Manifest) -> bytes:
    """Return a manifest as it stands on disk; TypeError or ValueError when `data` is not JSON."""
    return seal(
        {
            "format": FORMAT,
            "generation": manifest.generation,
            "commit": manifest.commit,
            "built_at": manifest.built_at.isoformat(),
            "articles": manifest.articles,
            "files": [
                {"name": file.name, "size": file.size, "sha256": file.sha256}
                for file in manifest.files
            ],
            "data": dict(manifest.data),
        }
    )


def from_bytes(sealed: bytes) -> Manifest:
    """Return the manifest; ValueError says in a few words what is wrong with it."""
    value = unseal(sealed)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise ValueError("is in a format of another version")
    try:
        files = tuple(
            StoredFile(str(file["name"]), int(file["size"]), str(file["sha256"]))
            for file in value["files"]
        )
        manifest = Manifest(
            generation=int(value["generation"]),
            commit=int(value["commit"]),
            built_at=dt.datetime.fromisoformat(value["built_at"]),
            articles=int(value["articles"]),
            files=files,
            data=MappingProxyType(dict(value["data"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("is not a manifest") from error
    if not all(is_engine_file(file.name) for file in files):
        raise ValueError("names a file outside its directory")
    return manifest
