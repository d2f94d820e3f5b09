"""Compiled kernels are kept where only their user can write, and are not needed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from search.codec import jit
from search.codec.ranking import scores_of
from search.codec.strings import lower
from search.highlight import scanning as scanning  # it has kernels

ROOT = Path(__file__).parents[2]

RUN = """
import os
import numpy as np
from search.codec import jit
from search.codec.strings import lower

jit.native()
blob, at = np.frombuffer(bytearray(b"antbeecat"), np.uint8), np.array([0, 3, 6, 9], np.uint32)
row = lower(blob, at, np.frombuffer(bytearray(b"bee"), np.uint8), 0, 3)
print(row, jit._cache_directory(), jit.begun())
"""


def run(program: str = RUN, **environment: str) -> tuple[int, Path | None, int]:
    """Look "bee" up in a process of its own; return its row, and where the kernel is kept."""
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stderr == ""
    row, place, begun = told.stdout.split()
    return int(row), None if place == "None" else Path(place), int(begun)


def kept(place: Path) -> dict[str, float]:
    """Return when each compiled kernel of a cache was written."""
    return {str(path): path.stat().st_mtime for path in place.rglob("*.nbc")}


def test_kernels_are_kept_for_their_user_alone_and_compiled_once(tmp_path: Path) -> None:
    row, place, begun = run(XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert (row, begun) == (1, 1)
    assert place is not None
    assert place.is_relative_to(tmp_path / "cache" / "dateline")
    assert place.stat().st_mode & 0o777 == 0o700
    assert place.stat().st_uid == os.getuid()
    before = kept(place)
    assert before
    assert run(XDG_CACHE_HOME=str(tmp_path / "cache"))[1] == place
    assert kept(place) == before


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o750])
def test_a_cache_that_others_may_touch_is_not_used(tmp_path: Path, mode: int) -> None:
    place = tmp_path / "dateline" / f"kernels-{jit._sources()}"
    place.mkdir(parents=True)
    place.chmod(mode)
    assert directory(tmp_path) is None


@pytest.mark.parametrize("mode", [0o770, 0o702])
def test_nor_is_one_that_others_may_put_another_in_the_place_of(tmp_path: Path, mode: int) -> None:
    (tmp_path / "dateline").mkdir()
    (tmp_path / "dateline").chmod(mode)
    assert directory(tmp_path) is None


def test_a_cache_of_somebody_else_is_not_used(tmp_path: Path) -> None:
    assert directory(tmp_path) is not None
    assert directory(tmp_path, user=os.getuid() + 1) is None


def test_nobody_needs_a_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.touch()
    assert run(XDG_CACHE_HOME="", HOME=str(home)) == (1, None, 1)


def test_without_a_place_to_keep_them_kernels_run_all_the_same(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    assert run(XDG_CACHE_HOME=str(in_the_way / "cache")) == (1, None, 1)


def test_kernels_of_other_versions_go_when_nothing_uses_them(tmp_path: Path) -> None:
    home = tmp_path / "dateline"
    month = 30 * 24 * 3600
    ages = {"kernels-old": month + 3600, "kernels-late": month - 3600, "other": 2 * month}
    for name, age in ages.items():
        (home / name).mkdir(parents=True)
        (home / name / "kernel.nbc").write_bytes(b"code")
        os.utime(home / name, (time.time() - age, time.time() - age))
    home.chmod(0o700)
    (home / "kernels-link").symlink_to(home / "other")
    ours = directory(tmp_path)
    assert ours is not None
    assert {path.name for path in home.iterdir()} == {
        *("kernels-late", "kernels-link", "other"),
        ours.name,
    }
    os.utime(ours, (0, 0))
    assert directory(tmp_path) == ours
    assert ours.stat().st_mtime > time.time() - 3600


TAKEN = RUN.replace("jit.native()", "import shutil; jit.native(); lower.compiled()").replace(
    "row =", "shutil.rmtree(jit._cache_directory())\nif {}: jit._cache_directory().touch()\nrow ="
)


PREPARED = RUN.replace("jit.begun()", "int('numba.np.arrayobj' in __import__('sys').modules)")


def test_what_was_compiled_is_loaded_without_what_compiles(tmp_path: Path) -> None:
    assert [run(PREPARED, XDG_CACHE_HOME=str(tmp_path))[2] for _ in range(2)] == [1, 0]


@pytest.mark.parametrize("in_the_way", [False, True])
def test_kernels_run_when_the_cache_is_taken_away(tmp_path: Path, in_the_way: bool) -> None:
    """As another version does that sweeps, or a disk that fails."""
    row, place, begun = run(TAKEN.format(in_the_way), XDG_CACHE_HOME=str(tmp_path))
    assert (row, begun) == (1, 1)
    assert place is not None
    assert place.is_file() == in_the_way


def test_kernels_call_those_of_their_own_room_and_of_the_codec() -> None:
    """By the files of these it is told whether what was compiled of them is still right."""
    rooms = {one.room.name for one in jit._kernels}
    assert {"codec", "scanning"} <= rooms
    for one in jit._kernels:
        assert isinstance(one.plain, FunctionType)
        for name in one.plain.__code__.co_names:
            called = one.plain.__globals__.get(name)
            if isinstance(called, jit.Kernel):
                assert called.room in (one.room, jit._OWN), (one.plain, name)


def test_a_change_of_one_room_leaves_what_was_compiled_of_the_others(tmp_path: Path) -> None:
    room = tmp_path / "room"
    room.mkdir()
    (room / "kernels.py").write_text("one")
    before = jit._sources(), jit._sources(room)
    (room / "kernels.py").write_text("other")
    assert jit._sources() == before[0]
    assert jit._sources(room) != before[1]


def test_it_is_noted_when_all_are_compiled(tmp_path: Path) -> None:
    note = "from search.codec import jit; print(jit.is_prepared()); jit.note_prepared()"
    for expected in ("False", "True"):
        told = subprocess.run(
            [sys.executable, "-c", note],
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == expected


def directory(cache: Path, user: int | None = None) -> Path | None:
    """Return where kernels would be kept under a cache directory, for `user` or this one."""
    told = subprocess.run(
        [sys.executable, "-c", DIRECTORY, str(os.getuid() if user is None else user)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    place = told.stdout.strip()
    return None if place == "None" else Path(place)


DIRECTORY = """
import os, sys
os.getuid = lambda: int(sys.argv[1])  # what a process of that user would see
from search.codec import jit
print(jit._cache_directory())
"""


def test_a_process_begins_plain_and_may_change_its_mind() -> None:
    before = jit.is_native()
    blob, at = np.frombuffer(bytearray(b"antbeecat"), np.uint8), np.array([0, 3, 6, 9], np.uint32)
    try:
        for switch, is_native in ((jit.plain, False), (jit.native, True), (jit.plain, False)):
            switch()
            assert jit.is_native() is is_native
            assert lower(blob, at, blob[6:], 0, 3) == 2
            assert (lower.run == lower.plain) is not is_native
    finally:
        (jit.native if before else jit.plain)()


def test_a_hot_kernel_runs_in_its_one_form(each_mode: str) -> None:
    """Also after the process has run it as Python in between; other types are not compiled."""
    none, numbers = np.empty(0, np.int64), np.array([7, 3, 9])
    for _ in range(3):
        held, scores = numbers.copy(), np.array([1.0, 0.0, 2.0])
        assert scores_of.run(none, numbers[2:], held, scores) == 1
        assert (held[0], scores[0]) == (7, 1.0)
        jit.plain()
        assert scores_of.run is scores_of.plain
        if each_mode == "native":
            jit.native()
    if each_mode == "native":
        with pytest.raises(TypeError):
            scores_of.run(none, none, numbers, np.ones(3, np.float32))


def held(numbers: np.ndarray, place: int) -> int:
    return int(numbers[place])


def sum_of_two(numbers: np.ndarray) -> int:
    return int(held(numbers, 0) + held(numbers, int(numbers[0])))


@pytest.mark.parametrize("made", [jit.kernel, jit.shared_kernel])
def test_kernels_that_others_call_have_one_form(
    monkeypatch: pytest.MonkeyPatch, made: Any
) -> None:
    """Whether what they are handed stands in the call or not; one for all, if that is asked."""
    monkeypatch.setattr(jit, "_is_kept", False)
    monkeypatch.setattr(jit, "_kernels", [])
    called = made(held)
    assert isinstance(sum_of_two, FunctionType)
    scope = {"held": called, "int": int}
    caller = jit.kernel(FunctionType(sum_of_two.__code__, scope, "sum_of_two"))
    assert caller.compiled()(np.array([2, 5, 7])) == 2 + 7
    inner: Any = called.called()
    assert len(inner.signatures) == 1
    assert (called.compiled() is inner) is (made is jit.shared_kernel)
