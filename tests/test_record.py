"""Articles to bytes and back, and what is told by the first bytes alone."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import record
from search.article import Article, Evidence, PartialDate, Source
from search.intake.recall import Recall

TEXT = st.text() | st.sampled_from(['"', "\\", 'a],"b', "x],", "\ud800", "\n\0", '\\"source":['])
SOURCE = st.builds(Source, TEXT, TEXT, st.integers(0, 9), st.none() | st.integers(1, 9), TEXT)


@given(st.builds(Article, TEXT, SOURCE, st.none(), TEXT, extractor=TEXT), SOURCE)
def test_the_head_says_where_an_article_was_read(article, other):
    data = record.dumps(article)
    assert record.loads(data) == article
    head = record.head(data)
    assert (head.id, head.extractor, head.source) == (
        article.id,
        article.extractor,
        article.source,
    )
    moved = record.head_bytes(article.id, article.extractor, other) + record.rest(data)
    assert record.head(moved).source == record.loads(moved).source == other


@pytest.mark.parametrize("data", [b"", b"{}", b'{"title":"x"}', b"\xff"])
def test_other_bytes_have_no_head(data):
    with pytest.raises(ValueError):
        record.head(data)
    with pytest.raises(ValueError):
        record.rest(data)


def of_partial_date(month, day):
    found = PartialDate(month, day, None, Evidence("dateline", "", 0.9))
    source = Source("/", "a.txt", 0, None, "0")
    return record.dumps(Article("a", source, None, "The ferry.", partial_date=found))


def test_a_year_left_out_may_be_that_of_a_day_since():
    today = dt.datetime.now(dt.timezone.utc).date()
    week = Recall(b"-", today - dt.timedelta(7))
    for days, holds in ((0, False), (6, False), (7, True), (300, True)):
        day = today - dt.timedelta(days)
        assert week.holds(of_partial_date(day.month, day.day)) is holds
    assert not Recall(b"-", today - dt.timedelta(1000)).holds(of_partial_date(3, None))
    assert not Recall(b"-").holds(of_partial_date(3, 1))
