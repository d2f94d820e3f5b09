"""A segment: everything the index holds of some articles, in one file that never changes.

Articles count from 0. Each field has its own arrays, named `field.array` (see the room of each):

    title body                                            words.py     Words
    outlet agency author people said date lang url
    file id has checksum                                  names.py     Names
    outlet_name agency_name lang_name                     names.py     Coded
    people_names                                          names.py     Listed
    sentences title_sentences paragraphs quotes           starts.py    Starts
    fronts bodies                                         records.py   Records
    title.in_body                                         pairing.py
    first_day last_day key title_words body_words         integers, one an article
    id_row                                                the row of its id in the names of `id`
    commit                                                runs.py      Runs
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import numpy as np

from search.codec import container
from search.codec.bundle import Bundle
from search.codec.container import Array, Container
from search.codec.names import Coded, Listed, Names
from search.codec.records import Records
from search.codec.runs import Runs
from search.codec.spill import Arrays, Kept
from search.codec.starts import Starts
from search.codec.words import Words

WORDS = ("title", "body")
NAMES = (
    *("outlet", "agency", "author", "people", "said", "date"),
    *("lang", "url", "file", "id", "has", "checksum"),
)
OWN = frozenset({"id", "checksum", "file", "url"})
"""Those of them of which most articles have one of their own."""

CODED = ("outlet_name", "agency_name", "lang_name")
LISTED = ("people_names",)
STARTS = ("sentences", "title_sentences", "paragraphs", "quotes")
STATED = {"first_day": np.dtype("i4"), "last_day": np.dtype("i4"), "key": np.dtype("i4")}
"""Columns whose values come with an article, and their types."""

COMMIT = "commit"
"""The commit that each article came with, as its own number tells; segments that were written
before this was kept have none, which counts as 0.
"""

COLUMNS = {**STATED, "title_words": np.dtype("u4"), "body_words": np.dtype("u4")}
"""These and how many words an article has: the position of its last word, and one."""

MOST_ARTICLES = (1 << 16) - 1
"""Articles of a segment: their numbers, and the codes of as many values and b"", are 16 bits."""


class Segment:
    """A segment's file, mapped into memory. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.arrays = Container(path)
        self.size = int(self.arrays.meta["articles"])

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """Return the words of title and body."""
        return {field: Words(self._mapping, field) for field in WORDS}

    @cached_property
    def records(self) -> Records:
        """Return the records of the articles."""
        return Records.read(self._mapping)

    @property
    def id_row(self) -> Array:
        """Return for each article the row of its id in the names of `id`."""
        return self.arrays["id_row"]

    def names(self, field: str) -> Names:
        """Return which articles have which value in a field."""
        return Names.read(self._mapping, field)

    def coded(self, field: str) -> Coded:
        """Return the value of each article in a field."""
        return Coded.read(self._mapping, field)

    def listed(self, field: str) -> Listed:
        """Return the values of each article in a field, in their order there."""
        return Listed.read(self._mapping, field)

    def starts(self, field: str) -> Starts:
        """Return the rising numbers of each article in a field."""
        return Starts.read(self._mapping, field)

    def bundle(self, names: Iterable[str]) -> Bundle:
        """Return arrays as kernels take many of them."""
        return self.arrays.bundle(names)

    @cached_property
    def commits(self) -> Runs:
        """The commit that each article came with, 0 where that was not kept."""
        return Runs.read(self._mapping, COMMIT, self.size)

    def column(self, field: str) -> Array:
        """Return the number of each article in a column."""
        return self.arrays[field]

    def check(self) -> None:
        """Check every byte. Raises ValueError where one is not as it was written."""
        self.arrays.check()

    def release(self) -> None:
        """Let go of what was read of the file: it is read again when it is asked for."""
        self.arrays.release()

    @property
    def _mapping(self) -> Mapping[str, Array]:
        return self.arrays  # type: ignore[return-value]


def write(path: Path, articles: int, arrays: Mapping[str, Kept]) -> None:
    """Write the file of a segment."""
    container.write(path, {"articles": articles}, Arrays(arrays))
