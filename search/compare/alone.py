"""What one outlet alone has: sentences that none of another one comes near to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.compare.overlaps import F4, Overlaps
from search.compare.passages import ALIKE
from search.compare.reading import Text
from search.comparison import Alone

LEAST_WEIGHT = 25.0
"""What a sentence weighs that may be told to stand alone: some five telling words."""

NEXT_TO_NOTHING = 0.15
"""When the sentence nearest to it has no more of it than this, it stands alone for certain."""

NOT_FOUND = 0.28
"""Up to this it was not found elsewhere, though it may be said there in other words."""


def alone(texts: Sequence[Text], overlaps: Overlaps, likeness: F4) -> tuple[Alone, ...]:
    """Return the sentences that no article of another outlet has, the surest first.

    One that its outlet repeats is told once, where it stands first. There are none where there
    is no other outlet. None is certain while an article of another outlet goes on unread.
    """
    if not overlaps.has_others:
        return ()
    outlets, owners, weights = overlaps.outlets, overlaps.owners, overlaps.weights
    is_other = outlets[:, None] != outlets[None, :]
    nearest = np.where(is_other, overlaps.shared, 0).max(axis=1)
    nearest = np.divide(nearest, weights, out=np.ones_like(nearest), where=weights > 0)
    repeats = (likeness >= ALIKE) & ~is_other & (owners[None, :] < owners[:, None])
    kept = (weights >= LEAST_WEIGHT) & (nearest <= NOT_FOUND) & ~repeats.any(axis=1)
    cut = {text.outlet for text in texts if text.is_cut}
    found = [
        Alone(
            overlaps.statements[row].place,
            round(float(nearest[row]), 4),
            bool(nearest[row] <= NEXT_TO_NOTHING) and cut <= {texts[owners[row]].outlet},
        )
        for row in np.flatnonzero(kept).tolist()
    ]
    order = {one.place: one.weight for one in overlaps.statements}
    found.sort(key=lambda one: (one.nearest, -order[one.sentence]))
    return tuple(found)
