"""The body of a web page, of three readings of it that know nothing of one another.

trafilatura goes by the markup, the densest element is whose own paragraphs hold most text, and the
lines that the page shows are weighed by what they say. The first is best by far, but now and then
it takes the next articles for this one's end. Where the other two agree with each other and not
with it, the lines are the body.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from search.extract import boilerplate
from search.extract.body import chances
from search.extract.lines import Line
from search.extract.webpage import Page

ALIKE = 0.8  # F1 of words from which two readings are the same but for details
UNLIKELY = 0.02  # chance up to which what was read as a page's article is not believed to be

_WORD = re.compile(r"\w+")


def paragraphs(page: Page, rows: Sequence[Line]) -> tuple[list[str], str]:
    """Return the paragraphs of the body and how they were read.

    `rows` are the lines that the page shows.
    """
    likely = chances(rows[: boilerplate.MOST_WEIGHED])
    kinds = boilerplate.judged(rows, likely)
    kept = [line.text for line, kind in zip(rows, kinds, strict=True) if kind is None]
    words = _counted(kept)
    if alike(words, _counted(page.paragraphs)) < ALIKE < alike(words, _counted(page.dense)):
        return kept, "lines"
    return sure_enough(page.paragraphs, rows, likely), "trafilatura"


def sure_enough(texts: Sequence[str], rows: Sequence[Line], likely: Sequence[float]) -> list[str]:
    """Return the paragraphs without those that are hardly of the article; never none of them.

    A paragraph that is none of the lines stays.
    """
    chance_of: dict[str, float] = {}
    for line, chance in zip(rows, likely, strict=False):
        spelling = _spelling(line.text)
        chance_of[spelling] = max(chance, chance_of.get(spelling, 0.0))
    kept = [text for text in texts if chance_of.get(_spelling(text), 1.0) > UNLIKELY]
    return kept or list(texts)


def alike(one: Counter[str], other: Counter[str]) -> float:
    """Return the F1 of two texts as bags of words."""
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def _spelling(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _counted(texts: Sequence[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _WORD.findall(text.lower()))
