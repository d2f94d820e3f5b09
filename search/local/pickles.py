"""Unpickling for Whoosh, from an allow-list.

Whoosh keeps its table of contents as pickles, and a pickle can run code. Whoever can write to an
index directory could then act as whoever opens it. So every unpickling that Whoosh does for an
index of ours passes through here: plain values and two names, no more.
"""

from __future__ import annotations

import io
import pickle
from typing import Any, BinaryIO

import whoosh.filedb.structfile
import whoosh.index

ALLOWED = frozenset(
    {
        ("search.local.codec", "DatelineSegment"),
        ("search.local.schema", "archive_schema"),
    }
)
"""Every global that a pickle in an index of ours may name: none does more than hold values."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"an index of ours does not hold {module}.{name}")
        return super().find_class(module, name)


def load(file: BinaryIO) -> Any:
    """Return the object pickled next in a file."""
    return _Unpickler(file).load()


def loads(data: bytes) -> Any:
    """Return the object pickled in these bytes."""
    return _Unpickler(io.BytesIO(data)).load()


class _Pickle:
    """Stands where Whoosh's index module knows `pickle`: writes as before, reads by the list."""

    PicklingError = pickle.PicklingError
    dumps = staticmethod(pickle.dumps)
    loads = staticmethod(loads)


def guard() -> None:
    """Make Whoosh read tables of contents through the allow-list."""
    whoosh.index.pickle = _Pickle
    whoosh.filedb.structfile.load_pickle = load
