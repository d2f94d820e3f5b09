"""Extracted articles in a file: `number TAB size`, then the record. Every engine reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from search import record, stored


def read(path: Path, limit: int | None = None) -> Iterator[bytes]:
    """Yield the first records of a file."""
    with path.open("rb") as file:
        yield from islice(_records(file), limit)


def write(path: Path, records: Iterable[tuple[int, bytes]]) -> int:
    """Write numbered records and return how many; an unfinished file never has the name."""
    count = 0
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as out:
        for number, data in records:
            out.write(b"%d\t%d\n%b\n" % (number, len(data), data))
            count += 1
    unfinished.replace(path)
    return count


def write_articles(path: Path, records: Iterable[bytes]) -> None:
    """Write the articles of records as a newsroom would hand them over: one JSON object a line."""
    with path.open("w", encoding="utf-8", errors="surrogatepass") as out:
        for data in records:
            article = record.loads(data)
            told = {
                "id": article.id,
                "outlet": article.outlet,
                "date": str(article.first_day) if article.first_day else None,
                "url": article.url,
                "title": article.title,
                "body": article.body,
            }
            out.write(json.dumps(told) + "\n")


def count(path: Path, limit: int | None = None) -> int:
    """Return how many records a file has, at most `limit`."""
    return sum(1 for _ in read(path, limit))


def values(data: bytes) -> dict[str, Any]:
    """Return what peers want of a record: what its card says, and the body."""
    front, body = record.parts(data)
    return stored.card(front) | {"body": body.decode("utf-8", "surrogatepass")}


def _records(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline():
        yield file.read(int(line.split(b"\t")[1]))
        file.read(1)
