"""One snapshot of the index, open for reading: its segments, in the order of their articles.

Article numbers run over all segments in the order of the table of contents. Articles that were
removed keep their number and are left out of everything this module returns.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from search import stored
from search.analysis import fold
from search.article import Article
from search.local import toc
from search.local.arrivals import Arrivals
from search.local.groups import NONE, Groups
from search.local.opened import OpenedSegment, opened
from search.local.schema import name_term
from search.local.scoring import I32, Mask
from search.query.tree import Added

T = TypeVar("T")
U32: TypeAlias = npt.NDArray[np.uint32]


class Part:
    """A segment as a snapshot has it; `base` is the number of its first article.

    `known` is the same segment, of another snapshot, with the same articles removed.
    """

    def __init__(
        self,
        described: toc.SegmentFile,
        base: int,
        groups: Groups | None,
        arrivals: Arrivals,
        known: Part | None = None,
    ) -> None:
        self.described = described
        self.file: OpenedSegment = known.file if known else opened(described.path)
        self.base = base
        self.size = described.size
        if self.file.size != self.size:
            raise ValueError(f"{described.path.name} does not hold {self.size} articles")
        self.live: Mask = known.live if known else _live(described)
        self.has_dead = bool(described.deleted)
        self._groups = groups
        self._arrivals = arrivals

    def came(self, node: Added) -> Mask:
        """Return which articles came into the archive since; SnapshotUnknown if none can say."""
        return self._arrivals.since(node, self.file.commits)

    def article(self, number: int) -> Article:
        """Return the article with this number within the segment."""
        added = self._arrivals.added(self.file.commits[number])
        front, body = self.file.records[number]
        return stored.read(front, body, added)

    def grouped(self, column: str) -> I32 | None:
        """Return each article's `story` or `fold`, None when nothing is known of any."""
        if self._groups is None:
            return None
        return self._groups.of(column, self.file.array("key"))

    def number(self, article_id: bytes) -> int | None:
        """Return the number, within the segment, of the live article with this id."""
        held = self.file.names["id"].having(article_id)
        found = [number for number in held.tolist() if self.live[number]]
        return found[-1] if found else None

    def of_file(self, path: str) -> list[int]:
        """Return the numbers, within the segment, of articles of a file or packed in it."""
        names, term = self.file.names["file"], name_term(fold(path))
        rows = [names.terms.find(term), *names.terms.prefixed(term + b"!/")]
        return sorted({at for row in rows if row >= 0 for at in names.holders(row).tolist()})

    @cached_property
    def checksum_rows(self) -> U32:
        """The row of each article's checksum among the names of `checksum`."""
        return self.file.names["checksum"].rows(self.size)

    def checksum(self, number: int) -> bytes:
        """Return the checksum of the record that an article was made from."""
        return self.file.names["checksum"].terms[int(self.checksum_rows[number])]

    def article_id(self, number: int) -> bytes:
        """Return the id of an article."""
        return self.file.names["id"].terms[int(self.file.id_rows[number])]


class Reader:
    """A commit of a generation. Safe to share between threads: what is shared is only read.

    Segments that the snapshot `known` has as well are not opened again.
    """

    def __init__(
        self,
        directory: Path,
        commit: int,
        groups: Groups | None,
        arrivals: Arrivals,
        known: Reader | None = None,
    ) -> None:
        self.groups = groups
        self.size = 0
        self.directory = directory
        there = known.segments if known is not None and known.directory == directory else ()
        before = {part.described.name: part for part in there}
        files = {name: part.described for name, part in before.items()}
        parts = []
        for described in toc.segments(directory, commit, files):
            same = before.get(described.name)
            if same is not None and same.described is not described:
                same = None
            parts.append(Part(described, self.size, groups, arrivals, same))
            self.size += described.size
        self.segments: Sequence[Part] = tuple(parts)
        self._bases = [part.base for part in parts]
        self._names: dict[str, Sequence[bytes]] = {}

    @cached_property
    def count(self) -> int:
        """How many articles there are."""
        return sum(part.size - len(part.described.deleted) for part in self.segments)

    def place(self, number: int) -> tuple[Part, int]:
        """Return the segment that an article is in, and its number there."""
        part = self.segments[bisect_right(self._bases, number) - 1]
        return part, number - part.base

    def names(self, field: str) -> Sequence[bytes]:
        """Return every term of a field of names, in order, each once; kept for the next time."""
        if field not in self._names:
            runs = merge(*(part.file.names[field].terms for part in self.segments))
            self._names[field] = [term for term, _ in groupby(runs)]
        return self._names[field]

    def story(self, story_id: str) -> int:
        """Return the number of the story that an id names, NONE where it names none."""
        return NONE if self.groups is None else self.groups.story(story_id)

    def number(self, article_id: str) -> int | None:
        """Return the number of the article with this id."""
        term = name_term(article_id)
        for part in reversed(self.segments):
            found = part.number(term)
            if found is not None:
                return part.base + found
        return None

    def found(self, article_id: str, read: Callable[[int], T]) -> T | None:
        """Return what is read of the article with this id, None if there is none."""
        number = self.number(article_id)
        return None if number is None else read(number)

    def numbers(self, article_ids: Iterable[str]) -> set[int]:
        """Return the numbers of the articles with these ids that are there."""
        found = map(self.number, article_ids)
        return {number for number in found if number is not None}

    def key(self, article_id: str) -> int | None:
        """Return the key of the article with this id: its number for a generation's life."""
        number = self.number(article_id)
        if number is None:
            return None
        part, at = self.place(number)
        return int(part.file.array("key")[at])

    def article(self, number: int) -> Article:
        """Return the article with this number."""
        part, at = self.place(number)
        return part.article(at)

    def commit(self, number: int) -> int:
        """Return the commit that the article with this number came with, 0 if not known."""
        part, at = self.place(number)
        return part.file.commits[at]

    def record(self, number: int) -> bytes:
        """Return the article with this number as it is stored."""
        part, at = self.place(number)
        return part.file.record(at)

    def front(self, number: int) -> bytes:
        """Return what the record of the article with this number begins with, but for its body."""
        part, at = self.place(number)
        return part.file.records.fronts[at]

    def fronts(self, file: str | None = None) -> Iterator[bytes]:
        """Yield the front of every article, or of those read from a file or from within it."""
        for part in self.segments:
            numbers = range(part.size) if file is None else part.of_file(file)
            yield from (part.file.records.fronts[at] for at in numbers if part.live[at])

    def articles(self, numbers: Iterable[int]) -> list[Article]:
        """Return the articles with these numbers; those stored together are read together."""
        numbers = list(numbers)
        found = {number: self.article(number) for number in sorted(set(numbers))}
        return [found[number] for number in numbers]

    def known(self, field: str) -> int:
        """Return how many articles have a title, outlet, agency, lang, date, or name people."""
        return sum(int((_known(part.file, field) & part.live).sum()) for part in self.segments)


def _live(described: toc.SegmentFile) -> Mask:
    live = np.ones(described.size, dtype=np.bool_)
    live[sorted(described.deleted)] = False
    return live


def _known(file: OpenedSegment, field: str) -> Mask:
    if field == "people":
        return np.diff(file.people.at) > 0
    if field in ("title", "date"):
        return file.array({"title": "title_words", "date": "first_day"}[field]) > 0
    return file.coded(f"{field}_name").codes > 0
