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
    chosen = frozenset(best)
    places = [[place for place, stem in enumerate(text.stems) if stem in chosen] for text in texts]
    whole = _joined(texts, places, best)[:MOST]
    return tuple(_written(texts, places, stems) for stems in whole)


def _joined(
    texts: Sequence[Text], places: Sequence[Sequence[int]], best: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return the words, two as one where the rarer of them mostly stands beside the other;
    `places` are where any of them stand in each text.
    """
    times: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for text, at in zip(texts, places, strict=True):
        stems = text.stems
        times.update(stems[place] for place in at)
        pairs.update((stems[one], stems[other]) for one, other in pairwise(at) if other == one + 1)
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


def _written(
    texts: Sequence[Text], places: Sequence[Sequence[int]], stems: tuple[str, ...]
) -> str:
    """Return how a word, or two side by side, are written most."""
    forms: Counter[str] = Counter()
    for text, at in zip(texts, places, strict=True):
        for place in at:
            last = place + len(stems) - 1
            if text.stems[place] == stems[0] and tuple(text.stems[place : last + 1]) == stems:
                form = text.article.body[text.starts[place] : text.ends[last]]
                forms[_POSSESSIVE.sub("", form)] += 1
    return min(forms.items(), key=lambda entry: (-entry[1], entry[0]))[0]
