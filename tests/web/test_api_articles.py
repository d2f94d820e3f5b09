"""The other paths under /api: one article, the state of the archive, and errors."""

import threading
import time

import pytest

from search.config import Settings
from tests.web.paper import BODY, PAPER, article, build
from tests.web.payloads import XSS
from web.access import PATIENCE_S

PROBLEM = {"type", "title", "status", "detail", "parameter", "position", "suggestion"}


def problem(response, status):
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    found = response.get_json()
    assert found.keys() == PROBLEM
    assert found["status"] == status
    assert found["detail"]
    return found


def test_an_article_has_all_that_is_known_about_it(client):
    found = client.get("/api/articles/strike").get_json()
    assert found["body"] == BODY
    assert [BODY[one["start"] : one["end"]] for one in found["paragraphs"]] == BODY.split("\n\n")
    assert [one["text"] for one in found["paragraphs"]] == BODY.split("\n\n")
    assert found["people"][0]["name"] == "Ana Petrova"
    assert found["captioned"][0]["id"] == "otto-berg"
    assert found["credits"] == ["Otto Berg / Coast Wire"]
    assert found["set_aside"] == [
        {"text": "Read: 1344", "kind": "furniture", "line": 2, "lang": None}
    ]
    assert found["received"].startswith("Read: 1344")
    assert found["author"] == "Eva Lind"
    assert found["highlights"] == []


def test_a_quote_has_its_speaker_or_none(client):
    first, second = client.get("/api/articles/strike").get_json()["quotes"]
    assert first["speaker"] == {"name": "Ana Petrova", "id": "ana-petrova"}
    assert BODY[first["start"] : first["end"]] == first["text"]
    assert second["speaker"] is None


def test_provenance_comes_with_every_article(client):
    evidence = client.get("/api/articles/strike").get_json()["provenance"]["date"]
    assert BODY[evidence["start"] : evidence["end"]] == evidence["evidence"] == "March 3"
    assert evidence["confidence"] == 0.8
    assert evidence["alternatives"] == ["2020-03-03"]


def test_a_query_adds_where_its_words_stand(client):
    found = client.get("/api/articles/strike?q=strike").get_json()
    words = [found[one["field"]][one["start"] : one["end"]] for one in found["highlights"]]
    assert words == ["strike"] * 3


def test_an_article_as_text(client):
    response = client.get("/api/articles/strike?format=text")
    assert response.content_type == "text/plain; charset=utf-8"
    assert response.text.startswith(
        "Harbour strike ends in Halin\n\nHalin Courier · 2021-03-03 · Eva Lind"
    )
    assert BODY in response.text


def test_an_article_again_is_not_sent_again(client):
    tag = client.get("/api/articles/strike").headers["ETag"]
    assert client.get("/api/articles/strike", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/api/articles/a2", headers={"If-None-Match": tag}).status_code == 200
    text = client.get("/api/articles/strike?format=text", headers={"If-None-Match": tag})
    assert text.status_code == 200


def test_an_article_that_is_not_there(client):
    problem(client.get("/api/articles/nosuch"), 404)
    problem(client.get("/api/articles/../../etc/passwd"), 404)
    problem(client.get("/api/articles/" + "x" * 3000), 404)
    problem(client.get("/api/articles/%00%ff"), 404)


def test_an_article_knows_its_parameters(client):
    assert problem(client.get("/api/articles/strike?format=csv"), 400)["parameter"] == "format"
    assert problem(client.get("/api/articles/strike?page=2"), 400)["parameter"] == "page"


def test_status_counts_what_is_known(client):
    found = client.get("/api/status").get_json()
    assert found.keys() == {
        *("generation", "commit", "built_at", "articles", "bytes", "fields", "problems")
    }
    assert found["articles"] == len(PAPER)
    assert found["fields"]["outlet"] == {"known": 5, "unknown": 2}
    assert found["problems"] == [{"file": "/archive/9.jsonl", "line": 17, "reason": "no text"}]


def test_what_is_wrong_is_said_as_a_problem(client):
    assert problem(client.get("/api/search?outlt=TASS"), 400)["suggestion"] == "outlet"
    assert problem(client.get("/api/search?per_page=201"), 400)["parameter"] == "per_page"
    assert "use offset" in problem(client.get("/api/search?from=20"), 400)["detail"]
    assert "json" in problem(client.get("/api/search?format=xls"), 400)["detail"]
    problem(client.get("/api/nosuch"), 404)
    problem(client.get("/api/"), 404)
    assert "GET" in client.delete("/api/search").headers["Allow"]
    problem(client.delete("/api/search"), 405)
    problem(client.post("/api/status"), 405)
    problem(client.open("/api/search", method="TRACE"), 405)
    problem(client.open("/api/search", method="BREW"), 405)
    problem(client.get("/api/status?q=x"), 400)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"q"',
        b"null",
        b"\xff\xfe",
        b'{"q": {"a": 1}}',
        b'{"q": [["a"]]}',
        b'{"page": 1.5}',
        b'{"page": 1, "page": 2}',
        b'{"nosuch": 1}',
        b'{"q": NaN, "page": NaN}',
        b'{"page": ' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b'{"q":' * 10_000,
    ],
)
def test_a_body_that_is_no_search_is_refused(client, body):
    problem(client.post("/api/search", data=body), 400)


