"""Which article of a story heads it: the one whose title says most of what all of them tell."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.codec.pages import let_go_of
from search.stories.stretches import begins, offsets, spread
from search.stories.texts import F8, I4, I8, U4, Bool, Rows, Texts
from search.stories.vectors import Vectors

LONG = 16
"""Words above which a title is a poor one."""

LEAST_STEMS = 6
"""A title of fewer stems counts as one of so many, lest one word should be the best of titles."""

POOR = 0.6
"""What a poor title is worth of what it would be."""

AT_ONCE = 1 << 12
"""Articles whose stories' headlines are looked for together, or those of one story."""


class Titles(NamedTuple):
    """The titles of articles: `stems[at[i] : at[i + 1]]` are those of row i that tell something,
    each once, in rising order; `words` is how many words a title has.
    """

    at: I8
    stems: U4
    words: I4


def titles(texts: Texts) -> Titles:
    """Return the titles of articles."""
    words = np.diff(texts.title_at)
    row = np.repeat(np.arange(len(words)), words)
    stems = texts.stems[texts.title_words[int(texts.title_at[0]) : int(texts.title_at[-1])]]
    key = np.unique((row << 32 | stems.astype(np.int64))[stems != 0])
    at = offsets(np.bincount(key >> 32, minlength=len(words)))
    return Titles(at, (key & 0xFFFFFFFF).astype(np.uint32), words.astype(np.int32))


def leads(vectors: Vectors, titles: Titles, rows: Rows, story: I4, poor: Bool) -> I4:
    """Return for each row the one that heads its story, -1 for a row of none.

    That is the row whose title has the heaviest stems of those that half of the articles have,
    two at least; `poor` titles, as questions and none, and long ones count for less. Ties fall to
    the earliest. `story` is that of a `Partition`, or any other row of each story.
    """
    found = np.full(len(story), -1, np.int32)
    members = np.flatnonzero(story >= 0)
    members = members[np.argsort(story[members], kind="stable")]
    at = np.append(begins(story[members]), len(members))
    while len(at) > 1:  # so many stories at a time, which bounds memory
        many = max(int(np.searchsorted(at, at[0] + AT_ONCE, "right")) - 1, 1)
        some = members[at[0] : at[many]]
        number = np.repeat(np.arange(many), np.diff(at[: many + 1]))
        found[some] = _heads(vectors, titles, rows, some, number, poor)[number]
        let_go_of(vectors.terms, vectors.weights, titles.stems)
        at = at[many:]
    return found


def _heads(
    vectors: Vectors, titles: Titles, rows: Rows, members: I8, number: I8, poor: Bool
) -> I8:
    """Return the row that heads each story, given their members and the number of each one's."""
    key, weight = _centroids(vectors, members, number, int(number[-1]) + 1)
    at, places = spread(titles.at, members)
    row = np.repeat(np.arange(len(members)), np.diff(at))
    wanted = number[row] << 32 | titles.stems[places].astype(np.int64)
    place = np.minimum(np.searchsorted(key, wanted), max(len(key) - 1, 0))
    worth = np.where(key[place] == wanted, weight[place], 0) if len(key) else np.zeros(len(row))
    # Sums of whole numbers below 2**53 are exact as floats.
    score: F8 = np.bincount(row, worth, len(members)).astype(np.float64)
    score /= np.sqrt(np.maximum(np.diff(at), LEAST_STEMS))
    score[poor[members] | (titles.words[members] > LONG)] *= POOR
    day = np.where(rows.first > 0, rows.first, 1 << 30)[members]
    order = np.lexsort((rows.rank[members], day, -score, number))
    return members[order][begins(number[order])]


def _centroids(vectors: Vectors, members: I8, number: I8, stories: int) -> tuple[I8, I8]:
    """Return story and stem in one number, in rising order, and what the stem weighs in all
    articles of the story, of stems that half of its articles have.
    """
    at, places = spread(vectors.at, members)
    key = np.repeat(number, np.diff(at)) << 32 | vectors.terms[places].astype(np.int64)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = begins(key)
    if not len(first):
        return key, key
    weight = np.add.reduceat(vectors.weights[places[order]].astype(np.int64), first)
    holding = np.diff(np.append(first, len(key)))
    size = np.bincount(number, minlength=stories)[key[first] >> 32]
    shared = holding >= np.maximum(2, (size + 1) // 2)
    return key[first][shared], weight[shared]
