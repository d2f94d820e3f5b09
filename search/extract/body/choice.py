"""Which lines to keep, of lines that are part of the article with some chance.

Not those of more than an even chance: where the model knows what a page is, nearly all lines are
sure and it makes no difference, but of a page like none it learned from (a list, a table, notes
of a release) it takes most lines for likelier furniture, and nearly nothing would be left. The
lines are kept of which the F1 of words is expected to be best, which is a lower bar on such pages.

What it is wrong about on a page it is wrong about all over it: chances are weighed as if all
their log-odds were off by one unknown amount, and as far too sure as they are on sites not seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.extract.body.features import Floats

TOO_SURE = 1.5  # times that log-odds are too large on pages of sites not learned from
OFF = 2.0  # standard deviation of what all log-odds of a page are off by
STEPS = np.linspace(-2, 2, 9)
_WEIGHTS = np.exp(-(STEPS**2) / 2) / np.exp(-(STEPS**2) / 2).sum()
_SUREST = 1e-9


def worth_keeping(likely: Sequence[float], sizes: Sequence[int]) -> list[bool]:
    """Return which lines to keep, of lines with these chances and so many words."""
    if not likely:
        return []
    chance = np.clip(np.array(likely, dtype=np.float64), _SUREST, 1 - _SUREST)
    odds = np.log(chance / (1 - chance)) / TOO_SURE
    order = np.argsort(-odds, kind="stable")
    words = np.array(sizes, dtype=np.float64)[order]
    kept = np.cumsum(words)
    expected: Floats = np.zeros(len(order), dtype=np.float64)
    for step, weight in zip(STEPS, _WEIGHTS, strict=True):
        held = words / (1 + np.exp(-(odds[order] + OFF * step)))
        right = np.cumsum(held)
        expected += weight * 2 * right / np.maximum(kept + right[-1], 1)
    found = np.zeros(len(order), dtype=bool)
    found[order[: int(np.argmax(expected)) + 1]] = True
    return [bool(one) for one in found]