def test_a_body_that_is_too_large_is_refused(client):
    problem(client.post("/api/search", json={"q": "x" * 70_000}), 413)


def test_lone_surrogates_in_a_body_are_text(client):
    response = client.post("/api/search", data=b'{"q": "a\\ud800b", "outlet": "\\udfff"}')
    assert response.status_code == 200


def test_without_an_index_only_health_is_well(tmp_path, serving):
    client = serving(Settings(index=tmp_path / "none")).test_client()
    assert client.get("/healthz").status_code == 200
    for address in ("/api/search?q=x", "/api/articles/x", "/api/status", "/api/facets"):
        response = client.get(address)
        assert "index rebuild" in problem(response, 503)["detail"]
        assert int(response.headers["Retry-After"]) > 0


# Files of the generation before are closed when the last reader lets go, which Python calls late.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_index_made_meanwhile_is_found_without_a_restart(tmp_path, serving):
    client = serving(Settings(index=tmp_path / "index")).test_client()
    assert client.get("/api/status").status_code == 503
    build(tmp_path / "index", PAPER[:2])
    answer = client.get("/api/search?q=strike")
    assert answer.get_json()["total"] == 2
    build(tmp_path / "index")
    deadline = time.monotonic() + 30
    while client.get("/api/search?q=strike").get_json()["total"] != 3:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/search?q=strike", headers=tag).status_code == 200


def test_one_search_waits_for_the_turn_of_another_and_a_third_is_put_off(paper, serving):
    app = serving(Settings(index=paper, max_searches=1))
    access = app.extensions["dateline"]
    holding, done = threading.Event(), threading.Event()
    waited = []

    def hold():
        with access.turn():
            holding.set()
            done.wait(10)

    def wait():
        waited.append(app.test_client().get("/api/search?q=strike").status_code)

    threads = [threading.Thread(target=hold), threading.Thread(target=wait)]
    threads[0].start()
    assert holding.wait(5)
    threads[1].start()
    deadline = time.monotonic() + 30
    try:
        client = app.test_client()
        while not access._turns._line:
            assert time.monotonic() < deadline
        started = time.monotonic()
        response = client.get("/api/search?q=strike")
        assert time.monotonic() - started < PATIENCE_S
        assert "Try again" in problem(response, 503)["detail"]
        assert response.headers["Retry-After"] == "1"
        assert client.get("/healthz").status_code == 200
        assert not waited
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert waited == [200]
    assert app.test_client().get("/api/search?q=strike").status_code == 200


@pytest.fixture(scope="module")
def hostile(tmp_path_factory, serving):
    """A client of an archive where every field of every article is a payload."""
    articles = [
        article(
            number,
            title=f"headline {payload}",
            body=f"word {payload} word\n\n{payload}",
            outlet=f"paper {payload}".replace("\x00", ""),
            author=payload,
            section=payload,
            url=payload,
        )
        for number, payload in enumerate(XSS)
    ]
    index = build(tmp_path_factory.mktemp("hostile") / "index", articles)
    return serving(Settings(index=index)).test_client()


def test_scripts_in_articles_stay_text_in_every_snippet(hostile):
    answer = hostile.get("/api/search?q=word&per_page=200&snippet_length=2000").get_json()
    assert answer["total"] == len(XSS)
    for result in answer["results"]:
        for snippet in result["snippets"]:
            bare = snippet.replace("<mark>", "").replace("</mark>", "")
            assert "<" not in bare
            assert ">" not in bare
            assert '"' not in bare
            assert "'" not in bare
        assert result["url"] is None


def test_answers_with_scripts_cannot_be_taken_for_pages(hostile):
    for number in range(len(XSS)):
        for kind, expected in (
            ("json", "application/json"),
            ("text", "text/plain; charset=utf-8"),
        ):
            response = hostile.get(f"/api/articles/a{number}?format={kind}&q=word")
            assert response.content_type == expected
            assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_article_too_long_to_mark_says_so(client, monkeypatch):
    monkeypatch.setattr("search.answer.MARKING_S", -1.0)
    answer = client.get("/api/articles/strike?q=strike")
    assert answer.json["highlights"] == []
    assert answer.json["timed_out"]
    assert "ETag" not in answer.headers
    assert "nothing is marked" in client.get("/article/strike?q=strike").text
