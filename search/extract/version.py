"""Which rules understood an article: it changes whenever any of them may answer differently."""

from __future__ import annotations

from search.extract import people, quotes

VERSION = f"fields-25 people-{people.VERSION} quotes-{quotes.VERSION}"
