"""Which files an index was made from, as they were when they were read, and what was removed.

So that what has not changed since need not be read again, and what somebody removed does not come
back unnoticed. Kept with each commit, as JSON in zlib:

    {"folders": {"/news/2017": {"a.txt": [512, 1498003200000000000]}},   bytes, last written to
     "removed": {"s17": "9f86d0…"},                                      id, its record's checksum
     "unsurveyed": ["s18"], "stale": false}                              what the survey lacks, or
                                                                         whether it has too much
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from search import ingest, record
from search.engine import Engine, Facts
from search.ingest import Stamp

LEVEL = 1


class Inventory:
    """The files by path, each with the stamp it had, and the checksums of removed articles by id.

    A file of which nothing could be read for want of rights is not in it. `unsurveyed` are the
    articles that the survey does not know yet; when it `is_stale`, it knows some that are gone.
    """

    def __init__(self) -> None:
        self.files: dict[str, Stamp] = {}
        self.removed: dict[str, str] = {}
        self.unsurveyed: tuple[str, ...] = ()
        self.is_stale = False

    @classmethod
    def from_bytes(cls, data: bytes) -> Inventory:
        """Return what `to_bytes` wrote; of anything else an empty one: all will be read anew."""
        found = cls()
        try:
            value = json.loads(zlib.decompress(data))
            for folder, names in value["folders"].items():
                for name, stamp in names.items():
                    found.files[os.path.join(folder, name)] = Stamp(*stamp)  # noqa: PTH118
            found.removed = dict(value["removed"])
            found.unsurveyed = tuple(value["unsurveyed"])
            found.is_stale = bool(value["stale"])
        except (zlib.error, ValueError, KeyError, TypeError, AttributeError):
            return cls()
        return found

    def to_bytes(self) -> bytes:
        """Return it as bytes; the same files in the same order give the same bytes."""
        if not (self.files or self.removed or self.unsurveyed or self.is_stale):
            return b""
        folders: dict[str, dict[str, Stamp]] = {}
        for path, stamp in self.files.items():
            folder, name = os.path.split(path)
            folders.setdefault(folder, {})[name] = stamp
        value = {
            "folders": folders,
            "removed": self.removed,
            "unsurveyed": self.unsurveyed,
            "stale": self.is_stale,
        }
        return zlib.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), LEVEL)

    def put(self, files: Iterable[ingest.SourceFile]) -> None:
        """Note files as they were met."""
        for file in files:
            self.files[path_of(file)] = Stamp(file.size, file.mtime_ns)

    def below(self, tops: Iterable[str]) -> Iterator[str]:
        """Yield the files that are one of these paths or below one."""
        ends = tuple(top.rstrip("/") + "/" for top in tops)
        whole = set(tops)
        yield from (path for path in self.files if path.startswith(ends) or path in whole)

    def was_removed(self, article_id: str, checksum: str) -> bool:
        """Return whether just this record was removed, and not changed since."""
        return self.removed.get(article_id) == checksum


def path_of(file: ingest.SourceFile) -> str:
    """Return the whole path of a file."""
    return os.path.join(file.root, file.path)  # noqa: PTH118 - its name may be no UTF-8


def removal(engine: Engine, article_ids: Iterable[str]) -> Facts:
    """Return what is to be remembered once these articles are removed."""
    facts = engine.facts()
    found = Inventory.from_bytes(facts.inventory)
    for article_id in article_ids:
        front = engine.front(article_id)
        if front is not None:
            found.removed[article_id] = record.head(front).source.checksum
    return replace(facts, inventory=found.to_bytes())
