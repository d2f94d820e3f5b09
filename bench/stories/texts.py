"""Articles as arrays of words, made from their texts; an index has these arrays already."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from search import analysis
from search.stories.rarity import empty_words
from search.stories.texts import Texts


def texts(articles: Iterable[tuple[str, str, str]]) -> Texts:
    """Return the words of articles: of each the title, the body, and the language's code."""
    vocabulary = Vocabulary()
    at, title_at = [0], [0]
    words: list[np.ndarray[tuple[int], np.dtype[np.uint32]]] = [np.zeros(0, np.uint32)]
    title_words = list(words)
    for title, body, lang in articles:
        for text, put, ends in ((title, title_words, title_at), (body, words, at)):
            numbers = np.fromiter(vocabulary.numbers(text, lang), np.uint32)
            put.append(numbers)
            ends.append(ends[-1] + len(numbers))
    return Texts(
        np.array(at),
        np.concatenate(words),
        np.array(title_at),
        np.concatenate(title_words),
        np.array(vocabulary.folds, np.uint32),
        np.array(vocabulary.stems, np.uint32),
    )


class Vocabulary:
    """The words seen so far, numbered from 1, by language."""

    def __init__(self) -> None:
        self.folds, self.stems = [0], [0]
        self._numbers: dict[str, dict[str, int]] = {}

    def numbers(self, text: str, lang: str) -> list[int]:
        """Return the number of the word at each position of a text."""
        known = self._numbers.setdefault(lang, {})
        found: list[int] = []
        for position, form, _, _ in analysis.words(text):
            if position < len(found):  # the joined form of a compound, after its first piece
                continue
            number = known.get(form)
            if number is None:
                number = known[form] = self._new(form, lang)
            found.append(number)
        return found

    def _new(self, form: str, lang: str) -> int:
        folded = analysis.fold(form)
        stem = analysis.stem(folded, lang)
        self.folds.append(digest(folded))
        self.stems.append(0 if stem in empty_stems(lang) else digest(stem))
        return len(self.folds) - 1


@lru_cache(maxsize=128)
def empty_stems(lang: str) -> frozenset[str]:
    """Return the stems of a language that say nothing of what an article is about."""
    folded = analysis.common_words(lang) | {analysis.fold(w) for w in empty_words(lang)}
    return frozenset(analysis.stems(sorted(folded), lang))


def digest(text: str) -> int:
    """Return the digest that arrays have for a word or stem, never 0."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) or 1
