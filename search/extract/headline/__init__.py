"""The title of a text that does not state one: the line that heads it.

    found(rows, kinds)   the place of that line and how sure that is

tidy.py       a text with a title over it, plain to see
features.py   what may head a text, in numbers
around.py     what stands about each of them
network.py    small nets that choose among the candidates, or none
train.py      learns the weights anew
"""

from __future__ import annotations

from collections.abc import Sequence

from search.extract.headline.features import candidates
from search.extract.headline.network import chances, shipped
from search.extract.headline.tidy import heading
from search.extract.lines import Line

SURE = 0.35  # chance below which no line is taken for the title; a wrong one is worse than none

PLAIN = 0.8
"""How sure it is in a tidy text."""


def found(rows: Sequence[Line], kinds: Sequence[str | None]) -> tuple[int, float] | None:
    """Return the index of the line that heads the text and the chance that it does.

    An article of one line is headed by none.
    """
    text = candidates(rows, kinds) if kinds.count(None) > 1 else None
    if text is None or not text.places:
        return None
    odds = chances(text, shipped())
    best = max(range(len(odds)), key=odds.__getitem__)
    if odds[best] >= SURE:
        return text.places[best], odds[best]
    plain = heading(rows, kinds)
    return None if plain is None else (plain, PLAIN)
