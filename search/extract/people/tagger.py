"""Sentences -> the likely names in them: a linear-chain CRF, decoded for many stretches at once.

python-crfsuite trains the weights (train.py). Decoding is here, in numpy: every clue belongs to
one word at one distance or to a pair of kinds, so the score of a word is a handful of rows that
are summed once per word and kept. That is several times faster than handing over clues as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

import numpy as np
import numpy.typing as npt

from search.extract.people import features as seen
from search.extract.people.lexicon import DATA
from search.extract.people.weights import Floats, Weights, read

BATCH = 4096
"""Stretches decoded at once: bounds memory for very long articles."""

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A stretch of one label: words `start` to `end` of sentence number `sentence`.

    `label` is PER, LOC, ORG or MISC; `chance` the mean chance, 0 to 1, that its words bear it.
    """

    sentence: int
    start: int
    end: int
    label: str
    chance: float


class Tagger:
    """Finds names with one set of weights. Safe to share between threads."""

    def __init__(self, weights: Weights) -> None:
        self.labels = weights.labels
        self._transitions = weights.transitions
        self._rows = weights.rows
        self._table = weights.table
        self._none = len(weights.rows)
        self._kept: dict[tuple[object, ...], Floats] = {}

    def _sum(self, clues: Iterable[str]) -> Floats:
        rows = self._rows
        total: Floats = self._table[[rows.get(clue, self._none) for clue in clues]].sum(
            axis=0, dtype=np.float32
        )
        return total

    def _word(self, distance: int, word: str) -> Floats:
        key = (distance, word)
        score = self._kept.get(key)
        if score is None:
            if distance == 0:
                score = self._sum(seen.own(word))
            else:
                score = self._sum(f"{distance}:{clue}" for clue in seen.near(word))
            self._keep(key, score)
        return score

    def _pair(self, clue: str) -> Floats:
        score = self._kept.get((clue,))
        if score is None:
            score = self._sum([clue])
            self._keep((clue,), score)
        return score

    def _keep(self, key: tuple[object, ...], score: Floats) -> None:
        if len(self._kept) > 400_000:
            self._kept.clear()
        self._kept[key] = score

    def scores(self, words: Sequence[str], start: int, end: int, style: str) -> list[Floats]:
        """Return the vectors, one per label each, whose sums are the scores of words start..end.

        Every word has the same number of vectors: VECTORS.
        """
        last = len(words) - 1
        found = []
        zero = self._table[self._none]
        kinds = [seen.kind(word) for word in words[max(0, start - 1) : end + 1]]
        shift = max(0, start - 1)
        for i in range(start, end):
            word = words[i]
            here = kinds[i - shift]
            found.append(self._word(0, word))
            for distance in seen.DISTANCES:
                j = i + distance
                found.append(self._word(distance, words[j]) if 0 <= j <= last else zero)
            found.append(self._pair(f"<{kinds[i - 1 - shift] if i else '^'}|{here}"))
            found.append(self._pair(f">{here}|{kinds[i + 1 - shift] if i < last else '$'}"))
            found.append(self._pair(f"@{seen.place(i, words, style)}|{here}"))
        return found

    def tag(self, sentences: Iterable[Sequence[str]]) -> list[Tagged]:
        """Return the names of all sentences, in order."""
        found: list[Tagged] = []
        pending = (
            (number, words, start, end)
            for number, words in enumerate(sentences)
            for start, end in seen.stretches(words)
        )
        while batch := list(islice(pending, BATCH)):
            found += self._decode(batch)
        return found

    def _decode(self, batch: list[tuple[int, Sequence[str], int, int]]) -> list[Tagged]:
        vectors: list[Floats] = []
        style, styled = "", -1
        for number, words, start, end in batch:
            if number != styled:
                style, styled = seen.setting(words), number
            vectors += self.scores(words, start, end, style)
        flat = np.array(vectors, dtype=np.float32)
        scores = flat.reshape(-1, VECTORS, len(self.labels)).sum(axis=1)
        lengths = np.array([end - start for _, _, start, end in batch])
        paths, chances = _best(scores, lengths, self._transitions)
        found: list[Tagged] = []
        at = 0
        for number, _, start, end in batch:
            width = end - start
            found += self._runs(number, start, paths[at : at + width], chances[at : at + width])
            at += width
        return found

    def _runs(self, sentence: int, start: int, path: Ints, chances: Floats) -> list[Tagged]:
        runs: list[Tagged] = []
        begin = -1
        kind = ""
        names = [self.labels[i] for i in path]
        for i, label in enumerate([*names, "O"]):
            inside = label[0] == "I" and label[2:] == kind
            if begin >= 0 and not inside:
                members = [j for j, name in enumerate(self.labels) if name[2:] == kind]
                chance = float(chances[begin:i][:, members].sum(axis=1).mean())
                runs.append(Tagged(sentence, start + begin, start + i, kind, min(1.0, chance)))
                begin = -1
            if label != "O" and not inside:
                begin, kind = i, label[2:]
        return runs


VECTORS = 1 + len(seen.DISTANCES) + 3
"""Vectors that make a word's score: itself, its neighbours, two pairs and its place."""


def _best(scores: Floats, lengths: Ints, transitions: Floats) -> tuple[Ints, Floats]:
    """Return the best label of every word and the chance of each label.

    `scores` has shape (words, labels), stretch after stretch; `lengths` says how long each is.
    Works through all stretches a step at a time, the longest first, so that those still running
    are always the leading rows.
    """
    labels = scores.shape[1]
    order = np.argsort(-lengths, kind="stable")
    long = lengths[order]
    first = (np.cumsum(lengths) - lengths)[order]
    steps = int(long[0])
    running = [int(np.searchsorted(-long, -step, side="left")) for step in range(steps)]
    best = scores[first].copy()
    forward = best.copy()
    backpointers = []
    alphas = [forward]
    moves = np.exp(transitions)
    bests = [best]
    for step in range(1, steps):
        n = running[step]
        here = scores[first[:n] + step]
        options = best[:n, :, None] + transitions[None]
        back = options.argmax(axis=1)
        best = np.take_along_axis(options, back[:, None], axis=1)[:, 0] + here
        backpointers.append(back)
        bests.append(best)
        top = forward[:n].max(axis=1, keepdims=True)
        forward = np.log(np.exp(forward[:n] - top) @ moves) + top + here
        alphas.append(forward)
    paths = np.zeros(len(scores), dtype=np.int64)
    chances = np.zeros((len(scores), labels), dtype=np.float32)
    current = np.zeros(len(lengths), dtype=np.int64)
    beta = np.zeros((len(lengths), labels), dtype=np.float32)
    for step in range(steps - 1, -1, -1):
        n = running[step]
        onward = running[step + 1] if step + 1 < steps else 0
        current[onward:n] = bests[step][onward:n].argmax(axis=1)
        if onward:
            current[:onward] = backpointers[step][np.arange(onward), current[:onward]]
            ahead = scores[first[:onward] + step + 1] + beta[:onward]
            top = ahead.max(axis=1, keepdims=True)
            beta[:onward] = np.log(np.exp(ahead - top) @ moves.T) + top
        paths[first[:n] + step] = current[:n]
        joint = alphas[step][:n] + beta[:n]
        joint -= joint.max(axis=1, keepdims=True)
        share = np.exp(joint)
        chances[first[:n] + step] = share / share.sum(axis=1, keepdims=True)
    return paths, chances


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """Return the tagger with the weights this package ships, read once per process."""
    return Tagger(read(DATA / "weights.gz"))
