"""One quote in the wordings of several articles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, islice, pairwise

from search.article import Article, Quote
from search.compare.reading import Text
from search.comparison import Said, Span, Wordings

LEAST_WORDS = 4
MOST_WORDS = 400
"""Words of a quote that are compared."""

MOST_QUOTES = 600
"""Quotes that are compared, of all articles together."""

MOST_HOLDERS = 100
"""Two words that more quotes have tell nothing of which."""

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
    """A quote, by the places of its article and among the article's quotes: where its words stand,
    but those of a gloss, the words folded, and which of them are no common ones.
    """

    article: int
    quote: int
    speaker: str | None
    spans: tuple[Span, ...]
    folds: tuple[str, ...]
    is_telling: tuple[bool, ...]


def utterances(text: Text) -> Iterator[Utterance]:
    """Yield the quotes of an article that are long enough to be known again."""
    for number, quote in enumerate(text.article.quotes):
        if not quote.direct:
            continue
        places: Sequence[int] = text.within(quote.start, quote.end)
        for start, end in glosses_of(text.article, quote):
            places = [place for place in places if not start <= text.starts[place] < end]
        places = places[:MOST_WORDS]
        if len(places) >= LEAST_WORDS:
            yield Utterance(
                text.number,
                number,
                quote.speaker,
                tuple([(text.starts[place], text.ends[place]) for place in places]),
                tuple([text.folds[place] for place in places]),
                tuple([text.is_telling[place] for place in places]),
            )


def glosses_of(article: Article, quote: Quote) -> list[Span]:
    """Return what stands in brackets in a quote: not the speaker's words."""
    return [match.span() for match in _GLOSS.finditer(article.body, quote.start, quote.end)]


def quotes(texts: Sequence[Text]) -> tuple[Wordings, ...]:
    """Return the quotes that several articles have, those of most articles first."""
    each = max(4, MOST_QUOTES // max(1, len(texts)))
    said = [one for text in texts for one in islice(utterances(text), each)]
    of = list(range(len(said)))
    first: dict[tuple[str, ...], int] = {}
    for number, one in enumerate(said):  # copies of a text have the same quotes
        of[number] = first.setdefault(one.folds, number)
    for number, other in _candidates(said, list(first.values())):
        if of[number] != of[other] and _is_one(said[number], said[other]):
            low, high = sorted((of[number], of[other]))
            of = [low if group == high else group for group in of]
    groups: defaultdict[int, list[Utterance]] = defaultdict(list)
    for number, group in enumerate(of):
        groups[group].append(said[number])
    articles = [text.article for text in texts]
    found = [
        wordings(articles, group)
        for group in groups.values()
        if len({one.article for one in group}) > 1
    ]
    found.sort(key=lambda one: (-len({said.article for said in one.wordings}), one.is_same))
    return tuple(found)


def _candidates(said: Sequence[Utterance], numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of these quotes, of two articles, that have pairs of words enough in
    common: of every run of two words or more, half as many as it has words, or more.
    """
    having: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number in numbers:
        folds = said[number].folds
        for pair in {*pairwise(folds)}:
            having[pair].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for holders in having.values():
        if len(holders) <= MOST_HOLDERS:
            shared.update(combinations(holders, 2))
    return [
        (one, other)
        for (one, other), pairs in sorted(shared.items())
        if said[one].article != said[other].article
        and 2 * pairs >= SHARED * min(len({*said[one].folds}), len({*said[other].folds}))
    ]


def _is_one(one: Utterance, other: Utterance) -> bool:
    """Return whether two quotes are the same, perhaps in other words or in part."""
    runs = [run for run in common_runs(one.folds, other.folds) if run[2] >= 2]
    words = [at for start, _, size in runs for at in range(start, start + size)]
    share = len(words) / min(len(one.folds), len(other.folds))
    telling = {one.folds[at] for at in words if one.is_telling[at]}
    if share < SHARED or len(telling) < LEAST_TELLING:
        return False
    is_disputed = one.speaker and other.speaker and one.speaker != other.speaker
    return not is_disputed or (share >= SURE and len(words) >= 6)


def common_runs(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return where words stand in the same order in both, and how many: (here, there, words)."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return [(a, b, size) for a, b, size in matcher.get_matching_blocks() if size]


def wordings(articles: Sequence[Article], group: Sequence[Utterance]) -> Wordings:
    """Return the wordings of one quote; `group` is in order of its articles."""
    first = [one for one in group if one.article == group[0].article]
    said = [Said(one.article, one.quote) for one in first]
    for one in group[len(first) :]:
        known = {
            at
            for piece in first
            for start, _, size in common_runs(one.folds, piece.folds)
            for at in range(start, start + size)
        }
        said.append(Said(one.article, one.quote, _stretches(one, known)))
    speakers = Counter(one.speaker for one in group if one.speaker)
    speaker = None
    if speakers:
        most = speakers.most_common(1)[0][0]
        people = [
            person
            for one in group
            for person in (*articles[one.article].people, *articles[one.article].captioned)
        ]
        speaker = (most, next((person.name for person in people if person.id == most), most))
    return Wordings(speaker, tuple(said), len({one.folds for one in group}) == 1)


def _stretches(one: Utterance, known: Container[int]) -> tuple[Span, ...]:
    """Return where the words that are not known stand, neighbours as one stretch."""
    found: list[Span] = []
    for at, (start, end) in enumerate(one.spans):
        if at not in known:
            is_next = found and at - 1 not in known and found[-1][1] == one.spans[at - 1][1]
            found.append((found.pop()[0] if is_next else start, end))
    return tuple(found)
