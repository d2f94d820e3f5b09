"""Two layouts of the postings of stems and forms, as arrays, and the questions they answer.

Coded   a posting list for each stem; beside each position a code says which form stood there
Forms   a posting list for each form, in term order, so that the forms of a stem are neighbours
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

I64: TypeAlias = npt.NDArray[np.int64]
U32: TypeAlias = npt.NDArray[np.uint32]
Codes: TypeAlias = npt.NDArray[np.uint16]
Mask: TypeAlias = npt.NDArray[np.bool_]
Counts: TypeAlias = tuple[npt.NDArray[Any], npt.NDArray[Any]]
"""Article numbers, ascending, and how often the word stands in each."""


@dataclass(frozen=True)
class Vocabulary:
    """Every form in term order: by stem, folded form, form. `first[s]` is stem s's first form."""

    stems: list[str]
    folds: list[str]
    forms: list[str]
    stem_of: I64
    first: I64
    by_fold: list[tuple[str, int]]

    def forms_of(self, folded: str) -> list[int]:
        """Return the forms that fold to `folded`: neighbours in term order."""
        start = bisect_left(self.by_fold, (folded, 0))
        found = []
        while start < len(self.by_fold) and self.by_fold[start][0] == folded:
            found.append(self.by_fold[start][1])
            start += 1
        return found

    def with_prefix(self, prefix: str) -> I64:
        """Return the forms whose folded form begins so, ascending."""
        start = bisect_left(self.by_fold, (prefix, 0))
        end = bisect_left(self.by_fold, (prefix + "\U0010ffff", 0))
        return np.sort(np.array([form for _, form in self.by_fold[start:end]], dtype=np.int64))


@dataclass(frozen=True)
class Lists:
    """Posting lists, flat. List i is postings at[i]:at[i+1], posting j positions where[j]:…"""

    at: I64
    docs: U32
    tf: U32
    where: I64
    positions: U32

    @classmethod
    def of(cls, keys: I64, docs: I64, positions: I64, count: int) -> Lists:
        """Return the lists of `count` keys; occurrences come sorted by key, article, position."""
        pair = keys << 32 | docs
        starts = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])
        where = np.r_[starts, len(pair)]
        at = np.searchsorted(keys[starts], np.arange(count + 1))
        tf = np.diff(where).astype(np.uint32)
        return cls(at, docs[starts].astype(np.uint32), tf, where, positions.astype(np.uint32))

    def counts(self, start: int, end: int, articles: int) -> Counts:
        """Return the union of the lists from `start` to `end`, exclusive."""
        docs = self.docs[self.at[start] : self.at[end]]
        tf = self.tf[self.at[start] : self.at[end]]
        return (docs, tf) if end - start == 1 else _summed(docs, tf, articles)

    def places(self, number: int, among: U32 | None = None) -> tuple[I64, I64]:
        """Return article << 32 | position of each occurrence, and its index in `positions`.

        `among`: in these articles only, ascending.
        """
        postings = np.arange(self.at[number], self.at[number + 1])
        docs = self.docs[postings[0] : postings[-1] + 1] if len(postings) else self.docs[:0]
        if among is not None and len(docs):
            found = np.minimum(np.searchsorted(docs, among), len(docs) - 1)
            postings = postings[found[docs[found] == among]]
            docs = self.docs[postings]
        tf = self.tf[postings].astype(np.int64)
        indices = ranges(self.where[postings], tf)
        return np.repeat(docs.astype(np.int64), tf) << 32 | self.positions[indices], indices


