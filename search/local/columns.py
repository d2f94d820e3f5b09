"""Columns of a segment as Whoosh reads them: one value an article."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from whoosh.columns import ColumnReader

from search.codec.container import Array
from search.local.opened import OpenedSegment

INTEGERS = ("key", "first_day", "last_day", "title_words", "body_words")
CODED = ("outlet_name", "agency_name", "lang_name")
STARTS = ("sentences", "title_sentences", "paragraphs", "quotes")


class Integers(ColumnReader):  # type: ignore[misc]
    """A column of whole numbers."""

    def __init__(self, values: Array) -> None:
        self._values = values
        self._sign = 1

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, docnum: int) -> int:
        return int(self._values[docnum])

    def __iter__(self) -> Iterator[int]:
        return iter(self._values.tolist())

    def sort_key(self, docnum: int) -> int:
        """Return what an article is sorted by."""
        return self._sign * self[docnum]

    def set_reverse(self) -> None:
        """Sort from high to low from now on."""
        self._sign = -1

    def load(self) -> array[int]:
        """Return all values."""
        return array("i", self)


class Strings(ColumnReader):  # type: ignore[misc]
    """A column of bytes, each put together when it is asked for."""

    def __init__(self, size: int, value: Callable[[int], bytes]) -> None:
        self._size = size
        self._value = value

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, docnum: int) -> bytes:
        return self._value(docnum)

    def __iter__(self) -> Iterator[bytes]:
        return map(self._value, range(self._size))


def column(segment: OpenedSegment, name: str) -> Integers | Strings:
    """Return a column of the schema: what its values are, `schema.document` says."""
    if name in INTEGERS:
        return Integers(segment.array(name))
    return Strings(segment.size, _value(segment, name))


def _value(segment: OpenedSegment, name: str) -> Callable[[int], bytes]:
    """Return what gives the value that an article has in a column of bytes."""
    if name in CODED:
        return segment.coded(name).__getitem__
    if name in STARTS:
        starts = segment.starts(name)
        return lambda doc: starts[doc].astype("<u4").tobytes()
    if name == "id_name":
        ids, rows = segment.names["id"].terms, segment.id_rows
        return lambda doc: ids[int(rows[doc])]
    if name == "people_names":
        people = segment.people
        return lambda doc: b"\n".join(people[doc])
    if name == "record":
        return segment.record
    raise KeyError(name)
