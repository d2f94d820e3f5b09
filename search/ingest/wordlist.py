"""Data files of this room: lines of `name: words`, with `#` for comments."""

from __future__ import annotations

from importlib.resources import files


def table(name: str) -> dict[str, tuple[str, ...]]:
    """Return a data file as a mapping in its order; words are split at white space."""
    text = (files("search.ingest") / "data" / name).read_text("utf-8")
    rows: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        key, colon, words = line.partition(":")
        if colon and not line.startswith("#"):
            rows[key.strip()] = rows.get(key.strip(), ()) + tuple(words.split())
    return rows
