"""SQLite's FTS5: two tables of words over one table of records.

`stemmed` is porter over unicode61, `written` unicode61 alone; both read their text out of the
stored records, so that it is kept once (SQLite does not compress it).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.engine.peer import Answer, Ask, Highlighting, Question
from search.article import Article

SCHEMA = """
pragma page_size = 8192;
create table articles (
    number integer primary key, id text, outlet text, day text, year integer,
    card text, further text, body text
);
create index by_day on articles (day);
create view texts as select number,
    json_extract(card, '$.title') as title, body from articles;
create virtual table stemmed using fts5 (
    title, body, content = 'texts', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
create virtual table written using fts5 (
    title, body, content = 'texts', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2'
);
"""
TABLES = ("stemmed", "written")
FILE = "articles.db"
FACETS = {"outlet": 20, "year": 100}


class Fts5:
    """SQLite's full-text tables, through the sqlite3 of Python."""

    name = "fts5"

    def version(self) -> str:
        """Return SQLite's version."""
        return f"SQLite {sqlite3.sqlite_version} FTS5"

    def build(self, records: Iterable[bytes], directory: Path) -> None:
        """Index records in one transaction and optimize both tables."""
        directory.mkdir(parents=True)
        connection = sqlite3.connect(directory / FILE)
        connection.executescript(SCHEMA)
        for number, record in enumerate(records, 1):
            _insert(connection, number, record)
        for table in TABLES:
            connection.execute(f"insert into {table} ({table}) values ('optimize')")
        connection.commit()
        connection.close()

    def complete(self, directory: Path) -> None:
        """Add nothing."""

    def open(self, directory: Path) -> None:
        """Open an index that was built."""
        self._connection = sqlite3.connect(directory / FILE)

    def forget(self) -> None:
        """Do nothing: it keeps nothing."""

    def segments(self) -> int | None:
        """Return None: FTS5 does not say."""
        return None

    def prepared(self, question: Question) -> Ask:
        """Return what answers a question; SQLite parses its text every time."""
        table, match = _match(question)
        found = f"from {table} where {table} match ?"
        given: tuple[Any, ...] = (match,)
        if question.first and question.last:
            found = (
                f"from {table} join articles on number = {table}.rowid "
                f"where {table} match ? and day between ? and ?"
            )
            given = (match, question.first.isoformat(), question.last.isoformat())
        top = f"select {table}.rowid {found} order by rank limit 10 offset {question.offset}"
        total = f"select count(*) {found}"
        facets = [
            f"select {name}, count(*) from articles where number in (select {table}.rowid {found})"
            f" and {name} is not null group by 1 order by 2 desc limit {FACETS[name]}"
            for name in question.facets
        ]
        execute = self._connection.execute

        def ask() -> Answer:
            numbers = [row[0] for row in execute(top, given)]
            count = execute(total, given).fetchone()[0]
            rows = (execute(facet, given).fetchall() for facet in facets)
            return Answer(count, numbers, tuple(sum(row[1] for row in one) for one in rows))

        return ask

    def typed(self, question: Question) -> Ask:
        """Return the same: its queries are text."""
        return self.prepared(question)

    def ids(self, answer: Answer) -> list[str]:
        """Return the ids of the articles of the page."""
        return [json.loads(card)["id"] for card in self._cards(answer)]

    def _cards(self, answer: Answer) -> Iterator[str]:
        for number in answer.top:
            row = self._connection.execute("select card from articles where number = ?", (number,))
            yield row.fetchone()[0]

    def highlighted(
        self, question: Question, answer: Answer, articles: Sequence[Article]
    ) -> Highlighting:
        """Return what makes a passage of each article; FTS5 fetches the texts itself."""
        table, match = _match(question)
        numbers = ",".join(map(str, answer.top))
        text = (
            f"select snippet({table}, 1, '<', '>', '…', 40) from {table} "
            f"where {table} match ? and rowid in ({numbers})"
        )

        def fetched() -> int:
            rows = self._connection.execute(text, (match,)).fetchall()
            return sum(row[0].count("<") for row in rows if row[0])

        return Highlighting(None, fetched)

    def add(self, record: bytes, word: str) -> int:
        """Add one article and commit; return how many then hold a word."""
        connection = self._connection
        last = connection.execute("select max(number) from articles").fetchone()[0]
        _insert(connection, last + 1, record)
        connection.commit()
        return self.prepared(Question("", "any", (word,)))().total

    def close(self) -> None:
        """Let go of the index."""
        self._connection.close()


def _insert(connection: sqlite3.Connection, number: int, record: bytes) -> None:
    card, further, body = record.decode("utf-8", "replace").split("\n", 2)
    values: dict[str, Any] = json.loads(card)
    day = values.get("first_day")
    connection.execute(
        "insert into articles values (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, values["id"], values.get("outlet"), day),
            *(int(day[:4]) if day else None, card, further, body),
        ),
    )
    for table in TABLES:
        connection.execute(
            f"insert into {table} (rowid, title, body) values (?, ?, ?)",
            (number, values.get("title"), body),
        )


def _match(question: Question) -> tuple[str, str]:
    words = [f'"{word}"' for word in question.words]
    if question.form == "any":
        return "stemmed", " OR ".join(words)
    if question.form == "all":
        return "stemmed", " AND ".join(words)
    if question.form == "phrase":
        return "written", '"' + " ".join(question.words) + '"'
    return "written", words[0] + ("*" if question.form == "prefix" else "")
