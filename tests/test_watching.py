"""`index watch` as a process of its own, beside a server and other writers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from search.cli import index
from search.store import Store
from tests.halin import BRIDGE, FERRY, MAYOR
from tests.test_cli import served


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A working directory with a folder of two articles."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("DATELINE_"):
            monkeypatch.delenv(name)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text(FERRY)
    (tmp_path / "news" / "b.txt").write_text(MAYOR)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(index, arguments, catch_exceptions=False)


@contextmanager
def watching(desk: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start a watch; stop it, and see that it ends well."""
    root = Path(__file__).parent.parent
    process = subprocess.Popen(
        [sys.executable, "-m", "search.cli", "watch", "--json", *options],
        cwd=desk,
        env={**os.environ, "PYTHONPATH": str(root)},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        assert "Watching" in process.stderr.readline()
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert "Traceback" not in said


def next_event(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def soon(question: Callable[[], bool]) -> bool:
    """Return whether something comes true within half a minute: what is slow is the machine."""
    until = time.monotonic() + 30
    while not question() and time.monotonic() < until:
        time.sleep(0.1)
    return question()


def test_readers_see_what_changes_while_others_write_and_serve(desk):
    run("rebuild", "news", "--quiet")
    server, address = served(desk)

    def total(query: str) -> int:
        with urllib.request.urlopen(
            f"http://{address}/api/search?q={query}", timeout=10
        ) as answer:
            found: int = json.load(answer)["total"]
            return found

    try:
        with watching(desk) as watch:
            (desk / "news" / "c.txt").write_text(BRIDGE)
            event = next_event(watch)
            assert (event["event"], event["added"], event["articles"]) == ("changed", 1, 3)
            assert soon(lambda: total("bridge") == 1)
            (desk / "late.txt").write_text(BRIDGE + " It is long.")
            assert run("add", "late.txt").exit_code == 0
            (desk / "news" / "a.txt").unlink()
            event = next_event(watch)
            assert (event["removed"], event["vanished"], event["articles"]) == (1, 1, 3)
            assert soon(lambda: total("ferry") == 0)
            assert total("bridge") == 2
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=20)
    assert "Traceback" not in said
    assert "is sound" in run("verify").stdout


def test_a_watch_begins_an_index_and_stops_when_told_in_the_middle(desk):
    lines = [json.dumps({"body": f"The ferry {n} was late, said Ana Lee."}) for n in range(300)]
    with watching(desk, "news", "--interval", "0.2") as watch:
        assert next_event(watch)["added"] == 2
        (desk / "news" / "many.jsonl").write_text("\n".join(lines))
        time.sleep(1.5)  # it is reading by now, and may be told to stop at any moment
    assert json.loads(run("status", "--json").stdout)["articles"] in (2, 302)
    assert run("watch", "--once", "--quiet").exit_code == 0
    assert json.loads(run("status", "--json").stdout)["articles"] == 302


def test_once_compares_and_ends(desk):
    run("rebuild", "news")
    assert run("watch", "--once").stdout == ""
    (desk / "news" / "c.txt").write_text(BRIDGE)
    (desk / "news" / "empty.txt").write_text("")
    result = run("watch", "--once")
    assert result.exit_code == 0
    assert "1 added, 0 updated, 0 removed (2 files); 3 articles" in result.stdout
    assert "empty.txt" in result.stderr
    (desk / "news").rename(desk / "away")
    result = run("watch", "--once")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "its articles stay" in result.stderr
    (desk / "news").mkdir()
    result = run("watch", "--once")
    assert result.exit_code == 1
    assert "--allow-vanish" in result.stderr
    assert json.loads(run("watch", "--once", "--allow-vanish", "--json").stdout)["removed"] == 3


def test_once_is_told_who_is_writing(desk):
    run("rebuild", "news")
    (desk / "news" / "c.txt").write_text(BRIDGE)
    with Store(Path(".dateline")).writing("index add"):
        result = run("watch", "--once")
    assert result.exit_code == 3
    assert str(os.getpid()) in result.stderr


def test_a_file_that_never_comes_to_rest_does_not_keep_once_from_ending(desk, monkeypatch):
    monkeypatch.setattr("search.cli.watch.PATIENCE_S", 0.0)
    run("rebuild", "news")
    (desk / "news" / "c.txt").write_text(BRIDGE)
    result = run("watch", "--once")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "1 file still being written" in result.stderr
