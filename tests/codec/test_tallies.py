"""Whoever is named most in a result is found, and nothing of one count is left for the next."""

from collections import Counter
from itertools import chain

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.tallies import commonest, tally_many

pytestmark = pytest.mark.usefixtures("each_mode")

articles = st.lists(st.tuples(st.booleans(), st.sets(st.integers(0, 9), max_size=6)), max_size=20)


@given(articles, articles, st.integers(1, 5), st.integers(1, 12))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_commonest_of_two_segments_are_found(first, second, tallied, least):
    counts, met = np.zeros(10, np.uint32), np.zeros(12, np.uint32)
    tally = np.zeros(tallied + 1, np.int64)
    numbers = np.arange(10, dtype=np.uint32)[::-1].copy()  # as names are numbered over all
    unnamed = 0
    for part in (first, second):
        at = np.cumsum([0, *(len(named) for _, named in part)]).astype(np.uint32)
        codes = np.array([code for _, named in part for code in sorted(named)], np.uint32)
        result = np.array([found for found, _ in part], np.bool_)
        unnamed += tally_many(at, codes, result, numbers, counts, met)
    expected = Counter(
        9 - code for found, named in chain(first, second) if found for code in named
    )
    assert unnamed == sum(found and not named for found, named in chain(first, second))
    assert int(met[0]) == len(expected)

    room = len(expected)
    out = np.empty(2 * room, np.int64)
    kept = commonest(counts, met, least, tally, out)

    found = dict(zip(out[:kept].tolist(), out[room : room + kept].tolist(), strict=True))
    assert found.items() <= expected.items()
    bar = sorted(expected.values(), reverse=True)[min(least, room) - 1] if room else 0
    assert {number for number, count in expected.items() if count >= bar} <= found.keys()
    assert not counts.any()
    assert not tally.any()
    assert not met[0]
