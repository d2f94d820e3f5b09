"""Marks between the tags that a client chose.

Where a tag is markup the text around it is escaped, so that what an article brings stays text; a
client that chose signs of its own, to escape and replace itself, gets the text as it is.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_TAG = 200
"""Characters of a tag."""

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Tags:
    """What stands before and after a mark; `escapes` whether text is escaped for HTML."""

    before: str = "<em>"
    after: str = "</em>"
    escapes: bool = True

    @classmethod
    def of(cls, before: str, after: str) -> Tags:
        """Return tags that escape if they are markup."""
        return cls(before, after, "<" in before + after)

    def put(self, text: str, spans: Iterable[tuple[int, int]]) -> str:
        """Return a text with its spans between the tags."""
        pieces, position = [], 0
        for start, end in sorted(spans):
            if start < position or end > len(text) or start >= end:
                continue
            pieces += [self._text(text[position:start]), self.before]
            pieces += [self._text(text[start:end]), self.after]
            position = end
        return "".join([*pieces, self._text(text[position:])])

    def _text(self, text: str) -> str:
        return html.escape(text, quote=False) if self.escapes else text
