"""Which lines of a web page are its article, by where they stand in the markup, too.

    weighed(blocks, text, odds, markup, dense)   what is known of the lines, and the chance of each
    again(...)                                   which lines to keep, none said twice

blocks.py     the lines, each with the elements that hold it
readings.py   which lines another reading of the page holds
features.py   all that is known of a line, in numbers
train.py      learns the weights anew
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from search.extract.body.features import Floats, Seen
from search.extract.body.network import Level, read, twice
from search.extract.layout.blocks import Block
from search.extract.layout.features import Laid, further, laid
from search.extract.layout.readings import again

__all__ = ["again", "weighed"]

WEIGHTS = Path(__file__).parent / "data" / "weights.gz"


def weighed(
    blocks: Sequence[Block],
    text: Seen,
    by_words: Floats,
    markup: Sequence[str],
    dense: Sequence[str],
) -> tuple[Laid, list[float]]:
    """Return what is known of a page's lines, and the chance of each to be of its article.

    `by_words` are their log-odds by what they say, `markup` and `dense` the paragraphs of other
    readings.
    """
    page = laid(blocks, text, by_words, markup, dense)
    found: list[float] = (1 / (1 + np.exp(-twice(page, shipped(), further)))).tolist()
    return page, found


@lru_cache(maxsize=1)
def shipped() -> tuple[Level, ...]:
    """Return the weights this package ships, read once per process."""
    return read(WEIGHTS)
