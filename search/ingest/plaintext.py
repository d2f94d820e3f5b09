"""One text file is one article."""

from __future__ import annotations

from collections.abc import Iterator

from search.article import RawArticle, Skipped
from search.ingest import rawarticle
from search.ingest.charset import decoded
from search.ingest.columns import Stated
from search.ingest.identity import file_checksum
from search.ingest.origin import Origin
from search.ingest.stream import Stream


def read(stream: Stream, origin: Origin) -> Iterator[RawArticle | Skipped]:
    """Yield the text. Raises BadInput where its bytes break off."""
    data = stream.upto(origin.limits.record_bytes)
    if data is None:
        reason = f"The text is larger than {origin.limits.record_bytes} bytes, too much for one"
        reason += " article."
        yield origin.skipped(reason, "record.too-large")
        return
    text = decoded(data, origin.charset).replace("\0", "")
    if not text.strip():
        yield origin.skipped("The file holds only white space.", "record.no-text")
        return
    source = origin.source(0, 1, file_checksum(data, origin.url))
    yield rawarticle.made(Stated({}, {}), text, source, origin, kind="text")
