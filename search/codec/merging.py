"""Segments to one segment, from their arrays alone: no text is read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.codec import segment
from search.codec.names import merge_coded, merge_listed, merge_names
from search.codec.pairing import in_body
from search.codec.postings import WordsWriter
from search.codec.records import RecordsWriter
from search.codec.regrouping import RANGE_TOKENS, regrouped
from search.codec.runs import Runs
from search.codec.segment import CODED, COLUMNS, COMMIT, LISTED, NAMES, STARTS, WORDS, Segment
from search.codec.spill import Arrays, Kept, Spill
from search.codec.starts import merge_starts
from search.codec.words import I8, Words


@dataclass(frozen=True, slots=True)
class Source:
    """A segment to merge, and which of its articles: `live` is true for those, None for all."""

    segment: Segment
    live: npt.NDArray[np.bool_] | None = None

    @property
    def articles(self) -> int:
        """Return how many articles it brings."""
        return self.segment.size if self.live is None else int(np.count_nonzero(self.live))


def merge(
    sources: Sequence[Source],
    path: Path,
    *,
    records: Mapping[str, Kept] | None = None,
    range_tokens: int = RANGE_TOKENS,
) -> int:
    """Write one segment of several and return how many articles it has.

    They keep their order. There must be one, and no more than a segment can hold. `records` are
    the arrays of the records of all, where the sources have none.
    """
    size = sum(source.articles for source in sources)
    if not 0 < size <= segment.MOST_ARTICLES:
        raise ValueError(f"{size} articles are no segment")
    numbers = _numbers(sources)
    for source in sources:
        source.segment.check()  # one after the other: on the way, all would be in memory
    spill = Spill(path.parent)
    try:
        arrays: dict[str, Kept] = {}
        for field in WORDS:
            writer = WordsWriter(spill, field)
            inputs = [source.segment.words[field] for source in sources]
            for stretch in regrouped(inputs, numbers, range_tokens):
                writer.append(stretch)
                _release(sources)
            arrays |= writer.finish()
        arrays["title.in_body"] = in_body(*(Words(Arrays(arrays), field) for field in WORDS))
        parts = [(source.segment, new) for source, new in zip(sources, numbers, strict=True)]
        for field in NAMES:
            names = merge_names([(one.names(field), new) for one, new in parts])
            _release(sources)
            arrays |= names.arrays(field)
            if field == "id":
                arrays["id_row"] = names.rows(size)
        for field in CODED:
            coded = merge_coded([(one.coded(field), new) for one, new in parts])
            arrays |= coded.arrays(field)
        for field in LISTED:
            listed = merge_listed([(one.listed(field), new) for one, new in parts])
            arrays |= listed.arrays(field)
        for field in STARTS:
            starts = merge_starts([(one.starts(field), new) for one, new in parts])
            arrays |= starts.arrays(field)
        for field in COLUMNS:
            arrays[field] = np.concatenate([one.column(field)[new >= 0] for one, new in parts])
        commits = np.concatenate([one.commits.values[new >= 0] for one, new in parts])
        arrays |= Runs.of(commits).arrays(COMMIT)
        _release(sources)
        if records is None:
            merged = RecordsWriter.like(spill, [one.records for one, _ in parts])
            for one, new in parts:
                merged.merge(one.records, new, one.release)
            records = merged.finish()
        segment.write(path, size, arrays | dict(records))
    finally:
        spill.close()
    return size


def _release(sources: Sequence[Source]) -> None:
    for source in sources:
        source.segment.release()


def _numbers(sources: Sequence[Source]) -> list[I8]:
    """Return for each article of each source its number in the new segment, -1 for none."""
    numbers, base = [], 0
    for source in sources:
        live = source.live
        if live is None:
            live = np.ones(source.segment.size, bool)
        new = np.where(live, np.cumsum(live) - 1 + base, -1)
        numbers.append(new)
        base += source.articles
    return numbers
