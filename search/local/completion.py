"""What a word or a name that is being typed may become, commonest first.

Names are found by any of their words, in any spelling that the archive knows; a list of all of
them is made when it is first wanted, and kept with the snapshot. Words come from the dictionary.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from heapq import nlargest

from search.analysis import fold
from search.engine import Completion
from search.local.facets import facet, numbers_of
from search.local.lexicon import Lexicon
from search.local.schema import spelling
from search.local.searched import Searched
from search.local.spellings import TAB, spellings
from search.local.view import SnapshotView

EVERYBODY = 1_000_000
"""Names of which it is counted how many articles have them."""

LAST = "\U0010ffff"


class Completions:
    """The names and words of one snapshot. Safe to share between threads."""

    def __init__(
        self, reader: SnapshotView, segments: Sequence[Searched], lexicon: Lexicon
    ) -> None:
        self._lexicon = lexicon
        everything = numbers_of(segment.live for segment in segments)
        people, outlets = (
            [one for one in facet(segments, name, everything, EVERYBODY) if one.value is not None]
            for name in ("people", "outlet")
        )
        self._names = [*people, *outlets]
        self._people = len(people)
        numbers = {one.value: number for number, one in enumerate(people)}
        known = spellings(reader, "people")
        spelt = [
            (name.lstrip(TAB), numbers[identity])
            for identity, name in zip(known.identities, known.names, strict=True)
            if identity in numbers
        ]
        spelt += [(spelling(one.label), len(people) + n) for n, one in enumerate(outlets)]
        # A name from each of its words on, a tab, and its place in the list: text sorts fastest.
        self._entries = [
            f"{' '.join(words[at:])}{TAB}{number}"
            for name, number in spelt
            for words in (name.split(" "),)
            for at in range(len(words))
        ]
        self._entries.sort()
        self._initials: dict[str, tuple[str, ...]] = {}

    def of(self, text: str, most: int) -> tuple[Completion, ...]:
        """Return what the text may become: names by all of it, words by its last one."""
        typed = spelling(text)
        before, _, last = fold(text).rpartition(" ")
        found = self._of_names(typed, most)
        words: list[Completion] = []
        if last.isalnum():
            head = f"{before} " if before else ""
            words = [
                Completion("word", head + word, head + word, articles)
                for word, articles in self._lexicon.completing(last, most)
            ]
        names = min(len(found), max(most - len(words), most // 2))
        chosen = [*words[: most - names], *found[:names]]
        chosen.sort(key=lambda one: (-one.articles, one.text))
        return tuple(chosen)

    def named(self, field: str, text: str) -> frozenset[str]:
        """Return the people (by identity) or outlets of whose name, in any spelling known, a word
        begins with the text; if it is of several words, words side by side.
        """
        of_people = field == "people"
        found = (
            self._names[number].value
            for number in self._numbers(spelling(text))
            if (number < self._people) == of_people
        )
        return frozenset(value for value in found if value is not None)

    def initials(self, field: str) -> tuple[str, ...]:
        """Return the letters with which words of people's names begin, or of outlets', in any
        spelling known.
        """
        if field not in self._initials:
            of_people = field == "people"
            found = {
                entry[0]
                for entry in self._entries
                if entry[0].isalpha()
                and (int(entry.rpartition(TAB)[2]) < self._people) == of_people
            }
            self._initials[field] = tuple(sorted(found))
        return self._initials[field]

    def _numbers(self, typed: str) -> set[int]:
        """Return the places of the names that begin so, from any of their words on."""
        if not typed:
            return set()
        low, high = (bisect_left(self._entries, text) for text in (typed, typed + LAST))
        return {int(entry.rpartition(TAB)[2]) for entry in self._entries[low:high]}

    def _of_names(self, typed: str, most: int) -> list[Completion]:
        best = nlargest(
            most, self._numbers(typed), key=lambda number: (self._names[number].count, -number)
        )
        return [
            Completion("person" if n < self._people else "outlet", one.label, one.value, one.count)
            for n, one in ((n, self._names[n]) for n in best)
            if one.value is not None
        ]
