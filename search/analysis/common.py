"""Words that say little of what a text is about: the, of, was."""

from __future__ import annotations

from functools import lru_cache

from search.analysis.folding import fold
from search.analysis.wordlist import lines


@lru_cache(maxsize=128)
def common_words(language: str) -> frozenset[str]:
    """Return the common words of a language, folded; none of a language that has no list.

    `language` is a code of ISO 639-1.
    """
    listed = [line.partition(": ") for line in lines("common.txt")]
    return frozenset(
        fold(word) for code, _, words in listed if code == language for word in words.split()
    )
