"""Articles to bytes and back, and what is told by the first bytes alone."""

import copy
import datetime as dt
import pickle
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import record, stored
from search.article import Alone, Article, Evidence, PartialDate, Person, Quote, SetAside, Source
from search.intake.recall import Recall
from tests import paper

ODD = (
    '"',
    "\\",
    'a],"b',
    "x],",
    "\ud800",
    "\n\0",
    '\\"source":[',
    '"partial_date":[3,1,',
    "a\n\nb",
)
BETWEEN = (',"quotes":[', '],"words":', "\\,", ',"quotes', 'quotes":[],"words":0')
TEXT = st.text() | st.sampled_from((*ODD, *BETWEEN))
WORDS = st.none() | TEXT
PLACE = st.integers(0, 200)
SURE = st.floats(0, 1)
SOURCE = st.builds(Source, TEXT, TEXT, st.integers(0, 9), st.none() | st.integers(1, 9), TEXT)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    TEXT,
    TEXT | st.sampled_from(["2021-03-01", "Osk", ""]),
    SURE,
    st.sampled_from(["body", "title"]),
    st.none() | PLACE,
    st.none() | PLACE,
    TEXTS,
)
PEOPLE = st.lists(
    st.builds(
        Person,
        *(TEXT, TEXT, TEXTS, PLACE),
        st.lists(st.tuples(PLACE, PLACE), max_size=3).map(tuple),
    ),
    max_size=2,
).map(tuple)
QUOTES = st.lists(
    st.builds(Quote, TEXT, PLACE, PLACE, WORDS, WORDS, WORDS, st.booleans(), SURE), max_size=2
).map(tuple)
DAY = st.none() | st.just(dt.date(2021, 3, 1)) | st.dates()
ARTICLES = st.builds(
    Article,
    TEXT,
    SOURCE,
    WORDS,
    TEXT,
    *(WORDS, WORDS, WORDS, WORDS | st.just("Osk"), WORDS),
    *(DAY, DAY, st.none() | st.sampled_from(["day", "month"])),
    st.none() | st.builds(PartialDate, st.integers(1, 12), st.none() | PLACE, st.none(), EVIDENCE),
    WORDS,
    *(PEOPLE, PEOPLE, TEXTS, TEXTS, QUOTES),
    st.lists(st.builds(SetAside, TEXT, TEXT, PLACE, WORDS), max_size=2).map(tuple),
    WORDS,
    st.dictionaries(st.sampled_from(["title", "date", "outlet", "body", "people"]), EVIDENCE),
    st.dictionaries(TEXT, TEXT, max_size=2),
    TEXT,
    st.none() | st.builds(Alone, PEOPLE, PEOPLE, st.lists(WORDS, max_size=2).map(tuple)),
)


@given(ARTICLES)
def test_every_article_reads_back_as_it_was(article):
    found = record.loads(record.dumps(article))
    assert found == article
    assert article == found
    assert list(found.provenance) == list(article.provenance)
    for field in fields(Article):
        assert getattr(found, field.name) == getattr(article, field.name)
    assert pickle.loads(pickle.dumps(found)) == copy.copy(found) == article
    assert set(found.people) == set(article.people)
    assert record.dumps(found) == record.dumps(article)


@given(ARTICLES)
def test_what_a_card_says_is_told_without_its_quotes(article):
    front, _ = record.parts(record.dumps(article))
    whole, brief = stored.card(front), stored.brief(front)
    whole.pop("quotes", None)
    brief.pop("quotes", None)  # where there are no words they are not told apart
    assert list(brief.items()) == list(whole.items())


@given(ARTICLES)
def test_a_headline_and_the_first_people_are_told_without_the_rest(article):
    packed = record.dumps(article)
    assert stored.title(record.parts(packed)[0]) == article.title
    names = [(one.id, one.name) for one in article.people]
    for found in (record.loads(packed), article, replace(record.loads(packed), people=())):
        said = [] if found.people == () else names
        assert stored.first_people(found, 2) == (said[:2], len(said))


