"""The engines by name; each is imported when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from bench.engine.peer import Peer

PEERS = {
    "dateline": "Dateline",
    "tantivy": "Tantivy",
    "fts5": "Fts5",
    "whoosh": "Whoosh",
}
OURS = "dateline"


def peer(name: str) -> Peer:
    """Return an engine that has opened nothing yet."""
    make: Callable[[], Peer] = getattr(import_module(f"bench.engine.{name}_peer"), PEERS[name])
    return make()
