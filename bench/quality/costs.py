"""What it costs to look for headlines that are nearly what was typed, beside the search itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from bench.quality.noise import Kind
from search import analysis
from search.codec import jit
from search.engine import SearchRequest
from search.filters import NO_FILTERS
from search.local import LocalEngine
from search.nearby import FEWEST, near_headlines
from search.partial import partial_results
from search.query import parse
from search.query.tree import Parsed

TABLE = [
    "| four words or more | queries | search, ms | and near headlines | these | p99 | again |",
    "|---|---:|---:|---:|---:|---:|---:|",
]
ROUNDS = 5
LIMIT, UNTIL_S = 20, 30.0


def table(index: Path, kinds: Sequence[Kind]) -> list[str]:
    """Return the table of CPU times, milliseconds: medians over the queries of a kind, of which
    each is asked for the first time, then some times more (the median of these is what it takes
    when asked again).
    """
    jit.native()
    engine = LocalEngine(index)
    rows, every = list(TABLE), []
    for kind in kinds:
        queries = [parse(one.text) for one in kind.asked if _is_long(one.text)]
        if not queries:
            continue
        taken = [_taken(engine, parsed) for parsed in queries]
        every += taken
        rows.append(_row(kind.what, taken))
    rows.append(_row("all", every))
    engine.close()
    return rows


def _is_long(text: str) -> bool:
    return len(analysis.words(text)) >= FEWEST


def _row(what: str, taken: Sequence[tuple[float, float, float]]) -> str:
    plain, near, again = (list(column) for column in zip(*taken, strict=True))
    both = [one + other for one, other in zip(plain, near, strict=True)]
    p99 = sorted(near)[int(0.99 * (len(near) - 1))]
    cells = [statistics.median(plain), statistics.median(both), statistics.median(near), p99]
    cells.append(statistics.median(again))
    return f"| {what} | {len(taken):,} | {' | '.join(f'{cell:.2f}' for cell in cells)} |"


def _taken(engine: LocalEngine, parsed: Parsed) -> tuple[float, float, float]:
    """Return the milliseconds of CPU that a search took, what near headlines took besides, and
    what they took when it was asked again.
    """
    request = SearchRequest(parsed.tree, limit=LIMIT, timeout_s=UNTIL_S)
    plain, near = [], []
    for _ in range(1 + ROUNDS):
        until = time.monotonic() + UNTIL_S
        begun = time.process_time_ns()
        page = engine.search(request)
        page, some = partial_results(engine, request, page, parsed, NO_FILTERS, until)
        middle = time.process_time_ns()
        near_headlines(engine, request, page, some, parsed, NO_FILTERS, until)
        end = time.process_time_ns()
        plain.append((middle - begun) / 1e6)
        near.append((end - middle) / 1e6)
    return plain[0], near[0], statistics.median(near[1:])
