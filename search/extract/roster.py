"""The people of an archive, listed: by how many articles, under which spellings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from search.extract.corrections import Corrections, fold
from search.extract.naming import form
from search.extract.register import Known, Part, Register
from search.extract.spellings import Spellings
from search.extract.survey import Survey

RIVALS = 5  # bearers of a family name that are listed


@dataclass(frozen=True, slots=True)
class Spelling:
    """A spelling, and how many articles use it."""

    text: str
    articles: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A person of the archive; `articles` name them in full, `alone` by a family name only.

    `line` is that of the names file which says what they are called, None where none does.
    """

    id: str
    name: str
    articles: int
    alone: int
    spellings: tuple[Spelling, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A family name that is left open: `articles` use it alone for somebody of unknown identity.

    `bearers` are who is named in full with it, the most often named first.
    """

    name: str
    articles: int
    bearers: tuple[Listed, ...]


class Roster:
    """Everybody whom a survey knows, under the corrections that it was made with."""

    def __init__(self, survey: Survey, corrections: Corrections) -> None:
        self._spellings: Spellings = survey.spellings
        self._register: Register = survey.spellings.people()
        self._lines = {
            fold(name): merge.line for merge in corrections.merges for name in merge.names
        }

    def people(
        self, words: str = "", offset: int = 0, limit: int = 20
    ) -> tuple[list[Listed], int]:
        """Return those with these words in a spelling, the most often named first, and the total.

        Words are the same in other scripts and transliterations, and parts of words count.
        """
        wanted = [(word.casefold(), form(word).key) for word in words.split()]
        having = {
            part.head
            for part in self._register.parts()
            if _has(part, wanted) and not self._is_told(part)
        }
        places = [place for place in self._register.heads() if place in having]
        return [self._listed(place) for place in places[offset : offset + limit]], len(places)

    def open(self, words: str = "", offset: int = 0, limit: int = 20) -> tuple[list[Open], int]:
        """Return the family names left open that some person bears, and the total."""
        wanted = {form(word).key for word in words.split()}
        found = [part for part in self._open() if not wanted or part.key in wanted]
        found.sort(key=lambda part: (-sum(part.counts), part.key))
        listed = [
            Open(part.name, sum(part.counts), tuple(islice(self._bearers(part.key), RIVALS)))
            for part in found[offset : offset + limit]
        ]
        return listed, len(found)

    def person(self, place: int) -> Listed:
        """Return the person of a place in the register."""
        return self._listed(self._register.part(place).head)

    def _is_told(self, part: Part) -> bool:
        """Return whether this is a family name alone that means somebody with a name in full."""
        if part.last is not None or " " in part.key:
            return False
        bearer = self._spellings.bearer(part.key)
        return bearer is not None and bearer.place != part.head

    def _listed(self, place: int) -> Listed:
        known = self._register.person(place)
        parts = self._register.parts_of_person(place)
        counted = [
            pair for part in parts for pair in zip(part.spellings, part.counts, strict=True)
        ]
        counted.sort(key=lambda pair: (-pair[1], pair[0]))
        lone = dict.fromkeys(part.last for part in parts if part.last)
        alone = [part for last in lone for part in self._alone(last, known)]
        return Listed(
            known.id,
            known.name,
            sum(part.full for part in parts),
            sum(sum(part.counts) for part in [*alone, *parts] if part.last is None),
            tuple(Spelling(*pair) for pair in counted),
            next((self._lines[f] for f in map(fold, dict(counted)) if f in self._lines), None),
        )

    def _alone(self, last: str, known: Known) -> list[Part]:
        """Return the family name alone where it means this person and is no part of theirs."""
        bearer = self._spellings.bearer(last)
        if bearer is None or bearer.place != known.place:
            return []
        return [part for part in self._register.parts_of(last) if part.head != known.place]

    def _open(self) -> Iterator[Part]:
        for part in self._register.parts():
            if part.last is None and " " not in part.key:
                parts = self._register.parts_of_family(part.key)
                if parts and self._spellings.bearer(part.key) is None:
                    yield part

    def _bearers(self, last: str) -> Iterator[Listed]:
        places = dict.fromkeys(part.head for part in self._register.parts_of_family(last))
        yield from sorted(map(self._listed, places), key=lambda one: (-one.articles, one.id))


def _has(part: Part, wanted: Sequence[tuple[str, str]]) -> bool:
    """Return whether one spelling has all these words: as (folded text, key)."""
    return any(
        all(
            word in name.casefold() or key in [form(one).key for one in name.split()]
            for word, key in wanted
        )
        for name in part.spellings
    )
