"""What is asked about a snapshot beside searches: how many, and what was meant by a word."""

from __future__ import annotations

import time
from collections.abc import Sequence

from search.engine import SearchRequest, Spelling
from search.local import slips
from search.local.names import Aliases
from search.local.ranked import ranking
from search.local.reader import Reader
from search.local.searchable import Searchable
from search.query.tree import Node

FIELDS = ("title", "outlet", "agency", "lang", "date", "people")
"""What a status counts."""


def known(reader: Reader) -> dict[str, tuple[int, int]]:
    """Return for each field how many articles have it and how many do not."""
    known = {field: reader.known(field) for field in FIELDS}
    return {field: (count, reader.count - count) for field, count in known.items()}


def counts(
    searchable: Searchable, trees: Sequence[Node], aliases: Aliases, timeout_s: float
) -> list[int | None]:
    """Return how many articles match each tree, None for those there was no time for."""
    until = time.monotonic() + timeout_s
    found: list[int | None] = []
    for tree in trees:
        left = until - time.monotonic()
        total = None
        if left > 0:
            ranked = ranking(searchable, SearchRequest(tree, limit=0, timeout_s=left), aliases)
            total = None if ranked.timed_out else ranked.answer.total
        found.append(total)
    return found


def spellings(
    searchable: Searchable, word: str, aliases: Aliases, most: int
) -> tuple[Spelling, ...]:
    """Return what may have been meant by a word, likeliest first, without the word itself."""
    lexicon = searchable.lexicon

    def counted(node: Node) -> int:
        return ranking(searchable, SearchRequest(node, limit=0), aliases).answer.total

    def farther(written: str) -> Sequence[str]:
        return lexicon.known(lexicon.similar(written, 2))

    return slips.spellings(word, most, lexicon.known, farther, counted)
