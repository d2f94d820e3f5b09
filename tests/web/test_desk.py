"""The desk of a server: who is let in, who waits, who is sent away, and what all are told."""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from flask import Response
from waitress import wasyncore
from waitress.channel import HTTPChannel

from search.config import Settings
from search.errors import SearchError
from web import desk, serve
from web.desk import Desk
from web.errors import PROBLEM
from web.security import HEADERS, REFUSED
from web.serve import listen

HELD = "/api/search?q=held"
WHOLE = b"GET /search?q=strike HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


class Closing(Desk):
    """A desk that can be closed from another thread."""

    over = False

    def _sleep_s(self):
        return min(0.05, super()._sleep_s())

    def _send_away(self):
        if self.over:
            raise SystemExit
        super()._send_away()


class Patient(Closing):
    """One that looks at its connections only when it is woken."""

    def _sleep_s(self):
        return 30.0


@contextmanager
def running(app, most, kind=Closing):
    """A server of an application, and its desk."""
    at = kind(app, 16, most)
    listening: dict[int, Any] = {}
    server = listen(at, Settings(port=0), listening)
    reader = threading.Thread(target=at.run, args=(listening,))
    reader.start()
    try:
        yield Asker(server.effective_port), at
    finally:
        at.over = True
        reader.join(10)
        assert not reader.is_alive()
        wasyncore.close_all(listening)


class Asker:
    """Somebody who asks a server."""

    def __init__(self, port):
        self.port = port

    def get(self, path, method="GET", **headers):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def later(self, path, into):
        """Ask from a thread of its own."""

        def ask():
            into.append(self.get(path)[0])

        thread = threading.Thread(target=ask)
        thread.start()
        return thread


class Gate:
    """An application in which searches for `held` take until the gate is opened."""

    def __init__(self, app):
        self.open = threading.Event()
        self.asked: list[object] = []
        access = app.extensions["dateline"]
        search = access.search

        def held(params, **more):
            if params.q == "held":
                self.asked.append(params)
                assert self.open.wait(20)
            return search(params, **more)

        access.search = held


def settled(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.002)


@pytest.fixture
def crowd(paper, serving, monkeypatch):
    """A server that lets two in, with two in it and one in a line of one."""
    monkeypatch.setattr(desk, "SHORT_LINE", 1)
    monkeypatch.setattr(desk, "LINE_S", 0.0)
    monkeypatch.setattr(desk, "PATIENCE_S", 60.0)
    app = serving(Settings(index=paper, max_searches=2))
    gate = Gate(app)
    with running(app, 2) as (asker, at):
        statuses: list[int] = []
        threads = []
        for number in range(2):
            threads.append(asker.later(HELD, statuses))
            settled(lambda number=number: len(gate.asked) == number + 1)
        threads.append(asker.later(HELD, statuses))
        settled(lambda: len(at._line) == 1)
        yield asker, app, gate, statuses
        gate.open.set()
        for thread in threads:
            thread.join(20)
        assert statuses == [200] * 3


def test_who_finds_the_line_full_is_told_so_soon_in_the_words_of_the_application(crowd):
    asker, app, _, _ = crowd
    for path, accept in (
        ("/api/search?q=strike", "*/*"),
        ("/search?q=strike", "text/html"),
        ("/search?q=strike", "application/json"),
        ("/_search?q=strike", "*/*"),
        ("/v2/everything?q=strike", "*/*"),
        ("/article/strike", "text/html"),
    ):
        told = [asker.get(path, Accept=accept) for _ in range(2)]
        environ = {REFUSED: True}
        own = app.test_client().get(path, headers={"Accept": accept}, environ_overrides=environ)
        for status, headers, body in told:
            assert (status, headers["Retry-After"]) == (503, "1")
            assert body == own.data
            for name in (*HEADERS, "Content-Type"):
                assert headers[name] == own.headers[name], (path, name)
    assert json.loads(asker.get("/api/search?q=strike")[2])["type"] == "urn:dateline:overloaded"
    assert asker.get("/api/search?q=strike")[1]["Content-Type"] == PROBLEM


def test_who_is_sent_away_is_counted_by_door_and_as_overload(crowd):
    asker, _, _, _ = crowd
    for number in range(3):
        assert asker.get(f"/people/somebody-{number}")[0] == 503
    said = asker.get("/metrics")[2].decode().splitlines()
    assert 'dateline_http_requests_total{door="/people/<path:person>",status="5xx"} 3' in said, (
        said
    )
    assert "dateline_overloaded_total 3" in said
    assert not any("somebody" in line for line in said)


