"""One number an article where many in a row have the same one: a run of them is told once.

values      12 12 12 15 12          of five articles
first       0        3  4           the article that each run begins with
value       12       15 12
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from search.codec.container import Array
from search.codec.strings import U4
from search.codec.words import U2


@dataclass(frozen=True, slots=True)
class Runs:
    """The numbers of `size` articles, from 0 to 2 ** 32 - 1."""

    first: U2
    value: U4
    size: int

    @classmethod
    def of(cls, values: Array) -> Runs:
        """Return runs of numbers, one an article."""
        numbers = np.asarray(values, np.uint32)
        begins = np.ones(len(numbers), np.bool_)
        begins[1:] = numbers[1:] != numbers[:-1]
        first = np.flatnonzero(begins)
        return cls(first.astype(np.uint16), numbers[first], len(numbers))

    @classmethod
    def read(cls, arrays: Mapping[str, Array], field: str, size: int) -> Runs:
        """Return the runs of a field; where the arrays have no such field, nothing but 0."""
        if f"{field}.first" not in arrays:
            return cls.of(np.zeros(size, np.uint32))
        return cls(arrays[f"{field}.first"], arrays[f"{field}.value"], size)

    def arrays(self, field: str) -> dict[str, Array]:
        """Return the arrays that hold the runs of a field."""
        return {f"{field}.first": self.first, f"{field}.value": self.value}

    def __getitem__(self, number: int) -> int:
        """Return the number of an article."""
        if len(self.first) == 1:
            return int(self.value[0])
        return int(self.value[self.first.searchsorted(np.uint16(number), "right") - 1])

    def spread(self, value: Array) -> Array:
        """Return for each article what `value` has for its run."""
        ends = np.append(self.first[1:].astype(np.int64), self.size)
        return np.repeat(value, ends - self.first)

    @property
    def values(self) -> U4:
        """The number of each article."""
        return self.spread(self.value)
