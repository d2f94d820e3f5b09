from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from search import ingest
from search.article import RawArticle
from search.errors import UsageError
from search.ingest import Limits, SourceFile
from tests.ingest.conftest import skip


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"The harbour strike, as told in {name}.")


def paths(folder: Path) -> list[str]:
    return [file.path for file in ingest.find([folder]).files]


def ids(*roots: Path) -> list[str]:
    found = ingest.find(roots)
    return [
        one.id for file in found.files for one in ingest.read(file) if isinstance(one, RawArticle)
    ]


def test_a_folder_is_walked_by_name(tmp_path):
    put(tmp_path, "b.txt", "a/z.txt", "a/b/c.txt", "c.txt")
    assert paths(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt", "c.txt"]


def test_a_file_has_its_folder_as_root(tmp_path):
    put(tmp_path, "a.txt")
    (file,) = ingest.find([tmp_path / "a.txt"]).files
    assert file == SourceFile(str(tmp_path), "a.txt", (tmp_path / "a.txt").stat().st_size)


def test_a_path_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        ingest.find([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    "name",
    [".hidden.txt", ".git/a.txt", "__MACOSX/a.txt", "a.txt~", "#a.txt#", "~$a.csv", "Thumbs.db"],
)
def test_hidden_files_and_leftovers_are_no_articles(tmp_path, name):
    put(tmp_path, "a.txt", name)
    assert paths(tmp_path) == ["a.txt"]


def test_a_hidden_file_that_is_asked_for_is_read(tmp_path):
    put(tmp_path, ".hidden.txt")
    assert paths(tmp_path / ".hidden.txt") == [".hidden.txt"]


def test_links_in_a_circle_end(tmp_path):
    put(tmp_path, "a/b.txt")
    (tmp_path / "a/again").symlink_to(tmp_path)
    (tmp_path / "c.txt").symlink_to(tmp_path / "a/b.txt")
    (tmp_path / "itself").symlink_to(tmp_path / "itself")
    found = ingest.find([tmp_path])
    assert [file.path for file in found.files] == ["a/b.txt"]
    assert [(one.path, one.code) for one in found.skipped] == [("itself", "file.unreadable")]


def test_a_file_under_two_paths_is_there_once(tmp_path):
    put(tmp_path, "a/b.txt")
    assert len(ingest.find([tmp_path, tmp_path / "a", tmp_path / "a/b.txt"]).files) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    found = ingest.find([tmp_path])
    assert [(one.path, one.code) for one in found.skipped] == [("pipe", "file.special")]
    assert skip(list(ingest.read(SourceFile(str(tmp_path), "pipe", 0)))).code == "file.special"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_what_may_not_be_read_is_told(tmp_path):
    put(tmp_path, "shut/a.txt", "shut.txt")
    (tmp_path / "shut").chmod(0)
    (tmp_path / "shut.txt").chmod(0)
    try:
        found = ingest.find([tmp_path])
        assert [one.path for one in found.skipped] == ["shut"]
        report = skip(list(ingest.read(found.files[0])))
        assert (report.path, report.code) == ("shut.txt", "file.unreadable")
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_file_that_went_away_is_told(tmp_path):
    report = skip(list(ingest.read(SourceFile(str(tmp_path), "gone.txt", 3))))
    assert report.code == "file.unreadable"
    assert "No such file" in report.reason


def test_folders_in_folders_end_somewhere(tmp_path):
    put(tmp_path, "1/2/3/a.txt", "1/b.txt")
    found = ingest.find([tmp_path], Limits(folder_depth=3))
    assert [file.path for file in found.files] == ["1/b.txt"]
    assert [(one.path, one.code) for one in found.skipped] == [("1/2/3", "folder.depth")]


def test_the_same_path_under_two_roots_is_two_articles(tmp_path):
    put(tmp_path, "x/news/a.txt", "y/news/a.txt", "z/news/a.txt", "press/a.txt")
    one = [tmp_path / "x/news"]
    all_of_them = [*one, tmp_path / "press", tmp_path / "y/news", tmp_path / "z/news"]
    assert len(set(ids(*all_of_them))) == 4
    assert ids(*all_of_them)[0] == ids(*one)[0]
    assert ids(*all_of_them) == ids(*all_of_them)


def test_a_key_is_never_the_path_of_another_file(tmp_path):
    put(tmp_path, "one/a.txt", "one/two/a.txt", "two/a.txt")
    assert len(set(ids(tmp_path / "one", tmp_path / "two"))) == 3


def test_roots_read_earlier_count_as_if_they_were_read_now(tmp_path):
    put(tmp_path, "one/a.txt", "1/two/a.txt", "2/two/a.txt", "2/two/b.txt", "3/c.txt")
    roots = [
        tmp_path / "one",
        tmp_path / "1" / "two",
        tmp_path / "2" / "two",
        tmp_path / "3/c.txt",
    ]
    at_once = ingest.find(roots).files
    for count in range(1, len(roots)):
        later = ingest.find(roots[count:], earlier=roots[:count]).files
        assert later == tuple(file for file in at_once if file in later)
        assert {Path(file.root, file.path) for file in later} >= {
            path for root in roots[count:] for path in root.rglob("*.txt")
        }


def test_a_part_of_an_earlier_root_is_read_as_that_part(tmp_path):
    put(tmp_path, "news/2017/a.txt")
    (file,) = ingest.find([tmp_path / "news/2017"], earlier=[tmp_path / "news"]).files
    assert (file.root, file.path) == (str(tmp_path / "news"), "2017/a.txt")


def test_an_id_does_not_depend_on_where_the_folder_stands(tmp_path):
    put(tmp_path, "x/news/a.txt", "y/news/a.txt")
    assert ids(tmp_path / "x") == ids(tmp_path / "y")


@pytest.mark.skipif(sys.platform != "linux", reason="names are Unicode elsewhere")
def test_a_name_that_is_no_text_is_read_and_shown(tmp_path):
    Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9\n.txt")).write_text("The strike is over.")
    (file,) = ingest.find([tmp_path]).files
    (article,) = ingest.read(file)
    assert isinstance(article, RawArticle)
    assert article.source.path == "caf\\xe9\\n.txt"


def test_progress_adds_up_to_the_size_of_the_files(tmp_path):
    put(tmp_path, "a.txt", "b.html")
    (tmp_path / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100_000))
    (tmp_path / "d.txt").write_bytes(b"long " * 100_000)
    for file in ingest.find([tmp_path]).files:
        told: list[int] = []
        list(ingest.read(file, limits=Limits(record_bytes=1000), consumed=told.append))
        assert sum(told) == file.size
