"""Which segments to merge, so that there are few and no addition has to wait long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from search.codec.segment import MOST_ARTICLES

TOGETHER = 8
"""Segments of one tier that are merged; a tier's segments are so many times those of the one
below."""

PATIENCE = 4
"""An addition copies at most so many times the articles that it brings, and FREE_ARTICLES."""

FREE_ARTICLES = 2048
MOST_SEGMENTS = 48
"""From so many segments on, an addition merges whatever is due, however long it takes."""


def due(live: Sequence[int], removed: Sequence[int], added: int) -> list[list[int]]:
    """Return the groups of segments to merge, given how many articles of each are live or removed.

    Segments are told by their numbers in `live`, none of which is 0; those of a group are in
    order. A segment of which less than half is live may be a group alone. `added` is how many
    articles the addition at hand brings. What would take long waits for an addition that is large
    itself, or until there are MOST_SEGMENTS; a group never exceeds what a segment can hold.
    """
    budget = FREE_ARTICLES + PATIENCE * added
    if len(live) >= MOST_SEGMENTS:
        budget = sum(live)
    tiers: dict[int, list[int]] = defaultdict(list)
    for number, articles in enumerate(live):
        tiers[_tier(articles)].append(number)
    groups = []
    for tier in sorted(tiers):
        for group in _groups(sorted(tiers[tier], key=lambda number: live[number]), live):
            cost = sum(live[number] for number in group)
            if cost <= budget:
                budget -= cost
                groups.append(sorted(group))
    grouped = {number for group in groups for number in group}
    for number, (articles, dead) in enumerate(zip(live, removed, strict=True)):
        if dead > articles and articles <= budget and number not in grouped:
            budget -= articles
            groups.append([number])
    return groups


def _tier(articles: int) -> int:
    tier = 0
    while articles >= TOGETHER:
        articles //= TOGETHER
        tier += 1
    return tier


def _groups(numbers: Sequence[int], live: Sequence[int]) -> list[list[int]]:
    """Return these segments, the smallest first, in groups that are worth merging."""
    groups: list[list[int]] = [[]]
    total = 0
    for number in numbers:
        if len(groups[-1]) == TOGETHER or total + live[number] > MOST_ARTICLES:
            groups.append([])
            total = 0
        groups[-1].append(number)
        total += live[number]
    is_large = [sum(live[number] for number in group) * 2 > MOST_ARTICLES for group in groups]
    return [
        group
        for group, large in zip(groups, is_large, strict=True)
        if len(group) == TOGETHER or (large and len(group) > 1)
    ]
