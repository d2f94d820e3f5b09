"""The program itself, serving an index in a process of its own, and questions to put to it."""

from __future__ import annotations

import http.client
import json
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus


@dataclass(frozen=True)
class Served:
    """A server of this machine."""

    port: int
    pid: int

    def get(self, path: str, timeout_s: float = 30) -> tuple[int, bytes, float]:
        """Return status, body and seconds of one request on a connection of its own."""
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout_s)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            return response.status, body, time.perf_counter() - begun
        finally:
            connection.close()

    def memory(self) -> int:
        """Return the bytes of memory that the process has now (Linux)."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text())
        return int(found[1]) * 1024 if found else 0

    def questions(self, seed: int = 7) -> Iterator[str]:
        """Yield paths of results pages without end, each of two words of the archive's titles."""
        _, body, _ = self.get("/api/search?per_page=200&fields=title")
        titles = " ".join(one["title"] or "" for one in json.loads(body)["results"])
        words = sorted({one.lower() for one in re.findall(r"\w{4,}", titles)})
        draw = random.Random(seed)
        while True:
            yield f"/search?q={quote_plus(' OR '.join(draw.sample(words, 2)))}"


@contextmanager
def served(index: Path) -> Iterator[Served]:
    """Serve an index; the server is warm when it is given out."""
    code = "from web.cli import main; main()"
    command = [sys.executable, "-u", "-c", code, "--index", str(index), "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
        assert found, "the server did not start"
        try:
            yield Served(int(found[1]), process.pid)
        finally:
            process.terminate()
