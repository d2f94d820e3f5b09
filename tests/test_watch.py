"""A folder kept in step: what is new, changed or gone, and what is left alone."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.archive import Archive
from search.errors import IndexBusy
from search.intake import Watch
from search.intake.inventory import Inventory
from search.report import Event
from search.store import Store
from tests.halin import BRIDGE, FERRY, HARBOUR, MAYOR, put


class Clock:
    """Steps of a watch, each a second after the one before."""

    def __init__(self) -> None:
        self.now = 0.0

    def step(self, watch: Watch) -> list[Event]:
        self.now += 1
        return list(watch.step(self.now))

    def settle(self, watch: Watch) -> list[Event]:
        """Return what is told until nothing is left to do."""
        told = self.step(watch) + self.step(watch)
        for _ in range(20):
            if not watch.waiting and watch.pause_s(9) > 0:
                break
            told += self.step(watch)
        return told


@pytest.fixture
def news(tmp_path):
    return put(tmp_path / "news", {"a.txt": HARBOUR, "b.txt": FERRY, "2017/c.txt": MAYOR})


@pytest.fixture
def archive(tmp_path, news):
    archive = Archive.open(tmp_path / "index")
    archive.rebuild([news])
    return archive


@pytest.fixture
def clock():
    return Clock()


def lines(*numbers: int) -> str:
    return "".join(
        json.dumps(
            {"id": f"s{n}", "title": f"Strike, day {n}", "body": f"Strike day {n} in Halin."}
        )
        + "\n"
        for n in numbers
    )


def held(archive: Archive) -> set[str]:
    """Return file and headline of every article."""
    return {f"{hit.article.source.path}: {hit.title}" for hit in archive.search(per_page=200).hits}


def done(events: list[Event]) -> tuple[int, int, int]:
    """Return how many were added, updated and removed."""
    reports = [event.report for event in events if event.report is not None]
    return (
        sum(one.added for one in reports),
        sum(one.updated for one in reports),
        sum(one.removed for one in reports),
    )


def test_what_is_new_changed_or_gone_is_added_updated_or_removed(archive, news, clock):
    watch = archive.watch()
    assert clock.settle(watch) == []
    put(news, {"d.txt": BRIDGE, "b.txt": FERRY.replace("an hour", "a day")})
    (news / "a.txt").unlink()
    assert done(clock.settle(watch)) == (1, 1, 1)
    assert held(archive) == {
        "b.txt: Ferry delayed by fog",
        "2017/c.txt: Mayor resigns",
        "d.txt: Bridge opens",
    }
    assert archive.search("day").total == 1
    archive.verify()


def test_nothing_is_read_again_that_has_kept_its_size_and_time(archive, news, clock):
    before = (news / "a.txt").stat()
    (news / "a.txt").write_text(HARBOUR.replace("Tuesday", "Sundays"))
    os.utime(news / "a.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert clock.settle(archive.watch()) == []
    assert archive.snapshot().commit == 1
    os.utime(news / "a.txt")
    assert done(clock.settle(archive.watch())) == (0, 1, 0)


def test_a_file_that_is_only_touched_is_read_once_and_changes_nothing(archive, news, clock):
    watch = archive.watch()
    os.utime(news / "a.txt", (1, 1))
    assert clock.settle(watch) == []
    assert archive.snapshot().commit == 1
    watch.close()
    files = Inventory.from_bytes(archive._engine.facts().inventory).files
    assert files[str(news / "a.txt")].mtime_ns == 1_000_000_000


def test_a_file_that_is_still_being_written_is_waited_for(archive, news, clock):
    watch = archive.watch()
    for cut in (20, 40, 60):
        put(news, {"d.txt": BRIDGE[:cut]})
        assert clock.step(watch) == []
        assert watch.waiting == 1
    put(news, {"d.txt": BRIDGE})
    assert clock.step(watch) == []
    assert done(clock.step(watch)) == (1, 0, 0)
    assert archive.search("noon").total == 1


def test_a_file_that_is_put_back_at_once_was_never_gone(archive, news, clock):
    watch = archive.watch()
    (news / "a.txt").rename(news / ".a.txt.saving")
    assert clock.step(watch) == []
    (news / ".a.txt.saving").rename(news / "a.txt")
    assert clock.settle(watch) == []
    assert len(held(archive)) == 3


def test_a_folder_that_is_gone_for_a_while_takes_nothing_with_it(tmp_path, archive, news, clock):
    watch = archive.watch()
    news.rename(tmp_path / "away")
    assert [(one.what, one.path) for one in clock.settle(watch)] == [("absent", str(news))]
    assert clock.settle(watch) == []
    (tmp_path / "away").rename(news)
    assert [one.what for one in clock.settle(watch)] == ["back"]
    assert len(held(archive)) == 3
    assert archive.snapshot().commit == 1


def test_a_share_that_is_empty_for_a_while_takes_nothing_with_it(tmp_path, archive, news, clock):
    watch = archive.watch()
    news.rename(tmp_path / "away")
    news.mkdir()
    (told,) = clock.settle(watch)
    assert (told.what, told.path, told.files) == ("kept", str(news), 3)
    put(news, {"new.txt": BRIDGE})
    assert done(clock.settle(watch)) == (1, 0, 0)  # and nothing is said a second time
    shutil.rmtree(news)
    (tmp_path / "away").rename(news)
    assert done(clock.settle(watch)) == (0, 0, 1)  # what was put where the share should be
    assert len(held(archive)) == 3
    (news / "a.txt").unlink()
    assert done(clock.settle(watch)) == (0, 0, 1)


def test_more_than_half_may_go_when_that_is_allowed(archive, news, clock):
    (news / "a.txt").unlink()
    (news / "b.txt").unlink()
    assert [one.what for one in clock.settle(archive.watch())] == ["kept"]
    assert done(clock.settle(archive.watch(allow_vanish=True))) == (0, 0, 2)
    assert held(archive) == {"2017/c.txt: Mayor resigns"}


def test_what_has_moved_is_not_gone(archive, news, clock):
    ids = {hit.id for hit in archive.search(per_page=9).hits}
    watch = archive.watch()
    (news / "old").mkdir()
    for name in ("a.txt", "b.txt"):
        (news / name).rename(news / "old" / name)
    told = clock.settle(watch)
    assert done(told) == (0, 0, 0)
    assert [one.what for one in told] == ["changed"]
    assert {hit.id for hit in archive.search(per_page=9).hits} == ids
    assert "old/a.txt: Dockers end strike" in held(archive)


def test_what_was_removed_stays_out_until_it_changes(archive, news, clock):
    put(news, {"all.jsonl": lines(1, 2)})
    archive.add([news])
    archive.remove(["s1"])
    watch = archive.watch()
    os.utime(news / "all.jsonl")
    assert clock.settle(watch) == []
    put(news, {"all.jsonl": lines(1, 2, 3)})
    assert done(clock.settle(watch)) == (1, 0, 0)
    assert archive.article("s1") is None
    put(news, {"all.jsonl": lines(1, 2, 3).replace("Strike day 1", "A strike, day 1")})
    assert done(clock.settle(watch)) == (1, 0, 0)
    assert archive.article("s1") is not None


def test_a_rebuild_says_that_what_was_removed_is_back(archive, news):
    put(news, {"all.jsonl": lines(1, 2)})
    archive.add([news])
    archive.remove(["s1", "nosuch"])
    report = archive.rebuild()
    assert ["s1 was removed" in one.reason for one in report.warned] == [True]
    assert archive.article("s1") is not None
    assert archive.rebuild().warned == ()


def test_what_cannot_be_read_is_told_once_until_it_changes(archive, news, clock):
    watch = archive.watch()
    put(news, {"broken.jsonl": "{broken\n"})
    (told,) = clock.settle(watch)
    assert told.report is not None
    assert [one.path for one in told.report.skipped] == ["broken.jsonl"]
    assert archive.status().problems[0].path == "broken.jsonl"
    assert clock.settle(watch) == []
    assert clock.settle(archive.watch()) == []  # nor by another
    put(news, {"broken.jsonl": lines(1)})
    assert done(clock.settle(watch)) == (1, 0, 0)
    assert archive.status().problems == ()


def test_a_record_that_is_in_its_file_no_more_goes(archive, news, clock):
    watch = archive.watch()
    put(news, {"all.jsonl": lines(1, 2, 3)})
    assert done(clock.settle(watch)) == (3, 0, 0)
    put(news, {"all.jsonl": lines(1, 3)})
    assert done(clock.settle(watch)) == (0, 0, 1)
    assert archive.article("s2") is None
    put(news, {"all.jsonl": lines(1) + lines(3)[:30]})  # who cut it short?
    assert done(clock.settle(watch)) == (0, 0, 0)
    assert archive.article("s3") is not None


def test_what_is_packed_in_a_file_goes_with_it(archive, news, clock):
    with zipfile.ZipFile(news / "pack.zip", "w") as pack:
        pack.writestr("x/d.txt", BRIDGE)
        pack.writestr("all.jsonl", lines(1, 2))
    watch = archive.watch()
    assert done(clock.settle(watch)) == (3, 0, 0)
    (news / "pack.zip").unlink()
    assert done(clock.settle(watch)) == (0, 0, 3)


def test_another_folder_is_taken_in_and_remembered(tmp_path, archive, clock):
    late = put(tmp_path / "late", {"a.txt": BRIDGE})
    assert done(clock.settle(archive.watch([late]))) == (1, 0, 0)
    assert archive.status().sources == (str(tmp_path / "news"), str(late))
    assert clock.settle(archive.watch()) == []
    put(late, {"b.txt": FERRY, "c.txt": BRIDGE + " It is long."})
    assert done(clock.settle(archive.watch([late]))) == (2, 0, 0)
    (late / "a.txt").unlink()
    assert done(clock.settle(archive.watch([late]))) == (0, 0, 1)
    assert "a.txt: Dockers end strike" in held(archive)
    report = archive.rebuild()
    assert (report.reused, report.added, report.removed) == (5, 0, 0)


def test_others_may_write_between_and_are_waited_for(tmp_path, archive, news, clock):
    watch, other = archive.watch(), Archive.open(tmp_path / "index")
    put(news, {"d.txt": BRIDGE})
    with Store(tmp_path / "index").writing("add"):
        assert [one.what for one in clock.settle(watch)] == ["busy"]
    late = put(tmp_path / "late", {"e.txt": BRIDGE + " It is long."})
    other.add([late])  # what was read before has to be looked at again
    assert done(clock.settle(watch)) == (1, 0, 0)
    put(news, {"f.txt": FERRY + " It is late."})
    other.add([news / "f.txt"])
    assert clock.settle(watch) == []
    assert len(held(archive)) == 6
    put(news, {"g.txt": MAYOR + " It is true."})
    hasty = archive.watch(patient=False)
    with Store(tmp_path / "index").writing("add"), pytest.raises(IndexBusy):
        clock.settle(hasty)


def test_what_the_names_file_says_is_followed_as_soon_as_it_is_said(tmp_path, archive, clock):
    watch = archive.watch()
    assert clock.settle(watch) == []
    (tmp_path / "names.txt").write_text("Anna Maria Lee = Ana Lee\n")
    assert [one.what for one in clock.settle(watch)] == ["changed"]
    assert archive.search(people=["Anna Maria Lee"]).total == 1
    assert clock.settle(watch) == []
    (tmp_path / "names.txt").unlink()
    clock.settle(watch)
    assert archive.search(people=["Anna Maria Lee"]).total == 0


def test_much_is_written_bit_by_bit(archive, news, clock, monkeypatch):
    monkeypatch.setattr("search.intake.watch.MOST_FILES", 2)
    watch = archive.watch()
    put(news, {f"{n}.txt": BRIDGE + f" It is {n} m long." for n in range(5)})
    (news / "a.txt").rename(news / "z.txt")
    assert [one.report.files for one in clock.settle(watch) if one.report] == [2, 2, 2]
    assert len(held(archive)) == 8
    assert clock.settle(watch) == []


def test_an_index_that_knows_nothing_of_its_files_reads_them_once(archive, news, clock):
    from dataclasses import replace

    archive._engine.remove((), lambda: replace(archive._engine.facts(), inventory=b""))
    watch = archive.watch()
    assert clock.settle(watch) == []
    watch.close()
    assert archive.watch().files == 3


def test_of_a_file_that_was_emptied_nothing_stays(archive, news, clock):
    watch = archive.watch(allow_vanish=True)
    put(news, {"d.jsonl": lines(0, 1)})
    clock.settle(watch)
    before = held(archive)
    put(news, {"d.jsonl": ""})
    clock.settle(watch)
    assert before - held(archive) == {"d.jsonl: Strike, day 0", "d.jsonl: Strike, day 1"}


NAMES = ("a.txt", "b.txt", "sub/c.txt", "d.jsonl")
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(("write", "delete", "rename", "touch", "look", "add")),
        st.sampled_from(NAMES),
        st.integers(0, 3),
    ),
    max_size=14,
)


@given(DEEDS)
@settings(max_examples=12, deadline=None)
def test_whatever_happens_to_a_folder_the_index_comes_to_hold_what_it_holds(deeds):
    with tempfile.TemporaryDirectory() as folder:
        news = put(Path(folder) / "news", {"a.txt": HARBOUR})
        archive = Archive.open(Path(folder) / "index")
        archive.rebuild([news])
        watch, clock = archive.watch(allow_vanish=True), Clock()
        for number, (deed, name, other) in enumerate(deeds):
            path = news / name
            if deed == "write":
                texts = lines(*range(other)) if name == "d.jsonl" else f"{BRIDGE} {other}."
                put(news, {name: texts})
                os.utime(path, ns=(0, 1_000_000_000 + number))
            elif deed == "add":
                archive.add([news])
            elif deed == "look":
                clock.step(watch)
            elif path.exists() and deed == "touch":
                os.utime(path, ns=(0, 1_000_000_000 + number))
            elif path.exists() and deed == "delete":
                path.unlink()
            elif path.exists() and name != "d.jsonl":
                path.rename(news / NAMES[other % 2])
        clock.settle(watch)
        fresh = Archive.open(Path(folder) / "fresh")
        fresh.rebuild([news])
        assert told(archive) == told(fresh)
        archive.verify()


def told(archive: Archive) -> list[tuple[str, int, str]]:
    return sorted(
        (hit.article.source.path, hit.article.source.record, hit.article.body)
        for hit in archive.search(per_page=200).hits
    )


@given(
    st.dictionaries(
        st.text(st.characters(exclude_characters="/"), min_size=1),
        st.tuples(st.integers(0), st.integers(0)),
    ),
    st.dictionaries(st.text(), st.text()),
)
def test_an_inventory_is_read_back_as_it_was(files, removed):
    inventory = Inventory()
    for name, stamp in files.items():
        inventory.files[f"/news/{name}"] = stamp
    inventory.removed = removed
    again = Inventory.from_bytes(inventory.to_bytes())
    assert (again.files, again.removed) == (inventory.files, inventory.removed)


@pytest.mark.parametrize("data", [b"", b"x", b"x\x9c\x03\x00\x00\x00\x00\x01"])
def test_an_inventory_that_cannot_be_read_is_empty(data):
    assert Inventory.from_bytes(data).files == {}


# A large archive, which learns from its articles when there is time


@pytest.fixture
def large(monkeypatch):
    """Have every archive take too long to learn from an article at once."""
    monkeypatch.setattr("search.intake.late.AT_ONCE_S", -1.0)


def spoken(*spellings: str) -> dict[str, str]:
    return {
        f"{number}.txt": f"Report {number}\n\nThe mayor {name} spoke of harbour number {number}."
        for number, name in enumerate(spellings)
    }


def names(archive: Archive) -> set[str]:
    found = archive.search(per_page=200).hits
    return {person.name for hit in found for person in hit.article.people}


def lag(archive: Archive) -> tuple[int, bool]:
    inventory = Inventory.from_bytes(archive._engine.facts().inventory)
    return len(inventory.unsurveyed), inventory.is_stale


@pytest.mark.parametrize("end", ["quiet", "rebuild", "add"])
def test_what_is_learnt_late_is_learnt_at_last(tmp_path, clock, large, end):
    archive = Archive.open(tmp_path / "index")
    news = put(tmp_path / "news", spoken("Sergei Lavrov", "Ana Lee"))
    archive.rebuild([news])
    watch = archive.watch()
    watch.prepare()
    put(news, spoken("Sergei Lavrov", "Ana Lee", "Sergey Lavrov", "Sergey Lavrov"))
    assert done(clock.settle(watch)) == (2, 0, 0)
    assert lag(archive) == (2, False)
    if end == "quiet":
        clock.now += 100
        assert clock.step(watch) == []
    elif end == "add":
        archive.add([put(tmp_path / "more", {"z.txt": BRIDGE})])
    if end != "rebuild":
        assert lag(archive) == (0, False)
    archive.rebuild()
    fresh = Archive.open(tmp_path / "fresh")
    fresh.rebuild([news, *([tmp_path / "more"] if end == "add" else [])])
    assert names(archive) == names(fresh) == {"Sergey Lavrov", "Ana Lee"}
    assert archive.rebuild().reused == len(held(archive))


def test_what_is_to_be_forgotten_is_forgotten_at_last(tmp_path, clock, large):
    archive = Archive.open(tmp_path / "index")
    spelled = ("Sergey Lavrov", "Sergey Lavrov", "Sergei Lavrov", "Ana Lee", "Ana Lee")
    news = put(tmp_path / "news", spoken(*spelled))
    archive.rebuild([news])
    watch = archive.watch()
    watch.prepare()
    (news / "0.txt").unlink()
    put(news, {"1.txt": BRIDGE})
    assert done(clock.settle(watch)) == (0, 1, 1)
    assert lag(archive) == (1, True)
    clock.now += 100
    clock.step(watch)
    assert lag(archive) == (0, False)
    (news / "4.txt").unlink()
    clock.settle(watch)
    watch.close()  # and what it was about to forget is lost with it
    assert lag(archive) == (0, True)
    archive.rebuild()
    assert lag(archive) == (0, False)
    fresh = Archive.open(tmp_path / "fresh")
    fresh.rebuild([news])
    assert names(archive) == names(fresh) == {"Sergei Lavrov", "Ana Lee"}


def test_a_large_archive_is_grouped_when_it_is_quiet(tmp_path, clock, monkeypatch):
    monkeypatch.setattr("search.local.grouping.SMALL", 0)
    archive = Archive.open(tmp_path / "index")
    strike = "Ferry crews of the Osk line walked out over pay, and the harbour union called {}."
    news = put(tmp_path / "news", {"a.txt": f"Ferries stop\n\n{strike.format('a strike')}"})
    archive.rebuild([news])
    watch = archive.watch()
    watch.prepare()
    put(news, {"b.txt": f"Osk ferries stop\n\n{strike.format('it a strike')}"})
    assert done(clock.settle(watch)) == (1, 0, 0)
    assert not archive.grouping().is_current
    clock.now += 100
    assert clock.step(watch) == []
    assert (archive.grouping().stories, archive.grouping().in_stories) == (1, 2)
    commit = archive.snapshot().commit
    clock.now += 100
    assert clock.step(watch) == []
    assert archive.snapshot().commit == commit
