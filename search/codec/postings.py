"""Postings on their way into a segment: stretches of words, put one after the other.

A *stretch* is what `words.py` draws, unpacked: some stems in order with their forms, articles,
true counts and tokens. Inverting makes one stretch of a whole part, merging one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from operator import ne

import numpy as np

from search.codec import jit
from search.codec.container import Array
from search.codec.formsets import form_sets
from search.codec.spill import Kept, Spill
from search.codec.strings import U1, U4, Strings
from search.codec.union import pieces
from search.codec.words import (
    ARRAYS,
    BLOCK,
    HAS_MANY,
    I8,
    MANY,
    U2,
    U8,
    measure,
    pack,
)

TOKEN_BITS = 33
"""A token read from two words, wherever in the first it begins, cannot have more."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Stems in order, and everything that `Words` tells of them.

    `stem_form` and `first` count from 0 within the stretch; `counts` are true counts, `tokens`
    position << code width | code.
    """

    stems: Strings
    stem_form: I8
    forms: Strings
    first: I8
    docs: U2
    counts: U4
    tokens: U8


class WordsWriter:
    """Writes the words of one field of a segment into a spill.

    A part of a segment, which is only ever merged, needs nothing that postings tell themselves.
    """

    def __init__(self, spill: Spill, field: str, *, is_whole: bool = True) -> None:
        self._spill = spill
        self._field = field
        self._is_whole = is_whole
        self._stems = 0
        self._forms = 0
        self._postings = 0
        self._tokens = 0
        self._words = 0
        self._folds: list[bytes] = []
        self._fold_rows = [np.zeros(0, np.uint32)]
        self._pending_which = np.zeros(0, np.uint8)
        self._pending_counts = np.zeros(0, np.uint32)
        self._pending_tokens = np.zeros(0, np.uint64)
        for name in ARRAYS:
            begins = name in ("stems.at", "stem_form", "forms.at", "first")
            self._put(name, np.zeros(int(begins), _TYPES.get(name, np.uint32)))
        self._bytes = {"stems": 0, "forms": 0}

    def append(self, stretch: Stretch) -> None:
        """Put a stretch whose stems all come after those put before."""
        self._put_strings("stems", stretch.stems)
        self._put_strings("forms", stretch.forms)
        self._put("stem_form", (stretch.stem_form[1:] + self._forms).astype(np.uint32))
        self._put("first", (stretch.first[1:] + self._postings).astype(np.uint32))
        if self._is_whole:
            self._put_folds(stretch)
            held = form_sets(stretch.stem_form, stretch.first, stretch.counts, stretch.tokens)
            self._put("doubled", held.doubled + np.uint32(self._postings))
            self._put("set_rows", held.set_rows + np.uint32(self._stems))
            self._put("sets", held.sets)
            self._put_which(held.which)
        self._put("docs", stretch.docs)
        self._put("counts", np.minimum(stretch.counts, MANY).astype(np.uint8))
        many = np.flatnonzero(stretch.counts >= MANY)
        self._put("many_at", (many + self._postings).astype(np.uint32))
        self._put("many", stretch.counts[many])
        self._stems += len(stretch.stems)
        self._forms += len(stretch.forms)
        self._postings += len(stretch.docs)
        self._put_tokens(stretch.counts, stretch.tokens, last=False)

    def finish(self) -> dict[str, Kept]:
        """Return the arrays that `Words` wants, by name."""
        self._put_tokens(np.zeros(0, np.uint32), np.zeros(0, np.uint64), last=True)
        self._put("tokens", np.zeros(2, np.uint32))
        self._put("which", self._pending_which)
        self._put("block_token", np.array([self._tokens], np.uint32))
        self._put("block_at", np.array([self._words], np.uint32))
        folds = sorted(range(len(self._folds)), key=self._folds.__getitem__)
        self._put("folds", np.concatenate(self._fold_rows)[np.array(folds, np.int64)])
        self._folds.clear()
        return {
            f"{self._field}.{name}": self._spill.take(f"{self._field}.{name}") for name in ARRAYS
        }

    def _put(self, name: str, array: Array) -> None:
        self._spill.append(f"{self._field}.{name}", array)

    def _put_strings(self, name: str, strings: Strings) -> None:
        self._put(f"{name}.blob", strings.blob)
        self._put(f"{name}.at", strings.at[1:] + np.uint32(self._bytes[name]))
        self._bytes[name] += len(strings.blob)

    def _put_folds(self, stretch: Stretch) -> None:
        forms = stretch.forms
        blanks = np.flatnonzero(forms.blob == ord(" "))  # one in each form
        folds = list(pieces(forms.blob, forms.at[:-1].astype(np.int64), blanks))
        is_new = np.fromiter(map(ne, folds, [b"", *folds]), bool, len(folds))
        is_new[stretch.stem_form[:-1]] = True
        self._folds += compress(folds, is_new.tolist())
        self._fold_rows.append((np.flatnonzero(is_new) + self._forms).astype(np.uint32))

    def _put_which(self, which: U1) -> None:
        """Pack two to a byte, and keep what is left until there is more."""
        which = np.concatenate([self._pending_which, which])
        whole = len(which) & ~1
        self._put("which", in_nibbles(which[:whole]))
        self._pending_which = which[whole:].copy()

    def _put_tokens(self, counts: U4, tokens: U8, *, last: bool) -> None:
        """Pack whole blocks, and keep what is left until there is more, or no more."""
        if len(self._pending_counts):
            counts = np.concatenate([self._pending_counts, counts])
            tokens = np.concatenate([self._pending_tokens, tokens])
        kept = len(counts) if last else len(counts) - len(counts) % BLOCK
        self._pending_counts = counts[kept:].copy()
        left = int(self._pending_counts.sum(dtype=np.int64))
        self._pending_tokens = tokens[len(tokens) - left :].copy()
        if not kept:
            return
        packed = blocks(counts[:kept], tokens[: len(tokens) - left])
        self._put("block_token", packed.token[:-1] + np.uint32(self._tokens))
        self._put("block_at", packed.at[:-1] + np.uint32(self._words))
        self._put("block_width", packed.width)
        self._put("tokens", packed.words)
        self._tokens += int(packed.token[-1])
        self._words += int(packed.at[-1])


_TYPES = {
    **dict.fromkeys(("stems.blob", "forms.blob", "counts", "which", "block_width"), np.uint8),
    "docs": np.uint16,
}
"""Of the arrays that are not of u4."""


def in_nibbles(numbers: U1) -> U1:
    """Return numbers of 4 bits, two to a byte."""
    found: U1 = numbers[::2].copy()
    found[: len(numbers) >> 1] |= numbers[1::2] << np.uint8(4)
    return found


@dataclass(frozen=True, slots=True)
class Blocks:
    """Packed tokens: the tokens and words before each block and in all, and its width."""

    token: U4
    at: U4
    width: U1
    words: U4


def blocks(counts: U4, tokens: U8) -> Blocks:
    """Return postings with these true counts as blocks that begin at token and word 0."""
    largest = int(tokens.max())
    if largest >> TOKEN_BITS:
        raise OverflowError("a word of very many spellings stands too far into its article")
    if not jit.is_native():
        return _packed_plain(counts, tokens)
    size = -(-len(counts) // BLOCK)
    token, at = np.empty(size + 1, np.uint32), np.empty(size + 1, np.uint32)
    width = np.empty(size, np.uint8)
    words = np.zeros(measure(tokens, counts, token, at, width) + 2, np.uint32)
    pack(tokens, token, at, width, words)
    return Blocks(token, at, width, words[:-2])


def _packed_plain(counts: U4, tokens: U8) -> Blocks:
    """Return the same by whole arrays, which Python does faster than the kernels as they stand."""
    begins = np.arange(0, len(counts), BLOCK)
    sizes = np.add.reduceat(counts.astype(np.int64), begins)
    token = np.concatenate([[0], np.cumsum(sizes)])
    largest = np.maximum.reduceat(tokens, token[:-1])
    width = np.frexp(largest.astype(np.float64))[1].astype(np.int64)
    at = np.concatenate([[0], np.cumsum((width * sizes + 31) >> 5)])
    number = np.arange(len(tokens)) - np.repeat(token[:-1], sizes)
    bit = (np.repeat(at[:-1], sizes) << 5) + number * np.repeat(width, sizes)
    word, shifted = bit >> 5, tokens << (bit & 31).astype(np.uint64)
    words = np.zeros(int(at[-1]) + 2, np.uint32)
    groups = np.flatnonzero(np.concatenate([[True], word[1:] != word[:-1]]))
    words[word[groups]] |= _joined(shifted & np.uint64(0xFFFFFFFF), groups)
    words[word[groups] + 1] |= _joined(shifted >> np.uint64(32), groups)
    flags = np.where(np.maximum.reduceat(counts, begins) >= MANY, HAS_MANY, 0)
    return Blocks(
        token.astype(np.uint32), at.astype(np.uint32), (width | flags).astype(np.uint8), words[:-2]
    )


def _joined(bits: U8, groups: I8) -> U4:
    return np.bitwise_or.reduceat(bits, groups).astype(np.uint32)
