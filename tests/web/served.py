"""An index served: by the program itself, in a process of its own, or in this one."""

import http.client
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import waitress
from flask import Flask
from waitress import wasyncore

from search.config import Settings
from web import create_app


class Server:
    """A server of an index, at `port` of this machine."""

    def __init__(self, index: Path) -> None:
        code = "from web.cli import main; main()"
        command = [sys.executable, "-u", "-c", code, "--index", str(index), "serve", "--port", "0"]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        found = re.search("http://127.0.0.1:([0-9]+)/", line)
        assert found, line
        self.port = int(found[1])

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def get(self, address: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", address)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def stop(self) -> str:
        """What it wrote to its log."""
        self.process.terminate()
        return self.process.communicate(timeout=30)[1]


@pytest.fixture
def server(paper: Path) -> Iterator[Server]:
    running = Server(paper)
    yield running
    if running.process.poll() is None:
        running.stop()


def serving_at(index: Path) -> Iterator[str]:
    """Give the address of a server of an index, waitress as in production, while it is wanted."""
    # A busy machine may take long over an article of 50,000 words: what is tested is the page.
    app = create_app(Settings(index=index, search_timeout=30.0))
    yield from serving(app, threads=8)
    app.extensions["dateline"].archive.close()


def serving(app: Flask, threads: int) -> Iterator[str]:
    """Give the address of a server of an application while it is wanted."""
    connections: dict[int, Any] = {}
    server = waitress.create_server(
        app, host="127.0.0.1", port=0, threads=threads, map=connections
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # It runs while there are connections, and a browser keeps some: once nothing is being
    # answered, the thread that reads them closes them all.
    server.task_dispatcher.shutdown()
    server.trigger.pull_trigger(lambda: wasyncore.close_all(connections))
    thread.join(5)
    assert not thread.is_alive()
