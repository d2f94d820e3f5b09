"""What is known by which method, and which values are the least sure."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from search.archive import Archive
from search.cli import index
from search.evidence import FIELDS

STORIES = [
    {
        "id": "url",
        "title": "Ferry late",
        "url": "https://www.reuters.com/article/ferry",
        "body": "The ferry to Osk was an hour late. “Fog is our enemy and we respect it,” "
        "harbour master Ana Lee said.",
        "date": "2021-03-03",
    },
    {
        "id": "slug",
        "title": "Bridge opens",
        "body": "HALIN, July 1 (Reuters) - The bridge opened.",
    },
    {"id": "third", "title": "Mayor resigns", "body": "The mayor resigned.", "date": "2017-02-30"},
]


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(story) + "\n" for story in STORIES))
    archive = Archive.open(tmp_path / ".dateline")
    archive.rebuild([path])
    return archive


def run(tmp_path, *arguments: str) -> str:
    result = CliRunner().invoke(
        index, [*arguments, "--index", str(tmp_path / ".dateline")], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_article_is_known_by_a_method_or_unknown(archive):
    known = archive.known()
    assert tuple(known) == FIELDS
    for field, one in known.items():
        if field != "quotes":
            assert sum(one.methods.values()) + one.unknown == 3, field
    assert known["outlet"].methods == {"url": 1}
    assert known["title"].methods == {"column:title": 3}
    assert known["date"].methods["column:date"] == 1  # the 30th of February is none
    assert sum(known["quotes"].methods.values()) == 1


def test_what_is_counted_is_what_status_counts(archive):
    counted = {name: one.unknown for name, one in archive.known().items()}
    for name, (_, unknown) in archive.status().fields.items():
        assert counted[name] == unknown, name


def test_what_was_removed_counts_no_more(archive):
    archive.remove(["url"])
    assert archive.known()["outlet"].methods == {}
    assert "url" not in {one.article.id for one in archive.doubts()}


def test_the_weakest_evidence_comes_first(archive):
    every = archive.doubts(limit=100)
    sure = [one.evidence.confidence for one in every]
    assert sure == sorted(sure)
    assert (every[0].field, every[0].value, every[0].evidence.text) == ("date", None, "2017-02-30")
    assert archive.doubts(limit=2) == every[:2]
    (quote,) = archive.doubts(["quotes"])
    assert (quote.value, quote.article.id) == ("ana-lee", "url")
    assert quote.evidence.text == "Fog is our enemy and we respect it,"
    assert quote.article.body[quote.evidence.start : quote.evidence.end] == quote.evidence.text


def test_doubts_say_which_value_of_which_file_and_why(tmp_path, archive):
    told = run(tmp_path, "doubts", "-n", "1")
    assert told.splitlines()[0] == "0.00  date     unknown   by refused “2017-02-30”"
    assert "third · news.jsonl:3 · Mayor resigns" in told
    (one,) = json.loads(run(tmp_path, "doubts", "--field", "outlet", "--json"))
    assert (one["field"], one["method"], one["id"], one["line"]) == ("outlet", "url", "url", 1)
    assert one.keys() >= {"confidence", "value", "evidence", "alternatives", "file"}


def test_status_says_by_which_methods(tmp_path, archive):
    told = run(tmp_path, "status")
    assert "outlet           1 known         2 unknown   by url 1" in told
    found = json.loads(run(tmp_path, "status", "--json"))
    assert found["fields"]["outlet"] == {"known": 1, "unknown": 2}
    assert found["methods"]["outlet"] == {"url": 1}


def test_an_empty_archive_has_no_doubts(tmp_path):
    (tmp_path / "nothing").mkdir()
    archive = Archive.open(tmp_path / ".dateline")
    archive.rebuild([tmp_path / "nothing"])
    assert archive.doubts() == ()
    assert all(one.methods == {} and one.unknown == 0 for one in archive.known().values())
