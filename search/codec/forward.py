"""The words of articles in the order in which they stand, out of postings.

What `words.py` keeps by stem is laid out by article: for each place of a text the number of the
form that stands there, counted from 1 over all forms of the field; 0 where none stands. Where two
forms share a place the later in the dictionary is told, in every segment the same.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from search.codec import jit
from search.codec.jit import kernel
from search.codec.words import (
    BLOCK,
    HAS_MANY,
    I8,
    MANY,
    U1,
    U2,
    U4,
    Words,
    bits,
    code_widths,
    true_count,
    value_of,
)

AT_ONCE = BLOCK << 13
"""Postings that are unpacked together: whole blocks."""

_BETWEEN = 1 << 22
"""Postings that are gone through before what was read of them is let go."""

NO_ARTICLE = 1 << 30
"""An article after all articles."""


def beginning(words: Words) -> I8:
    """Return where each row's postings are to be gone on with, before any is: the article, and the
    posting in the lower half.
    """
    first = words.first[:-1].astype(np.int64)
    return words.docs[first].astype(np.int64) << 32 | first


def laid_out(
    words: Words,
    place: I8,
    total: int,
    following: I8 | None = None,
    release: Callable[[], None] = lambda: None,
) -> U4:
    """Return the numbers of forms at `total` places.

    `place` says for each article of the segment where its own begin, -1 for those not wanted; it
    may end with the last that is. `following`, a `beginning` to begin with, is where the articles
    before were left, and is left where these end: so what is laid out a stretch of articles after
    the other is gone through once. `release` is called whenever what was read need not stay in
    memory.
    """
    found = np.zeros(total, np.uint32)
    if not jit.is_native():  # what is quickest compiled is slowest as it stands
        _lay_together(words, place, found)
        release()
        return found
    following = beginning(words) if following is None else following
    first = words.first
    bounds = np.searchsorted(first, np.arange(0, int(first[-1]), _BETWEEN)).tolist()
    for low, high in pairwise([*bounds, len(first) - 1]):
        lay.run(
            low,
            high,
            words.docs,
            words.counts,
            words.many_at,
            words.many,
            words.block_token,
            words.block_at,
            words.block_width,
            words.tokens,
            first,
            words.stem_form,
            place,
            following,
            found,
        )
        release()
    return found


@kernel
def lay(
    low: int,
    high: int,
    docs: U2,
    counts: U1,
    many_at: U4,
    many: U4,
    block_token: U4,
    block_at: U4,
    block_width: U1,
    tokens: U4,
    first: U4,
    stem_form: U4,
    place: I8,
    following: I8,
    found: U4,
) -> None:
    """Put the numbers of the forms of rows low to high where they stand; the arrays are as in
    `Words`.
    """
    articles = len(place)
    for row in range(low, high):
        if int(following[row]) >> 32 >= articles:
            continue
        posting, end = int(following[row]) & 0xFFFFFFFF, int(first[row + 1]) + 0
        before = int(stem_form[row]) + 1
        code_bits = bits(int(stem_form[row + 1]) - before)
        code_mask = (1 << code_bits) - 1
        token = int(block_token[posting >> 5]) + 0
        for passed in range(posting & ~31, posting):
            token += true_count(counts, many_at, many, passed) + 0
        while posting < end and int(docs[posting]) < articles:
            held = int(counts[posting]) + 0
            if held == 255:
                held = true_count(counts, many_at, many, posting) + 0
            begin = int(place[docs[posting]])
            if begin >= 0:
                block = posting >> 5
                width = int(block_width[block]) & 127
                bit = int(block_at[block]) * 32 + (token - int(block_token[block])) * width
                for _ in range(held):
                    value = value_of(tokens, bit, width)
                    bit += width
                    found[begin + (value >> code_bits)] = before + (value & code_mask)
            token += held
            posting += 1
        following[row] = (int(docs[posting]) if posting < end else NO_ARTICLE) << 32 | posting


def _lay_together(words: Words, place: I8, found: U4) -> None:
    """Do what `lay` does, for many postings at a time."""
    forms = words.stem_form.astype(np.int64)
    widths = code_widths(np.diff(forms)) if len(forms) > 1 else forms[:0]
    for low in range(0, len(words.docs), AT_ONCE):
        high = min(low + AT_ONCE, len(words.docs))
        docs = words.docs[low:high]
        begin = np.where(docs < len(place), place[np.minimum(docs, len(place) - 1)], -1)
        kept = np.flatnonzero(begin >= 0)
        if not len(kept):
            continue
        counts = _counts(words, low, high)
        first = int(words.block_token[low // BLOCK]) + np.cumsum(counts) - counts
        row = _rows(words, low, high)[kept]
        times = counts[kept]
        of = np.repeat(np.arange(len(kept)), times)
        token = np.arange(len(of)) + np.repeat(first[kept] - (np.cumsum(times) - times), times)
        value = _values(words, (low + kept[of]) // BLOCK, token)
        width = widths[row][of]
        at = begin[kept][of] + (value >> width)
        found[at] = forms[row][of] + (value & ((1 << width) - 1)) + 1


def _counts(words: Words, low: int, high: int) -> I8:
    """Return how often the stem stands in the article of each posting."""
    counts = words.counts[low:high].astype(np.int64)
    if (counts == MANY).any():
        start, end = np.searchsorted(words.many_at, [low, high])
        counts[words.many_at[start:end].astype(np.int64) - low] = words.many[start:end]
    return counts


def _rows(words: Words, low: int, high: int) -> I8:
    """Return the row that each posting is of."""
    start = int(np.searchsorted(words.first, low, side="right")) - 1
    end = int(np.searchsorted(words.first, high, side="left"))
    bounds = words.first[start : end + 1].astype(np.int64).clip(low, high)
    return np.repeat(np.arange(start, end), np.diff(bounds))


def _values(words: Words, block: I8, token: I8) -> I8:
    """Return the packed values of tokens, given the block of each."""
    width = (words.block_width[block] & (HAS_MANY - 1)).astype(np.int64)
    bit = (words.block_at[block].astype(np.int64) << 5) + (
        token - words.block_token[block].astype(np.int64)
    ) * width
    word = bit >> 5
    pair = words.tokens[word].astype(np.uint64) | (
        words.tokens[word + 1].astype(np.uint64) << np.uint64(32)
    )
    shifted = (pair >> (bit & 31).astype(np.uint64)).astype(np.int64)
    found: I8 = shifted & ((np.int64(1) << width) - 1)
    return found
