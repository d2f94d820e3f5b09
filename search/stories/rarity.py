"""How rare words are: how many articles of an archive have them, and how many elsewhere.

Five articles alone tell nothing of which words are rare, so a table of other news is counted with
them: `data/news.npz`, made by `python -m bench.stories.table`. A `Rarity` is kept as long as the
vectors that were made by it: those of articles added later are made by the same one.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from search.stories.texts import I4, I8, U4

MOST = 0.25
"""Words in a larger part of all articles weigh nothing."""

SMOOTHING = 1 / 300
"""Added to the part of all articles that has a word, so that very rare ones are all alike."""

TABLE_WEIGHT = 2
"""How many articles of an archive each one of the table counts as."""

SCALE = 1 << 12
"""What is counted as 1 of a weight."""


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """How many of so many `articles` have each stem: digests in rising order, and their counts."""

    stems: U4
    counts: U4
    articles: int

    @classmethod
    def of(cls, parts: Iterable[Rarity]) -> Rarity:
        """Return what all parts have together."""
        held = list(parts)
        stems = np.concatenate([np.zeros(0, np.uint32), *(part.stems for part in held)])
        counts = np.concatenate([np.zeros(0, np.uint32), *(part.counts for part in held)])
        together, row = np.unique(stems, return_inverse=True)
        sums = np.bincount(row, counts, len(together)).astype(np.uint32)
        return cls(together, sums, sum(part.articles for part in held))

    def weights(self, stems: U4) -> I4:
        """Return the weight of each stem, in parts of SCALE: 0 for those in most articles."""
        table = _table(self.articles)
        if not len(self.stems):
            return np.full(len(stems), table[0], np.int32)
        row = np.minimum(np.searchsorted(self.stems, stems), len(self.stems) - 1)
        counts = np.where(self.stems[row] == stems, self.counts[row], 0)
        return np.where(stems == 0, 0, table[np.minimum(counts, len(table) - 1)]).astype(np.int32)

    def idf_of(self, stem: str) -> float:
        """Return how rare a stem is, 0 for one in most articles."""
        digest = np.uint32(zlib.crc32(stem.encode("utf-8", "surrogatepass")) or 1)
        row = int(np.searchsorted(self.stems, digest))
        is_there = row < len(self.stems) and self.stems[row] == digest
        many, count = max(self.articles, 1), int(self.counts[row]) if is_there else 0
        if count > int(many * MOST):
            return 0.0
        return round(math.log((1 + SMOOTHING) / (count / many + SMOOTHING)) * SCALE) / SCALE

    def idfs_of(self, stems: Sequence[str]) -> list[float]:
        """Return how rare each stem is, at a tenth of the cost of one after the other."""
        digests = (zlib.crc32(stem.encode("utf-8", "surrogatepass")) or 1 for stem in stems)
        weights = self.weights(np.fromiter(digests, np.uint32, len(stems)))
        return [weight / SCALE for weight in weights.tolist()]


@lru_cache(maxsize=4)
def _table(articles: int) -> I8:
    """Return the weight of a stem by how many articles have it; the last is 0."""
    many = max(articles, 1)
    part = np.arange(int(many * MOST) + 1) / many
    weights = np.log((1 + SMOOTHING) / (part + SMOOTHING))
    return np.append(np.rint(weights * SCALE).astype(np.int64), 0)


@lru_cache(maxsize=1)
def shipped() -> Rarity:
    """Return the counts of other news, as they are counted with those of an archive."""
    data = files("search.stories").joinpath("data/news.npz").read_bytes()
    with np.load(BytesIO(data), allow_pickle=False) as table:
        stems = np.cumsum(table["steps"], dtype=np.uint32)
        counts = table["counts"].astype(np.uint32) * np.uint32(TABLE_WEIGHT)
        return Rarity(stems, counts, int(table["articles"]) * TABLE_WEIGHT)


def empty_words(language: str) -> frozenset[str]:
    """Return words of a language that say nothing of what an article is about, beside its common
    words: as they are written, and by whichever inflection; none of a language without a list.

    `language` is a code of ISO 639-1.
    """
    text = files("search.stories").joinpath("data/empty.txt").read_text("utf-8")
    listed = [line.partition(": ") for line in text.splitlines() if not line.startswith("#")]
    return frozenset(w for code, _, words in listed if code == language for w in words.split())
