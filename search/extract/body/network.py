"""Small nets: a first guess at each line, and what weighs it again, knowing the guess.

A level is several nets of one hidden layer, learned from different parts of the data, whose
answers are averaged. The second level is trees (trees.py) for texts, nets again for web pages
(search/extract/layout). The weights on disk are gzip over

    line 1     {"format": 1, "levels": [[features, hidden, nets], ...], "made": ...}
    then       per level float16, little-endian: mean and deviation of the features, and for each
               net its weights (features, hidden), (hidden), (hidden), (1)
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

import numpy as np

from search.extract.body import trees
from search.extract.body.context import among
from search.extract.body.features import Floats, Seen
from search.extract.body.trees import Forest

WEIGHTS = Path(__file__).parent / "data" / "weights.gz"
TREES = WEIGHTS.with_name("trees.gz")
FORMAT = 1
FARTHEST = 6.0  # deviations from the mean; what is farther is taken for that far
BATCH = 16_384  # lines looked at together: bounds memory
ALONE = 1 << 18  # multiplications; for more, BLAS wakes threads that cost more than they save


class Numbered(Protocol):
    """What is known of lines: `numbers` of shape (lines, features)."""

    @property
    def numbers(self) -> Floats:
        """The numbers of every line."""


NumberedT = TypeVar("NumberedT", bound=Numbered)


class Weighing(Protocol):
    """What weighs lines by their numbers."""

    def odds(self, numbers: Floats, /) -> Floats:
        """Return the log-odds of each row of shape (lines, features)."""


@dataclass(frozen=True, slots=True)
class Net:
    """One hidden layer: `inner` (features, hidden), `bias` (hidden), `outer` (hidden), `shift`."""

    inner: Floats
    bias: Floats
    outer: Floats
    shift: float


@dataclass(frozen=True)
class Level:
    """Nets that share their features' `mean` and `deviation`."""

    mean: Floats
    deviation: Floats
    nets: tuple[Net, ...]

    def odds(self, numbers: Floats) -> Floats:
        """Return the log-odds of each row."""
        found = [
            self._odds(numbers[start : start + BATCH]) for start in range(0, len(numbers), BATCH)
        ]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.float32)

    def _odds(self, numbers: Floats) -> Floats:
        inner, bias, outer, shift = self.joined
        scaled, step = self.scaled(numbers), max(1, ALONE // inner.size)
        parts = [scaled[at : at + step] @ inner for at in range(0, len(scaled), step)]
        hidden = np.concatenate(parts)
        hidden += bias
        np.maximum(hidden, 0, out=hidden)
        hidden *= outer
        return np.asarray(hidden.sum(axis=1) + shift, dtype=np.float32)

    @cached_property
    def joined(self) -> tuple[Floats, Floats, Floats, np.float32]:
        """The nets side by side, as one whose answer is the mean of theirs."""
        share = np.float32(1 / len(self.nets))
        return (
            np.concatenate([net.inner for net in self.nets], axis=1),
            np.concatenate([net.bias for net in self.nets]),
            np.concatenate([net.outer for net in self.nets]) * share,
            np.float32(sum(net.shift for net in self.nets)) * share,
        )

    def scaled(self, numbers: Floats) -> Floats:
        """Return the features in deviations from the mean, none too far from it."""
        away = numbers - self.mean
        away /= self.deviation
        return np.asarray(np.clip(away, -FARTHEST, FARTHEST, out=away), dtype=np.float32)


Levels: TypeAlias = tuple[Level, Forest]
"""Nets that guess at lines, and trees that know what they guessed."""


def second(first: Floats, text: Seen) -> Floats:
    """Return the features of the second level."""
    return np.concatenate([text.numbers, among(first, text)], axis=1)


def odds(text: Seen, levels: Levels) -> Floats:
    """Return the log-odds that each line is of the article."""
    return twice(text, levels, second)


def twice(
    text: NumberedT, levels: Sequence[Weighing], further: Callable[[Floats, NumberedT], Floats]
) -> Floats:
    """Return the log-odds of lines whose second numbers `further` makes of a first guess."""
    first = levels[0].odds(text.numbers)
    return levels[1].odds(further(first, text)) if len(first) else first


def write(path: Path, levels: Sequence[Level], made: str) -> None:
    """Write the weights."""
    sizes = [[len(one.mean), len(one.nets[0].bias), len(one.nets)] for one in levels]
    head = {"format": FORMAT, "levels": sizes, "made": made}
    arrays = []
    for level in levels:
        arrays += [level.mean, level.deviation]
        for net in level.nets:
            arrays += [net.inner.ravel(), net.bias, net.outer, np.array([net.shift])]
    content = np.concatenate(arrays).astype("<f2").tobytes()
    path.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + content, 9, mtime=0))


def read(path: Path) -> tuple[Level, ...]:
    """Return the levels in `path`."""
    content = gzip.decompress(path.read_bytes())
    end = content.index(b"\n")
    head = json.loads(content[:end])
    if head["format"] != FORMAT:
        raise ValueError(f"{path.name} has format {head['format']}, this code reads {FORMAT}")
    values = np.frombuffer(content[end + 1 :], dtype="<f2").astype(np.float32)
    levels, at = [], 0

    def take(size: int) -> Floats:
        nonlocal at
        at += size
        return values[at - size : at]

    for features, hidden, count in head["levels"]:
        mean, deviation = take(features), take(features)
        nets = []
        for _ in range(count):
            inner = take(features * hidden).reshape(features, hidden)
            nets.append(Net(inner, take(hidden), take(hidden), float(take(1)[0])))
        levels.append(Level(mean, deviation, tuple(nets)))
    return tuple(levels)


@lru_cache(maxsize=1)
def shipped() -> Levels:
    """Return the nets and trees this package ships, read once per process."""
    (first,) = read(WEIGHTS)
    return first, trees.read(TREES)
