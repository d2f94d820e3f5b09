"""Where the tests of the store keep their indexes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

MEMORY = Path("/dev/shm")


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A directory in memory where there is one: hundreds of indexes, each fsynced, take seconds.

    What a kill leaves does not depend on the disk; what a power cut leaves is another test.
    """
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        yield tmp_path
        return
    place = Path(tempfile.mkdtemp(dir=MEMORY, prefix="dateline-test-"))
    yield place
    shutil.rmtree(place)
