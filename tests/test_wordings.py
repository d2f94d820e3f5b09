"""One quote across an archive: who has it, and in which words."""

import time

import pytest

from search.archive import Archive
from search.errors import UsageError
from search.wordings import reworded
from tests.compare.fire import told
from tests.paper import engine

PLEDGE = (
    "“We will rebuild the burned harbour cannery brick by brick before winter,” the mayor said."
)
ARTICLES = (
    told("mail", "Mail", PLEDGE, "2020-03-04", speakers=["ada-lunde"]),
    told(
        "post",
        "Post",
        "“Enough.” She said: “I promise we’ll rebuild this burned harbour cannery [on the quay] "
        "brick by brick before winter comes.”",
        "2020-03-02",
    ),
    told(
        "late",
        "Late",
        "Years on: “rebuild the burned harbour cannery brick by brick”.",
        "2024-01-01",
    ),
    told("undated", "Sheet", PLEDGE, None),
    told("plain", "Plain", PLEDGE.replace("“", "").replace("”", "")),
    told("other", "Other", "“We will never rebuild the burned chapel, not before winter.”"),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("wordings") / "index"
    engine(path, ARTICLES).close()
    made = Archive.open(path)
    yield made
    made.close()


def test_a_quote_is_found_in_every_wording_earliest_first_undated_last(archive):
    answer, found = archive.reworded("mail", 0)
    assert [article.id for article in found.articles] == ["post", "mail", "late", "undated"]
    assert [(said.article, said.quote) for said in found.wordings.wordings] == [
        (0, 1),
        (1, 0),
        (2, 0),
        (3, 0),
    ]
    assert found.asked == 1
    assert found.is_whole
    assert answer.total >= 4


def test_words_that_the_earliest_has_not_are_told(archive):
    _, found = archive.reworded("mail", 0)
    own = {
        found.articles[said.article].id: [
            found.articles[said.article].body[start:end] for start, end in said.own
        ]
        for said in found.wordings.wordings
    }
    assert own["post"] == []
    assert own["mail"] == ["We will", "the"]
    assert own["late"] == ["the"]


def test_words_outside_quotations_and_other_quotes_are_none(archive):
    _, found = archive.reworded("post", 1)
    assert not {"plain", "other"} & {article.id for article in found.articles}


def test_a_quote_that_says_too_little_is_found_nowhere_else(archive):
    _, found = archive.reworded("post", 0)
    assert [article.id for article in found.articles] == ["post"]
    assert found.is_whole


def test_where_there_is_no_such_article_or_quote_that_is_said(archive):
    assert archive.reworded("nobody", 0) is None
    for place in (-1, 1, 99):
        with pytest.raises(UsageError, match="no quotation"):
            archive.reworded("mail", place)


def test_without_time_the_quote_itself_is_given(tmp_path):
    with_engine = engine(tmp_path / "index", ARTICLES)
    try:
        late = time.monotonic() - 1
        _, _, found = reworded(with_engine, ARTICLES[0], 0, lambda stems: [1.0] * len(stems), late)
        assert "mail" in [article.id for article in found.articles]
        assert not found.is_whole or len(found.articles) == 1
    finally:
        with_engine.close()
