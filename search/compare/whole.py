"""The parts of a comparison, one after another, as far as there is time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from search.article import Article
from search.compare.alone import alone
from search.compare.differences import differences
from search.compare.overlaps import Overlaps
from search.compare.passages import passages
from search.compare.quotes import quotes
from search.compare.reading import Analysis, Rarity, W, read
from search.compare.spellings import spellings
from search.compare.terms import terms
from search.compare.voices import voices
from search.compare.wire import wire
from search.comparison import Comparison

MOST_ARTICLES = 50

T = TypeVar("T")


def compared(
    articles: Sequence[Article],
    analysis: Analysis[W],
    rarity: Rarity,
    until: float,
    agency_of: Callable[[str], str | None] = lambda _: None,
) -> Comparison:
    """Return what stands in some articles side by side; the earliest fifty of them at most.

    `rarity` tells of stems how few articles have each, log((1 + k) / (p + k)) for a share p of
    them and k = 1/300; `until`, by time.monotonic, when what was reached is given; `agency_of`
    of a name which agency it is one of; those that articles credit are known besides.
    """
    ordered = tuple(sorted(articles, key=_when)[:MOST_ARTICLES])
    texts, weights = read(ordered, analysis, rarity, until)
    is_read = len(texts) == len(ordered)
    overlaps = Overlaps(texts if time.monotonic() <= until else (), weights)
    likeness = overlaps.likeness()
    late: list[bool] = []

    def in_time(part: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
        late.append(time.monotonic() > until)
        return () if late[-1] else part()

    return Comparison(
        articles=ordered,
        passages=in_time(lambda: passages(texts, overlaps, likeness)),
        # What was not read may have any sentence.
        alone=in_time(lambda: alone(texts, overlaps, likeness) if is_read else ()),
        differences=in_time(lambda: differences(texts, overlaps)),
        quotes=in_time(lambda: quotes(texts)),
        voices=voices(ordered),
        wire=in_time(lambda: wire(texts, agency_of)),
        spellings=spellings(ordered, analysis.fold),
        terms=in_time(lambda: terms(texts, weights)),
        is_whole=(
            len(texts) == len(articles)
            and not any(late)
            and not any(text.is_cut for text in texts)
        ),
    )


def _when(article: Article) -> tuple[bool, int, int]:
    """Return what puts articles in order: the first day each may be of, undated ones last."""
    first = article.first_day.toordinal() if article.first_day else 0
    last = article.last_day.toordinal() if article.last_day else first
    return (article.first_day is None, first, last)
