"""What stands beside the results and in no count: how it is headed, and what is said of it.

Articles that hold some of the words, with those that they lack; and headlines that are nearly what
was typed.
"""

from __future__ import annotations

from search.engine import Asked, Hit
from search.query.tree import Exact, Phrase

HEADING = "These match some of the words"

NEAR_HEADING = "Headlines much like this"

MOST_NAMED = 12
"""Missing words that people are told of an article; as JSON all are sent."""


def missing(hit: Hit) -> tuple[str, ...]:
    """Return the words that an article lacks, as they were typed, quotations in their marks."""
    return tuple(map(_typed, hit.missing or ()))


def named(hit: Hit) -> tuple[str, ...]:
    """Return the words that an article lacks as people are told them: few, and how many more."""
    words = missing(hit)
    left = len(words) - MOST_NAMED
    return words if left < 2 else (*words[:MOST_NAMED], f"{left} more")


def _typed(node: Asked) -> str:
    if isinstance(node, Phrase):
        return str(node)
    return f'"{node.text}"' if isinstance(node, Exact) else node.text
