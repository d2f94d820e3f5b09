"""What many names at once cost: python -m bench.matrix --index DIR [--names 1000] [--write]

The names are those of the people whom most articles of the index name, each a plain query. They
are crossed with nothing, with outlets, with outlets and months, and searched one by one for a page
of ten, which is what a reader would do by hand for the totals alone; all in one process, in turn,
after a round that is not counted. The totals are checked to be those of the searches.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from search.archive import Archive
from search.export.matrix import long_rows
from search.filters import NO_FILTERS
from search.matrix import Line, line, matrix

RESULTS = Path(__file__).parent / "results" / "matrix.md"
TIMEOUT_S = 60.0

BY = {
    "totals": (),
    "by outlet": ("outlet",),
    "by outlet and month": ("outlet", "date:month"),
    "by outlet and day": ("outlet", "date:day"),
}


def names(archive: Archive, many: int) -> list[Line]:
    """Return the names of the people whom most articles name."""
    people = archive.search("", facets=("people",), facet_size=many).facets["people"]
    return [line(number, one.label) for number, one in enumerate(people, 1) if one.value]


def table(archive: Archive, many: int, rounds: int) -> str:
    """Return the measurements as a page."""
    asked = names(archive, many)
    expected = [
        archive.search(one.query, per_page=10, snippets=0, timeout_s=TIMEOUT_S).total
        for one in asked
    ]
    took: dict[str, list[float]] = {}
    cells: dict[str, int] = {}

    def timed(what: str, work: Callable[[], int]) -> None:
        begun = time.process_time()
        cells[what] = work()
        took.setdefault(what, []).append(time.process_time() - begun)

    def counted(by: tuple[str, ...]) -> int:
        found = matrix(archive.crossing(by), asked, NO_FILTERS, None, (TIMEOUT_S, None))
        tabs = [row.crosstab for row in found.rows if row.crosstab]
        assert [tab.total for tab in tabs] == expected
        return sum(len(tab.cells) for tab in tabs)

    def written() -> int:
        by = BY["by outlet and month"]
        found = matrix(archive.crossing(by), asked, NO_FILTERS, None, (TIMEOUT_S, None))
        return sum(piece.count("\n") for piece in long_rows(found.rows, by)) - 1

    def searched() -> int:
        for one in asked:
            archive.search(one.query, per_page=10, snippets=0, timeout_s=TIMEOUT_S)
        return len(asked)

    for _ in range(rounds + 1):
        for what, by in BY.items():
            timed(what, lambda by=by: counted(by))  # type: ignore[misc]
        timed("by outlet and month, as CSV", written)
        timed("a search each", searched)
    rows = [
        f"| {what} | {cells[what]:,} | {statistics.median(times[1:]):.2f} | "
        f"{statistics.median(times[1:]) / len(asked) * 1e3:.2f} |"
        for what, times in took.items()
    ]
    made = (
        f"{dt.datetime.now(dt.timezone.utc).date()}, {platform.machine()}, Python "
        f"{platform.python_version()}: `python -m bench.matrix --index DIR --names {many}`, "
        f"{archive.snapshot().articles:,} articles, {len(asked):,} names, "
        f"{sum(expected):,} matches, median of {rounds}."
    )
    head = ["| what | cells | s of CPU | ms a name |", "|---|---|---|---|"]
    return "\n".join(["# Many names at once", "", made, "", *head, *rows, ""])


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--names", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    archive = Archive.open(asked.index)
    page = table(archive, asked.names, asked.rounds)
    archive.close()
    print(page)
    if asked.write:
        RESULTS.write_text(page)


if __name__ == "__main__":
    main()