def ranges(starts: I64, lengths: I64) -> I64:
    """Return the numbers from each start on, as many as its length says, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    numbers: I64 = np.arange(total) + np.repeat(starts - (ends - lengths), lengths)
    return numbers


def _summed(docs: npt.NDArray[Any], tf: npt.NDArray[Any], articles: int) -> Counts:
    """Return articles once each: by a table when there are many, else by sorting."""
    if len(docs) * 16 > articles:
        table = np.bincount(docs, tf, articles).astype(np.uint32)
        found = np.flatnonzero(table)
        return found.astype(np.uint32), table[found]
    order = np.argsort(docs, kind="stable")
    docs, tf = docs[order], tf[order]
    starts = np.flatnonzero(np.r_[True, docs[1:] != docs[:-1]]) if len(docs) else order
    return docs[starts], np.add.reduceat(tf, starts) if len(docs) else tf


class Layout(Protocol):
    """What every layout answers."""

    def bare(self, number: int) -> Counts:
        """Return the counts of a stem."""

    def bare_places(self, number: int) -> I64:
        """Return the places of a stem, ascending."""

    def exact(self, forms: list[int]) -> Counts:
        """Return the counts of neighbouring forms of one stem."""

    def prefix(self, forms: I64) -> Counts:
        """Return the counts of many forms."""

    def places(self, forms: list[int], among: U32 | None = None) -> I64:
        """Return the places of neighbouring forms of one stem, ascending."""

    def size(self, forms: list[int]) -> int:
        """Return how many articles, or more, hold one of the forms."""


@dataclass(frozen=True)
class Coded:
    """Lists of stems, with a code for each position."""

    vocabulary: Vocabulary
    lists: Lists
    codes: Codes
    articles: int

    def bare(self, number: int) -> Counts:
        """Return the counts of a stem."""
        return self.lists.counts(number, number + 1, self.articles)

    def bare_places(self, number: int) -> I64:
        """Return the places of a stem, ascending."""
        return self.lists.places(number)[0]

    def exact(self, forms: list[int]) -> Counts:
        """Return the counts of forms: the codes of the whole list are looked at."""
        number = int(self.vocabulary.stem_of[forms[0]])
        start, end = self.lists.at[number], self.lists.at[number + 1]
        if self._is_whole(number, forms):
            return self.lists.docs[start:end], self.lists.tf[start:end]
        first = self.lists.where[start]
        hits = self._are(self.codes[first : self.lists.where[end]], number, forms)
        tf = np.add.reduceat(hits, self.lists.where[start:end] - first, dtype=np.uint32)
        kept = np.flatnonzero(tf)
        return self.lists.docs[start:end][kept], tf[kept]

    def prefix(self, forms: I64) -> Counts:
        """Return the counts of many forms, all stems at once."""
        chosen = np.zeros(len(self.vocabulary.forms), dtype=np.uint32)
        chosen[forms] = 1
        stems = np.unique(self.vocabulary.stem_of[forms])
        starts, ends = self.lists.at[stems], self.lists.at[stems + 1]
        postings = ranges(starts, ends - starts)
        tf = self.lists.tf[postings].astype(np.int64)
        indices = ranges(self.lists.where[postings], tf)
        spread = self.lists.where[ends] - self.lists.where[starts]
        hits = chosen[np.repeat(self.vocabulary.first[stems], spread) + self.codes[indices]]
        counts = np.add.reduceat(hits, np.cumsum(tf) - tf)
        kept = np.flatnonzero(counts)
        return _summed(self.lists.docs[postings[kept]], counts[kept], self.articles)

    def places(self, forms: list[int], among: U32 | None = None) -> I64:
        """Return the places of forms."""
        number = int(self.vocabulary.stem_of[forms[0]])
        places, indices = self.lists.places(number, among)
        if self._is_whole(number, forms):
            return places
        kept: I64 = places[self._are(self.codes[indices], number, forms)]
        return kept

    def size(self, forms: list[int]) -> int:
        """Return how many articles hold the stem."""
        number = self.vocabulary.stem_of[forms[0]]
        return int(self.lists.at[number + 1] - self.lists.at[number])

    def _is_whole(self, number: int, forms: list[int]) -> bool:
        first = self.vocabulary.first
        return len(forms) == int(first[number + 1] - first[number])

    def _are(self, codes: Codes, number: int, forms: list[int]) -> Mask:
        first = forms[0] - int(self.vocabulary.first[number])
        are: Mask = codes == first
        if len(forms) > 1:
            are = (codes >= first) & (codes < first + len(forms))
        return are


@dataclass(frozen=True)
class Forms:
    """Lists of forms."""

    vocabulary: Vocabulary
    lists: Lists
    articles: int

    def bare(self, number: int) -> Counts:
        """Return the counts of a stem: the union of its forms."""
        first = self.vocabulary.first
        return self.lists.counts(int(first[number]), int(first[number + 1]), self.articles)

    def bare_places(self, number: int) -> I64:
        """Return the places of a stem, ascending."""
        first = self.vocabulary.first
        return self.places(list(range(first[number], first[number + 1])))

    def exact(self, forms: list[int]) -> Counts:
        """Return the counts of forms."""
        return self.lists.counts(forms[0], forms[-1] + 1, self.articles)

    def prefix(self, forms: I64) -> Counts:
        """Return the counts of many forms."""
        starts, ends = self.lists.at[forms], self.lists.at[forms + 1]
        postings = ranges(starts, ends - starts)
        return _summed(self.lists.docs[postings], self.lists.tf[postings], self.articles)

    def places(self, forms: list[int], among: U32 | None = None) -> I64:
        """Return the places of forms."""
        found = [self.lists.places(form, among)[0] for form in forms]
        return found[0] if len(found) == 1 else np.sort(np.concatenate(found), kind="stable")

    def size(self, forms: list[int]) -> int:
        """Return how many articles, or more, hold one of the forms."""
        return int(self.lists.at[forms[-1] + 1] - self.lists.at[forms[0]])


def phrase(layout: Layout, asked: list[list[int]]) -> I64:
    """Return the places at which a phrase begins: the rarest word first, the others beside it."""
    order = sorted(range(len(asked)), key=lambda word: layout.size(asked[word]))
    begins = layout.places(asked[order[0]]) - order[0]
    for word in order[1:]:
        if not len(begins):
            break
        docs = begins >> 32
        among = docs[np.r_[True, docs[1:] != docs[:-1]]].astype(np.uint32)
        places = layout.places(asked[word], among) - word
        found = np.searchsorted(places, begins)
        inside = found < len(places)
        begins = begins[inside][places[found[inside]] == begins[inside]]
    return begins
