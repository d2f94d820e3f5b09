"""One segment's file as Whoosh's readers share it: arrays, and what is worked out from them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TypeAlias
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt

from search.codec.bundle import Bundle
from search.codec.container import Array
from search.codec.names import Coded, Listed, Names
from search.codec.records import Records
from search.codec.runs import Runs
from search.codec.segment import NAMES, Segment
from search.codec.starts import Starts
from search.codec.strings import U1, U4
from search.codec.words import MANY, Words
from search.record import joined

I8 = npt.NDArray[np.int64]

_POSTINGS_AT_ONCE = 1 << 20

NO_WORDS: U4 = np.zeros(0, np.uint32)

Dictionary: TypeAlias = tuple[U1, U4, U4, U4, U4, U4, U4, U1, U4, U4]


class OpenedSegment:
    """The file of a segment. Safe to share between threads: arrays are only read."""

    def __init__(self, path: Path) -> None:
        self.segment = Segment(path)
        self._lock = threading.Lock()
        self._lengths: dict[str, I8] = {}
        self.size = self.segment.size
        self.words: dict[str, Words] = dict(self.segment.words)

    @cached_property
    def names(self) -> Mapping[str, Names]:
        """The fields of names."""
        return _Fields(self.segment)

    @cached_property
    def people(self) -> Listed:
        """`identity TAB name` of everybody named in each article."""
        return self.segment.listed("people_names")

    @property
    def records(self) -> Records:
        """The articles themselves."""
        return self.segment.records

    def record(self, number: int) -> bytes:
        """Return an article as it is stored."""
        return joined(*self.records[number])

    @property
    def id_rows(self) -> U4:
        """The row of each article's id among the names of `id`."""
        return self.segment.id_row

    def array(self, name: str) -> Array:
        """Return a column of whole numbers."""
        return self.segment.column(name)

    @property
    def commits(self) -> Runs:
        """The commit that each article came with, 0 where that was not kept."""
        return self.segment.commits

    @cached_property
    def came_with(self) -> frozenset[int]:
        """The commits that any article came with."""
        return frozenset(self.commits.value.tolist())

    def bundle(self, names: Iterable[str]) -> Bundle:
        """Return arrays as kernels take many of them."""
        return self.segment.bundle(names)

    def coded(self, name: str) -> Coded:
        """Return a column of one value an article."""
        return self.segment.coded(name)

    def starts(self, name: str) -> Starts:
        """Return a column of positions."""
        return self.segment.starts(name)

    @cached_property
    def languages(self) -> tuple[bytes, ...]:
        """The languages that the articles' words are stemmed by, sorted."""
        found = {stem.split(b" ", 1)[0] for words in self.words.values() for stem in _heads(words)}
        return tuple(sorted(found))

    @cached_property
    def dictionaries(self) -> Mapping[str, Dictionary]:
        """The arrays of each field of words by which a word is looked up."""
        return dictionaries(self.words, self.array("title.in_body"))

    # How long fields are. Our own ranking counts positions and keeps them as columns; Whoosh's
    # counts forms, a compound and its pieces each, and remembers them to four per cent or so.

    def lengths(self, field: str) -> I8:
        """Return how many forms each article has in a field of words, as Whoosh rounds it."""
        with self._lock:
            if field not in self._lengths:
                self._lengths[field] = _rounded(_forms(self.words[field], self.size))
            return self._lengths[field]

    def total_length(self, field: str) -> int:
        """Return how many forms all articles have in a field, those removed included."""
        return int(self.words[field].block_token[-1]) if field in self.words else 0


def dictionaries(fields: Mapping[str, Words], in_body: U4) -> dict[str, Dictionary]:
    """Return the arrays of fields of words by which a word is looked up (codec/lookup.py)."""
    return {
        field: (
            words.stems.blob,
            words.stems.at,
            words.stem_form,
            words.first,
            words.doubled,
            words.set_rows,
            words.sets,
            words.forms.blob,
            words.forms.at,
            in_body if field == "title" else NO_WORDS,
        )
        for field, words in fields.items()
    }


class _Fields(Mapping[str, Names]):
    """The fields of names of a segment, each read when it is first asked for."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._read: dict[str, Names] = {}

    def __getitem__(self, field: str) -> Names:
        names = self._read.get(field)
        if names is None:
            if field not in NAMES:
                raise KeyError(field)
            names = self._read[field] = self._segment.names(field)
        return names

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


def _heads(words: Words) -> Iterator[bytes]:
    """Yield a stem of each language."""
    row = 0
    while row < len(words.stems):
        stem = words.stems[row]
        yield stem
        row = words.stems.prefixed(stem.split(b" ", 1)[0] + b" ").stop


def _forms(words: Words, size: int) -> I8:
    """Return how many forms stand in each article."""
    total = np.zeros(size, np.int64)
    for low in range(0, len(words.docs), _POSTINGS_AT_ONCE):
        high = low + _POSTINGS_AT_ONCE
        total += np.bincount(
            words.docs[low:high], weights=words.counts[low:high], minlength=size
        ).astype(np.int64)
    np.add.at(total, words.docs[words.many_at], words.many.astype(np.int64) - MANY)
    return total


def _rounded(lengths: I8) -> I8:
    from whoosh.util.numeric import byte_to_length, length_to_byte

    distinct, where = np.unique(lengths, return_inverse=True)
    kept = [byte_to_length(length_to_byte(length)) for length in distinct.tolist()]
    return np.array(kept, np.int64)[where]


_shared: WeakValueDictionary[Path, OpenedSegment] = WeakValueDictionary()
_opening = threading.Lock()
_writing = threading.local()


def opened(path: Path) -> OpenedSegment:
    """Return a segment's file, the same one to all who have it open at a time."""
    with _opening:
        file = _shared.get(path)
        if file is None:
            file = _shared[path] = OpenedSegment(path)
    held: list[OpenedSegment] | None = getattr(_writing, "held", None)
    if held is not None:
        held.append(file)
    return file


@contextmanager
def held_open() -> Iterator[None]:
    """Keep what this thread opens open until the block ends: a small segment that has just been
    written is asked for several times until it is published.
    """
    _writing.held = []
    try:
        yield
    finally:
        _writing.held = None
