"""The choice among candidates: weights learned from attributed news, as chances."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from search.extract.quotes.candidates import COUNT, NOBODY, SIZE, Candidate, Setting
from search.extract.quotes.lexicon import DATA
from search.extract.quotes.marks import Stretch

WEIGHTS = DATA / "weights.txt"
MOST_SETTINGS = 10_000


class Chooser:
    """Chooses the likeliest candidate."""

    def __init__(self, weights: Sequence[float]) -> None:
        self.weights = list(weights)
        self._shared: dict[Setting, list[float]] = {}

    def __call__(
        self, _stretch: Stretch, candidates: Sequence[Candidate]
    ) -> tuple[int, float, float]:
        """Return the likeliest speaker, the chance that it is one if anybody spoke, and of that.

        Candidates that mean the same words share their chances.
        """
        weight = self.weights.__getitem__
        shares = self._shares(candidates[0].setting)
        scores = [sum(map(weight, one.own), shares[one.kind]) for one in candidates]
        top = max(scores)
        chances = [math.exp(score - top) for score in scores]
        shared: dict[tuple[int, int], float] = {}
        silent = 0.0
        for one, chance in zip(candidates, chances, strict=True):
            if one.kind == NOBODY or one.head is None:
                silent += chance
            else:
                place = (one.head.start, one.head.end)
                shared[place] = shared.get(place, 0.0) + chance
        if not shared:
            return len(candidates) - 1, 1.0, 0.0
        place = max(shared, key=lambda place: shared[place])
        best, most = 0, -1.0
        for number, one in enumerate(candidates):
            same = one.head is not None and (one.head.start, one.head.end) == place
            if same and chances[number] > most:
                best, most = number, chances[number]
        spoken = sum(shared.values())
        return best, shared[place] / spoken, spoken / (spoken + silent)

    def _shares(self, setting: Setting | None) -> Sequence[float]:
        """Return what a setting adds to the score of a candidate, by its kind."""
        if setting is None:
            return [0.0] * COUNT
        found = self._shared.get(setting)
        if found is None:
            if len(self._shared) > MOST_SETTINGS:
                self._shared.clear()
            weight = self.weights.__getitem__
            found = [sum(map(weight, setting.features(kind))) for kind in range(COUNT)]
            self._shared[setting] = found
        return found


@lru_cache(maxsize=1)
def chooser() -> Chooser:
    """Return the chooser with the weights that ship."""
    return Chooser(load())


def load() -> list[float]:
    """Return the weights; a line of the file is a number and its weight times 100."""
    weights = [0.0] * SIZE
    for line in WEIGHTS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            number, weight = line.split()
            weights[int(number)] = int(weight) / 100
    return weights
