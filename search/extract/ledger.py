"""How many articles use each name, kept in a file: an archive has more names than memory.

A row is (kind, key, name, articles, full): what is counted, under which key, by which name, how
many articles use it, and how many of them in full. Rows at zero are gone. What is counted is
gathered in memory and written now and then; the file has no name and goes with the ledger.
"""

from __future__ import annotations

import json
import sqlite3
import weakref
from collections.abc import Iterable, Iterator

Row = tuple[str, str, str, int, int]

GATHERED = 10_000  # rows in memory
CACHE = "PRAGMA cache_size = -4096"  # KiB of the file in memory
_SAFE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"  # a ledger outlives no process
_TABLE = """
CREATE TABLE ledger (kind, key, name, articles, full, PRIMARY KEY (kind, key, name))
WITHOUT ROWID
"""
_ADD = """
INSERT INTO ledger VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, key, name) DO UPDATE
SET articles = articles + excluded.articles, full = max(0, full + excluded.full)
"""
_DROP = "DELETE FROM ledger WHERE kind = ? AND key = ? AND name = ? AND articles <= 0"
_ALONE = """
SELECT key FROM ledger WHERE kind = ? GROUP BY key HAVING sum(articles) = 1 ORDER BY key LIMIT ?
"""


def opened(owner: object) -> sqlite3.Connection:
    """Return a database that is in memory while small, then in a file, and goes with its owner."""
    # Whoever writes an index may hand it on to another thread, but uses it from one at a time.
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    weakref.finalize(owner, database.close)
    database.executescript(_SAFE + CACHE)
    return database


class Ledger:
    """Counts that are added to and read in order."""

    def __init__(self) -> None:
        self._database = opened(self)
        self._database.execute(_TABLE)
        self._gathered: dict[tuple[str, str, str], list[int]] = {}
        self._sign = 1

    def add(self, kind: str, key: str, name: str, sign: int = 1, full: int = 0) -> None:
        """Count one article more (sign 1) or less (-1); `full` is 1 when it says all."""
        if sign != self._sign:  # nothing falls below zero, so their order matters
            self._write()
            self._sign = sign
        names = kind, storable(key), storable(name)
        counts = self._gathered.setdefault(names, [0, 0])
        counts[0] += sign
        counts[1] += sign * full
        if len(self._gathered) > GATHERED:
            self._write()

    def extend(self, rows: Iterable[Row]) -> None:
        """Add rows as another ledger gave them."""
        self._write()
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany(_ADD, rows)

    def rows(self, kind: str, key: str | None = None) -> Iterator[Row]:
        """Yield the rows of a kind, all of them or those of a key, by key and name."""
        self._write()
        asked = "SELECT * FROM ledger WHERE kind = ? AND key = ? ORDER BY name"
        values = [kind, storable(key or "")]
        if key is None:
            asked, values = "SELECT * FROM ledger WHERE kind = ? ORDER BY key, name", [kind]
        yield from self._database.execute(asked, values)

    def keys(self, kind: str) -> int:
        """Return how many keys of a kind there are."""
        self._write()
        asked = "SELECT count(DISTINCT key) FROM ledger WHERE kind = ?"
        return int(self._database.execute(asked, [kind]).fetchone()[0])

    def drop_rare(self, kind: str, count: int) -> None:
        """Let go of up to `count` keys that one article alone uses in one spelling, by key."""
        self._write()
        with self._database:
            self._database.execute("BEGIN")
            rare = self._database.execute(_ALONE, [kind, count]).fetchall()
            dropped = [(kind, key) for (key,) in rare]
            self._database.executemany("DELETE FROM ledger WHERE kind = ? AND key = ?", dropped)

    def _write(self) -> None:
        if not self._gathered:
            return
        ordered = sorted(self._gathered.items())
        with self._database:
            self._database.execute("BEGIN")
            self._database.executemany(_ADD, ((*names, *counts) for names, counts in ordered))
            if self._sign < 0:
                self._database.executemany(_DROP, (names for names, _ in ordered))
        self._gathered = {}


def to_line(row: Row) -> bytes:
    """Return a row as a line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(line: bytes) -> Row:
    """Return the row of a line. Raises ValueError for any other line."""
    kind, key, name, articles, full = json.loads(line)
    return str(kind), str(key), str(name), int(articles), int(full)


def storable(text: str) -> str:
    """Return text as it can be stored: lone surrogates are replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
