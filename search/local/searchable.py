"""A snapshot with what the searches of it share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from search.local import scoring
from search.local.bound import Bound, Lone
from search.local.completion import Completions
from search.local.grouped import Grouped
from search.local.lexicon import Lexicon
from search.local.opened import OpenedSegment
from search.local.scoring import Totals
from search.local.searched import FIELDS, Searched
from search.local.vectors import Vectors
from search.local.view import SegmentView, SnapshotView
from search.local.weighing import Known
from search.query.tree import Node

MOST_BOUND = 200
"""Queries that are kept bound to the snapshot."""


class Searchable:
    """One snapshot with what its searches share. Safe to share between threads."""

    def __init__(
        self, reader: SnapshotView, vectors: Callable[[], Vectors | None] = lambda: None
    ) -> None:
        self.reader = reader
        self.vectors = vectors
        self.archive = scoring.archive([_totals(view) for view in reader.segments])
        self.segments = tuple(Searched(view, self.archive) for view in reader.segments)
        self.has_dead = any(segment.has_dead for segment in self.segments)
        self.lexicon = Lexicon(self.segments)
        self.known = Known()
        self.bound: dict[Node, Bound | Lone] = {}
        self._completing = threading.Lock()

    @cached_property
    def grouped(self) -> Grouped | None:
        """The copies and stories among its articles, None where it has not been looked for any."""
        groups = self.reader.groups
        return None if groups is None else Grouped(self.segments, groups)

    @cached_property
    def completions(self) -> Completions:
        """What names and words that are being typed may become."""
        with self._completing:
            return Completions(self.reader, self.segments, self.lexicon)

    def keep(self, tree: Node, bound: Bound | Lone) -> None:
        """Keep what a query asks of each segment."""
        if len(self.bound) >= MOST_BOUND:
            self.bound.clear()
        self.bound[tree] = bound

    def forget(self) -> None:
        """Forget what searches have worked out, but for what the dictionary tells of words."""
        self.known.clear()
        if self.has_dead:  # how many articles hold a word had to be counted
            self.bound.clear()
        for segment in self.segments:
            segment.leaves.clear()


_whole: WeakKeyDictionary[OpenedSegment, Totals] = WeakKeyDictionary()
"""Totals of segments that nothing has been removed from: they are so in every snapshot."""


def _totals(view: SegmentView) -> Totals:
    """Return what the live articles of a segment come to."""
    totals = None if view.has_dead else _whole.get(view.file)
    if totals is not None:
        return totals
    live, coded = view.live, view.file.coded("lang_name")
    counts = np.bincount(coded.codes[live], minlength=len(coded.values)).tolist()
    title, body = (int(view.file.array(f"{field}_words")[live].sum()) for field in FIELDS)
    totals = Totals(
        int(np.count_nonzero(live)),
        title,
        body,
        {value.decode(): count for value, count in zip(coded.values, counts, strict=True)},
    )
    if not view.has_dead:
        _whole[view.file] = totals
    return totals
