"""What an order is worth: nDCG@10, MAP@100, recall@100, P@5, and whether two differ by chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

ROUNDS = 10_000
SEED = 1
DEPTH = 100
"""How much of an order counts: as far as articles with some of the words fill up."""


class Scores(NamedTuple):
    """What one order is worth, each from 0 to 1."""

    ndcg10: float
    map100: float
    recall100: float
    p5: float


def scores(order: Sequence[int], grades: Mapping[int, int], own: int | None = None) -> Scores:
    """Return what an order of documents is worth, `own` left out; a grade g gains 2^g - 1.

    `grades` has what is relevant, at least one document.
    """
    gained = [grades.get(number, 0) for number in order if number != own][:DEPTH]
    best = sorted(grades.values(), reverse=True)
    hits = [rank for rank, grade in enumerate(gained, 1) if grade]
    return Scores(
        _dcg(gained[:10]) / _dcg(best[:10]),
        sum(number / rank for number, rank in enumerate(hits, 1)) / len(grades),
        sum(grade > 0 for grade in gained[:100]) / len(grades),
        sum(grade > 0 for grade in gained[:5]) / 5,
    )


def _dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def chance(these: Sequence[float], those: Sequence[float]) -> float:
    """Return how probable a mean difference as great is where the two are alike (two-sided).

    Paired randomisation: the sign of each query's difference is drawn anew, 10,000 times.
    """
    differences = np.array(those, dtype=np.float64) - np.array(these, dtype=np.float64)
    draw = np.random.default_rng(SEED)
    seen = abs(differences.mean())
    as_great = 0
    for _ in range(ROUNDS // 1_000):
        signs = draw.integers(0, 2, (1_000, len(differences))) * 2 - 1
        as_great += int((np.abs((signs * differences).mean(axis=1)) >= seen - 1e-12).sum())
    return (as_great + 1) / (ROUNDS + 1)
