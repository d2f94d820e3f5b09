"""Tables of results, as Markdown."""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.engine.weigh import machine

RESULTS = Path(__file__).parents[1] / "results"


@dataclass(frozen=True, slots=True)
class Table:
    """What one command measured: rows of text under columns, and what must be said of them."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: str = ""

    def __str__(self) -> str:
        lines = [f"## {self.title}", ""]
        if self.notes:
            lines += [self.notes, ""]
        lines += [_row(self.columns), _row(["---"] * len(self.columns))]
        lines += [_row(row) for row in self.rows]
        return "\n".join(lines) + "\n"


def page(title: str, command: str, versions: Sequence[str], tables: Sequence[Table]) -> str:
    """Return the page of results that a command makes."""
    day = dt.datetime.now(dt.timezone.utc).date().isoformat()
    head = f"# {title}\n\n{day}. {machine()}. {'; '.join(versions)}.\n\n`{command}`\n\n"
    return head + "\n".join(map(str, tables))


def write(name: str, text: str) -> Path:
    """Write a page of results beside the others."""
    path = RESULTS / f"engine-{name}.md"
    path.write_text(text, encoding="utf-8")
    return path


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def p99(values: Sequence[float]) -> float:
    """Return the value that one in a hundred exceeds, between those measured."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[98]


def figure(value: float | None) -> str:
    """Return a number to three digits."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.1g}"


def ratio(ours: float, theirs: float | None) -> str:
    """Return how many times theirs ours is."""
    return "–" if not theirs else f"{ours / theirs:.2f}"


def verdict(ours: float, theirs: float | None, most: float | None) -> str:
    """Return whether ours is at most so many times theirs, and by how much it is not."""
    if not theirs or most is None:
        return "–"
    return bound(ours / theirs, most)


def bound(value: float, most: float) -> str:
    """Return whether a value stays within a bound, and by how much it does not."""
    if value <= most:
        return f"≤ {most:g} met"
    over = value / most
    return (
        f"≤ {most:g} **missed by {over - 1:.0%}**"
        if over < 3
        else f"≤ {most:g} **missed, {over:.1f} times that**"
    )


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
