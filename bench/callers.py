"""Clients that cost little, so that what is measured is the server: one thread asks for all.

Threads of Python's http.client take two to three times the processor time from a server that
shares it, and measure how they wait for one another as well.
"""

from __future__ import annotations

import heapq
import itertools
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Told = Callable[[int, float, str], float]
"""Given the status (0 where there was none), the seconds it took and what failed: returns the
seconds until this client asks again.
"""


@dataclass(slots=True, eq=False)
class _Caller:
    """One client: what it asks for, whom it tells, and the request that is under way."""

    paths: Iterator[str]
    told: Told
    begun: float = 0.0
    sent: bytes = b""
    got: list[bytes] = field(default_factory=list)


class Callers:
    """Clients of a server of this machine; each has one request under way, on a new connection."""

    def __init__(self, port: int) -> None:
        self._address = ("127.0.0.1", port)
        self._waiting: list[tuple[float, int, _Caller]] = []
        self._order = itertools.count()
        self._selector = selectors.DefaultSelector()

    def add(self, paths: Iterator[str], told: Told) -> None:
        """Add a client."""
        self._later(_Caller(paths, told), 0.0)

    def run(self, duration_s: float) -> None:
        """Ask for so long, and take the answers to what was asked until then."""
        until = time.perf_counter() + duration_s
        while True:
            now = time.perf_counter()
            while self._waiting and self._waiting[0][0] <= now < until:
                self._begin(heapq.heappop(self._waiting)[2])
            if now >= until and not self._selector.get_map():
                break
            wait = self._waiting[0][0] - now if self._waiting and now < until else 0.1
            for key, _ in self._selector.select(max(0.0, wait)):
                self._go_on(key.fileobj, key.data)  # type: ignore[arg-type]
        self._selector.close()

    def _later(self, caller: _Caller, seconds: float) -> None:
        when = time.perf_counter() + seconds
        heapq.heappush(self._waiting, (when, next(self._order), caller))

    def _begin(self, caller: _Caller) -> None:
        caller.sent = f"GET {next(caller.paths)} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
        caller.sent += b"Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
        caller.got = []
        caller.begun = time.perf_counter()
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(self._address)
        self._selector.register(connection, selectors.EVENT_WRITE, caller)

    def _go_on(self, connection: socket.socket, caller: _Caller) -> None:
        failed = ""
        try:
            if caller.sent:
                connection.sendall(caller.sent)  # a few hundred bytes, which the system takes
                caller.sent = b""
                self._selector.modify(connection, selectors.EVENT_READ, caller)
                return
            piece = connection.recv(1 << 18)
            if piece:
                caller.got.append(piece)
                return
        except BlockingIOError:
            return
        except OSError as error:
            failed = type(error).__name__
        took = time.perf_counter() - caller.begun
        self._selector.unregister(connection)
        connection.close()
        status, failed = _status(b"".join(caller.got), failed)
        self._later(caller, caller.told(status, took, failed))


def _status(answer: bytes, failed: str) -> tuple[int, str]:
    """Return the status of a whole answer; 0 and why for one that is none or broke off."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if failed or not end:
        return 0, failed or "NoAnswer"
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:") and len(body) != int(line[15:]):
            return 0, "CutShort"
    return int(head.split(b" ", 2)[1]), ""
