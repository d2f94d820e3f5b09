"""Who holds a part of a query, in one segment, as kernels read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from search.codec.best import F8
from search.codec.words import U2
from search.query.tree import Node

MAX_KEPT = 500_000
"""Postings of leaves that a segment keeps: 5 MB."""

KEPT_OVERHEAD = 200
"""What a leaf without postings of its own counts for."""

RUN = 6
"""Numbers of a run (search/codec/ranking.py)."""


class Made(NamedTuple):
    """Postings made for a search: articles, rising, and the f of each (codec/ranking.py)."""

    docs: U2
    f: F8


NOTHING = Made(np.empty(0, np.uint16), np.empty(0))


@dataclass(frozen=True, slots=True)
class Leaf:
    """Runs of postings: the segment's own, which nothing has to be copied from, and `made` ones.

    `held` is how many articles hold it, those removed since included.
    """

    runs: tuple[int, ...] = ()
    held: int = 0
    made: Made = NOTHING

    @property
    def is_own(self) -> bool:
        """Whether all runs are of the segment's own postings."""
        return self.made is NOTHING


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
        self._size += KEPT_OVERHEAD + len(leaf.made.docs)
        if self._size > MAX_KEPT:
            self.clear()
        self._kept[key] = leaf

    def clear(self) -> None:
        """Keep none."""
        self._kept.clear()
        self._size = 0


def made(postings: Made) -> Leaf:
    """Return a leaf of postings that were made for it."""
    size = len(postings.docs)
    return Leaf((0, 0, 0, 0, 0, size), size, postings) if size else NOWHERE


def together(leaves: Sequence[Leaf]) -> tuple[Made, list[tuple[int, ...]]]:
    """Return the made postings of all leaves, end to end, and the runs of each leaf in them."""
    others = [leaf.made for leaf in leaves if not leaf.is_own]
    if len(others) < 2:
        return others[0] if others else NOTHING, [leaf.runs for leaf in leaves]
    runs, before = [], 0
    for leaf in leaves:
        its = np.array(leaf.runs, np.int64).reshape(-1, RUN)
        its[its[:, -1] > 0, -2:] += before
        runs.append(tuple(its.reshape(-1).tolist()))
        before += len(leaf.made.docs)
    docs = np.concatenate([one.docs for one in others])
    return Made(docs, np.concatenate([one.f for one in others])), runs
