"""The numbers of one field of a few articles, drawn by one kernel.

Of many articles tokens are sorted (inverter.py), looked through for forms (formsets.py) and packed
(postings.py), whole arrays at a step. Of one article what is between two steps takes longer than
what is in them (bench/results/engine-add.md).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from search.codec import jit
from search.codec.formsets import form_sets, sets_held
from search.codec.interned import I4
from search.codec.inverter import inverted, scatter, tally
from search.codec.jit import kernel
from search.codec.postings import TOKEN_BITS, Blocks, blocks, in_nibbles
from search.codec.strings import U1, U4
from search.codec.words import BLOCK, FEW, I8, MANY, SETS, U2, bits, measure, pack


class Numbers(NamedTuple):
    """The arrays of `Words` that are numbers, but for `folds`, in the order of a segment's."""

    stem_form: U4
    doubled: U4
    first: U4
    docs: U2
    counts: U1
    many_at: U4
    many: U4
    which: U1
    set_rows: U4
    sets: U4
    block_token: U4
    block_at: U4
    block_width: U1
    tokens: U4


_NONE = np.zeros(0, np.uint32)
_ZERO = np.zeros(1, np.uint32)
NO_BLOCKS = Blocks(_ZERO, _ZERO, np.zeros(0, np.uint8), _NONE)
"""The tokens of no postings."""


def numbers(terms: I4, positions: I4, first: I8, ordered: I4, stem_of: I4, place: I8) -> Numbers:
    """Return the numbers of tokens in reading order: those of article d are first[d]:first[d + 1].

    `ordered` are the terms that there are, in order of the dictionary. By term, `stem_of` tells
    the stem, and `place` has room for a number.
    """
    draw = _drawn if jit.is_native() else _drawn_plain
    return draw(terms, positions, first, ordered, stem_of, place)