def test_what_searches_nothing_is_answered_while_no_room_is_left(crowd):
    asker, _, _, _ = crowd
    for path in ("/healthz", "/help", "/metrics", "/api/status", "/nosuch", "/opensearch.xml"):
        assert asker.get(path)[0] == (404 if path == "/nosuch" else 200), path
    assert asker.get("/healthz", method="OPTIONS")[0] == 200
    assert asker.get("/search?q=strike", method="PUT")[0] == 405


def test_who_has_a_page_already_is_told_so_while_no_room_is_left(crowd):
    asker, app, _, _ = crowd
    tag = app.test_client().get("/search?q=strike").headers["ETag"]
    assert asker.get("/search?q=strike", If_None_Match=tag)[0] == 304


def test_another_host_is_refused_by_the_reading_thread_too(crowd):
    asker, _, _, _ = crowd
    for path in ("/healthz", "/search?q=strike", "/healthz"):
        assert asker.get(path, Host="example.test")[0] == 421
        assert asker.get(path, Host="localhost")[0] == (200 if path == "/healthz" else 503)


def test_behind_a_proxy_who_is_sent_away_is_led_back_below_its_prefix(paper, serving):
    settings = Settings(index=paper, max_searches=1, trusted_proxies=("127.0.0.1",))
    app = serving(settings)
    gate = Gate(app)
    with running(app, 1) as (asker, at):
        statuses: list[int] = []
        first = asker.later(HELD, statuses)
        settled(lambda: gate.asked)
        line: Any = at._line
        line.extend([(time.perf_counter(), None)] * desk.SHORT_LINE)
        for prefix in ("/news", "/papers", "/news"):
            status, _, body = asker.get("/search?q=strike", X_Forwarded_Prefix=prefix)
            assert status == 503
            assert f'href="{prefix}/help"'.encode() in body
        line.clear()
        gate.open.set()
        first.join(20)


def test_those_who_wait_are_let_in_when_there_is_room(crowd, monkeypatch):
    asker, _, gate, statuses = crowd
    monkeypatch.setattr(desk, "PAUSE_S", 30.0)
    late: list[int] = []
    thread = asker.later("/search?q=strike", late)
    gate.open.set()
    thread.join(20)
    assert late == [200]
    settled(lambda: statuses == [200] * 3)


def test_who_waited_too_long_in_line_is_sent_away(paper, serving, monkeypatch):
    monkeypatch.setattr(desk, "PATIENCE_S", 0.05)
    app = serving(Settings(index=paper, max_searches=1))
    gate = Gate(app)
    with running(app, 1) as (asker, at):
        statuses: list[int] = []
        first = asker.later(HELD, statuses)
        settled(lambda: gate.asked)
        assert asker.get("/search?q=strike")[0] == 503
        assert not at._line
        gate.open.set()
        first.join(20)
        assert statuses == [200]
        assert asker.get("/search?q=strike")[0] == 200


def test_the_line_is_as_long_as_may_be_answered_in_a_second(app):
    at = Desk(app, 1, 2)
    line: Any = at._line
    assert at._usual_s == desk.USUAL_S
    for seconds, longest in ((0.02, 99), (0.1, 19), (0.75, desk.SHORT_LINE)):
        at._usual_s = seconds
        line.clear()
        while at._fits():
            line.append(None)
        assert len(line) == longest
    line.clear()
    at.shutdown()


def test_an_export_leaves_its_room_to_others_while_it_is_sent(paper, serving, monkeypatch):
    app = serving(Settings(index=paper, max_searches=1))
    access, wait = app.extensions["dateline"], threading.Event()
    every = access.every

    def slowly(params):
        answer, articles, done = every(params)

        def one_by_one():
            for article in articles:
                yield article
                assert wait.wait(20)

        return answer, one_by_one(), done

    monkeypatch.setattr(access, "every", slowly)
    with running(app, 1) as (asker, _):
        statuses: list[int] = []
        export = asker.later("/api/search?q=&format=jsonl", statuses)
        settled(lambda: access._exports._value != 2)
        assert asker.get("/search?q=strike")[0] == 200
        assert not statuses
        wait.set()
        export.join(20)
        assert statuses == [200]


def test_two_requests_on_one_connection_are_both_answered(app):
    with running(app, 1) as (asker, _):
        connection = HTTPConnection("127.0.0.1", asker.port, timeout=20)
        for path in ("/healthz", "/search?q=strike", "/healthz", "/article/strike") * 2:
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.status == 200, path
            answer.read()
        connection.close()


def test_an_application_that_fails_leaves_its_room(app, monkeypatch):
    def broken(params, **more):
        raise SearchError("No.", code="no")

    monkeypatch.setattr(app.extensions["dateline"], "search", broken)
    with running(app, 1) as (asker, at):
        for _ in range(3):
            assert asker.get("/api/search?q=strike")[0] == 503
        settled(lambda: at._room == 1)


