"""Who may ask, what every answer says of itself, and what the log keeps to itself."""

import logging

import pytest
from flask import request

from search.config import Settings
from tests.web.payloads import XSS
from web.security import HEADERS, host_is_known, is_loopback


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST:8000", "localhost.", "news.localhost", "127.0.0.1"),
        *("127.0.0.1:80", "127.8.9.1", "[::1]", "[::1]:8000"),
    ],
)
def test_loopback_names_are_served(host):
    assert host_is_known(host)


@pytest.mark.parametrize(
    "host",
    [
        *("", "example.test", "127.0.0.1.example.test", "localhost.example.test", "0.0.0.0"),
        *("10.0.0.1", "192.168.1.2:8000", "[::]", "[fe80::1]", "127.0.0.1@example.test"),
        *("localhost:80:80", "localhost/", "local host", "127.1 ", "2130706433", "xlocalhost"),
    ],
)
def test_other_names_are_not(host, client):
    assert not host_is_known(host)
    response = client.get("/api/status", headers={"Host": host})
    assert response.status_code == 421
    assert response.content_type == "application/problem+json"
    assert client.get("/", headers={"Host": host}).status_code == 421


def test_hosts_that_are_listed_are_served(paper, serving):
    client = serving(Settings(index=paper, hosts=("News.Example", "10.0.0.5"))).test_client()
    for host in ("news.example", "NEWS.EXAMPLE:8080", "news.example.", "10.0.0.5:1", "localhost"):
        assert client.get("/api/status", headers={"Host": host}).status_code == 200
    assert client.get("/api/status", headers={"Host": "x.news.example"}).status_code == 421


def test_loopback_is_this_machine_only():
    assert is_loopback("::1")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("::")
    assert not is_loopback("localhost.example.test")


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/search?q=strike", "/api/search?q=strike", "/api/articles/strike", "/healthz"),
        *("/api/nosuch", "/nosuch", "/api/search?nosuch=1", "/search?nosuch=1", "/favicon.ico"),
    ],
)
def test_every_answer_carries_the_headers(client, address):
    for method in ("GET", "HEAD", "DELETE"):
        response = client.open(address, method=method, buffered=True)
        for name, value in HEADERS.items():
            assert response.headers[name] == value


def test_the_policy_lets_nothing_in_from_elsewhere():
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


def test_no_origin_is_let_in_by_default(client):
    response = client.get("/api/search?q=x", headers={"Origin": "https://reader.example"})
    assert not [name for name in dict(response.headers) if name.startswith("Access-Control")]


def test_only_listed_origins_are_let_in_and_only_to_the_api(paper, serving):
    client = serving(Settings(index=paper, cors_origins=("https://reader.example",))).test_client()
    good, bad = {"Origin": "https://reader.example"}, {"Origin": "https://other.example"}
    response = client.get("/api/search?q=x", headers=good)
    assert response.headers["Access-Control-Allow-Origin"] == "https://reader.example"
    assert "Origin" in response.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in response.headers
    preflight = client.options("/api/search", headers=good)
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    for address, headers in (("/api/search?q=x", bad), ("/search?q=x", good)):
        assert "Access-Control-Allow-Origin" not in client.get(address, headers=headers).headers


def seen_from(serving, paper, trusted, remote, **headers):
    """The prefix, scheme and host that the application believes in."""
    app = serving(Settings(index=paper, trusted_proxies=trusted, hosts=("news.example",)))
    seen = []

    @app.after_request
    def look(response):
        seen.append((request.script_root, request.scheme, request.host))
        return response

    app.test_client().get(
        "/healthz",
        headers={f"X-Forwarded-{name}": value for name, value in headers.items()},
        environ_base={"REMOTE_ADDR": remote},
    )
    return seen[0]


def test_forwarded_headers_hold_for_trusted_proxies_only(paper, serving):
    forwarded = {"Prefix": "/news", "Proto": "https", "Host": "news.example"}
    believed = ("/news", "https", "news.example")
    ignored = ("", "http", "localhost")
    assert seen_from(serving, paper, ("127.0.0.1",), "127.0.0.1", **forwarded) == believed
    assert seen_from(serving, paper, ("10.0.0.0/8",), "10.9.9.9", **forwarded) == believed
    assert seen_from(serving, paper, ("10.0.0.0/8",), "127.0.0.1", **forwarded) == ignored
    assert seen_from(serving, paper, (), "127.0.0.1", **forwarded) == ignored


def test_a_prefix_that_is_no_path_is_dropped(paper, serving):
    for prefix in ("//evil.example", "/a\r\nX: y", "javascript:", "/<script>", "/a//b"):
        prefix = prefix.replace("\r\n", " ")
        assert seen_from(serving, paper, ("127.0.0.1",), "127.0.0.1", Prefix=prefix)[0] == ""


def test_links_keep_the_prefix_of_the_proxy(paper, serving):
    client = serving(Settings(index=paper, trusted_proxies=("127.0.0.1",))).test_client()
    answer = client.get(
        "/api/search?per_page=1", headers={"X-Forwarded-Prefix": "/news"}
    ).get_json()
    assert answer["next"].startswith("/news/api/search?")
    assert answer["results"][0]["link"].startswith("/news/article/")


def test_the_log_says_how_long_a_search_took_and_nothing_of_its_words(client, caplog):
    caplog.set_level(logging.DEBUG)
    client.get("/api/search?q=verysecretword&outlet=secretpaper")
    client.get("/search?q=verysecretword")
    client.post("/api/search", json={"q": "verysecretword"})
    client.get("/api/articles/strike?q=verysecretword")
    client.get("/api/search?q=x&verysecretname=1")
    assert "14 characters" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize("payload", XSS)
def test_a_script_in_an_address_stays_text_on_the_error_page(client, payload):
    response = client.get("/search", query_string={payload: "1"})
    assert response.status_code == 400
    if "<" in payload:
        assert payload not in response.text
    response = client.get("/search", query_string={"sort": payload, "q": payload})
    assert response.status_code == 400
    if "<" in payload:
        assert payload not in response.text
