"""How rare stems are in news, for comparing articles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from search.analysis import fold, stems
from search.stories.rarity import Rarity, empty_words

COMMON = 0.7
"""What a word weighs that says little: one of half of all articles, a weekday, `said`."""


def rareness(
    counted: Rarity, languages: Collection[str]
) -> Callable[[Sequence[str]], Sequence[float]]:
    """Return what tells of stems how few articles have each: log((1 + k) / (p + k)) for a share p
    of them and k = 1/300.

    `counted` knows nothing of words that it did not count as they say so little, those of these
    `languages` among them: they weigh as the commonest do.
    """
    empty = frozenset[str]().union(*(_empty_stems(language) for language in languages))

    def weights(stems: Sequence[str]) -> list[float]:
        return [
            COMMON if stem in empty else max(COMMON, idf)
            for stem, idf in zip(stems, counted.idfs_of(stems), strict=True)
        ]

    return weights


@lru_cache(maxsize=32)
def _empty_stems(language: str) -> frozenset[str]:
    return frozenset(stems(sorted({fold(word) for word in empty_words(language)}), language))
