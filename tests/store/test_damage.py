"""R4: damage is noticed, named in one line with its remedy, and the commit before serves."""

from __future__ import annotations

import errno
import random
import shutil
from pathlib import Path

import pytest

from search.errors import IndexAbsent, IndexDamaged, IndexFault
from search.store import Store, View
from search.store.sealed import seal, unseal
from tests.store import tiny

OLD, NEW = ["Ferry delayed"], ["Harbour strike ends", "Mayor resigns"]


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two generations, the live one with an addition."""
    index = tmp_path_factory.mktemp("damage") / "pattern"
    tiny.rebuild(index, OLD)
    tiny.rebuild(index, NEW[:1])
    tiny.add(index, NEW[1:])
    return index


@pytest.fixture
def index(pattern: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pattern, tmp_path / "index"))


def live_files(index: Path) -> list[Path]:
    """Return every file that the live commit is read from."""
    view = Store(index).current()
    files = [view.directory / file.name for file in view.manifest.files]
    return [index / "CURRENT", view.directory / f"manifest-{view.commit}.json", *files]


def check_caught(index: Path, path: Path) -> None:
    with pytest.raises(IndexDamaged) as caught:
        Store(index).verify()
    message = str(caught.value)
    assert path.name in message
    assert "Run: index rebuild" in message
    assert "\n" not in message
    assert caught.value.path == path


def test_every_kind_of_damage_to_every_file_is_caught(index: Path) -> None:
    dice = random.Random(3)
    for path in live_files(index):
        sound = path.read_bytes()
        flips = [dice.randrange(len(sound) * 8) for _ in range(25)]
        damages = [
            *(
                bytes(b ^ (1 << f % 8) if i == f // 8 else b for i, b in enumerate(sound))
                for f in flips
            ),
            *(sound[: dice.randrange(len(sound))] for _ in range(5)),
            sound[: len(sound) // 2] + bytes(len(sound) - len(sound) // 2),
            sound + b"\0",
            b"",
        ]
        for damage in damages:
            path.write_bytes(damage)
            check_caught(index, path)
        path.unlink()
        check_caught(index, path)
        path.mkdir()
        check_caught(index, path)
        path.rmdir()
        path.write_bytes(sound)
    Store(index).verify()


def test_no_flip_of_a_sealed_value_goes_unnoticed() -> None:
    sound = seal({"commit": 12, "generation": 3})
    assert unseal(sound) == {"commit": 12, "generation": 3}
    for bit in range(len(sound) * 8):
        flipped = bytearray(sound)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(ValueError, match="checksum"):
            unseal(bytes(flipped))


def test_a_missing_file_lets_the_commit_before_serve_and_says_why(index: Path) -> None:
    (index / "gen-2" / "part-3.terms").unlink()
    view = Store(index).current()
    assert view.point == (2, 2)
    assert view.fallback_reason is not None
    assert view.fallback_reason.startswith("gen-2/part-3.terms in the index ")
    assert view.fallback_reason.endswith("is missing. Run: index rebuild")
    assert tiny.contents(view) == NEW[:1]


def test_when_the_whole_generation_is_damaged_the_one_before_serves(index: Path) -> None:
    (index / "gen-2" / "part-2.terms").write_text("[]")
    assert tiny.read(index) == OLD
    shutil.rmtree(index / "gen-2")
    view = Store(index).current()
    assert tiny.contents(view) == OLD
    assert "manifest-3.json" in str(view.fallback_reason)


def test_without_current_the_newest_sound_commit_serves(index: Path) -> None:
    for damage in (None, b"", b"{}", seal({"format": 99}), seal([])):
        (index / "CURRENT").unlink()
        if damage is not None:
            (index / "CURRENT").write_bytes(damage)
        view = Store(index).current()
        assert tiny.contents(view) == NEW
        assert "CURRENT" in str(view.fallback_reason)
        (index / "CURRENT").write_bytes(b"")


def test_when_nothing_is_sound_the_live_file_is_named(index: Path) -> None:
    for path in index.rglob("part-*"):
        path.write_text("x")
    with pytest.raises(IndexDamaged, match=r"gen-2/part-2\.columns .* Run: index rebuild"):
        Store(index).current()


def test_a_rebuild_repairs_and_keeps_the_sound_generation(index: Path) -> None:
    (index / "gen-2" / "part-2.terms").unlink()
    tiny.rebuild(index, NEW)
    view = Store(index).verify()
    assert view.fallback_reason is None
    assert sorted(path.name for path in index.glob("gen-*")) == ["gen-1", "gen-3"]
    (index / "gen-3" / "part-4.terms").unlink()
    assert tiny.read(index) == OLD


@pytest.mark.parametrize("lost", ["CURRENT", "gen-2/manifest-3.json", "gen-2", "gen-1", "."])
def test_a_rebuild_repairs_whatever_is_lost(index: Path, lost: str) -> None:
    path = index / lost
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    tiny.rebuild(index, ["The day after"])
    Store(index).verify()
    assert tiny.read(index) == ["The day after"]
    assert tiny.leftovers(index) == set()


def test_nothing_is_added_to_a_fallback(index: Path) -> None:
    (index / "gen-2" / "part-3.terms").unlink()
    with pytest.raises(IndexDamaged, match=r"part-3\.terms"):
        tiny.add(index, ["The day after"])
    assert tiny.read(index) == NEW[:1]


def test_what_a_full_check_finds_is_not_served_again(index: Path) -> None:
    path = index / "gen-2" / "part-3.terms"
    path.write_text("?" * path.stat().st_size)
    store = Store(index)
    assert store.current().fallback_reason is None  # size and name are right
    with pytest.raises(IndexDamaged, match="checksum"):
        store.verify()
    assert store.current().point == (2, 2)
    assert "checksum" in str(store.current().fallback_reason)
    tiny.rebuild(index, NEW)
    assert store.current().fallback_reason is None


def test_opening_falls_back_when_the_engine_finds_damage(index: Path) -> None:
    path = index / "gen-2" / "part-3.terms"
    path.write_text("?" * path.stat().st_size)
    assert Store(index).open(tiny.contents) == NEW[:1]
    assert Store(index).open(tiny.contents, full=True) == NEW[:1]


def test_an_error_that_is_not_the_indexs_is_not_damage(index: Path) -> None:
    def opener(_: View) -> None:
        raise FileNotFoundError("a word list of the engine")

    store = Store(index)
    with pytest.raises(FileNotFoundError, match="word list"):
        store.open(opener)
    assert store.current().fallback_reason is None


def test_a_disk_that_fails_while_the_engine_reads_is_told(index: Path) -> None:
    def opener(view: View) -> None:
        raise OSError(errno.EMFILE, "Too many open files", str(view.directory / "part-3.terms"))

    with pytest.raises(IndexFault, match=r"cannot be read: Too many open files: .*part-3\.terms"):
        Store(index).open(opener)


def test_what_was_written_down_is_told_even_when_nothing_is_sound(index: Path) -> None:
    for path in index.rglob("part-*"):
        path.write_text("x")
    assert Store(index).remembered().point == (2, 3)
    (index / "CURRENT").write_bytes(b"")
    assert Store(index).remembered().point == (2, 3)
    (index / "gen-2" / "manifest-3.json").write_bytes(b"")
    assert Store(index).remembered().point == (2, 2)
    shutil.rmtree(index / "gen-2")
    assert Store(index).remembered().point == (1, 1)
    shutil.rmtree(index / "gen-1")
    with pytest.raises(IndexDamaged, match="CURRENT"):
        Store(index).remembered()
    with pytest.raises(IndexAbsent):
        Store(index / "nowhere").remembered()


def test_a_link_is_not_a_file_of_the_index(index: Path, tmp_path: Path) -> None:
    path = index / "gen-2" / "part-3.terms"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    check_caught(index, path)


def test_a_manifest_cannot_reach_outside_its_directory(index: Path) -> None:
    path = index / "gen-2" / "manifest-3.json"
    value = unseal(path.read_bytes())
    assert isinstance(value, dict)
    value["files"][0]["name"] = "../../../etc/passwd"
    path.write_bytes(seal(value))
    with pytest.raises(IndexDamaged, match="outside its directory"):
        Store(index).verify()


def test_an_index_whose_first_rebuild_never_finished_is_absent(tmp_path: Path) -> None:
    index = tmp_path / "index"
    (index / "gen-1").mkdir(parents=True)
    (index / "gen-1" / "part-1.terms").write_text("half")
    (index / "lock").write_text("")
    with pytest.raises(IndexAbsent):
        Store(index).current()
