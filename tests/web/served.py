"""The program itself, serving the paper in a process of its own."""

import http.client
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


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
