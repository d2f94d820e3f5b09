"""How full an article is of a word: 0 for not at all, towards 1 for very, and more with a title.

The *f* of an article is how often the word stands in it, the less the longer it is (ranking.py).
"""

from __future__ import annotations

from search.codec.jit import kernel

K1 = 1.2
"""The f at which an article is half full."""

IN_TITLE = 0.4 / 2.2
"""What it adds that the title holds the word: a headline says what an article is about."""


@kernel
def fullness(f: float, in_title: bool) -> float:
    """Return how full an article is."""
    full = f / (f + K1)
    return full + IN_TITLE if in_title else full


@kernel
def emptiest(full: float) -> float:
    """Return an f below which no article without the word in its title is so full."""
    if full <= 0.0:
        return 0.0
    return K1 * full / (1.0 - full) * (1.0 - 1e-12) if full < 1.0 else 1e300
