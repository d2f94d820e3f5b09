"""One text file is one article."""

from __future__ import annotations

from collections.abc import Iterator

from search.article import RawArticle, Skipped
from search.ingest.charset import decoded
from search.ingest.identity import file_checksum, identity
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
    text = decoded(data).replace("\0", "")
    if not text.strip():
        yield origin.skipped("The file holds only white space.", "record.no-text")
        return
    article_id, basis = identity(None, None, origin.key, 0)
    source = origin.source(0, 1, file_checksum(data))
    yield RawArticle(article_id, basis, source, "text", text)
