"""What tells a text again: runs of five words, a part of them sampled alike in every text.

A shingle is five words in a row, but for case and accents, mixed to 64 bits. Of each text those
are kept whose hash is in the lowest sixteenth, so that two texts keep the same ones of what they
share; of a short text more, the lowest 48, which is all of a text of some fifty words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.codec.pages import let_go_of
from search.stories.portions import blocks
from search.stories.stretches import changes, chosen, offsets
from search.stories.texts import I4, I8, U4, U8, Bool, Texts

WIDTH = 5
LIMIT = np.uint64(1 << 60)
"""Shingles below it are kept: a sixteenth."""
FLOOR = 48
"""So many are kept of every text that has them."""
BLOCK = 1 << 19
"""Words that are mixed at a time, which bounds memory."""

FACTORS = np.array(
    [
        0x9E3779B97F4A7C15,
        0xC2B2AE3D27D4EB4F,
        0x165667B19E3779F9,
        0x27D4EB2F165667C5,
        0x85EBCA77C2B2AE63,
        0xFF51AFD7ED558CCD,
        0xC4CEB9FE1A85EC53,
    ],
    dtype=np.uint64,
)
"""By what words are mixed, one after the other, and then the bits of that."""
_STARTS = np.array([True, False])


class Samples(NamedTuple):
    """What is kept of the shingles of some articles, 24 bytes and 8 for each sample.

    `hashes[at[i] : at[i + 1]]` are the samples of row i, ascending. `totals` are how many
    different shingles its body has; `digests` are of all of those: of bodies with the same ones
    they are equal. `headings` are digests of its title, 0 where it has none.
    """

    at: I8
    hashes: U8
    totals: I4
    digests: U8
    headings: U8


def sampled(texts: Texts) -> Samples:
    """Return what is kept of the shingles of texts."""
    parts = [_sampled(texts, first, last) for first, last in blocks(texts.at, BLOCK)]
    return joined(parts)._replace(headings=headings(texts))


def joined(parts: Sequence[Samples]) -> Samples:
    """Return the samples of all parts, in order."""
    sizes = [np.diff(part.at) for part in parts]
    return Samples(
        offsets(np.concatenate([np.zeros(0, np.int64), *sizes])),
        np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)]),
        np.concatenate([np.zeros(0, np.int32), *(part.totals for part in parts)]),
        np.concatenate([np.zeros(0, np.uint64), *(part.digests for part in parts)]),
        np.concatenate([np.zeros(0, np.uint64), *(part.headings for part in parts)]),
    )


def shingles(texts: Texts, first: int = 0, last: int | None = None) -> tuple[I8, U8]:
    """Return the shingles of rows, as they stand in the text, and where those of each begin.

    A text of fewer than five words has one, of all of it; a text without words has none.
    """
    last = len(texts.at) - 1 if last is None else last
    words, sizes = _present(texts.folds, texts.words, texts.at[first : last + 1])
    counts = np.maximum(sizes - (WIDTH - 1), np.minimum(sizes, 1))
    padded = np.zeros(len(words) + (WIDTH - 1) * len(sizes), np.uint64)
    padded[_alternating(sizes, np.full(len(sizes), WIDTH - 1))] = words
    if not len(padded):
        return offsets(counts), padded
    mixed = padded[: len(padded) - (WIDTH - 1)] * FACTORS[0]
    for place in range(1, WIDTH):
        mixed += padded[place : len(padded) - (WIDTH - 1) + place] * FACTORS[place]
    starts = _alternating(counts, sizes + (WIDTH - 1) - counts)
    return offsets(counts), finished(mixed[starts[: len(mixed)]])


def distinct(at: I8, hashes: U8) -> tuple[I8, U8]:
    """Return the different ones of each row, ascending; `hashes` itself is put in order."""
    for row in range(len(at) - 1):
        hashes[at[row] : at[row + 1]].sort()
    return chosen(at, hashes, _differs(at, hashes))


def among(values: U8, wanted: U8) -> Bool:
    """Return which values are wanted, which are in ascending order."""
    mask = np.zeros(len(values), bool)
    if not len(wanted):
        return mask
    size = 1 << min(max((16 * len(wanted)).bit_length(), 12), 26)
    table = np.zeros(size, bool)  # most values are no more than looked up here
    low = np.uint64(len(table) - 1)
    table[wanted & low] = True
    maybe = np.flatnonzero(table[values & low])
    found = values[maybe]
    mask[maybe] = wanted[np.minimum(wanted.searchsorted(found), len(wanted) - 1)] == found
    return mask


def repeated(values: U8, least: int) -> U8:
    """Return the values that stand so many times at least, in ascending order."""
    ordered = np.sort(values)
    if len(ordered) < least:
        return ordered[:0]
    found = ordered[: len(ordered) - least + 1]
    found = found[found == ordered[least - 1 :]]
    different: U8 = found[changes(found)]
    return different


def finished(mixed: U8) -> U8:
    """Return numbers so mixed that each bit of them hangs on all that went in: murmur's."""
    mixed = mixed ^ (mixed >> np.uint64(33))
    mixed *= FACTORS[WIDTH]
    mixed ^= mixed >> np.uint64(33)
    mixed *= FACTORS[WIDTH + 1]
    mixed ^= mixed >> np.uint64(33)
    return mixed


