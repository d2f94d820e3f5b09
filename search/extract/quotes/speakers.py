"""Which person of the article a speaker's words mean: a name, "he", "the foreign minister"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from search.article import Person
from search.extract.quotes.heads import NAME, OFFICE, PRONOUN, Head, Mentioned, Mentions
from search.extract.quotes.lexicon import Lexicon, words
from search.extract.quotes.marks import Stretch

FAR = 1500
"""Characters before a pronoun in which its person must be named."""

TRIED = 10
"""Mentions before a pronoun that are weighed."""

MOST_IN_TITLE = 7
"""Words of somebody's title that are read before the name."""

MOST_TITLED = 4
"""Mentions of somebody beside which titles are looked for."""

TITLE_BEFORE, TITLE_AFTER = 70, 90
"""Characters before and after a mention in which a title may stand."""

MOST_WEIGHED = 100
"""People of an article who may be meant by their office."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?…:;][\"”’»)]*\s+|\n+")
_BREAK = re.compile(r"[.,;:()\n\"“”]| who | said ")
_BESIDE = words("beside a title")
_OF = words("of")
_NOT_ROLES = words("not roles")
_PLURAL = words("plural")
_ARTICLES = ("the", "a", "an", "his", "her")


class Speakers:
    """The people of one article as speakers."""

    def __init__(
        self,
        body: str,
        people: Sequence[Person],
        mentions: Mentions,
        stretches: Sequence[Stretch],
        lexicon: Lexicon,
    ) -> None:
        self._body = body
        self._people = people
        self._mentions = mentions
        self._stretches = stretches
        self._lexicon = lexicon
        self._told: list[Mentioned] = []
        self._starts: list[int] | None = None
        self._weights: dict[int, float] = {}
        self._sexes: dict[int, str | None] = {}
        self._near: dict[int, str] = {}
        self._titled: dict[int, frozenset[str]] = {}

    def resolved(self, head: Head, last: tuple[int, int] | None) -> tuple[int | None, float]:
        """Return the number of the person meant, None when in doubt, and how sure that is.

        `last` is the person who spoke last and where that was said.
        """
        if head.kind == NAME:
            return head.person, 0.99
        if head.kind == PRONOUN:
            word = self._body[head.start : head.end].lower()
            known = self._lexicon.pronouns
            sex = "she" if "she" in (known.get(word), known.get(word.rpartition("-")[2])) else "he"
            return self._antecedent(head.start, sex, last)
        if head.kind == OFFICE:
            return self._holder(head, last)
        return None, 0.0

    # he, she

    def _antecedent(
        self, offset: int, sex: str, last: tuple[int, int] | None
    ) -> tuple[int | None, float]:
        at = bisect_left(self._outside(), offset)
        scores: dict[int, float] = {}
        for rank, one in enumerate(self._told[max(0, at - TRIED) : at][::-1]):
            start, end, person = one
            if offset - start > FAR:
                break
            own = self._sexes[person] if person in self._sexes else self._sex(person)
            if own is not None and own != sex:
                continue
            score = 1.0 + (own == sex) - 0.25 * rank - 0.0015 * (offset - end)
            score += 0.5 * (rank == 0) + self._weight(one)
            if person not in scores or score > scores[person]:
                scores[person] = score
        if last is not None and offset - last[1] < FAR:
            own = self._sex(last[0])
            if own is None or own == sex:
                near = 1.4 - 0.001 * (offset - last[1])
                scores[last[0]] = max(scores.get(last[0], 0.5), 0.5) + near
        if not scores:
            return None, 0.0
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        lead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else ranked[0][1] - 2.5)
        if ranked[0][1] < 0.2:
            return None, 0.0
        return ranked[0][0], min(0.9, 0.56 + 0.14 * lead)

    def _outside(self) -> list[int]:
        """Return where the mentions that nobody is quoted with begin; set them down."""
        if self._starts is None:
            firsts = [one.first for one in self._stretches]
            lasts = [-1, *(one.last for one in self._stretches)]
            self._told = [
                one
                for one in self._mentions.all
                if one.start >= lasts[bisect_right(firsts, one.start)]
            ]
            self._starts = [one.start for one in self._told]
        return self._starts

    def _weight(self, one: Mentioned) -> float:
        """Return how much the words beside a mention speak for its being meant later on."""
        weight = self._weights.get(one.start)
        if weight is None:
            weight = 1.2 * self._leads(one) - 0.8 * self._owns(one) - 0.8 * self._is_object(one)
            weight += 0.7 * self._speaks(one)
            self._weights[one.start] = weight
        return weight

    def _leads(self, one: Mentioned) -> bool:
        """Return whether a mention stands at the beginning of its sentence, as subjects do."""
        begin = max(0, one.start - 45)
        before = self._body[begin : one.start]
        ends = [match.end() for match in _SENTENCE.finditer(before)]
        lead = before[ends[-1] :] if ends else before if begin == 0 else None
        return lead is not None and "," not in lead[:-2]

    def _speaks(self, one: Mentioned) -> bool:
        """Return whether a verb of speech follows the name."""
        after = _WORD.match(self._body, one.end + 1)
        return after is not None and after.group().lower() in self._lexicon.verbs

    def _is_object(self, one: Mentioned) -> bool:
        """Return whether a preposition stands before a mention or its title."""
        begin = self._body[max(0, one.start - 30) : one.start].split()[-3:]
        while begin and begin[-1][0].isupper():
            begin.pop()
        return bool(begin) and begin[-1] in _OF

    def _owns(self, one: Mentioned) -> bool:
        return self._body[one.end : one.end + 2] in ("'s", "’s")

    def _sex(self, number: int) -> str | None:
        """Return "he" or "she" where titles or the given name tell."""
        if number in self._sexes:
            return self._sexes[number]
        person, sexes = self._people[number], self._lexicon.sexes
        found: dict[str, int] = {}
        for start, end in person.spans[:12]:
            for word in (self._word_before(start), self._word_at(start, end)):
                if word in sexes:
                    found[sexes[word]] = found.get(sexes[word], 0) + 3
        given = person.name.split()
        if len(given) > 1:
            for word in given[:2]:
                told = self._lexicon.given.get(word.lower().strip("."))
                if told:
                    found[told] = found.get(told, 0) + 2
                    break
        sex = max(found, key=lambda one: found[one]) if found else None
        self._sexes[number] = sex
        return sex

    def _word_before(self, start: int) -> str:
        """Return the word before a mention in lower case, empty where none is near."""
        begin = start - 14 if start > 14 else 0
        last = self._body[begin:start].replace(".", " ").split()[-1:]
        if last and not last[0].isalpha():
            last = _WORD.findall(self._body, begin, start)[-1:]
        return last[0].lower() if last else ""

    def _word_at(self, start: int, end: int) -> str:
        """Return the first word of a mention in lower case."""
        first = self._body[start:end].split(" ", 1)[0]
        if not first.isalpha():
            match = _WORD.match(self._body, start, end)
            first = match.group() if match else ""
        return first.lower()

    # the minister

    def _holder(self, head: Head, last: tuple[int, int] | None) -> tuple[int | None, float]:
        text = self._body[head.start : head.end]
        words = [word.lower() for word in _WORD.findall(text)]
        if not words or words[0] in ("a", "an", "one", "another", "some", "many", "several"):
            return None, 0.0
        if any(word in ("of", "for") for word in words) and words[0] not in ("the", "his", "her"):
            return None, 0.0
        offices = [
            word for word in words if word in self._lexicon.persons and word not in _NOT_ROLES
        ]
        if not offices or offices[-1] in _PLURAL:
            return None, 0.0
        asked = {word for word in words if len(word) > 3}
        holders = []
        for number, person in enumerate(self._people[:MOST_WEIGHED]):
            if offices[-1] in self._around(number):
                roles = self._roles(number)
                if offices[-1] in roles:
                    holders.append((len(asked & roles), len(person.spans), number))
        if not holders:
            return None, 0.0
        holders.sort(reverse=True)
        best = holders[0]
        if len(holders) > 1 and holders[1][0] == best[0]:
            if last is not None and any(last[0] == number for *_, number in holders):
                return last[0], 0.7
            if best[1] < 3 * holders[1][1]:
                return None, 0.0
        return best[2], 0.85 if len(holders) == 1 else 0.7

    def _around(self, number: int) -> str:
        """Return all text in which a person's titles are looked for, in lower case."""
        found = self._near.get(number)
        if found is None:
            places = self._people[number].spans[:MOST_TITLED]
            found = self._near[number] = "\n".join(
                [self._body[max(0, a - TITLE_BEFORE) : b + TITLE_AFTER] for a, b in places]
            ).lower()
        return found

    def _roles(self, number: int) -> frozenset[str]:
        """Return the words that stand before and after a person's name as its titles."""
        found = self._titled.get(number)
        if found is None:
            words: set[str] = set()
            for start, end in self._people[number].spans[:MOST_TITLED]:
                words.update(self._titles(max(0, start - TITLE_BEFORE), start))
                after = self._body[end : end + TITLE_AFTER]
                if after[:2] in (", ", " ("):
                    tail = _BREAK.split(after[2:], 1)
                    told = [word.lower() for word in _WORD.findall(tail[0])]
                    if after[1] == "(" or (told and told[0] in _ARTICLES):
                        words.update(told[:10])
                inner = _WORD.findall(self._body[start:end])
                words.update(word.lower() for word in inner[:-1])
            found = self._titled[number] = frozenset(words)
        return found

    def _titles(self, start: int, end: int) -> Iterator[str]:
        """Yield the words of the title that ends where a name begins: Foreign Minister."""
        before = _BREAK.split(self._body[start:end])[-1]
        for word in _WORD.findall(before)[: -MOST_IN_TITLE - 1 : -1]:
            low = word.lower()
            if word[0].islower() and low not in self._lexicon.persons and low not in _BESIDE:
                return
            yield low
