"""What it costs to read a query: python -m bench.parsing [--write]

Each query is read by Dateline, with its notices and repairs, and by Whoosh's own parser with its
default plugins, in turn, many times in one process; given is the median time of the processor.
Whoosh's reading of the same text is another one where its language has no such thing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from whoosh.fields import TEXT, Schema
from whoosh.qparser import QueryParser

from search.query import parse

RESULTS = Path(__file__).parent / "results" / "parsing.md"
MOST_US = 150

COMMON = {
    "one word": "sanctions",
    "two words": "tillerson plan",
    "five words": "senate vote on health care",
    "phrase": '"secretary of state"',
    "OR": "putin OR zelensky",
    "a word to leave out": "russia -trump",
    "in a field": "title:kremlin syria",
    "a person and a date": "people:lavrov date:2017-06",
    "beginning of a word": "sanction*",
    "near": "putin NEAR/5 sanctions",
    "brackets": "(putin OR lavrov) syria -date:2016",
}
"""Queries as readers write them."""

RARE = {
    "AND with OR, a repair offered": "putin AND lavrov OR peskov",
    "no date, a repair offered": "date:2022-13-40 wall",
    "200 words": " ".join(f"word{number}" for number in range(200)),
    "30 brackets deep": "(" * 30 + "syria" + ")" * 30,
    "4,000 letters of operators": "AND OR NOT ( " * 308,
}
"""Queries that cost more."""


def table(rounds: int) -> str:
    """Return the measurements as a page."""
    peer = QueryParser("body", Schema(body=TEXT, title=TEXT, people=TEXT, date=TEXT))
    rows = []
    for queries, is_bound in ((COMMON, True), (RARE, False)):
        for kind, text in queries.items():
            ours, theirs = [], []
            for _ in range(rounds):
                ours.append(_taken_us(parse, text))
                theirs.append(_taken_us(peer.parse, text))
            mine, other = statistics.median(ours), statistics.median(theirs)
            beside = (
                "an error | " if other == float("inf") else f"{other:,.0f} | {mine / other:.2f}"
            )
            kept = "met" if mine <= MOST_US else f"**missed by {mine / MOST_US - 1:.0%}**"
            rows.append(
                f"| {kind} | {mine:,.0f} | {beside} | "
                f"{f'≤ {MOST_US} {kept}' if is_bound else ''} |"
            )
    made = (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, Python "
        f"{platform.python_version()}: `python -m bench.parsing`, median of {rounds}."
    )
    head = [
        "| query | Dateline, µs | Whoosh 2.7.4, µs | ratio | target |",
        "|---|---|---|---|---|",
    ]
    return "\n".join(["# Reading a query", "", made, "", *head, *rows, ""])


def _taken_us(read: Callable[[str], object], text: str) -> float:
    """Return the microseconds of one reading, infinite where it ends in an error."""
    begun = time.process_time_ns()
    try:
        read(text)
    except (IndexError, RecursionError):
        return float("inf")
    return (time.process_time_ns() - begun) / 1e3


def main(arguments: list[str] | None = None) -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.parsing")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    found = table(options.rounds)
    print(found)
    if options.write:
        RESULTS.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
