"""A result as rows: CSV for spreadsheets, JSON Lines for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from search.article import Article
from search.export.about import About, came, published

COLUMNS = (
    *("id", "title", "outlet", "agency", "author", "date", "date_precision", "lang", "people"),
    *("words", "url", "link", "file", "added", "body"),
)

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would run."""

_QUOTED = re.compile('[,"\r\n]')
"""What a cell holds that has to stand in quotes."""


def csv_rows(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield a header and a row an article, as RFC 4180 has it.

    A cell that a spreadsheet would take for a formula has an apostrophe before it.
    """
    yield csv_row(COLUMNS)
    for article in articles:
        yield csv_row(_text(article, name, about) for name in COLUMNS)


def csv_row(cells: Iterable[str]) -> str:
    """Return a row of a table, in which no cell is a formula."""
    return csv_text([cells])


def csv_text(rows: Iterable[Iterable[str | int]]) -> str:
    """Return rows of a table, in which no cell is a formula."""
    return "".join([f"{','.join(map(_cell, row))}\r\n" for row in rows])


def _cell(cell: str | int) -> str:
    """Return a cell as RFC 4180 has it. The csv module looks at each letter of a text in turn: an
    export of long articles took twice as long.
    """
    if isinstance(cell, int):
        return str(cell)
    text = _safe(cell)
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _safe(cell: str) -> str:
    cell = cell.replace("\x00", "")
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _text(article: Article, column: str, about: About) -> str:
    if column == "date":
        return published(article) or ""
    if column == "people":
        return "; ".join(person.name for person in article.people)
    if column == "link":
        return about.link(article) or ""
    if column == "file":
        return article.source.path
    if column == "added":
        return came(article) or ""
    value = getattr(article, column)
    return "" if value is None else str(value)


def json_lines(articles: Iterable[Article], about: About) -> Iterator[str]:
    """Yield one object an article, on a line of its own."""
    for article in articles:
        record = {
            "id": article.id,
            "title": article.title,
            "outlet": article.outlet,
            "agency": article.agency,
            "author": article.author,
            "date": published(article),
            "date_precision": article.date_precision,
            "lang": article.lang,
            "people": [
                {"name": one.name, "id": one.id, "as_written": list(one.as_written)}
                for one in article.people
            ],
            "words": article.words,
            "url": article.url,
            "link": about.link(article),
            "source": {"path": article.source.path, "record": article.source.record},
            "added": came(article),
            "body": article.body,
        }
        yield json.dumps(record) + "\n"
