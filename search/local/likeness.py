"""The first articles of a search in another order: by words, and by how alike query and article
are in meaning.

    score = S + WEIGHT · S_max · likeness

S is the score of words, S_max the best of them, and likeness the cosine of the vectors of query
and article, at least 0. That is the order of S/S_max + WEIGHT · likeness, in the measure of S: the
parts of S stay as they are, and no article of the first comes to stand below one behind them.
An article that has no vector counts as the average of those that have: it is not judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from search.engine import Meaning
from search.errors import IndexDamaged
from search.explanation import Explanation, Part
from search.local.searchable import Searchable
from search.local.vectors import Vectors
from search.query.tree import Notice

FIRST = 50
"""Articles that are put in order anew, the best by words."""

WEIGHT = 1.5

KIND = "meaning"

NO_VECTORS = Notice(
    "semantic-no-vectors",
    "This index has nothing to compare meanings by, so words alone make the order. "
    "Run: index vectors",
    0,
    0,
)
OTHER_MODEL = Notice(
    "semantic-other-model",
    "The vectors of this index are another model's, so words alone make the order. "
    "Run: index vectors",
    0,
    0,
)
DAMAGED = Notice(
    "semantic-damaged",
    "The vectors of this index are damaged, so words alone make the order. Run: index vectors",
    0,
    0,
)
NONE_ALIKE = Notice(
    "semantic-no-english",
    "None of the first articles has a vector (only English ones can), so words alone make the "
    "order.",
    0,
    0,
)


class Alike(NamedTuple):
    """How alike an article is, None where it was not judged, and what that adds to its score."""

    likeness: float | None
    added: float


class Reranked(NamedTuple):
    """The first articles in their new order with their scores, and what was added to each."""

    numbers: Sequence[int]
    scores: Sequence[float]
    alike: Mapping[int, Alike]
    notice: Notice | None


def reranked(
    searchable: Searchable, meaning: Meaning, numbers: Sequence[int], scores: Sequence[float]
) -> Reranked:
    """Return the first articles of a search, best first by their scores, in the new order."""
    vectors, notice = usable(searchable, meaning)
    if vectors is None or not numbers or max(scores) <= 0:
        return Reranked(numbers, scores, {}, notice)
    asked = np.frombuffer(meaning.vector, "<f4")
    found = np.maximum(vectors.alike(_keys(searchable, numbers), asked), 0.0).astype(np.float64)
    judged = ~np.isnan(found)
    if not judged.any():
        return Reranked(numbers, scores, {}, NONE_ALIKE)
    average = float(found[judged].mean())
    counted = np.where(judged, found, average)
    added = WEIGHT * max(scores) * counted
    after = np.asarray(scores, np.float64) + added
    order = np.argsort(-after, kind="stable").tolist()
    alike = {
        number: Alike(float(found[at]) if judged[at] else None, float(added[at]))
        for at, number in enumerate(numbers)
    }
    return Reranked([numbers[at] for at in order], [float(after[at]) for at in order], alike, None)


def usable(searchable: Searchable, meaning: Meaning) -> tuple[Vectors | None, Notice | None]:
    """Return the vectors to compare a query with, or why there are none."""
    try:
        vectors = searchable.vectors()
    except IndexDamaged:
        return None, DAMAGED
    if vectors is None or not len(vectors):
        return None, NO_VECTORS
    fits = vectors.model == meaning.model and vectors.width * 4 == len(meaning.vector)
    return (vectors, None) if fits else (None, OTHER_MODEL)


def explained(
    why: Sequence[Explanation | None], numbers: Sequence[int], alike: Mapping[int, Alike]
) -> tuple[Explanation | None, ...]:
    """Return explanations with what likeness added."""
    return tuple(
        replace(its, parts=(*its.parts, _part(alike[number])))
        if its is not None and number in alike
        else its
        for number, its in zip(numbers, why, strict=True)
    )


def _part(its: Alike) -> Part:
    return Part(KIND, "alike in meaning", its.added, likeness=its.likeness)


def _keys(
    searchable: Searchable, numbers: Sequence[int]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the keys of articles; -1 never stands for one."""
    keys = np.full(len(numbers), -1, np.int64)
    asked = np.asarray(numbers, np.int64)
    for segment in searchable.segments:
        here = (asked >= segment.base) & (asked < segment.base + segment.size)
        if here.any():
            keys[here] = segment.view.file.array("key")[asked[here] - segment.base]
    return keys
