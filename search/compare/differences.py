"""Numbers that differ: two articles that count what seems to be one thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from search.compare.figures import Count, counts
from search.compare.overlaps import Overlaps
from search.compare.reading import Text, days_apart
from search.comparison import Difference, Figure

ALIKE = 0.22
"""How much sentences have in common, of what both tell, that count one thing at all."""

ALIKE_MEASURED = 0.4
"""The same of sentences that tell of money or shares, of which there are many."""

NEAR_WORDS = ((0.5, 1), (0.36, 2), (ALIKE, 3))
"""How many words near both numbers are the same, at least, in sentences as alike as this."""

LEAST_WEIGHT = 20.0
MOST_TIMES = 3.0
"""Numbers further apart are of a part and the whole, or of two things."""

MOST_DAYS = 1
"""What is further apart has changed since."""

NEAR = 0.05
"""Numbers closer than this may be the same, rounded, unless things were counted to the last."""

ROUNDED = 0.15
"""Numbers closer than this are one, where one of them is not meant exactly."""


def differences(texts: Sequence[Text], overlaps: Overlaps) -> tuple[Difference, ...]:
    """Return the numbers that differ, those of the sentences most alike first, each pair once."""
    row = {one.place: number for number, one in enumerate(overlaps.statements)}
    values: list[set[float]] = [set() for _ in texts]
    only: defaultdict[tuple[int, str], list[Count]] = defaultdict(list)
    for text in texts:
        for one in counts(text, values[text.number]):
            for unit in one.units or (one.unit,):
                only[row[one.statement.place], unit].append(one)
    lone: defaultdict[int, dict[str, Count]] = defaultdict(dict)
    for (at, unit), many in only.items():
        if len(many) == 1:  # of two numbers in one sentence nobody knows which is meant
            lone[at][unit] = many[0]
    best: dict[tuple[str, float, float], tuple[float, Count, Count]] = {}
    for first, second, likeness in _alike(overlaps, sorted(lone)):
        for unit in lone[first].keys() & lone[second].keys():
            one, other = lone[first][unit], lone[second][unit]
            if _differ(texts, one, other, values) and _is_one_thing(one, other, likeness):
                low, high = sorted((one.value, other.value))
                if best.get((unit, low, high), (0.0,))[0] < likeness:
                    best[unit, low, high] = (likeness, one, other)
    unique = {(id(one), id(other)): (how, one, other) for how, one, other in best.values()}
    return tuple(
        Difference(_figure(texts, one), _figure(texts, other), round(min(1.0, likeness), 4))
        for likeness, one, other in sorted(unique.values(), key=lambda entry: -entry[0])
    )


def _alike(overlaps: Overlaps, rows: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Yield every two of some sentences that have enough in common, and how much."""
    at = np.array(rows, np.int64)
    weights = overlaps.weights[at]
    whole = np.maximum(weights[:, None] + weights[None, :], 2 * LEAST_WEIGHT)
    likeness = np.minimum(1, 2 * overlaps.shared[np.ix_(at, at)] / whole)
    is_later = overlaps.owners[at][:, None] < overlaps.owners[at][None, :]
    for one, other in zip(*np.nonzero((likeness >= ALIKE) & is_later), strict=True):
        yield rows[one], rows[other], float(likeness[one, other])


def _differ(texts: Sequence[Text], one: Count, other: Count, values: Sequence[set[float]]) -> bool:
    """Return whether two numbers are of two articles of one day, neither of which has the other's,
    and too far apart to be the same rounded, too near to be of a part and of the whole.
    """
    first, second = one.statement.place.article, other.statement.place.article
    if first == second or other.value in values[first] or one.value in values[second]:
        return False
    if days_apart(texts[first].article, texts[second].article) > MOST_DAYS:
        return False
    low, high = sorted((one.value, other.value))
    if not 0 < high <= MOST_TIMES * low:
        return False
    if one.is_about or other.is_about:
        return (high - low) / high >= ROUNDED
    return (high - low) / high >= NEAR or (_is_exact(one) and _is_exact(other))


def _is_exact(one: Count) -> bool:
    """Return whether things were counted to the last one."""
    return not one.is_measured and one.value.is_integer() and one.value % 10 != 0


def _is_one_thing(one: Count, other: Count, likeness: float) -> bool:
    """Return whether the words next to two numbers say that they count the same."""
    if one.might_be != other.might_be:
        return False
    before, after = one.before & other.before, one.after & other.after
    if one.is_measured:
        return bool(before and after) and likeness >= ALIKE_MEASURED
    least = next((least for alike, least in NEAR_WORDS if likeness >= alike), 3)
    return len(before) + len(after) >= (min(least, 2) if before and after else least)


def _figure(texts: Sequence[Text], one: Count) -> Figure:
    place = one.statement.place
    written = texts[place.article].article.body[one.start : one.end]
    return Figure(one.unit, one.value, written, place, one.start, one.end)
