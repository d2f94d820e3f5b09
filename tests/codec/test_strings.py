"""Byte strings are found where sorting put them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.codec.strings import Strings

pytestmark = pytest.mark.usefixtures("each_mode")

words = st.lists(st.text("abé中", max_size=4).map(str.encode), max_size=12)


def test_words_that_begin_alike_lie_side_by_side():
    sorted_words = Strings.of([b"a", b"sanction", b"sanctions", b"sanctity", b"to"])

    assert list(sorted_words.prefixed(b"sanc")) == [1, 2, 3]
    assert list(sorted_words.prefixed(b"sanctions")) == [2]
    assert list(sorted_words.prefixed(b"x")) == []
    assert sorted_words.find(b"sanction") == 1
    assert sorted_words.find(b"sanct") == -1
    assert sorted_words.find(b"zoo") == -1


def test_no_strings_are_no_trouble():
    nothing = Strings.of([])

    assert len(nothing) == 0
    assert list(nothing) == []
    assert nothing.find(b"a") == -1
    assert list(nothing.prefixed(b"")) == []


@given(strings=words, key=st.text("abé中", max_size=4).map(str.encode))
@settings(deadline=None)  # a kernel may be compiled on the way
def test_lookups_agree_with_a_list(strings, key):
    ordered = sorted(set(strings))
    packed = Strings.of(ordered)

    assert list(packed) == ordered
    assert [packed[row] for row in range(len(packed))] == ordered
    assert packed.find(key) == (ordered.index(key) if key in ordered else -1)
    assert packed.lower(key) == sum(one < key for one in ordered)
    prefixed = [row for row, one in enumerate(ordered) if one.startswith(key)]
    assert list(packed.prefixed(key)) == prefixed
    assert list(packed.between(1, 3)) == ordered[1:3]
