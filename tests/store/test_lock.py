"""R6: one writer; another says at once who it is."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from search.errors import IndexBusy
from search.store import Store
from tests.store import tiny
from tests.store.crash import ROOT

HOLD = """
import sys
from pathlib import Path
from search.store import Store
with Store(Path(sys.argv[1])).writing("index rebuild"):
    print("writing", flush=True)
    sys.stdin.read()
"""

RACE = """
import sys
from pathlib import Path
from search.errors import IndexBusy
from search.store import Store
sys.stdin.readline()
try:
    with Store(Path(sys.argv[1])).writing("index rebuild") as writer:
        print("won", flush=True)
        sys.stdin.readline()
except IndexBusy as busy:
    print("busy", busy.pid, flush=True)
"""


def python(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_of_two_writers_one_wins_and_the_other_names_it(tmp_path: Path) -> None:
    index = tmp_path / "index"
    for _ in range(10):
        racers = [python(RACE, index), python(RACE, index)]
        for racer in racers:
            tell(racer)
        said = [line(racer) for racer in racers]
        winner = racers[said.index("won")]
        assert sorted(said) == [f"busy {winner.pid}", "won"]
        for racer in racers:
            racer.communicate("\n")


def test_the_other_is_told_pid_and_command_at_once(tmp_path: Path) -> None:
    holder = python(HOLD, tmp_path / "index")
    try:
        assert line(holder) == "writing"
        with (
            pytest.raises(IndexBusy, match=rf"process {holder.pid} \(index rebuild\)") as caught,
            Store(tmp_path / "index").writing("index add"),
        ):
            pass
        assert caught.value.pid == holder.pid
    finally:
        holder.communicate()


@pytest.mark.slow  # not for its length: a clock decides, so it wants a quiet machine
def test_the_other_is_told_within_a_second(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with Store(index).writing("index rebuild"):
        for _ in range(10):
            began = time.monotonic()
            with pytest.raises(IndexBusy), Store(index).writing("index add"):
                pass
            assert time.monotonic() - began < 1


def test_a_lock_dies_with_its_process(tmp_path: Path) -> None:
    index = tmp_path / "index"
    holder = python(HOLD, index)
    assert line(holder) == "writing"
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert json.loads((index / "lock").read_bytes())["pid"] == holder.pid
    tiny.rebuild(index, ["Harbour strike ends"])
    assert (index / "lock").read_bytes() == b""


def test_two_writers_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with (
        Store(index).writing("index add"),
        pytest.raises(IndexBusy) as caught,
        Store(index).writing("index rebuild"),
    ):
        pass
    assert caught.value.pid == os.getpid()
    tiny.rebuild(index, ["Harbour strike ends"])


def test_a_child_made_by_fork_does_not_keep_the_lock(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with Store(index).writing("index rebuild") as writer:
        draft = writer.new_generation()
        child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
        child.start()
        (draft.path / "a").write_text("a")
        draft.publish(files=["a"], articles=0, data={}, check=lambda _: None)
    try:
        with Store(index).writing("index add"):
            pass
    finally:
        child.kill()
        child.join()
        child.close()


def test_a_reader_is_never_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, ["Harbour strike ends"])
    with Store(index).writing("index rebuild") as writer:
        writer.new_generation()
        assert tiny.read(index) == ["Harbour strike ends"]


def test_stale_content_of_the_lock_file_locks_nothing(tmp_path: Path) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, ["Harbour strike ends"])
    for content in (b'{"pid": 1, "command": "index rebuild"}', b"garbage", b"[]"):
        (index / "lock").write_bytes(content)
        tiny.rebuild(index, ["Ferry delayed"])
