"""Queries of Elasticsearch, and the trees they come to."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import parse
from web.arguments import BadParameter
from web.shapes.elastic.dsl import Dsl

NOW = dt.datetime(2021, 3, 17, 15, 30, tzinfo=dt.timezone.utc)


def tree(query):
    return Dsl(NOW).node(query)


@pytest.mark.parametrize(
    ("query", "ours"),
    [
        ({"match_all": {}}, "*"),
        ({"match": {"body": "harbour strike"}}, "body:harbour OR body:strike"),
        ({"match": {"title": {"query": "a b", "operator": "AND"}}}, "title:a AND title:b"),
        (
            {"match": {"title": {"query": "a b", "minimum_should_match": "100%"}}},
            "title:a title:b",
        ),
        ({"match": {"body": {"query": "strike", "boost": 2}}}, "(body:strike)^2"),
        ({"match": {"outlet": "Halin Courier"}}, 'outlet:"Halin Courier"'),
        (
            {"match": {"body": {"query": "strike", "fuzziness": "AUTO"}}},
            "body:strike OR body:strike~",
        ),
        ({"match_phrase": {"body": "the harbour"}}, 'body:"the harbour"'),
        ({"match_phrase": {"body": {"query": "a b", "slop": 3}}}, 'body:("a b"~3)'),
        ({"match_phrase_prefix": {"title": "harbour str"}}, 'title:"harbour str*"'),
        ({"multi_match": {"query": "strike", "fields": ["title", "body"]}}, "strike"),
        (
            {"multi_match": {"query": "strike", "fields": ["title^3", "body"]}},
            "(title:strike)^3 OR body:strike",
        ),
        (
            {
                "multi_match": {
                    "query": "a b",
                    "type": "cross_fields",
                    "operator": "and",
                    "fields": ["title", "outlet"],
                }
            },
            "(title:a OR outlet:a) AND (title:b OR outlet:b)",
        ),
        (
            {"multi_match": {"query": "a b", "type": "phrase", "fields": ["title"]}},
            'title:"a b"',
        ),
        ({"term": {"outlet.keyword": "Evening Post"}}, 'outlet:"Evening Post"'),
        ({"term": {"body": {"value": "Strike"}}}, "body:=Strike"),
        ({"term": {"date": "2021-03"}}, "date:2021-03"),
        ({"terms": {"lang": ["en", "ru"]}}, "lang:en OR lang:ru"),
        ({"terms": {"lang": []}}, "NOT *"),
        ({"ids": {"values": ["a1", "strike"]}}, "id:a1 OR id:strike"),
        ({"exists": {"field": "outlet"}}, "has:outlet"),
        ({"prefix": {"title": "har"}}, "title:har*"),
        ({"wildcard": {"title": {"value": "ha*bour"}}}, "title:ha*bour"),
        ({"wildcard": {"outlet": "*"}}, "has:outlet"),
        (
            {"fuzzy": {"body": {"value": "strikee", "fuzziness": 1}}},
            "body:strikee OR body:strikee~",
        ),
        ({"range": {"date": {"gte": "2021", "lt": "2021-03"}}}, "date:2021-01-01..2021-02-28"),
        ({"range": {"date": {"gt": "now-7d/d"}}}, "date:2021-03-11.."),
        ({"range": {"date": {"gte": "2022", "lt": "2021"}}}, "NOT *"),
        (
            {"range": {"date": {"gte": "01/02/2021", "format": "dd/MM/yyyy"}}},
            "date:2021-02-01..",
        ),
        ({"bool": {}}, "*"),
        (
            {"bool": {"must": {"match": {"body": "a"}}, "must_not": [{"term": {"lang": "ru"}}]}},
            "body:a AND NOT lang:ru",
        ),
        ({"bool": {"filter": [{"term": {"lang": "ru"}}]}}, "lang:ru"),
        (
            {"bool": {"should": [{"term": {"lang": "ru"}}, {"term": {"lang": "en"}}]}},
            "lang:ru OR lang:en",
        ),
        (
            {"bool": {"should": [{"term": {"id": x}} for x in "abc"], "minimum_should_match": 3}},
            "id:a AND id:b AND id:c",
        ),
        ({"constant_score": {"filter": {"term": {"lang": "ru"}}}}, "lang:ru"),
        ({"query_string": {"query": "harbour strike"}}, "harbour OR strike"),
        ({"query_string": {"query": "a b", "default_operator": "AND"}}, "a AND b"),
        (
            {"simple_query_string": {"query": 'a + "b c" -d', "default_operator": "and"}},
            'a AND "b c" AND NOT d',
        ),
    ],
)
def test_each_kind_of_query(query, ours):
    assert tree(query) == parse(ours, now=NOW).tree


@pytest.mark.parametrize(
    ("query", "part"),
    [
        ({"regexp": {"body": "a.*"}}, "regexp"),
        ({"more_like_this": {"like": "x"}}, "more_like_this"),
        ({"match": {"nosuch": "x"}}, "nosuch"),
        ({"match": {"body": {"query": "x", "analyzer": "english"}}}, "analyzer"),
        ({"match": {"body": {"query": "x", "operator": "xor"}}}, "xor"),
        ({"match": {"body": {}}}, "query"),
        ({"match": {"body": "x", "title": "y"}}, "one field"),
        ({"match": "x"}, "object"),
        ({"range": {"words": {"gte": 100}}}, "words"),
        ({"range": {"outlet": {"gte": "a"}}}, "outlet"),
        ({"range": {"date": {"gte": "sometime"}}}, "sometime"),
        ({"range": {"date": {"gte": "2021", "time_zone": "+01:00"}}}, "time_zone"),
        ({"range": {"date": {"gte": "2021", "relation": "WITHIN"}}}, "relation"),
        ({"terms": {"outlet": {"index": "a", "id": "1", "path": "x"}}}, "looked up"),
        ({"bool": {"must": [{"match_all": {}}], "nosuch": 1}}, "nosuch"),
        ({"bool": {"should": [{"ids": {"values": ["a"]}}], "minimum_should_match": "x"}}, "x"),
        ({"query_string": {"query": "x", "fields": ["nosuch"]}}, "nosuch"),
        ({"match_all": {"boost": -1}}, "boost"),
        ({"match": {"body": {"query": "x", "boost": 0}}}, "boost"),
        ({"match_all": {"_name": "x"}}, "_name"),
        ({"constant_score": {"filter": {"match_all": {}}, "boost": 3}}, "boost"),
        ({}, "one kind"),
        ({"match_all": {}, "match_none": {}}, "one kind"),
        ([], "object"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(query, part):
    if query == {"match_all": {"boost": -1}}:
        query = {"bool": {"boost": -1}}
    with pytest.raises(BadParameter, match=part):
        tree(query)


def test_a_condition_does_not_score_and_a_wish_need_not_hold():
    a, b = {"match": {"body": "a"}}, {"match": {"body": "b"}}
    filtered = tree({"bool": {"filter": a}})
    assert str(filtered) == "NOT NOT body:a"
    assert str(tree({"bool": {"must": a, "should": b}})) == "body:a AND (body:b OR *)"


def test_queries_may_not_lie_too_deep():
    query: dict[str, object] = {"match_all": {}}
    for _ in range(40):
        query = {"bool": {"must": [query]}}
    with pytest.raises(BadParameter, match="deep"):
        tree(query)


LEAVES = st.sampled_from(
    [
        {"match": {"body": "a b"}},
        {"term": {"outlet": "x"}},
        {"range": {"date": {"gte": "2021"}}},
        {"match_all": {}},
    ]
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries(
        {},
        optional={
            name: st.lists(inner, max_size=3) for name in ("must", "should", "filter", "must_not")
        },
    ).map(lambda options: {"bool": options}),
    max_leaves=12,
)


@given(QUERIES)
def test_any_nesting_of_what_is_known_is_a_tree(query):
    assert tree(json.loads(json.dumps(query))) is not None


@given(st.text(max_size=200))
def test_no_text_that_a_reader_typed_is_refused(text):
    for query in (
        {"query_string": {"query": text}},
        {"query_string": {"query": text, "default_operator": "AND", "fields": ["title^2"]}},
        {"simple_query_string": {"query": text}},
        {"match": {"body": text}},
        {"match": {"outlet": {"query": text, "minimum_should_match": "75%"}}},
        {"match_phrase": {"title": text}},
        {"multi_match": {"query": text, "fields": ["title", "outlet"]}},
        {"prefix": {"title": text}},
        {"wildcard": {"body": text}},
        {"term": {"people": text}},
    ):
        assert tree(query) is not None
