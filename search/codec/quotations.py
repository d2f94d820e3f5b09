"""Stretches of a text that are quoted, by position of their words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np

from search.codec import jit
from search.codec.interned import I4
from search.codec.jit import kernel
from search.codec.strings import U1
from search.codec.tokens import Tokens
from search.codec.words import I8


def quoted(
    texts: Sequence[bytes],
    stretches: Sequence[Sequence[tuple[int, int]]],
    tokens: Tokens,
    first: I8,
) -> tuple[I4, I8]:
    """Return the first and the last position of each stretch that holds words.

    Also how many numbers each article has. Those of article d are stretches[d], in characters of
    texts[d], which is UTF-8; its words are tokens first[d] to first[d + 1]. A word is inside when
    it begins and ends there.
    """
    sizes = np.zeros(len(stretches), np.int64)
    docs = np.repeat(np.arange(len(stretches)), [len(spans) for spans in stretches])
    if not len(docs):
        return np.zeros(0, np.int32), sizes
    numbers = chain.from_iterable(chain.from_iterable(stretches))
    ends = np.fromiter(numbers, np.int64, 2 * len(docs)).reshape(-1, 2)
    begins, ends = _in_bytes(texts, docs, ends).T.copy()
    found = np.empty(2 * len(docs), np.int32)
    size = inside(
        docs, begins, ends, first, tokens.start, tokens.end, tokens.position, found, sizes
    )
    return found[:size], sizes


def _in_bytes(texts: Sequence[bytes], docs: I8, places: I8) -> I8:
    """Return places in texts, a row of them in text docs[i] each, in bytes of UTF-8."""
    # Where all characters are bytes nothing is to be found, and no bytes are looked at.
    data = [b"" if text.isascii() else text for text in texts]
    at = np.concatenate([[0], np.cumsum([len(text) for text in data])])
    found: I8
    if jit.is_native():
        found = places.copy()
        bytes_before(np.frombuffer(bytearray(b"".join(data)), np.uint8), at, docs, found.ravel())
        return found
    # A character begins as many bytes further on as there are bytes that go on with one before it.
    going_on = np.flatnonzero(np.frombuffer(b"".join(data), np.int8) < -0x40)
    before = np.searchsorted(going_on, at)
    characters = at - before
    begin = characters[docs][:, None]
    length = np.diff(characters)[docs][:, None]
    inside = begin + np.clip(places, 0, length)
    further = np.searchsorted(going_on - np.arange(len(going_on)), inside, "right")
    found = np.where(length > 0, inside - begin + further - before[docs][:, None], places)
    return found


@kernel
def bytes_before(data: U1, at: I8, docs: I8, places: I8) -> int:
    """Make two places of each text docs[i], data[at[docs[i]]:at[docs[i] + 1]], from characters to
    bytes of it; those of empty texts stay. Return how many there are. It takes least time where
    they rise.
    """
    doc = -1
    byte = 0
    character = 0
    for number in range(len(places)):
        begin = int(at[docs[number >> 1]])
        end = int(at[docs[number >> 1] + 1])
        place = int(places[number])
        if int(docs[number >> 1]) != doc or place < character:
            doc = int(docs[number >> 1])
            byte = begin
            character = 0
        while byte < end:
            if int(data[byte]) & 0xC0 != 0x80:
                if character >= place:
                    break
                character += 1
            byte += 1
        if begin < end:
            places[number] = byte - begin
    return len(places)


@kernel
def inside(
    docs: I8,
    begins: I8,
    ends: I8,
    first: I8,
    word_start: I4,
    word_end: I4,
    position: I4,
    found: I4,
    sizes: I8,
) -> int:
    """Write the first and the last position inside each stretch that holds words; return how many.

    Stretch i is begins[i] to ends[i] of article docs[i]; `sizes` counts numbers by article.
    """
    size = 0
    for i in range(len(docs)):
        doc = int(docs[i])
        low = starting(word_start, int(first[doc]), int(first[doc + 1]), int(begins[i]))
        end = int(ends[i])
        high = starting(word_start, low, int(first[doc + 1]), end)
        while low < high and int(word_end[low]) > end:
            low += 1
        while low < high and int(word_end[high - 1]) > end:
            high -= 1
        if low < high:
            found[size] = position[low]
            found[size + 1] = position[high - 1]
            size += 2
            sizes[doc] += 2
    return size


@kernel
def starting(word_start: I4, low: int, high: int, byte: int) -> int:
    """Return the first word from low to high that begins at a byte or after."""
    while low < high:
        middle = (low + high) >> 1
        if int(word_start[middle]) < byte:
            low = middle + 1
        else:
            high = middle
    return low
