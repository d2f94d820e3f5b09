"""Sentences -> the likely names in them: a linear-chain CRF, decoded for many stretches at once.

python-crfsuite trains the weights (train.py). Decoding is here, in numpy: every clue belongs to
one word at one distance or to a pair of kinds, so the score of a word is a handful of rows that
are summed once per word and kept. That is several times faster than handing over clues as text.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from search.extract.people import features as seen
from search.extract.people.lexicon import DATA
from search.extract.people.weights import Floats, Weights, read

BATCH = 4096
"""Sentences decoded at once: bounds memory for very long articles."""

MOST_WORDS = 150_000
"""Different words remembered at most: 30 MB."""

EDGE = 0
PLACES = ("BN", "BC", "BT", "MN", "MC", "MT")

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
    """Finds names with one set of weights. May be shared between threads."""

    def __init__(self, weights: Weights) -> None:
        self.labels = weights.labels
        self._transitions = weights.transitions
        self._members = {
            label[2:]: [i for i, other in enumerate(self.labels) if other[2:] == label[2:]]
            for label in self.labels
            if label != "O"
        }
        self._vocabulary = Vocabulary(weights)
        self._lock = threading.Lock()

    def tag(self, sentences: Sequence[Sequence[str]]) -> list[Tagged]:
        """Return the names of all sentences, in order."""
        found: list[Tagged] = []
        for first in range(0, len(sentences), BATCH):
            with self._lock:
                self._vocabulary.trim()
                found += self._tag(sentences[first : first + BATCH], first)
        return found

    def _tag(self, sentences: Sequence[Sequence[str]], first: int) -> list[Tagged]:
        known = self._vocabulary
        numbers, edge = known.numbers, [EDGE, EDGE]
        flat = list(edge)
        for words in sentences:
            flat += map(numbers.__getitem__, words)
            flat += edge
        known.learn()
        ids = np.array(flat)
        inside = ids != EDGE
        capital = known.capital[ids]
        at = np.flatnonzero((capital | _shifted(capital, 1) | _shifted(capital, -1)) & inside)
        if not len(at):
            return []
        starts = np.flatnonzero(inside & ~_shifted(inside, 1))
        lengths = np.array([len(words) for words in sentences if words])
        places = _places(known, ids, starts, lengths)
        scores = known.vectors[ids[at], 0]
        for column, distance in enumerate(seen.DISTANCES, 1):
            scores = scores + known.vectors[ids[at + distance], column]
        kinds = known.kinds[ids]
        scores += known.pairs("<", kinds[at - 1], kinds[at])
        scores += known.pairs(">", kinds[at], kinds[at + 1])
        scores += known.pairs("@", places[at], kinds[at])
        breaks = np.flatnonzero(np.diff(at) > 1) + 1
        stretches = np.diff(np.concatenate(([0], breaks, [len(at)])))
        path, chances = _best(scores, stretches, self._transitions)
        full = [number for number, words in enumerate(sentences) if words]
        return self._runs(at, path, chances, starts, [first + number for number in full])

    def _runs(
        self, at: Ints, path: Ints, chances: Floats, starts: Ints, numbers: list[int]
    ) -> list[Tagged]:
        """Return the labelled runs; `at` says where each tagged word stands in the batch."""
        if not len(at):
            return []
        sums = {
            kind: np.concatenate(([0.0], np.cumsum(chances[:, self._members[kind]].sum(axis=1))))
            for kind in self._members
        }
        named = np.flatnonzero(path != self.labels.index("O"))
        owners = np.searchsorted(starts, at[named], side="right") - 1
        offsets = at[named] - starts[owners]
        runs: list[Tagged] = []
        kind, sentence, start, begin, end = "", 0, 0, 0, 0

        def close() -> None:
            if kind:
                chance = min(1.0, float(sums[kind][end] - sums[kind][begin]) / (end - begin))
                runs.append(Tagged(numbers[sentence], start, start + end - begin, kind, chance))

        for i, owner, offset in zip(
            named.tolist(), owners.tolist(), offsets.tolist(), strict=True
        ):
            label = self.labels[path[i]]
            follows = i == end and owner == sentence and offset == start + end - begin
            if not (kind and follows and label == f"I-{kind}"):
                close()
                kind, sentence, start, begin = label[2:], owner, offset, i
            end = i + 1
        close()
        return runs


class _Numbers(dict[str, int]):
    """A number from 1 for every word asked for, and the words that are `new` since last looked."""

    def __init__(self) -> None:
        super().__init__()
        self.new: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self) + 1
        self.new.append(word)
        return number


class Vocabulary:
    """The words met so far: a number for each, and by number what its clues add up to.

    `vectors` has shape (words, 1 + distances, labels): the word itself, then as a neighbour of
    the word it stands at each distance from. Row 0 stands for the edge of a sentence. What is
    known of words new to `numbers` comes with `learn`.
    """

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._none = len(weights.rows)
        self._pairs: dict[tuple[str, int, int], Floats] = {}
        self._kind_names: list[str] = []
        self._kind_numbers: dict[str, int] = {}
        self._forget()

    def _forget(self) -> None:
        size = 1 << 12
        self.numbers = _Numbers()
        self.vectors = np.zeros(
            (size, 1 + len(seen.DISTANCES), len(self._weights.labels)), dtype=np.float32
        )
        self.kinds = np.zeros(size, dtype=np.int64)
        self.capital = np.zeros(size, dtype=bool)
        self.upper = np.zeros(size, dtype=bool)
        self.letter = np.zeros(size, dtype=bool)
        self.kinds[EDGE] = self._kind_number("")

    def trim(self) -> None:
        """Forget every word once there are very many. Numbers given before mean nothing after."""
        if len(self.numbers) > MOST_WORDS:
            self._forget()

    def learn(self) -> None:
        """Add up the clues of the words that came since the last time."""
        words, self.numbers.new = self.numbers.new, []
        if not words:
            return
        while len(self.numbers) >= len(self.kinds):
            self._grow()
        rows, none = self._weights.rows, self._none
        found: list[int] = []
        begins: list[int] = []
        for word in words:
            near = seen.near(word)
            begins.append(len(found))
            found += [rows.get(clue, none) for clue in seen.own(word)]
            for distance in seen.DISTANCES:
                begins.append(len(found))
                found += [rows.get(f"{distance}:{clue}", none) for clue in near]
        sums = np.add.reduceat(self._weights.table[found], begins, axis=0)
        first = self.numbers[words[0]]
        place = slice(first, first + len(words))
        self.vectors[place] = sums.reshape(len(words), 1 + len(seen.DISTANCES), -1)
        self.kinds[place] = [self._kind_number(seen.kind(word)) for word in words]
        self.capital[place] = [word[0].isupper() for word in words]
        self.upper[place] = [word.isupper() for word in words]
        self.letter[place] = [word[0].isalpha() for word in words]

    def _grow(self) -> None:
        self.vectors = np.concatenate((self.vectors, np.zeros_like(self.vectors)))
        self.kinds = np.concatenate((self.kinds, np.zeros_like(self.kinds)))
        self.capital = np.concatenate((self.capital, np.zeros_like(self.capital)))
        self.upper = np.concatenate((self.upper, np.zeros_like(self.upper)))
        self.letter = np.concatenate((self.letter, np.zeros_like(self.letter)))

    def _kind_number(self, kind: str) -> int:
        if kind not in self._kind_numbers:
            self._kind_numbers[kind] = len(self._kind_names)
            self._kind_names.append(kind)
        return self._kind_numbers[kind]

    def _sum(self, clues: Iterable[str]) -> Floats:
        rows, none = self._weights.rows, self._none
        found = [rows[clue] for clue in clues if clue in rows] or [none]
        total: Floats = self._weights.table[found].sum(axis=0, dtype=np.float32)
        return total

    def pairs(self, sort: str, left: Ints, right: Ints) -> Floats:
        """Return the scores of pairs: of kinds (`<` and `>`), or of places and kinds (`@`)."""
        codes, where = np.unique(left << 20 | right, return_inverse=True)
        rows = [self._pair(sort, code >> 20, code & 0xFFFFF) for code in codes.tolist()]
        scores: Floats = np.array(rows, dtype=np.float32)[where.reshape(-1)]
        return scores

    def _pair(self, sort: str, left: int, right: int) -> Floats:
        score = self._pairs.get((sort, left, right))
        if score is None:
            one = PLACES[left] if sort == "@" else self._kind_names[left] or "^"
            other = self._kind_names[right] or "$"
            score = self._pairs[(sort, left, right)] = self._sum([f"{sort}{one}|{other}"])
        return score


def _shifted(flags: npt.NDArray[np.bool_], by: int) -> npt.NDArray[np.bool_]:
    """Return the flags moved to the right by `by`, with False where nothing moves in."""
    moved = np.zeros_like(flags)
    if by > 0:
        moved[by:] = flags[:-by]
    else:
        moved[:by] = flags[-by:]
    return moved


def _places(known: Vocabulary, ids: Ints, starts: Ints, lengths: Ints) -> Ints:
    """Return the number in PLACES of every word: see features.place and features.setting."""
    ends = starts + lengths

    def count(flags: npt.NDArray[np.bool_]) -> Ints:
        total = np.concatenate(([0], np.cumsum(flags)))
        return np.asarray(total[ends] - total[starts])

    letter = known.letter[ids]
    letters = count(letter)
    styles = np.zeros(len(starts), dtype=np.int64)
    styles[(letters > 1) & (count(letter & known.capital[ids]) > 0.75 * letters)] = 2
    styles[(letters > 1) & (count(letter & known.upper[ids]) > 0.7 * letters)] = 1
    places = np.zeros(len(ids), dtype=np.int64)
    owners = np.repeat(np.arange(len(starts)), lengths)
    offsets = np.arange(len(owners)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    places[starts[owners] + offsets] = 3 + styles[owners]
    places[starts] = styles
    quoted = starts[(lengths > 1) & ~letter[starts]] + 1
    places[quoted] -= 3
    return places


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
