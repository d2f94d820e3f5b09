"""The groups of a snapshot over its own articles: what is worked out once for all who ask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from search.codec.best import I4
from search.codec.ranking import Bool
from search.codec.words import I8
from search.local.facets import codes_of, values_of
from search.local.groups import NONE, Groups
from search.local.searched import Searched


class Stories(NamedTuple):
    """What all stories of a snapshot come to, by number: how many articles of how many outlets and
    events; the first and the last possible day, 0 where no article is dated; how many are not.
    """

    articles: I8
    outlets: I8
    events: I8
    first: I8
    last: I8
    undated: I8


class Copies(NamedTuple):
    """Every article that is a near-duplicate of another, rising by number; and by the number of
    its `group` the article that it is a copy of, NONE where that is gone.
    """

    numbers: I8
    group: I8
    originals: I8


class Grouped:
    """Articles by number, and the groups they are in. Safe to share between threads."""

    def __init__(self, segments: Sequence[Searched], groups: Groups) -> None:
        self.groups = groups
        self._segments = segments
        self._bases = np.array([segment.base for segment in segments], np.int64)

    @cached_property
    def keys(self) -> I4:
        """The key of every article."""
        return _joined([segment.view.file.array("key") for segment in self._segments])

    @cached_property
    def live(self) -> Bool:
        """Which articles have not been removed."""
        return _joined([segment.live for segment in self._segments])

    @cached_property
    def day(self) -> I4:
        """The first possible day of every article, 0 when undated."""
        return _joined([segment.day for segment in self._segments])

    @cached_property
    def story(self) -> I4:
        """The story of every article that is there, NONE for those alone."""
        return np.where(self.live, self.groups.of("story", self.keys), np.int32(NONE))

    @cached_property
    def fold(self) -> I4:
        """The key of the article that each is a near-duplicate of, NONE where it is none."""
        return np.where(self.live, self.groups.of("fold", self.keys), np.int32(NONE))

    @cached_property
    def copies(self) -> Copies:
        """The articles that are copies."""
        numbers = np.flatnonzero(self.fold != NONE)
        originals, group = np.unique(self.fold[numbers], return_inverse=True)
        return Copies(numbers, group.ravel(), self.numbers(originals))

    def among(self, result: Sequence[Bool], numbers: I8) -> Bool:
        """Return which articles, by number, are among those of a result; NONE never is."""
        if len(result) == 1:
            return np.asarray(result[0][numbers] & (numbers != NONE))
        place = np.searchsorted(self._bases, numbers, side="right") - 1
        found = np.zeros(len(numbers), np.bool_)
        for at, mask in enumerate(result):
            here = (place == at) & (numbers != NONE)
            found[here] = mask[numbers[here] - self._bases[at]]
        return found

    @cached_property
    def _by_key(self) -> tuple[I4, I8]:
        """The keys of the articles that are there, rising, and the number of each."""
        order: I8 = np.argsort(self.keys, kind="stable")
        order = order[self.live[order]]
        return self.keys[order], order

    def numbers(self, keys: I4) -> I8:
        """Return the number of the article of each key, NONE where it is gone."""
        rising, order = self._by_key
        if not len(order):
            return np.full(len(keys), NONE, np.int64)
        at = np.minimum(np.searchsorted(rising, keys), len(rising) - 1)
        return np.where(rising[at] == keys, order[at], NONE)

    @cached_property
    def _by_story(self) -> tuple[I8, I8]:
        order = np.argsort(self.story, kind="stable")
        order = order[self.story[order] != NONE]
        return order, np.searchsorted(self.story[order], np.arange(len(self.groups.founder) + 1))

    def members(self, story: int) -> I8:
        """Return the numbers of the articles of a story."""
        order, at = self._by_story
        return order[at[story] : at[story + 1]]

    @cached_property
    def stories(self) -> Stories:
        """What the stories come to."""
        size = len(self.groups.founder)
        its = np.flatnonzero(self.story != NONE)
        story = self.story[its].astype(np.int64)
        first, last = self.day[its].astype(np.int64), self._last[its].astype(np.int64)
        dated = first > 0
        begin, end = np.full(size, 1 << 40), np.zeros(size, np.int64)
        np.minimum.at(begin, story[dated], first[dated])
        np.maximum.at(end, story[dated], last[dated])
        return Stories(
            np.bincount(story, minlength=size),
            _distinct(story, self._outlet[its], size, least=1),
            _distinct(story, self.groups.of("event", self.keys[its]), size, least=0),
            np.where(end > 0, begin, 0),
            end,
            np.bincount(story[~dated], minlength=size),
        )

    @cached_property
    def _last(self) -> I4:
        return _joined([segment.last_day for segment in self._segments])

    @cached_property
    def _outlet(self) -> I4:
        """A number of every article's outlet, 0 where none is known."""
        numbers = values_of(self._segments, "outlet").numbers if self._segments else ()
        return _joined(
            [
                of_each[codes_of(segment, "outlet")[1]].astype(np.int32)
                for segment, of_each in zip(self._segments, numbers, strict=True)
            ]
        )


def _distinct(story: I8, value: I4, size: int, least: int) -> I8:
    """Return how many values, of `least` or more, the articles of each story have."""
    known = value >= least
    pairs = np.unique((story[known] << 32) | value[known].astype(np.int64))
    return np.bincount(pairs >> 32, minlength=size)


def _joined(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)
