"""What Prometheus reads: numbers of requests, searches and the index, and no word of a query."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from search.config import Settings
from web.metrics import BUCKETS_S, Requests

LINE = re.compile(r'([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)*)\})? (-?[0-9.e+-]+)')


def read(client):
    """Read the exposition as Prometheus does: a value by name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    values, kinds, told = {}, {}, set()
    for line in answer.text.splitlines():
        if line.startswith("# "):
            _, what, name, rest = line.split(" ", 3)
            assert rest
            if what == "HELP":
                assert name not in told
                told.add(name)
            else:
                assert rest in ("counter", "gauge", "histogram")
                kinds[name] = rest
            continue
        match = LINE.fullmatch(line)
        assert match, line
        name, labels, value = match.groups()
        family = re.sub("_(bucket|sum|count)$", "", name)
        assert kinds.get(name) or kinds[family]
        assert name in told or family in told
        assert (name, labels) not in values
        values[name, labels] = float(value)
    return values


@pytest.fixture
def fresh(paper, serving):
    """A client of an application that was asked nothing yet."""
    return serving(Settings(index=paper)).test_client()


def test_requests_are_counted_by_door_and_class_of_status(fresh):
    for path in ("/api/search?q=a", "/api/search?q=b", "/api/search?nosuch=1", "/article/strike"):
        fresh.get(path)
    fresh.get("/nosuch/secretpath")
    values = read(fresh)
    name = "dateline_http_requests_total"
    assert values[name, 'door="/api/search",status="2xx"'] == 2
    assert values[name, 'door="/api/search",status="4xx"'] == 1
    assert values[name, 'door="/article/<article_id>",status="2xx"'] == 1
    assert values[name, 'door="none",status="4xx"'] == 1
    counts = [
        values["dateline_http_request_seconds_bucket", f'door="/api/search",le="{end}"']
        for end in (*BUCKETS_S, "+Inf")
    ]
    assert counts == sorted(counts)
    assert counts[-1] == 3
    assert values["dateline_http_request_seconds_count", 'door="/api/search"'] == 3
    assert values["dateline_http_request_seconds_sum", 'door="/api/search"'] > 0


def test_the_index_and_the_program_are_told(fresh):
    values = read(fresh)
    assert values["dateline_index_up", None] == 1
    assert values["dateline_index_articles", None] == 7
    assert values["dateline_index_generation", None] >= 1
    assert values["dateline_index_problems", None] == 1
    assert values["dateline_index_bytes", None] > 1000
    assert any(name == "dateline_build_info" and "version=" in labels for name, labels in values)


def test_without_an_index_it_answers_all_the_same(tmp_path, serving):
    values = read(serving(Settings(index=tmp_path / "none")).test_client())
    assert values["dateline_index_up", None] == 0
    assert ("dateline_index_articles", None) not in values


def test_searches_that_are_turned_away_are_counted(paper, serving, monkeypatch):
    monkeypatch.setattr("web.access.PATIENCE_S", 0.01)
    app = serving(Settings(index=paper, max_searches=1))
    client, access = app.test_client(), app.extensions["dateline"]
    with access.turn():
        assert client.get("/api/search?q=a").status_code == 503
        values = read(client)
    assert values["dateline_searches_running", None] == 1
    assert values["dateline_searches_allowed", None] == 1
    assert values["dateline_overloaded_total", None] == 1
    assert read(client)["dateline_searches_running", None] == 0


def test_no_word_of_a_query_is_in_it(fresh):
    for path in ("/search", "/api/search", "/api/quotes", "/api/suggest", "/secretdoor"):
        fresh.get(path, query_string={"q": "secretword"})
        fresh.get(path, query_string={"q": "x", "secretname": "1"})
    fresh.get("/article/secretid?q=secretword")
    assert "secret" not in fresh.get("/metrics").text


def test_another_host_is_refused_as_everywhere(fresh):
    assert fresh.get("/metrics", headers={"Host": "example.test"}).status_code == 421
    assert fresh.get("/metrics?name[]=x").status_code == 400
    assert fresh.post("/metrics").status_code == 405


def test_many_threads_lose_no_count():
    requests = Requests()

    def work(number):
        for _ in range(500):
            requests.count(f"/{number % 2}", 200, 0.001 * number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    lines = list(requests.lines())
    assert 'dateline_http_requests_total{door="/0",status="2xx"} 2000' in lines
    assert 'dateline_http_request_seconds_bucket{door="/1",le="+Inf"} 2000' in lines
