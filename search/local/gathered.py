"""What is known of articles, put together some at a time; where it is much, in files, mapped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from search.codec.container import Array
from search.codec.pages import let_go_of
from search.codec.spill import Spill, Spilled
from search.local.runs import NOTHING, Known
from search.stories.leads import Titles
from search.stories.shingles import Samples
from search.stories.stretches import offsets
from search.stories.texts import I8
from search.stories.vectors import Vectors

HELD_BYTES = 16 << 20
"""What is held in memory before it is written out."""

AT_ONCE = 1 << 14
"""Articles that are put in another place at a time."""


class Gathered:
    """Rows of `Known`. Close it when these are done with: its files go, whatever happened."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._spill = Spill(directory, HELD_BYTES)
        self._mapped: list[Array] = []
        self.add(NOTHING)

    def add(self, rows: Known) -> None:
        """Put rows at the end, without their edges and pairs."""
        for name, column in _columns(rows):
            self._spill.append(name, column)

    def put(self, rows: Known, order: I8, release: Callable[[], None]) -> None:
        """Put some of other rows at the end, in this order. `release` lets what was read of those
        go from memory.
        """
        for start in range(0, len(order), AT_ONCE):
            self.add(rows.rows(order[start : start + AT_ONCE]))
            release()

    def known(self) -> Known:
        """Return all rows. Nothing can be added any more."""
        found = {name: self._whole(name) for name, _ in _columns(NOTHING)}
        return NOTHING._replace(
            keys=found["keys"],
            samples=Samples(
                offsets(found["samples"]),
                found["hashes"],
                found["totals"],
                found["digests"],
                found["headings"],
            ),
            vectors=Vectors(offsets(found["vectors"]), found["terms"], found["weights"]),
            titles=Titles(offsets(found["titles"]), found["stems"], found["words"]),
            poor=found["poor"],
        )

    def release(self) -> None:
        """Let what was read of the files go from memory."""
        let_go_of(*self._mapped)

    def close(self) -> None:
        """Remove the files."""
        self._spill.close()

    def _whole(self, name: str) -> Array:
        kept = self._spill.take(name)
        if isinstance(kept, Spilled):
            kept = kept.open()
            self._mapped.append(kept)
        return kept


def _columns(rows: Known) -> Iterator[tuple[str, Array]]:
    """Yield the columns of rows by name, how many samples, stems and words of titles each has
    among them.
    """
    yield "keys", rows.keys
    yield "samples", np.diff(rows.samples.at)
    yield "hashes", rows.samples.hashes
    yield "totals", rows.samples.totals
    yield "digests", rows.samples.digests
    yield "headings", rows.samples.headings
    yield "vectors", np.diff(rows.vectors.at)
    yield "terms", rows.vectors.terms
    yield "weights", rows.vectors.weights
    yield "titles", np.diff(rows.titles.at)
    yield "stems", rows.titles.stems
    yield "words", rows.titles.words
    yield "poor", rows.poor
