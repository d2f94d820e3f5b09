"""Imported by the server that workers are forked from: they share what it has read once."""

from __future__ import annotations

from search.article import RawArticle, Source
from search.intake.understanding import understood

_TEXT = (
    "Ferry late\n\nThe ferry to Osk was an hour late on Monday, the harbour master Ana Lee said."
)

ANY = understood(RawArticle("any", "path", Source("/", "any.txt", 0, 1, ""), "text", _TEXT))
"""An article, or the report of why there is none."""
