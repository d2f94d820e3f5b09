"""How many bytes posting lists and terms take when packed: computed, not written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bench.layouts import I64, Coded, Lists, Mask, Vocabulary, ranges

BLOCK = 128
SKIP_BYTES = 12
"""For each full block: its last article, and where its articles and its positions begin."""


@dataclass(frozen=True)
class Sizes:
    """Bytes of one layout, and its postings and terms."""

    postings: int
    terms: int
    docs: int
    positions: int
    codes: int
    skips: int
    dictionary: int

    @property
    def total(self) -> int:
        """All bytes."""
        return self.docs + self.positions + self.codes + self.skips + self.dictionary


def sizes(lists: Lists, dictionary: int, codes: int = 0) -> Sizes:
    """Return what lists take, packed."""
    lengths = np.diff(lists.at)
    docs = lists.docs.astype(np.int64)
    gaps = _differences(docs)
    gaps[lists.at[:-1]] = docs[lists.at[:-1]]
    repeats = lists.tf.astype(np.int64) - 1
    whole = _in_full_blocks(lengths)
    packed = _packed(gaps[whole]) + _packed(repeats[whole])
    rest = _variable((gaps[~whole] << 1) + 1) + _variable(repeats[~whole][repeats[~whole] > 0])
    steps = _differences(lists.positions.astype(np.int64))
    steps[lists.where[:-1]] = lists.positions[lists.where[:-1]]
    in_blocks = _in_full_blocks(np.diff(lists.where[lists.at]))
    positions = _packed(steps[in_blocks]) + _variable(steps[~in_blocks])
    counts = np.diff(lists.where[lists.at])
    dictionary += _variable(lengths) + _variable(counts) + 2 * _variable(counts)
    skips = SKIP_BYTES * int((lengths // BLOCK).sum())
    return Sizes(len(docs), len(lengths), packed + rest, positions, codes, skips, dictionary)


def _differences(values: I64) -> I64:
    differences: I64 = values - np.r_[0, values[:-1]]
    return differences


def _in_full_blocks(lengths: I64) -> Mask:
    within = ranges(np.zeros(len(lengths), dtype=np.int64), lengths)
    return within < np.repeat(lengths // BLOCK * BLOCK, lengths)


def _packed(values: I64) -> int:
    """Return the bytes of full blocks: a byte for the width, then that many bits a value."""
    most = values.reshape(-1, BLOCK).max(axis=1) if len(values) else values
    bits = np.ceil(np.log2(most + 1)).astype(np.int64)
    return int((1 + bits * BLOCK // 8).sum())


def _variable(values: I64) -> int:
    """Return the bytes of values at seven bits a byte."""
    return int(sum((values >> shift > 0).sum() for shift in (7, 14, 21, 28))) + len(values)


def front_coded(terms: list[str]) -> int:
    """Return the bytes of terms, each without what it shares with the one before.

    Two bytes of lengths a term, and four to find every sixteenth.
    """
    total, before = 0, b""
    for term in (text.encode() for text in terms):
        total += 2 + len(term) - _shared(before, term)
        before = term
    return total + len(terms) // 4


def _shared(a: bytes, b: bytes) -> int:
    return next(
        (n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )


def coded_sizes(coded: Coded) -> Sizes:
    """Return the size of the coded layout; each form stands in it once, with a count."""
    vocabulary, lists = coded.vocabulary, coded.lists
    counts = np.diff(lists.where[lists.at])
    bits = np.ceil(np.log2(np.diff(vocabulary.first)))
    packed = int(np.ceil(counts * bits / 8).sum())
    stems = front_coded(vocabulary.stems)
    forms = front_coded(vocabulary.forms) - len(vocabulary.forms) // 4
    return sizes(lists, stems + forms + _variable(_seen(coded)), packed)


def form_sizes(vocabulary: Vocabulary, lists: Lists) -> Sizes:
    """Return the size of the layout by forms; a term is stem, folded form and form."""
    stems = (vocabulary.stems[number] for number in vocabulary.stem_of)
    keys = zip(stems, vocabulary.folds, vocabulary.forms, strict=True)
    return sizes(lists, front_coded([" ".join(key) for key in keys]))


def entropy(coded: Coded) -> float:
    """Return the bits a code would take at least, on average."""
    counts = np.diff(coded.lists.where[coded.lists.at])
    seen = _seen(coded)
    share = seen / np.repeat(counts, np.diff(coded.vocabulary.first))
    return float(-(seen * np.log2(share)).sum() / seen.sum())


def _seen(coded: Coded) -> I64:
    """Return how often each form was seen."""
    counts = np.diff(coded.lists.where[coded.lists.at])
    return np.bincount(np.repeat(coded.vocabulary.first[:-1], counts) + coded.codes)
