"""The front desk: who is let in to the archive, who waits for room, and who is sent away soon.

waitress reads all connections in one thread and gives every request to a worker. A worker that
only says that there is no room, or that the program is alive, first needs its turn at the
interpreter, behind all searches. So the thread that reads says both itself, in the words that the
application has for them. What asks the archive goes on to a worker when there is room: as many
requests as may search at once. Behind them is a line, as long as may be answered in a second, and
who finds that full has a little while for it to move.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from functools import partial
from socket import MSG_PEEK
from typing import TYPE_CHECKING, Any

from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import Task, ThreadedTaskDispatcher, WSGITask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from web.access import served_by
from web.metrics import counted_by
from web.parsing import Parser
from web.queueing import PAUSE_S
from web.security import REFUSED, STARTING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ALIVE = ("api.health",)
"""Doors whose answer is always the same."""

FREE = (
    "api.status",
    "manual.door",
    "manual.shown",
    "meilisearch.health",
    "meilisearch.told_version",
    "metrics.exposition",
    "pages.about",
    "pages.assets.favicon",
    "pages.assets.file",
    "pages.opensearch",
    "pages.syntax",
    "reference.openapi",
)
"""Doors that search nothing: no room is needed for them."""

TELLING = ("ACCEPT", "ACCEPT_ENCODING", "HOST", "ORIGIN")
"""Headers that decide how a refusal is said."""

STARTED = ("pages.about", "meilisearch.health")
"""Those of them that ask the archive when they are first wanted, or say that it answers."""

MOST_KEPT = 64
"""Ways of saying it that are remembered."""

LINE_S = 1.0
"""How long who gets in line may expect to wait there, by how long requests took lately."""

PATIENCE_S = 5.0
"""How long who is in line is left there at most, should requests take longer than those before."""

SHORT_LINE = 6
"""So many may wait however long requests take: eight readers at once are never sent away soon."""

USUAL_S = 0.25
"""How long a request is taken to need before any has come."""

AT_ONCE = 32
"""Connections that are taken in one look at all of them."""

IDLE_S = 1.0
"""How long the reading thread sleeps when nothing comes."""

FULL = "full"
"""Why who finds no room is refused."""

_DONE = "dateline.done"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the application said to a request."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


class Said(Task):  # type: ignore[misc]
    """An answer that is there already, as waitress sends one."""

    complete = True

    def __init__(self, answer: Answer, channel: HTTPChannel, request: Any) -> None:
        super().__init__(channel, request)
        self._answer = answer

    def execute(self) -> None:
        """Send it."""
        self.status = self._answer.status
        self.response_headers = list(self._answer.headers)
        head = self.build_response_header()
        self.wrote_header = True
        self.channel.write_soon(head + self._answer.body)  # in one piece: each is a wait


class Asked(WSGITask):  # type: ignore[misc]
    """A request for the application, which tells the desk when the answer is made."""

    def get_environment(self) -> dict[str, Any]:
        """Return the request as WSGI has it."""
        environ: dict[str, Any] = super().get_environment()
        environ[_DONE] = self.channel.leave
        return environ


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection; what was read from it goes by the desk."""

    parser_class = Parser
    task_class: Any = Asked
    let_in: float | None = None
    is_sending = False

    def handle_read(self) -> None:
        """Read, and have the desk look at the request once it is whole."""
        super().handle_read()
        self.server.task_dispatcher.attend()

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Send what the other side takes; return how much that was."""
        self.is_sending = True
        try:
            sent: int = super().send(data, do_close)
        finally:
            self.is_sending = False
        return sent

    def writable(self) -> bool:
        """Whether the thread that reads is to send what is left.

        Not while a worker does: it asked again and again, for a tenth of the server's time on a
        machine with other work. A worker that leaves something wakes it.
        """
        return bool(
            (self.total_outbufs_len and not self.is_sending)
            or self.will_close
            or self.close_when_flushed
        )

    def read_at_once(self) -> None:
        """Read what came with the connection, which saves a look at all of them."""
        try:
            self.socket.recv(1, MSG_PEEK)
        except OSError:  # nothing yet, as a rule
            return
        self.handle_read()

    def say(self, answer: Answer) -> None:
        """Answer the request that waits, from the thread that reads."""
        self.task_class = partial(Said, answer)
        try:
            self.service()
        finally:
            self.task_class = Asked
        self.handle_write()  # what is left of it, and the end of the connection where that is due

    def leave(self) -> None:
        """Make room for another: the answer is made, or what is left is sent piece by piece."""
        if self.let_in is not None:
            had_s, self.let_in = time.perf_counter() - self.let_in, None
            self.server.task_dispatcher.left(had_s)

    def service(self) -> None:
        """Answer one request."""
        try:
            super().service()
        finally:
            self.leave()  # who hung up before was never asked about


class Server(TcpWSGIServer):  # type: ignore[misc]
    """A socket that listens."""

    channel_class = Channel

    def handle_accept(self) -> None:
        """Take the connections that wait."""
        for _ in range(AT_ONCE):
            held = len(self._map)
            super().handle_accept()
            if len(self._map) == held:
                break
            next(reversed(self.active_channels.values())).read_at_once()
            if len(self._map) >= self.adj.connection_limit:
                break

    def pull_trigger(self) -> None:
        """Wake the thread that reads, unless it is this."""
        if not self.task_dispatcher.reads():
            super().pull_trigger()


class Desk(ThreadedTaskDispatcher):  # type: ignore[misc]
    """The workers of a server, and who is let in to them: `most` at once that ask the archive."""

    def __init__(self, app: Flask, threads: int, most: int) -> None:
        super().__init__()
        self._app = app
        self._doors = app.url_map.bind("localhost")
        self._requests = counted_by(app)
        self._access = served_by(app)
        self._load = self._access.load
        self._trusts = bool(served_by(app).settings.trusted_proxies)
        self._most = self._room = most
        self._usual_s = USUAL_S
        self._reader: int | None = None
        self._came: list[Channel] = []
        self._line: deque[tuple[float, Channel]] = deque()
        self._outside: deque[tuple[float, Channel]] = deque()
        self._lock = threading.Lock()
        self._said: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
        self.set_thread_count(threads)

    def application(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer as the application does."""
        answer = self._app(environ, start)
        environ[_DONE]()
        return answer

    def run(self, listening: MutableMapping[int, Any]) -> None:
        """Read all connections until SystemExit or KeyboardInterrupt."""
        self._reader = threading.get_ident()
        try:
            while listening:
                wasyncore.poll2(self._sleep_s(), listening)
                self._send_away()
        except (SystemExit, KeyboardInterrupt):
            self.shutdown()

    def reads(self) -> bool:
        """Whether this is the thread that reads."""
        return threading.get_ident() == self._reader

    def add_task(self, task: Channel) -> None:
        """Take a request that was read whole. waitress holds a lock of its channel meanwhile."""
        if self.reads():
            self._came.append(task)
        else:  # it came in one piece with the request before it, which was let in
            super().add_task(task)

    def attend(self) -> None:
        """Decide about the requests that came."""
        while self._came:
            channel = self._came.pop()
            request = channel.requests[0]
            door = None if request.error else self._door_of(request)
            if door is not None and not self._access.is_ready and self._waits(door):
                channel.say(self._answer(channel, door, time.perf_counter(), STARTING))
            elif door is None or door.endpoint in FREE or "IF_NONE_MATCH" in request.headers:
                super().add_task(channel)  # who has a page already is told so without a search
            elif door.endpoint in ALIVE:
                channel.say(self._answer(channel, door, time.perf_counter()))
            else:
                self._let_in_or_keep(channel)

    def _waits(self, door: Rule) -> bool:
        """Return whether a door is shut until searches are answered."""
        return door.endpoint not in (*ALIVE, *FREE) or door.endpoint in STARTED

    def left(self, seconds: float) -> None:
        """Give the room of a request, which it had for so long, to who waits the longest."""
        with self._lock:
            self._usual_s += (seconds - self._usual_s) / 16
            following = self._line.popleft()[1] if self._line else None
            if following is None:
                self._room += 1
            while self._outside and self._fits():
                self._line.append(self._outside.popleft())
        if following is not None:
            self._let_in(following)

    def _let_in_or_keep(self, channel: Channel) -> None:
        with self._lock:
            if not self._room:
                waiting = self._line if self._fits() else self._outside
                waiting.append((time.perf_counter(), channel))
                return
            self._room -= 1
        self._let_in(channel)

    def _let_in(self, channel: Channel) -> None:
        channel.let_in = time.perf_counter()
        super().add_task(channel)

    def _fits(self) -> bool:
        """Return whether one more would have its turn soon enough."""
        waiting = len(self._line)
        return waiting < SHORT_LINE or (waiting + 1) * self._usual_s < self._most * LINE_S

    def _sleep_s(self) -> float:
        """Return how long nobody has to be sent away."""
        with self._lock:
            due = [self._outside[0][0] + PAUSE_S] if self._outside else []
            due += [self._line[0][0] + PATIENCE_S] if self._line else []
        return max(0.001, min(due) - time.perf_counter()) if due else IDLE_S

    def _send_away(self) -> None:
        """Answer those who have waited long enough."""
        for waiting, patience_s in ((self._outside, PAUSE_S), (self._line, PATIENCE_S)):
            while True:
                with self._lock:
                    if not waiting or time.perf_counter() - waiting[0][0] < patience_s:
                        break
                    came, channel = waiting.popleft()
                door = self._door_of(channel.requests[0])
                assert door is not None  # it was found when the request came
                channel.say(self._answer(channel, door, came, FULL))

    def _door_of(self, request: Any) -> Rule | None:
        """Return the door that a request comes to, None where it comes to none."""
        if request.command == "OPTIONS":
            return None
        try:
            return self._doors.match(request.path, request.command, return_rule=True)[0]
        except HTTPException:
            return None

    def _answer(self, channel: Channel, door: Rule, came: float, refused: str = "") -> Answer:
        """Return what the application says, which it is asked once for each way of saying it;
        `refused` is why it does not say what was asked for.
        """
        request = channel.requests[0]
        headers = request.headers
        how: tuple[object, ...] = (door.endpoint, refused, request.command, bool(request.query))
        how += (self._access.is_ready,)
        how += tuple(headers.get(name) for name in TELLING)
        if self._trusts:
            forwarded = sorted(one for one in headers.items() if "FORWARDED" in one[0])
            how += (channel.addr[0], *forwarded)
        answer = self._said.get(how)
        if answer is None:
            environ = WSGITask(channel, request).get_environment()
            environ[REFUSED] = refused
            answer = self._said[how] = _told(self._app, environ)
            if len(self._said) > MOST_KEPT:
                self._said.popitem(last=False)
            return answer
        self._requests.count(door.rule, int(answer.status[:3]), time.perf_counter() - came)
        if refused == FULL:
            self._load.count(overloaded=1)
        return answer


def _told(app: Flask, environ: dict[str, Any]) -> Answer:
    """Return what an application answers."""
    found: list[tuple[str, tuple[tuple[str, str], ...]]] = []

    def start(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[..., Any]:
        found.append((status, tuple(headers)))
        return lambda _: None

    pieces: Any = app.wsgi_app(environ, start)
    body = b"".join(pieces)
    if hasattr(pieces, "close"):
        pieces.close()
    return Answer(*found[-1], body)
