"""Meilisearch's own client, over the wire, and its filters."""

import contextlib
import datetime as dt
import json
from typing import Any

import meilisearch
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meilisearch.errors import MeilisearchApiError

from search.query import parse
from search.query.tree import Field, Term
from tests.web.payloads import QUERIES, XSS
from web.arguments import BadParameter
from web.shapes.meilisearch import filters

NOW = dt.datetime(2021, 3, 17, 15, 30, tzinfo=dt.timezone.utc)


@pytest.fixture
def index(address):
    return meilisearch.Client(address).index("articles")


def ask(client, status=200, **body):
    response = client.post("/indexes/articles/search", json=body)
    assert response.status_code == status, response.text
    return response.get_json()


def ids(found):
    return [hit["id"] for hit in found["hits"]]


def refused(client, code, **body):
    answer = ask(client, 400, **body)
    assert answer["code"] == code
    assert answer["type"] == "invalid_request"
    assert answer["link"].endswith(f"#{code}")
    return answer["message"]


def test_the_official_client_searches(address, index):
    client = meilisearch.Client(address)
    assert client.health() == {"status": "available"}
    assert client.is_healthy()
    assert client.get_version()["pkgVersion"]
    found = index.search(
        "strike",
        {
            "filter": ["lang = en", ["outlet = 'Halin Courier'", "outlet = TASS"]],
            "facets": ["outlet", "people"],
            "attributesToRetrieve": ["id", "title"],
            "attributesToHighlight": ["title"],
        },
    )
    assert found["hits"] == [
        {
            "id": "strike",
            "title": "Harbour strike ends in Halin",
            "_formatted": {
                "id": "strike",
                "title": "Harbour <em>strike</em> ends in Halin",
            },
        }
    ]
    assert found["query"] == "strike"
    assert found["estimatedTotalHits"] == 1
    assert found["limit"] == 20
    assert found["offset"] == 0
    assert found["facetDistribution"]["outlet"] == {"Halin Courier": 1}
    assert found["facetDistribution"]["people"] == {"Ana Petrova": 1, "Jon Marsh": 1}


def test_several_searches_at_once(address):
    client = meilisearch.Client(address)
    queries: list[dict[str, Any]] = [
        {"indexUid": "articles", "q": "strike", "limit": 1},
        {"indexUid": "articles", "q": "bridge", "facets": ["outlet"]},
    ]
    first, second = client.multi_search(queries)["results"]
    assert first["indexUid"] == "articles"
    assert first["estimatedTotalHits"] == 3
    assert second["facetDistribution"] == {"outlet": {"Guardian, The": 1}}
    refused: tuple[list[dict[str, Any]], ...] = (
        [{"q": "strike"}],
        [{"indexUid": "movies"}],
        [{"indexUid": "articles", "nosuch": 1}],
        queries * 20,
    )
    for wrong in refused:
        with pytest.raises(MeilisearchApiError):
            client.multi_search(wrong)
    with pytest.raises(MeilisearchApiError):
        client.multi_search(queries, federation={"limit": 5})


def test_the_official_client_is_refused_as_it_expects(address, index):
    with pytest.raises(MeilisearchApiError) as wrong:
        index.search("a", {"filter": "nosuch = 1"})
    assert wrong.value.code == "invalid_search_filter"
    with pytest.raises(MeilisearchApiError) as absent:
        meilisearch.Client(address).index("movies").search("a")
    assert absent.value.code == "index_not_found"
    assert absent.value.status_code == 404


def test_pages_and_offsets(client):
    found = ask(client, q="strike", sort=["date:desc"], page=2, hitsPerPage=1)
    assert ids(found) == ["a2"]
    assert {name: found[name] for name in ("page", "hitsPerPage", "totalPages", "totalHits")} == {
        "page": 2,
        "hitsPerPage": 1,
        "totalPages": 3,
        "totalHits": 3,
    }
    assert "estimatedTotalHits" not in found
    assert ids(ask(client, q="strike", sort=["date:asc"], offset=1, limit=1)) == ["strike"]
    assert ids(ask(client, q="strike", limit=0)) == []
    assert ids(ask(client, q="strike", page=0)) == []
    assert len(ids(ask(client))) == 7


