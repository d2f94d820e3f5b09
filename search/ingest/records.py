"""A record, be it a line, a row or an element of a list, as an article."""

from __future__ import annotations

from search.article import RawArticle, Skipped
from search.ingest import markup, rawarticle
from search.ingest.columns import Record, Stated, stated
from search.ingest.identity import record_checksum
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
    return rawarticle.made(
        found, body, source, origin, declared, kind="html" if page else "record"
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
