"""Where the article begins, as the model sees it that sorts lines, from each line, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from search.extract.body import Weighed
from search.extract.body.features import AT, SUREST, Floats, shifted, window
from search.extract.headline.page import PARAGRAPH

STRETCHES = ((1, 3), (1, 8), (-4, -1), (-10, -1))  # lines below a line and above it
FIRST = 0.02  # of the article stands above where it begins, at most

_LOOKS = [
    AT[name]
    for name in (
        *("sentence", "quotes", "common", "capitals", "shouting", "digits", "commas", "address"),
        *("time", "sentences", "reader", "said", "length", "topical", "lowercase", "number"),
        *("bracket", "credited", "paywall", "promo", "furniture", "section"),
    )
]


WIDTH = 3 + 2 + 8 + 2 * len(STRETCHES) + 4 + len(_LOOKS)


def numbers(weighed: Weighed | None, places: Sequence[int]) -> Floats:
    """Return what is seen from the lines at these places: shape (places, WIDTH).

    All is 0 of a text whose lines have not been weighed, as those of a record are its article.
    """
    if weighed is None:
        return np.zeros((len(places), WIDTH), dtype=np.float32)
    odds = np.float32(np.clip(weighed.odds, -SUREST, SUREST) / 3)[:, None]
    told = weighed.text.told_by_words[:, None]
    chance = np.float32(1) / (1 + np.exp(-weighed.odds))
    size = weighed.text.counts + 0.5
    mass = chance * size
    total = max(float(mass.sum()), 1.0)
    before = np.cumsum(mass) - mass
    columns: list[npt.NDArray[Any]] = [odds[:, 0], told[:, 0], chance]
    columns += [before / total, np.log1p(before) / 8]
    for by in (-1, 1, -2, 2):
        columns += [shifted(odds, by)[:, 0], shifted(told, by)[:, 0]]
    for stretch in STRETCHES:
        words = window(size, *stretch) + 1e-3
        columns += [window(mass, *stretch) / words]
        columns += [window(told[:, 0] * size, *stretch) / words * 1.5]
    columns += _away(chance, weighed.text.counts, before + mass, total)
    own = weighed.text.numbers[:, _LOOKS]
    return np.concatenate([np.stack(columns, axis=1), own], axis=1)[list(places)].astype(
        np.float32
    )


def _away(chance: Floats, counts: Floats, upto: Floats, total: float) -> list[npt.NDArray[Any]]:
    """Return how far each line stands from the first paragraph, and from the first words."""
    place = np.arange(len(chance))
    paragraphs = np.flatnonzero((chance > 0.5) & (counts >= PARAGRAPH))
    below = (int(paragraphs[0]) if len(paragraphs) else len(chance)) - place
    past = place - int(np.argmax(upto > FIRST * total))
    return [
        below > 0,
        1 / (1 + np.abs(below)),
        np.log1p(np.abs(below)) / 4,
        np.sign(past) * np.log1p(np.abs(past)) / 4,
    ]
