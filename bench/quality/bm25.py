"""Plain BM25, as every engine has it: what the order of ours is measured against."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import Stemmer

K1, B = 1.2, 0.75

_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"[a-z0-9]+")
_ENGLISH = Stemmer.Stemmer("english")


def tokens(text: str) -> list[str]:
    """Return the words of a text, small and without accents and possessives."""
    parted = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in parted if not unicodedata.combining(char)).lower()
    return _WORD.findall(_POSSESSIVE.sub("", plain))


class Bm25:
    """BM25 over one field: an OR of all words of a query.

    Each word counts once, or, if `repeated`, as often as it was typed.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(_stems(text)) for text in texts]
        self._lengths = np.array([sum(words.values()) for words in counts], dtype=np.float64)
        self._holders: dict[str, list[int]] = {}
        self._often: dict[str, list[int]] = {}
        for number, words in enumerate(counts):
            for word, often in words.items():
                self._holders.setdefault(word, []).append(number)
                self._often.setdefault(word, []).append(often)

    def ranked(self, query: str, repeated: bool = False) -> list[int]:
        """Return the numbers of the texts that hold any word of a query, best first."""
        scores = self.scores(query, repeated)
        order = np.argsort(-scores, kind="stable")
        found: list[int] = order[scores[order] > 0].tolist()
        return found

    def scores(self, query: str, repeated: bool = False) -> npt.NDArray[np.float64]:
        """Return the score of every text."""
        scores = np.zeros(len(self._lengths))
        norm = K1 * (1 - B + B * self._lengths / max(self._lengths.mean(), 1e-9))
        for word, asked in Counter(_stems(query)).items():
            holders = np.array(self._holders.get(word, ()), dtype=np.int64)
            often = np.array(self._often.get(word, ()), dtype=np.float64)
            rarity = np.log(1 + (len(scores) - len(holders) + 0.5) / (len(holders) + 0.5))
            share = often * (K1 + 1) / (often + norm[holders])
            scores[holders] += (asked if repeated else 1) * rarity * share
        return scores


def _stems(text: str) -> list[str]:
    found: list[str] = _ENGLISH.stemWords(tokens(text))
    return found
