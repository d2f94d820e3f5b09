"""The server: waitress, with limits that half-sent headers and stalled bodies do not get past."""

from __future__ import annotations

import ctypes
import errno
import gc
import logging
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from waitress import wasyncore
from waitress.adjustments import Adjustments

from search.archive import Archive
from search.config import Settings
from search.errors import SearchError, UsageError
from search.warming import waits, warm
from web import create_app
from web.access import Access, served_by
from web.desk import Desk, Server
from web.parsing import ADDRESS_BYTES, HEADER_BYTES
from web.security import is_loopback

SWITCH_S = 0.0005
"""Seconds a busy thread keeps the interpreter: the reading thread waits so long, times those that
are busy, whenever it has asked the system for something (bench.crowds)."""

BODY_BYTES = 8 * 1024 * 1024
"""Past this the connection is closed; from web.security.MAX_BODY to here the answer is 413."""

COLLECT_AFTER = 10_000
"""Objects made and not let go of after which the garbage collector looks through the new ones."""

M_ARENA_MAX = -8
"""The name of a setting of glibc's malloc, see mallopt(3)."""

_log = logging.getLogger(__name__)


def serve(
    settings: Settings,
    *,
    allow_remote: bool,
    ready: Callable[[str], None],
    waiting: Callable[[str], None],
) -> None:
    """Serve until SIGTERM or Ctrl-C; `ready` is given the address once searches are answered,
    `waiting` before that, where what they run has to be compiled.

    Raises UsageError when `host` is not this machine alone and nobody said that is meant.
    """
    if not is_loopback(settings.host) and not allow_remote:
        raise UsageError(
            f"{settings.host} lets other machines in, and there are no passwords here. "
            "If that is meant, add --allow-remote",
            code="serve.remote",
        )
    sys.setswitchinterval(SWITCH_S)
    _share_memory()
    app = create_app(settings)
    desk = Desk(app, settings.threads, settings.max_searches)
    listening: dict[int, Any] = {}
    server = listen(desk, settings, listening)
    address = _address(settings.host, server)
    access = served_by(app)
    access.is_ready = not _waits(access.archive)
    if not access.is_ready:
        waiting(address)
    signal.signal(signal.SIGTERM, _stop)
    begun = threading.Thread(target=_begin, args=(access, lambda: ready(address)), daemon=True)
    begun.start()
    try:
        desk.run(listening)
    finally:
        wasyncore.close_all(listening)


def listen(desk: Desk, settings: Settings, listening: dict[int, Any]) -> Server:
    """Return a socket that listens; all of them, as a name may have several, go to `listening`.

    Raises SearchError where another program does.
    """
    chosen = Adjustments(
        host=settings.host,
        port=settings.port,
        ident=None,
        # At 200 connections slow clients starve the others; select() cannot hold 1,000.
        connection_limit=1000,
        asyncore_use_poll=True,
        max_request_header_size=ADDRESS_BYTES + HEADER_BYTES,
        max_request_body_size=BODY_BYTES,
        channel_timeout=10,
        cleanup_interval=5,
        clear_untrusted_proxy_headers=False,  # web.security decides whom to trust
        expose_tracebacks=False,
    )
    try:
        found = [
            Server(desk.application, listening, dispatcher=desk, adj=chosen, sockinfo=one)
            for one in chosen.listen
        ]
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = "another program is using it. Choose another with --port"
        else:
            why = error.strerror or str(error)
        raise SearchError(
            f"Cannot listen on {settings.host} port {settings.port}: {why}", code="serve.port"
        ) from error
    return found[0]


def _share_memory() -> None:
    """Let all threads take memory from the same two places, where the C library can be told so.

    It keeps one for each thread otherwise, and what searches gave back stays there: after 700
    costly queries the server held 247 MB, and 147 MB with two.
    """
    if sys.platform == "linux":
        tell = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
        if tell is not None:
            tell(M_ARENA_MAX, 2)


def _waits(archive: Archive) -> bool:
    """Return whether searches have to wait until what they run is compiled."""
    try:
        return waits(archive)
    except SearchError:  # warming says it
        return False


def _begin(access: Access, ready: Callable[[], None]) -> None:
    """Search, so that readers do not wait for what searches load, compile and gather. Meanwhile
    the server answers: searches too, unless they would wait for all that is to be compiled.
    """
    try:
        warm(access.archive)
    except SearchError as error:
        _log.warning("%s", error)
    finally:
        access.is_ready = True
    _set_aside()
    ready()


def _set_aside() -> None:
    """Have the garbage collector pass over what is loaded by now, since it stays, and look less
    often through what requests make, which hardly needs it.

    A full look through it held every request up for 140 ms; a page of results was looked through
    twice while it was made, for a thirtieth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


def _address(host: str, server: Server) -> str:
    port = server.effective_port
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _stop(*_: object) -> None:
    raise SystemExit(0)
