"""Which lines of a text are its article: how sure a learned model is of each.

    weighed(rows)                  what is known of each line, and the chance that it is of it
    worth_keeping(likely, sizes)   which lines to keep, of these chances and so many words

vocabulary.py   what its words tell, and those of the heading above it
features.py     what a line looks like, and what stands around it
network.py      small nets that guess at each line, and what is asked knowing the guess
context.py      what its neighbours are taken for, by that guess
trees.py        boosted trees that weigh each line, knowing that too
choice.py       which lines to keep
boosting.py     how trees are learned
train.py        learns vocabulary, nets and trees anew
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from search.extract.body.choice import worth_keeping
from search.extract.body.features import Floats, Seen, seen
from search.extract.body.network import odds, shipped
from search.extract.lines import Line

__all__ = ["Weighed", "weighed", "worth_keeping"]


@dataclass(frozen=True, slots=True)
class Weighed:
    """The lines of a text, and the log-odds that each is part of the article."""

    text: Seen
    odds: Floats

    @property
    def chances(self) -> list[float]:
        """For each line the chance, 0 to 1, that it is part of the article."""
        found: list[float] = (1 / (1 + np.exp(-self.odds))).tolist()
        return found


def weighed(rows: Sequence[Line]) -> Weighed:
    """Return the lines of a text, weighed by the nets and trees this package ships."""
    text = seen(rows)
    return Weighed(text, odds(text, shipped()))
