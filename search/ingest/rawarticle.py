"""A RawArticle made of a text and what its source states of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from search.article import RawArticle, Source
from search.ingest.columns import Stated
from search.ingest.identity import identity
from search.ingest.origin import Origin


def made(
    found: Stated,
    body: str,
    source: Source,
    origin: Origin,
    declared: str | None = None,
    *,
    kind: Literal["text", "html", "record"] = "record",
    notes: Mapping[str, str] | None = None,
) -> RawArticle:
    """Return the article of a text and what is stated of it; `declared` is its id, if any.

    A page or text of a web archive has the address it was taken from as its URL, whatever it
    states itself; the time of the crawl is a note.
    """
    values, by = dict(found.values), dict(found.by)
    if origin.url and origin.media in ("page", "text"):
        values["url"], by["url"] = origin.url, "warc:target-uri"
    notes = dict(notes or {})
    if origin.crawled:
        notes["crawled"] = origin.crawled
    article_id, basis = identity(declared, values.get("url"), origin.key, source.record)
    return RawArticle(
        id=article_id,
        id_basis=basis,
        source=source,
        kind=kind,
        text=body,
        title=values.get("title"),
        url=values.get("url"),
        author=values.get("author"),
        section=values.get("section"),
        outlet=values.get("outlet"),
        agency=values.get("agency"),
        date=values.get("date"),
        lang=values.get("lang"),
        stated_by=by,
        notes=notes,
    )
