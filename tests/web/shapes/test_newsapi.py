"""NewsAPI's requests and answers."""

import pytest

from search.config import Settings
from tests.web.payloads import QUERIES, XSS


def ask(client, status=200, path="/v2/everything", **options):
    response = client.get(path, query_string=options)
    assert response.status_code == status, response.text
    return response.get_json()


def refused(client, code, **options):
    answer = ask(client, 400, **options)
    assert answer["status"] == "error"
    assert answer["code"] == code
    return answer["message"]


def titles(found):
    return [one["title"] for one in found["articles"]]


def test_an_article_as_newsapi_gives_it(client):
    found = ask(client, q="harbour cranes", apiKey="secret")
    assert found["status"] == "ok"
    assert found["totalResults"] == 1
    (one,) = found["articles"]
    assert one == {
        "source": {"id": "halin-courier", "name": "Halin Courier"},
        "author": "Eva Lind",
        "title": "Harbour strike ends in Halin",
        "description": one["description"],
        "url": "https://courier.example/strike",
        "urlToImage": None,
        "publishedAt": "2021-03-03T00:00:00Z",
        "content": one["content"],
    }
    assert one["description"].startswith("HALIN, March 3. The harbour strike")
    assert one["content"].startswith("HALIN, March 3.")
    assert one["content"].endswith("… [+20 chars]")


def test_what_is_not_known_is_null(client):
    (one,) = ask(client, q="undated")["articles"]
    assert one["source"] == {"id": None, "name": None}
    assert one["publishedAt"] is None
    assert one["url"] == "http://localhost/article/a5"  # its own is a script
    (month,) = ask(client, q="bridge")["articles"]
    assert month["publishedAt"] is None  # of a month the day is not known


def test_order_pages_and_filters(client):
    newest = ["Harbour strike ends in Halin", "Strike talks open", "An undated strike"]
    assert titles(ask(client, q="strike")) == newest
    assert set(titles(ask(client, q="strike", sortBy="relevancy"))) == set(newest)
    assert titles(ask(client, q="strike", pageSize=1, page=2)) == newest[1:2]
    assert titles(ask(client, q="strike", page=9)) == []
    assert ask(client, q="strike", sources="halin-courier,evening-post")["totalResults"] == 2
    assert ask(client, sources="Evening Post")["totalResults"] == 2
    assert ask(client, sources="guardian-the")["totalResults"] == 1
    assert titles(ask(client, domains="courier.example")) == newest[:1]
    assert ask(client, q="strike", excludeDomains="www.courier.example")["totalResults"] == 2
    assert ask(client, q="strike", language="ru")["totalResults"] == 0
    dated = {"from": "2021-03-01T12:00:00", "to": "2021-03-03"}
    assert titles(ask(client, q="strike", **dated)) == newest[:1]
    assert ask(client, q="strike", searchIn="title")["totalResults"] == 3
    assert ask(client, q="cranes", searchIn="title")["totalResults"] == 0
    assert ask(client, q="cranes", searchIn="title,content")["totalResults"] == 1
    assert ask(client, qInTitle="strike talks")["totalResults"] == 1
    assert ask(client, q="strike -talks OR nosuch")["totalResults"] >= 1


def test_popularity_is_not_known_and_that_is_said(client):
    found = ask(client, q="strike", sortBy="popularity")
    assert found["totalResults"] == 3
    assert "popular" in found["warnings"][0]


def test_headlines_are_the_newest(client):
    found = ask(client, path="/v2/top-headlines", pageSize=2)
    assert titles(found) == ["Mayor's visit", "Harbour strike ends in Halin"]
    assert "country" in refused(client, "parameterInvalid", path="/v2/top-headlines", country="us")


def test_errors_are_as_newsapi_gives_them(client):
    assert "scope" in refused(client, "parametersMissing")
    assert "scope" in refused(client, "parametersMissing", language="en")
    for name, value in (
        ("pageSize", "101"),
        ("page", "0"),
        ("sortBy", "newest"),
        ("searchIn", "comments"),
        ("from", "sometime"),
        ("nosuch", "1"),
    ):
        assert name in refused(client, "parameterInvalid", q="strike", **{name: value})
    key = client.get("/v2/everything?q=strike", headers={"X-Api-Key": "secret"})
    assert key.status_code == 200


def test_an_archive_that_is_not_there(tmp_path, serving):
    client = serving(Settings(index=tmp_path / "none")).test_client()
    answer = client.get("/v2/everything?q=a")
    assert answer.status_code == 503
    assert answer.get_json()["code"] == "unavailable"
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("text", [*QUERIES, *XSS, "", " ", "a" * 6_000])
def test_query_text_is_never_refused(client, text):
    ask(client, q=text)
    ask(client, q=text, searchIn="title", qInTitle=text)
