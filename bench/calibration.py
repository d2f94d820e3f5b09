"""How far stated confidence is from the truth."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator

BANDS = 10
FEWEST = 10
"""Answers of a band that say anything."""
Stated = list[tuple[float, bool]]


def bands(stated: Stated) -> Iterator[tuple[float, int, float, float]]:
    """Yield lower end, number, mean confidence and share right of each band with answers."""
    found: dict[int, Stated] = defaultdict(list)
    for one in stated:
        found[min(BANDS - 1, math.floor(one[0] * BANDS + 1e-9))].append(one)
    for band in sorted(found):
        within = found[band]
        mean = sum(confidence for confidence, _ in within) / len(within)
        yield band / BANDS, len(within), mean, sum(right for _, right in within) / len(within)


def gap(stated: Stated) -> float:
    """Return how far stated confidence is from the truth, in points, on average over answers."""
    return sum(n * abs(mean - right) for _, n, mean, right in bands(stated)) * 100 / len(stated)
