"""Elasticsearch's and OpenSearch's own clients, over the wire, and what they are told."""

import pytest
from elasticsearch import BadRequestError, Elasticsearch, NotFoundError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opensearchpy import OpenSearch, RequestError

from search.config import Settings
from tests.web.paper import PAPER
from tests.web.payloads import QUERIES, XSS

EVERY = {one.id for one in PAPER}


@pytest.fixture
def es(address):
    with Elasticsearch(address) as client:
        yield client


@pytest.fixture
def opensearch(address):
    client = OpenSearch(address)
    yield client
    client.close()


def ids(found):
    return [hit["_id"] for hit in found["hits"]["hits"]]


def ask(client, body, status=200, path="/articles/_search", **options):
    response = client.post(path, json=body, query_string=options)
    assert response.status_code == status, response.text
    assert response.headers["X-Elastic-Product"] == "Elasticsearch"
    return response.get_json()


def refused(client, body, **options):
    answer = ask(client, body, 400, **options)
    assert answer["status"] == 400
    assert answer["error"]["root_cause"][0]["reason"] == answer["error"]["reason"]
    return answer["error"]


def test_the_official_client_knows_whom_it_meets(es):
    assert es.info()["tagline"].startswith("Dateline")
    assert es.ping()


def test_the_official_client_searches(es):
    found = es.search(
        index="articles",
        query={
            "bool": {"must": {"match": {"body": "strike"}}, "filter": {"term": {"lang": "en"}}}
        },
        highlight={"fields": {"body": {}, "title": {}}},
        aggs={"outlets": {"terms": {"field": "outlet"}}},
        source=["title", "da*"],
    )
    assert found["timed_out"] is False
    assert found["hits"]["total"] == {"value": 1, "relation": "eq"}
    (hit,) = found["hits"]["hits"]
    assert hit["_index"] == "articles"
    assert hit["_score"] == found["hits"]["max_score"] > 0
    assert hit["_source"] == {
        "title": "Harbour strike ends in Halin",
        "date": "2021-03-03",
        "date_precision": "day",
    }
    assert "<em>strike</em>" in hit["highlight"]["body"][0]
    assert found["aggregations"]["outlets"]["buckets"] == [
        {"key": "Halin Courier", "doc_count": 1}
    ]
    assert es.count(index="articles", query={"match": {"title": "strike"}})["count"] == 3


def test_the_official_client_is_refused_as_it_expects(es):
    with pytest.raises(NotFoundError) as absent:
        es.search(index="nosuch", query={"match_all": {}})
    assert absent.value.error == "index_not_found_exception"
    with pytest.raises(BadRequestError) as wrong:
        es.search(query={"regexp": {"body": "a.*"}})
    assert wrong.value.error == "parsing_exception"


def test_opensearchs_client_searches_too(opensearch):
    assert opensearch.info()["version"]["number"]
    found = opensearch.search(
        index="articles", body={"query": {"query_string": {"query": "title:strike"}}}
    )
    assert set(ids(found)) == {"strike", "a2", "a5"}
    assert opensearch.count(index="articles")["count"] == 7
    with pytest.raises(RequestError):
        opensearch.search(index="articles", body={"query": {"nosuch": {}}})


def test_a_browser_gets_the_front_page_all_the_same(client):
    for accept in ("text/html,*/*", "*/*", ""):
        assert "<!doctype html>" in client.get("/", headers={"Accept": accept}).text
    headers = {"Accept": "application/vnd.elasticsearch+json; compatible-with=9"}
    assert client.get("/", headers=headers).get_json()["version"]["number"]
    assert client.get("/", headers={**headers, "Host": "example.test"}).status_code == 421


def test_without_a_query_every_article_is_found(client):
    assert set(ids(ask(client, {}))) == EVERY
    assert set(ids(ask(client, {"query": {"match_all": {}}}, path="/_search"))) == EVERY
    assert set(ids(client.get("/_all/_search").get_json())) == EVERY
    assert set(ids(client.get("/art*,articles/_search").get_json())) == EVERY


def test_the_address_may_ask_as_well(client):
    found = client.get("/_search?q=title:strike&size=1&sort=date:desc&_source=title").get_json()
    assert found["hits"]["total"]["value"] == 3
    assert found["hits"]["hits"][0]["_source"] == {"title": "Harbour strike ends in Halin"}
    assert client.get("/_count?q=strike+talks&default_operator=AND").get_json()["count"] == 1
    assert client.get("/_count?q=strike&df=title").get_json()["count"] == 3


