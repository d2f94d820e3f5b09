"""Articles by their headlines alone: which have the most of some words in it.

One pass over the postings of titles, which are few; only what passes is read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from search.article import Article
from search.local import scoring
from search.local.budget import Budget
from search.local.executor import Executor
from search.local.names import Aliases
from search.local.snapshot import Opened
from search.query.tree import Node, Term

CLOSE = 0.85
"""What part of the best score another must have: what is far behind is not meant, and not read."""


SMOOTHING = 1 / 300
"""Added to the part of all headlines that has a word, so that very rare ones are all alike: they
may be the wrong ones.
"""


def headed(
    opened: Opened,
    words: Sequence[Term],
    beside: Node,
    least: float,
    most: int,
    aliases: Aliases,
    timeout_s: float,
) -> tuple[Article, ...] | None:
    """Return the articles whose headline has the most of some words, best first: those close to
    the best, and with at least the share `least` of what a headline as full of them as can be
    would score. None where there was no time. Common words count for nothing. What stands
    `beside` holds for the articles.
    """
    searchable = opened.searchable
    archive = searchable.archive
    telling = [one for one in dict.fromkeys(words) if not scoring.is_common(one.text, archive)]
    if not telling:
        return ()
    budget = Budget(timeout_s)

    def weight(held: int) -> float:
        return math.log((1 + SMOOTHING) / (held / (archive.count + 1) + SMOOTHING))

    bound, full = Executor(searchable, aliases, budget).of_titles(telling, beside, weight)
    if budget.spent:
        return None
    found = bound.ask(most, 0, marked=False)
    numbers = [
        number
        for number, score in zip(found.numbers, found.scores, strict=True)
        if score >= max(least * full, CLOSE * found.scores[0])
    ]
    return tuple(opened.reader.articles(numbers))
