"""Articles of an index as the rows of arrays that copies and stories are found in.

Nothing is read but the index's own arrays: the words of an article are put in order again from
its postings, so that grouping reads no text and splits none into words.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import compress
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from search.analysis import LANGUAGES, common_words, fold, stem
from search.codec.forward import beginning, laid_out
from search.codec.pairing import NOWHERE
from search.codec.strings import Strings
from search.codec.words import I8, U4, Words
from search.local.opened import OpenedSegment
from search.stories.rarity import Rarity, empty_words
from search.stories.stretches import spread
from search.stories.texts import I4, U8, Bool, Rows, Texts

FIELDS = ("body", "title")

MOST_AT_ONCE = 1 << 11
"""Articles whose words are laid out together: more take more memory, and no less time."""

UNKNOWN = -1
"""A digest that has not been worked out."""

NO_WORDS: U4 = np.zeros(0, np.uint32)
ONE_WORD: U4 = np.zeros(1, np.uint32)
"""A dictionary with nothing in it but what stands for no word."""


class Place(NamedTuple):
    """Some articles of one segment: their rows, and their numbers in the segment, rising."""

    file: OpenedSegment
    rows: I8
    numbers: I8

    def texts(self) -> Iterator[tuple[Place, Texts]]:
        """Yield the same articles, never more than are laid out together, and their words."""
        following = {field: beginning(self.file.words[field]) for field in FIELDS}
        for start in range(0, len(self.rows), MOST_AT_ONCE):
            end = start + MOST_AT_ONCE
            some = Place(self.file, self.rows[start:end], self.numbers[start:end])
            yield some, texts(self.file, some.numbers, following)

    def among(self, wanted: Bool) -> Place:
        """Return those of the articles whose rows are wanted."""
        chosen = wanted[self.rows]
        return Place(self.file, self.rows[chosen], self.numbers[chosen])


class Articles(NamedTuple):
    """The articles of a snapshot, a row each: where their words are, and what else is known."""

    keys: I4
    places: Sequence[Place]
    rows: Rows

    def at(self, keys: I4) -> I8:
        """Return the rows of keys, all of which are there."""
        order = np.argsort(self.keys, kind="stable")
        found: I8 = order[np.searchsorted(self.keys[order], keys)]
        return found


def texts_of(places: Iterable[Place], wanted: I4) -> Texts:
    """Return the words of some rows, in rising order."""
    mask = np.zeros(int(wanted[-1]) + 1 if len(wanted) else 0, np.bool_)
    mask[wanted] = True
    parts, met = [], []
    for place in places:
        some = place._replace(
            rows=place.rows[place.rows < len(mask)], numbers=place.numbers[place.rows < len(mask)]
        ).among(mask)
        if len(some.rows):
            parts.append(texts(some.file, some.numbers))
            met.append(some.rows)
    if not parts:
        none = np.zeros(1, np.int64)
        return Texts(none, NO_WORDS, none, NO_WORDS, ONE_WORD, ONE_WORD)
    return _in_order(_joined(parts), np.argsort(np.concatenate(met), kind="stable"))


def texts(file: OpenedSegment, numbers: I8, following: Mapping[str, I8] | None = None) -> Texts:
    """Return the words of articles of a segment, given their numbers there, which rise.

    `following`, by field, is where the articles before them were left (see `laid_out`).
    """
    columns = []
    for field in FIELDS:
        sizes = file.array(f"{field}_words")[numbers].astype(np.int64)
        at = np.concatenate([[0], np.cumsum(sizes)])
        place = np.full(int(numbers.max(initial=-1)) + 1, -1, np.int64)
        place[numbers] = at[:-1]
        left = following[field] if following else None
        release = file.segment.release
        columns.append((at, laid_out(file.words[field], place, int(at[-1]), left, release)))
    (at, words), (title_at, title_words) = columns
    bodies, titles = file.words["body"], file.words["title"]
    offset = len(bodies.forms)
    title_words = np.where(title_words > 0, title_words + np.uint32(offset), 0).astype(np.uint32)
    folds, stems = (np.zeros(1 + offset + len(titles.forms), np.uint32) for _ in range(2))
    for field, column, before in (("body", words, 0), ("title", title_words, offset)):
        size = 1 + before + len(file.words[field].forms)
        used = np.flatnonzero(np.bincount(column, minlength=size)[1 + before :])
        folds[1 + before + used], stems[1 + before + used] = digests_of(file, field).of_forms(used)
    return Texts(at, words, title_at, title_words, folds, stems)


def rarity(places: Iterable[Place]) -> Rarity:
    """Return in how many articles each stem stands."""
    parts, articles = [], 0
    for file, _, numbers in places:
        live = np.zeros(file.size, np.bool_)
        live[numbers] = True
        articles += len(numbers)
        for field in FIELDS:
            words = file.words[field]
            counted = live[words.docs]
            if field == "title":  # of a stem that the body has too, the body tells
                counted &= file.array("title.in_body") == NOWHERE
            before = np.zeros(len(counted) + 1, np.uint32)
            np.cumsum(counted, out=before[1:])
            counts = np.diff(before[words.first])
            stems = digests_of(file, field).of_stems(np.arange(len(words.stems)))
            told = (stems > 0) & (counts > 0)
            parts.append(Rarity(stems[told], counts[told], 0))
        file.segment.release()
    together = Rarity.of(parts)
    return Rarity(together.stems, together.counts, articles)


def rows_of(places: Iterable[Place], size: int) -> Rows:
    """Return what else is known of articles, by row."""
    outlet, first, last = (np.empty(size, np.int32) for _ in range(3))
    rank: U8 = np.empty(size, np.uint64)
    for file, at, numbers in places:
        coded = file.coded("outlet_name")
        named = [_number(value) for value in coded.values]
        outlet[at] = np.array(named, np.int32)[coded.codes[numbers]]
        first[at] = file.array("first_day")[numbers]
        last[at] = file.array("last_day")[numbers]
        ids = file.names["id"].terms
        rank[at] = [digest(ids[row]) for row in file.id_rows[numbers].tolist()]
    return Rows(outlet, first.clip(0), last.clip(0), rank)


def digest(article_id: bytes) -> int:
    """Return the digest of an article's id, 64 bits."""
    return int.from_bytes(blake2b(article_id, digest_size=8).digest(), "big")


