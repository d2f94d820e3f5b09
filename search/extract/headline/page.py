"""What a text is as a whole, and the stretches above and below a line of it, in numbers.

A report that somebody wrote has its title over paragraphs and nothing else; a page torn to lines
has menus above it and links below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from search.extract.lines import Line
from search.extract.prose import is_bullet

PARAGRAPH = 12  # words
STRETCHES = ((1, 3), (1, 8), (-8, -1))  # lines below a line and above it

Floats = npt.NDArray[np.float32]


class Page:
    """A text whose lines are of these kinds."""

    def __init__(self, rows: Sequence[Line], kinds: Sequence[str | None]) -> None:
        count = max(1, len(rows))
        spaces = [line.text.count(" ") for line in rows]
        long = np.array([one >= PARAGRAPH for one in spaces], dtype=bool)
        ends = np.array([line.ends_sentence for line in rows], dtype=bool)
        kept = np.array([kind is None for kind in kinds], dtype=bool)
        sizes = np.array(spaces, dtype=np.float64) + 1
        self._sums = [
            np.concatenate(([0], np.cumsum(one))) for one in (long & ends, kept, ~long & ~ends)
        ]
        self.whole = (
            float(kept.sum()) / count,
            float(sizes[kept].sum() / max(1.0, sizes.sum())),
            math.log1p(len(rows)) / 6,
            float((long & ends).sum()) / count,
            sum(is_bullet(line.text) for line in rows) / count,
            sum(line.gap for line in rows) / count,
        )

    def about(self, place: int) -> tuple[float, ...]:
        """Return the shares of paragraphs, of the article and of bare lines about a line."""
        last = len(self._sums[0]) - 1
        found = []
        for low, high in STRETCHES:
            start = min(max(0, place + low), last)
            end = min(max(0, place + high + 1), last)
            many = max(1, end - start)
            found += [float(one[end] - one[start]) / many for one in self._sums]
        return tuple(found)
