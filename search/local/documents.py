"""The articles of a segment as Whoosh asks for them: which there are, how long, with what columns.

Nothing is stored in Whoosh's meaning of the word: an article is the column `record`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.codec import base

from search.local.columns import column
from search.local.fields import SCHEMA
from search.local.opened import OpenedSegment


class DocumentsReader(base.PerDocumentReader):  # type: ignore[misc]
    """The articles of a segment, for one reader of Whoosh's."""

    def __init__(self, opened: OpenedSegment, segment: base.Segment) -> None:
        self._opened = opened
        self._segment = segment

    def doc_count(self) -> int:
        """Return how many articles there are."""
        return self._opened.size - int(self._segment.deleted_count())

    def doc_count_all(self) -> int:
        """Return how many articles there are, those removed included."""
        return self._opened.size

    def has_deletions(self) -> bool:
        """Return whether any are removed."""
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        """Return whether an article is removed."""
        return bool(self._segment.is_deleted(docnum))

    def deleted_docs(self) -> Iterator[int]:
        """Return those that are removed."""
        return iter(self._segment.deleted_docs())

    # Columns

    def supports_columns(self) -> bool:
        """Return True."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return whether a field is a column: every segment has all of them."""
        return fieldname in SCHEMA and SCHEMA[fieldname].column_type is not None

    def list_columns(self) -> list[str]:
        """Return the names of the columns."""
        return [name for name in SCHEMA.names() if self.has_column(name)]

    def column_reader(self, fieldname: str, column_type: Any) -> Any:
        """Return a column."""
        return column(self._opened, fieldname)

    # Lengths

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return how many forms an article has in a field, rounded; `default` for none."""
        if fieldname not in self._opened.words:
            return default
        return int(self._opened.lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        """Return how many forms all articles have in a field."""
        return self._opened.total_length(fieldname)

    def min_field_length(self, fieldname: str) -> int:
        """Return the smallest length of an article in a field."""
        return self._extreme(fieldname, longest=False)

    def max_field_length(self, fieldname: str) -> int:
        """Return the greatest length of an article in a field."""
        return self._extreme(fieldname, longest=True)

    def _extreme(self, field: str, *, longest: bool) -> int:
        if field not in self._opened.words or not self._opened.size:
            return 0
        lengths = self._opened.lengths(field)
        return int(lengths.max() if longest else lengths.min())

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return nothing: articles are read from the column `record`."""
        return {}