def test_quotes_are_not_read_where_nobody_asks_for_them(monkeypatch):
    (said,) = (quote for article in paper.PAPER for quote in article.quotes[:1])
    packed = record.dumps(replace(paper.PAPER[0], quotes=(said,)))
    assert "quotes" not in stored.brief(record.parts(packed)[0])
    article = record.loads(packed)
    assert article.title == paper.PAPER[0].title
    with monkeypatch.context() as patched:
        patched.setattr(stored, "_read_quote", None)
        with pytest.raises(TypeError):  # only now
            _ = article.quotes
    assert article.quotes == (said,)


@given(ARTICLES, TEXT)
def test_a_record_says_how_many_words_stand_between_spaces(article, body):
    found = record.loads(record.dumps(article))
    assert found.words == article.words == len(article.body.split())
    assert replace(found, body=body).words == len(body.split())

    front, text = record.parts(record.dumps(article))
    of_old = record.joined(front.replace(b',"words":%d' % article.words, b""), text)
    assert record.loads(of_old).words == article.words


@given(ARTICLES, TEXT)
def test_an_article_read_back_may_be_changed(article, title):
    found = replace(record.loads(record.dumps(article)), title=title)
    assert found == replace(article, title=title)
    assert found != replace(article, title=title + "!")


def test_an_article_has_the_attributes_of_an_article():
    source = Source("/", "a.txt", 0, None, "0")
    found = record.loads(record.dumps(Article("a", source, None, "")))
    assert not hasattr(found, "headline")
    anything: object = "a"
    assert found != anything


LINES = st.lists(
    st.sampled_from(["The ferry to Osk was late.", "The mayor of Osk spoke on Monday.", "Osk"])
    | TEXT,
    max_size=6,
)
BREAKS = st.sampled_from(["\n", "\n\n", " \r\n", " "])


@given(LINES, BREAKS, LINES, BREAKS)
def test_any_text_as_received_reads_back(body, between, received, apart):
    source = Source("/", "a.txt", 0, None, "0")
    article = Article("a", source, None, between.join(body), received=apart.join(received))
    assert record.loads(record.dumps(article)).received == article.received


def test_a_text_as_received_is_the_body_and_what_was_left_out_of_it():
    body = "The ferry to Osk was an hour late.\n\nThe mayor spoke of it on Monday."
    received = f"FERRY LATE\n\n{body}\nSign up here"
    source = Source("/", "a.txt", 0, None, "0")
    data = record.dumps(Article("a", source, None, body, received=received))
    lines = data.split(b"\n")
    assert lines[1] == b'{"received":["FERRY LATE\\n\\n",[0,68],"\\nSign up here"]}'
    assert data.endswith(body.encode())


def test_evidence_that_is_the_value_is_not_said_twice():
    source = Source("/", "a.txt", 0, None, "0")
    day = dt.date(2021, 3, 1)
    evidence = {
        "outlet": Evidence("column:source", "Osk Herald", 0.97, "metadata"),
        "date": Evidence("column:date", "2021-03-01", 0.97, "metadata"),
    }
    article = Article(
        "a", source, None, "", outlet="Osk Herald", first_day=day, provenance=evidence
    )
    head, outlet, dated = (
        b'{"id":"a","extractor":"","source":["/","a.txt",0,null,"0"]',
        b'"outlet":"Osk Herald","first_day":"2021-03-01"',
        b'"dated":["column:date",true,0.97,"metadata"]}',
    )
    assert record.dumps(article).split(b"\n") == [
        b",".join([head, outlet, dated]),
        b'{"provenance":{"outlet":["column:source",true,0.97,"metadata"],"date":null}}',
        b"",
    ]


@given(ARTICLES, SOURCE)
def test_the_head_says_where_an_article_was_read(article, other):
    data = record.dumps(article)
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
    with pytest.raises(ValueError):
        record.loads(data)


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


def test_a_body_that_speaks_of_a_date_without_a_year_has_none():
    source = Source("/", "a.txt", 0, None, "0")
    today = dt.datetime.now(dt.timezone.utc).date()
    body = f'"partial_date":[{today.month},{today.day},'
    data = record.dumps(Article("a", source, None, body))
    assert Recall(b"-", today - dt.timedelta(7)).holds(data)
