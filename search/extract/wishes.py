"""What the owner's corrections come to among the people of an archive."""

from __future__ import annotations

from search.extract.corrections import Corrections, fold
from search.extract.links import other_keys
from search.extract.naming import form
from search.extract.register import Called, Part, Register


class Wishes:
    """The places of the parts that a names file speaks of.

    `joined` are pairs of places that are one person, `apart` for each `!=` the places on each
    side, `called` what the person of a place is to be called.
    """

    def __init__(self, register: Register, corrections: Corrections) -> None:
        self.joined: list[tuple[int, int]] = []
        self.apart: list[tuple[frozenset[int], ...]] = []
        self.called: dict[int, Called] = {}
        self._bearers: dict[str, int] = {}
        self._refused: list[tuple[frozenset[str], frozenset[int]]] = []
        for merge in corrections.merges:
            parts = [part for name in merge.names for part in named(register, name)]
            if not parts:
                continue
            first = parts[0].place
            self.joined += [(first, part.place) for part in parts[1:]]
            self.called[first] = Called(merge.name, merge.id or form(merge.name).slug)
            self._bearers |= {key: first for name in merge.names if (key := _lone(name))}
        for split in corrections.splits:
            sides = [
                frozenset(part.place for name in side for part in named(register, name))
                for side in split.sides
            ]
            self.apart.append(tuple(sides))
            for side, places in zip(split.sides, sides, strict=True):
                others = frozenset().union(*(other for other in sides if other is not places))
                lone = frozenset(filter(None, map(_lone, side)))
                if lone:
                    self._refused.append((lone, others))

    def settle(self, register: Register) -> None:
        """Take in who is one person now."""
        self._bearers = {key: register.part(at).head for key, at in self._bearers.items()}
        self._refused = [
            (lone, frozenset(register.part(at).head for at in places))
            for lone, places in self._refused
        ]

    def bearer(self, last: str) -> int | None:
        """Return the place of whom a family name alone is to mean, if the owner says so."""
        return self._bearers.get(last)

    def refuses(self, last: str, place: int) -> bool:
        """Return whether a family name alone is not to mean the person of a place."""
        return any(last in lone and place in places for lone, places in self._refused)


def named(register: Register, name: str) -> list[Part]:
    """Return the parts that a name as the owner writes it speaks of, none where it is unclear."""
    for key in (form(name).key, *other_keys(name)):
        parts = register.parts_of(key)
        wanted = fold(name)
        spelled = [part for part in parts if any(fold(one) == wanted for one in part.spellings)]
        if spelled or len(parts) == 1:
            return spelled or parts
    return []


def _lone(name: str) -> str | None:
    """Return the key of a family name alone, None for any other name."""
    found = form(name)
    return found.key if not found.last and " " not in found.key else None
