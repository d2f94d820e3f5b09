"""Queries of other engines find what their parts say, and what the readable engine finds."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.config import Settings
from tests.oracle import Oracle
from tests.paper import PAPER, engine
from web.shapes.elastic.dsl import Dsl
from web.shapes.meilisearch import filters

NOW = dt.datetime(2021, 3, 17, tzinfo=dt.timezone.utc)
EVERY = {one.id for one in PAPER}
ORACLE = Oracle(PAPER)

WORDS = ("harbour", "strike", "mayor", "budget", "ferry", "the", "Peña", "nosuch", "COVID-19")
LEAVES = st.one_of(
    st.sampled_from(
        [
            {"match_all": {}},
            {"exists": {"field": "outlet"}},
            {"exists": {"field": "date"}},
            {"range": {"date": {"gte": "2020", "lt": "2021-06"}}},
            {"range": {"date": {"lte": "1950"}}},
            {"term": {"lang": "en"}},
            {"ids": {"values": ["mayor", "budget", "nosuch"]}},
            {"prefix": {"title": "har"}},
            {"match_phrase": {"body": "harbour strike"}},
        ]
    ),
    st.builds(
        lambda field, words, operator: {"match": {field: {"query": words, "operator": operator}}},
        st.sampled_from(["title", "body"]),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        st.sampled_from(["or", "and"]),
    ),
    st.builds(
        lambda words, least: {
            "multi_match": {
                "query": words,
                "fields": ["title^2", "body"],
                "minimum_should_match": least,
            }
        },
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True).map(" ".join),
        st.sampled_from([1, 2, "75%", "-1"]),
    ),
)
DSL: st.SearchStrategy[dict[str, object]] = st.deferred(lambda: st.one_of(LEAVES, LEAVES, BOOLS))
CLAUSES = {name: st.lists(DSL, max_size=2) for name in ("must", "should", "filter", "must_not")}
BOOLS: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries(
    {}, optional={**CLAUSES, "minimum_should_match": st.sampled_from([0, 1, 2])}
).map(lambda options: {"bool": options})
QUIET = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def client(tmp_path_factory, serving):
    directory = tmp_path_factory.mktemp("agreement") / "index"
    engine(directory).close()
    return serving(Settings(index=directory)).test_client()


def scores(client, query):
    found = client.post("/_search", json={"query": query, "size": 50, "_source": False})
    assert found.status_code == 200, found.text
    return {hit["_id"]: hit["_score"] for hit in found.get_json()["hits"]["hits"]}


@QUIET
@given(DSL)
def test_scores_are_the_readable_engines(client, query):
    wanted = dict(ORACLE.ranked(Dsl(NOW).node(query)))
    assert scores(client, query) == pytest.approx(wanted, abs=1e-5)
    counted = client.post("/_count", json={"query": query}).get_json()
    assert counted["count"] == len(wanted)


@QUIET
@given(BOOLS)
def test_a_bool_is_what_its_parts_are_together(client, query):
    options = query["bool"]

    def parts(name):
        return [scores(client, one) for one in options.get(name, ())]

    must, should, filtered = parts("must"), parts("should"), parts("filter")
    least = options.get("minimum_should_match", 0 if must or filtered or not should else 1)
    wanted = {
        one
        for one in EVERY
        if all(one in part for part in (*must, *filtered))
        and sum(one in part for part in should) >= least
    }
    without = parts("must_not")
    found = scores(client, query)
    assert found.keys() <= wanted
    dated = "range" in str(options.get("must_not", ""))  # an undated article is in neither
    for one in wanted - found.keys():
        assert dated or any(one in part for part in without), one
    if not dated:
        assert not any(one in part for one in found for part in without)
    if least < 2:  # what may be had in several ways has a score of its own
        for one, score in found.items():
            parts_of_it = sum(part.get(one, 0.0) for part in (*must, *should))
            assert score > 0 or not parts_of_it


@QUIET
@given(st.text('ab *?~^"()[]:+-!&|/\\ANDORT', max_size=30), st.sampled_from(WORDS))
def test_a_required_word_is_in_whatever_is_found(client, text, word):
    query = {"query_string": {"query": f"+{word} {text.replace(')', '').replace('(', '')}"}}
    having = {"multi_match": {"query": word, "fields": ["title", "body"]}}
    assert scores(client, query).keys() <= scores(client, having).keys()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("lang = en AND NOT outlet IS NULL", lambda one: one.lang == "en" and one.outlet),
        ("outlet IS NULL OR lang != en", lambda one: not one.outlet or one.lang != "en"),
        ("NOT (lang = en OR lang = de)", lambda one: one.lang not in ("en", "de")),
        ("date < 1950", lambda one: one.first_day and one.first_day.year < 1950),
        ("NOT date < 1950", lambda one: not one.first_day or one.first_day.year >= 1950),
        ("date IS NULL", lambda one: one.first_day is None),
        ("id IN [mayor, fog, nosuch]", lambda one: one.id in ("mayor", "fog")),
        ("id NOT IN [mayor, fog]", lambda one: one.id not in ("mayor", "fog")),
    ],
)
def test_a_filter_holds_of_what_it_lets_through(client, text, holds):
    body = {"filter": text, "limit": 50}
    found = client.post("/indexes/articles/search", json=body).get_json()
    wanted = {one.id for one in PAPER if holds(one)}
    assert {hit["id"] for hit in found["hits"]} == wanted
    assert found["estimatedTotalHits"] == len(wanted)
    tree = filters.node(text, NOW)
    assert tree is not None
    assert ORACLE.ids(tree) == wanted
