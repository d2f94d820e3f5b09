"""Kernels compiled by the processes of one run of tests: each kernel by one of them.

What is compiled is kept for all, but without this two come to want the same at the same time, and
each compiles it: a minute and a half of processor, in the middle of tests that have a time limit.
So two begin before the first test, each at another end of what there is, and whoever wants what
is just being compiled waits for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from search.archive import Archive
from search.codec import jit
from search.engine import Facts
from search.warming import WARMING
from tests import paper

PATIENCE_S = 60.0
"""How long is waited for another process. Later on a kernel is compiled, whatever that does."""

_held: set[Path] = set()


def share(directory: Path) -> None:
    """From now on compile nothing that another process which shares the directory compiles."""
    from numba.core.dispatcher import Dispatcher

    alone = Dispatcher.compile

    def compiled(self: Any, sig: Any) -> Any:
        function = self.py_func.__code__
        said = f"{function.co_filename} {function.co_firstlineno} {sig}"
        with _turn(directory / hashlib.sha256(said.encode()).hexdigest()):
            return alone(self, sig)

    Dispatcher.compile = compiled  # type: ignore[method-assign]


def prepare(*, at_the_end: bool) -> None:
    """Compile what searches run; or, from the end, what building does and then what they run."""
    was_native = jit.is_native()
    with tempfile.TemporaryDirectory() as directory:
        if at_the_end:
            jit.native()
        with closing(paper.engine(Path(directory))) as engine:
            for article in paper.PAPER:
                engine.add([article], Facts)
        jit.native()
        with closing(Archive.open(Path(directory))) as archive:
            for query in WARMING[:: -1 if at_the_end else 1]:
                for sort in ("relevance", "newest"):
                    archive.search(query, per_page=1, sort=sort, timeout_s=PATIENCE_S)
    if not was_native:
        jit.plain()


@contextmanager
def _turn(path: Path) -> Iterator[None]:
    """Wait until no other process has the file, or for as long as there is patience."""
    if path in _held:  # it is compiled for a caller of its own
        yield
        return
    until = time.monotonic() + PATIENCE_S
    with path.open("wb") as file:
        while time.monotonic() < until:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(0.02)
        _held.add(path)
        try:
            yield
        finally:
            _held.discard(path)
