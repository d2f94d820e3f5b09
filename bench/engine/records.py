"""Extracted articles in a file, `number TAB record` a line: every engine reads the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path


def read(path: Path, limit: int | None = None) -> Iterator[bytes]:
    """Yield the first records of a file."""
    with path.open("rb") as lines:
        for line in islice(lines, limit):
            yield line.rstrip(b"\n").split(b"\t", 1)[1]


def write(path: Path, records: Iterable[tuple[int, bytes]]) -> int:
    """Write numbered records and return how many; an unfinished file never has the name."""
    count = 0
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as out:
        for number, record in records:
            out.write(b"%d\t%b\n" % (number, record))
            count += 1
    unfinished.replace(path)
    return count


def count(path: Path, limit: int | None = None) -> int:
    """Return how many records a file has, at most `limit`."""
    with path.open("rb") as lines:
        return sum(1 for _ in islice(lines, limit))
