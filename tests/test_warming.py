"""What is compiled before the first search, and when nothing is."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from search.archive import Archive
from search.engine import Facts
from search.local import LocalEngine
from search.local.snapshot import NATIVE_ARTICLES
from search.warming import prepare
from tests import paper
from tests.hostile import articles, vocabulary

ROOT = Path(__file__).parents[1]

PROGRAM = """
import sys
from pathlib import Path
from search.archive import Archive
from search.codec import jit
from search.warming import prepare
prepare(Archive.open(Path(sys.argv[1])), int(sys.argv[2]), lambda: print("begun"))
print(jit.is_prepared())
"""


def test_nothing_is_compiled_for_a_small_archive(tmp_path: Path) -> None:
    paper.engine(tmp_path).close()
    begun = []
    with closing(Archive.open(tmp_path)) as archive:
        prepare(archive, NATIVE_ARTICLES - 1, lambda: begun.append(1))
    assert begun == []


@pytest.mark.slow
def test_a_large_archive_is_prepared_for_once(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with closing(LocalEngine(index)) as engine:
        engine.rebuild(articles(vocabulary(2_000), NATIVE_ARTICLES, 5), Facts)
    for said in (["begun", "True"], ["True"]):
        told = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(index), str(NATIVE_ARTICLES)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.split() == said
