"""How much of an article is an agency's report, and whether the agency is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import compress
from typing import TypeAlias

from search.compare.reading import Text, days_apart
from search.comparison import Wire

Run: TypeAlias = tuple[str, ...]

RUN = 8
"""Words in a row that two articles have only where one has them of the other."""

LEAST_RUNS = 3
LEAST_SHARE = 0.2
"""From here on an article is said to be an agency's in part: 14 of 14 that were looked at were."""

DAYS = 7
_PARTED = re.compile(r"[;,/|:]| and | & ")


def wire(texts: Sequence[Text], agency_of: Callable[[str], str | None]) -> tuple[Wire, ...]:
    """Return which articles have an agency's text or credit, in order."""
    agencies = {text.article.agency for text in texts if text.article.agency}
    of_agency = [
        text
        for text in texts
        if text.article.outlet
        and (text.article.outlet in agencies or agency_of(text.article.outlet))
    ]
    if not of_agency and not agencies:
        return ()
    sources = {text.number for text in of_agency}
    runs = {text.number: _runs(text) for text in texts}
    own_words = {text.number: _own_words(text) for text in texts}
    held = {  # what both quote is nobody's own
        text.number: frozenset(_own_runs(runs[text.number], own_words[text.number]))
        for text in texts
        if text.number in sources or text.article.agency
    }
    found = []
    for text in texts:
        if text.number in sources:
            continue
        own = own_words[text.number]
        best = max(
            (
                (_share(own, runs[text.number], held[source.number]), -source.number)
                for source in of_agency
                if days_apart(text.article, source.article) <= DAYS
            ),
            default=(0.0, 0),
        )
        agency = text.article.agency
        if best[0] >= LEAST_SHARE:
            source = -best[1]
            name = texts[source].article.outlet or ""
            found.append(
                Wire(text.number, name, source, best[0], _is_credited(text, name, agency_of))
            )
        elif agency:
            shares = [
                _share(own, runs[text.number], held[other.number])
                for other in texts
                if other is not text
                and agency in (other.article.agency, other.article.outlet)
                and days_apart(text.article, other.article) <= DAYS
            ]
            found.append(Wire(text.number, agency, None, max(shares, default=None), True))
    return tuple(found)


def _runs(text: Text) -> list[Run]:
    """Return the runs of words of an article, one from each word but the last few."""
    return list(zip(*(text.folds[at:] for at in range(RUN)), strict=False))


def _own_runs(runs: Sequence[Run], own: Sequence[bool]) -> Iterator[Run]:
    """Yield the runs that begin and end in the article's own words."""
    return (run for run, *ends in zip(runs, own, own[RUN - 1 :], strict=False) if all(ends))


def _own_words(text: Text) -> list[bool]:
    """Return for each word whether it is the article's own: in no quotation."""
    own = [True] * len(text.folds)
    for quote in text.article.quotes:
        if quote.kind in ("direct", "mixed"):
            for place in text.within(quote.start, quote.end):
                own[place] = False
    return own


def _share(own: Sequence[bool], runs: Sequence[Run], held: Set[Run]) -> float:
    """Return how much of an article's own words stand in runs of another, 0 for stray runs."""
    if not held or sum(map(held.__contains__, runs)) < LEAST_RUNS:
        return 0.0
    shared = [False] * len(own)
    for place in compress(range(len(runs)), map(held.__contains__, runs)):
        shared[place : place + RUN] = [True] * RUN
    both = sum(one and other for one, other in zip(own, shared, strict=True))
    return round(both / max(1, sum(own)), 4)


def _is_credited(text: Text, agency: str, agency_of: Callable[[str], str | None]) -> bool:
    """Return whether an article names the agency anywhere, be it below a picture."""
    article = text.article
    if agency == article.agency or agency in article.mentioned_outlets:
        return True
    lines = [line for line in (article.author, *article.credits) if line]
    name = agency.casefold()
    return any(name in line.casefold() for line in lines) or any(
        agency_of(part.strip()) == agency
        for line in lines
        for part in _PARTED.split(line)
        if part.strip()
    )
