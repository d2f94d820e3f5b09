"""What the whole test run can be told."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

from search.codec import jit

MANY = 20
"""So many tests of compiled kernels, and what they need is compiled before the first test."""

# Python is started hundreds of times here, which takes twice as long where byte code is not kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes says more of the machine than of what is tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Some test files import these as what they are, others as plugins: whoever comes first, their
# assertions are to be told in full.
pytest.register_assert_rewrite("tests.web.served", "tests.web.browser")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what is found now to tests/golden, to be looked at and committed",
    )


@pytest.fixture(scope="session", autouse=True)
def _time_to_explain() -> Iterator[None]:
    """On a busy machine half a second may not do to say why each article ranks where it does."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("search.local.explaining.TIME_S", 30.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Where several processes run what needs compiled kernels, each kernel is compiled by one."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    needing = sum("each_mode" in getattr(one, "fixturenames", ()) for one in request.session.items)
    if worker is not None and needing >= MANY:
        from tests import compiling

        directory = tmp_path_factory.getbasetemp().parent / "kernels"  # of all processes
        directory.mkdir(exist_ok=True)
        compiling.share(directory)
        if worker in ("gw0", "gw1"):
            compiling.prepare(at_the_end=worker == "gw1")


@pytest.fixture(params=["plain", "native"])
def each_mode(request: pytest.FixtureRequest) -> Iterator[str]:
    """Run the test with plain kernels and with compiled ones; leave the process as it was."""
    before = jit.is_native()
    (jit.native if request.param == "native" else jit.plain)()
    yield request.param
    (jit.native if before else jit.plain)()


@pytest.fixture(scope="module")
def native() -> Iterator[None]:
    """Run a module's tests with compiled kernels; leave the process as it was."""
    before = jit.is_native()
    jit.native()
    yield
    if not before:
        jit.plain()