def test_an_address_may_ask_as_well(client):
    found = client.get(
        "/indexes/articles/search?q=strike&limit=1&sort=date:desc&attributesToRetrieve=id,title"
        "&filter=outlet+IS+NOT+NULL&showRankingScore=true"
    ).get_json()
    (hit,) = found["hits"]
    assert hit["id"] == "strike"
    assert 0 < hit["_rankingScore"] < 1
    assert found["estimatedTotalHits"] == 2


def test_where_too_few_have_every_word_the_last_are_left_out(client):
    assert ids(ask(client, q="strike cranes", matchingStrategy="all")) == ["strike"]
    found = ids(ask(client, q="strike cranes nosuchword"))
    assert found[0] == "strike"
    assert set(found) == {"strike", "a2", "a5"}
    assert ids(ask(client, q="nosuchword strike")) == []
    assert ids(ask(client, q="strike cranes", limit=1)) == ["strike"]


def test_quotes_and_minus_are_all_the_syntax_there_is(client):
    assert ids(ask(client, q='"harbour strike"')) == ["strike"]
    assert set(ids(ask(client, q="strike -harbour"))) == {"a2", "a5"}
    assert ids(ask(client, q="strike OR bridge", matchingStrategy="all")) == []
    assert ids(ask(client, q="title:bridge", matchingStrategy="all")) == []


def test_text_is_cropped_around_its_words_and_marked(client):
    found = ask(
        client,
        q="cranes",
        attributesToCrop=["body"],
        cropLength=5,
        attributesToHighlight=["body"],
        highlightPreTag="**",
        highlightPostTag="**",
        attributesToRetrieve=["id"],
        showMatchesPosition=True,
    )
    (hit,) = found["hits"]
    assert "**cranes**" in hit["_formatted"]["body"]
    assert len(hit["_formatted"]["body"].strip("…").split()) == 5
    (place,) = hit["_matchesPosition"]["body"]
    body = client.get("/api/articles/strike").get_json()["body"].encode()
    assert body[place["start"] : place["start"] + place["length"]].decode() == "cranes"


def test_marks_that_are_markup_stand_in_escaped_text(client):
    (hit,) = ask(client, q="wages agreed", attributesToHighlight=["*"])["hits"]
    text = hit["_formatted"]["body"]
    assert "<em>Wages</em> &amp; hours were &lt;<em>agreed</em>&gt;." in text
    assert "<agreed>" in hit["body"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"limit": -1}, "invalid_search_limit"),
        ({"limit": 1_000}, "invalid_search_limit"),
        ({"offset": "x"}, "invalid_search_offset"),
        ({"hitsPerPage": 500}, "invalid_search_hits_per_page"),
        ({"sort": ["title:asc"]}, "invalid_search_sort"),
        ({"facets": ["title"]}, "invalid_search_facets"),
        ({"q": 1}, "invalid_search_q"),
        ({"matchingStrategy": "frequency"}, "invalid_search_matching_strategy"),
        ({"attributesToSearchOn": ["outlet"]}, "invalid_search_attributes_to_search_on"),
        ({"showRankingScore": "maybe"}, "invalid_search_show_ranking_score"),
        ({"vector": [0.1]}, "invalid_search_vector"),
        ({"hybrid": {"embedder": "x"}}, "invalid_search_hybrid"),
        ({"distinct": "outlet"}, "invalid_search_distinct"),
        ({"filter": "outlet ="}, "invalid_search_filter"),
        ({"filter": {"outlet": "x"}}, "invalid_search_filter"),
        ({"filter": [[["a"]]]}, "invalid_search_filter"),
        ({"highlightPreTag": 5}, "invalid_search_highlight_pre_tag"),
        ({"nosuch": 1}, "bad_request"),
    ],
)
def test_what_cannot_be_done_is_refused_by_its_code(client, body, code):
    assert refused(client, code, **body)


