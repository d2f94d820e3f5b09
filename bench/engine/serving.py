"""What a search over HTTP costs, and whose work it is."""

from __future__ import annotations

import os
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from bench.engine.peer import Question
from bench.engine.peers import OURS
from bench.engine.tables import Table, bound, figure, median, p99
from bench.engine.workplace import Workplace

REQUESTS, WARMING = 120, 20
MOST_MS = 10
EXPORTED = ("csv", "jsonl", "ris")
MOST_EXPORT_S = 10
FACETS = "outlet,people,date:year"
KINDS = ("one word, medium", "OR of 2", "OR of 3", "AND of 2", "phrase of 2", "word and dates")


def http(place: Workplace) -> list[Table]:
    """Return the processor time of one request, through the real server, and its shares."""
    directory = place.index(OURS)
    asked = [q for q in place.searches() if q.kind in KINDS]
    asked = asked[:: max(1, len(asked) // REQUESTS)][:REQUESTS]
    rows, shares = [], []
    for door, path in (("JSON", "/api/search"), ("page", "/search")):
        paths = [f"{path}?{_arguments(question, door)}" for question in asked]
        before = [f"{path}?{_arguments(question, door)}" for question in place.facets()[:WARMING]]
        cpu, walls, size = _served(directory, before, paths)
        rows.append(
            [
                *(door, str(len(paths)), figure(cpu), figure(median(walls)), figure(p99(walls))),
                *(f"{size / 1000:,.0f}", bound(cpu, MOST_MS)),
            ]
        )
        shares.append([door, *_shares(directory, before, paths)])
    columns = ("answer", "requests", "CPU ms a request", "wall ms p50", "wall ms p99", "kB")
    notes = (
        f"{place.size():,} articles. 20 hits, two snippets each, facets {FACETS}, bleach on, "
        "every request another query, so that no cache helps, after twenty that warm the "
        "process; one request after the other, over loopback. CPU is of the server's process, all "
        "threads."
    )
    names = ["answer", *STAGES, "Flask, JSON, templates", "whole, ms"]
    about = (
        "The same requests through the application in this process, timed by thread: milliseconds "
        "a request and the share of the whole. Engine: matching, ranking, facets and reading the "
        "records of a page."
    )
    return [
        Table("A search over HTTP", [*columns, "target"], rows, notes),
        Table("Whose work it is", names, shares, about),
        _exports(directory, place.size()),
    ]


def _arguments(question: Question, door: str) -> str:
    words = " OR ".join(question.words)
    if question.form == "all":
        words = " ".join(question.words)
    elif question.form == "phrase":
        words = '"' + " ".join(question.words) + '"'
    if question.first and question.last:
        words = f"({words}) date:{question.first}..{question.last}"
    given = {"q": words, "per_page": "20"}
    if door == "JSON":
        given["facets"] = FACETS
    return urllib.parse.urlencode(given)


def _served(
    directory: Path, before: list[str], paths: list[str]
) -> tuple[float, list[float], float]:
    """Return milliseconds of processor a request, wall times of all, and mean size in bytes."""
    with _server(directory) as (address, pid):
        for path in before:
            _get(address + path)
        start = _cpu_ms(pid)
        walls, size = [], 0
        for path in paths:
            started = time.perf_counter()
            size += len(_get(address + path))
            walls.append((time.perf_counter() - started) * 1e3)
        cpu = (_cpu_ms(pid) - start) / len(paths)
    return cpu, walls, size / len(paths)


@contextmanager
def _server(directory: Path) -> Iterator[tuple[str, int]]:
    """Serve an index while it lasts; yield the address and the number of the process."""
    program = "from web.cli import main; main()"
    command = [sys.executable, "-c", program, "--quiet", "--index", str(directory)]
    with Popen([*command, "serve", "--port", "0"], stdout=PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = next(line for line in server.stdout if "http://" in line)
            yield "http://" + said.split("http://", 1)[1].split("/", 1)[0], server.pid
        finally:
            server.terminate()


def _exports(directory: Path, articles: int) -> Table:
    """Return what sending every article costs, the largest of two runs."""
    rows = []
    for form in EXPORTED:
        with _server(directory) as (address, pid):
            runs = [_exported(f"{address}/api/search?format={form}", pid) for _ in range(2)]
        wall, cpu, size, grown = (max(values) for values in zip(*runs, strict=True))
        rows.append(
            [
                *(form, f"{articles:,}", f"{size / 1e6:,.0f}", figure(cpu), figure(wall)),
                *(f"{grown / 1e6:+,.0f}", bound(wall, MOST_EXPORT_S)),
            ]
        )
    columns = ("form", "articles", "MB", "CPU s", "wall s", "memory, MB", "target, wall s")
    notes = (
        "Every article of the archive in one answer, read as fast as it comes, the larger figure "
        "of two runs, one after the other on one server. CPU is of the server; memory is how far "
        "it grew from before each export to the most it held meanwhile, looked at every 4 MB."
    )
    return Table("Everything exported", [*columns], rows, notes)


def _exported(address: str, pid: int) -> tuple[float, float, int, int]:
    """Return wall and processor seconds, bytes sent, and bytes of memory the server grew by."""
    before, cpu, started = _resident(pid), _cpu_ms(pid), time.perf_counter()
    size, most = 0, before
    with urllib.request.urlopen(address) as answer:
        while piece := answer.read(1 << 22):
            size += len(piece)
            most = max(most, _resident(pid))
    return time.perf_counter() - started, (_cpu_ms(pid) - cpu) / 1e3, size, most - before


def _resident(pid: int) -> int:
    """Return the bytes of memory of its own that a process holds; mapped files are everybody's."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("RssAnon"))
    return int(line.split()[1]) * 1024


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        body: bytes = answer.read()
    return body


def _cpu_ms(pid: int) -> float:
    """Return the processor time of a process so far, to a hundredth of a second."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


STAGES = ("query parser", "engine", "highlighter", "bleach")


def _shares(directory: Path, before: list[str], paths: list[str]) -> list[str]:
    """Return the milliseconds of each stage in a request, of the rest, and of the whole."""
    from werkzeug.test import Client

    from search.config import load
    from web import create_app

    client = Client(create_app(load(index=directory)))
    for path in before:
        client.get(path)
    spent: dict[str, float] = dict.fromkeys(STAGES, 0.0)
    with _timed(spent):
        started = time.thread_time()
        for path in paths:
            found = client.get(path)
            if found.status_code != 200:
                raise SystemExit(f"{path} was answered with {found.status}")
        whole = time.thread_time() - started
    rest = whole - sum(spent.values())
    count = len(paths)
    parts = [*(spent[name] for name in STAGES), rest]
    return [
        *(f"{part / count * 1e3:.2f} ({part / whole:.0%})" for part in parts),
        figure(whole / count * 1e3),
    ]


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    """Count the processor seconds of each stage while it lasts."""
    import bleach.sanitizer

    from search import answer, query
    from search.highlight import Highlighter
    from search.local import LocalEngine

    places: tuple[tuple[Any, str, str], ...] = (
        (query, "parse", "query parser"),
        (LocalEngine, "search", "engine"),
        (Highlighter, "__init__", "highlighter"),
        (Highlighter, "each", "highlighter"),
        (answer, "snippets", "highlighter"),
        (bleach.sanitizer.Cleaner, "clean", "bleach"),
    )
    originals = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, stage in places:
        setattr(owner, name, _counted(getattr(owner, name), stage, spent))
    try:
        yield
    finally:
        for owner, name, function in originals:
            setattr(owner, name, function)


def _counted(
    function: Callable[..., Any], stage: str, spent: dict[str, float]
) -> Callable[..., Any]:
    def counted(*arguments: Any, **named: Any) -> Any:
        started = time.thread_time()
        try:
            return function(*arguments, **named)
        finally:
            spent[stage] += time.thread_time() - started

    return counted
