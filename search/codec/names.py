"""Values of articles that are kept whole: names to search by, and values to show and count.

    Names    which articles have a value            terms, first, docs
    Coded    the one value of each article          values, codes; code 0 is b"", for none
    Listed   the values of each article, in order   values, at, rows

Their strings are sorted and none is there twice. For two articles, of Reuters and of both Reuters
and AP:

    terms   ap · reuters      first   0 1 3      docs   1 0 1
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress, count, islice, pairwise, repeat
from operator import ne

import numpy as np

from search.codec.container import Array
from search.codec.strings import U4, Strings
from search.codec.union import joined, taken, union
from search.codec.words import I8, U2


@dataclass(frozen=True, slots=True)
class Names:
    """Which articles have which value: those of row r are docs[first[r]:first[r + 1]], rising."""

    terms: Strings
    first: U4
    docs: U2

    @classmethod
    def read(cls, arrays: Mapping[str, Array], field: str) -> Names:
        """Return the names of a field of a segment."""
        return cls(
            _strings(arrays, f"{field}.terms"), arrays[f"{field}.first"], arrays[f"{field}.docs"]
        )

    def arrays(self, field: str) -> Iterator[tuple[str, Array]]:
        """Yield the arrays that `read` wants, by name."""
        yield from _named(self.terms, f"{field}.terms")
        yield f"{field}.first", self.first
        yield f"{field}.docs", self.docs

    def holders(self, row: int) -> U2:
        """Return the articles of a row."""
        return self.docs[int(self.first[row]) : int(self.first[row + 1])]

    def having(self, term: bytes) -> U2:
        """Return the articles that have this value."""
        row = self.terms.find(term)
        return self.docs[:0] if row < 0 else self.holders(row)

    def rows(self, size: int) -> U4:
        """Return the row of each of `size` articles, when each has one value."""
        rows = np.zeros(size, np.uint32)
        rows[self.docs] = np.repeat(np.arange(len(self.terms), dtype=np.uint32), self._sizes())
        return rows

    def _sizes(self) -> I8:
        first = self.first.astype(np.int64)
        return first[1:] - first[:-1]


_NUMBERED_BYTES = 130
"""What a string takes in a dictionary of numbers, besides its letters."""


class _Numbered:
    """Strings numbered as they come."""

    def __init__(self) -> None:
        self._numbers = numbered()
        self._found = array("I")
        self._weighed = 0
        self._letters = 0

    @property
    def size_bytes(self) -> int:
        """Return about how much memory they take."""
        fresh = islice(reversed(self._numbers), len(self._numbers) - self._weighed)
        self._letters += sum(map(len, fresh))
        self._weighed = len(self._numbers)
        return self._letters + _NUMBERED_BYTES * self._weighed

    def extend(self, strings: Iterable[bytes]) -> None:
        """Put the next strings."""
        self._found.extend(map(self._numbers.__getitem__, strings))

    def finish(self) -> tuple[Strings, I8]:
        """Return the strings in order, none twice, and the row there of each that was put."""
        strings, ranks = _ranked(self._numbers)
        return strings, ranks[np.frombuffer(self._found, np.uint32)]


class NamesBuilder:
    """Collects the values of one field, most of which many articles have."""

    def __init__(self) -> None:
        self._terms = _Numbered()
        self._docs = array("H")

    @property
    def size_bytes(self) -> int:
        """Return about how much memory it takes."""
        return self._terms.size_bytes + 6 * len(self._docs)

    def add(self, doc: int, *terms: Sequence[bytes]) -> None:
        """Put the values of articles, which come in order: of this one, and those after it."""
        self._docs.extend(_each(doc, terms))
        self._terms.extend(chain.from_iterable(terms))

    def finish(self) -> Names:
        """Return everything that was put."""
        terms, rows = self._terms.finish()
        return _grouped(terms, rows, np.frombuffer(self._docs, np.uint16))


class OwnNamesBuilder:
    """Collects the values of one field, most of which are of one article alone.

    These are put in order at the end: to number them before takes three times what they are.
    """

    def __init__(self) -> None:
        self._blob = bytearray()
        self._sizes = array("I")
        self._docs = array("H")

    @property
    def size_bytes(self) -> int:
        """Return about how much memory it takes."""
        return len(self._blob) + 6 * len(self._docs)

    def add(self, doc: int, *terms: Sequence[bytes]) -> None:
        """Put the values of articles, which come in order: of this one, and those after it."""
        self._docs.extend(_each(doc, terms))
        every = list(chain.from_iterable(terms))
        self._sizes.extend(map(len, every))
        self._blob += b"".join(every)

    def finish(self) -> Names:
        """Return everything that was put."""
        blob = bytes(self._blob)
        terms = [blob[start:end] for start, end in pairwise(accumulate(self._sizes, initial=0))]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ordered = list(map(terms.__getitem__, order))
        is_new = list(map(ne, ordered, [None, *ordered]))
        rows = np.empty(len(terms), np.int64)
        rows[order] = np.cumsum(is_new) - 1
        own = Strings.of(compress(ordered, is_new))
        return _grouped(own, rows, np.frombuffer(self._docs, np.uint16))


def _each(doc: int, values: Iterable[Sequence[bytes]]) -> Iterator[int]:
    """Yield the number of each article, from `doc` on, once for each value that it has."""
    return chain.from_iterable(map(repeat, count(doc), map(len, values)))


def merge_names(parts: Sequence[tuple[Names, I8]]) -> Names:
    """Return the names of several segments as one.

    With each come the new numbers of its articles, -1 for those that go.
    """
    terms, ranks = _united([names.terms for names, _ in parts])
    all_rows, all_docs = [], []
    for (names, numbers), rank in zip(parts, ranks, strict=True):
        docs = numbers[names.docs]
        alive = docs >= 0
        all_rows.append(np.repeat(rank, names._sizes())[alive])
        all_docs.append(docs[alive].astype(np.uint16))
    kept, rows = _used(terms, np.concatenate(all_rows))
    return _grouped(kept, rows, np.concatenate(all_docs))


@dataclass(frozen=True, slots=True)
class Coded:
    """The one value of each article: values[codes[article]]; b"" is always there, as code 0."""

    values: Strings
    codes: U2

    @classmethod
    def read(cls, arrays: Mapping[str, Array], field: str) -> Coded:
        """Return the values of a field of a segment."""
        return cls(_strings(arrays, f"{field}.values"), arrays[f"{field}.codes"])

    def arrays(self, field: str) -> Iterator[tuple[str, Array]]:
        """Yield the arrays that `read` wants, by name."""
        yield from _named(self.values, f"{field}.values")
        yield f"{field}.codes", self.codes

    def __getitem__(self, doc: int) -> bytes:
        """Return the value of an article."""
        return self.values[int(self.codes[doc])]


class CodedBuilder:
    """Collects the values of one field."""

    def __init__(self) -> None:
        self._numbers = numbered()
        self._numbers[b""]
        self._found = array("I")

    def add(self, *values: bytes) -> None:
        """Put the value of each of the next articles."""
        self._found.extend(map(self._numbers.__getitem__, values))

    def finish(self) -> Coded:
        """Return everything that was put."""
        values, ranks = _ranked(self._numbers)
        codes = ranks[np.frombuffer(self._found, np.uint32)].astype(np.uint16)
        return Coded(values, codes)


def merge_coded(parts: Sequence[tuple[Coded, I8]]) -> Coded:
    """Return the values of several segments as one; see `merge_names`."""
    values, ranks = _united([coded.values for coded, _ in parts])
    rows = np.concatenate(
        [
            rank[coded.codes[numbers >= 0]]
            for (coded, numbers), rank in zip(parts, ranks, strict=True)
        ]
    )
    kept, used = _used(values, np.concatenate([rows[:0], [0], rows]))
    return Coded(kept, used[1:].astype(np.uint16))


@dataclass(frozen=True, slots=True)
class Listed:
    """The values of each article in its own order: rows[at[article]:at[article + 1]]."""

    values: Strings
    at: U4
    rows: U4

    @classmethod
    def read(cls, arrays: Mapping[str, Array], field: str) -> Listed:
        """Return the lists of a field of a segment."""
        return cls(
            _strings(arrays, f"{field}.values"), arrays[f"{field}.at"], arrays[f"{field}.rows"]
        )

    def arrays(self, field: str) -> Iterator[tuple[str, Array]]:
        """Yield the arrays that `read` wants, by name."""
        yield from _named(self.values, f"{field}.values")
        yield f"{field}.at", self.at
        yield f"{field}.rows", self.rows

    def __getitem__(self, doc: int) -> list[bytes]:
        """Return the values of an article."""
        rows = self.rows[int(self.at[doc]) : int(self.at[doc + 1])]
        return [self.values[row] for row in rows.tolist()]


class ListedBuilder:
    """Collects the lists of one field."""

    def __init__(self) -> None:
        self._values = _Numbered()
        self._at = array("I", [0])

    def add(self, *values: Sequence[bytes]) -> None:
        """Put the values of the next articles."""
        self._values.extend(chain.from_iterable(values))
        self._at.extend(islice(accumulate(map(len, values), initial=self._at[-1]), 1, None))

    def finish(self) -> Listed:
        """Return everything that was put."""
        values, rows = self._values.finish()
        return Listed(values, np.array(self._at, np.uint32), rows.astype(np.uint32))


def merge_listed(parts: Sequence[tuple[Listed, I8]]) -> Listed:
    """Return the lists of several segments as one; see `merge_names`."""
    values, ranks = _united([listed.values for listed, _ in parts])
    all_rows, all_sizes = [], []
    for (listed, numbers), rank in zip(parts, ranks, strict=True):
        at = listed.at.astype(np.int64)
        sizes = at[1:] - at[:-1]
        alive = numbers >= 0
        all_rows.append(rank[listed.rows[np.repeat(alive, sizes)]])
        all_sizes.append(sizes[alive])
    kept, rows = _used(values, np.concatenate(all_rows))
    return Listed(kept, _starts(np.concatenate(all_sizes)), rows.astype(np.uint32))


def numbered() -> defaultdict[bytes, int]:
    """Return a dictionary that gives each string it is asked for the next number."""
    numbers: defaultdict[bytes, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    return numbers


def _ranked(numbers: Mapping[bytes, int]) -> tuple[Strings, I8]:
    """Return the strings sorted, and of each number the row it has there."""
    strings = sorted(numbers)
    ranks = np.empty(len(strings), np.int64)
    ranks[[numbers[string] for string in strings]] = np.arange(len(strings))
    return Strings.of(strings), ranks


def _united(parts: Sequence[Strings]) -> tuple[Strings, list[I8]]:
    """Return all strings sorted, and of each part the rows that its strings have there."""
    members, ranks = union(parts)
    return taken(joined(parts), members), ranks


def _used(strings: Strings, rows: I8) -> tuple[Strings, I8]:
    """Return the strings that rows speak of, and these rows among them."""
    used = np.zeros(len(strings), bool)
    used[rows] = True
    if used.all():
        return strings, rows
    return taken(strings, np.flatnonzero(used)), (np.cumsum(used) - 1)[rows]


def _grouped(terms: Strings, rows: I8, docs: U2) -> Names:
    """Return names of which article docs[i] has that in rows[i]; articles rise."""
    order = np.argsort(rows, kind="stable")
    rows, docs = rows[order], docs[order]
    once = np.ones(len(rows), bool)
    once[1:] = (rows[1:] != rows[:-1]) | (docs[1:] != docs[:-1])
    sizes = np.bincount(rows[once], minlength=len(terms))
    return Names(terms, _starts(sizes), docs[once])


def _starts(sizes: I8) -> U4:
    """Return where stretches of these sizes begin, and where the last ends."""
    at = np.zeros(len(sizes) + 1, np.uint32)
    np.cumsum(sizes, out=at[1:])
    return at


def _strings(arrays: Mapping[str, Array], name: str) -> Strings:
    return Strings(arrays[f"{name}.blob"], arrays[f"{name}.at"])


def _named(strings: Strings, name: str) -> Iterator[tuple[str, Array]]:
    yield f"{name}.blob", strings.blob
    yield f"{name}.at", strings.at
