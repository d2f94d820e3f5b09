"""Articles that hold some of the words of a query, and how the words that they lack are named."""

from __future__ import annotations

from search.engine import Hit

HEADING = "These match some of the words"

MOST_NAMED = 12
"""Missing words that people are told of an article; as JSON all are sent."""


def missing(hit: Hit) -> tuple[str, ...]:
    """Return the words that an article lacks, as they were typed."""
    return tuple(word.text for word in hit.missing or ())


def named(hit: Hit) -> tuple[str, ...]:
    """Return the words that an article lacks as people are told them: few, and how many more."""
    words = missing(hit)
    left = len(words) - MOST_NAMED
    return words if left < 2 else (*words[:MOST_NAMED], f"{left} more")