def test_size_from_and_order(client):
    everything = {"query": {"match_all": {}}, "_source": False}
    newest = ask(client, {**everything, "sort": [{"date": "desc"}]})
    assert ids(newest)[:4] == ["a7", "strike", "a4", "a2"]
    assert newest["hits"]["hits"][0]["sort"] == [1614816000000]
    assert newest["hits"]["hits"][-1]["sort"] == [None]
    assert newest["hits"]["max_score"] is None
    assert "_source" not in newest["hits"]["hits"][0]
    part = ask(client, {**everything, "sort": "date:asc", "from": 1, "size": 2})
    assert ids(part) == ["a3", "a2"]
    assert ids(ask(client, {**everything, "size": 0})) == []
    assert ids(ask(client, {**everything, "from": 10_000})) == []
    both = [{"date": {"order": "desc", "missing": "_last"}}, {"_id": "asc"}]
    assert ids(ask(client, {**everything, "sort": both})) == ids(newest)


def test_a_window_past_the_limit_says_where_it_is(client):
    error = refused(client, {"size": 10_000})
    assert error["type"] == "illegal_argument_exception"
    assert "[200]" in error["reason"]


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ({"size": -1}, "size"),
        ({"from": "x"}, "from"),
        ({"sort": "outlet"}, "outlet"),
        ({"sort": [{"date": {"order": "up"}}]}, "up"),
        ({"sort": ["date", "_score"]}, "_score"),
        ({"search_after": [1]}, "search_after"),
        ({"min_score": 2}, "min_score"),
        ({"knn": {}}, "knn"),
        ({"post_filter": {"match_all": {}}}, "post_filter"),
        ({"highlight": {"fields": {"body": {}}, "boundary_chars": ".,"}}, "boundary_chars"),
        ({"highlight": {"fields": {"body": {"fragment_size": 5_000}}}}, "2000"),
        ({"aggs": {"x": {"avg": {"field": "words"}}}}, "avg"),
        ({"aggs": {"x": {"terms": {"field": "title"}}}}, "title"),
        ({"aggs": {"x": {"terms": {"field": "outlet"}, "aggs": {}}}}, "without others"),
        ({"aggs": {"x": {"date_histogram": {"field": "date"}}}}, "interval"),
        ({"_source": {"nosuch": []}}, "nosuch"),
        ({"nosuch": 1}, "nosuch"),
        ([], "object"),
    ],
)
def test_what_cannot_be_done_is_a_400_that_names_it(client, body, part):
    assert part in refused(client, body)["reason"]


def test_a_body_that_is_no_json_and_a_parameter_that_is_none(client):
    answer = client.post("/_search", data="{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["error"]["reason"] == "The body is no JSON."
    assert "did you mean [size]" in refused(client, {}, sice=1)["reason"]
    deep = '{"query":' + '{"bool":{"must":' * 5_000 + "{}" + "}}" * 5_000 + "}"
    assert client.post("/_search", data=deep[:60_000]).status_code == 400
    assert client.post("/_search", data=" " * 70_000).status_code == 413
    assert client.delete("/_search").status_code == 405


def test_counts_by_outlet_person_and_month(client):
    aggs = {
        "outlets": {"terms": {"field": "outlet.keyword", "size": 1}},
        "named": {"terms": {"field": "outlet", "order": {"_key": "asc"}}},
        "people": {"terms": {"field": "people"}},
        "nowhere": {"missing": {"field": "outlet"}},
        "months": {
            "date_histogram": {"field": "date", "calendar_interval": "month", "format": "yyyy-MM"}
        },
        "years": {
            "date_histogram": {"field": "date", "calendar_interval": "1y", "min_doc_count": 1}
        },
    }
    found = ask(client, {"size": 0, "aggs": aggs})["aggregations"]
    assert found["outlets"] == {
        "doc_count_error_upper_bound": 0,
        "sum_other_doc_count": 3,
        "buckets": [{"key": "Evening Post", "doc_count": 2}],
    }
    assert [one["key"] for one in found["named"]["buckets"]] == [
        *("Evening Post", "Guardian, The", "Halin Courier")
    ]
    assert {one["key"]: one["doc_count"] for one in found["people"]["buckets"]} == {
        "Ana Petrova": 2,
        "Jon Marsh": 2,
    }
    assert found["nowhere"] == {"doc_count": 2}
    months = found["months"]["buckets"]
    assert months[0]["key_as_string"] == "2019-05"
    assert months[-1] == {"key_as_string": "2021-03", "key": 1614556800000, "doc_count": 3}
    assert len(months) == 23  # the months between that have none are told as well
    assert [one["doc_count"] for one in found["years"]["buckets"]] == [1, 1, 4]
    typed = ask(client, {"size": 0, "aggs": {"x": aggs["outlets"]}}, typed_keys="true")
    assert "sterms#x" in typed["aggregations"]


def test_what_is_highlighted_is_escaped_where_its_tags_are_markup(client):
    def text(**tags):
        whole = {"fields": {"*": {"number_of_fragments": 0}}, **tags}
        body = {"query": {"match_phrase": {"body": "<agreed>"}}, "highlight": whole}
        (hit,) = ask(client, body)["hits"]["hits"]
        (found,) = hit["highlight"]["body"]
        assert found.count("\n\n") == 2  # all of it
        return found

    assert "hours were &lt;<em>agreed</em>&gt;." in text()
    assert "hours were <[[agreed]]>." in text(pre_tags=["[["], post_tags=["]]"])


def test_no_total_where_none_is_asked_for(client):
    assert "total" not in ask(client, {"track_total_hits": False})["hits"]
    found = ask(client, {"track_total_hits": 3}, rest_total_hits_as_int="true")
    assert found["hits"]["total"] == 7


@pytest.mark.parametrize("text", [*QUERIES, *XSS, "a" * 9_000, "\\", "date:[x TO y]"])
def test_query_text_is_never_refused(client, text):
    for kind in ("query_string", "simple_query_string"):
        ask(client, {"query": {kind: {"query": text}}})
    ask(client, {"query": {"multi_match": {"query": text, "fields": ["title", "body"]}}})
    assert client.get("/_search", query_string={"q": text}).status_code == 200


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda one: (
            st.lists(one, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "query",
                        "bool",
                        "must",
                        "match",
                        "body",
                        "size",
                        "aggs",
                        "sort",
                        "range",
                        "date",
                    ]
                ),
                one,
                max_size=3,
            )
        ),
        max_leaves=10,
    )
)
def test_any_json_is_answered_or_refused(client, body):
    response = client.post("/_search", json=body)
    assert response.status_code in (200, 400)
    assert response.is_json


