"""What is new in an archive of files since any of its states, whatever became of the files."""

from __future__ import annotations

import dataclasses

import pytest

from search.archive import Archive
from search.filters import Filters
from search.intake import understanding
from tests.halin import BRIDGE, FERRY, HARBOUR, MAYOR, put


@pytest.fixture
def news(tmp_path):
    return put(tmp_path / "news", {"a.txt": HARBOUR, "b.txt": FERRY})


@pytest.fixture
def archive(tmp_path, news):
    archive = Archive.open(tmp_path / "index")
    archive.rebuild([news])
    return archive


def state(archive: Archive) -> tuple[int, int]:
    now = archive.snapshot()
    return now.generation, now.commit


def new(archive: Archive, since: tuple[int, int]) -> set[str]:
    """Return the first words of the articles that came since."""
    found = archive.search(filters=Filters(added=since), per_page=100)
    return {hit.article.body.split()[0] for hit in found.hits}


def test_files_that_are_added_are_new_and_those_that_change_are_not(archive, news):
    first = state(archive)
    put(news, {"c.txt": MAYOR, "a.txt": HARBOUR + " The mayor was glad."})
    report = archive.add([news])
    assert (report.added, report.updated) == (1, 1)
    assert new(archive, first) == {"Mayor"}
    second = state(archive)
    put(news, {"d.txt": BRIDGE})
    archive.rebuild()
    assert new(archive, first) == {"Mayor", "The"}
    assert new(archive, second) == {"The"}


def test_a_rebuild_that_understands_everything_anew_makes_nothing_new(archive, news, monkeypatch):
    first = state(archive)
    came = {hit.id: hit.article.added for hit in archive.search().hits}
    monkeypatch.setattr(understanding, "EXTRACTOR", "another version")
    put(news, {"c.txt": MAYOR})
    report = archive.rebuild()
    assert (report.reused, report.added) == (0, 1)
    assert new(archive, first) == {"Mayor"}
    assert came.items() <= {hit.id: hit.article.added for hit in archive.search().hits}.items()


def test_a_file_that_moves_brings_nothing_new(archive, news):
    first = state(archive)
    (news / "2017").mkdir()
    (news / "a.txt").rename(news / "2017" / "z.txt")
    archive.rebuild()
    assert new(archive, first) == set()


def test_what_was_removed_and_comes_back_is_new(archive, news):
    first = state(archive)
    (ferry,) = archive.search("ferry").hits
    archive.remove([ferry.id])
    archive.rebuild()
    assert new(archive, first) == {"The"}
    (news / "a.txt").unlink()
    archive.rebuild()
    put(news, {"a.txt": HARBOUR})
    second = state(archive)
    archive.rebuild()
    assert new(archive, second) == {"Dockers"}


def test_a_watch_tells_newcomers_from_changes(archive, news):
    first = state(archive)
    watch = archive.watch([news])
    put(news, {"c.txt": MAYOR, "b.txt": FERRY + " Fog is common."})
    for second in range(4):
        list(watch.step(float(second)))
    watch.close()
    assert archive.status().snapshot.articles == 3
    assert new(archive, first) == {"Mayor"}


def test_many_small_additions_are_told_apart_when_their_segments_are_one(archive, news):
    states = []
    for number in range(14):
        states.append(state(archive))
        put(news, {f"n{number}.txt": f"Note{number} came\n\nNote{number} is here."})
        archive.add([news])
    for number, since in enumerate(states):
        assert new(archive, since) == {f"Note{later}" for later in range(number, 14)}
    latest = archive.search(sort="added", per_page=3).hits
    assert [hit.article.body.split()[0] for hit in latest] == ["Note13", "Note12", "Note11"]


def test_when_an_article_came_is_no_part_of_it(archive):
    (ferry,) = archive.search("ferry").hits
    assert ferry.article.added is not None
    assert dataclasses.replace(ferry.article, added=None) == ferry.article
