"""A quote looked for anywhere: by which of its words, and in which quotes it is found again."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from search.article import Article
from search.compare.quotes import MOST_WORDS, SHARED, Utterance, common_runs, glosses_of, wordings
from search.compare.reading import Analysis, Rarity, W
from search.comparison import Wordings

RUN = 4
"""Words in a row that are asked for."""

MOST_RUNS = 12
LEAST_IN_RUN = 2
"""Telling words in such a run."""

LONG_RUN = 6
LEAST_TELLING = 5
"""Two quotes that share so many telling words in runs, and a run so long or most of the shorter
one, are one quote: of any story and any day, so more is asked than within a story.
"""


def utterance(
    article: Article, place: int, analysis: Analysis[W], number: int = 0
) -> Utterance | None:
    """Return a quote of an article as words, None where it has no such quote; `number` is the
    place of the article among those that are gathered.
    """
    if not 0 <= place < len(article.quotes) or not article.quotes[place].direct:
        return None
    quote = article.quotes[place]
    glosses = glosses_of(article, quote)
    first: dict[int, tuple[str, int, int]] = {}
    for position, form, start, end in analysis.words(article.body[quote.start : quote.end]):
        found = (form, quote.start + start, quote.start + end)
        if not any(low <= found[1] < high for low, high in glosses):
            first.setdefault(position, found)
    words = list(first.values())[:MOST_WORDS]
    common = analysis.common_words(article.lang or "")
    folds = tuple(analysis.fold(form) for form, _, _ in words)
    return Utterance(
        number,
        place,
        quote.speaker,
        tuple((start, end) for _, start, end in words),
        folds,
        tuple(fold not in common and len(fold) > 1 for fold in folds),
    )


def runs(
    said: Utterance, lang: str | None, analysis: Analysis[W], rarity: Rarity
) -> tuple[tuple[str, ...], ...]:
    """Return the runs of words by which a quote is looked for, rarest first: a dozen at most."""
    folds = said.folds
    size = min(RUN, len(folds))
    weights = [
        weight if tells else 0.0
        for weight, tells in zip(rarity(analysis.stems(folds, lang)), said.is_telling, strict=True)
    ]
    starts = [
        start
        for start in range(len(folds) - size + 1)
        if sum(said.is_telling[start : start + size]) >= LEAST_IN_RUN
    ]
    starts.sort(key=lambda start: (-sum(weights[start : start + size]), start))
    found: list[int] = []
    for start in starts:
        if all(
            abs(start - other) > 1 for other in found
        ):  # next to one another they find the same
            found.append(start)
    return tuple(tuple(folds[start : start + size]) for start in found[:MOST_RUNS])


def reworded(
    articles: Sequence[Article], asked: Utterance, analysis: Analysis[W], until: float
) -> tuple[tuple[Article, ...], Wordings, bool]:
    """Return the articles that have a quote, in the order given, its wordings there, and whether
    all were looked at by then. `articles` have that of `asked` at its place.
    """
    found: list[Utterance] = []
    is_whole = True
    for number, article in enumerate(articles):
        if number == asked.article:
            found.append(asked)
        elif time.monotonic() > until:
            is_whole = False
        else:
            found += _again(article, number, asked, analysis)
    numbers = list(dict.fromkeys(one.article for one in found))
    kept = tuple(articles[number] for number in numbers)
    renumbered = [replace(one, article=numbers.index(one.article)) for one in found]
    return kept, wordings(kept, renumbered), is_whole


def _again(
    article: Article, number: int, asked: Utterance, analysis: Analysis[W]
) -> Iterator[Utterance]:
    """Yield the quotes of an article that are the one asked for."""
    for place in range(len(article.quotes)):
        said = utterance(article, place, analysis, number)
        if said is not None and said.folds and _is_one(asked, said):
            yield said


def _is_one(asked: Utterance, other: Utterance) -> bool:
    if len({*asked.folds} & {*other.folds}) < LEAST_TELLING:
        return False
    shared = [run for run in common_runs(asked.folds, other.folds) if run[2] >= 2]
    words = [at for start, _, size in shared for at in range(start, start + size)]
    telling = {asked.folds[at] for at in words if asked.is_telling[at]}
    longest = max((size for _, _, size in shared), default=0)
    share = len(words) / min(len(asked.folds), len(other.folds))
    return len(telling) >= LEAST_TELLING and (longest >= LONG_RUN or share >= SHARED)
