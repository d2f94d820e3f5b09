"""The best articles come first, the newest of equals before the others, and all are counted."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.codec.best import in_order, join, push

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


parts = st.lists(offers, min_size=1, max_size=4)


@given(parts, st.integers(0, 6))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_those_of_several_segments_are_joined_unless_ids_must_tell_them_apart(segments, most):
    scores, docs = np.empty(4 * most), np.empty(4 * most, np.int64)
    size, is_tied, base, everything = 0, False, 0, []
    for offered in segments:
        best = sorted(range(len(offered)), key=lambda doc: offered[doc], reverse=True)
        day = np.array([of for _, of in offered] or [0], np.int32)
        others = np.array([offered[doc][0] for doc in best], np.float64)
        other_docs = np.array(best, np.int64)
        size, tied = join(scores, docs, most, size, others, other_docs, len(best), base, day)
        is_tied = is_tied or tied
        everything += [(*offered[doc], base + doc) for doc in best]
        base += len(offered)
    everything.sort(key=lambda one: one[:2], reverse=True)
    assert [score for score, _, _ in everything[:most]] == scores[:size].tolist()
    between = [one[:2] for one in everything[: most + 1]]
    if len(set(between)) == len(between):
        assert docs[:size].tolist() == [doc for _, _, doc in everything[:most]]
    cut = everything[:most]
    apart = {(score, day, where(segments, doc)) for score, day, doc in cut}
    if len(apart) > len({one[:2] for one in cut}):
        assert is_tied


def where(segments, doc):
    """The segment that an article is of."""
    ends = np.cumsum([len(offered) for offered in segments])
    return int(np.searchsorted(ends, doc, side="right"))
