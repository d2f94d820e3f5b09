"""The words of articles in the order in which they stand, out of postings.

What `words.py` keeps by stem is laid out by article: for each place of a text the number of the
form that stands there, counted from 1 over all forms of the field; 0 where none stands. Where two
forms share a place the later in the dictionary is told, in every segment the same.
"""

from __future__ import annotations

import numpy as np

from search.codec.words import BLOCK, HAS_MANY, I8, MANY, U4, Words, code_widths

AT_ONCE = BLOCK << 13
"""Postings that are unpacked together: whole blocks."""


def laid_out(words: Words, place: I8, total: int) -> U4:
    """Return the numbers of forms at `total` places.

    `place` says for each article of the segment where its own begin, -1 for those not wanted.
    """
    found = np.zeros(total, np.uint32)
    forms = words.stem_form.astype(np.int64)
    widths = code_widths(np.diff(forms)) if len(forms) > 1 else forms[:0]
    for low in range(0, len(words.docs), AT_ONCE):
        high = min(low + AT_ONCE, len(words.docs))
        begin = place[words.docs[low:high]]
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
    return found


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
