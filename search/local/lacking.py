"""Which words of a query an article lacks: looked for by places, in the articles of a page alone.

A word is what it is to a search: all its inflections, in the title or the body, its pieces side by
side where it has several; and what is quoted stands there as it was written.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.engine import Asked
from search.local.budget import Budget
from search.local.executor import Executor
from search.local.matching import DEFAULT_SCOPE
from search.local.names import Aliases
from search.local.plan import Scored
from search.local.searchable import Searchable


def lacking(
    searchable: Searchable,
    words: Sequence[Asked],
    numbers: Sequence[int],
    aliases: Aliases,
    timeout_s: float,
) -> list[tuple[Asked, ...] | None]:
    """Return of each article, by its number in the snapshot, what it lacks of these words, in
    their order; None of all where there was no time to look for every word.
    """
    if not words:
        return [()] * len(numbers)
    budget = Budget(timeout_s)
    executor = Executor(searchable, aliases, budget)
    found: dict[int, list[Asked]] = {number: [] for number in numbers}
    for place, segment in enumerate(searchable.segments):
        here = [number for number in numbers if 0 <= number - segment.base < segment.size]
        if not here:
            continue
        mask = np.zeros(segment.size, np.bool_)
        mask[[number - segment.base for number in here]] = True
        for word in words:
            places = executor.spans(place, Scored(word, DEFAULT_SCOPE, 1.0), mask).values()
            holders = {doc for spans in places for doc in spans.articles().tolist()}
            for number in here:
                if number - segment.base not in holders:
                    found[number].append(word)
    if budget.spent:
        return [None] * len(numbers)
    return [tuple(found[number]) for number in numbers]
