"""The best articles come first, the newest of equals before the others, and all are counted."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.best import in_order, push

pytestmark = pytest.mark.usefixtures("each_mode")

offers = st.lists(st.tuples(st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 3)), max_size=12)


@given(offers, st.integers(0, 5), st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_best_are_kept_in_order(offered, most, has_room_for_all):
    day = np.array([of for _, of in offered] or [0], np.int32)
    id_row = np.arange(len(day), dtype=np.uint32)[::-1].copy()
    room = max(most, len(offered)) if has_room_for_all else most
    scores, docs = np.empty(room), np.empty(room, np.int64)
    size = 0
    for doc, (score, _) in enumerate(offered):
        size = push(scores, docs, size, most, score, doc, day, id_row)
    size = in_order(scores, docs, size, most, day, id_row)
    best = sorted(range(len(offered)), key=lambda d: (-offered[d][0], -int(day[d]), id_row[d]))
    assert docs[:size].tolist() == best[:most]
