"""Where words stand in the dictionary of a field, as tables of places (places.py)."""

from __future__ import annotations

from search.codec.formsets import verdicts
from search.codec.jit import kernel
from search.codec.places import PLACE
from search.codec.strings import lower
from search.codec.words import I8, U1, U4, bits, lower_fold


@kernel
def begins(blob: U1, at: U4, row: int, key: U1) -> bool:
    """Return whether a string begins with the key."""
    start = int(at[row]) + 0
    if int(at[row + 1]) - start < len(key):
        return False
    same = 0
    while same < len(key) and blob[start + same] == key[same]:
        same += 1
    return same == len(key)


@kernel
def seek(
    stem_blob: U1,
    stem_at: U4,
    stem_form: U4,
    first: U4,
    doubled: U4,
    set_rows: U4,
    sets: U4,
    form_blob: U1,
    form_at: U4,
    in_body: U4,
    keys: U1,
    key_at: I8,
    form: U1,
    is_cased: bool,
    out: I8,
) -> int:
    """Write nine numbers for each stem of `keys` that is there: its number among them, how many
    of its postings are NOWHERE `in_body`, and its place; return how many are there.

    Wanted are the forms that begin with `form`; `is_cased`: the one that is it. Of the words of
    bodies, `in_body` is empty.
    """
    size = 0
    for number in range(len(key_at) - 1):
        key = keys[int(key_at[number]) : int(key_at[number + 1])]
        row = lower(stem_blob, stem_at, key, 0, len(stem_at) - 1)
        if row + 1 >= len(stem_at):
            continue
        if int(stem_at[row + 1]) - int(stem_at[row]) != len(key):
            continue
        if not begins(stem_blob, stem_at, row, key):
            continue
        start, end = int(stem_form[row]) + 0, int(stem_form[row + 1]) + 0
        low, high = start, end
        if len(form) > 0:
            low = lower(form_blob, form_at, form, start, end)
            high = low
            while high < end and begins(form_blob, form_at, high, form):
                length = int(form_at[high + 1]) - int(form_at[high])
                if is_cased and length != len(form):
                    break
                high += 1
            if low == high:
                continue
        alone = 0
        if len(in_body) > 0:
            for posting in range(int(first[row]), int(first[row + 1])):
                alone += int(in_body[posting]) == 4294967295
        out[(2 + PLACE) * size] = number
        out[(2 + PLACE) * size + 1] = alone
        out[(2 + PLACE) * size + 2] = first[row]
        out[(2 + PLACE) * size + 3] = first[row + 1]
        out[(2 + PLACE) * size + 4] = bits(end - start - 1)
        out[(2 + PLACE) * size + 5] = low - start
        out[(2 + PLACE) * size + 6] = high - start
        out[(2 + PLACE) * size + 7] = lie(
            doubled,
            int(first[row]),
            int(first[row + 1]),
            low - start,
            high - start,
            end - start,
            len(form) > 0,
        )
        out[(2 + PLACE) * size + 8] = verdicts(
            set_rows, sets, row, end - start, low - start, high - start
        )
        size += 1
    return size


@kernel
def holders_of_folds(
    form_blob: U1,
    form_at: U4,
    folds: U4,
    stem_form: U4,
    first: U4,
    keys: U1,
    key_at: I8,
    out: I8,
) -> None:
    """Add to `out`, for each of the keys, the articles that hold a stem with this fold; a key is a
    fold and a blank. The same article is counted for each stem.
    """
    for number in range(len(key_at) - 1):
        key = keys[int(key_at[number]) : int(key_at[number + 1])]
        at = lower_fold(form_blob, form_at, folds, key)
        while at < len(folds) and begins(form_blob, form_at, int(folds[at]), key):
            form = int(folds[at]) + 0
            row, last = 0, len(stem_form) - 2
            while row < last:  # the last row that begins at the form or before it
                middle = (row + last + 1) >> 1
                if int(stem_form[middle]) <= form:
                    row = middle
                else:
                    last = middle - 1
            out[number] += int(first[row + 1]) - int(first[row])
            at += 1


@kernel
def lie(
    doubled: U4, start: int, end: int, low: int, high: int, forms: int, is_one_fold: bool
) -> int:
    """Return how the codes low to high of a row of so many forms lie (places.py), given its
    postings.
    """
    is_whole = low == 0 and high == forms
    if is_one_fold and not is_whole:
        return 0
    left, right = 0, len(doubled)
    while left < right and forms > 1:
        middle = (left + right) >> 1
        if int(doubled[middle]) < start:
            left = middle + 1
        else:
            right = middle
    if forms > 1 and left < len(doubled) and int(doubled[left]) < end:
        return 3 if is_whole else 2
    return 1 if is_whole else 0


@kernel
def places_of_folds(
    stem_form: U4,
    first: U4,
    doubled: U4,
    set_rows: U4,
    sets: U4,
    form_blob: U1,
    form_at: U4,
    starts: U4,
    out: I8,
) -> int:
    """Write the places of folds, given the form that each begins with, rising; return how many.

    Folds side by side in a stem are one place.
    """
    size = 0
    row = 0
    before = -1
    end = -1
    for number in range(len(starts)):
        start = int(starts[number]) + 0
        left, right = row, len(stem_form) - 1
        while left < right:  # the last row that begins at the form or before it
            middle = (left + right + 1) >> 1
            if int(stem_form[middle]) <= start:
                left = middle
            else:
                right = middle - 1
        row = left
        begin, last = int(stem_form[row]) + 0, int(stem_form[row + 1]) + 0
        joins = row == before and start == end
        text = int(form_at[start]) + 0
        length = 0
        while form_blob[text + length] != 32:
            length += 1
        end = start + 1
        while end < last:
            other = int(form_at[end]) + 0
            same = 0
            while same <= length and form_blob[other + same] == form_blob[text + same]:
                same += 1
            if same <= length:
                break
            end += 1
        before = row
        if not joins:
            out[PLACE * size] = first[row]
            out[PLACE * size + 1] = first[row + 1]
            out[PLACE * size + 2] = bits(last - begin - 1)
            out[PLACE * size + 3] = start - begin
            size += 1
        low = int(out[PLACE * size - 4]) + 0
        out[PLACE * size - 3] = end - begin
        out[PLACE * size - 1] = verdicts(set_rows, sets, row, last - begin, low, end - begin)
        out[PLACE * size - 2] = lie(
            doubled,
            int(first[row]),
            int(first[row + 1]),
            low,
            end - begin,
            last - begin,
            not joins,
        )
    return size
