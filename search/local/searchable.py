"""A snapshot with what the searches of it share."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import cached_property

import numpy as np

from search.local import scoring
from search.local.bound import Bound, Lone
from search.local.completion import Completions
from search.local.grouped import Grouped
from search.local.lexicon import Lexicon
from search.local.searched import Searched
from search.local.vectors import Vectors
from search.local.view import SnapshotView
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
        self.archive = scoring.archive(
            (
                (view.file.array("title_words"), view.file.array("body_words"), view.live)
                for view in reader.segments
            ),
            _languages(reader),
        )
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


def _languages(reader: SnapshotView) -> Counter[str]:
    """Return in how many live articles each language is."""
    found: Counter[str] = Counter()
    for view in reader.segments:
        coded = view.file.coded("lang_name")
        counts = np.bincount(coded.codes[view.live], minlength=len(coded.values))
        for value, count in zip(coded.values, counts.tolist(), strict=True):
            found[value.decode()] += count
    return found