def test_how_a_query_was_read_is_told_in_a_header(client):
    response = client.post(
        "/_search", json={"query": {"query_string": {"query": "bodx:a AND *n"}}}
    )
    (first, *_) = response.headers.getlist("Warning")
    assert first.startswith("299 Dateline-")
    assert first.isascii()


def test_hosts_and_origins_are_as_for_the_api(paper, serving):
    client = serving(Settings(index=paper, cors_origins=("https://reader.example",))).test_client()
    answer = client.get("/_search", headers={"Host": "example.test"})
    assert answer.status_code == 421
    assert answer.get_json()["error"]["type"] == "security_exception"
    for path in ("/_search", "/v2/everything?q=a", "/indexes/articles/search"):
        answer = client.get(path, headers={"Origin": "https://reader.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "https://reader.example"
        other = client.get(path, headers={"Origin": "https://other.example"})
        assert "Access-Control-Allow-Origin" not in other.headers


def test_too_many_requests_are_refused_in_each_shape(paper, serving):
    client = serving(Settings(index=paper, rate_limit=1)).test_client()
    assert client.get("/_search").status_code == 200
    answer = client.get("/_search")
    assert answer.status_code == 429
    assert answer.get_json()["error"]["type"] == "es_rejected_execution_exception"
    assert client.get("/v2/everything?q=a").get_json()["code"] == "rateLimited"
    answer = client.get("/indexes/articles/search")
    assert answer.get_json()["code"] == "too_many_search_requests"
    assert int(answer.headers["Retry-After"]) >= 1


def test_parts_of_an_answer_by_their_paths(client):
    def parts(paths, **body):
        return ask(client, {"query": {"ids": {"values": ["strike"]}}, **body}, filter_path=paths)

    hit = {"hits": {"hits": [{"_id": "strike", "_source": {"title": PAPER[0].title}}]}}
    assert parts("hits.hits._id,hits.hits._source.title") == hit
    assert parts("**.title") == {"hits": {"hits": [{"_source": {"title": PAPER[0].title}}]}}
    assert parts("hits.total.*") == {"hits": {"total": {"value": 1, "relation": "eq"}}}
    assert parts("-hits,-_shards,-took") == {"timed_out": False}
    assert parts("nosuch") == {}
    assert parts("hits.hits", _source=False)["hits"]["hits"][0]["_index"] == "articles"
    whole = ask(client, {"query": {"ids": {"values": ["strike"]}}})
    assert parts(".".join(["**"] * 20))["hits"] == whole["hits"]
    assert "filter_path" in refused(client, {}, filter_path=".".join("*" * 5_000))["reason"]
    assert client.get("/_search").headers["Cache-Control"] == "no-store"
