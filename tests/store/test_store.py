"""What an engine may rely on: drafts, publishing, reading, and what is kept."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
from pathlib import Path

import pytest

from search.errors import IndexAbsent, IndexDamaged, IndexFault, NotEnoughSpace
from search.store import Store, View
from tests.store import tiny

STRIKE, FERRY, MAYOR = "Harbour strike ends", "Ferry delayed", "Mayor resigns"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "index"


def accept(_: View) -> None:
    pass


def test_looking_at_an_index_that_is_not_there_creates_nothing(index: Path) -> None:
    store = Store(index)
    with pytest.raises(IndexAbsent, match="index rebuild"):
        store.current()
    with pytest.raises(IndexAbsent):
        store.verify()
    assert not index.exists()


def test_a_rebuild_replaces_and_an_addition_adds(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    tiny.add(index, [FERRY])
    assert tiny.read(index) == [FERRY, STRIKE]
    tiny.rebuild(index, [MAYOR])
    assert tiny.read(index) == [MAYOR]


def test_commits_count_on_and_generations_count_rebuilds(index: Path) -> None:
    views = [tiny.rebuild(index, [STRIKE]), tiny.add(index, [FERRY]), tiny.rebuild(index, [MAYOR])]
    assert [view.point for view in views] == [(1, 1), (1, 2), (2, 3)]


def test_a_view_tells_what_was_published(index: Path) -> None:
    before = dt.datetime.now(dt.timezone.utc)
    tiny.rebuild(index, [STRIKE, FERRY], data={"sources": ["/news/a\udcff.txt"], "ratio": 0.5})
    view = Store(index).current()
    assert view.manifest.data["note"] == {"sources": ["/news/a\udcff.txt"], "ratio": 0.5}
    assert [file.name for file in view.manifest.files] == [
        "part-1.columns",
        "part-1.postings",
        "part-1.terms",
    ]
    assert view.manifest.size_bytes == sum(
        (view.directory / file.name).stat().st_size for file in view.manifest.files
    )
    assert view.fallback_reason is None
    assert (view.snapshot.generation, view.snapshot.commit, view.snapshot.articles) == (1, 1, 2)
    assert before <= view.snapshot.built_at <= dt.datetime.now(dt.timezone.utc)


def test_a_store_sees_what_another_publishes(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    reader = Store(index)
    for headlines in ([FERRY], [MAYOR], [STRIKE, FERRY]):
        assert reader.current() == reader.current()
        tiny.rebuild(index, headlines)
        assert tiny.contents(reader.current()) == sorted(headlines)


def test_an_index_removed_and_made_anew_is_another(index: Path) -> None:
    reader = Store(index)
    tiny.rebuild(index, [STRIKE])
    old = reader.current()
    shutil.rmtree(index)
    tiny.rebuild(index, [FERRY])
    new = reader.current()
    assert old.point == new.point
    assert old != new
    assert tiny.contents(new) == [FERRY]


def test_the_commit_and_the_generation_before_are_kept_and_no_more(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    tiny.rebuild(index, [STRIKE])
    tiny.add(index, [FERRY])
    tiny.add(index, [MAYOR])
    assert sorted(path.name for path in index.iterdir()) == ["CURRENT", "gen-1", "gen-2", "lock"]
    manifests = sorted(path.name for path in index.rglob("manifest-*"))
    assert manifests == ["manifest-1.json", "manifest-3.json", "manifest-4.json"]
    tiny.rebuild(index, [MAYOR])
    assert not (index / "gen-1").exists()
    assert sorted(path.name for path in index.rglob("manifest-*")) == [
        "manifest-4.json",
        "manifest-5.json",
    ]
    assert tiny.leftovers(index) == set()


def test_a_draft_that_fails_its_check_never_shows(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])

    def refuse(view: View) -> None:
        assert (view.directory / "a").read_text() == "broken"
        assert Store(index).current().generation == 1
        raise IndexDamaged("the canary found nothing", code="index.canary", path=view.directory)

    def attempt() -> None:
        with Store(index).writing("index rebuild") as writer:
            draft = writer.new_generation()
            (draft.path / "a").write_text("broken")
            draft.publish(files=["a"], articles=1, data={}, check=refuse)

    with pytest.raises(IndexDamaged, match="canary"):
        attempt()
    assert tiny.read(index) == [STRIKE]
    assert tiny.leftovers(index) == set()


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_whatever_ends_the_block_the_draft_goes_and_the_lock_is_free(
    index: Path, error: type[BaseException]
) -> None:
    tiny.rebuild(index, [STRIKE])

    def attempt() -> None:
        with Store(index).writing("index add") as writer:
            (writer.new_commit().path / "half").write_text("half")
            raise error

    with pytest.raises(error):
        attempt()
    assert tiny.leftovers(index) == set()
    tiny.add(index, [FERRY])
    assert tiny.read(index) == [FERRY, STRIKE]


def test_one_writer_can_publish_again_and_again(index: Path) -> None:
    with Store(index).writing("index watch") as writer:
        assert writer.live is None
        for number in range(1, 4):
            draft = writer.new_commit() if number > 1 else writer.new_generation()
            (draft.path / f"part-{number}").write_text(str(number))
            names = [f"part-{n}" for n in range(1, number + 1)]
            view = draft.publish(files=names, articles=number, data={}, check=accept)
            assert writer.live == view == Store(index).current()
    assert tiny.leftovers(index) == set()


def test_one_draft_at_a_time(index: Path) -> None:
    with Store(index).writing("index rebuild") as writer:
        writer.new_generation()
        with pytest.raises(RuntimeError, match="not been published"):
            writer.new_generation()


def test_published_files_may_not_be_changed_or_removed(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    tiny.rebuild(index, [STRIKE])

    def attempt(change: object) -> None:
        with Store(index).writing("index add") as writer:
            draft = writer.new_commit()
            path = draft.path / "part-2.terms"
            if change == "remove":
                path.unlink()
            else:
                path.write_text("x" * path.stat().st_size)
            draft.publish(files=["part-2.terms"], articles=1, data={}, check=accept)

    with pytest.raises(RuntimeError, match=r"part-2\.terms .* was changed"):
        attempt("write")
    with pytest.raises(RuntimeError, match=r"part-2\.terms .* was removed"):
        attempt("remove")
    assert Store(index).current().generation == 1


@pytest.mark.parametrize("name", ["../out", "a/b", "", "..", "manifest-9.json", "a\nb"])
def test_a_commit_consists_of_plain_names(index: Path, name: str) -> None:
    with Store(index).writing("index rebuild") as writer:
        draft = writer.new_generation()
        with pytest.raises(ValueError, match="cannot be called"):
            draft.publish(files=[name], articles=0, data={}, check=accept)


def test_adding_needs_an_index(index: Path) -> None:
    with Store(index).writing("index add") as writer, pytest.raises(IndexAbsent):
        writer.new_commit()


def test_only_the_owner_may_enter_whatever_the_umask(index: Path) -> None:
    for umask in (0o000, 0o777):
        before = os.umask(umask)
        try:
            with Store(index).writing("index rebuild") as writer:
                draft = writer.new_generation()
                os.umask(0o022 & umask)  # the engine needs to write
                (draft.path / "a").write_text("a")
                os.umask(umask)
                draft.publish(files=["a"], articles=0, data={}, check=accept)
        finally:
            os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in index.rglob("*") if path.is_file()}
    assert modes == {0o600}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in [index, *index.glob("gen-*")]}
    assert modes == {0o700}


def test_an_index_that_others_may_write_is_not_trusted(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    for path in (index, index / "gen-1", index / "gen-1" / "part-1.terms"):
        mode = path.stat().st_mode
        path.chmod(mode | stat.S_IWOTH)
        with pytest.raises(IndexFault, match="chmod -R go-w") as caught:
            Store(index).current()
        assert caught.value.code == "index.not-private"
        path.chmod(mode)
    assert tiny.read(index) == [STRIKE]


def test_a_directory_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with (
        pytest.raises(IndexFault, match="holds no index") as caught,
        Store(tmp_path).writing("index rebuild"),
    ):
        pass
    assert caught.value.code == "index.not-an-index"
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_is_not_the_stores_own_is_never_swept(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    for name in ("names.toml", "gen-x", "gen-02", "CURRENT.bak"):
        (index / name).write_text("mine")
    tiny.rebuild(index, [FERRY])
    tiny.rebuild(index, [MAYOR])
    assert tiny.leftovers(index) == {"names.toml", "gen-x", "gen-02", "CURRENT.bak"}


def test_too_little_room_is_said_before_anything_is_written(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    with (
        pytest.raises(NotEnoughSpace, match=r"1000000000000\.0 MB are needed"),
        Store(index).writing("index rebuild") as writer,
    ):
        writer.need(10**18)
    assert tiny.leftovers(index) == set()


def test_errors_about_other_files_pass_unchanged(index: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), Store(index).writing("index rebuild"):
        (tmp_path / "article.txt").read_text()


def test_reading_needs_no_write_permission(index: Path) -> None:
    tiny.rebuild(index, [STRIKE])
    for path in [*index.rglob("*"), index]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    before = {path: path.stat().st_ctime_ns for path in [*index.rglob("*"), index]}
    try:
        assert tiny.read(index) == [STRIKE]
        assert Store(index).verify().commit == 1
    finally:
        index.chmod(0o700)
        (index / "gen-1").chmod(0o700)
    assert {p: p.stat().st_ctime_ns for p in before if p.is_file()} == {
        p: t for p, t in before.items() if p.is_file()
    }


def added(store: Store, headline: str) -> None:
    with store.writing("index add") as writer:
        draft = writer.new_commit()
        assert draft.base is not None
        parts = [str(part) for part in draft.base.manifest.data["parts"]]
        tiny._publish(draft, parts, [headline], None)


def test_a_writer_that_has_written_before_adds_to_what_is_there_now(tmp_path: Path) -> None:
    index = tmp_path / "index"
    store = Store(index)
    tiny.rebuild(index, ["Ferry delayed"])
    added(store, "Mayor resigns")
    added(store, "Harbour strike ends")
    tiny.add(index, ["Fog lifts"])  # by another
    added(store, "Regatta won")
    everything = ["Ferry delayed", "Fog lifts", "Harbour strike ends", "Mayor resigns"]
    assert tiny.read(index) == [*everything, "Regatta won"]
    assert tiny.leftovers(index) == set()


def test_a_writer_that_has_written_before_sweeps_what_a_killed_one_left(tmp_path: Path) -> None:
    index = tmp_path / "index"
    store = Store(index)
    tiny.rebuild(index, ["Ferry delayed"])
    added(store, "Mayor resigns")
    for name in ("CURRENT.new", "gen-1/manifest-3.json", "gen-1/part-3.terms", "gen-1/scratch"):
        (index / name).write_text("half of it")
    added(store, "Regatta won")
    assert tiny.read(index) == ["Ferry delayed", "Mayor resigns", "Regatta won"]
    assert store.current().commit == 4  # no number is used twice
    assert tiny.leftovers(index) == set()


def test_a_writer_that_could_not_sweep_sweeps_before_it_writes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    store = Store(index)
    tiny.rebuild(index, ["Ferry delayed"])
    added(store, "Fog lifts")
    with monkeypatch.context() as refusing:
        refusing.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(OSError(5, "no")))
        added(store, "Mayor resigns")
    assert "gen-1/scratch" in tiny.leftovers(index)
    with store.writing("index add") as writer:
        assert tiny.leftovers(index) == set()
        writer.new_commit()
    added(store, "Regatta won")
    assert tiny.read(index) == ["Ferry delayed", "Fog lifts", "Mayor resigns", "Regatta won"]


def test_a_writer_does_not_mistake_an_index_that_was_made_anew(tmp_path: Path) -> None:
    index = tmp_path / "index"
    store = Store(index)
    for headline in ("Ferry delayed", "Mayor resigns"):
        tiny.rebuild(index, [headline])
        added(store, "Fog lifts")
        assert tiny.read(index) == sorted([headline, "Fog lifts"])
        shutil.rmtree(index)
