"""How rare stems are in news, for comparing articles."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import lru_cache

from search.analysis import fold, stems
from search.stories.rarity import Rarity, empty_words

COMMON = 0.7
"""What a word weighs that says little: one of half of all articles, a weekday, `said`."""


def rareness(counted: Rarity, languages: Collection[str]) -> Callable[[str], float]:
    """Return what tells of a stem how few articles have it: log((1 + k) / (p + k)) for a share p
    of them and k = 1/300.

    `counted` knows nothing of words that it did not count as they say so little, those of these
    `languages` among them: they weigh as the commonest do.
    """
    empty = frozenset[str]().union(*(_empty_stems(language) for language in languages))

    def weight(stem: str) -> float:
        return COMMON if stem in empty else max(COMMON, counted.idf_of(stem))

    return weight


@lru_cache(maxsize=32)
def _empty_stems(language: str) -> frozenset[str]:
    return frozenset(stems(sorted({fold(word) for word in empty_words(language)}), language))