def _drawn(terms: I4, positions: I4, first: I8, ordered: I4, stem_of: I4, place: I8) -> Numbers:
    most, forms = len(terms), len(ordered)
    most_blocks = -(-most // BLOCK)
    its = Numbers(
        np.empty(forms + 1, np.uint32),
        np.empty(most, np.uint32),
        np.empty(forms + 1, np.uint32),
        np.empty(most, np.uint16),
        np.empty(most, np.uint8),
        np.empty(most, np.uint32),
        np.empty(most, np.uint32),
        np.empty(most, np.uint8),
        np.empty(forms, np.uint32),
        np.zeros(SETS * (forms // FEW), np.uint32),
        np.empty(most_blocks + 1, np.uint32),
        np.empty(most_blocks + 1, np.uint32),
        np.empty(most_blocks, np.uint8),
        np.zeros(2 * most + most_blocks + 2, np.uint32),
    )
    sizes = drawn(terms, positions, first, ordered, stem_of, place, *its)
    rows, postings, doubled, many, stems, words = sizes
    if words < 0:
        raise OverflowError("a word of very many spellings stands too far into its article")
    size = -(-postings // BLOCK)
    return Numbers(
        its.stem_form[: rows + 1],
        its.doubled[:doubled],
        its.first[: rows + 1],
        its.docs[:postings],
        its.counts[:postings],
        its.many_at[:many],
        its.many[:many],
        in_nibbles(its.which[:postings]),
        its.set_rows[:stems],
        its.sets[: SETS * stems],
        its.block_token[: size + 1],
        its.block_at[: size + 1],
        its.block_width[:size],
        its.tokens[: words + 2],
    )


def _drawn_plain(
    terms: I4, positions: I4, first: I8, ordered: I4, stem_of: I4, place: I8
) -> Numbers:
    """Return the same by whole arrays, which Python does faster than the kernel as it stands."""
    part = inverted(terms, positions, first, ordered, stem_of)
    counts = part.counts
    held = form_sets(part.stem_form, part.first, counts, part.long_tokens)
    many = np.flatnonzero(counts >= MANY)
    its = blocks(counts, part.long_tokens) if len(counts) else NO_BLOCKS
    return Numbers(
        part.stem_form.astype(np.uint32),
        held.doubled,
        part.first.astype(np.uint32),
        part.docs,
        np.minimum(counts, MANY).astype(np.uint8),
        many.astype(np.uint32),
        counts[many],
        in_nibbles(held.which),
        held.set_rows,
        held.sets,
        its.token,
        its.at,
        its.width,
        np.concatenate([its.words, np.zeros(2, np.uint32)]),
    )


@kernel
def drawn(
    terms: I4,
    positions: I4,
    first: I8,
    ordered: I4,
    stem_of: I4,
    place: I8,
    out_stem_form: U4,
    out_doubled: U4,
    out_first: U4,
    out_docs: U2,
    out_counts: U1,
    out_many_at: U4,
    out_many: U4,
    out_which: U1,
    out_set_rows: U4,
    out_sets: U4,
    out_block_token: U4,
    out_block_at: U4,
    out_block_width: U1,
    out_tokens: U4,
) -> tuple[int, int, int, int, int, int]:
    """Write the numbers, `which` a byte each; return how many rows, postings, doubled postings,
    postings of MANY and more, stems of more than FEW forms and words of tokens there are: -1 where
    one takes more than TOKEN_BITS.
    """
    rows = part_stems(ordered, stem_of, out_stem_form)
    forms, widths = np.empty(rows, np.int64), np.empty(rows, np.int64)
    stems = 0
    for row in range(rows):
        begin = int(out_stem_form[row])
        forms[row] = int(out_stem_form[row + 1]) - begin
        widths[row] = bits(int(forms[row]) - 1)
        if forms[row] > FEW:
            out_set_rows[stems] = row
            stems += 1
        for code in range(int(forms[row])):
            place[ordered[begin + code]] = (row << 32) | (code << 6) | int(widths[row])
    state = np.zeros(4 * rows, np.int32)
    for row in range(rows):
        state[4 * row] = -1
    tally(terms, first, place, state)
    begins = np.zeros(rows + 1, np.int64)
    token = 0
    for row in range(rows):
        at, its_tokens = int(begins[row]), int(state[4 * row + 2])
        begins[row + 1] = at + int(state[4 * row + 1])
        state[4 * row], state[4 * row + 1], state[4 * row + 2] = -1, at - 1, token
        token += its_tokens
    for row in range(rows + 1):
        out_first[row] = begins[row]
    postings = int(begins[rows])
    counts, values = np.zeros(postings, np.uint32), np.zeros(len(terms), np.int64)
    scatter(terms, positions, first, place, state, 0, out_docs, counts, values)
    largest = 0
    for number in range(len(values)):
        largest |= int(values[number])
    many = part_counts(counts, out_counts, out_many_at, out_many)
    doubled = sets_held(begins, counts, values, forms, widths, out_doubled, out_which, out_sets)
    if largest >> TOKEN_BITS > 0:
        return rows, postings, doubled, many, stems, -1
    size = (postings + BLOCK - 1) // BLOCK
    token_of, at_of = out_block_token[: size + 1], out_block_at[: size + 1]
    width_of, packed = out_block_width[:size], values.view(np.uint64)
    words = measure(packed, counts, token_of, at_of, width_of)
    pack(packed, token_of, at_of, width_of, out_tokens)
    return rows, postings, doubled, many, stems, words


@kernel
def part_stems(ordered: I4, stem_of: I4, out_stem_form: U4) -> int:
    """Write where the terms of each stem begin, and where those of the last end; return how many
    stems there are.
    """
    rows = 0
    for number in range(len(ordered)):
        if number == 0 or stem_of[ordered[number]] != stem_of[ordered[number - 1]]:
            out_stem_form[rows] = number
            rows += 1
    out_stem_form[rows] = len(ordered)
    return rows


@kernel
def part_counts(counts: U4, out_counts: U1, out_many_at: U4, out_many: U4) -> int:
    """Write counts in a byte each, and apart those of MANY and more; return how many these are."""
    many = 0
    for posting in range(len(counts)):
        count = int(counts[posting])
        out_counts[posting] = min(count, MANY)
        if count >= MANY:
            out_many_at[many], out_many[many] = posting, count
            many += 1
    return many
