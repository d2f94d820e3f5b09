"""What readers search for is in no log: the real server, at its most talkative."""

import contextlib
import http.client
import itertools
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask

ROOT = Path(__file__).parent.parent.parent

TALKATIVE = """
import logging, sys
logging.basicConfig(level=1, stream=sys.stderr, format="%(name)s %(levelname)s %(message)s")
logging.Logger.setLevel = lambda self, level: None  # nobody is told to say less
from web.cli import dateline
dateline(["--index", sys.argv[1], "serve", "--port", "0"])
"""

BODIES = (
    lambda word: {"q": word},
    lambda word: {"query": {"query_string": {"query": word}}, "size": 1},
    lambda word: {"query": {"match": {"body": word}}, word: 1},
    lambda word: {"q": word, "filter": f"outlet = {word} AND"},
    lambda word: {"queries": [word, f"{word} AND"], "q": word},
    lambda word: [word],
)
"""What is sent to whatever takes a body; some of it is wrong."""


class Server:
    """`dateline serve` in a process of its own, and all that it says."""

    def __init__(self, index: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", TALKATIVE, str(index)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        self.said: list[str] = []
        self.ready = threading.Event()
        self.address = ""
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()
        assert self.ready.wait(60), "".join(self.said)
        assert self.address, "".join(self.said)

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"answers at http://([^/]+)/", line)
            if found:
                self.address = found[1]
                self.ready.set()
        self.ready.set()

    def stop(self) -> str:
        """End it and return everything that it said."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        self._listening.join(20)
        assert self.process.stdout
        self.process.stdout.close()
        return "".join(self.said)


@pytest.fixture
def server(tmp_path):
    found = Server(tmp_path / "index")
    yield found
    found.stop()


def addresses(app: Flask):
    """Every address the program has, a word in place of each part that may vary."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        yield rule, re.sub("<[^>]*>", "{}", rule.rule)


def test_no_word_of_fifty_marked_queries_is_in_the_log(app, server):
    words = (f"zqx{number:02}secret" for number in itertools.cycle(range(50)))
    statuses = set()
    connection = http.client.HTTPConnection(server.address, timeout=30)

    def ask(method, path, body=None, **headers):
        sent = json.dumps(body).encode() if body is not None else None
        connection.request(method, path, sent, {"Content-Type": "application/json", **headers})
        answer = connection.getresponse()
        answer.read()
        statuses.add(answer.status)
        return answer.status

    asked = 0
    for rule, pattern in addresses(app):
        word = next(words)
        inside = pattern.replace("/{}/_", "/articles/_").replace("{}", quote(word))
        known = pattern.replace("{}", "articles")
        for path in (inside, known):
            ask("GET", f"{path}?q={word}&explain=1")
            ask("GET", f"{path}?q={word}+AND+{word}*&outlet={word}&from={word}")
            ask("GET", f"{path}?q={word}")
            ask("GET", f"{path}?{word}={word}", Referer=f"http://x.test/{word}", Cookie=word)
            asked += 4
            if "POST" in (rule.methods or ()):
                for body in BODIES:
                    ask("POST", path, body(next(words)))
    for _ in range(50):
        word = next(words)
        ask("GET", f"/search?q={word}&people={word}&sort={word}")
        ask("GET", f"/search?q=tillerson+{word}~&outlet={word}")
        ask("GET", f"/{word}/{word}", Host=f"{word}.test")
        key = {"X-Api-Key": word}
        ask("GET", f"/v2/everything?q={word}&sources={word}&domains={word}.test", **key)
    connection.close()
    malformed(server.address, next(words))
    said = server.stop()
    assert {200, 400, 404, 421} <= statuses
    assert 500 not in statuses
    assert said.count("search: ") > asked / 4  # it does talk
    found = [line for line in said.splitlines() if "secret" in line.lower()]
    assert found == []


def malformed(address: str, word: str) -> None:
    """Send what is no request."""
    parts = urlsplit(f"//{address}")
    for line in (
        f"GET /search?q={word} HTTP/9.9\r\n\r\n",
        f"{word}\r\n\r\n",
        f"GET /{word} HTTP/1.1\r\nContent-Length: {word}\r\n\r\n",
        f"GET /{word} HTTP/1.1\r\nTransfer-Encoding: {word}\r\n\r\n",
        f"GET /?q={word * 4000} HTTP/1.1\r\n\r\n",
    ):
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as one:
            one.sendall(line.encode())
            one.settimeout(2)
            with contextlib.suppress(OSError):
                while one.recv(65536):
                    pass
