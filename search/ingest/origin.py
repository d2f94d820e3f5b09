"""Where the articles being read come from, and how what cannot be read there is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from search.article import Skipped, Source
from search.errors import BadInput
from search.ingest.limits import Limits


@dataclass(frozen=True, slots=True)
class Origin:
    """A file or a member of an archive, as it is named in articles and reports.

    `path` is the label (see Source.path); `key` is what ids are made from where nothing better
    is stated: the path, or the path with its root's name where two roots hold the same path.
    `media` is what the bytes are read as where that is known: "office", or, in a web archive, the
    kind of the answer. There `url` is the address that the bytes were taken from, `crawled` when,
    and `charset` the encoding that the server stated.
    """

    root: str
    path: str
    key: str
    limits: Limits = field(default_factory=Limits)
    columns: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    crawled: str | None = None
    media: str | None = None
    charset: str | None = None

    @property
    def name(self) -> str:
        """The last part of the label, in lower case."""
        return self.path.rpartition("/")[2].lower()

    @property
    def mapping(self) -> bytes:
        """The column mapping as bytes that are the same wherever it was written the same."""
        return json.dumps(dict(self.columns), sort_keys=True).encode() if self.columns else b""

    def member(self, label: str) -> Origin:
        """Return the origin of a member of this archive."""
        return replace(self, path=f"{self.path}!/{label}", key=f"{self.key}!/{label}")

    def served(self, url: str, crawled: str | None) -> Origin:
        """Return this origin as taken from a web server."""
        return replace(self, url=url or None, crawled=crawled)

    def source(self, record: int, line: int | None, checksum: str) -> Source:
        """Return where one article was read."""
        return Source(self.root, self.path, record, line, checksum)

    def skipped(
        self, reason: str, code: str, *, line: int | None = None, record: int | None = None
    ) -> Skipped:
        """Return the report of something here that could not be read."""
        return Skipped(path=self.path, line=line, record=record, reason=reason, code=code)

    def fault(self, reason: str, code: str, *, line: int | None = None) -> BadInput:
        """Return the error that ends the reading of this file or member."""
        return BadInput(reason, code=code, path=self.path, line=line)
