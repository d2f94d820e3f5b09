"""Unpickling for Whoosh, from an allow-list.

Whoosh keeps its table of contents and its posting blocks as pickles, and a pickle can run code.
Whoever can write to an index directory could then act as whoever opens it. So every unpickling
that Whoosh does passes through here: plain values and the few classes of an honest index, no more.
"""

from __future__ import annotations

import io
import pickle
from typing import Any, BinaryIO

import whoosh.codec.whoosh3
import whoosh.columns
import whoosh.filedb.structfile
import whoosh.formats
import whoosh.index

ALLOWED = frozenset(
    {
        ("array", "_array_reconstructor"),
        ("array", "array"),
        ("copyreg", "_reconstructor"),
        ("builtins", "object"),
        ("builtins", "set"),
        ("builtins", "frozenset"),
        ("collections", "defaultdict"),
        ("builtins", "bytes"),
        ("builtins", "int"),
        ("search.local.codec", "DatelineCodec"),
        ("search.local.codec", "DatelineSegment"),
        # the schema, which stock Whoosh reads and we do not
        ("search.local.schema", "NamesField"),
        ("search.local.schema", "Positions"),
        ("search.local.schema", "WordsField"),
        ("whoosh.columns", "NumericColumn"),
        ("whoosh.columns", "RefBytesColumn"),
        ("whoosh.columns", "VarBytesColumn"),
        ("whoosh.fields", "COLUMN"),
        ("whoosh.fields", "Schema"),
        ("whoosh.formats", "Existence"),
    }
)
"""Every global that a pickle in an index of ours may name: none does more than hold values."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        # Protocol 2 writes Python 2's name of the module.
        module = (
            "builtins"
            if module == "__builtin__"
            else "copyreg"
            if module == "copy_reg"
            else module
        )
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


def dumps(value: Any, protocol: int = 4) -> bytes:
    """Return a value pickled by protocol 4, whatever Whoosh asks for: bytes are plain there.

    By protocol 2 they are a call of `_codecs.encode`, half again as long and slower to read.
    """
    return pickle.dumps(value, 4)


def guard() -> None:
    """Make every part of Whoosh that unpickles do it through the allow-list."""
    whoosh.index.pickle = _Pickle
    whoosh.filedb.structfile.load_pickle = load
    for module in (whoosh.codec.whoosh3, whoosh.columns, whoosh.formats):
        module.loads = loads
        module.dumps = dumps
