"""The terms that tokens count by, and their order in the dictionary.

A *term* is a written form in a language, told by its number: they come with the articles. Each is
folded and stemmed once, however often it stands, and ordered once, among those that were there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from search.codec import jit
from search.codec.interned import I4, I8, U8, Interned, intern, put_strings
from search.codec.jit import kernel
from search.codec.strings import U1, Strings
from search.codec.term_order import key_stems, sort_terms
from search.codec.text_chunks import Column

Fold: TypeAlias = Callable[[str], str]
Stems: TypeAlias = Callable[[Sequence[str], str | None], Sequence[str]]


class Vocabulary:
    """Terms of the forms of a tokenizer, which may grow while this is in use.

    `stem_of` is the number of each term's stem, `order` all terms as the dictionary has them; both
    know the terms that there were when `settle` was called.
    """

    order: I4

    def __init__(self, forms: Interned, fold: Fold, stems: Stems) -> None:
        self._forms = forms
        self._fold = fold
        self._stemmed = stems
        self._folds = Interned()
        self._stems = Interned()
        self._langs: dict[bytes, int] = {}
        self._room = 0
        self._numbers = np.zeros(0, np.int32)
        self._size = 0
        self._lang_of = Column(np.int32)
        self._form_of = Column(np.int32)
        self._fold_of = Column(np.int32)
        self._folded = 0
        self._stem_of_fold: list[Column] = []
        self._stem_of = Column(np.int32)
        self.order = np.zeros(0, np.int32)

    def __len__(self) -> int:
        return self._size

    @property
    def stem_of(self) -> I4:
        """Return the number of the stem of each term."""
        return self._stem_of.rows

    @property
    def size_bytes(self) -> int:
        """Return about how much memory the table of terms takes."""
        return self._numbers.nbytes

    def numbers(self, langs: Sequence[bytes], sizes: I8, forms: I4) -> I4:
        """Return the terms of tokens, given their forms: `sizes` of them are in each language."""
        self._make_room(langs)
        found = [self._langs[lang] * self._room for lang in langs]
        at = forms + np.repeat(np.array(found, np.int32), sizes) if len(self._langs) > 1 else forms
        numbers: I4 = self._numbers[at]
        unknown = np.flatnonzero(numbers < 0)
        if len(unknown):
            fresh = np.unique(at[unknown])
            low, self._size = self._size, self._size + len(fresh)
            self._numbers[fresh] = np.arange(low, self._size)
            for column, values in zip(
                (self._lang_of, self._form_of), np.divmod(fresh, self._room), strict=True
            ):
                column.reserve(self._size)
                column.rows[low : self._size] = values
            numbers[unknown] = self._numbers[at[unknown]]
        return numbers

    def _make_room(self, langs: Sequence[bytes]) -> None:
        before = len(self._langs)
        for lang in langs:
            self._langs.setdefault(lang, len(self._langs))
        while len(self._stem_of_fold) < len(self._langs):
            self._stem_of_fold.append(Column(np.int32))
        if len(self._langs) == before and len(self._forms) <= self._room:
            return
        room = max(self._room, 1 << 12)
        while room < len(self._forms):
            room *= 2
        numbers = np.full((len(self._langs), room), -1, np.int32)
        numbers[:before, : self._room] = self._numbers.reshape(before, self._room)
        self._numbers, self._room = numbers.reshape(-1), room

    def seal(self) -> None:
        """Forget what only new tokens ask for: there will be no more of them.

        The forms of the tokenizer are sealed with it.
        """
        self.settle()
        for strings in (self._forms, self._folds, self._stems):
            strings.seal()
        self._numbers = np.zeros(0, np.int32)
        self._stem_of_fold.clear()

    def settle(self) -> None:
        """Fold and stem the terms that are new, and put them in order among the others."""
        low, high = len(self.order), self._size
        if low == high:
            return
        self._fold_new()
        self._stem_of.reserve(high)
        langs = self._lang_of.rows[low:high]
        folds = self._fold_of.rows[self._form_of.rows[low:high]]
        for lang, number in self._langs.items():
            here = np.flatnonzero(langs == number)
            stems = self._stem_of_fold[number]
            stems.reserve(len(self._folds))
            fresh = np.unique(folds[here][stems.rows[folds[here]] == 0])
            stems.rows[fresh] = self._stems_of(lang, fresh) + 1  # 0 says that it is not known
            self._stem_of.rows[low + here] = stems.rows[folds[here]] - 1
        self.order = self._ordered(low, high)

    def _stems_of(self, lang: bytes, folds: I4) -> I4:
        code = lang.decode()
        found = self._stemmed([folded.decode() for folded in self._folds.of(folds)], code)
        return self._stems.numbers(f"{code} {one} ".encode() for one in found)

    def _fold_new(self) -> None:
        """Find the folds of the forms that are new."""
        low, high = self._folded, len(self._forms)
        self._fold_of.reserve(high)
        rows = self._fold_of.rows
        if jit.is_native():
            forms, folds = self._forms, self._folds
            forms.for_kernels()
            folds.for_kernels()
            scratch = np.empty(int(np.diff(forms.at[low : high + 1]).max(initial=0)), np.uint8)
            done = low
            while True:
                tables = (folds.slots, folds.arena, folds.at, folds.used)
                done = fold_plain(forms.arena, forms.at, done, high, scratch, *tables, rows)
                if done == high:
                    break
                folds.grow(len(scratch))
            rest = (np.flatnonzero(rows[low:high] < 0) + low).astype(np.int32)
        else:
            rest = np.arange(low, high, dtype=np.int32)
        written = self._forms.of(rest)
        rows[rest] = self._folds.numbers(self._fold(form.decode()).encode() for form in written)
        self._folded = high

    def _ordered(self, low: int, high: int) -> I4:
        """Return all terms in order; those from `low` on are new."""
        form_of, fold_of, stem_of = self._form_of.rows, self._fold_of.rows, self._stem_of.rows
        if jit.is_native():
            stems, folds, forms = self._stems, self._folds, self._forms
            keys = self._keys()
            # By keys first, which numpy does quickly: it leaves little to put in order.
            fresh = np.argsort(keys[stem_of[low:high]], kind="stable").astype(np.int32)
            fresh += np.int32(low)
            order = np.empty(high, np.int32)
            arenas = (stems.arena, stems.at, folds.arena, folds.at, forms.arena, forms.at)
            known = (keys, stem_of, fold_of, form_of, *arenas)
            sort_terms(self.order, fresh, np.empty_like(fresh), order, known)
            return order
        of = form_of[:high]
        spelled = self._stems.of(stem_of[:high]), self._folds.of(fold_of[of]), self._forms.of(of)
        terms = list(zip(*spelled, strict=True))
        return np.array(sorted(range(high), key=terms.__getitem__), np.int32)

    def _keys(self) -> U8:
        """Return for each stem a number that is greater only if it comes later."""
        found = np.empty(len(self._stems), np.uint64)
        names = sorted(self._langs)
        ranks = np.array([min(names.index(lang), 255) for lang in self._langs], np.int64)
        sizes = np.array([len(lang) + 1 for lang in self._langs], np.int64)
        langs = np.empty(len(found), np.int64)
        langs[self.stem_of[: self._size]] = self._lang_of.rows[: self._size]
        key_stems(self._stems.arena, self._stems.at, ranks[langs], sizes[langs], found)
        return found

    def stems(self, terms: I4) -> Strings:
        """Return `lang stem ` of these terms."""
        numbers = self._stem_of.rows[terms]
        if jit.is_native():
            return _spelled((self._stems, numbers))
        return Strings.of(self._stems.of(numbers))

    def forms(self, terms: I4) -> Strings:
        """Return `fold form` of these terms."""
        forms = self._form_of.rows[terms]
        folds = self._fold_of.rows[forms]
        if jit.is_native():
            return _spelled((self._folds, folds), (self._forms, forms))
        written = zip(self._folds.of(folds), self._forms.of(forms), strict=True)
        return Strings.of(map(b"%b %b".__mod__, written))


def _spelled(*columns: tuple[Interned, I4]) -> Strings:
    """Return strings of as many columns, given by number, a blank between them."""
    for strings, _ in columns:
        strings.for_kernels()
    sizes = [strings.sizes(numbers) for strings, numbers in columns]
    at = np.concatenate([[0], np.cumsum(sum(sizes) + len(columns) - 1, dtype=np.int64)])
    blob = np.full(int(at[-1]), ord(" "), np.uint8)
    places = at[:-1].copy()
    for (strings, numbers), taken in zip(columns, sizes, strict=True):
        put_strings(strings.arena, strings.at, numbers, places, blob)
        places += taken + 1
    return Strings(blob, at.astype(np.uint32))


@kernel
def fold_plain(
    arena: U1,
    at: I8,
    form: int,
    forms: int,
    scratch: U1,
    fold_slots: U8,
    fold_arena: U1,
    fold_at: I8,
    fold_used: I8,
    fold_of: I4,
) -> int:
    """Write the folds of forms from `form` on, -1 for those that have letters beyond ASCII.

    Return how many are done; there may be no room for a fold.
    """
    while form < forms:
        start = int(at[form])
        size = int(at[form + 1]) - start
        is_plain = True
        for i in range(size):
            byte = int(arena[start + i])
            is_plain = is_plain and byte < 0x80
            scratch[i] = byte | 32 if byte >= 0x41 and byte <= 0x5A else byte
        fold = -1
        if is_plain:
            fold = intern(scratch, 0, size, fold_slots, fold_arena, fold_at, fold_used)
            if fold < 0:
                return form
        fold_of[form] = fold
        form += 1
    return form
