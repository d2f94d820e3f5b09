"""Unpickling from an allow-list.

Whoosh keeps its table of contents as pickles, and a pickle can run code. Whoever can write to an
index directory could then act as whoever opens it. So every unpickling for an index of ours passes
through here, ours (toc.py) and Whoosh's: plain values and two names, no more.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

ALLOWED = frozenset(
    {
        ("search.local.codec", "DatelineSegment"),
        ("search.local.schema", "archive_schema"),
    }
)
"""Every global that a pickle in an index of ours may name: none does more than hold values."""

Named = Mapping[tuple[str, str], Callable[..., object]]
"""What to call in the place of a global."""


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: BinaryIO, named: Named) -> None:
        super().__init__(file)
        self._named = named

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in self._named:
            return self._named[module, name]
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"an index of ours does not hold {module}.{name}")
        return super().find_class(module, name)


def load(file: BinaryIO, named: Named | None = None) -> Any:
    """Return the object pickled next in a file."""
    return _Unpickler(file, named or {}).load()


def loads(data: bytes) -> Any:
    """Return the object pickled in these bytes."""
    return load(io.BytesIO(data))


class _Pickle:
    """Stands where Whoosh's index module knows `pickle`: writes as before, reads by the list."""

    PicklingError = pickle.PicklingError
    dumps = staticmethod(pickle.dumps)
    loads = staticmethod(loads)


def guard() -> None:
    """Make Whoosh read tables of contents through the allow-list."""
    import whoosh.filedb.structfile
    import whoosh.index

    whoosh.index.pickle = _Pickle
    whoosh.filedb.structfile.load_pickle = load
