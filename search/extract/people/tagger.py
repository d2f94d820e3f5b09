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
from itertools import chain

import numpy as np
import numpy.typing as npt

from search.extract.people import decoding
from search.extract.people import features as seen
from search.extract.people.lexicon import DATA
from search.extract.people.weights import Floats, Ints, Weights, read

BATCH = 4096
"""Sentences decoded at once: bounds memory for very long articles."""

MOST_WORDS = 150_000
"""Different words remembered at most: 30 MB."""

EDGE = 0
_AROUND = np.array((0, *seen.DISTANCES))
PLACES = ("BN", "BC", "BT", "MN", "MC", "MT")


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
        scores = known.sums(ids, at)
        kinds = known.kinds[ids]
        scores += known.pairs("<", kinds[at - 1], kinds[at])
        scores += known.pairs(">", kinds[at], kinds[at + 1])
        scores += known.pairs("@", places[at], kinds[at])
        at, scores, stretches = decoding.doubtful(at, scores, self._transitions)
        if not len(at):
            return []
        path = decoding.best(scores, stretches, self._transitions)
        named = np.add.reduceat(path != 0, np.cumsum(stretches) - stretches) > 0
        inside_named = np.repeat(named, stretches)
        at, path, scores = at[inside_named], path[inside_named], scores[inside_named]
        if not len(at):
            return []
        chances = decoding.chances(scores, stretches[named], self._transitions)
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
        self._pairs = {sort: np.full((1, 1), -1, dtype=np.int32) for sort in "<>@"}
        self._around_rows, self._around = _around(weights)
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
        first = self.numbers[words[0]]
        place = slice(first, first + len(words))
        own = [self._own(seen.own(word)) for word in words]
        self.vectors[place, 0] = _added(self._weights.table, own)
        near = [self._near(seen.near(word)) for word in words]
        self.vectors[place, 1:] = _added(self._around, near)
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

    def _own(self, clues: Iterable[str]) -> list[int]:
        """Return the rows of the clues that training saw, or the empty one."""
        rows = self._weights.rows
        return [rows[clue] for clue in clues if clue in rows] or [self._none]

    def _near(self, clues: Iterable[str]) -> list[int]:
        """Return the same rows of `_around`."""
        rows = self._around_rows
        return [rows[clue] for clue in clues if clue in rows] or [0]

    def _kind_number(self, kind: str) -> int:
        if kind not in self._kind_numbers:
            self._kind_numbers[kind] = len(self._kind_names)
            self._kind_names.append(kind)
        return self._kind_numbers[kind]

    def sums(self, ids: Ints, at: Ints) -> Floats:
        """Return the scores that the words themselves and their neighbours give at `at`."""
        rows = ids[at[:, None] + _AROUND] * len(_AROUND) + np.arange(len(_AROUND))
        flat = self.vectors.reshape(-1, self.vectors.shape[2])
        total: Floats = flat[rows].sum(axis=1)
        return total

    def pairs(self, sort: str, left: Ints, right: Ints) -> Floats:
        """Return the scores of pairs: of kinds (`<` and `>`), or of places and kinds (`@`)."""
        index = self._pairs[sort]
        if len(index) < len(self._kind_names):
            wider = np.full((2 * len(self._kind_names),) * 2, -1, dtype=np.int32)
            wider[: len(index), : len(index)] = index
            index = self._pairs[sort] = wider
        rows = index[left, right]
        new = np.flatnonzero(rows < 0)
        if len(new):
            for one, other in set(zip(left[new].tolist(), right[new].tolist(), strict=True)):
                name = PLACES[one] if sort == "@" else self._kind_names[one] or "^"
                clue = f"{sort}{name}|{self._kind_names[other] or '$'}"
                index[one, other] = self._weights.rows.get(clue, self._none)
            rows = index[left, right]
        scores: Floats = self._weights.table[rows]
        return scores


def _around(weights: Weights) -> tuple[dict[str, int], Floats]:
    """Return clues about neighbours, and a table of their weights by distance; row 0 is zero."""
    rows: dict[str, int] = {}
    places: list[tuple[int, int, int]] = []
    for column, distance in enumerate(seen.DISTANCES):
        prefix = f"{distance}:"
        for clue, row in weights.rows.items():
            if clue.startswith(prefix):
                number = rows.setdefault(clue[len(prefix) :], len(rows) + 1)
                places.append((number, column, row))
    table = np.zeros((len(rows) + 1, len(seen.DISTANCES), len(weights.labels)), dtype=np.float32)
    if places:
        number_of, column_of, row_of = np.array(places).T
        table[number_of, column_of] = weights.table[row_of]
    return rows, table


def _added(table: Floats, rows: Sequence[Sequence[int]]) -> Floats:
    """Return the sum of each of several lots of rows of a table."""
    ends = np.cumsum([len(lot) for lot in rows])
    begins = np.concatenate(([0], ends[:-1]))
    total: Floats = np.add.reduceat(table[list(chain.from_iterable(rows))], begins, axis=0)
    return total


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


@lru_cache(maxsize=1)
def tagger() -> Tagger:
    """Return the tagger with the weights this package ships, read once per process."""
    return Tagger(read(DATA / "weights.gz"))
