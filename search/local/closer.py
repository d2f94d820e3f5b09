"""A closer look at the first articles of a search: is it their headline that was typed, and do the
words stand together?

What is added is said in search/codec/closer.py. Words that are typed side by side are often one
thing, a name and a surname, an attribute and what it is of: each two words of a query count where
they are near each other, and once more where they stand as they were typed. Words such as "the"
count as words of a headline and in how far apart others were typed, in nothing else.

Found by measuring (bench/results/quality.md): whether words stand together tells more than how
often they do, which long articles do more often.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from search.codec.best import F8
from search.codec.closer import ROW, closer_look, write_row
from search.codec.places import PLACE
from search.codec.words import I8
from search.local import scoring
from search.local.matching import DEFAULT_SCOPE, fields_of
from search.local.plan import Scored
from search.local.searched import FIELDS, Searched
from search.local.verbatim import Line, line_of
from search.local.ways import is_one_word, wanted, words_of
from search.local.weighing import Weight
from search.query.tree import Exact, Term

MOST_PAIRED = 12
"""Words of a query of which every two are looked for together, the rarest."""

MANY = 5
"""Words from which on these are many."""

NO_PLACES: I8 = np.empty(0, np.int64)
NO_SCORES: F8 = np.empty(0)


class Pair(NamedTuple):
    """Two words of a query, by number; how far the second was typed after the first, and what
    they count where they are near each other, by what both tell, and `as_typed`: the rarer the
    commoner is, beside a word of one article, the less they stand so by chance.
    """

    left: int
    right: int
    apart: int
    near: float
    as_typed: float


class Found(NamedTuple):
    """What a closer look adds to articles, and why: what each gets for its headline, and for each
    pair whether it is near (1) and as typed (2); shape (articles, pairs).
    """

    scores: F8
    headlines: F8
    together: I8


class CloserLook(NamedTuple):
    """What is looked for; `given` is what the kernel takes of it, `places` where the words stand
    in each segment, and `rows` what is written down of these for the kernel. `line`: they are
    words in a row, which may stand so.
    """

    words: tuple[Scored, ...]
    pairs: tuple[Pair, ...]
    given: tuple[I8, F8, I8, F8, F8]
    places: tuple[tuple[I8, I8], ...]
    archive: scoring.Archive
    rows: I8
    line: Line | None = None

    def share_of(self, segments: Sequence[Searched], number: int) -> float:
        """Return which part of the words that tell something an article has, by rarity."""
        place, segment = next(
            (place, one) for place, one in enumerate(segments) if number < one.base + one.size
        )
        doc, rarity = number - segment.base, self.given[1]
        tables, at = self.places[place]
        held = asked = 0.0
        for word in _rarest(rarity.tolist()):
            rare = float(rarity[word])
            asked += rare
            for field in range(2):
                table = tables[at[2 * word + field] : at[2 * word + field + 1]]
                docs = segment.words[FIELDS[field]].docs
                starts = zip(table[::PLACE].tolist(), table[1::PLACE].tolist(), strict=True)
                if any(doc in docs[start:end] for start, end in starts):
                    held += rare
                    break
        return held / asked if asked else 1.0

    @property
    def most(self) -> float:
        """What all pairs count that stand as they were typed."""
        return sum(pair.as_typed for pair in self.pairs)

    @property
    def is_wide(self) -> bool:
        """Whether so many words were typed that the article whose headline somebody remembers may
        be far down, as each other word of it stands in many texts.
        """
        return len(self.words) >= MANY

    @property
    def is_long(self) -> bool:
        """Whether so many words were typed that they are about something."""
        return len(self.words) > MANY

    def at(self, numbers: I8, scores: F8, wanted: int) -> Found:
        """Return what a look at articles, by their numbers in the snapshot, adds to their scores.
        Those that cannot be among the best `wanted` may get less than they should.
        """
        size = len(numbers)
        found = Found(scores.copy(), np.empty(size), np.zeros(size * len(self.pairs), np.int64))
        closer_look.run(
            self.rows,
            *self.given,
            numbers,
            found.scores,
            wanted,
            found.headlines,
            found.together,
        )
        return found

    def put_in_order(self, numbers: I8, scores: F8, wanted: int) -> None:
        """Put articles in the order of their scores after a look at them, equal ones as they come,
        and add to these what the look finds. Only the first `wanted` are sure to be right.
        """
        closer_look.run(self.rows, *self.given, numbers, scores, wanted, NO_SCORES, NO_PLACES)


def closer_look_for(
    weights: Sequence[Weight], segments: Sequence[Searched], archive: scoring.Archive
) -> CloserLook | None:
    """Return what is to be looked for; None where less than two words were typed."""
    at = _typed_at(weights)
    found = [number for number, weight in enumerate(weights) if _is_looked_for(weight)]
    words = tuple(dict.fromkeys(weights[number].scored for number in found))
    if len(words) < 2:
        return None
    numbers = {word: number for number, word in enumerate(words)}
    rarity, plain = np.zeros(len(words)), np.zeros(len(words))
    typed = np.zeros(len(words), np.int64)
    first: dict[int, int] = {}
    sequence = []
    for leaf in found:
        weight = weights[leaf]
        word = numbers[weight.scored]
        typed[word] += weight.scored.scope != "body"
        if not weight.is_common:
            plain[word] = scoring.rarity(weight.holders, archive)
            rarity[word] = weight.scored.boost * plain[word]
            first.setdefault(word, at[leaf])
            sequence.append((word, at[leaf]))
    paired = {*_rarest(rarity.tolist())}
    apart: dict[tuple[int, int], int] = {}
    for (left, here), (right, there) in pairwise(sequence):
        if (right, left) not in apart:
            apart.setdefault((left, right), there - here)
    for left, right in combinations(first, 2):
        if (right, left) not in apart:
            apart.setdefault((left, right), first[right] - first[left])
    rare, many = rarity.tolist(), len(first)
    alone = (plain / scoring.rarity(1, archive)).tolist()

    def counted(left: int, right: int) -> tuple[float, float]:
        near = 2 / many * math.sqrt(rare[left] * rare[right])
        return near, near * min(alone[left], alone[right])

    pairs = tuple(
        Pair(left, right, distance, *counted(left, right))
        for (left, right), distance in sorted(apart.items())
        if left != right and {left, right} <= paired and words[left].scope == words[right].scope
    )
    given = (
        typed,
        rarity,
        np.array([number for pair in pairs for number in pair[:3]], np.int64),
        np.array([pair.near for pair in pairs], np.float64),
        np.array([pair.as_typed for pair in pairs], np.float64),
    )
    places = tuple(_places(segment, words, paired) for segment in segments)
    return CloserLook(
        words, pairs, given, places, archive, _rows(segments, places), line_of(weights)
    )


def _rows(segments: Sequence[Searched], places: Sequence[tuple[I8, I8]]) -> I8:
    """Return what the kernel reads of each segment."""
    rows = np.empty(ROW * len(segments), np.int64)
    for number, (segment, tables) in enumerate(zip(segments, places, strict=True)):
        row = rows[ROW * number : ROW * (number + 1)]
        write_row.run(*segment.both, segment.title_words, *tables, segment.base, row)
    return rows


def _rarest(rarity: Sequence[float]) -> list[int]:
    """Return the words of which every two are looked for together; common words are not rare."""
    told = [word for word, rare in enumerate(rarity) if rare > 0]
    return sorted(told, key=lambda word: (-rarity[word], word))[:MOST_PAIRED]


def _is_looked_for(weight: Weight) -> bool:
    """Return whether a part of a query is a word that the archive knows."""
    node, scope, _ = weight.scored
    return (
        weight.holders > 0
        and isinstance(node, (Term, Exact))
        and is_one_word(node.text)
        and (scope == DEFAULT_SCOPE or scope in FIELDS)
    )


def _typed_at(weights: Sequence[Weight]) -> list[int]:
    """Return at which position each part of a query was typed."""
    at = [0]
    for weight in weights:
        node = weight.scored.node
        length = 1
        if isinstance(node, (Term, Exact)):
            length = 1 + max((word.position for word in words_of(node.text)), default=-1)
        at.append(at[-1] + length)
    return at


def _places(segment: Searched, words: Sequence[Scored], paired: set[int]) -> tuple[I8, I8]:
    """Return the places of words in titles and bodies in turn, and where those of each begin; in
    bodies only of words that are looked for together.
    """
    tables = []
    for number, (node, scope, _) in enumerate(words):
        assert isinstance(node, (Term, Exact))
        (word,) = words_of(node.text)
        for field in FIELDS:
            is_asked = field in fields_of(scope) and (field == "title" or number in paired)
            spelled = segment.spelled(field, word.form, wanted(node)) if is_asked else None
            tables.append(spelled.table if spelled else NO_PLACES)
    return np.concatenate(tables), np.cumsum([0, *map(len, tables)], dtype=np.int64)
