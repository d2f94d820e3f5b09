"""What the server did, as Prometheus reads it: requests, searches and the index.

Numbers alone: the labels are the addresses that the program has, never one that was asked for,
and no word of any query. Each process counts what it answered itself.
"""

from __future__ import annotations

import platform
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, g, request

from search.engine import Snapshot, Status
from search.errors import SearchError
from web.access import Access, current, version
from web.arguments import canonical
from web.openapi import door as described
from web.openapi.schema import TEXT

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper ends of the buckets that the times of answers are counted in."""

NOWHERE = "none"
"""The door of a request to an address that is none."""

_KEY = "dateline.requests"

Labels = Mapping[str, object]

metrics = Blueprint("metrics", __name__)


class Requests:
    """How many requests each door answered, how, and how long that took. For many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[tuple[str, str], int] = {}
        self._times: dict[str, list[int]] = {}
        self._seconds: dict[str, float] = {}
        self.began = time.time()
        self.held: tuple[Snapshot, Status] | None = None
        """What the index held when it was last looked at."""

    def count(self, door: str, status: int, seconds: float) -> None:
        """Add one answer."""
        key = (door, f"{status // 100}xx")
        with self._lock:
            self._answers[key] = self._answers.get(key, 0) + 1
            times = self._times.setdefault(door, [0] * (len(BUCKETS_S) + 1))
            times[bisect_left(BUCKETS_S, seconds)] += 1
            self._seconds[door] = self._seconds.get(door, 0.0) + seconds

    def lines(self) -> Iterator[str]:
        """Yield what was counted."""
        with self._lock:
            answers = sorted(self._answers.items())
            times = {door: list(counts) for door, counts in sorted(self._times.items())}
            seconds = dict(self._seconds)
        yield from _metric(
            "dateline_http_requests_total",
            "counter",
            "Requests answered, by door and class of status.",
            [({"door": door, "status": status}, count) for (door, status), count in answers],
        )
        name = "dateline_http_request_seconds"
        yield from _head(name, "histogram", "Seconds until an answer began, by door.")
        for door, counts in times.items():
            total = 0
            for end, count in zip((*BUCKETS_S, "+Inf"), counts, strict=True):
                total += count
                yield _line(f"{name}_bucket", {"door": door, "le": end}, total)
            yield _line(f"{name}_sum", {"door": door}, round(seconds[door], 6))
            yield _line(f"{name}_count", {"door": door}, total)


def install(app: Flask) -> None:
    """Count every request of `app`. Comes before whatever else looks at requests."""
    requests = app.extensions[_KEY] = Requests()

    @app.before_request
    def _began() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def _ended(response: Response) -> Response:
        door = request.url_rule.rule if request.url_rule else NOWHERE
        requests.count(door, response.status_code, time.perf_counter() - g.began)
        return response

    app.register_blueprint(metrics)


def counted_by(app: Flask) -> Requests:
    """Return where the answers of an application are counted."""
    requests = app.extensions[_KEY]
    assert isinstance(requests, Requests)
    return requests


@metrics.get("/metrics")
@described(
    "What the server did, as Prometheus reads it.",
    group="Service",
    gives={"text/plain": TEXT},
    tries=("",),
)
def exposition() -> Response:
    """Return all numbers, in the text format of Prometheus."""
    canonical(request.args.items(multi=True), {})
    access = current()
    requests = counted_by(current_app)
    lines = [
        *_program(requests),
        *requests.lines(),
        *_searches(access),
        *_index(access, requests),
    ]
    return Response("\n".join(lines) + "\n", content_type=CONTENT_TYPE)


def _program(requests: Requests) -> Iterator[str]:
    build = {"version": version(), "python": platform.python_version()}
    yield from _metric(
        "dateline_build_info", "gauge", "The program and the Python it runs on.", [(build, 1)]
    )
    cpu = round(time.process_time(), 3)
    yield from _metric(
        "process_cpu_seconds_total", "counter", "Seconds of processor time.", [({}, cpu)]
    )
    yield from _metric(
        "process_start_time_seconds",
        "gauge",
        "When the program started, in seconds since 1970.",
        [({}, round(requests.began, 3))],
    )
    memory = _resident_bytes()
    if memory is not None:
        yield from _metric(
            "process_resident_memory_bytes", "gauge", "Memory in use.", [({}, memory)]
        )


def _searches(access: Access) -> Iterator[str]:
    load = access.load
    rows = (
        ("searches_running", "gauge", "Searches at work now.", load.running),
        ("searches_allowed", "gauge", "Searches allowed at once.", access.settings.max_searches),
        ("overloaded_total", "counter", "Searches turned away with 503.", load.overloaded),
        ("timed_out_total", "counter", "Searches that ran out of time.", load.timed_out),
    )
    for name, kind, text, value in rows:
        yield from _metric(f"dateline_{name}", kind, text, [({}, value)])


def _index(access: Access, requests: Requests) -> Iterator[str]:
    """Yield what the index is; where there is none that can be read, that alone."""
    try:
        status = _status(access, requests)
    except SearchError:
        status = None
    yield from _metric(
        "dateline_index_up",
        "gauge",
        "Whether there is an index to search.",
        [({}, int(status is not None))],
    )
    if status is None:
        return
    snapshot = status.snapshot
    rows = (
        ("articles", "Articles in the index.", snapshot.articles),
        ("generation", "The generation of the index.", snapshot.generation),
        ("commit", "The commit of the index.", snapshot.commit),
        ("bytes", "Bytes of the index on disk.", status.size_bytes),
        ("problems", "Files and records that could not be read.", len(status.problems)),
        ("fallback", "Whether an older commit serves.", int(status.fallback is not None)),
        ("built_timestamp_seconds", "When it was built.", int(snapshot.built_at.timestamp())),
    )
    for name, text, value in rows:
        yield from _metric(f"dateline_index_{name}", "gauge", text, [({}, value)])


def _status(access: Access, requests: Requests) -> Status:
    """Return what the index holds, which changes with its snapshot alone."""
    snapshot = access.snapshot()
    held = requests.held
    if held is None or held[0] != snapshot:
        held = requests.held = (snapshot, access.archive.status())
    return held[1]


def _resident_bytes() -> int | None:
    """Return the memory this process takes, None where the system does not say."""
    try:
        for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return None


def _metric(
    name: str, kind: str, text: str, values: Iterable[tuple[Labels, float]]
) -> Iterator[str]:
    yield from _head(name, kind, text)
    for labels, value in values:
        yield _line(name, labels, value)


def _head(name: str, kind: str, text: str) -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def _line(name: str, labels: Labels, value: float) -> str:
    said = ",".join(f'{key}="{_escaped(str(one))}"' for key, one in labels.items())
    return f"{name}{{{said}}} {value}" if said else f"{name} {value}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
