"""R3: what was acknowledged is still there after the power fails."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.store import Store, layout
from tests.store import crash, tiny
from tests.store.crash import ROOT, Plan
from tests.store.test_crash import BEFORE, NEWS, add, rebuild

PROGRAM = """
import sys
from pathlib import Path
from tests.store import tiny
tiny.{0}(Path(sys.argv[1]), ["Mayor resigns"])
"""

UNNEEDED = {layout.LOCK, layout.CURRENT_NEW}
"""Names that may be lost: the lock is made again, and the other is gone with the switch."""

CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (\d+)(?:<(.*)>)?")


def unflushed_at_the_switch(index: Path, events: list[str]) -> list[str]:
    """Return what the new CURRENT needs and a power cut just after its rename could lose.

    Also what could be lost after the last event, where publishing has been acknowledged.
    """
    manifest = Store(index).current().manifest
    gen = layout.generation_name(manifest.generation)
    needed = {f"{gen}/{file.name}" for file in manifest.files}
    needed |= {f"{gen}/{layout.manifest_name(manifest.commit)}", layout.CURRENT, gen, "."}
    dirty: set[str] = set()
    lost: list[str] = []
    switched = False
    for event in events:
        kind, _, path = event.partition(" ")
        parent = os.path.dirname(path) or "."  # noqa: PTH120 - "." for the index itself
        if kind in {"create", "os.mkdir"} and not switched and path not in UNNEEDED:
            dirty.add(parent)
        elif kind == "write":
            dirty.add(path)
        elif kind == "fsync":
            dirty.discard(path)
        elif kind == "os.rename":
            source, _, target = path.partition(" -> ")
            if source in dirty:
                dirty.remove(source)
                dirty.add(target)
            if target == layout.CURRENT:
                lost += sorted(dirty & needed)
                switched = True
            dirty.add(os.path.dirname(target) or ".")  # noqa: PTH120
    assert switched
    return lost + sorted(dirty & needed)


@pytest.mark.parametrize("action", [rebuild, add])
def test_all_is_flushed_before_the_switch(tmp_path: Path, action: object) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, BEFORE)
    assert callable(action)
    outcome = crash.run(lambda: action(index), Plan(index))
    assert outcome.code == 0
    assert unflushed_at_the_switch(index, list(outcome.events)) == []


def test_the_check_itself_notices_a_missing_flush(tmp_path: Path) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, BEFORE)
    events = crash.run(lambda: rebuild(index), Plan(index)).events
    for flush in {event for event in events if event.startswith("fsync ")}:
        without = [event for event in events if event != flush]
        assert unflushed_at_the_switch(index, without), flush


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize("action", ["rebuild", "add"])
def test_the_kernel_sees_the_same_order(tmp_path: Path, action: str) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, BEFORE)
    trace = tmp_path / "trace"
    calls = "trace=openat,mkdir,mkdirat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2"
    command = ["strace", "-f", "-y", "-qq", "-s", "0", "-e", calls, "-o", str(trace)]
    command += [sys.executable, "-c", PROGRAM.format(action), str(index)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if "PTRACE_TRACEME" in done.stderr or "Operation not permitted" in done.stderr:
        pytest.skip("tracing is not allowed here")
    assert done.returncode == 0, done.stderr
    assert unflushed_at_the_switch(index, list(traced(trace, index))) == []


def traced(trace: Path, index: Path) -> Iterator[str]:
    """Yield the events of a trace in the harness's form."""
    for line in trace.read_text().splitlines():
        match = CALL.match(line)
        if match is None:
            continue
        call, arguments = match[1], match[2]
        paths = [
            os.path.relpath(path, index)
            for path in re.findall(r'[<"](/[^>"]*)[>"]', arguments if call != "openat" else line)
            if Path(path).is_relative_to(index)
        ]
        if not paths:
            continue
        if call == "openat" and "O_CREAT" in arguments:
            yield f"create {paths[-1]}"
        elif call.startswith("mkdir"):
            yield f"os.mkdir {paths[-1]}"
        elif call in {"write", "pwrite64"}:
            yield f"write {paths[0]}"
        elif call in {"fsync", "fdatasync"}:
            yield f"fsync {paths[0]}"
        elif call.startswith("rename"):
            yield f"os.rename {paths[-2]} -> {paths[-1]}"


class Drive:
    """An ext4 file system in a file; a copy of that file is what a power cut would leave."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._image = root / "image"
        self.place = root / "drive"
        self.place.mkdir()
        self._image.write_bytes(b"")
        os.truncate(self._image, 16 << 20)
        quiet("mkfs.ext4", "-q", "-F", self._image)
        quiet("mount", "-o", "loop", self._image, self.place)

    def after_a_power_cut(self) -> list[str] | None:
        """Return the headlines that are on the drive without what is only in memory."""
        image, place = self._root / "cut", self._root / "after"
        shutil.copyfile(self._image, image)
        place.mkdir(exist_ok=True)
        quiet("mount", "-o", "loop", image, place)
        try:
            return tiny.read(place / "index")
        finally:
            quiet("umount", place)

    def unmount(self) -> None:
        quiet("umount", self.place)


def quiet(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True)


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Drive]:
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        pytest.skip("needs Linux, root and mkfs.ext4")
    try:
        drive = Drive(tmp_path)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"mounting an image is not allowed here: {error.stderr!r}")
    yield drive
    drive.unmount()


def test_acknowledged_is_there_after_a_power_cut(drive: Drive) -> None:
    index = drive.place / "index"
    for number in range(8):
        headlines = [f"Headline {number}"]
        if number % 3:
            tiny.add(index, headlines)
        else:
            tiny.rebuild(index, headlines)
        assert drive.after_a_power_cut() == tiny.read(index)


@pytest.mark.slow
def test_a_power_cut_at_any_moment_leaves_old_or_new(drive: Drive) -> None:
    index = drive.place / "index"
    tiny.rebuild(index, BEFORE)
    total = len(crash.run(lambda: tiny.rebuild(index, BEFORE), Plan(index)).events)
    for k in range(1, total, 3):
        tiny.rebuild(index, BEFORE)
        crash.run(lambda: rebuild(index), Plan(index, "kill", at=k))
        assert drive.after_a_power_cut() in (BEFORE, NEWS)


def test_the_power_cut_does_lose_what_was_not_flushed(
    drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    tiny.rebuild(drive.place / "index", BEFORE)
    assert tiny.read(drive.place / "index") == BEFORE
    assert drive.after_a_power_cut() is None