def test_what_comes_with_a_connection_and_what_comes_later_is_read_alike(app):
    with running(app, 1) as (asker, _):
        for pieces in (1, 2, 40):
            with socket.create_connection(("127.0.0.1", asker.port), timeout=20) as connection:
                step = -(-len(WHOLE) // pieces)
                for at in range(0, len(WHOLE), step):
                    if pieces > 1:
                        time.sleep(0.01)
                    connection.sendall(WHOLE[at : at + step])
                answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))
            assert answer.startswith(b"HTTP/1.1 200 ")
            assert answer.endswith(b"</html>")


def test_the_reading_thread_lets_a_worker_send_in_peace(app, monkeypatch):
    asked = []
    send, write = HTTPChannel.send, HTTPChannel.handle_write

    def slow(channel, data, do_close=True):
        time.sleep(0.3)
        return send(channel, data, do_close)

    def counted(channel):
        asked.append(channel)
        write(channel)

    monkeypatch.setattr(HTTPChannel, "send", slow)
    monkeypatch.setattr(HTTPChannel, "handle_write", counted)
    with running(app, 1) as (asker, _):
        assert asker.get("/search?q=strike")[0] == 200
    assert len(asked) < 20


def test_what_a_slow_reader_leaves_is_sent_by_the_thread_that_reads(app, monkeypatch):
    piece = bytes(range(256)) * 1024
    long = {"pages.about": lambda: Response(piece for _ in range(64))}
    monkeypatch.setattr(app, "view_functions", app.view_functions | long)
    with running(app, 1, Patient) as (asker, at):
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(20)
            connection.connect(("127.0.0.1", int(asker.port)))
            connection.sendall(WHOLE.replace(b"/search?q=strike", b"/about"))
            received = bytearray()
            while some := connection.recv(1 << 18):
                received += some
                time.sleep(0.0005)
        head, _, body = received.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert body.count(piece) == 64
        at.over = True
        socket.create_connection(("127.0.0.1", int(asker.port))).close()  # wakes it


def test_who_hangs_up_while_waiting_leaves_no_trace(crowd, monkeypatch):
    asker, _, _, _ = crowd
    monkeypatch.setattr(desk, "PAUSE_S", 0.2)
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", asker.port), timeout=20) as connection:
            connection.sendall(b"GET /search?q=strike HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert asker.get("/search?q=strike")[0] == 503
    assert asker.get("/healthz")[0] == 200


@pytest.fixture
def starting(paper, serving):
    """A server that does not answer searches yet."""
    app = serving(Settings(index=paper))
    access = app.extensions["dateline"]
    access.is_ready = False
    with running(app, 2) as (asker, _):
        yield asker, access


def test_before_searches_are_answered_a_server_says_what_it_waits_for(starting):
    asker, access = starting
    for path in ("/", "/search?q=strike", "/about", "/article/strike", "/api/search?q=strike"):
        for tag in ({}, {"If_None_Match": 'W/"0"'}):
            status, headers, body = asker.get(path, Accept="text/html", **tag)
            assert (status, headers["Retry-After"]) == (503, "5"), path
            assert b"is being compiled" in body
    assert json.loads(body)["type"] == "urn:dateline:starting"
    page = asker.get("/search?q=strike", Accept="text/html")[2].decode()
    assert "<h1>The archive is being made ready</h1>" in page
    assert '<meta http-equiv="refresh" content="5">' in page
    assert access.load.overloaded == 0


def test_health_tells_whether_searches_are_answered(starting):
    asker, access = starting
    for is_ready in (False, True, False):
        access.is_ready = is_ready
        for _ in range(2):
            status, _, body = asker.get("/healthz")
            assert status == 200
            assert json.loads(body) == {"status": "ok" if is_ready else "starting"}
            assert asker.get("/health")[0] == (200 if is_ready else 503)  # of another engine
            assert asker.get("/search?q=strike")[0] == (200 if is_ready else 503)


def test_what_searches_nothing_is_answered_before_searches_are(starting):
    asker, _ = starting
    for path in ("/help", "/api", "/api/status", "/metrics", "/opensearch.xml", "/favicon.ico"):
        assert asker.get(path)[0] == 200, path
    assert asker.get("/nosuch")[0] == 404


def test_searches_are_answered_also_where_warming_fails(paper, serving, monkeypatch):
    access = serving(Settings(index=paper)).extensions["dateline"]
    said: list[bool] = []

    def fails(_):
        raise SearchError("It cannot be read.", code="damaged")

    monkeypatch.setattr(serve, "warm", fails)
    monkeypatch.setattr(serve, "_set_aside", lambda: None)
    access.is_ready = False
    serve._begin(access, lambda: said.append(access.is_ready))
    assert said == [True]
