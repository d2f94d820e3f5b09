"""Places merge to the same as sets of them would."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search.local.budget import unlimited
from search.local.occurrences import Spans, joined, nearest, smallest, union

places = st.lists(st.integers(0, 30), max_size=12)
stretches = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=8)


def words(at) -> Spans:
    found = np.array(sorted(set(at)), dtype=np.int64)
    return Spans(found, found)


def spans(of) -> Spans:
    pairs = sorted({(first, first + more) for first, more in of})
    return Spans(
        np.array([first for first, _ in pairs], dtype=np.int64),
        np.array([last for _, last in pairs], dtype=np.int64),
    )


def held(found: Spans) -> list[tuple[int, int]]:
    return list(zip(found.first.tolist(), found.last.tolist(), strict=True))


@given(st.lists(places, max_size=4))
def test_words_of_several_terms_stand_in_order_each_once(parts):
    found = union([words(part) for part in parts])
    assert found.first.tolist() == sorted(set().union(*parts))


@given(stretches, stretches, st.integers(1, 9), st.booleans())
def test_the_nearest_are_the_smallest_of_all_pairs(left, right, distance, ordered):
    a, b = spans(left), spans(right)
    pairs = joined(a, b, distance, unlimited(), ordered=ordered)
    assert held(nearest(a, b, distance, ordered=ordered)) == held(smallest(pairs))
