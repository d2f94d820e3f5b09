"""Tokens come out of their blocks as they went in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.codec import words
from search.codec.strings import Strings
from search.codec.words import Place, Words

pytestmark = pytest.mark.usefixtures("each_mode")

DRAWN = {
    "stems": [b"en sanct ", b"en the "],
    "forms": [
        b"sanction sanction",
        b"sanctions Sanctions",
        b"sanctions sanctions",
        b"the The",
    ],
}


def packed(counts, values):
    """Return (block_token, block_at, block_width, tokens) of postings with these tokens."""
    blocks = -(-len(counts) // words.BLOCK)
    block_token, block_at = np.zeros(blocks + 1, np.uint32), np.zeros(blocks + 1, np.uint32)
    block_width = np.zeros(blocks, np.uint8)
    true = np.array(counts, np.uint32)
    numbers = np.array(values, np.uint64)
    size = words.measure(numbers, true, block_token, block_at, block_width)
    tokens = np.zeros(size + 2, np.uint32)
    words.pack(numbers, block_token, block_at, block_width, tokens)
    return block_token, block_at, block_width, tokens


@pytest.fixture
def drawn():
    block_token, block_at, block_width, tokens = packed([2, 1, 1], [1, 6, 4, 0])
    arrays = {
        "body.stem_form": np.array([0, 3, 4], np.uint32),
        "body.folds": np.array([0, 1, 3], np.uint32),
        "body.doubled": np.array([], np.uint32),
        "body.first": np.array([0, 2, 3], np.uint32),
        "body.docs": np.array([0, 1, 1], np.uint16),
        "body.counts": np.array([2, 1, 1], np.uint8),
        "body.many_at": np.array([], np.uint32),
        "body.many": np.array([], np.uint32),
        "body.which": np.array([0x16, 0x01], np.uint8),
        "body.set_rows": np.array([], np.uint32),
        "body.sets": np.array([], np.uint32),
        "body.block_token": block_token,
        "body.block_at": block_at,
        "body.block_width": block_width,
        "body.tokens": tokens,
    }
    for name, strings in DRAWN.items():
        kept = Strings.of(strings)
        arrays |= {f"body.{name}.blob": kept.blob, f"body.{name}.at": kept.at}
    return Words(arrays, "body")


def test_a_stem_is_found_with_its_forms(drawn):
    row = drawn.row(b"en", b"sanct")

    assert row == 0
    assert drawn.row(b"fr", b"sanct") == -1
    assert drawn.holders(row) == 2
    assert drawn.size(row) == 3
    assert list(drawn.forms_of(row)) == DRAWN["forms"][:3]


def test_the_forms_of_a_fold_are_one_range(drawn):
    assert drawn.beginning(0, b"sanctions ") == Place(0, 1, 3)
    assert drawn.beginning(0, b"sanction ") == Place(0, 0, 1)
    assert drawn.beginning(0, b"sanctions Sanctions") == Place(0, 1, 2)
    assert drawn.beginning(0, b"sanctioned ") == Place(0, 0, 0)


def test_folds_that_begin_alike_are_one_range(drawn):
    assert list(drawn.folded(b"sanct")) == [0, 1]
    assert list(drawn.folded(b"sanctions ")) == [1]
    assert list(drawn.folded(b"u")) == []
    assert list(drawn.folded(b"")) == [0, 1, 2]
    assert [drawn.row_of_form(int(drawn.folds[n])) for n in range(3)] == [0, 0, 1]


def test_every_token_comes_out_as_it_went_in(drawn):
    found = [
        words.unpack(drawn.tokens, drawn.block_token, drawn.block_at, drawn.block_width, 0, number)
        for number in range(4)
    ]
    assert found == [1, 6, 4, 0]


counts = st.lists(
    st.one_of(st.integers(1, 4), st.sampled_from([254, 255, 256, 70_000])), max_size=70
)


@given(counts=counts, seed=st.integers(0, 99), width=st.integers(0, 33))
@settings(deadline=None)  # a kernel may be compiled on the way
def test_tokens_of_many_postings_come_out_as_they_went_in(counts, seed, width):
    counts = [count if number % 9 == 0 else count % 5 + 1 for number, count in enumerate(counts)]
    ends = np.cumsum([0, *counts])
    values = np.random.default_rng(seed).integers(0, 1 << width, int(ends[-1]), np.uint64)
    block_token, block_at, block_width, tokens = packed(counts, values)
    shown = np.minimum(counts, words.MANY).astype(np.uint8)
    many_at = np.flatnonzero(shown == words.MANY).astype(np.uint32)
    many = np.array([counts[at] for at in many_at], np.uint32)

    for posting, count in enumerate(counts):
        assert words.true_count(shown, many_at, many, posting) == count
        start = words.tokens_before(shown, many_at, many, block_token, block_width, posting)
        assert start == ends[posting]
        for number in {start, start + count - 1}:
            block = posting // words.BLOCK
            found = words.unpack(tokens, block_token, block_at, block_width, block, number)
            assert found == values[number]
