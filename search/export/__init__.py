"""A whole result in the forms that other programs read: tables, citations, feeds.

FORMATS has each by name: what it is called on the web, how its files end, and what writes it. A
writer takes articles one at a time and gives text a piece at a time, so that a result of any size
takes no more memory than one article.

tables.py      csv, jsonl             citations.py   ris, bibtex
feeds.py       atom, rss, jsonfeed    ninjs.py       ninjs, what news agencies exchange
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from search.article import Article
from search.export import citations, feeds, ninjs, tables
from search.export.about import About

__all__ = ["FORMATS", "About", "Format"]


class Format(NamedTuple):
    """A form of export. `write` yields its text, given the articles and what the export is of."""

    content_type: str
    suffix: str
    write: Callable[[Iterable[Article], About], Iterator[str]]


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", "csv", tables.csv_rows),
    "jsonl": Format("application/x-ndjson", "jsonl", tables.json_lines),
    "ris": Format("application/x-research-info-systems", "ris", citations.ris),
    "bibtex": Format("application/x-bibtex; charset=utf-8", "bib", citations.bibtex),
    "atom": Format("application/atom+xml; charset=utf-8", "atom", feeds.atom),
    "rss": Format("application/rss+xml; charset=utf-8", "rss", feeds.rss),
    "jsonfeed": Format("application/feed+json", "json", feeds.jsonfeed),
    "ninjs": Format("application/json", "json", ninjs.items),
}
