"""Processes that understand records, and the order in which what they return is handed on.

    records --batches--> workers --articles--> records with their articles, in order

At most two batches a worker are under way, so memory does not depend on how much there is to read.
Workers start when the first batch is full: a few records are quicker understood at once.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from search.article import Article, RawArticle, Skipped
from search.errors import SearchError
from search.intake.understanding import understood

BATCH_RECORDS, BATCH_CHARS = 32, 1 << 18
MOST_WAITING = 512
"""Records that wait for one before them to be understood."""

MUCH = 4 << 20
"""Bytes to read from which it pays to start workers."""

_STOPPING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]

Outcome = Article | Skipped
T = TypeVar("T")


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Batch:
    """Records that are understood by one worker at one go, and what became of them."""

    def __init__(self) -> None:
        self.records: list[RawArticle] = []
        self._chars = 0
        self._sent: Future[list[Outcome]] | None = None
        self._outcomes: list[Outcome] | None = None

    def add(self, raw: RawArticle) -> int:
        """Add a record and return its place."""
        self.records.append(raw)
        self._chars += len(raw.text)
        return len(self.records) - 1

    @property
    def is_full(self) -> bool:
        return len(self.records) >= BATCH_RECORDS or self._chars >= BATCH_CHARS

    @property
    def is_done(self) -> bool:
        return self._outcomes is not None or (self._sent is not None and self._sent.done())

    def send(self, workers: ProcessPoolExecutor) -> None:
        with _undisturbed():  # it may start a process
            self._sent = workers.submit(_understand, self.records)

    def outcome(self, place: int) -> Outcome:
        """Return what became of a record; wait for it, or see to it here when it was not sent."""
        if self._outcomes is None:
            sent = self._sent
            self._outcomes = _understand(self.records) if sent is None else sent.result()
            self.records = []
        return self._outcomes[place]


def in_order(
    records: Iterable[T],
    raw: Callable[[T], RawArticle | None],
    jobs: int = 1,
    method: str | None = None,
) -> Iterator[tuple[T, Outcome | None]]:
    """Yield every record with what `raw` of it was understood as; None where there is none.

    `method` is how workers are started: "fork", "forkserver" or "spawn".
    """
    if jobs <= 1:
        for record in records:
            found = raw(record)
            yield record, None if found is None else understood(found)
        return
    with ExitStack() as stack:
        try:
            yield from _in_order(records, raw, jobs, lambda: _started(jobs, method, stack))
        except BrokenProcessPool as error:
            raise SearchError(
                "A process that was understanding articles has ended, perhaps for want of memory. "
                "Try it with fewer of them: --jobs 1",
                code="rebuild.worker",
            ) from error


def _in_order(
    records: Iterable[T],
    raw: Callable[[T], RawArticle | None],
    jobs: int,
    start: Callable[[], ProcessPoolExecutor],
) -> Iterator[tuple[T, Outcome | None]]:
    workers: ProcessPoolExecutor | None = None
    waiting: deque[tuple[T, _Batch | None, int]] = deque()
    under_way: deque[_Batch] = deque()
    batch = _Batch()
    for record in records:
        found = raw(record)
        waiting.append((record, None, 0) if found is None else (record, batch, batch.add(found)))
        if batch.is_full:
            workers = workers or start()
            batch.send(workers)
            under_way.append(batch)
            batch = _Batch()
        while waiting and _is_due(waiting, under_way, jobs):
            if waiting[0][1] is batch:  # it fills too slowly to wait for
                if workers is not None:
                    batch.send(workers)
                    under_way.append(batch)
                batch = _Batch()
            yield _next(waiting, under_way)
    if workers is not None and batch.records:
        batch.send(workers)
    while waiting:
        yield _next(waiting, under_way)


def _is_due(
    waiting: Sequence[tuple[T, _Batch | None, int]], under_way: Sequence[_Batch], jobs: int
) -> bool:
    """Return whether the first that waits can be handed on, or too much waits behind it."""
    first = waiting[0][1]
    return (
        first is None
        or first.is_done
        or len(under_way) > 2 * jobs
        or len(waiting) > MOST_WAITING + 2 * jobs * BATCH_RECORDS
    )


def _next(
    waiting: deque[tuple[T, _Batch | None, int]], under_way: deque[_Batch]
) -> tuple[T, Outcome | None]:
    record, batch, place = waiting.popleft()
    if batch is None:
        return record, None
    outcome = batch.outcome(place)
    if under_way and under_way[0] is batch:
        under_way.popleft()
    return record, outcome


# Workers


def _started(jobs: int, method: str | None, stack: ExitStack) -> ProcessPoolExecutor:
    context = multiprocessing.get_context(method or _usual_method())
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(["search.intake.warm"])
    workers = ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare)
    stack.callback(workers.shutdown, wait=True, cancel_futures=True)
    return workers


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back until the block is done: nobody waits for a process half started."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[int] = []
    before = {
        number: signal.signal(number, lambda told, _: held.append(told))
        for number in _STOPPING
        if callable(signal.getsignal(number))
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in held[:1]:
            signal.raise_signal(number)


def _usual_method() -> str:
    """Return "forkserver", so that workers share what they need, where it is known to work."""
    known = multiprocessing.get_all_start_methods()
    return "forkserver" if "forkserver" in known and sys.platform != "darwin" else "spawn"


def _prepare() -> None:
    """Leave it to the process that started this one to be stopped, and end with it."""
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN if number != signal.SIGTERM else signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _understand(records: Sequence[RawArticle]) -> list[Outcome]:
    return [understood(raw) for raw in records]