def test_a_body_that_is_no_json(client):
    answer = client.post("/indexes/articles/search", data="{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "malformed_payload"


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("outlet = TASS", "outlet:TASS"),
        ("outlet = 'Evening Post'", 'outlet:"Evening Post"'),
        ('outlet = "Evening \\"Post\\""', None),
        ("outlet != TASS", "NOT outlet:TASS"),
        ("outlet IN [TASS, 'Evening Post']", 'outlet:TASS OR outlet:"Evening Post"'),
        ("outlet NOT IN [TASS]", "NOT outlet:TASS"),
        ("outlet IN []", "NOT *"),
        ("lang=en AND outlet=TASS", "lang:en AND outlet:TASS"),
        ("lang=en OR outlet=TASS AND id=a", "lang:en OR outlet:TASS AND id:a"),
        ("(lang=en OR outlet=TASS) AND id=a", "(lang:en OR outlet:TASS) AND id:a"),
        ("NOT lang=en", "NOT lang:en"),
        ("not (lang=en or lang=ru)", "NOT lang:en AND NOT lang:ru"),
        ("outlet IS NULL", "NOT has:outlet"),
        ("outlet IS NOT NULL", "has:outlet"),
        ("people IS NOT EMPTY", "has:people"),
        ("title EXISTS", None),
        ("outlet EXISTS", "*"),
        ("outlet STARTS WITH Even", "outlet:Even*"),
        ("date = 2017-06", "date:2017-06"),
        ("date >= 2017-06", "date:2017-06.."),
        ("date > '2017-06-20'", "date:2017-06-21.."),
        ("date < 1497916800", "date:..2017-06-19"),
        ("date 2017 TO 2018", "date:2017-01-01..2018-12-31"),
        ("date != 2017", "NOT date:2017 OR NOT has:date"),
        ("outlet", None),
        ("outlet = ", None),
        ("outlet = AND", None),
        ("(outlet = a", None),
        ("outlet = a b", None),
        ("outlet > a", None),
        ("date = soon", None),
        ("words > 100", None),
        ("outlet = a AND", None),
        ("=", None),
        ("'", None),
    ],
)
def test_each_kind_of_filter(text, ours):
    if ours is None:
        if "\\" in text:
            assert filters.node(text, NOW) == Field("outlet", Term('Evening "Post"'))
            return
        with pytest.raises(BadParameter) as refusal:
            filters.node(text, NOW)
        assert refusal.value.code == "invalid_search_filter"
        return
    assert filters.node(text, NOW) == parse(ours, now=NOW).tree


def test_lists_are_and_and_lists_in_them_or():
    found = filters.node(["lang = en", ["outlet = a", "outlet = b"]], NOW)
    assert found == parse("lang:en (outlet:a OR outlet:b)").tree
    assert filters.node([], NOW) is None
    assert filters.node("", NOW) is None


@given(st.text(max_size=60) | st.text("ab=<>!()[], 'ORANDNTI1\"", max_size=40))
def test_any_filter_is_read_or_refused(text):
    with contextlib.suppress(BadParameter):
        filters.node(text, NOW)


def test_a_filter_may_not_lie_too_deep():
    with pytest.raises(BadParameter, match="deep"):
        filters.node("(" * 2_000 + "lang = en" + ")" * 2_000, NOW)
    with pytest.raises(BadParameter, match="deep"):
        filters.node("NOT " * 2_000 + "lang = en", NOW)


@pytest.mark.parametrize("text", [*QUERIES, *XSS, "", '"', "-", "a " * 900])
def test_query_text_is_never_refused(client, text):
    found = ask(client, q=text, attributesToHighlight=["*"], attributesToCrop=["*"])
    json.dumps(found)
