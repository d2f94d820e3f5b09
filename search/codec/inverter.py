"""Tokens in reading order to words in order of the dictionary: one field of one part.

Each distinct form is folded and stemmed once a language, and each token is then a look-up: of the
row of its stem, and of the code of its form. Tokens are sorted by counting, for their rows are
known numbers, and articles and positions come in order already.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import add, is_not
from typing import TypeAlias

import numpy as np

from search.codec import jit
from search.codec.container import Array
from search.codec.jit import kernel
from search.codec.postings import Stretch
from search.codec.starts import I4
from search.codec.strings import U4, Strings
from search.codec.words import I8, U2, U8, code_widths

Fold: TypeAlias = Callable[[str], str]
Stem: TypeAlias = Callable[[str, str | None], str]


class Vocabulary:
    """The forms that tokens count by, and what they are in each language.

    `forms` may grow while this is in use.
    """

    def __init__(self, forms: Sequence[str], fold: Fold, stem: Stem) -> None:
        self.forms = forms
        self._fold = fold
        self._stem = stem
        self._known: dict[bytes, tuple[dict[int, bytes], dict[int, bytes]]] = {}
        self._stems: dict[bytes, dict[str, bytes]] = {}
        self._same: dict[bytes, bytes] = {}

    def keys(self, lang: bytes, numbers: Sequence[int]) -> tuple[list[bytes], list[bytes]]:
        """Return `lang stem ` of each form in a language, and `fold form`.

        Of equal stems it is one object.
        """
        # No tuple a form: the collector of garbage would look at each of them again and again.
        stem_of, form_of = self._known.setdefault(lang, ({}, {}))
        stems = self._stems.setdefault(lang, {})
        fold, forms = self._fold, self.forms
        for number in numbers:
            if number not in stem_of:
                form = forms[number]
                folded = fold(form)
                stem_of[number] = stems.get(folded) or self._key(lang, folded)
                form_of[number] = f"{folded} {form}".encode()
        return list(map(stem_of.__getitem__, numbers)), list(map(form_of.__getitem__, numbers))

    def _key(self, lang: bytes, folded: str) -> bytes:
        code = lang.decode()
        key = f"{code} {self._stem(folded, code)} ".encode()
        self._stems[lang][folded] = key = self._same.setdefault(key, key)
        return key


class Inverter:
    """Collects the tokens of one field."""

    def __init__(self) -> None:
        self._forms: list[I4] = []
        self._positions: list[I4] = []
        self._sizes: list[I8] = []
        self._langs: list[bytes] = []
        self.tokens = 0

    def add(self, langs: Sequence[bytes], sizes: I8, forms: I4, positions: I4) -> None:
        """Put the tokens of the next articles: `sizes` tells how many each has."""
        self._langs.extend(langs)
        self._sizes.append(sizes)
        self._forms.append(forms)
        self._positions.append(positions)
        self.tokens += len(forms)

    def finish(self, vocabulary: Vocabulary) -> Stretch:
        """Return everything that was put, and forget it."""
        sizes = np.concatenate([np.zeros(0, np.int64), *self._sizes])
        first = np.concatenate([[0], np.cumsum(sizes)])
        numbers = {lang: number for number, lang in enumerate(dict.fromkeys(self._langs))}
        forms = np.concatenate([np.zeros(0, np.int32), *self._forms])
        self._forms.clear()
        positions = np.concatenate([np.zeros(0, np.int32), *self._positions])
        self._positions.clear()
        size = len(vocabulary.forms)
        if len(numbers) > 1:
            shift = np.array([numbers[lang] * size for lang in self._langs], np.int32)
            forms += np.repeat(shift, sizes)
        seen = np.zeros(max(len(numbers), 1) * size, bool)
        seen[forms] = True
        used = np.flatnonzero(seen)
        stems: list[bytes] = []
        written: list[bytes] = []
        for lang, number in numbers.items():
            low, high = np.searchsorted(used, (number * size, number * size + size))
            found = vocabulary.keys(lang, (used[low:high] - number * size).tolist())
            stems += found[0]
            written += found[1]
        terms = _Terms(stems, written)
        place = np.zeros(len(seen), np.int64)
        place[used] = terms.places
        self._langs.clear()
        self._sizes.clear()
        self.tokens = 0
        sort = _sorted if jit.is_native() else _sorted_plain
        postings = sort(forms, positions, first, place, len(terms.stems))
        return Stretch(terms.stems, terms.stem_form, terms.forms, *postings)


class _Terms:
    """Terms in order, and the place of each one given: row << 32 | code << 6 | code width."""

    def __init__(self, stems: list[bytes], forms: list[bytes]) -> None:
        whole = list(map(add, stems, forms))
        order = sorted(range(len(whole)), key=whole.__getitem__)
        self.forms = Strings.of(map(forms.__getitem__, order))
        stems = list(map(stems.__getitem__, order))
        is_new = np.fromiter(map(is_not, stems, [None, *stems]), bool, len(stems))
        begins = np.flatnonzero(is_new)
        self.stems = Strings.of(map(stems.__getitem__, begins.tolist()))
        self.stem_form = np.array([*begins, len(stems)], np.int64)
        sizes = np.diff(self.stem_form)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        codes = np.arange(len(order)) - self.stem_form[rows]
        widths = code_widths(sizes)[rows]
        self.places = np.empty(len(order), np.int64)
        self.places[order] = (rows << 32) | (codes << 6) | widths


def _sorted(forms: I4, positions: I4, first: I8, place: I8, rows: int) -> tuple[I8, U2, U4, U8]:
    """Return `first`, `docs`, `counts` and `tokens` of a stretch, by two walks over the tokens.

    `first[d]` is the first token of article d, `place[f]` the place of form f.
    """
    state = np.zeros(4 * rows, np.int64)
    state[::4] = -1
    tally(forms, first, place, state)
    postings = np.concatenate([[0], np.cumsum(state[1::4])])
    begins = np.concatenate([[0], np.cumsum(state[2::4])])
    state[::4], state[1::4], state[2::4] = -1, postings[:-1] - 1, begins[:-1]
    docs, counts = np.zeros(postings[-1], np.uint16), np.zeros(postings[-1], np.uint32)
    values = np.zeros(len(forms), np.int64)
    scatter(forms, positions, first, place, state, docs, counts, values)
    return postings, docs, counts, values.view(np.uint64)


def _sorted_plain(
    forms: I4, positions: I4, first: I8, place: I8, rows: int
) -> tuple[I8, U2, U4, U8]:
    """Return the same by whole arrays."""
    places = place[forms]
    docs = np.repeat(np.arange(len(first) - 1, dtype=np.uint16), np.diff(first))
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
def tally(forms: I4, first: I8, place: I8, state: I8) -> None:
    """Count the postings and the tokens of each row, in the second and third of its numbers."""
    for doc in range(len(first) - 1):
        for token in range(int(first[doc]), int(first[doc + 1])):
            row = (int(place[forms[token]]) >> 32) << 2
            state[row + 2] += 1
            if state[row] != doc:
                state[row] = doc
                state[row + 1] += 1


@kernel
def scatter(
    forms: I4,
    positions: I4,
    first: I8,
    place: I8,
    state: I8,
    docs: U2,
    counts: U4,
    values: I8,
) -> None:
    """Put each token where it belongs; rows begin before their first posting."""
    for doc in range(len(first) - 1):
        for token in range(int(first[doc]), int(first[doc + 1])):
            where = int(place[forms[token]])
            row = (where >> 32) << 2
            value = (int(positions[token]) << (where & 63)) | ((where >> 6) & 0x3FFFFFF)
            at = int(state[row + 2])
            if state[row] != doc:
                if state[row] >= 0:
                    counts[int(state[row + 1])] = at - int(state[row + 3])
                state[row] = doc
                state[row + 1] += 1
                state[row + 3] = at
                docs[int(state[row + 1])] = doc
            state[row + 2] = at + 1
            low = int(state[row + 3])
            while at > low and int(values[at - 1]) > value:
                values[at] = values[at - 1]
                at -= 1
            values[at] = value
    for row in range(0, len(state), 4):
        counts[int(state[row + 1])] = int(state[row + 2]) - int(state[row + 3])
