"""Articles side by side as a page shows them: what they share, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from search.comparison import Alone, Comparison, Spellings, Voice, Wire
from web.view import wording
from web.view.cuttings import Cuttings, Head, Line
from web.view.links import Link, Places, person_link

QUOTES = 2
"""Quotes by one person that are shown of one article."""

SHORT = 240
"""Characters of a quote that are shown where many articles stand beside one another."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of each part of a comparison is shown; how much more there is, is said."""

    passages: int
    beside: int
    """Sentences of one passage."""
    alone: int
    of_one: int
    """Sentences of one article that it has alone."""
    differences: int
    quotes: int
    voices: int


PAIR = Bounds(passages=20, beside=4, alone=24, of_one=10, differences=12, quotes=12, voices=20)
"""Of two to four articles."""

CROWD = Bounds(passages=6, beside=4, alone=12, of_one=4, differences=4, quotes=5, voices=6)
"""Of the articles of a story, which may be three times as many."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that state the same; `more` articles have one, too."""

    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Lone:
    """The sentences that only one article has, or that were not found in others."""

    head: Head
    lines: tuple[tuple[Line, bool], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person says in one article: some quotes, how many more, or how often named."""

    lines: tuple[Line, ...]
    more: int
    says: str


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One person in each of the articles."""

    person: Link
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """One quote as articles word it, earliest first; `says` whether they agree."""

    speaker: Link | None
    says: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class WireRow:
    """What an article has from an agency: `says` how much and whether that is told."""

    head: Head
    agency: str
    source: Head | None
    says: str
    credit: str


@dataclass(frozen=True, slots=True)
class SpeltRow:
    """A person, each spelling and who writes it so."""

    person: Link
    spellings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Everything a page shows of a comparison; `more_…` is how much is left out of each part."""

    heads: tuple[Head, ...]
    passages: tuple[Passage, ...]
    more_passages: int
    alone: tuple[Lone, ...]
    more_alone: int
    differences: tuple[tuple[Line, Line], ...]
    more_differences: int
    quotes: tuple[Worded, ...]
    more_quotes: int
    voices: tuple[VoiceRow, ...]
    is_quoted: bool
    """Whether anybody is quoted."""
    others: tuple[Link, ...]
    more_others: int
    wire: tuple[WireRow, ...]
    spellings: tuple[SpeltRow, ...]
    terms: tuple[str, ...]
    is_whole: bool


def compared(found: Comparison, places: Places, bounds: Bounds) -> Compared:
    """Return the view of a comparison."""
    cuttings = Cuttings(found, places)
    passages = _passages(found, cuttings, bounds)
    alone = _surest(found, bounds)
    differences = found.differences[: bounds.differences]
    voices = _voiced(found)
    rest = voices[bounds.voices :]
    return Compared(
        heads=cuttings.heads,
        passages=passages,
        more_passages=len(found.passages) - len(passages),
        alone=_alone(alone, cuttings),
        more_alone=len(found.alone) - len(alone),
        differences=tuple(
            zip(
                *(
                    cuttings.lines(
                        (figure.sentence, ((figure.start, figure.end),)) for figure in side
                    )
                    for side in (
                        [one.one for one in differences],
                        [one.other for one in differences],
                    )
                ),
                strict=True,
            )
        ),
        more_differences=len(found.differences) - len(differences),
        quotes=_quotes(found, cuttings, bounds),
        more_quotes=max(0, len(found.quotes) - bounds.quotes),
        voices=tuple(_voice(one, cuttings) for one in voices[: bounds.voices]),
        is_quoted=any(any(one.quotes) for one in voices),
        others=tuple(
            Link(one.name, places.person(one.id), _in_articles(one)) for one in rest[:_OTHERS]
        ),
        more_others=max(0, len(rest) - _OTHERS),
        wire=tuple(_wire(one, cuttings) for one in found.wire),
        spellings=tuple(_spelt(one, cuttings) for one in found.spellings[:_SPELLINGS]),
        terms=found.terms,
        is_whole=found.is_whole,
    )


_OTHERS = 24
_SPELLINGS = 12


def _passages(found: Comparison, cuttings: Cuttings, bounds: Bounds) -> tuple[Passage, ...]:
    shown = found.passages[: bounds.passages]
    lines = iter(
        cuttings.lines(
            pair
            for one in shown
            for pair in list(zip(one.sentences, one.shared, strict=True))[: bounds.beside]
        )
    )
    return tuple(
        Passage(
            tuple(next(lines) for _ in one.sentences[: bounds.beside]),
            max(0, len(one.sentences) - bounds.beside),
        )
        for one in shown
    )


def _surest(found: Comparison, bounds: Bounds) -> tuple[Alone, ...]:
    """Return the surest of the sentences found in one outlet alone, not too many of any article;
    as they stand there.
    """
    shown: list[Alone] = []
    counts = [0] * len(found.articles)
    for one in found.alone:
        if len(shown) < bounds.alone and counts[one.sentence.article] < bounds.of_one:
            counts[one.sentence.article] += 1
            shown.append(one)
    return tuple(sorted(shown, key=lambda one: (one.sentence.article, one.sentence.start)))


def _alone(shown: Sequence[Alone], cuttings: Cuttings) -> tuple[Lone, ...]:
    """Return the sentences found in one outlet alone, by article."""
    lines = cuttings.lines((one.sentence, ()) for one in shown)
    pairs = zip(lines, (one.is_certain for one in shown), strict=True)
    return tuple(
        Lone(cuttings.heads[article], tuple((line, certain) for line, certain, _ in ones))
        for article, ones in groupby(
            ((*pair, one.sentence.article) for pair, one in zip(pairs, shown, strict=True)),
            key=lambda one: one[2],
        )
    )


def _quotes(found: Comparison, cuttings: Cuttings, bounds: Bounds) -> tuple[Worded, ...]:
    shown = found.quotes[: bounds.quotes]
    kept = [one.wordings[: bounds.beside] for one in shown]
    lines = iter(
        cuttings.quoted((said.article, said.quote, said.own) for ones in kept for said in ones)
    )
    rows = []
    for one, ones in zip(shown, kept, strict=True):
        speaker = None
        if one.speaker is not None:
            speaker = person_link(*one.speaker, cuttings.places)
        outlets = wording.count(len({said.article for said in one.wordings}), "article")
        says = f"The same words in {outlets}" if one.is_same else f"Worded differently: {outlets}"
        rows.append(Worded(speaker, says, tuple(next(lines) for _ in ones)))
    return tuple(rows)


def _voiced(found: Comparison) -> list[Voice]:
    """Return the people who are quoted, then those who are named in two articles or more, then
    the others.
    """

    def rank(one: Voice) -> int:
        if any(one.quotes):
            return 0
        return 1 if sum(1 for count in one.mentions if count) > 1 else 2

    return sorted(found.voices, key=rank)


def _voice(one: Voice, cuttings: Cuttings) -> VoiceRow:
    cells = []
    for place, (mentions, quotes) in enumerate(zip(one.mentions, one.quotes, strict=True)):
        lines = cuttings.quoted(((place, number, ()) for number in quotes[:QUOTES]), SHORT)
        says = ""
        if not quotes:
            says = "Not named"
            if mentions:
                says = f"Named {_times(mentions)}, not quoted"
        cells.append(Cell(lines, max(0, len(quotes) - QUOTES), says))
    return VoiceRow(person_link(one.id, one.name, cuttings.places), tuple(cells))


def _times(n: int) -> str:
    return {1: "once", 2: "twice"}.get(n, f"{wording.number(n)} times")


def _in_articles(one: Voice) -> str:
    return wording.count(sum(1 for count in one.mentions if count), "article")


def _wire(one: Wire, cuttings: Cuttings) -> WireRow:
    source = None if one.source is None else cuttings.heads[one.source]
    if one.share is None:
        says = ""
    else:
        part = f"{one.share:.0%} of its own words outside quotations"
        whose = f"{one.agency}’s article" if source else f"other articles that credit {one.agency}"
        says = f"{part} stand in {whose}"
    credit = f"credits {one.agency}" if one.is_credited else f"does not credit {one.agency}"
    return WireRow(cuttings.heads[one.article], one.agency, source, says, credit)


def _spelt(one: Spellings, cuttings: Cuttings) -> SpeltRow:
    return SpeltRow(
        replace(person_link(one.id, one.name, cuttings.places)),
        tuple(
            (text, ", ".join(cuttings.heads[place].label for place in places))
            for text, places in one.spellings
        ),
    )