def _joined(parts: Sequence[Texts]) -> Texts:
    """Return the rows of all parts, one after the other, in one dictionary."""
    at, title_at = [np.zeros(1, np.int64)], [np.zeros(1, np.int64)]
    words: list[U4] = []
    title_words: list[U4] = []
    base = 0
    for part in parts:
        at.append(part.at[1:] + at[-1][-1])
        title_at.append(part.title_at[1:] + title_at[-1][-1])
        for column, into in ((part.words, words), (part.title_words, title_words)):
            into.append(np.where(column > 0, column + np.uint32(base), 0).astype(np.uint32))
        base += len(part.folds) - 1
    return Texts(
        np.concatenate(at),
        np.concatenate(words),
        np.concatenate(title_at),
        np.concatenate(title_words),
        np.concatenate([ONE_WORD, *(part.folds[1:] for part in parts)]),
        np.concatenate([ONE_WORD, *(part.stems[1:] for part in parts)]),
    )


def _in_order(found: Texts, order: I8) -> Texts:
    at, words = spread(found.at, order)
    title_at, title_words = spread(found.title_at, order)
    return found._replace(
        at=at,
        words=found.words[words],
        title_at=title_at,
        title_words=found.title_words[title_words],
    )


def _number(outlet: bytes) -> int:
    """Return a number of an outlet that is the same in every segment, -1 for none."""
    return zlib.crc32(fold(outlet.decode()).encode()) >> 1 if outlet else -1


class Digests:
    """What tells the words of a field of a segment from others, worked out as it is asked for."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._folds = np.zeros(len(words.forms), np.uint32)
        self._stems = np.full(len(words.stems), UNKNOWN, np.int64)

    def of_forms(self, used: I8) -> tuple[U4, U4]:
        """Return digests of the folds and the stems of forms, given their rows, which rise."""
        new = used[self._folds[used] == 0]
        self._folds[new] = [
            zlib.crc32(form.partition(b" ")[0]) or 1 for form in _chosen(self._words.forms, new)
        ]
        row_of = np.searchsorted(self._words.stem_form, used, side="right") - 1
        return self._folds[used], self.of_stems(np.unique(row_of))[_ranks(row_of)]

    def of_stems(self, rows: I8) -> U4:
        """Return digests of stems, given their rows, which rise; 0 for those that tell nothing."""
        new = rows[self._stems[rows] == UNKNOWN]
        empty: Mapping[bytes, frozenset[bytes]] = _Empty()
        self._stems[new] = [
            0 if stem[:-1] in empty[lang] else zlib.crc32(stem[:-1]) or 1
            for lang, _, stem in (key.partition(b" ") for key in _chosen(self._words.stems, new))
        ]
        return self._stems[rows].astype(np.uint32)


class _Empty(dict[bytes, frozenset[bytes]]):
    def __missing__(self, lang: bytes) -> frozenset[bytes]:
        self[lang] = found = _empty(lang.decode())
        return found


def _ranks(rising: I8) -> I8:
    """Return for each of some numbers, which rise, how many lesser ones there are."""
    return np.cumsum(np.concatenate([[False], rising[1:] != rising[:-1]])[: len(rising)])


def _chosen(strings: Strings, rows: I8) -> Iterable[bytes]:
    """Return some strings, by their rows, which rise."""
    if len(rows) * 8 < len(strings):
        return (strings[row] for row in rows.tolist())
    return compress(strings, np.isin(np.arange(len(strings)), rows, assume_unique=True).tolist())


def digests_of(file: OpenedSegment, field: str) -> Digests:
    """Return the digests of a field, the same as long as the file is open."""
    of_file = _digests.setdefault(file, {})
    if field not in of_file:
        of_file[field] = Digests(file.words[field])
    return of_file[field]


_digests: WeakKeyDictionary[OpenedSegment, dict[str, Digests]] = WeakKeyDictionary()


@lru_cache(maxsize=128)
def _empty(lang: str) -> frozenset[bytes]:
    """Return the stems that tell nothing of what an article is about."""
    stemmer = lang if lang in LANGUAGES else None
    listed = common_words(lang) | {fold(word) for word in empty_words(lang)}
    return frozenset(stem(word, stemmer).encode() for word in listed)
