"""One quote in the wordings of several articles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from search.article import Person
from search.compare.reading import Text
from search.comparison import Said, Wordings

LEAST_WORDS = 4
MOST_WORDS = 400
"""Words of a quote that are compared."""

MOST_QUOTES = 600
"""Quotes that are compared, of all articles together."""

SHARED = 0.6
"""So much of the shorter of two quotes is in runs of words that both have: 14 of 16 pairs that
were looked at are one quote.
"""

SURE = 0.85
"""From here on two quotes are one even where they are said to be by different people."""

LEAST_TELLING = 2
_GLOSS = re.compile(r"\[[^\]]*\]|\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A quote: the words of its text that are no gloss, by their places, and folded."""

    text: Text
    quote: int
    speaker: str | None
    places: tuple[int, ...]
    folds: tuple[str, ...]


def utterances(text: Text) -> list[Utterance]:
    """Return the quotes of an article that are long enough to be known again."""
    found = []
    body = text.article.body
    for number, quote in enumerate(text.article.quotes):
        if not quote.direct:
            continue
        glosses = [match.span() for match in _GLOSS.finditer(body, quote.start, quote.end)]
        places = tuple(
            place
            for place in text.within(quote.start, quote.end)
            if not any(start <= text.starts[place] < end for start, end in glosses)
        )[:MOST_WORDS]
        if len(places) >= LEAST_WORDS:
            folds = tuple(text.folds[place] for place in places)
            found.append(Utterance(text, number, quote.speaker, places, folds))
    return found


def quotes(texts: Sequence[Text]) -> tuple[Wordings, ...]:
    """Return the quotes that several articles have, those of most articles first."""
    each = max(4, MOST_QUOTES // max(1, len(texts)))
    said = [one for text in texts for one in utterances(text)[:each]]
    of = list(range(len(said)))
    for one, other in _candidates(said):
        if of[one] != of[other] and _is_one(said[one], said[other]):
            low, high = sorted((of[one], of[other]))
            of = [low if group == high else group for group in of]
    groups: defaultdict[int, list[Utterance]] = defaultdict(list)
    for number, group in enumerate(of):
        groups[group].append(said[number])
    found = [_wordings(group) for group in groups.values() if len(group) > 1]
    found.sort(key=lambda one: (-len({said.article for said in one.wordings}), one.is_same))
    return tuple(found)


def _candidates(said: Sequence[Utterance]) -> list[tuple[int, int]]:
    """Return the pairs of quotes of two articles that have pairs of words enough in common: of
    every run of two words or more, half as many as it has words, or more.
    """
    having: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(said):
        for pair in {*zip(one.folds, one.folds[1:], strict=False)}:
            having[pair].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in having.values():
        shared.update(combinations(numbers, 2))
    return [
        (one, other)
        for (one, other), pairs in sorted(shared.items())
        if said[one].text.number != said[other].text.number
        and 2 * pairs >= SHARED * min(len({*said[one].folds}), len({*said[other].folds}))
    ]


def _is_one(one: Utterance, other: Utterance) -> bool:
    """Return whether two quotes are the same, perhaps in other words or in part."""
    runs = [run for run in common_runs(one.folds, other.folds) if run[2] >= 2]
    words = [at for start, _, size in runs for at in range(start, start + size)]
    share = len(words) / min(len(one.folds), len(other.folds))
    telling = {one.folds[at] for at in words if one.text.is_telling[one.places[at]]}
    if share < SHARED or len(telling) < LEAST_TELLING:
        return False
    is_disputed = one.speaker and other.speaker and one.speaker != other.speaker
    return not is_disputed or (share >= SURE and len(words) >= 6)


def common_runs(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return where words stand in the same order in both, and how many: (here, there, words)."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [(a, b, size) for a, b, size in matcher.get_matching_blocks() if size]


def _wordings(group: Sequence[Utterance]) -> Wordings:
    """Return the wordings of one quote; `group` is in order of its articles."""
    first = [one for one in group if one.text.number == group[0].text.number]
    said = [Said(one.text.number, one.quote) for one in first]
    for one in group[len(first) :]:
        known = {
            at
            for piece in first
            for start, _, size in common_runs(one.folds, piece.folds)
            for at in range(start, start + size)
        }
        own = [place for at, place in enumerate(one.places) if at not in known]
        said.append(Said(one.text.number, one.quote, one.text.spans(own)))
    speakers = Counter(one.speaker for one in group if one.speaker)
    speaker = None
    if speakers:
        most = speakers.most_common(1)[0][0]
        speaker = (most, _name(group, most))
    return Wordings(speaker, tuple(said), len({one.folds for one in group}) == 1)


def _name(group: Sequence[Utterance], speaker: str) -> str:
    people: list[Person] = []
    for one in group:
        people += [*one.text.article.people, *one.text.article.captioned]
    return next((person.name for person in people if person.id == speaker), speaker)
