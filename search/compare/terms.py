"""The words that set some articles apart from the rest."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, compress, pairwise

from search.compare.reading import Text

MOST = 6
JOINED = 0.6
"""So often the rarer of two words stands beside the other where they are said as one."""

KIN = 4
"""Letters at least of a word that another is derived from."""

_POSSESSIVE = re.compile(r"['’][sS]?$")


def terms(texts: Sequence[Text], weights: Mapping[str, float]) -> tuple[str, ...]:
    """Return six words or pairs of words at most that half of the articles have, and two at least:
    those that are rare elsewhere and frequent here, as they are written most. Of words akin the
    first alone.
    """
    here = [Counter(compress(text.stems, text.is_telling)) for text in texts]
    holders = Counter(chain.from_iterable(here))
    least = min(len(texts), max(2, (len(texts) + 1) // 2))
    scores = {
        stem: weights[stem] * math.fsum(math.log1p(counts[stem]) for counts in here)
        for stem, holding in holders.items()
        if holding >= least and not stem.isdigit()
    }
    best: list[str] = []
    for stem in sorted(scores, key=lambda stem: (-scores[stem], stem)):
        if len(best) == 2 * MOST:
            break
        if not any(_is_kin(stem, other) for other in best):  # Korea, Korean
            best.append(stem)
    whole = _joined(texts, best)
    return tuple(_written(texts, stems) for stems in whole[:MOST])


def _joined(texts: Sequence[Text], best: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the words, two as one where the rarer of them mostly stands beside the other."""
    times: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text in texts:
        times.update(stem for stem in text.stems if stem in best)
        pairs.update(pair for pair in pairwise(text.stems) if pair[0] in best and pair[1] in best)
    partner: dict[str, tuple[str, ...]] = {}
    for (one, other), count in sorted(pairs.items(), key=lambda entry: (-entry[1], entry[0])):
        is_one = count >= JOINED * min(times[one], times[other]) and one != other
        if is_one and one not in partner and other not in partner:
            partner[one] = partner[other] = (one, other)
    return list(dict.fromkeys(partner.get(stem, (stem,)) for stem in best))


def _is_kin(one: str, other: str) -> bool:
    """Return whether one word looks derived from the other."""
    short, long = sorted((one, other), key=len)
    return len(short) >= KIN and long.startswith(short)


def _written(texts: Sequence[Text], stems: tuple[str, ...]) -> str:
    """Return how a word, or two side by side, are written most."""
    forms: Counter[str] = Counter()
    for text in texts:
        place = -1
        for _ in range(text.stems.count(stems[0])):
            place = text.stems.index(stems[0], place + 1)
            last = place + len(stems) - 1
            if tuple(text.stems[place : last + 1]) == stems:
                form = text.article.body[text.starts[place] : text.ends[last]]
                forms[_POSSESSIVE.sub("", form)] += 1
    return min(forms.items(), key=lambda entry: (-entry[1], entry[0]))[0]
