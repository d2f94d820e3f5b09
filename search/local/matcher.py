"""One term's postings, one after another, as Whoosh's queries walk through them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.formats import Format
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo

I8 = npt.NDArray[np.int64]
U4 = npt.NDArray[np.uint32]

BLOCK = 128
"""Postings whose best is known, so that all of them can be passed over when it is not enough."""


@dataclass(frozen=True)
class Postings:
    """The articles that hold a term, rising, and for each where.

    The positions of article i are positions[ends[i]:ends[i + 1]]; names have none, and count once.
    `lengths` are the articles' in the term's field, 0 where fields have no length.
    """

    docs: I8
    ends: I8
    positions: U4 | None
    lengths: I8

    @cached_property
    def counts(self) -> I8:
        """How often the term stands in each article."""
        return np.diff(self.ends)

    def info(self) -> TermInfo:
        """Return the statistics that Whoosh keeps of a term."""
        return TermInfo(
            weight=float(self.ends[-1]),
            df=len(self.docs),
            minlength=int(self.lengths.min()),
            maxlength=int(self.lengths.max()),
            maxweight=float(self.counts.max()),
            minid=int(self.docs[0]),
            maxid=int(self.docs[-1]),
        )

    @cached_property
    def max_weights(self) -> list[float]:
        """The highest count of each block."""
        return self._of_blocks(np.maximum, self.counts.astype(np.float64))

    @cached_property
    def min_lengths(self) -> list[int]:
        """The shortest length of each block."""
        return self._of_blocks(np.minimum, self.lengths)

    @cached_property
    def max_lengths(self) -> list[int]:
        """The longest length of each block."""
        return self._of_blocks(np.maximum, self.lengths)

    def _of_blocks(self, best: np.ufunc, values: npt.NDArray[Any]) -> list[Any]:
        found: list[Any] = best.reduceat(values, np.arange(0, len(values), BLOCK)).tolist()
        return found


class PostingsMatcher(LeafMatcher):  # type: ignore[misc]
    """A place among a term's postings; it belongs to one search."""

    def __init__(
        self, postings: Postings, format_: Format, *, term: tuple[str, bytes], scorer: Any = None
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._postings = postings
        # The last stands there twice: past the end, where some of Whoosh's queries still look at
        # a matcher that was skipped beyond its last posting, it is the one they see.
        self._docs: list[int] = [*postings.docs.tolist(), int(postings.docs[-1])]
        self._counts: list[int] = [*postings.counts.tolist(), int(postings.counts[-1])]
        self._size = len(postings.docs)
        self._at = 0

    def is_active(self) -> bool:
        """Return whether it stands at a posting."""
        return self._at < self._size

    def reset(self) -> None:
        """Go to the first posting."""
        self._at = 0

    def copy(self) -> PostingsMatcher:
        """Return another one at the same place."""
        other = PostingsMatcher(self._postings, self.format, term=self._term, scorer=self.scorer)
        other._at = self._at
        return other

    # What stands here

    def id(self) -> int:
        """Return the article's number."""
        return self._docs[self._at]

    def weight(self) -> float:
        """Return how often the term stands there."""
        return float(self._counts[self._at])

    def value(self) -> bytes:
        """Return the posting as the field's format has it."""
        encoded: bytes = self.format.encode(self._positions())
        return encoded

    def value_as(self, astype: str) -> Any:
        """Return the posting as `positions`, `frequency`, `weight` or what the format knows."""
        return self._positions() if astype == "positions" else super().value_as(astype)

    def _positions(self) -> list[int]:
        postings = self._postings
        if postings.positions is None:
            return []
        at = min(self._at, self._size - 1)
        low, high = int(postings.ends[at]), int(postings.ends[at + 1])
        positions: list[int] = postings.positions[low:high].tolist()
        return positions

    # Going on

    def next(self) -> bool:
        """Go to the next posting; return whether that is in another block."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return self._at % BLOCK == 0 or not self.is_active()

    def skip_to(self, id: int) -> None:  # noqa: A002  Whoosh calls it so
        """Go to the first posting from here on that is not before an article."""
        if not self.is_active():
            raise ReadTooFar
        self._at = bisect_left(self._docs, id, self._at, self._size)

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the first block that may hold better; return how many were passed over."""
        passed = 0
        while self.is_active() and self.block_quality() <= minquality:
            self._at = min((self._at // BLOCK + 1) * BLOCK, self._size)
            passed += 1
        return passed

    def all_ids(self) -> Iterator[int]:
        """Yield the articles from here on, and go past the last."""
        left = self._docs[self._at : self._size]
        self._at = self._size
        return iter(left)

    # What a block can hold at best

    def block_max_weight(self) -> float:
        """Return the highest count of the block."""
        return self._postings.max_weights[self._at // BLOCK]

    def block_min_length(self) -> int:
        """Return the shortest length of the block."""
        return self._postings.min_lengths[self._at // BLOCK]

    def block_max_length(self) -> int:
        """Return the longest length of the block."""
        return self._postings.max_lengths[self._at // BLOCK]

    def block_min_id(self) -> int:
        """Return the first article of the block."""
        return self._docs[self._at // BLOCK * BLOCK]

    def block_max_id(self) -> int:
        """Return the last article of the block."""
        return self._docs[min((self._at // BLOCK + 1) * BLOCK, self._size) - 1]
