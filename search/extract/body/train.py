"""Learn the weights anew: python -m search.extract.body.train --data DIR [--measure]

What DIR holds is said in examples.py. The same data gives the same weights. `--measure` learns
from three quarters of the sites four times and tells how well the last quarter is read.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from search.extract.body import trees, vocabulary
from search.extract.body.boosting import grown
from search.extract.body.choice import worth_keeping
from search.extract.body.examples import ALONE, Example, examples
from search.extract.body.features import Floats, Seen
from search.extract.body.network import (
    TREES,
    WEIGHTS,
    Level,
    Levels,
    Net,
    Numbered,
    NumberedT,
    odds,
    second,
)
from search.extract.body.network import write as write_levels
from search.extract.body.vocabulary import Known, Vocabulary
from search.extract.learning import Descent, begun, command

PARTS = 4  # nets of the first level, each learned from the other parts of the sites
SECOND = 2  # nets that know what those guessed, where it is not trees
HIDDEN = 24
ROUNDS = 6
STEP = 3e-3
DECAY = 1e-3
BLIND = 0.3  # share of the features hidden at random while learning
BATCH = 2048


def part(site: str, parts: int, seed: int) -> int:
    """Return which part of the sites one belongs to."""
    return zlib.crc32(f"{seed} {site}".encode()) % parts


TextT_co = TypeVar("TextT_co", bound=Numbered, covariant=True)


class Learned(Protocol[TextT_co]):
    """A text to learn from."""

    @property
    def site(self) -> str:
        """Whose it is; what is learned from one is asked of others."""

    @property
    def text(self) -> TextT_co:
        """What is known of its lines."""

    @property
    def truth(self) -> Floats:
        """Which of the lines are the article."""

    @property
    def weights(self) -> Floats:
        """What each line counts."""


@dataclass(frozen=True, slots=True)
class Model:
    """What is learned: a vocabulary, and both levels, which know what it tells."""

    vocabulary: Vocabulary
    levels: Levels

    def odds(self, text: Seen) -> Floats:
        """Return the log-odds that each line is of the article."""
        return odds(text.told(self.vocabulary), self.levels)


def learn(found: Sequence[Example]) -> Model:
    """Return what is learned from texts, of each of which is known what words of others tell."""
    owners = [part(one.site, PARTS, 1) for one in found]
    lines = [_known(one) for one in found]
    parts = [
        vocabulary.learned(
            chain.from_iterable(
                one for one, owner in zip(lines, owners, strict=True) if owner != number
            )
        )
        for number in range(PARTS)
    ]
    told = [
        replace(one, text=one.text.told(parts[owner]))
        for one, owner in zip(found, owners, strict=True)
    ]
    level, guesses = guessed(told, ROUNDS)
    known = [second(guess, one.text) for guess, one in zip(guesses, told, strict=True)]
    return Model(vocabulary.mean(parts), (level, grown(known, *_lines(told))))


def apart(found: Sequence[Example]) -> tuple[Model, ...]:
    """Return what is learned without each part of the sites, in their order (`part`, seed 2)."""
    return tuple(
        learn([one for one in found if part(one.site, PARTS, 2) != number])
        for number in range(PARTS)
    )


def _known(one: Example) -> list[Known]:
    """Return the lines of a text for a vocabulary to learn, none of an article without a page."""
    if one.shape == ALONE:
        return []
    lines = zip(one.text.clues, one.truth > 0, one.text.counts.tolist(), strict=True)
    return [Known(one.site, clues, bool(true), int(words)) for clues, true, words in lines]


def guessed(found: Sequence[Learned[NumberedT]], rounds: int) -> tuple[Level, list[Floats]]:
    """Return the first level, and of each text what a net guesses that did not see its site."""
    owners = [part(one.site, PARTS, 1) for one in found]
    numbers = [one.text.numbers for one in found]
    mean, deviation = _spread(numbers)
    empty = Level(mean, deviation, ())
    nets, guesses = [], [np.zeros(0, dtype=np.float32)] * len(found)
    for number in range(PARTS):
        others = [place for place, owner in enumerate(owners) if owner != number]
        net = fit(empty, [numbers[i] for i in others], [found[i] for i in others], number, rounds)
        nets.append(net)
        for place, owner in enumerate(owners):
            if owner == number:
                guesses[place] = Level(mean, deviation, (net,)).odds(numbers[place])
    return Level(mean, deviation, tuple(nets)), guesses


def again(known: Sequence[Floats], found: Sequence[Learned[NumberedT]], rounds: int) -> Level:
    """Return nets of a second level, of what is known of texts by a first."""
    level = Level(*_spread(known), ())
    nets = tuple(fit(level, known, found, number, rounds) for number in range(SECOND))
    return replace(level, nets=nets)


def _lines(found: Sequence[Learned[NumberedT]]) -> tuple[Floats, Floats]:
    """Return which lines of all texts are of the article, and what each counts."""
    truth = np.concatenate([one.truth for one in found])
    return truth, np.concatenate([one.weights for one in found])


def _spread(numbers: Sequence[Floats]) -> tuple[Floats, Floats]:
    count = sum(len(one) for one in numbers)
    mean = sum(one.sum(axis=0, dtype=np.float64) for one in numbers) / count
    square = sum(((one - mean) ** 2).sum(axis=0, dtype=np.float64) for one in numbers) / count
    return np.float32(mean), np.float32(np.sqrt(square) + 0.01)


def fit(
    level: Level,
    numbers: Sequence[Floats],
    found: Sequence[Learned[NumberedT]],
    seed: int,
    rounds: int,
) -> Net:
    """Return a net learned by Adam from the lines of the examples."""
    rows = np.concatenate([level.scaled(one).astype(np.float16) for one in numbers])
    truth, weight = _lines(found)
    weight = weight / weight.mean()
    luck = np.random.default_rng(seed)
    net = [*begun(luck, rows.shape[1], HIDDEN), np.zeros(1, dtype=np.float32)]
    descent = Descent(net, STEP, rounds * -(-len(rows) // BATCH))
    for _ in range(rounds):
        order = luck.permutation(len(rows))
        for start in range(0, len(rows), BATCH):
            chosen = order[start : start + BATCH]
            batch = rows[chosen].astype(np.float32)
            batch *= luck.random(batch.shape, dtype=np.float32) > BLIND
            descent.take(_gradient(net, batch, truth[chosen], weight[chosen]))
    return Net(net[0], net[1], net[2], float(net[3][0]))


def _gradient(
    net: Sequence[Floats], batch: Floats, truth: Floats, weight: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    hidden = np.maximum(batch @ net[0] + net[1], 0)
    chance = 1 / (1 + np.exp(-np.clip(hidden @ net[2] + net[3], -30, 30)))
    miss = ((chance - truth) * weight / len(batch)).astype(np.float32)
    inner = np.outer(miss, net[2]) * (hidden > 0)
    return (
        batch.T @ inner + DECAY * net[0],
        inner.sum(axis=0),
        hidden.T @ miss + DECAY * net[2],
        miss.sum(keepdims=True),
    )


def token_f1(one: Example, kept: Sequence[bool]) -> float:
    """Return the F1 of the words of the lines kept."""
    words: Counter[str] = Counter()
    for line, keep in zip(one.words, kept, strict=True):
        if keep:
            words.update(line)
    return 2 * (words & one.body).total() / max(1, words.total() + one.body.total())


def measure(found: Sequence[Example]) -> dict[str, list[float]]:
    """Return the F1 of pages by their shape, each read by what saw no page of its site."""
    scores: dict[str, list[float]] = defaultdict(list)
    for number, model in enumerate(apart(found)):
        for one in found:
            if part(one.site, PARTS, 2) == number:
                likely = 1 / (1 + np.exp(-model.odds(one.text)))
                kept = worth_keeping(likely.tolist(), one.text.counts.tolist())
                scores[one.shape].append(token_f1(one, kept))
    return scores


def write(path: Path, model: Model, made: str) -> None:
    """Write the weights, and trees and vocabulary beside them."""
    first, last = model.levels
    write_levels(path, [first], made)
    trees.write(path.with_name(TREES.name), last, made)
    vocabulary.write(path.with_name(vocabulary.FILE.name), model.vocabulary, made)


def measured(found: Sequence[Example]) -> Iterator[str]:
    """Yield how well pages are read, by their shape."""
    for shape, values in sorted(measure(found).items()):
        yield f"{shape}: {len(values)} texts, F1 {sum(values) / len(values):.3f}"


if __name__ == "__main__":
    command(
        "python -m search.extract.body.train",
        WEIGHTS,
        examples=examples,
        measured=measured,
        learn=learn,
        write=write,
    )
