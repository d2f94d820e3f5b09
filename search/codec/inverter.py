"""Tokens in reading order to words in order of the dictionary: one field of one part.

Each token is a look-up: of the row of its stem, and of the code of its form. Tokens are sorted by
counting, for their rows are known numbers, and articles and positions come in order already.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.codec import jit
from search.codec.container import Array
from search.codec.interned import I4
from search.codec.jit import kernel
from search.codec.parts import Part, rows_of
from search.codec.vocabulary import Vocabulary
from search.codec.words import I8, U2, U4, U8


class Inverter:
    """Collects the tokens of one field."""

    def __init__(self) -> None:
        self._terms: list[I4] = []
        self._positions: list[I4] = []
        self._sizes: list[I8] = []
        self.tokens = 0

    def add(self, sizes: I8, terms: I4, positions: I4) -> None:
        """Put the tokens of the next articles: `sizes` tells how many each has."""
        self._sizes.append(sizes)
        self._terms.append(terms)
        self._positions.append(positions)
        self.tokens += len(terms)

    def finish(self, vocabulary: Vocabulary, article: int) -> Part:
        """Return everything that was put, and forget it; the first article has this number."""
        vocabulary.settle()
        first = _starts(self._sizes)
        terms = _joined(self._terms)
        positions = _joined(self._positions)
        self._sizes, self.tokens = [], 0
        used = np.zeros(len(vocabulary), bool)
        used[terms] = True
        ordered = vocabulary.order[used[vocabulary.order]]
        return inverted(terms, positions, first, ordered, vocabulary.stem_of, article)


def inverted(
    terms: I4, positions: I4, first: I8, ordered: I4, stem_of: I4, article: int = 0
) -> Part:
    """Return tokens as a part: those of its article d are first[d] to first[d + 1].

    `ordered` are the terms that there are in order, `stem_of` tells the stem of any.
    """
    stem_form, rows, codes, widths = rows_of(ordered, stem_of)
    place = np.empty(len(stem_of), np.int64)
    place[ordered] = (rows << 32) | (codes << 6) | widths
    # The kernels write tokens of 32 bits; hardly any part has longer ones.
    is_short = int(positions.max(initial=0)) >> (32 - int(widths.max(initial=0))) == 0
    sort = _sorted if jit.is_native() and is_short else _sorted_plain
    postings = sort(terms, positions, first, place, len(stem_form) - 1, article)
    return Part(ordered, stem_form, *postings)


def _joined(arrays: list[I4]) -> I4:
    """Return arrays end to end, and forget them."""
    whole = np.concatenate([np.zeros(0, np.int32), *arrays])
    arrays.clear()
    return whole


def _starts(sizes: Sequence[I8]) -> I8:
    return np.concatenate([[0], np.cumsum(np.concatenate([np.zeros(0, np.int64), *sizes]))])


def _sorted(
    terms: I4, positions: I4, first: I8, place: I8, rows: int, article: int
) -> tuple[I8, U2, U4, U4 | U8]:
    """Return `first`, `docs`, `counts` and `tokens` of a part, by two walks over the tokens.

    `first[d]` is the first token of article d, which has number `article` + d; `place[t]` is of
    term t its row << 32 | code << 6 | code width.
    """
    state = np.zeros(4 * rows, np.int32)
    state[::4] = -1
    tally(terms, first, place, state)
    postings = np.concatenate([[0], np.cumsum(state[1::4], dtype=np.int64)])
    begins = np.concatenate([[0], np.cumsum(state[2::4], dtype=np.int64)])
    state[::4], state[1::4], state[2::4] = -1, postings[:-1] - 1, begins[:-1]
    docs, counts = np.zeros(postings[-1], np.uint16), np.zeros(postings[-1], np.uint32)
    values = np.zeros(len(terms), np.uint32)
    scatter(terms, positions, first, place, state, article, docs, counts, values)
    return postings, docs, counts, values


def _sorted_plain(
    terms: I4, positions: I4, first: I8, place: I8, rows: int, article: int
) -> tuple[I8, U2, U4, U8]:
    """Return the same by whole arrays."""
    places = place[terms]
    docs = np.repeat(np.arange(article, article + len(first) - 1, dtype=np.uint16), np.diff(first))
    order = np.argsort(places >> 32, kind="stable")
    places, docs = places[order], docs[order]
    values = (positions[order].astype(np.int64) << (places & 63)) | ((places >> 6) & 0x3FFFFFF)
    row = places >> 32
    begins = np.concatenate(
        [np.ones(min(len(row), 1), bool), (row[1:] != row[:-1]) | (docs[1:] != docs[:-1])]
    )
    _settle(values, begins)
    starts = np.flatnonzero(begins)
    counts = np.diff(np.append(starts, len(row))).astype(np.uint32)
    postings = np.concatenate([[0], np.cumsum(np.bincount(row[starts], minlength=rows))])
    return postings, docs[starts], counts, values.astype(np.uint64)


def _settle(values: I8, begins: Array) -> None:
    """Put forms of one position in order of their codes."""
    while True:
        wrong = np.flatnonzero((values[1:] < values[:-1]) & ~begins[1:])
        if not len(wrong):
            return
        for at in wrong.tolist():
            if values[at] > values[at + 1]:
                values[at], values[at + 1] = values[at + 1], values[at]


# What the kernels remember of a row lies side by side, four numbers of `state` a row: the last
# article that held it, its posting, the token to come, and the first token of the posting.


@kernel
def tally(terms: I4, first: I8, place: I8, state: I4) -> None:
    """Count the postings and the tokens of each row, in the second and third of its numbers."""
    for doc in range(len(first) - 1):
        for token in range(int(first[doc]), int(first[doc + 1])):
            row = (int(place[terms[token]]) >> 32) << 2
            state[row + 2] += 1
            if state[row] != doc:
                state[row] = doc
                state[row + 1] += 1


@kernel
def scatter(
    terms: I4,
    positions: I4,
    first: I8,
    place: I8,
    state: I4,
    article: int,
    docs: U2,
    counts: U4,
    values: U4 | I8,
) -> None:
    """Put each token where it belongs; rows begin before their first posting."""
    for doc in range(len(first) - 1):
        for token in range(int(first[doc]), int(first[doc + 1])):
            where = int(place[terms[token]])
            row = (where >> 32) << 2
            value = (int(positions[token]) << (where & 63)) | ((where >> 6) & 0x3FFFFFF)
            at = int(state[row + 2])
            if state[row] != doc:
                if state[row] >= 0:
                    counts[int(state[row + 1])] = at - int(state[row + 3])
                state[row] = doc
                state[row + 1] += 1
                state[row + 3] = at
                docs[int(state[row + 1])] = article + doc
            state[row + 2] = at + 1
            low = int(state[row + 3])
            while at > low and int(values[at - 1]) > value:
                values[at] = values[at - 1]
                at -= 1
            values[at] = value
    for row in range(0, len(state), 4):
        counts[int(state[row + 1])] = int(state[row + 2]) - int(state[row + 3])
