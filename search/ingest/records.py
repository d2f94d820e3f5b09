"""A record, be it a line, a row or an element of a list, as an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from search.article import RawArticle, Skipped, Source
from search.ingest import markup
from search.ingest.columns import Record, Stated, stated
from search.ingest.identity import identity, record_checksum
from search.ingest.origin import Origin
from search.ingest.webpage import metadata

NAMES_SHOWN = 20


def article(
    record: Record, number: int, line: int | None, origin: Origin, *, name: str | None = None
) -> RawArticle | Skipped:
    """Return the article in a record, or why there is none.

    A body that is clearly HTML is reduced to its text; one that is a whole page stays a page
    (kind "html"), which also states what the record does not. `name` is the record's key in an
    object of records.
    """
    try:
        found = stated(record, origin.columns)
        checksum = record_checksum(record, origin.mapping)
    except (RecursionError, ValueError):
        return nested(number, line, origin)
    body = found.values.get("body")
    if body is None:
        return origin.skipped(
            _bodiless(record, origin), "record.no-body", line=line, record=number
        )
    page = markup.whole_page(body)
    if page:
        found = _completed(found, body)
    else:
        body = markup.paragraphs(body)
    if not body.strip():
        reason = f"The body ({found.by['body']}) has no text, only markup."
        return origin.skipped(reason, "record.no-text", line=line, record=number)
    declared = found.values.get("id") or name
    source = origin.source(number, line, checksum)
    return made(found, body, source, origin, declared, kind="html" if page else "record")


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
    """Return the article of what a record states; `declared` is the id it goes by, if any."""
    values = found.values
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
        stated_by=found.by,
        notes=notes or {},
    )


def nested(number: int, line: int | None, origin: Origin) -> Skipped:
    """Return the report of a record with lists in lists in lists."""
    return origin.skipped("It is nested too deeply.", "record.nested", line=line, record=number)


def _completed(found: Stated, page: str) -> Stated:
    """Return what the record states and, where it is silent, what its page does."""
    seen = metadata(markup.tree(page))
    return Stated({**seen.values, **found.values}, {**seen.by, **found.by})


def _bodiless(record: Record, origin: Origin) -> str:
    if "body" in origin.columns:
        return f"It has no text in {origin.columns['body']}, the column mapped as body."
    return (
        f"It has no body. Its columns: {listed(tuple(record))}. Name one with --map body=COLUMN."
    )


def listed(names: tuple[str, ...]) -> str:
    """Return column names for people: some of them, none endless."""
    shown = ", ".join(name[:60].strip() or "(unnamed)" for name in names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return (shown or "none") + (f" and {more} more" if more > 0 else "")
