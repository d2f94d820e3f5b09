"""The hits of a page: each article that ranks, read, with whatever is to be said of it besides."""

from __future__ import annotations

import time
from collections.abc import Sequence

from search.engine import Hit, SearchRequest
from search.explanation import Explanation
from search.local import explaining, likeness, stories
from search.local.lacking import lacking
from search.local.names import Aliases
from search.local.ranked import Ranked
from search.local.snapshot import Opened

MOST_COPIES = 20
"""Copies of a hit that are told."""


def hits(
    opened: Opened, request: SearchRequest, ranked: Ranked, aliases: Aliases, until: float
) -> tuple[Hit, ...]:
    """Return the hits of a page in order; `until` is when the request's time is up."""
    numbers, scores = ranked.answer.numbers, ranked.answer.scores
    articles = opened.reader.articles(numbers)
    why: Sequence[Explanation | None] = [None] * len(articles)
    if request.explain:
        why = explaining.explanations(opened.searchable, request, ranked, aliases)
        why = likeness.explained(why, numbers, ranked.alike)
    left = until - time.perf_counter()
    lacks = lacking(opened.searchable, request.checked, numbers, aliases, left)
    of_stories = stories.story_ids(opened, numbers)
    copies = stories.copies_of(opened, numbers, MOST_COPIES)
    found = zip(scores, articles, why, lacks, of_stories, copies, strict=True)
    return tuple(
        Hit(
            request.offset + rank,
            score,
            article,
            explanation=its,
            missing=words,
            story=story,
            copies=shared,
        )
        for rank, (score, article, its, words, story, shared) in enumerate(found, 1)
    )
