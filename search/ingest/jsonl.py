"""JSON lines: one article a line.

{"title": "Harbour strike ends", "body": "…"}
{"title": "Mayor resigns", "body": "…"}
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from search.article import RawArticle, Skipped
from search.ingest import records
from search.ingest.charset import Records
from search.ingest.lines import Overlong, enumerated
from search.ingest.origin import Origin
from search.ingest.stream import Stream


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield each line's article, or why it has none. Raises BadInput where the bytes break off."""
    decoder = Records()
    record = 0
    for line, data in enumerated(stream, origin.limits.record_bytes):
        if isinstance(data, Overlong):
            reason = f"The line is longer than {origin.limits.record_bytes} bytes."
            yield origin.skipped(reason, "record.too-large", line=line, record=record)
        elif data.strip():
            yield article(decoder.text(data), record, line, origin)
        else:
            continue
        record += 1


def article(
    text: str, number: int, line: int, origin: Origin, *, name: str | None = None
) -> RawArticle | Skipped:
    """Return the article in the JSON text of one record, or why there is none."""
    try:
        value = json.loads(text)
    except RecursionError:
        return records.nested(number, line, origin)
    except ValueError as error:
        reason = f"It is no JSON: {error}."
        return origin.skipped(reason, "record.not-json", line=line, record=number)
    if not isinstance(value, dict):
        kind = {list: "a list", str: "a text", type(None): "null"}.get(type(value), "a number")
        reason = f"It is {kind}, where an object with an article's fields is expected."
        return origin.skipped(reason, "record.not-object", line=line, record=number)
    return records.article(value, number, line, origin, name=name)
