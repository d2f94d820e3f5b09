"""Which lines of a text are its article: how sure a learned model is of each.

    chances(rows)                  the chance, 0 to 1, that each line is part of the article
    worth_keeping(likely, sizes)   which lines to keep, of these chances and so many words

vocabulary.py   what its words tell, and those of the heading above it
features.py     what a line looks like, and what stands around it
context.py      what its neighbours are taken for
network.py      two small nets, the second knowing what the first thought of the neighbours
choice.py       which lines to keep
train.py        learns vocabulary and weights anew
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.extract.body.choice import worth_keeping
from search.extract.body.features import seen
from search.extract.body.network import odds, shipped
from search.extract.lines import Line

__all__ = ["chances", "worth_keeping"]


def chances(rows: Sequence[Line]) -> list[float]:
    """Return for each line the chance, 0 to 1, that it is part of the article."""
    if not rows:
        return []
    found: list[float] = (1 / (1 + np.exp(-odds(seen(rows), shipped())))).tolist()
    return found
