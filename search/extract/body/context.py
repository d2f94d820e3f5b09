"""What a line's neighbours are taken for: numbers for a second look at it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from search.extract.body.features import SUREST, Floats, Seen, nearest, shifted, window

SHORT = 5  # letters; shorter words say little about a subject
LEAD_WORDS = 150  # of the article, from which its subject is known


def among(first: Floats, text: Seen) -> Floats:
    """Return for each line, by a first guess in log-odds, what the lines around it seem to be.

    The shape is (lines, numbers).
    """
    odds = np.clip(first, -SUREST, SUREST).astype(np.float32)
    chance = (1 / (1 + np.exp(-odds))).astype(np.float32)
    size = text.counts + 0.5
    mass = chance * size
    total = max(float(mass.sum()), 1e-3)
    upto = np.cumsum(mass)
    columns: list[npt.NDArray[Any]] = [odds / 3, chance, (upto - mass) / total, 1 - upto / total]
    columns += [shifted(chance[:, None], by)[:, 0] for by in (1, -1, 2, -2, 3, -3)]
    for ends in ((-5, -1), (1, 5), (-10, -1), (1, 10), (-25, -1), (1, 25)):
        held = window(mass, *ends)
        columns += [
            held / (window(size, *ends) + 1e-3),
            np.log1p(held * (ends[1] - ends[0] + 1)) / 5,
        ]
    above, below = nearest((chance > 0.8) & (size > 15), 99)
    columns += [1 / above, 1 / below, np.log(above) / 4, np.log(below) / 4]
    columns.append(((above < 99) & (below < 99)).astype(np.float32))
    whole = (
        np.log1p(total) / 8,
        total / size.sum(),
        (np.abs(chance - 0.5) * 2 * size).sum() / size.sum(),
    )
    columns += [np.full(len(odds), value) for value in whole]
    return np.stack([*columns, *_subject(chance, text)], axis=1).astype(np.float32)


def _subject(chance: Floats, text: Seen) -> list[Floats]:
    """Return how far each line and its neighbours use the words of the article so far known."""
    own = [{word for word in words if len(word) >= SHORT} for words in text.words]
    likely = (chance > 0.5) & (text.counts > 8)
    lead: set[str] = set()
    spread: Counter[str] = Counter()
    seen = 0.0
    for place in np.flatnonzero(likely):
        spread.update(own[place])
        if seen < LEAD_WORDS:
            lead |= own[place]
            seen += float(text.counts[place])
    again = {word for word, count in spread.items() if count > 1}
    known = spread.keys()
    as_lead = np.array([len(words & lead) for words in own], dtype=np.float32)
    as_all = np.array(
        [
            len(words & (again if mine else known))
            for words, mine in zip(own, likely.tolist(), strict=True)
        ],
        dtype=np.float32,
    )
    sizes = np.array([len(words) for words in own], dtype=np.float32)
    columns = []
    for reach in (0, 3, 8):
        over = window(sizes, -reach, reach) + 1 / (2 * reach + 1)
        columns += [
            window(as_lead, -reach, reach) / over,
            window(as_all, -reach, reach) / over,
        ]
    columns.append(window(as_lead, 0, 12) / (window(sizes, 0, 12) + 0.1))
    return columns
