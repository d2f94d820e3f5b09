"""Samples gone through a portion at a time are those of all, and so is what is found of them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.stories import portions
from search.stories.portions import blocks, ranges
from search.stories.stretches import offsets
from tests.stories.test_copies import FERRY, WIRE, pages
from tests.stories.written import copies

SAMPLES = st.lists(
    st.tuples(
        st.booleans(), st.sets(st.integers(0, (1 << 64) - 1) | st.integers(0, 3), max_size=9)
    ),
    max_size=12,
)


@given(SAMPLES, st.integers(1, 20))
def test_every_sample_of_a_wanted_row_comes_once_and_equal_ones_come_together(found, portion):
    at = offsets(np.array([len(its) for _, its in found], np.int64))
    hashes = np.array([one for _, its in found for one in sorted(its)], np.uint64)
    wanted = np.array([is_wanted for is_wanted, _ in found], np.bool_)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(portions, "PORTION", portion)
        parts = [
            list(zip(its.tolist(), rows.tolist(), strict=True))
            for its, rows in ranges(at, hashes, wanted)
        ]
    together = [one for part in parts for one in part]
    expected = [
        (one, row) for row, (is_wanted, its) in enumerate(found) if is_wanted for one in its
    ]
    assert Counter(together) == Counter(expected)
    assert all(part == sorted(part, key=lambda one: one[1]) for part in parts)
    highest = [max(one for one, _ in part) for part in parts]
    lowest = [min(one for one, _ in part) for part in parts]
    assert all(high < low for high, low in zip(highest, lowest[1:], strict=False))


@given(st.lists(st.integers(0, 9), max_size=20), st.integers(1, 20))
def test_blocks_are_all_rows_in_order_and_none_has_too_much_but_for_one_row(sizes, most):
    at = offsets(np.array(sizes, np.int64))
    found = list(blocks(at, most))
    assert [row for first, last in found for row in range(first, last)] == list(range(len(sizes)))
    assert all(at[last] - at[first] <= most or last == first + 1 for first, last in found)


def test_copies_and_furniture_found_in_portions_are_those_found_at_once(monkeypatch):
    draw = random.Random(4)
    again = [
        replace(FERRY, outlet=f"Outlet {n}", body=WIRE[: draw.randrange(600, len(WIRE))])
        for n in range(20)
    ]
    archive = [*pages(9), *again]
    at_once = copies(archive)
    assert (at_once.fold >= 0).any()
    monkeypatch.setattr(portions, "PORTION", 40)
    in_portions = copies(archive)
    for one, other in zip(at_once, in_portions, strict=True):
        np.testing.assert_array_equal(one, other)
