"""Who holds a part of a query, in one segment, as kernels read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from search.codec.places import NOTHING, Holdings
from search.codec.words import I8
from search.query.tree import Node

MAX_KEPT = 2_000_000
"""Postings of leaves that a segment keeps: 6 MB."""

KEPT_OVERHEAD = 200
"""What a leaf without postings of its own counts for."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Runs of postings in title and body: four bounds a run (ranking.py).

    `title` and `body` are what the bounds count in; None is the segment's own words, which nothing
    has to be copied from.
    """

    runs: tuple[int, ...] = ()
    title: Holdings | None = None
    body: Holdings | None = None
    array: I8 = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "array", np.array(self.runs, dtype=np.int64))

    @property
    def is_own(self) -> bool:
        """Whether the bounds count in the segment's own words."""
        return self.title is None

    def __len__(self) -> int:
        """Return how many postings there are, titles and bodies together."""
        runs = self.runs
        return sum(runs[1::2]) - sum(runs[::2])


NOWHERE = Leaf()


class Leaves:
    """Leaves that searches have made, until they take too much room; then none. Safe to share
    between threads: who finds none makes one.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[Node, str], Leaf] = {}
        self._size = 0
        self.get = self._kept.get

    def put(self, key: tuple[Node, str], leaf: Leaf) -> None:
        """Keep a leaf."""
        self._size += KEPT_OVERHEAD + (0 if leaf.is_own else len(leaf))
        if self._size > MAX_KEPT:
            self.clear()
        self._kept[key] = leaf

    def clear(self) -> None:
        """Keep none."""
        self._kept.clear()
        self._size = 0


def made(title: Holdings, body: Holdings) -> Leaf:
    """Return a leaf of postings that were made for it."""
    return Leaf((0, len(title.docs), 0, len(body.docs)), title, body)


def together(
    leaves: Sequence[Leaf], title: Holdings, body: Holdings
) -> tuple[Holdings, Holdings, list[tuple[int, ...]]]:
    """Return title and body postings that hold all leaves, and the runs of each leaf in them.

    `title` and `body` are the segment's own, which do if no leaf has others.
    """
    if all(leaf.is_own for leaf in leaves):
        return title, body, [leaf.runs for leaf in leaves]
    if len(leaves) == 1:
        return leaves[0].title or NOTHING, leaves[0].body or NOTHING, [leaves[0].runs]
    runs: list[list[int]] = [list(leaf.runs) for leaf in leaves]
    fields = []
    for at, own in ((0, title), (2, body)):
        stretches: list[tuple[Holdings, int, int]] = []
        length = 0
        for leaf, bounds in zip(leaves, runs, strict=True):
            source = own if leaf.is_own else (leaf.title if at == 0 else leaf.body) or NOTHING
            for run in range(at, len(bounds), 4):
                low, high = bounds[run], bounds[run + 1]
                stretches.append((source, low, high))
                bounds[run], bounds[run + 1] = length, length + high - low
                length += high - low
        fields.append(_concatenated(stretches))
    return fields[0], fields[1], [tuple(bounds) for bounds in runs]


def _concatenated(stretches: Sequence[tuple[Holdings, int, int]]) -> Holdings:
    """Return stretches of postings, one after the other."""
    if not stretches:
        return NOTHING
    many_at, many, before = [], [], 0
    for source, low, high in stretches:
        first, last = np.searchsorted(source.many_at, (low, high)) if len(source.many) else (0, 0)
        many_at.append(source.many_at[first:last].astype(np.int64) + (before - low))
        many.append(source.many[first:last])
        before += high - low
    return Holdings(
        np.concatenate([source.docs[low:high] for source, low, high in stretches]),
        np.concatenate([source.counts[low:high] for source, low, high in stretches]),
        np.concatenate(many_at).astype(np.uint32),
        np.concatenate(many),
    )


def merged(parts: Sequence[Holdings]) -> Holdings:
    """Return postings of different articles as one list."""
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    docs = np.concatenate([part.docs for part in parts])
    counts = np.concatenate([part.counts for part in parts])
    true = counts.astype(np.uint32)
    many = np.flatnonzero(counts == 255)
    true[many] = np.concatenate([part.many for part in parts])
    order = np.argsort(docs, kind="stable")
    docs, counts, true = docs[order], counts[order], true[order]
    many = np.flatnonzero(counts == 255)
    return Holdings(docs, counts, many.astype(np.uint32), true[many])
