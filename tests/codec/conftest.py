"""Codec tests run twice where it matters: kernels as Python, and compiled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from search.codec import jit


@pytest.fixture(params=["plain", "native"])
def each_mode(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test with plain kernels and with compiled ones; leave the process as it was."""
    before = jit.is_native()
    (jit.native if request.param == "native" else jit.plain)()
    yield request.param
    (jit.native if before else jit.plain)()
