"""Words that must stand near one another, each in a place of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Stretch = tuple[int, int]

MAX_STEPS = 20_000
"""Seatings tried for one article: the same word asked for many times is the only way to more."""


def seated(parts: Sequence[Sequence[Stretch]], slop: int) -> Iterator[Stretch]:
    """Yield stretches that hold one stretch of each part, apart, and at most `slop` other words.

    For every beginning that has any, the shortest: what holds a smaller one may be among them. All
    in one article; each part is sorted.
    """
    widest = sum(max(last - first + 1 for first, last in part) for part in parts) + slop
    steps = [0]
    for begin in sorted({first for part in parts for first, _ in part}):
        near = [[s for s in part if begin <= s[0] and s[1] < begin + widest] for part in parts]
        if not all(near):
            continue
        ends = {last for part in near for _, last in part}
        for end in sorted(ends):
            inside = [[s for s in part if s[1] <= end] for part in near]
            if all(inside) and _fits(inside, begin, end, slop, steps):
                yield begin, end
                break


def _fits(
    parts: Sequence[Sequence[Stretch]], begin: int, end: int, slop: int, steps: list[int]
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
                return False
            if all(stretch[1] < a or b < stretch[0] for a, b in taken) and seat(
                number + 1, (*taken, stretch)
            ):
                return True
        return False

    return seat(0, ())
