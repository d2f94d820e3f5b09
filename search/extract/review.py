"""What each line of a names file does to an archive, and what it fails to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from search.extract.corrections import Corrections, Merge, Split
from search.extract.naming import form
from search.extract.register import Part, Register
from search.extract.roster import Listed, Roster
from search.extract.survey import Survey
from search.extract.wishes import named

NEAR = 80.0  # likeness, of 100, from which a spelling is offered for one that is not known
OFFERED = 3


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that no article uses, and spellings near it."""

    name: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line of a names file comes to.

    `kind` is "merge", "split" or "fault"; `effect` says it in words, `articles` how many name the
    people it changes. `is_wrong` where the owner should look at it.
    """

    line: int
    kind: str
    effect: str
    articles: int = 0
    people: tuple[Listed, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    column: int = 1
    is_wrong: bool = False


class Review:
    """A names file held against an archive."""

    def __init__(self, survey: bytes, corrections: Corrections) -> None:
        plain, corrected = Survey.from_bytes(survey), Survey.from_bytes(survey, corrections)
        self._corrections = corrections
        self._before = Roster(plain, Corrections())
        self._plain = plain.spellings.people()
        self._corrected = corrected.spellings.people()
        self._names: list[str] | None = None

    def verdicts(self) -> list[Verdict]:
        """Return what is to be said of every line that says something, in order."""
        found = [
            Verdict(one.line, "fault", one.text, column=one.column, is_wrong=True)
            for one in self._corrections.faults
        ]
        found += map(self._merge, self._corrections.merges)
        found += map(self._split, self._corrections.splits)
        return sorted(found, key=lambda one: (one.line, one.kind))

    def _merge(self, merge: Merge) -> Verdict:
        known = [part for name in merge.names for part in named(self._plain, name)]
        people = self._people(known)
        unknown = self._unknown(merge.names[1:] if len(merge.names) > 1 else merge.names)
        articles = sum(one.articles + one.alone for one in people)
        shown = merge.name + (f" [{merge.id}]" if merge.id else "")
        if not people:
            effect, wrong = "nobody: no article uses any of these names", True
        elif len(heads := _heads(self._corrected, merge.names)) > 1:
            effect, wrong = f"kept apart by another line: {len(heads)} people", True
        elif len(people) > 1:
            effect, wrong = f"{len(people)} people are one: {shown}", bool(unknown)
        elif people[0].name != merge.name or (merge.id and people[0].id != merge.id):
            effect, wrong = f"{people[0].name} is shown as {shown}", bool(unknown)
        else:
            effect, wrong = f"nothing: {merge.name} is that already", bool(unknown)
        return Verdict(merge.line, "merge", effect, articles, people, unknown, is_wrong=wrong)

    def _split(self, split: Split) -> Verdict:
        names = [name for side in split.sides for name in side]
        known = [part for name in names for part in named(self._plain, name)]
        people = self._people(known)
        unknown = self._unknown(names)
        articles = sum(one.articles + one.alone for one in people)
        before, after = _heads(self._plain, names), _heads(self._corrected, names)
        wrong = bool(unknown)
        if not people:
            effect, wrong = "nobody: no article uses any of these names", True
        elif len(after) > len(before):
            effect = f"{people[0].name} is {len(after)} people"
        elif _is_alone(names):
            effect = "the family name alone is left open"
        else:
            effect = "nothing: they are different people already, and stay so"
        return Verdict(split.line, "split", effect, articles, people, unknown, is_wrong=wrong)

    def _people(self, parts: Sequence[Part]) -> tuple[Listed, ...]:
        heads = dict.fromkeys(part.head for part in parts)
        return tuple(map(self._before.person, heads))

    def _unknown(self, names: Sequence[str]) -> tuple[Unknown, ...]:
        return tuple(
            Unknown(name, tuple(self._nearest(name)))
            for name in names
            if not named(self._plain, name)
        )

    def _nearest(self, name: str) -> Iterator[str]:
        if self._names is None:
            self._names = [one for part in self._plain.parts() for one in part.spellings]
        near = process.extract(
            form(name).name, self._names, scorer=fuzz.ratio, limit=OFFERED, score_cutoff=NEAR
        )
        yield from (found for found, *_ in near)


def _heads(register: Register, names: Sequence[str]) -> set[int]:
    return {part.head for name in names for part in named(register, name)}


def _is_alone(names: Sequence[str]) -> bool:
    return any(not form(name).last and " " not in form(name).key for name in names)
