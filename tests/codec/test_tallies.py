"""Whoever is named most in a result is found, and nothing of one search is left for the next."""

from collections import Counter
from itertools import chain

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.tallies import commonest, tally_many

pytestmark = pytest.mark.usefixtures("each_mode")

articles = st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 9), max_size=6)), max_size=20)


@given(articles, articles, st.integers(1, 5), st.integers(1, 12), st.integers(0, 3))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_commonest_of_two_segments_are_found(first, second, tallied, least, more):
    counts, found = np.zeros(10, np.uint32), np.zeros(10, np.uint32)
    tally = np.zeros(tallied + 1, np.int64)
    numbers = np.arange(10, dtype=np.uint32)[::-1].copy()  # as names are numbered over all
    unnamed = 0
    for part in (first, second):
        at = np.cumsum([0, *(len(named) for _, named in part)]).astype(np.uint32)
        codes = np.array([code for _, named in part for code in sorted(named)], np.uint32)
        docs = np.array([number for number, (is_in, _) in enumerate(part) if is_in], np.int64)
        unnamed += tally_many(at, codes, docs, numbers, counts)
    expected = Counter(
        9 - code for is_in, named in chain(first, second) if is_in for code in named
    )
    assert unnamed == sum(is_in and not named for is_in, named in chain(first, second))
    assert dict(enumerate(counts.tolist())) == {n: expected[n] for n in range(10)}

    # As those are numbered first that most articles name: by a number that falls, and is enough.
    uses = np.maximum.accumulate(counts[::-1])[::-1] + more
    kept = commonest(counts, uses.astype(np.uint32), least, tally, found)

    numbers_found = found[:kept].tolist()
    assert len({*numbers_found}) == kept
    bar = sorted(expected.values(), reverse=True)[min(least, len(expected)) - 1] if expected else 1
    bar = min(bar, tallied)  # counts past it are not told apart
    assert {*numbers_found} == {number for number, count in expected.items() if count >= bar}
    assert not tally.any()
