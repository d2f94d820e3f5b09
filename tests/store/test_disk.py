"""R2: when the disk fails or is full, the old index serves and the message says what to do."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.errors import IndexFault, NotEnoughSpace
from search.store import Store
from tests.store import crash, tiny
from tests.store.crash import Plan
from tests.store.test_crash import BEFORE, JOURNEYS, Indexes

SAYS = {
    errno.ENOSPC: "search.errors.NotEnoughSpace: The disk that holds ",
    errno.EIO: "search.errors.Index",
    errno.EACCES: "search.errors.IndexFault: ",
}


def unneeded(index: Path) -> set[str]:
    return tiny.leftovers(index) - {"CURRENT.new"}


def failing(quick: Path, journey: str, plan: Plan, count: int | None) -> None:
    before, action, after = JOURNEYS[journey]
    for _, index, outcome in crash.each_point(
        action, Indexes(quick, before).fresh, plan, count=count
    ):
        found = tiny.read(index)
        assert found in (before, after)
        if outcome.code == 0:  # only cleaning up can fail without harm
            assert found == after, outcome.events[-1]
        else:
            last = outcome.said.splitlines()[-1]
            assert last.startswith("search.errors.")
            if found == before:
                assert last.startswith(SAYS[plan.error]), outcome.said
                assert list(index.glob("gen-*")) == [] if found is None else not unneeded(index)
            else:
                assert "is in use, but the disk did not confirm" in last, outcome.said
        if not plan.sticky and found == before and found is not None and outcome.code:
            assert Store(index).verify().fallback_reason is None
        tiny.rebuild(index, ["The day after"])  # the lock is free
        assert tiny.read(index) == ["The day after"]
        assert tiny.leftovers(index) == set()
        shutil.rmtree(index)


def test_a_file_system_that_takes_no_advice_still_takes_commits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> None:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(os, "posix_fadvise", refuse, raising=False)
    tiny.rebuild(tmp_path / "index", BEFORE)
    tiny.add(tmp_path / "index", ["The day after"])
    monkeypatch.delattr(os, "posix_fadvise")
    tiny.add(tmp_path / "index", ["And the next"])
    assert tiny.read(tmp_path / "index") == sorted([*BEFORE, "The day after", "And the next"])


@pytest.mark.parametrize("journey", JOURNEYS)
@pytest.mark.parametrize(
    ("error", "sticky"),
    [(errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EIO, False)],
    ids=["full once", "stays full", "fails once"],
)
def test_errors_at_file_events(quick: Path, journey: str, error: int, sticky: bool) -> None:
    failing(quick, journey, Plan(quick, "oserror", error=error, sticky=sticky), 12)


@pytest.mark.slow
@pytest.mark.parametrize("sticky", [False, True], ids=["once", "stays"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["ENOSPC", "EIO"])
@pytest.mark.parametrize("journey", JOURNEYS)
def test_an_error_at_every_file_event(quick: Path, journey: str, error: int, sticky: bool) -> None:
    failing(quick, journey, Plan(quick, "oserror", error=error, sticky=sticky), None)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A place to mount small disks on; skips where that is not allowed."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a tmpfs needs Linux and root")
    place = tmp_path / "disk"
    place.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4k", "none", place], check=False, capture_output=True
    ).returncode:
        pytest.skip("mounting a tmpfs is not allowed here")
    subprocess.run(["umount", place], check=True)
    yield place
    subprocess.run(["umount", place], check=False, capture_output=True)


def test_disks_of_twenty_sizes(disk: Path) -> None:
    headlines = [f"Headline {number} of a busy day" for number in range(500)]
    full = done = 0
    for pages in range(18, 58, 2):
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={4 * pages}k", "none", disk], check=True
        )
        index = disk / "index"
        tiny.rebuild(index, BEFORE)
        try:
            tiny.rebuild(index, headlines)
        except NotEnoughSpace as error:
            assert "No space left" in str(error) or "are needed" in str(error)  # noqa: PT017
            assert tiny.read(index) == BEFORE
            full += 1
            tiny.rebuild(index, ["A short day"])
        else:
            assert tiny.read(index) == sorted(headlines)
            done += 1
        assert tiny.leftovers(index) == set()
        Store(index).verify()
        subprocess.run(["umount", disk], check=True)
    assert full + done == 20
    assert full
    assert done


def test_a_directory_that_may_not_be_written_says_so(tmp_path: Path) -> None:
    index = tmp_path / "index"
    tiny.rebuild(index, BEFORE)
    outcome = crash.run(
        lambda: tiny.rebuild(index, ["Mayor resigns"]), Plan(index, "oserror", 2, errno.EACCES)
    )
    assert "search.errors.IndexFault: The index " in outcome.said
    assert "cannot be written: Permission denied: " in outcome.said


def test_a_file_where_the_directory_should_be(tmp_path: Path) -> None:
    path = tmp_path / "index"
    path.write_text("a file")
    with pytest.raises(IndexFault), Store(path).writing("index rebuild"):
        pass
    with pytest.raises(IndexFault):
        Store(path).current()


def test_a_read_only_disk_is_read_and_says_why_it_is_not_written(disk: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", disk], check=True)
    index = disk / "index"
    tiny.rebuild(index, BEFORE)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    assert tiny.read(index) == BEFORE
    Store(index).verify()
    with (
        pytest.raises(IndexFault, match=r"cannot be written: Read-only file system") as caught,
        Store(index).writing("index rebuild"),
    ):
        pass
    assert caught.value.code == "index.not-writable"


def test_another_users_index_is_not_trusted(quick: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("becoming another user needs root")
    index = quick / "index"
    tiny.rebuild(index, BEFORE)

    def as_stranger() -> None:
        os.setuid(65533)
        Store(index).current()

    quick.chmod(0o755)
    assert "IndexFault: The index " in crash.run(as_stranger, Plan(index)).said  # may not enter
    for path in [index, *index.rglob("*")]:
        path.chmod(0o755)
    assert crash.run(as_stranger, Plan(index)).code == 0  # root's, and shared on purpose
    for path in [index, *index.rglob("*")]:
        os.chown(path, 65532, 65532)
    said = crash.run(as_stranger, Plan(index)).said
    assert "belongs to another user (65532), so it is not trusted" in said