def bounds(samples: Samples) -> U8:
    """Return below which number all shingles of each row are among its samples."""
    sizes = np.diff(samples.at)
    found = np.full(len(sizes), LIMIT)
    for first, last in blocks(samples.at):
        rows = first + np.flatnonzero(sizes[first:last])
        highest = samples.hashes[samples.at[rows + 1] - 1]
        found[rows] = np.maximum(found[rows], highest + np.uint64(1))
        let_go_of(samples.hashes)
    found[sizes == samples.totals] = np.iinfo(np.uint64).max
    return found


def sums(at: I8, values: U8) -> U8:
    """Return the sum of each row, past 64 bits from 0 on."""
    before = np.zeros(len(values) + 1, np.uint64)
    np.cumsum(values, out=before[1:])
    return np.asarray(before[at[1:]] - before[at[:-1]], np.uint64)


def _sampled(texts: Texts, first: int, last: int) -> Samples:
    at, hashes = distinct(*shingles(texts, first, last))
    places = np.arange(len(hashes)) - np.repeat(at[:-1], np.diff(at))
    kept_at, kept = chosen(at, hashes, (hashes < LIMIT) | (places < FLOOR))
    totals = np.diff(at).astype(np.int32)
    return Samples(kept_at, kept, totals, sums(at, hashes), np.zeros(last - first, np.uint64))


def headings(texts: Texts) -> U8:
    """Return digests of titles, 0 where there is none."""
    words, sizes = _present(texts.folds, texts.title_words, texts.title_at)
    at = offsets(sizes)
    places = np.arange(len(words)) - np.repeat(at[:-1], sizes)
    found = sums(at, finished(words * FACTORS[0] + places.astype(np.uint64) * FACTORS[1]))
    found[(sizes > 0) & (found == 0)] = 1
    return found


def _present(folds: U4, words: U4, at: I8) -> tuple[U8, I8]:
    """Return the digests of the words that are there, and how many each row has."""
    found = folds[words[at[0] : at[-1]]].astype(np.uint64)
    at, found = chosen(at - at[0], found, found > 0)
    return found, np.diff(at)


def _alternating(chosen: I8, passed: I8) -> Bool:
    """Return a mask in which so many are chosen, then so many passed over, row after row."""
    sizes = np.stack([chosen, passed], axis=1).reshape(-1)
    return np.repeat(np.tile(_STARTS, len(chosen)), sizes)


def _differs(at: I8, ordered: U8) -> Bool:
    """Return which of each row are not what the one before is."""
    differs = changes(ordered)
    differs[at[:-1][np.diff(at) > 0]] = True
    return differs
