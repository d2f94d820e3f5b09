"""A whole result in the forms that other programs read: tables, citations, feeds.

FORMATS has each by name: what it is called on the web, how its files end, and what writes it. A
writer takes articles one at a time and gives text a piece at a time, so that a result of any size
takes no more memory than one article.

tables.py      csv, jsonl             citations.py   ris, bibtex
feeds.py       atom, rss, jsonfeed    ninjs.py       ninjs, what news agencies exchange
jsonld.py      jsonld, what search engines read
matrix.py      many queries crossed with outlets and months: rows, not articles
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from search.article import Article
from search.export import citations, feeds, jsonld, ninjs, tables
from search.export.about import About

__all__ = ["FORMATS", "About", "Format"]


class Format(NamedTuple):
    """A form of export. `write` yields its text, given the articles and what the export is of.

    `item` is one article where that is not just an export of one.
    """

    content_type: str
    suffix: str
    write: Callable[[Iterable[Article], About], Iterator[str]]
    item: Callable[[Article, About], dict[str, object]] | None = None

    def of_one(self, article: Article, about: About) -> str:
        """Return one article in this form."""
        if self.item is None:
            return "".join(self.write([article], about))
        return json.dumps(self.item(article, about)) + "\n"


FORMATS = {
    "csv": Format("text/csv; charset=utf-8", "csv", tables.csv_rows),
    "jsonl": Format("application/x-ndjson", "jsonl", tables.json_lines),
    "ris": Format("application/x-research-info-systems", "ris", citations.ris),
    "bibtex": Format("application/x-bibtex; charset=utf-8", "bib", citations.bibtex),
    "atom": Format("application/atom+xml; charset=utf-8", "atom", feeds.atom),
    "rss": Format("application/rss+xml; charset=utf-8", "rss", feeds.rss),
    "jsonfeed": Format("application/feed+json", "json", feeds.jsonfeed),
    "ninjs": Format("application/json", "json", ninjs.items, ninjs.item),
    "jsonld": Format("application/ld+json", "jsonld", jsonld.graph, jsonld.item),
}
