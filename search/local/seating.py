"""Words that must stand near one another, each in a place of its own."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from search.local.budget import Budget

Stretch = tuple[int, int]

MAX_PARTS = 200
"""Words of one distance that are seated by trial, which goes as many layers deep."""

MAX_STEPS = 20_000
"""Seatings tried from one beginning: many words that stand for one another are the way to more."""


def seated(parts: Sequence[Sequence[Stretch]], slop: int, budget: Budget) -> Iterator[Stretch]:
    """Yield stretches that hold one stretch of each part, apart, and at most `slop` other words.

    For every beginning that has any, the shortest: what holds a smaller one may be among them. All
    in one article; each part is sorted.
    """
    if len(parts) > MAX_PARTS:
        budget.cut()
        return
    widest = sum(max(last - first + 1 for first, last in part) for part in parts) + slop
    heads = [[first for first, _ in part] for part in parts]
    for begin in budget.in_time(sorted({first for firsts in heads for first in firsts})):
        near = [
            [
                stretch
                for stretch in part[
                    bisect_left(firsts, begin) : bisect_left(firsts, begin + widest)
                ]
                if stretch[1] < begin + widest
            ]
            for part, firsts in zip(parts, heads, strict=True)
        ]
        if not all(near):
            continue
        ends = {last for part in near for _, last in part}
        steps = [0]
        for end in budget.in_time(sorted(ends)):
            inside = [[s for s in part if s[1] <= end] for part in near]
            if all(inside) and _fits(inside, begin, end, slop, steps, budget):
                yield begin, end
                break


def _fits(
    parts: Sequence[Sequence[Stretch]],
    begin: int,
    end: int,
    slop: int,
    steps: list[int],
    budget: Budget,
) -> bool:
    """Return whether every part can have a stretch of its own, with few words left free."""
    order = sorted(parts, key=len)

    def seat(number: int, taken: tuple[Stretch, ...]) -> bool:
        if number == len(order):
            free = end - begin + 1 - sum(last - first + 1 for first, last in taken)
            return free <= slop
        for stretch in order[number]:
            steps[0] += 1
            if steps[0] > MAX_STEPS:
                budget.cut()
                return False
            if all(stretch[1] < a or b < stretch[0] for a, b in taken) and seat(
                number + 1, (*taken, stretch)
            ):
                return True
        return False

    return seat(0, ())
