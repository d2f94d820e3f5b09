"""R1: killed at any point, an index is exactly what it was or what it was to become."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from search.store import Store
from tests.store import crash, tiny
from tests.store.crash import Plan

BEFORE = ["Ferry delayed", "Harbour strike ends"]
NEWS = ["Mayor resigns"]

Action = Callable[[Path], object]


def rebuild(index: Path) -> None:
    tiny.rebuild(index, NEWS)


def add(index: Path) -> None:
    tiny.add(index, NEWS)


JOURNEYS: dict[str, tuple[list[str] | None, Action, list[str]]] = {
    "first": (None, rebuild, NEWS),
    "rebuild": (BEFORE, rebuild, NEWS),
    "add": (BEFORE, add, sorted(BEFORE + NEWS)),
}


class Indexes:
    """Fresh copies of an index in the state before: two generations old, an addition in each."""

    def __init__(self, root: Path, before: list[str] | None) -> None:
        self._root = root
        self._numbers = count()
        self._before = before
        if before is not None:
            tiny.rebuild(root / "pattern", ["Long ago"])
            tiny.rebuild(root / "pattern", before[:1])
            tiny.add(root / "pattern", before[1:])

    def place(self) -> Path:
        return self._root / str(next(self._numbers))

    def fresh(self) -> Path:
        index = self.place()
        if self._before is not None:
            shutil.copytree(self._root / "pattern", index)
        return index


def check_after_a_crash(index: Path, before: list[str] | None, after: list[str]) -> None:
    found = tiny.read(index)
    assert found in (before, after)
    if found is not None and before is not None:
        assert Store(index).verify().fallback_reason is None
    tiny.rebuild(index, ["The day after"])
    assert tiny.read(index) == ["The day after"]
    Store(index).verify()
    assert tiny.leftovers(index) == set()
    shutil.rmtree(index)


def killed(quick: Path, journey: str, count: int | None) -> int:
    before, action, after = JOURNEYS[journey]
    points = 0
    for _, index, outcome in crash.each_point(
        action, Indexes(quick, before).fresh, Plan(quick, "kill"), count=count
    ):
        assert outcome.killed, outcome.said
        check_after_a_crash(index, before, after)
        points += 1
    return points


@pytest.mark.parametrize("journey", JOURNEYS)
def test_killed_at_file_events(quick: Path, journey: str) -> None:
    assert killed(quick, journey, 24) == 24


@pytest.mark.slow
@pytest.mark.parametrize("journey", JOURNEYS)
def test_killed_at_every_file_event(quick: Path, journey: str) -> None:
    assert killed(quick, journey, None) > 40


def killed_at_random(quick: Path, action: Action, times: int, seed: int) -> None:
    indexes = Indexes(quick, BEFORE)
    after = JOURNEYS[action.__name__][2]
    index = indexes.fresh()
    began = time.monotonic()
    assert crash.run(lambda: action(index), Plan(index)).code == 0
    length_s = time.monotonic() - began
    dice = random.Random(seed)
    for _ in range(times):
        index = indexes.fresh()
        crash.run(lambda d=index: action(d), Plan(index), kill_after_s=dice.uniform(0, length_s))  # type: ignore[misc]
        check_after_a_crash(index, BEFORE, after)


@pytest.mark.parametrize("action", [rebuild, add])
def test_killed_at_random_times(quick: Path, action: Action) -> None:
    killed_at_random(quick, action, 12, seed=7)


@pytest.mark.slow
@pytest.mark.parametrize("action", [rebuild, add])
def test_killed_at_many_random_times(quick: Path, action: Action) -> None:
    killed_at_random(quick, action, 500, seed=11)


@pytest.mark.slow
@pytest.mark.parametrize("journey", ["rebuild", "add"])
def test_killed_again_while_cleaning_up(quick: Path, journey: str) -> None:
    before, action, after = JOURNEYS[journey]
    assert before is not None
    indexes = Indexes(quick, before)
    for first, index, _ in crash.each_point(action, indexes.fresh, Plan(quick, "kill")):
        if first % 6:
            continue
        found = tiny.read(index)
        left = quick / "left"
        shutil.copytree(index, left)

        def copy(left: Path = left) -> Path:
            return Path(shutil.copytree(left, indexes.place()))

        for _, again, _ in crash.each_point(
            lambda d: tiny.rebuild(d, ["Second attempt"]), copy, Plan(quick, "kill")
        ):
            assert tiny.read(again) in (found, ["Second attempt"])
            check_after_a_crash(again, found, ["Second attempt"])
        shutil.rmtree(left)
    assert after


def test_a_whole_program_can_be_killed_too(quick: Path) -> None:
    index = Indexes(quick, BEFORE).fresh()
    code = "import sys, pathlib; from tests.store import tiny; "
    code += "tiny.rebuild(pathlib.Path(sys.argv[1]), ['Mayor resigns'])"
    outcome = crash.run_command(["-c", code, str(index)], Plan(index, "kill", at=40))
    assert outcome.killed
    assert len(outcome.events) == 40
    check_after_a_crash(index, BEFORE, NEWS)
