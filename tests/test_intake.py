"""What a rebuild and an addition keep, take over, notice and refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from search.archive import Archive
from search.article import Article
from search.errors import IndexDamaged, IndexFault, RebuildRefused, UsageError
from search.intake import understanding
from tests.halin import BRIDGE, FERRY, HARBOUR, MAYOR, put


@pytest.fixture
def news(tmp_path):
    return put(tmp_path / "news", {"a.txt": HARBOUR, "b.txt": FERRY, "2017/c.txt": MAYOR})


@pytest.fixture
def archive(tmp_path, news):
    archive = Archive.open(tmp_path / "index")
    archive.rebuild([news])
    return archive


def jsonl(path: Path, *records: dict[str, str]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def articles(archive: Archive) -> dict[str, Article]:
    """Return every article by its id."""
    return {hit.id: hit.article for hit in archive.search(per_page=200).hits}


def ids(archive: Archive) -> dict[str, str]:
    """Return the ids by the last part of the file and the first word of the article."""
    return {
        f"{one.source.path} {(one.title or one.body).split()[0]}": one.id
        for one in articles(archive).values()
    }


def damage(index: Path, pattern: str) -> int:
    """Change a byte in the middle of the files of this name; return how many there were."""
    count = 0
    for path in index.glob(pattern):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 1
        path.write_bytes(content)
        count += 1
    return count


# Taking over


def test_what_has_not_changed_is_not_understood_again(archive, news):
    before = articles(archive)
    assert archive.rebuild().reused == 3
    assert articles(archive) == before
    (news / "b.txt").write_text(FERRY.replace("hour", "day"))
    report = archive.rebuild()
    assert (report.reused, report.updated, report.added, report.removed) == (2, 1, 0, 0)


def test_what_another_version_understood_is_understood_again(archive, monkeypatch):
    monkeypatch.setattr(understanding, "EXTRACTOR", "next")
    assert archive.rebuild().reused == 0
    assert archive.rebuild().reused == 3


def test_another_mapping_of_columns_is_another_record(tmp_path):
    archive = Archive.open(tmp_path / "index")
    table = tmp_path / "table.csv"
    table.write_text("kop,tekst,body\nStrike ends,The strike in Halin ended.,Other text.\n")
    archive.rebuild([table], columns={"title": "kop"})
    report = archive.rebuild(columns={"title": "kop", "body": "tekst"})
    assert (report.reused, report.updated) == (0, 1)
    assert archive.rebuild().reused == 1  # it is remembered


def test_taking_over_gives_the_archive_that_reading_everything_gives(tmp_path, archive, news):
    put(news, {"d.txt": "Lee speaks\n\nAna Lee spoke in Halin on June 20 of the bridge."})
    put(news, {"e.txt": "Tuesday, June 20, 2017\n\nBridge opens\n\nAna Lee opened a bridge."})
    archive.rebuild()
    archive.rebuild()
    other = Archive.open(tmp_path / "other")
    other.rebuild([news])
    assert articles(archive) == articles(other)


# Ids


def test_a_moved_file_keeps_its_id(archive, news):
    before = ids(archive)["b.txt Ferry"]
    (news / "b.txt").rename(news / "2017" / "ferry.txt")
    report = archive.rebuild()
    assert ids(archive)["2017/ferry.txt Ferry"] == before
    assert (report.reused, report.added, report.removed) == (3, 0, 0)


def test_who_comes_to_the_place_of_a_file_that_moved_is_another_article(archive, news):
    """And so it stays when either changes, moves on, or is read anew."""
    before = ids(archive)["b.txt Ferry"]
    (news / "b.txt").rename(news / "x.txt")
    archive.add([news])
    put(news, {"b.txt": HARBOUR.replace("Tuesday", "Sunday")})
    for _ in range(2):
        report = archive.add([news / "b.txt"])
        assert not report.warned
        assert ids(archive)["x.txt Ferry"] == before
        assert len(articles(archive)) == 4
    second = ids(archive)["b.txt Dockers"]
    put(news, {"b.txt": HARBOUR.replace("Tuesday", "Friday")})
    assert archive.add([news / "b.txt"]).updated == 1
    assert ids(archive)["b.txt Dockers"] == second
    (news / "b.txt").rename(news / "y.txt")
    archive.add([news])
    put(news, {"b.txt": HARBOUR.replace("Tuesday", "Saturday")})
    archive.add([news])
    for _ in range(2):
        held = ids(archive)
        assert (held["x.txt Ferry"], held["y.txt Dockers"]) == (before, second)
        assert len({*held.values()}) == len(articles(archive)) == 5
        archive.rebuild()


def test_copies_of_a_file_that_moved_away_are_two_articles(archive, news):
    (news / "b.txt").rename(news / "x.txt")
    shutil.copy(news / "x.txt", news / "y.txt")
    archive.rebuild()
    assert len(articles(archive)) == 4


def test_a_folder_that_moved_keeps_its_ids(tmp_path, archive, news):
    before = ids(archive)
    news.rename(tmp_path / "moved")
    put(tmp_path / "moved", {"a.txt": HARBOUR.replace("Tuesday", "Monday")})
    report = archive.rebuild([tmp_path / "moved"])
    assert ids(archive) == before
    assert (report.reused, report.updated) == (2, 1)


def test_adding_again_is_an_update(archive, news):
    before = articles(archive)
    for path in (news, news / "a.txt", news / "2017", news / "2017" / "c.txt"):
        report = archive.add([path])
        assert (report.added, report.updated, report.removed) == (0, 0, 0)
        assert report.reused == report.files
    assert articles(archive) == before
    assert archive.status().sources == (str(news),)
    put(news, {"2017/c.txt": MAYOR.replace("Sunday", "Monday")})
    report = archive.add([news / "2017" / "c.txt"])
    assert (report.added, report.updated, report.articles) == (0, 1, 3)


def test_a_second_folder_with_the_same_names_replaces_nothing(tmp_path, archive, news):
    before = ids(archive)
    other = put(tmp_path / "other", {"a.txt": BRIDGE, "2017/c.txt": FERRY})
    report = archive.add([other])
    assert (report.added, report.updated, report.articles) == (2, 0, 5)
    after = ids(archive)
    assert before.items() <= after.items()
    report = archive.rebuild()
    assert (report.reused, report.added, report.removed) == (5, 0, 0)
    assert ids(archive) == after
    archive.rebuild([other, news])  # whatever their order
    assert ids(archive) == after
    (news / "a.txt").unlink()
    archive.rebuild()
    assert ids(archive) == {name: one for name, one in after.items() if name != "a.txt Dockers"}


def test_a_declared_id_that_two_records_claim_is_reported(tmp_path, archive):
    first = jsonl(tmp_path / "first.jsonl", {"id": "7", "body": "The mayor of Halin resigned."})
    other = jsonl(tmp_path / "other.jsonl", {"id": "7", "body": "The ferry to Osk was late."})
    assert archive.add([first]).warned == ()
    report = archive.add([other])
    assert report.updated == 1
    assert "first.jsonl" in report.warned[0].reason
    report = archive.rebuild()
    assert [one.path for one in report.warned] == ["other.jsonl"]
    assert "7 was given before" in report.warned[0].reason


# Sources


def test_each_source_keeps_its_own_columns(tmp_path):
    archive = Archive.open(tmp_path / "index")
    one, two, three = tmp_path / "one.csv", tmp_path / "two.csv", tmp_path / "three.csv"
    one.write_text("kop,tekst\nStrike ends,The strike in Halin ended.\n")
    two.write_text("tekst,inhalt\nMayor resigns,The mayor of Halin resigned.\n")
    three.write_text("title,body\nFerry late,The ferry to Osk was late.\n")
    archive.rebuild([one], columns={"title": "kop", "body": "tekst"})
    archive.add([two], columns={"title": "tekst", "body": "inhalt"})
    archive.add([three])
    before = articles(archive)
    assert len(before) == 3
    assert archive.rebuild().reused == 3
    assert archive.add([two]).reused == 1
    assert articles(archive) == before


def test_a_source_that_is_gone_is_reported_and_remembered(tmp_path, archive, news):
    late = put(tmp_path / "late", {"late.txt": BRIDGE})
    archive.add([late])
    late.rename(tmp_path / "away")
    report = archive.rebuild()
    assert (report.articles, report.removed) == (3, 1)
    assert [one.path for one in report.skipped] == [str(late)]
    (tmp_path / "away").rename(late)
    assert archive.rebuild().articles == 4


def test_when_every_source_is_gone_the_archive_stays(archive, news):
    shutil.rmtree(news)
    with pytest.raises(UsageError, match=r"news\. Name where .* index rebuild PATH"):
        archive.rebuild(yes=True)
    assert len(articles(archive)) == 3


def test_what_was_wrong_with_a_file_is_forgotten_once_it_is_mended(archive, news):
    put(news, {"empty.txt": "", "other.txt": ""})
    archive.add([news])
    assert {one.path for one in archive.status().problems} == {"empty.txt", "other.txt"}
    put(news, {"empty.txt": BRIDGE})
    archive.add([news / "empty.txt"])
    assert {one.path for one in archive.status().problems} == {"other.txt"}


# Dropping over half


def test_namesakes_do_not_count_as_kept(tmp_path, archive):
    other = put(tmp_path / "other", {"a.txt": BRIDGE, "b.txt": BRIDGE + " It is long."})
    with pytest.raises(RebuildRefused, match="3 of the 3 articles"):
        archive.rebuild([other])


def test_one_article_many_times_does_not_count_as_many(tmp_path):
    archive = Archive.open(tmp_path / "index")
    records = [{"id": f"s{n}", "body": f"Story {n} of the harbour of Halin."} for n in range(6)]
    path = jsonl(tmp_path / "stories.jsonl", *records)
    archive.rebuild([path])
    jsonl(path, *[records[0]] * 6)
    with pytest.raises(RebuildRefused):
        archive.rebuild()


# Damage


@pytest.mark.parametrize("pattern", ["gen-*/*.dateline", "gen-*/*.toc", "gen-*/survey-*"])
def test_a_rebuild_repairs_from_the_recorded_sources(tmp_path, archive, pattern):
    before = articles(archive)
    archive.rebuild()
    assert damage(tmp_path / "index", pattern) == 2
    again = Archive.open(tmp_path / "index")
    with pytest.raises(IndexDamaged, match="Run: index rebuild"):
        again.verify()
    again = Archive.open(tmp_path / "index")
    assert again.rebuild().articles == 3
    again.verify()
    assert articles(again) == before


def test_a_rebuild_takes_nothing_over_from_a_damaged_index(tmp_path, archive):
    path = next((tmp_path / "index").glob("gen-1/*.dateline"))
    path.write_bytes(path.read_bytes()[::-1])
    report = Archive.open(tmp_path / "index").rebuild()
    assert (report.articles, report.reused) == (3, 0)


def test_when_even_the_manifests_are_lost_the_sources_must_be_named(tmp_path, archive, news):
    assert damage(tmp_path / "index", "gen-*/manifest-*") == 1
    with pytest.raises(IndexDamaged, match=r"manifest-1\.json .* index rebuild PATH"):
        Archive.open(tmp_path / "index").rebuild()
    assert Archive.open(tmp_path / "index").rebuild([news]).articles == 3


def test_an_index_of_another_version_is_made_anew(tmp_path, archive, monkeypatch):
    monkeypatch.setattr("search.local.commits.FORMAT", 999)
    monkeypatch.setattr("search.local.snapshot.FORMAT", 999)
    other = Archive.open(tmp_path / "index")
    with pytest.raises(IndexFault, match=r"another version of this program\. Run: index rebuild"):
        other.status()
    report = other.rebuild()
    assert (report.articles, report.reused) == (3, 0)
    other.verify()


def test_of_another_version_too_half_may_not_go_unasked(tmp_path, archive, news, monkeypatch):
    monkeypatch.setattr("search.local.commits.FORMAT", 999)
    monkeypatch.setattr("search.local.snapshot.FORMAT", 999)
    shutil.rmtree(news / "2017")
    (news / "b.txt").unlink()
    with pytest.raises(RebuildRefused):
        Archive.open(tmp_path / "index").rebuild()


# What articles tell of each other, kept from one reading to the next


def people(*spellings: str) -> dict[str, str]:
    """Return texts that name somebody by each of these spellings."""
    return {
        f"{number}.txt": f"Report {number}\n\nThe mayor {name} spoke of harbour number {number}."
        for number, name in enumerate(spellings)
    }


def test_what_was_added_one_by_one_is_settled_together_by_a_rebuild(tmp_path):
    archive, other = Archive.open(tmp_path / "index"), Archive.open(tmp_path / "other")
    folder = put(tmp_path / "news", people("Sergei Lavrov"))
    archive.rebuild([folder])
    put(folder, people("Sergei Lavrov", "Sergey Lavrov", "Sergey Lavrov", "Ana Lee"))
    archive.add([folder])
    archive.remove([ids(archive)["3.txt Report"]])
    for _ in range(2):
        archive.rebuild()
        other.rebuild([folder])
        assert articles(archive) == articles(other)
    named = {one.name for article in articles(archive).values() for one in article.people}
    assert named == {"Sergey Lavrov", "Ana Lee"}


def test_an_article_that_goes_or_changes_takes_back_what_it_told(tmp_path):
    archive = Archive.open(tmp_path / "index")
    spelled = ("Sergey Lavrov", "Sergey Lavrov", "Sergei Lavrov", "Ana Lee")
    folder = put(tmp_path / "news", people(*spelled))
    archive.rebuild([folder])
    put(folder, people("Sergei Lavrov", *spelled[1:]))
    report = archive.rebuild()
    assert (report.reused, report.updated) == (3, 1)
    assert {one.name for article in articles(archive).values() for one in article.people} == {
        "Sergei Lavrov",
        "Ana Lee",
    }
    (folder / "0.txt").unlink()
    (folder / "2.txt").unlink()
    archive.rebuild()
    other = Archive.open(tmp_path / "other")
    other.rebuild([folder])
    assert articles(archive) == articles(other)
    assert {one.name for article in articles(archive).values() for one in article.people} == {
        "Sergey Lavrov",
        "Ana Lee",
    }


def test_a_record_that_is_there_twice_counts_no_more_with_every_rebuild(tmp_path):
    archive, other = Archive.open(tmp_path / "index"), Archive.open(tmp_path / "other")
    records = [{"id": str(n), "body": body} for n, body in enumerate(people("Ana Lee").values())]
    again = {"id": "0", "body": "The mayor Anna Lee spoke of the harbour."}
    path = jsonl(tmp_path / "news.jsonl", *records, again, records[0], again)
    archive.rebuild([path])
    for _ in range(2):
        archive.rebuild()
    other.rebuild([path])
    assert articles(archive) == articles(other)
