"""What grouping a whole index costs: python -m bench.stories.archive --records FILE [--resample N]

An index is made of extracted records, or of short articles resampled from them; all but the last
thousand of it are grouped at once, then the thousand are added and grouped, then one more. Each is
done in a process of its own, which tells its processor time and the most memory of its own that it
had (that of mapped files is the system's). `--write` puts the row into the table of results.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path

from bench.engine import making, records
from search.engine import Facts
from search.local import LocalEngine, grouping, groups
from search.local.remembered import RUNS

RESULTS = Path(__file__).parents[1] / "results" / "stories-archive.md"
ADDED = 1_000
TICK_S = 0.01
INTRODUCTION = (
    "`python -m bench.stories.archive --records FILE [--resample N] --write`. CPU seconds of "
    "grouping alone, by processes that begin with it, kernels compiled before; memory is the most "
    "that a process had for itself, what any process has before its work included. Targets: 30 s "
    "for 37,554 articles, 5 s for 1,000 more, 600 MB for 100,000 articles."
)
HEAD = (
    "| articles | grouped in | memory MB | 1,000 more | memory MB | one more | stories | "
    "articles in them | copies | bytes kept an article | when, where |"
)


class Memory:
    """Watches how much memory of its own this process has."""

    def __init__(self) -> None:
        self.most_mb = 0.0
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(TICK_S):
            status = Path("/proc/self/status").read_text("ascii")
            kilobytes = int(status.partition("RssAnon:")[2].split()[0])
            self.most_mb = max(self.most_mb, kilobytes / 1024)


def grouped(directory: Path) -> dict[str, float]:
    """Group an index, and return what that cost and what it found."""
    with closing(LocalEngine(directory)) as engine, Memory() as memory:
        began = time.process_time()
        engine.group()
        seconds = time.process_time() - began
        found = engine.grouping()
    return {
        "seconds": seconds,
        "memory": memory.most_mb,
        "stories": found.stories,
        "held": found.in_stories,
        "copies": found.copies,
    }


def apart(directory: Path) -> dict[str, float]:
    """Do that in a process of its own."""
    command = [sys.executable, "-m", "bench.stories.archive", "--group", str(directory)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(told)
    return found


def built(directory: Path, articles: Iterable[bytes]) -> None:
    """Make an index that has not been looked through for stories."""
    with closing(LocalEngine(directory)) as engine:
        engine.rebuild(articles, Facts)
        nothing = {grouping.DONE: "", RUNS: [], groups.NAME: ""}
        engine._beside("bench", lambda _draft, _before: nothing)


def added(directory: Path, articles: Iterable[bytes]) -> None:
    """Add articles to an index that is grouped."""
    with closing(LocalEngine(directory)) as engine:
        engine.add(articles, Facts)


def row(path: Path, many: int, directory: Path) -> str:
    """Return the row of an index of the first so many records of a file."""
    first = many - ADDED - 1
    every = records.read(path, many)
    built(directory, islice(every, first))
    whole = apart(directory)
    kept = sum(
        file.stat().st_size
        for pattern in ("run-*.bin", "groups-*.bin")
        for file in directory.glob(f"gen-*/{pattern}")
    )
    added(directory, islice(every, ADDED))
    more = apart(directory)
    added(directory, every)
    one = apart(directory)
    today = dt.datetime.now(dt.timezone.utc).date()
    where = f"{today}, {platform.machine()}, Python {platform.python_version()}"
    cells = (
        f"{many:,}",
        f"{whole['seconds']:.1f}",
        f"{whole['memory']:.0f}",
        f"{more['seconds']:.1f}",
        f"{more['memory']:.0f}",
        f"{one['seconds']:.1f}",
        f"{one['stories']:,.0f}",
        f"{one['held']:,.0f}",
        f"{one['copies']:,.0f}",
        f"{kept / first:,.0f}",
        where,
    )
    return f"| {' | '.join(cells)} |"


def written(line: str) -> str:
    """Return the table of results with a row, in place of the one of as many articles."""
    rows = {}
    if RESULTS.exists():
        lines = RESULTS.read_text("utf-8").splitlines()
        rows = {one.split("|")[1].strip(): one for one in lines if one[2:3].isdigit()}
    rows[line.split("|")[1].strip()] = line
    ordered = sorted(rows.values(), key=lambda one: int(one.split("|")[1].replace(",", "")))
    rule = "|" + "---|" * HEAD.count(" | ") + "---|"
    return "\n".join(["# Grouping an archive", "", INTRODUCTION, "", HEAD, rule, *ordered, ""])


def main() -> None:
    """Group an index and print its row."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--records", type=Path, metavar="FILE")
    parser.add_argument("--resample", type=int, metavar="N")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--group", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.group:
        print(json.dumps(grouped(arguments.group)))
        return
    with tempfile.TemporaryDirectory() as work:
        path, many = arguments.records, arguments.resample
        if many:
            path = Path(work) / "resampled.records"
            records.write(path, making.resampled(arguments.records, many))
        line = row(path, many or records.count(path), Path(work) / "index")
    print(line)
    if arguments.write:
        RESULTS.write_text(written(line), "utf-8")


if __name__ == "__main__":
    main()
