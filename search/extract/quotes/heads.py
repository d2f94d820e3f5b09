"""Of the words of a subject those that name who speaks: a person, a pronoun, an office."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from search.article import Person
from search.extract.quotes.lexicon import Lexicon, words
from search.extract.quotes.passage import Passage

NAME, PRONOUN, OFFICE, CAPITAL, PLURAL, OTHER = range(6)
"""What a head is: a person's name, he or she, "the minister", another capitalised word, they, or
anything else."""

_OF = words("of")
_LEADING = words("leading")
_DETERMINERS = words("determiners")


class Mentioned(NamedTuple):
    """A mention of a person: `person` is the number of the person in the article."""

    start: int
    end: int
    person: int


class Head(NamedTuple):
    """Who a subject names, at body offsets; `person` is a number where the name says it."""

    start: int
    end: int
    kind: int
    person: int | None = None


class Mentions:
    """The mentions of an article's people, by place."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.all = sorted(
            (
                Mentioned(start, end, number)
                for number, person in enumerate(people)
                for start, end in person.spans
            ),
            key=itemgetter(0),
        )
        self._starts = [one.start for one in self.all]

    def within(self, start: int, end: int) -> list[Mentioned]:
        """Return the mentions that begin between two offsets."""
        low = bisect_left(self._starts, start)
        found = []
        for one in self.all[low : low + 40]:
            if one.start >= end:
                break
            found.append(one)
        return found

    def before(self, offset: int, most: int) -> list[Mentioned]:
        """Return the last `most` mentions before an offset, nearest first."""
        high = bisect_left(self._starts, offset)
        return self.all[max(0, high - most) : high][::-1]


def head(words: Passage, first: int, last: int, mentions: Mentions, lexicon: Lexicon) -> Head:
    """Return the head of the words `first` to `last`, the last not included."""
    low, text = words.low, words.text
    if last - first == 1:
        sex = lexicon.pronouns.get(low[first])
        if sex is not None:
            kind = {"he": PRONOUN, "she": PRONOUN, "they": PLURAL}.get(sex, OTHER)
            return Head(*words.span(first, last), kind)
    start, end = words.span(first, last)
    for one in mentions.within(start, end):
        at = first
        while at < last and words.starts[at] < one.start:
            at += 1
        after = at
        while after < last and words.ends[after] <= one.end:
            after += 1
        if _is_head(words, first, at, after, last, one.end):
            return Head(one.start, one.end, NAME, one.person)
    if low[last - 1] in ("he", "she"):
        return Head(*words.span(last - 1, last), PRONOUN)
    while last - first > 1 and low[first] in _LEADING:
        first += 1
    if first and low[first - 1] in _LEADING and text[first][0].isupper() and last - first > 2:
        # "In Moscow the minister": the name of the place goes.
        first = next((i for i in range(first + 1, last) if low[i] in _DETERMINERS), first)
    core = next((i for i in range(first + 1, last) if low[i] in _OF), last)
    while last - first > 1 and not (text[last - 1][0].isalnum() or last == core):
        last -= 1
    span = words.span(first, last)
    if any(low[i] in lexicon.persons for i in range(first, core)):
        return Head(*span, OFFICE)
    if any(text[i][0].isupper() and low[i] not in _DETERMINERS for i in range(first, core)):
        return Head(*span, CAPITAL)
    return Head(*span, OTHER)


def _is_head(words: Passage, first: int, at: int, after: int, last: int, end: int) -> bool:
    """Return whether the mention at words `at` to `after` is who the subject is about."""
    low, text = words.low, words.text
    if at >= last:
        return False
    if after == at or words.ends[after - 1] != end:
        # The mention ends inside a word: "Trump's", "Lavrov-Tillerson".
        return False
    if any(low[i] in _OF for i in range(max(first, at - 4), at)):
        return (
            not any(
                text[i][0].islower() and low[i] not in _OF | _DETERMINERS for i in range(first, at)
            )
            and low[first] in _LEADING
        )
    ends = after >= last or not text[after][0].isalpha()
    return ends or low[after] in ("and", "und", "et", "y")
