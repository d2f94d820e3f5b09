"""The words that set some articles apart from the rest."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, compress

from search.compare.reading import Text

MOST = 6
_POSSESSIVE = re.compile(r"['’][sS]?$")


def terms(texts: Sequence[Text], weights: Mapping[str, float]) -> tuple[str, ...]:
    """Return six words at most that half of the articles have, and two at least: those that are
    rare elsewhere and frequent here, as they are written most.
    """
    here = [Counter(compress(text.stems, text.is_telling)) for text in texts]
    holders = Counter(chain.from_iterable(here))
    least = min(len(texts), max(2, (len(texts) + 1) // 2))
    scores = {
        stem: weights[stem] * math.fsum(math.log1p(counts[stem]) for counts in here)
        for stem, holding in holders.items()
        if holding >= least and not stem.isdigit()
    }
    best = sorted(scores, key=lambda stem: (-scores[stem], stem))
    return tuple(_written(texts, stem) for stem in best[:MOST])


def _written(texts: Sequence[Text], stem: str) -> str:
    """Return how a stem is written most."""
    forms: Counter[str] = Counter()
    for text in texts:
        place = -1
        for _ in range(text.stems.count(stem)):
            place = text.stems.index(stem, place + 1)
            form = text.article.body[text.starts[place] : text.ends[place]]
            forms[_POSSESSIVE.sub("", form)] += 1
    return min(forms.items(), key=lambda entry: (-entry[1], entry[0]))[0]
