"""Keyword in context: every place where the words of a query stand, one line each."""

import json
from itertools import islice

import pytest

from search import concordance
from search.archive import Archive
from search.concordance import By, Cut, Line

NEWS = {
    "tide": ("High tide", "The tide rose. Nobody had seen a tide so high.\n\nThen the tide fell."),
    "ebb": ("Low water", "A spring tide ends the week. Élan returns with the tide again."),
    "many": ("Counting", "Wave upon wave. " * 80),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lines")
    rows = [
        {"id": name, "title": title, "body": body, "outlet": "Halin Courier", "lang": "en"}
        for name, (title, body) in NEWS.items()
    ]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    made = Archive.open(folder / "index")
    made.rebuild([folder / "news.jsonl"])
    yield made
    made.close()


def text_of(line: Line) -> str:
    title, body = NEWS[line.article.id]
    return title if line.field == "title" else body.strip()


def test_every_place_has_a_line_in_the_order_of_articles_and_text(archive):
    answer = archive.search("tide")
    found = archive.lines(answer)
    order = [hit.id for hit in answer.hits]
    assert [line.article.id for line in found.lines] == sorted(
        (line.article.id for line in found.lines), key=order.index
    )
    assert len(found.lines) == 6
    assert found.articles == 2
    for line in found.lines:
        assert text_of(line)[line.start : line.end] == line.words
    tide = [line for line in found.lines if line.article.id == "tide"]
    assert [line.number for line in tide] == [1, 2, 3, 4]
    assert (tide[0].field, tide[0].left, tide[0].words) == ("title", "High ", "tide")
    assert tide[3].left.endswith("so high. Then the ")


def test_lines_hold_what_was_asked_for_and_found(archive):
    assert {line.words for line in archive.lines(archive.search('"spring tide"')).lines} == {
        "spring tide"
    }
    assert [line.field for line in archive.lines(archive.search("title:tide")).lines] == ["title"]
    lines = archive.lines(archive.search("tide NEAR/2 ends")).lines
    assert [line.words for line in lines] == ["tide", "ends"]
    assert archive.lines(archive.search("tide -rose")).lines[0].article.id == "ebb"


def test_a_query_without_words_has_no_lines_and_says_so(archive):
    found = archive.lines(archive.search('outlet:"halin courier"'))
    assert found.lines == ()
    assert [notice.code for notice in found.notices] == ["no-words"]


def test_sorted_by_the_words_behind_or_before(archive):
    answer = archive.search("tide", per_page=1)
    behind = archive.lines(answer, "right")
    assert [line.right.split()[:1] for line in behind.lines] == [
        *([], ["again."], ["ends"], ["fell."], ["rose."], ["so"]),
    ]
    before = archive.lines(answer, "left")
    assert [line.left.split()[-1] for line in before.lines] == [
        *("a", "High", "spring", "The", "the", "the"),
    ]
    assert behind.notices == ()


def test_so_many_lines_of_an_article_and_no_more_on_a_page(archive):
    found = archive.lines(archive.search("wave"))
    assert len(found.lines) == concordance.MOST_OF_ARTICLE
    (cut,) = found.cuts
    assert (cut.article.id, cut.shown, cut.places) == ("many", concordance.MOST_OF_ARTICLE, 160)
    assert cut.is_read


def test_so_many_lines_of_a_page_and_no_more_and_that_is_said(archive, monkeypatch):
    monkeypatch.setattr(concordance, "MOST_OF_PAGE", 52)
    found = archive.lines(archive.search("wave OR tide", sort="oldest"))
    assert found.articles < 3
    assert len(found.lines) <= 52
    assert concordance.MANY in found.notices


def test_so_many_lines_are_sorted_and_that_is_said(archive, monkeypatch):
    monkeypatch.setattr(concordance, "MOST_SORTED", 100)
    found = archive.lines(archive.search("wave OR tide"), "right")
    assert len(found.lines) == 100
    assert "first 100 lines" in found.notices[0].message


def test_all_of_them_one_after_another(archive):
    answer, articles = archive.every("wave OR tide")
    lines = list(concordance.every(answer.parsed.tree, articles))
    assert len(lines) == 166
    assert all(isinstance(line, Line) and not line.article.body for line in lines)


def test_where_there_is_no_time_that_is_said(archive, monkeypatch):
    monkeypatch.setattr(concordance, "PAGE_S", -1.0)
    monkeypatch.setattr(concordance, "SORTED_S", -1.0)
    monkeypatch.setattr(concordance, "ARTICLE_S", -1.0)
    answer = archive.search("tide")
    orders: tuple[By, ...] = ("article", "left")
    for by in orders:
        cut = archive.lines(answer, by)
        assert not cut.is_whole
        assert cut.lines == ()
    answer, articles = archive.every("tide")
    found = list(islice(concordance.every(answer.parsed.tree, articles), 9))
    assert [isinstance(one, Cut) and not one.is_read for one in found] == [True, True]
    monkeypatch.undo()
    assert archive.lines(archive.search("tide")).is_whole


def test_a_text_longer_than_any_news_is_read_so_far_and_that_is_said(archive, monkeypatch):
    monkeypatch.setattr(concordance, "MOST_READ", 20)
    found = archive.lines(archive.search("wave"))
    assert len(found.lines) == 3
    assert [(cut.places, cut.is_read) for cut in found.cuts] == [(3, False)]
    assert concordance.LONG in found.notices
