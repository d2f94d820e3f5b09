"""What is compiled before the first search, and when nothing is."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from search.archive import Archive
from search.engine import Facts
from search.local import LocalEngine
from search.local.snapshot import NATIVE_ARTICLES
from search.warming import prepare, waits
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


def test_searches_of_a_small_archive_wait_for_nothing(tmp_path: Path) -> None:
    paper.engine(tmp_path).close()
    with closing(Archive.open(tmp_path)) as archive:
        assert not waits(archive)


@pytest.mark.slow
def test_a_server_of_a_large_archive_says_at_once_that_searches_wait(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with closing(LocalEngine(index)) as engine:
        engine.rebuild(articles(vocabulary(2_000), NATIVE_ARTICLES, 5), Facts)
    for is_first in (True, False):
        command = "from web.cli import main; main()"
        server = subprocess.Popen(
            [sys.executable, "-uc", command, "--index", str(index), "serve", "--port", "0"],
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            address = re.search("http://[0-9.:]+/", said)
            assert address
            assert ("is there. Searches wait" in said) == is_first
            if is_first:
                assert _asked(f"{address[0]}healthz") == (200, '{"status":"starting"}\n')
                status, page = _asked(f"{address[0]}search?q=a")
                assert status == 503
                assert "is being compiled" in page
                assert "answers at" in server.stdout.readline()
            assert _asked(f"{address[0]}healthz") == (200, '{"status":"ok"}\n')
            assert _asked(f"{address[0]}search?q=a")[0] == 200
        finally:
            server.terminate()
            server.communicate(timeout=60)


def _asked(address: str) -> tuple[int, str]:
    """Return the status and the text of an answer."""
    try:
        with urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
