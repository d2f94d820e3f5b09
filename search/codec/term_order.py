"""Kernels that put terms in order: by language and stem, then fold, then written form.

They run compiled only: a plain vocabulary sorts what it spelled.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from search.codec.interned import I4, I8, U8
from search.codec.jit import kernel
from search.codec.strings import U1

Terms: TypeAlias = tuple[U8, I4, I4, I4, U1, I8, U1, I8, U1, I8]
"""The key of each stem; the stem and the form of each term, and the fold of each form (`stem_of`,
`fold_of`, `form_of`); and the spellings of stems, folds and forms, end to end, with where each
begins.
"""

_EIGHT = np.uint64(8)


@kernel
def comes_before(arena: U1, at: I8, one: int, other: int) -> bool:
    """Return whether a string comes before another one."""
    start = int(at[one])
    size = int(at[one + 1]) - start
    start_other = int(at[other])
    size_other = int(at[other + 1]) - start_other
    shared = 0
    while (
        shared < size
        and shared < size_other
        and arena[start + shared] == arena[start_other + shared]
    ):
        shared += 1
    if shared in (size, size_other):
        return size < size_other
    return bool(arena[start + shared] < arena[start_other + shared])


@kernel
def key_stems(arena: U1, at: I8, langs: I8, sizes: I8, keys: U8) -> None:
    """Write for each stem its language in a byte, and the first bytes after its first `sizes`.

    Languages of number 255 are several: of these there is no more in a key.
    """
    for stem in range(len(keys)):
        key = np.uint64(langs[stem])
        place = int(at[stem]) + int(sizes[stem])
        end = int(at[stem + 1]) if langs[stem] < 255 else 0
        for i in range(place, place + 7):
            key = key << _EIGHT
            if i < end:
                key |= np.uint64(arena[i])
        keys[stem] = key


@kernel
def term_before(one: int, other: int, terms: Terms) -> bool:
    """Return whether a term comes before another one: by stem, then fold, then form."""
    keys, stem_of, fold_of, form_of = terms[:4]
    stem_arena, stem_at, fold_arena, fold_at, form_arena, form_at = terms[4:]
    stem = int(stem_of[one])
    stem_other = int(stem_of[other])
    if keys[stem] != keys[stem_other]:
        return bool(keys[stem] < keys[stem_other])
    if stem != stem_other:
        return comes_before(stem_arena, stem_at, stem, stem_other)
    form = int(form_of[one])
    form_other = int(form_of[other])
    fold = int(fold_of[form])
    fold_other = int(fold_of[form_other])
    if fold != fold_other:
        return comes_before(fold_arena, fold_at, fold, fold_other)
    return comes_before(form_arena, form_at, form, form_other)


@kernel
def sort_terms(old: I4, fresh: I4, spare: I4, order: I4, terms: Terms) -> int:
    """Write into `order` the terms in `old`, which are in order, and those in `fresh`.

    `spare` is as long as `fresh`; both are overwritten. Return how many there are. It takes least
    time where stretches of `fresh` are in order already.
    """
    count = len(fresh)
    step = 1
    while step < count:
        for start in range(0, count - step, 2 * step):
            middle = start + step
            end = min(middle + step, count)
            right = middle
            left = start
            if not term_before(int(fresh[middle]), int(fresh[middle - 1]), terms):
                left = middle
            for place in range(left, middle):
                spare[place] = fresh[place]
            place = left
            while left < middle:
                takes_right = right < end
                if takes_right:
                    takes_right = term_before(int(fresh[right]), int(spare[left]), terms)
                if takes_right:
                    fresh[place] = fresh[right]
                    right += 1
                else:
                    fresh[place] = spare[left]
                    left += 1
                place += 1
        step *= 2
    left = 0
    for number in range(count):
        term = int(fresh[number])
        low = left
        step = 1
        while low + step <= len(old) and term_before(int(old[low + step - 1]), term, terms):
            low += step
            step *= 2
        high = min(low + step - 1, len(old))
        while low < high:
            middle = (low + high) >> 1
            if term_before(int(old[middle]), term, terms):
                low = middle + 1
            else:
                high = middle
        for place in range(left, low):
            order[place + number] = old[place]
        order[low + number] = term
        left = low
    for place in range(left, len(old)):
        order[place + count] = old[place]
    return len(order)
