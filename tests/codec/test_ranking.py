"""The best articles come first, the newest of equals before the others, and all are counted."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.ranking import in_order, push

pytestmark = pytest.mark.usefixtures("each_mode")

offers = st.lists(st.tuples(st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 3)), max_size=12)


@given(offers, st.integers(0, 5))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_heap_keeps_the_best_in_order(offered, most):
    day = np.array([of for _, of in offered] or [0], np.int32)
    id_row = np.arange(len(day), dtype=np.uint32)[::-1].copy()
    scores, docs = np.empty(most), np.empty(most, np.int64)
    size = 0
    for doc, (score, _) in enumerate(offered):
        size = push(scores, docs, size, score, doc, day, id_row)
    in_order(scores, docs, size, day, id_row)
    best = sorted(range(len(offered)), key=lambda d: (-offered[d][0], -int(day[d]), id_row[d]))
    assert docs[:size].tolist() == best[:most]
