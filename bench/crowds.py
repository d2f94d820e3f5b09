"""Many and slow clients: python -m bench.crowds --index DIR [--short] [--write]

One client alone gives the measure. Then 260 clients that send their headers or bodies a byte at a
time beside one that is healthy; 8 clients at once; 64 clients at once, with somebody asking
/healthz meanwhile, and one client again afterwards. Clients ask for pages of results, each another
query, all from one thread; the 64 ask once more from a thread each, and without a pause, as load
testers do. They share the processor with the server.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import os
import platform
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.callers import Callers
from bench.served import Served, served

RESULTS = Path(__file__).parent / "results" / "crowds.md"
SLOW_HEADERS, SLOW_BODIES = 200, 60
SENT_AWAY_S = 0.05
"""How long a client stays away that reads Retry-After at all."""


@dataclass
class Answers:
    """What clients were answered: seconds by status; `failed` got no answer."""

    seconds: dict[int, list[float]] = field(default_factory=dict)
    failed: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, server: Served, path: str) -> int:
        """Ask once, and return the status; 0 where there was no answer."""
        try:
            status, _, took = server.get(path)
        except OSError as error:
            self.take(0, 0.0, type(error).__name__)
            return 0
        self.take(status, took, "")
        return status

    def take(self, status: int, took: float, failed: str) -> None:
        """Add what one client was answered."""
        with self.lock:
            if failed:
                self.failed[failed] += 1
            else:
                self.seconds.setdefault(status, []).append(took)

    def at(self, percent: int, status: int = 200) -> float:
        """Return the milliseconds that so many percent of the answers of a status took at most."""
        took = sorted(self.seconds.get(status, [0.0]))
        return took[min(len(took) - 1, len(took) * percent // 100)] * 1000

    def statuses(self) -> str:
        """Return how often each status was the answer, in words."""
        counts: list[tuple[object, int]] = [
            (one, len(n)) for one, n in sorted(self.seconds.items())
        ]
        return ", ".join(f"{n:,} × {what}" for what, n in [*counts, *self.failed.items()])


def alone(server: Served, questions: Iterator[str], times: int = 60) -> Answers:
    """Return the answers to one client with nobody beside it."""
    answers = Answers()
    for _ in range(times):
        answers.ask(server, next(questions))
    return answers


def together(
    server: Served, questions: Iterator[str], clients: int, duration_s: float
) -> tuple[Answers, Answers]:
    """Return the answers to so many clients that ask again at once, and those of /healthz."""
    answers, health = Answers(), Answers()

    def answered(status: int, took: float, failed: str) -> float:
        answers.take(status, took, failed)
        return SENT_AWAY_S if status == 503 else 0.0

    def alive(status: int, took: float, failed: str) -> float:
        health.take(status, took, failed)
        return 0.1

    callers = Callers(server.port)
    for _ in range(clients):
        callers.add(questions, answered)
    callers.add(itertools.repeat("/healthz"), alive)
    callers.run(duration_s)
    return answers, health


def in_threads(
    server: Served, questions: Iterator[str], clients: int, duration_s: float
) -> tuple[Answers, Answers]:
    """Return the answers to clients that have a thread each and never pause, and of /healthz."""
    answers, health = Answers(), Answers()
    lock, until = threading.Lock(), time.monotonic() + duration_s

    def client() -> None:
        while time.monotonic() < until:
            with lock:
                path = next(questions)
            answers.ask(server, path)

    def watch() -> None:
        while time.monotonic() < until:
            health.ask(server, "/healthz")
            time.sleep(0.1)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    threads.append(threading.Thread(target=watch))
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return answers, health


def beside_slow(server: Served, questions: Iterator[str], duration_s: float) -> Answers:
    """Return the answers to a healthy client beside 260 that never come to an end."""
    header = b"GET /search?q=slow HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    body = (
        b"POST /_search HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: 60000\r\n\r\n{"
    )
    sockets: list[socket.socket] = []

    def open_one(begin: bytes) -> None:
        one = socket.create_connection(("127.0.0.1", server.port), timeout=5)
        one.sendall(begin)
        sockets.append(one)

    for _ in range(SLOW_HEADERS):
        open_one(header)
    for _ in range(SLOW_BODIES):
        open_one(body)
    stop = threading.Event()

    def drip() -> None:
        while not stop.wait(1.0):
            for one in sockets:
                try:
                    one.send(b" ")
                except OSError:  # the server has hung up, as it should
                    continue

    dripping = threading.Thread(target=drip)
    dripping.start()
    answers, until = Answers(), time.monotonic() + duration_s
    while time.monotonic() < until:
        answers.ask(server, next(questions))
    stop.set()
    dripping.join()
    for one in sockets:
        one.close()
    return answers


def back_to_speed(server: Served, questions: Iterator[str], usual_ms: float) -> float:
    """Return the seconds until three answers in a row take at most twice what is usual."""
    begun, quick = time.perf_counter(), 0
    while quick < 3 and time.perf_counter() - begun < 30:
        _, _, took = server.get(next(questions))
        quick = quick + 1 if took * 1000 <= 2 * usual_ms else 0
    return time.perf_counter() - begun


def table(index: Path, short: bool = False) -> str:
    """Return the measurements as a page."""
    scale, load = 0.2 if short else 1.0, os.getloadavg()[0]
    with served(index) as server:
        questions = server.questions()
        idle = alone(server, questions)
        usual = idle.at(50)
        slow = beside_slow(server, questions, 15 * scale)
        together(server, questions, 8, 5 * scale)  # what a busy server holds
        before = server.memory()
        eight, eight_health = together(server, questions, 8, 30 * scale)
        grown = server.memory() / before - 1
        many, many_health = together(server, questions, 64, 20 * scale)
        back = back_to_speed(server, questions, usual)
        threads, threads_health = in_threads(server, questions, 64, 20 * scale)
    rows = [
        ("one client alone", idle, None, ""),
        ("beside 200 slow headers, 60 slow bodies", slow, None, f"p99 ≤ {3 * usual + 50:.0f}"),
        ("8 clients", eight, eight_health, f"p99 ≤ {20 * usual:.0f}"),
        ("64 clients", many, many_health, "503 ≤ 100, health ≤ 200"),
        (
            "64 clients, a thread each, no pause",
            threads,
            threads_health,
            "503 ≤ 100, health ≤ 200",
        ),
    ]
    made = (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, Python "
        f"{platform.python_version()}: `python -m bench.crowds --index DIR{' --short' * short}`. "
        f"Milliseconds. Clients and server share {os.cpu_count()} cores, which had a load of "
        f"{load:.1f} before; 503 is the answer to who would wait too long."
    )
    head = ("clients", "answers", "p50", "p99", "503 p50", "503 p99", "health p50", "health p99")
    lines = ["# Many and slow clients", "", made, "", f"| {' | '.join(head)} | target |"]
    lines.append("|---" * 9 + "|")
    for name, answers, health, target in rows:
        numbers = [answers.at(50), answers.at(99), answers.at(50, 503), answers.at(99, 503)]
        numbers += [health.at(50), health.at(99)] if health else [0.0, 0.0]
        shown = " | ".join(f"{one:.0f}" if one else "–" for one in numbers)
        lines.append(f"| {name} | {answers.statuses()} | {shown} | {target} |")
    said = (
        f"With 8 clients the server's memory grew by {grown:.1%} (target < 10%). After the 64, "
        f"{back:.1f} s passed until three answers in a row took at most twice what is usual "
        "(target 2 s)."
    )
    return "\n".join([*lines, "", said, ""])


def main() -> None:
    """Measure, print, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--short", action="store_true", help="a fifth of the time each")
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    page = table(asked.index, asked.short)
    print(page)
    if asked.write:
        RESULTS.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
