"""The words that set some articles apart from the rest."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from search.compare.reading import Text

MOST = 6
_POSSESSIVE = re.compile(r"['’][sS]?$")


def terms(texts: Sequence[Text], weights: Mapping[str, float]) -> tuple[str, ...]:
    """Return six words at most that half of the articles have, and two at least: those that are
    rare elsewhere and frequent here, as they are written most.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    holders: Counter[str] = Counter()
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        body = text.article.body
        here: Counter[str] = Counter()
        for place, stem in enumerate(text.stems):
            if text.is_telling[place] and not stem.isdigit():
                here[stem] += 1
                forms[stem][_POSSESSIVE.sub("", body[text.starts[place] : text.ends[place]])] += 1
        holders.update(here.keys())
        for stem, count in here.items():
            scores[stem] += math.log1p(count) * weights[stem]
    least = min(len(texts), max(2, (len(texts) + 1) // 2))
    best = sorted(
        (stem for stem in scores if holders[stem] >= least), key=lambda stem: (-scores[stem], stem)
    )
    return tuple(
        min(forms[stem].items(), key=lambda entry: (-entry[1], entry[0]))[0]
        for stem in best[:MOST]
    )
