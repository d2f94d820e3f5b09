"""Any sequence of rebuilds, additions, crashes and failures keeps what was acknowledged."""

from __future__ import annotations

import errno
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.store import Store
from tests.store import crash, tiny
from tests.store.conftest import MEMORY
from tests.store.crash import Plan

headlines = st.lists(st.sampled_from(["Ferry", "Strike", "Mayor"]), min_size=1, max_size=3)
moments = st.integers(1, 90)  # a journey has about 75 events; later ones do not come
steps = st.tuples(
    st.sampled_from([tiny.rebuild, tiny.add]),
    headlines,
    st.one_of(
        st.just(("record", 0, 0)),
        st.tuples(st.just("kill"), moments, st.just(0)),
        st.tuples(
            st.just("oserror"), moments, st.sampled_from([errno.ENOSPC, errno.EIO, errno.EROFS])
        ),
    ),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=1, max_size=8))
def test_what_was_acknowledged_stays(sequence: list[Any]) -> None:
    place = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    index = place / "index"
    held: list[str] | None = None
    reader = Store(index)
    try:
        for action, new, (mode, at, error) in sequence:
            outcome = crash.run(
                lambda a=action, n=new: a(index, n),  # type: ignore[misc]
                Plan(index, mode, at, error),
            )
            if action is tiny.add:
                wanted = None if held is None else sorted(held + new)
            else:
                wanted = sorted(new)
            found = tiny.read(index)
            if outcome.code == 0:
                assert found == wanted
            else:
                assert found in (held, wanted), outcome.said
            if found is not None:
                assert reader.open(tiny.contents) == found
                assert reader.open(tiny.contents, full=True) == found
            held = found
        tiny.rebuild(index, ["The end"])
        Store(index).verify()
        assert tiny.leftovers(index) == set()
    finally:
        shutil.rmtree(place)
