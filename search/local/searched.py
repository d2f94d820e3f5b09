"""A segment and what searches of it need again and again."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from search.analysis import LANGUAGES, fold, stem
from search.codec.best import F8, I4
from search.codec.bundle import Bundle
from search.codec.formsets import all_verdicts
from search.codec.lookup import places_of_folds, seek
from search.codec.making import blended, made_of
from search.codec.places import APART, MIXED, PLACE, WHOLE, living_tokens, located
from search.codec.places import bound as bound_of
from search.codec.ranking import Bool
from search.codec.views import HELD, PLACED
from search.codec.words import I8, U1, U2, U4, Words
from search.local import scoring
from search.local.leaf import NOTHING, Leaves, Made
from search.local.view import SegmentView

FIELDS = ("title", "body")

EPOCH = 719_163
"""1970-01-01 as an ordinal."""


MAX_SPELLED = 4_000
"""Words of which a segment remembers where they stand in its dictionaries."""


FEW_DOUBLED = 8
"""Postings in which forms of a word share a position; one with more is counted form by form."""


class Wanted(Enum):
    """Which forms of its stems a word stands for."""

    STEM = "all"
    FOLD = "those of its fold"
    FORM = "itself"


class Spelled(NamedTuple):
    """Where a word stands in a field: for each language that has it, the language's number and a
    place (search/codec/places.py).

    `is_whole`: its postings are those of its stems as they lie, but for a few that are `doubled`
    (search/local/doubled.py). `alone`, of a word of titles, is for each language in how many
    articles the body has no form of its stem. `table` has all.
    """

    languages: tuple[int, ...]
    is_whole: bool
    alone: tuple[int, ...]
    places: tuple[tuple[int, ...], ...]
    table: I8
    doubled: U4


class Counts(NamedTuple):
    """Articles, rising, and how often each holds something."""

    docs: U2
    counts: U4


class Scratch(NamedTuple):
    """What kernels count in, a number an article: `tally` is zeros, and left so; `where` may hold
    anything.
    """

    tally: I8
    where: U4


NONE = Counts(np.empty(0, np.uint16), np.empty(0, np.uint32))

NO_MASK: U1 = np.zeros(0, np.uint8)
NO_MARKS: Bool = np.zeros(0, np.bool_)
NO_WORDS: U4 = np.zeros(0, np.uint32)

NOT_THERE = Spelled((), True, (), (), np.zeros(0, np.int64), NO_WORDS)
"""A word that a field does not have, as most words of a segment of one article."""


@lru_cache(MAX_SPELLED)
def keys_of(form: str, wanted: Wanted, languages: tuple[bytes, ...]) -> tuple[U1, I8, U1]:
    """Return the stems of a word, end to end, and where each begins; and how its forms begin."""
    folded = fold(form)
    keys = [
        b"%s %s " % (lang, stem(folded, name if name in LANGUAGES else None).encode())
        for lang, name in ((lang, lang.decode()) for lang in languages)
    ]
    beginning = {Wanted.STEM: "", Wanted.FOLD: f"{folded} ", Wanted.FORM: f"{folded} {form}"}
    return (
        np.frombuffer(bytearray(b"".join(keys)), np.uint8),
        np.array([0, *accumulate(map(len, keys))], np.int64),
        np.frombuffer(bytearray(beginning[wanted].encode()), np.uint8),
    )


class Searched:
    """One segment of a snapshot, ready for kernels. Safe to share between threads."""

    def __init__(self, view: SegmentView, archive: scoring.Archive) -> None:
        self.view = view
        self.size = view.size
        self.base = view.base
        self.live: Bool = view.live
        self.has_dead = view.has_dead
        self.title = view.file.words["title"]
        self.body = view.file.words["body"]
        self.words: dict[str, Words] = {"title": self.title, "body": self.body}
        self._archive = archive
        self._scratches: list[Scratch] = []
        self.leaves = Leaves()
        self._spelled: dict[tuple[str, str, Wanted], Spelled] = {}
        self.facets: dict[str, Any] = {}
        self._coded: dict[str, tuple[Sequence[bytes], U2]] = {}

    # Of articles

    @cached_property
    def day(self) -> I4:
        """The first possible day of each article, 0 when undated."""
        return self.view.file.array("first_day")

    @cached_property
    def last_day(self) -> I4:
        """The last possible day of each article, 0 when undated."""
        return self.view.file.array("last_day")

    @cached_property
    def undated(self) -> Bool:
        """The live articles that have no date."""
        return np.asarray(self.live & (self.day <= 0))

    @cached_property
    def title_words(self) -> U4:
        """How many words each title has."""
        return self.view.file.array("title_words")

    @cached_property
    def has_undated(self) -> bool:
        """Whether any live article has no date."""
        return bool(self.undated.any())

    @cached_property
    def id_rows(self) -> U4:
        """The rank of each article's id among those of the segment."""
        return self.view.file.id_rows

    @cached_property
    def shares(self) -> F8:
        """What an occurrence in each article's title counts, then in its body."""
        title, body = (self.view.file.array(f"{field}_words") for field in FIELDS)
        found: F8 = np.concatenate(
            [scoring.title_share(title, self._archive), scoring.body_share(body, self._archive)]
        )
        return found

    @property
    def languages(self) -> tuple[bytes, ...]:
        """The languages that the articles' words are stemmed by, sorted."""
        return self.view.file.languages

    @cached_property
    def live_mask(self) -> U1:
        """The articles that have not been removed, as kernels want a mask."""
        return self.live.astype(np.uint8)

    def coded(self, column: str) -> tuple[Sequence[bytes], U2]:
        """Return the values of a column and which one each article has."""
        if column not in self._coded:
            coded = self.view.file.coded(column)
            self._coded[column] = (list(coded.values), coded.codes)
        return self._coded[column]

    def periods(self, unit: str) -> tuple[Sequence[bytes], U2]:
        """Return the years (Y), months (M) or days (D) there are, and which one each article is
        of; b"" where that is not known so closely.
        """
        if unit not in self._coded:
            first, last = (
                (days.astype(np.int64) - EPOCH)
                .astype("datetime64[D]")
                .astype(f"datetime64[{unit}]")
                for days in (self.day, self.last_day)
            )
            known = (first == last) & (self.day > 0)
            found, codes = np.unique(first[known], return_inverse=True)
            of_each = np.zeros(self.size, np.uint16)
            of_each[known] = codes + 1
            self._coded[unit] = ([b"", *(str(period).encode() for period in found)], of_each)
        return self._coded[unit]

    # Of words

    @cached_property
    def held(self) -> Bundle:
        """The arrays that ranking takes."""
        return self.view.file.bundle(HELD)

    @cached_property
    def _placed(self) -> dict[str, Bundle]:
        file = self.view.file
        return {field: file.bundle(f"{field}.{name}" for name in PLACED) for field in FIELDS}

    @cached_property
    def both(self) -> tuple[U1, I8, U1, I8]:
        """The arrays of both fields that kernels take which look at positions."""
        return (*self.placed("title"), *self.placed("body"))

    def placed(self, field: str) -> Bundle:
        """Return the arrays of a field that kernels take which look at positions."""
        return self._placed[field]

    def spelled(self, field: str, form: str, wanted: Wanted) -> Spelled:
        """Return where a word stands in the dictionary of a field; it is remembered."""
        key = (field, form, wanted)
        found = self._spelled.get(key)
        if found is None:
            if len(self._spelled) >= MAX_SPELLED:
                self._spelled.clear()
            found = self._spelled[key] = self._looked_up(field, form, wanted)
        return found

    def _looked_up(self, field: str, form: str, wanted: Wanted) -> Spelled:
        languages = self.languages
        step = 2 + PLACE
        out = np.empty(step * len(languages), np.int64)
        dictionary = self.view.file.dictionaries[field]
        size = seek(*dictionary, *keys_of(form, wanted, languages), wanted is Wanted.FORM, out)
        if not size:
            return NOT_THERE
        numbers = out[: step * size].tolist()
        places = tuple(tuple(numbers[at + 2 : at + step]) for at in range(0, len(numbers), step))
        doubled = _doubled(self.words[field], places)
        is_whole = all(place[5] in (WHOLE, MIXED) for place in places)
        return Spelled(
            tuple(numbers[::step]),
            is_whole and len(doubled) <= FEW_DOUBLED,
            tuple(numbers[1::step]),
            places,
            np.array([number for place in places for number in place], np.int64),
            doubled,
        )

    def table_of_forms(self, field: str, starts: U4) -> I8:
        """Return the places of folds, given the form that each begins with, in any order.

        Folds side by side in a stem are one place.
        """
        if not len(starts):
            return np.empty(0, np.int64)
        words = self.words[field]
        out = np.empty(PLACE * len(starts), np.int64)
        forms = words.forms
        size = places_of_folds(
            words.stem_form,
            words.first,
            words.doubled,
            words.set_rows,
            words.sets,
            forms.blob,
            forms.at,
            np.sort(starts),
            out,
        )
        return out[: PLACE * size]

    def table_of_folds(self, field: str, starts: U4) -> I8:
        """Return the place of each fold, given the form that it begins with."""
        words = self.words[field]
        low = starts.astype(np.int64)
        at = self._sorted_folds[field]
        high = at[np.searchsorted(at, low) + 1]
        row = np.searchsorted(words.stem_form, low, side="right") - 1
        first_form = words.stem_form[row].astype(np.int64)
        forms = words.stem_form[row + 1].astype(np.int64) - first_form
        bits = np.frexp((forms - 1).astype(np.float64))[1].astype(np.int64)
        low, high = low - first_form, high - first_form
        judged = np.empty(len(low), np.int64)
        all_verdicts(words.set_rows, words.sets, row, forms, low, high, judged)
        lie = np.full(len(low), APART)
        columns = (words.first[row], words.first[row + 1], bits, low, high, lie, judged)
        table: I8 = np.stack([np.asarray(c, np.int64) for c in columns], axis=1).reshape(-1)
        return table

    @cached_property
    def _sorted_folds(self) -> dict[str, I8]:
        return {
            field: np.append(np.sort(words.folds), len(words.forms)).astype(np.int64)
            for field, words in self.words.items()
        }

    def made(self, title: I8, body: I8, is_apart: bool = False) -> Made:
        """Return the postings of all places of two tables together, a position counting once;
        `is_apart`: each is of another language.
        """
        most = min(_postings(title) + _postings(body), self.size)
        if not most:
            return NOTHING
        docs, f = np.empty(most + 1, np.uint16), np.empty(most + 1)
        scratch = self.scratch()
        size = made_of.run(
            *self.both, title, body, is_apart, self.shares, scratch.tally, 0, docs, f
        )
        self.keep(scratch)
        docs, f = docs[:size], f[:size]
        order = np.argsort(docs, kind="stable")  # so small: by their digits
        return Made(docs[order], f[order])

    def scratch(self) -> Scratch:
        """Return what a kernel counts in; it goes to `kept` when that is done."""
        if self._scratches:
            return self._scratches.pop()
        return Scratch(np.zeros(self.size, np.int64), np.empty(self.size, np.uint32))

    def keep(self, scratch: Scratch) -> None:
        """Keep what a kernel counted in. Not after an error, which may leave anything in it."""
        self._scratches.append(scratch)

    def blended(self, title: Counts, body: Counts) -> Made:
        """Return the postings of what titles and bodies hold so often."""
        most = len(title.docs) + len(body.docs)
        if not most:
            return NOTHING
        docs, f = np.empty(most, np.uint16), np.empty(most)
        size = blended.run(*title, *body, self.shares, docs, f)
        return Made(docs[:size], f[:size])

    def tokens(self, field: str, table: I8) -> int:
        """Return how many tokens the stems of a table have in live articles."""
        if not len(table):
            return 0
        live = self.live if self.has_dead else NO_MARKS
        return int(living_tokens.run(*self.placed(field), table, live))

    def located(self, field: str, table: I8, mask: Bool) -> I8:
        """Return the places of a table's forms, sorted, as `article << 32 | position`; those of
        several forms there may be there twice. Only of the articles of the mask, if it has any.
        """
        placed = self.placed(field)
        found = np.empty(bound_of.run(*placed, table), np.int64)
        found = found[: located.run(*placed, table, mask, found)]
        if len(table) > PLACE:
            found.sort()
        return found


def _doubled(words: Words, places: Sequence[Sequence[int]]) -> U4:
    """Return the postings of stems, of all their forms, in which two forms share a position."""
    found = [
        words.doubled[slice(*np.searchsorted(words.doubled, np.array(place[:2], np.uint32)))]
        for place in places
        if place[5] == MIXED
    ]
    return np.concatenate(found) if found else NO_WORDS


def _postings(table: I8) -> int:
    """Return how many postings the stems of a table have."""
    if len(table) == PLACE:
        return int(table[1] - table[0])
    return int((table[1::PLACE] - table[::PLACE]).sum())
