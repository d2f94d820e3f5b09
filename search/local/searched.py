"""A segment and what searches of it need again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from search.analysis import LANGUAGES, fold, stem
from search.codec.best import F8, I4
from search.codec.lookup import places_of_folds, seek
from search.codec.places import NOTHING, Holdings, counted, located, room, tallied
from search.codec.places import bound as bound_of
from search.codec.ranking import K1, Bool
from search.codec.words import I8, U1, U2, U4, Words
from search.local import scoring
from search.local.leaf import Leaves
from search.local.view import SegmentView

FIELDS = ("title", "body")

EPOCH = 719_163
"""1970-01-01 as an ordinal."""


MAX_SPELLED = 20_000
"""Words of which a segment remembers where they stand in its dictionaries."""


class Wanted(Enum):
    """Which forms of its stems a word stands for."""

    STEM = "all"
    FOLD = "those of its fold"
    FORM = "itself"


class Spelled(NamedTuple):
    """Where a word stands: for each language that has it, the language's number and a place.

    `is_plain`: its postings are those of its stems as they lie. `table` has all places
    (places.py).
    """

    languages: tuple[int, ...]
    is_plain: bool
    places: tuple[tuple[int, ...], ...]
    table: I8


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


Packed: TypeAlias = tuple[U2, U1, U4, U4, U4, U4, U1, U4]


class Searched:
    """One segment of a snapshot, ready for kernels. Safe to share between threads."""

    def __init__(self, view: SegmentView, archive: scoring.Lengths) -> None:
        self.view = view
        self.size = view.size
        self.base = view.base
        self.live: Bool = view.live
        self.has_dead = view.has_dead
        self.title = view.file.words["title"]
        self.body = view.file.words["body"]
        self.words: dict[str, Words] = {"title": self.title, "body": self.body}
        self._archive = archive
        self._totals: list[F8] = []
        self.leaves = Leaves()
        self._spelled: dict[tuple[str, str, Wanted], Spelled] = {}
        self.facets: dict[str, Any] = {}
        self._coded: dict[str, tuple[Sequence[bytes], U2]] = {}
        self.no_mask: U1 = np.zeros(0, np.uint8)
        self.no_marks: Bool = np.zeros(0, np.bool_)

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
    def has_undated(self) -> bool:
        """Whether any live article has no date."""
        return bool((self.live & (self.day <= 0)).any())

    @cached_property
    def id_rows(self) -> U4:
        """The rank of each article's id among those of the segment."""
        return self.view.file.id_rows

    @cached_property
    def title_share(self) -> F8:
        """What an occurrence in each article's title counts."""
        return scoring.title_share(self.view.file.array("title_words"), self._archive)

    @cached_property
    def body_share(self) -> F8:
        """What an occurrence in each article's body counts."""
        return scoring.body_share(self.view.file.array("body_words"), self._archive)

    @cached_property
    def body_half(self) -> F8:
        """How often a word must stand in each body alone to be worth half of its weight."""
        return K1 / self.body_share

    @cached_property
    def languages(self) -> tuple[bytes, ...]:
        """The languages that the articles' words are stemmed by, sorted."""
        found = {stem.split(b" ", 1)[0] for words in self.words.values() for stem in _heads(words)}
        return tuple(sorted(found))

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
    def own(self) -> dict[str, Holdings]:
        """The postings of all words of a field, as they lie."""
        return {
            field: Holdings(words.docs, words.counts, words.many_at, words.many)
            for field, words in self.words.items()
        }

    @cached_property
    def _packed(self) -> dict[str, Packed]:
        return {
            field: (
                *(words.docs, words.counts, words.many_at, words.many, words.block_token),
                *(words.block_at, words.block_width, words.tokens),
            )
            for field, words in self.words.items()
        }

    def packed(self, field: str) -> Packed:
        """Return the arrays of a field that kernels take which look at positions."""
        return self._packed[field]

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
        words = self.words[field]
        keys = keys_of(form, wanted, self.languages)
        out = np.empty(7 * len(self.languages), np.int64)
        stems, forms = words.stems, words.forms
        size = seek(
            stems.blob,
            stems.at,
            words.stem_form,
            words.first,
            words.doubled,
            forms.blob,
            forms.at,
            *keys,
            wanted is Wanted.FORM,
            out,
        )
        numbers = out[: 7 * size].tolist()
        places = tuple(tuple(numbers[at + 2 : at + 7]) for at in range(0, len(numbers), 7))
        return Spelled(
            tuple(numbers[::7]),
            all(numbers[1::7]),
            places,
            np.array([number for place in places for number in place], np.int64),
        )

    def table_of_forms(self, field: str, starts: U4) -> I8:
        """Return the places of folds, given the form that each begins with, in any order.

        Folds side by side in a stem are one place.
        """
        if not len(starts):
            return np.empty(0, np.int64)
        words = self.words[field]
        out = np.empty(5 * len(starts), np.int64)
        forms = words.forms
        size = places_of_folds(
            words.stem_form, words.first, forms.blob, forms.at, np.sort(starts), out
        )
        return out[: 5 * size]

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
        columns = (
            words.first[row],
            words.first[row + 1],
            bits,
            low - first_form,
            high - first_form,
        )
        table: I8 = np.stack([np.asarray(c, np.int64) for c in columns], axis=1).reshape(-1)
        return table

    @cached_property
    def _sorted_folds(self) -> dict[str, I8]:
        return {
            field: np.append(np.sort(words.folds), len(words.forms)).astype(np.int64)
            for field, words in self.words.items()
        }

    def holdings(self, field: str, table: I8, *, of_one_fold: bool = False) -> Holdings:
        """Return the postings of all places of a table together, a position counting once.

        Forms of one fold never share a position, and so need not be looked at so closely.
        """
        if not len(table):
            return NOTHING
        if of_one_fold and len(table) == 5:
            out = room(int(table[1] - table[0]))
            return out.cut(*counted(*self.packed(field), table, *out))
        places = self.located(field, table, self.live, masked=False)
        out = room(min(len(places), self.size))
        return out.cut(*tallied(places, *out))

    def located(self, field: str, table: I8, mask: Bool, *, masked: bool) -> I8:
        """Return the places of a table's forms, sorted, as `article << 32 | position`; those of
        several forms there may be there twice. `masked`: only of the articles of the mask.
        """
        packed = self.packed(field)
        _, counts, many_at, many, block_token, _, block_width, _ = packed
        most = bound_of(counts, many_at, many, block_token, block_width, table)
        found = np.empty(most, np.int64)
        found = found[: located(*packed, table, mask, masked, found)]
        if len(table) > 5:
            found.sort()
        return found

    # Scratch

    @contextmanager
    def totals(self) -> Iterator[F8]:
        """Yield a number of zero for each article; whoever uses it leaves zeros behind."""
        totals = self._totals.pop() if self._totals else np.zeros(self.size)
        yield totals
        self._totals.append(totals)  # not after an error, which may leave anything


def _heads(words: Words) -> Iterator[bytes]:
    """Yield a stem of each language."""
    row = 0
    while row < len(words.stems):
        stem = words.stems[row]
        yield stem
        row = words.stems.prefixed(stem.split(b" ", 1)[0] + b" ").stop
