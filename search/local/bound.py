"""A plan bound to a snapshot: what the kernels of ranking are handed, worked out once.

Most queries are words whose postings are read as they lie. Then all that a plan needs is where
they lie and how rare they are, both of the dictionary, and it is kept for the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.codec.best import F8
from search.codec.words import I8
from search.local.leaf import RUN, Leaf, Made, together
from search.local.plan import Plan


class Part(NamedTuple):
    """What a segment has of a plan, as `best_of_any` or `best_of_all` takes it.

    `is_empty`: no article has what is asked for.
    """

    made: Made
    runs: I8
    weights: F8
    flat_from: int
    words: I8
    is_empty: bool


class Bound(NamedTuple):
    """A plan and its part in each segment."""

    plan: Plan
    parts: tuple[Part, ...]


NO_WORDS: I8 = np.zeros(0, np.int64)


def part_of_any(leaves: Sequence[Leaf], weights: Sequence[float], flat: int = 0) -> Part:
    """Return the part of a segment of which any leaf is asked for; the last `flat` of them add
    their weight whole.
    """
    made, runs = together(leaves)
    sizes = [len(bounds) // RUN for bounds in runs]
    by_run = [weight for weight, size in zip(weights, sizes, strict=True) for _ in range(size)]
    flat_from = sum(sizes[: len(sizes) - flat])
    return Part(made, _flat(runs), np.array(by_run, np.float64), flat_from, NO_WORDS, False)


def part_of_all(leaves: Sequence[Leaf], weights: Sequence[float]) -> Part:
    """Return the part of a segment of which all leaves are asked for."""
    made, runs = together(leaves)
    sizes = [leaf.held for leaf in leaves]
    words = sorted(range(len(sizes)), key=sizes.__getitem__)
    words.append(0)
    for bounds in runs:
        words.append(words[-1] + len(bounds) // RUN)
    by_word = np.array(weights, np.float64)
    return Part(made, _flat(runs), by_word, 0, np.array(words, np.int64), not min(sizes))


def _flat(runs: Sequence[Sequence[int]]) -> I8:
    return np.array([bound for bounds in runs for bound in bounds], np.int64)
