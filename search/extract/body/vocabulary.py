"""What the words of a line tell of it: how likely, by them alone, it is part of the article.

    clues(words, bare)      what each line is known by
    Vocabulary              what each clue tells: `odds` of lines
    shipped()               the one that this package ships
    learned(found)          one, of lines that are known

A line is known by its words, by the one it begins and the one it ends with, and by those of the
heading above it ("Related stories", "About the author"), if that is not far. The file on disk is
gzip over a line that tells what it was learned from, the log-odds of a line without clues, and of
each clue what it adds.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.extract.learning import Descent

FILE = Path(__file__).parent / "data" / "vocabulary.gz"
LOOKED_AT = 80  # words of a line
HEADING, BELOW = 8, 15  # words of a heading, and lines below it that it tells of
DIGITS = 5  # of a number, whose length alone is told
FIRST, LAST, HEADED = "<", ">", "^"

SITES = 4  # on which a clue stands, at least
ROUNDS = 5
STEP = 0.1
DECAY = 1e-5
TOGETHER = 256  # lines a step
LONG = 40  # words; a longer line counts no more
A_SITE = 60.0  # that all lines of a site count, at most
LEAST = 0.02  # that a clue adds; one that adds less is left out

Floats = npt.NDArray[np.float32]
Clues = list[str]


@dataclass(frozen=True, slots=True)
class Known:
    """A line of a site: its clues, whether it is of the article, how many words it has."""

    site: str
    clues: Clues
    true: bool
    words: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What each clue adds to the log-odds of a line, and those of a line without any."""

    adds: Mapping[str, float]
    base: float

    def odds(self, lines: Sequence[Clues]) -> Floats:
        """Return the log-odds of lines of these clues."""
        find, base, found = self.adds.get, self.base, []
        for line in lines:
            told = [value for value in map(find, line) if value is not None]
            found.append(base + sum(told) / len(told) ** 0.5 if told else base)
        return np.array(found, dtype=np.float32)


def clues(words: Iterable[Sequence[str]], bare: Sequence[bool]) -> list[Clues]:
    """Return what each line is known by, of these words in lower case; `bare` ones may head."""
    found = []
    heading, below = Clues(), BELOW
    for line, may_head in zip(words, bare, strict=True):
        own = [
            word if not word[0].isdigit() else "0" * min(len(word), DIGITS)
            for word in line[:LOOKED_AT]
        ]
        distinct = list(dict.fromkeys(own))
        told = [*distinct, FIRST + own[0], LAST + own[-1]] if own else []
        found.append(told + heading if below < BELOW else told)
        below += 1
        if may_head and 0 < len(own) <= HEADING:
            heading, below = [HEADED + word for word in distinct], 0
    return found


def learned(found: Iterable[Known]) -> Vocabulary:
    """Return what clues tell, of lines that are known. The same ones give the same."""
    lines = list({(one.site, *one.clues): one for one in found if one.clues}.values())
    sites: dict[str, set[str]] = defaultdict(set)
    for one in lines:
        for clue in one.clues:
            sites[clue].add(one.site)
    place = {
        clue: n for n, clue in enumerate(c for c, held in sites.items() if len(held) >= SITES)
    }
    told = [[place[clue] for clue in one.clues if clue in place] for one in lines]
    sizes = np.array([max(1, len(one)) for one in told], dtype=np.float32) ** 0.5
    truth = np.array([one.true for one in lines], dtype=np.float32)
    weights = _weights(lines)
    net = [np.zeros(len(place), dtype=np.float32), np.zeros(1, dtype=np.float32)]
    descent = Descent(net, STEP, ROUNDS * -(-len(lines) // TOGETHER))
    luck = np.random.default_rng(1)
    for _ in range(ROUNDS):
        order = luck.permutation(len(lines))
        for start in range(0, len(lines), TOGETHER):
            chosen = order[start : start + TOGETHER]
            flat = np.fromiter(chain.from_iterable(told[n] for n in chosen), dtype=np.intp)
            of = np.repeat(np.arange(len(chosen)), [len(told[n]) for n in chosen])
            share = 1 / sizes[chosen]
            scores = np.bincount(of, net[0][flat], len(chosen)) * share + net[1]
            miss = (1 / (1 + np.exp(-scores)) - truth[chosen]) * weights[chosen] / len(chosen)
            slope = np.bincount(flat, (miss * share)[of], len(place)) + DECAY * net[0]
            descent.take([np.float32(slope), np.float32(miss.sum(keepdims=True))])
    adds = {clue: float(net[0][n]) for clue, n in place.items()}
    return Vocabulary(adds, float(net[1][0]))


def _weights(lines: Sequence[Known]) -> Floats:
    """Return what each line counts: a long one more than a short one, no site all too much."""
    own = np.array([min(one.words, LONG) for one in lines], dtype=np.float64) ** 0.5
    whole: dict[str, float] = defaultdict(float)
    for one, count in zip(lines, own.tolist(), strict=True):
        whole[one.site] += count
    own *= [min(1.0, A_SITE / whole[one.site]) for one in lines]
    return np.asarray(own / own.mean(), dtype=np.float32)


def mean(vocabularies: Sequence[Vocabulary]) -> Vocabulary:
    """Return what several vocabularies tell on average, without what tells next to nothing."""
    share = 1 / len(vocabularies)
    adds: dict[str, float] = defaultdict(float)
    for one in vocabularies:
        for clue, value in one.adds.items():
            adds[clue] += value * share
    kept = {clue: round(value, 2) for clue, value in sorted(adds.items()) if abs(value) >= LEAST}
    return Vocabulary(kept, round(sum(one.base for one in vocabularies) * share, 2))


def write(path: Path, vocabulary: Vocabulary, made: str) -> None:
    """Write a vocabulary."""
    rows = [f"# {made}", f"{vocabulary.base:.2f}"]
    rows += [f"{clue}\t{value:.2f}" for clue, value in vocabulary.adds.items()]
    path.write_bytes(gzip.compress("\n".join(rows).encode(), 9, mtime=0))


def read(path: Path) -> Vocabulary:
    """Return the vocabulary in `path`."""
    _, base, *rows = gzip.decompress(path.read_bytes()).decode().split("\n")
    return Vocabulary(dict(_pairs(rows)), float(base))


def _pairs(rows: Iterable[str]) -> Iterator[tuple[str, float]]:
    for row in rows:
        clue, value = row.split("\t")
        yield clue, float(value)


@lru_cache(maxsize=1)
def shipped() -> Vocabulary:
    """Return the vocabulary this package ships, read once per process."""
    return read(FILE)
