"""How much of what sentences tell they have in common: every one with every other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from search.compare.reading import Statement, Text

F4 = npt.NDArray[np.float32]
I8 = npt.NDArray[np.int64]

LEAST_WEIGHT = 12.0
"""What a sentence that says something weighs: two rare words, or four of the usual kind."""

FEW = 12
"""Stems of so many sentences at most are counted together, pair by pair, others one at a time, and
those of most sentences multiplied as a matrix.
"""


class Overlaps:
    """The sentences of some articles, and a number for every two: the weight of what both have.

    `statements` are all, article by article; `shared` is n by n; `weights`, `owners` (places of
    articles) and `outlets` (numbers) have n values.
    """

    def __init__(self, texts: Sequence[Text], weights: Mapping[str, float]) -> None:
        self.statements: list[Statement] = [one for text in texts for one in text.statements]
        numbers: dict[str, int] = {}
        of = {text.number: numbers.setdefault(text.outlet, len(numbers)) for text in texts}
        self.owners: I8 = np.array([one.place.article for one in self.statements], np.int64)
        self.outlets: I8 = np.array([of[owner] for owner in self.owners.tolist()], np.int64)
        self.weights: F4 = np.array([one.weight for one in self.statements], np.float32)
        self.shared = _shared(self.statements, weights)

    @property
    def has_others(self) -> bool:
        """Whether there is more than one outlet."""
        return self.outlets.size > 0 and bool((self.outlets != self.outlets[0]).any())

    def likeness(self) -> F4:
        """Return how alike every two sentences are, 0 to 1: what both have is set against both
        (Dice) and against the shorter one, half and half; 0 where a sentence says too little.
        """
        one, other = self.weights[:, None], self.weights[None, :]
        least = np.minimum(one, other)
        with np.errstate(divide="ignore", invalid="ignore"):
            found = self.shared / (one + other) + self.shared / (2 * least)
        found[least < LEAST_WEIGHT] = 0
        return np.asarray(found, np.float32)


def _shared(statements: Sequence[Statement], weights: Mapping[str, float]) -> F4:
    """Return the weight of the stems that every two sentences have in common."""
    size = len(statements)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, statement in enumerate(statements):
        for stem in statement.stems:
            rows[stem].append(row)
    matrix = np.zeros((size, size), np.float32)
    few = sorted(stem for stem, at in rows.items() if 1 < len(at) <= FEW)
    if few:
        counts = np.array([len(rows[stem]) for stem in few])
        at = np.array([row for stem in few for row in rows[stem]])
        weight = np.array([weights[stem] for stem in few])
        each = np.repeat(counts, counts)  # of each row of each stem, how many rows there are
        left = np.repeat(at, each)
        begins = np.repeat(np.cumsum(counts) - counts, counts)
        steps = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        right = at[np.repeat(begins, each) + steps]
        every = np.repeat(np.repeat(weight, counts), each)
        pairs = np.bincount(left * size + right, every, size * size)
        matrix += pairs.reshape(size, size).astype(np.float32)
    most = max(FEW, size // 2)
    for stem in sorted(stem for stem, at in rows.items() if FEW < len(at) <= most):
        square = np.array(rows[stem])
        matrix[square[:, None], square] += np.float32(weights[stem])
    many = sorted(stem for stem, at in rows.items() if len(at) > most)
    if many:
        held = np.zeros((size, len(many)), np.float32)
        for column, stem in enumerate(many):
            held[rows[stem], column] = 1
        matrix += (held * np.array([weights[stem] for stem in many], np.float32)) @ held.T
    return matrix
