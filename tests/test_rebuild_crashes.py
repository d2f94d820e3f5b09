"""R1, R2, R6: whatever stops a rebuild or an addition, the archive is the old one or the new."""

from __future__ import annotations

import errno
import itertools
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from search.archive import Archive
from search.errors import IndexBusy, SearchError
from search.store import Store
from tests.store import crash
from tests.store.crash import Plan

OLD = {
    "ferry.txt": "Ferry delayed by fog\n\nThe ferry left an hour late, the harbour master said.",
    "strike.txt": "Dockers end strike\n\nDockers in the harbour went back to work on Tuesday.",
}
NEW = {
    "strike.txt": "Dockers strike again\n\nDockers in the harbour walked out once more on Friday.",
    "mayor.txt": "Mayor resigns\n\nMayor Ana Lee resigned on Sunday after a long quarrel.",
}


class Town:
    """Fresh copies of an archive of OLD whose folder has since changed to OLD and NEW."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.articles = root / "articles"
        self.articles.mkdir()
        self._numbers = itertools.count()
        self._write(OLD)
        Archive.open(root / "pattern").rebuild([self.articles])
        self._write(NEW)
        self.before = titles(root / "pattern")
        after = self.fresh()
        Archive.open(after).rebuild()
        self.after = titles(after)

    def _write(self, texts: dict[str, str]) -> None:
        for name, text in texts.items():
            (self.articles / name).write_text(text)

    def fresh(self) -> Path:
        index = self.root / str(next(self._numbers))
        shutil.copytree(self.root / "pattern", index)
        return index

    def rebuild(self, index: Path) -> None:
        Archive.open(index).rebuild()

    def add(self, index: Path) -> None:
        Archive.open(index).add([self.articles])

    def check(self, index: Path) -> None:
        """Assert that the archive is whole, and that the next rebuild makes it the new one."""
        assert titles(index) in (self.before, self.after)
        Archive.open(index).rebuild()
        assert titles(index) == self.after
        Archive.open(index).verify()
        left = {path.name for path in index.iterdir()}
        assert {name for name in left if not name.startswith("gen-")} <= {"CURRENT", "lock"}
        assert len(left) <= 4


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    return Town(tmp_path_factory.mktemp("town"))


def titles(index: Path) -> list[str]:
    archive = Archive.open(index)
    found = sorted(hit.title or "" for hit in archive.search("harbour OR mayor").hits)
    archive.close()
    return found


JOURNEYS: dict[str, Callable[[Town, Path], None]] = {"rebuild": Town.rebuild, "add": Town.add}


def events(town: Town, journey: str) -> int:
    index = town.fresh()
    outcome = crash.run(lambda: JOURNEYS[journey](town, index), Plan(index))
    assert outcome.code == 0, outcome.said
    return len(outcome.events)


def kill_at(town: Town, journey: str, at: int) -> None:
    index = town.fresh()
    outcome = crash.run(lambda: JOURNEYS[journey](town, index), Plan(index, "kill", at))
    # How often a reader looks at CURRENT depends on the clock: a run may have a few events less.
    assert outcome.killed or (outcome.code == 0 and len(outcome.events) < at), outcome.said
    town.check(index)


def fail_at(town: Town, journey: str, at: int, error: int, *, sticky: bool) -> None:
    index = town.fresh()

    def action() -> None:
        try:
            JOURNEYS[journey](town, index)
        except SearchError as told:
            print(f"told: {told}", file=sys.stderr)

    outcome = crash.run(action, Plan(index, "oserror", at, error, sticky))
    assert outcome.code == 0, outcome.said  # a clear message, never a traceback
    town.check(index)  # which needs the lock, so it is free


@pytest.mark.parametrize("journey", JOURNEYS)
def test_killed_at_a_file_event_the_archive_is_old_or_new(town, journey):
    for at in crash.some(6, events(town, journey)):
        kill_at(town, journey, at)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_when_the_disk_fails_the_old_archive_serves_and_the_lock_is_free(town, journey):
    for at in crash.some(4, events(town, journey), seed=2):
        fail_at(town, journey, at, errno.ENOSPC, sticky=True)


@pytest.mark.slow
@pytest.mark.parametrize("journey", JOURNEYS)
def test_killed_at_every_file_event(town, journey):
    count = events(town, journey)
    assert count >= 40
    for at in crash.some(120, count):
        kill_at(town, journey, at)


@pytest.mark.slow
@pytest.mark.parametrize("journey", JOURNEYS)
def test_killed_at_fifty_random_times(town, journey):
    for number in range(25):
        index = town.fresh()
        crash.run(
            lambda: JOURNEYS[journey](town, index),  # noqa: B023  run before the next turn
            Plan(index),
            kill_after_s=0.02 * (number + 1),
        )
        town.check(index)


@pytest.mark.slow
@pytest.mark.parametrize("journey", JOURNEYS)
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_the_disk_fails_at_every_event(town, journey, error):
    for at in crash.some(60, events(town, journey)):
        fail_at(town, journey, at, error, sticky=False)


def test_of_two_writers_one_wins_and_the_other_is_told_the_pid(town, tmp_path):
    index = town.fresh()
    slow = (
        "import sys, time\n"
        "from pathlib import Path\n"
        "from search.archive import Archive\n"
        "def wait(progress):\n"
        "    writing, told = map(Path, sys.argv[3:])\n"
        "    writing.touch()\n"
        "    while not told.exists():\n"
        "        time.sleep(0.01)\n"
        "Archive.open(sys.argv[1]).rebuild([Path(sys.argv[2])], yes=True, progress=wait)\n"
    )
    writing, told = tmp_path / "writing", tmp_path / "told"
    command = [sys.executable, "-c", slow, *map(str, (index, town.articles, writing, told))]
    with subprocess.Popen(command) as first:
        while not writing.exists():
            assert first.poll() is None
            time.sleep(0.01)
        with pytest.raises(IndexBusy) as busy:
            Archive.open(index).remove(["any"])
        assert first.poll() is None  # it was not waited for
        assert busy.value.pid == first.pid
        assert titles(index) == town.before  # readers are not held up
        told.touch()
        assert first.wait() == 0
    assert titles(index) == town.after


@pytest.mark.parametrize("deed", ["rebuild", "add"])
def test_what_was_written_is_there_though_another_writes_before_stories_are_looked_for(
    town: Town, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    monkeypatch.setattr("search.local.grouping.SMALL", 0)
    index = town.fresh()
    archive = Archive.open(index)
    group = archive._engine.group
    with ExitStack() as another:

        def late() -> object:
            another.enter_context(Store(index).writing("add"))
            return group()

        monkeypatch.setattr(archive._engine, "group", late)
        report = getattr(archive, deed)([town.articles])
        assert report.articles == 3
        assert not archive._engine.grouping().is_current
    monkeypatch.undo()
    assert archive.group().is_current
